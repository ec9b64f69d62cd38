"""States with their times in one sentence: `failed 02:10, ok 02:14` says what came last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sim.language.sets import set_of
from sim.language.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Sequence

_SMALL: Final = set_of("at from since again around about utc cet am pm then and")
_AGAIN: Final = frozenset({"again", "now"})
_BOTH: Final = 2


def newest(words: list[Token]) -> list[Token]:
    """A row of dated states as its last one; any other sentence as it is."""
    dated = [place for place in range(len(words)) if _dated(words, place)]
    if len(dated) < _BOTH:
        return words
    named = [one for one in words[: dated[0]] if one.kind == "subject"]
    between = words[dated[0] + 1 : dated[-1]]
    if not named or any(one.kind not in _KINDS and one.text not in _SMALL for one in between):
        return words
    last = words[dated[-1]]
    value = "failing" if last.value in {"failing", "affected"} else last.value
    now = Token("word", "now", last.start, last.end, "now")
    state = Token("state", value, last.start, last.end, "down" if value == "failing" else last.text)
    colon = Token("joint", ":", named[-1].end, named[-1].end, ":")
    return [*named, colon, state, now, *_rest(words[dated[-1] + 1 :])]


_KINDS: Final = frozenset({"joint", "number", "state", "filler", "tense"})


def _dated(words: Sequence[Token], place: int) -> bool:
    """Whether a state has a time of day behind or before it."""
    if words[place].kind != "state" or words[place].value == "percentile":
        return False
    before = words[place - 1].text if place else ""
    if before.count(":") == 1 and before[-1].isdigit():
        return True
    if before == "then" and place > 1 and words[place - 2].text == "since":
        return True
    after = place + 1
    while after < len(words) and words[after].text in _SMALL:
        after += 1
    behind = after < len(words) and ":" in words[after].text and words[after].text != ":"
    return behind and words[after].text[-1].isdigit()


def _rest(words: Sequence[Token]) -> list[Token]:
    """What stands behind the last time."""
    at = next((at for at, one in enumerate(words) if one.kind == "joint"), len(words))
    return list(words[at:])


_OURS: Final = set_of(
    "restart reboot move migrate switch replace upgrade patch perform carry take shut deploy run "
    "roll rebuild reindex fail start begin stop turn"
)


def intends(words: Sequence[Token]) -> bool:
    """`We will restart the service at 18:00` puts what follows on later."""
    for place, one in enumerate(words[:-2]):
        ours = one.text in {"we", "vendor", "the vendor", "they", "provider", "our provider"}
        ahead = words[place + 1].value in {"will", "future"}
        if ours and ahead and words[place + 2].text.split()[0] in _OURS:
            return True
    return False


_DATED: Final = frozenset({"tomorrow", "tonight", "planned", "scheduled", "later today"})


def is_dated(token: Token) -> bool:
    """Whether a word puts what is said on a later day."""
    return token.kind == "tense" and (
        token.text in _DATED or token.text.startswith(("next ", "from tomorrow", "on ", "tomorrow"))
    )
