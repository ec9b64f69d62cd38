"""Whether a page is well-formed HTML, as the parser of the standard sees it."""

from __future__ import annotations

from tinyhtml5.parser import HTMLParser


def errors_of(page: str) -> list[str]:
    """What the parser had to repair; empty for a page that is as it should be."""
    parser = HTMLParser()
    parser.parse(page)
    return [f"{position}: {code} {data}" for position, code, data in parser.errors]
