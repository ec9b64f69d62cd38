"""Whom a state speaks of where its clause names nobody: `locked out`, `we are back`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sim.language.parts import Clause

SELF: Final = {
    **dict.fromkeys(("errors", "timeouts", "5xx", "503s", "500s", "502s", "504s"), "service"),
    **dict.fromkeys(("data loss", "data corruption", "file loss", "list loss"), "files"),
    **dict.fromkeys(("read only", "to read only", "readonly"), "uploads"),
    "locked out": "sign_in",
    "service outage": "service",
}
"""What is spoken of where nothing is named."""
NOT_ONE: Final = frozenset({"none", "not one", "not a single"})
_WE_ARE: Final = frozenset(
    ["down", "up", "back", "up again", "back up", "back online", "offline", "live", "operational"]
)
"""What a service says of itself as `we`."""


def unnamed(part: Clause, state: str) -> str:
    """`They are all there` and `nothing is lost` speak of lists, whatever was named before."""
    if state in {"safe", "at_risk"} and (
        "they" in part.flags
        or part.tokens[0].text in {"nothing", *NOT_ONE}
        or part.tokens[-1].text == "nothing"
    ):
        return "files"
    if state == "unknown" and any(one.value == "at_risk" for one in part.said):
        return "files"
    if part.said[0].denied and part.said[0].token.text in {"outage", "outages"}:
        return "service"
    words = part.tokens
    whole = words[0].text == "we" and words[1:2] and words[1].kind == "tense"
    if whole and part.said[0].token.text in _WE_ARE:
        return "service"
    if words[0].text == "nothing" and part.said[0].value == "works":
        return "service"
    return next((SELF[text] for one in part.said if (text := one.token.text) in SELF), "")
