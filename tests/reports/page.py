"""The after-action report of a record as a page, without a review, for tests of its parts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reports.after_action import after_action
from reports.forms import html
from reports.material import material

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.model import Scorecard
    from sim.journal.encoding import Entry


_TERM = re.compile(r'<a class="term"[^>]*>([^<]*)</a>')


def unlinked(made: str) -> str:
    """A report's HTML without the links to its terms, which may be within any sentence."""
    return _TERM.sub(r"\1", made)


def page(card: Scorecard, entries: Sequence[Entry]) -> str:
    """The report as HTML."""
    return html.render(after_action(material(card, entries)))
