"""The page of terms, docs/glossary.md.

`python -m sim.surfaces.glossary_page` writes it from `sim.glossary`; a test compares both.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

from sim.glossary import GROUPS

PAGE = Path(__file__).parents[2] / "docs" / "glossary.md"
WIDTH = 112
HEAD = """# Glossary

<!-- Made from sim/glossary.py by `python -m sim.surfaces.glossary_page`; do not edit. -->

The terms of incident response and of this project, in plain words. How each figure is computed
is in [the metrics](reference/metrics.md).
"""


def page() -> str:
    """The page's text."""
    parts = [HEAD]
    for group in GROUPS:
        parts.append(f"## {group.title}\n")
        parts += [f"### {one.name}\n\n{textwrap.fill(one.text, WIDTH)}\n" for one in group.terms]
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
