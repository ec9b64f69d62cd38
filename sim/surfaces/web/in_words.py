"""What a decision's words say that no field of its form states: asked about before it is sent.

Words alone never count. A severity, or a page to a role that is named, can be taken into its field
when the person says so; a message to users has to be written, so that can only be pointed out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.language.read import read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.scenario.policy import Policy

COUNTS = "counts"
"""The field that answers: `yes` takes the words into the fields, `no` leaves them words."""
ONLY_WORDS = "words"
"""Asked when nothing can be taken over: they can be sent as words."""

_SEVERITY = re.compile(r"\bsev(?:erity)?[ -]?([1-5])\b", re.IGNORECASE)
_DENIED = r"(?<!not )(?<!n't )(?<!never )(?<!status )"
_PAGES = re.compile(_DENIED + r"\b(?:page|call in|bring in|escalate to)\b([^.;\n]*)", re.IGNORECASE)
_PAGES_SOMEBODY = re.compile(_DENIED + r"\bpage (?:the|our|some(?:body|one))\b", re.IGNORECASE)
_NOTICE = re.compile(
    _DENIED + r"\b(?:tell|inform|notify|notice to|mail|write to)\b[^.;\n]{0,30}"
    r"\b(?:users|customers|everybody|stakeholders)\b"
    r"|" + _DENIED + r"\b(?:post|set|update)\b[^.;\n]{0,30}\bstatus page\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class InWords:
    """What the words say and no field does.

    Attributes:
        severity: the level; None when a field has one, or the words have none.
        pages: the roles that the words page, where they are named clearly enough.
        unnamed: whether they page somebody who is not named clearly enough.
        notice: whether users or the public are to be told something.
    """

    severity: int | None = None
    pages: tuple[str, ...] = field(default=())
    unnamed: bool = False
    notice: bool = False

    @property
    def countable(self) -> bool:
        """Whether anything can be taken into a field."""
        return self.severity is not None or bool(self.pages)

    def __bool__(self) -> bool:
        """Whether there is anything to ask about."""
        return self.countable or self.unnamed or self.notice


class InWordsError(Exception):
    """A decision whose words say more than its fields; carries what is asked, and how to answer."""

    def __init__(self, text: str, asks: str) -> None:
        super().__init__(text)
        self.asks = asks


def in_words(fields: Mapping[str, str], policy: Policy, told: str, own: str) -> InWords:
    """What the form's text says and its fields do not.

    Args:
        fields: the form's.
        policy: its roles, and the levels that there are.
        told: how a field that pages a role begins.
        own: the role that decides, which cannot page itself.
    """
    text = fields.get("text", "")
    paged = any(name.startswith(told) for name in fields)
    pages = () if paged else tuple(one for one in _pages(text, policy) if one != own)
    return InWords(
        severity=None if fields.get("severity", "").strip() else _severity(text, policy),
        pages=pages,
        unnamed=not paged and not pages and _PAGES_SOMEBODY.search(text) is not None,
        notice=not _tells(fields) and _NOTICE.search(text) is not None,
    )


def _tells(fields: Mapping[str, str]) -> bool:
    """Whether any field says something to somebody."""
    about = {"says", "audience", "next"}
    return any(
        value.strip() and (name in about or name.startswith("says-"))
        for name, value in fields.items()
    )


def _severity(text: str, policy: Policy) -> int | None:
    level = read(text).severity
    if level is None and (found := _SEVERITY.search(text)):
        level = int(found[1])
    return level if level is not None and policy.severity(level) is not None else None


def _pages(text: str, policy: Policy) -> tuple[str, ...]:
    """The roles whose titles stand behind a verb that pages."""
    words = " ".join(found[1] for found in _PAGES.finditer(text)).lower()
    titles = {name: role.title.lower() for name, role in policy.roles.items()}
    return tuple(
        name for name, title in titles.items() if re.search(rf"\b{re.escape(title)}\b", words)
    )


def asked_about(found: InWords, policy: Policy) -> InWordsError:
    """The question, worded for the person who decides."""
    parts = [] if found.severity is None else [f"severity {found.severity}"]
    parts += [f"page {policy.called(name)}" for name in found.pages]
    said = " and ".join(parts)
    rest = ["Whom it pages counts once it is ticked"] if found.unnamed else []
    rest += ["A message to users counts once it is written"] if found.notice else []
    more = f"{' and '.join(rest).capitalize()} under “What this does”." if rest else ""
    if not found.countable:
        return InWordsError(more, ONLY_WORDS)
    question = f"Your words say {said}; shall it count?"
    return InWordsError(f"{question} {more}".strip(), COUNTS)


def taken_over(found: InWords, fields: Mapping[str, str], told: str) -> dict[str, str]:
    """The form with its words' severity and pages in their fields."""
    taken = dict(fields)
    if found.severity is not None:
        taken["severity"] = str(found.severity)
    return taken | {f"{told}{name}": "yes" for name in found.pages}
