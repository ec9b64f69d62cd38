"""States that are said without a word for them: `lists do not upload`, `the error rate is 40 %`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sim.language.aims import put_off
from sim.language.parts import ACTIONS, Said, number_of
from sim.language.sets import set_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.language.parts import Clause
    from sim.language.tokens import Token

_RATE_FAILS: Final = 1.0


def implied(part: Clause) -> None:
    """`lists do not upload` and `the error rate is 40 %` say a state without a word for it."""
    if part.said:
        return
    words = part.tokens
    for place, token in enumerate(words):
        if token.text in {"on", "off"} and place and _switched(words, place):
            value = "works" if token.text == "on" else "failing"
            if value == "works" and (put_off(words, place) or _of_later(words[:place])):
                return
            part.said.append(Said(value, part.loose_not, "present", token, place))
            part.loose_not = False
            return
        if token.kind == "not" and place < len(words) - 1:
            behind = place + 1
            while behind < len(words) - 1 and words[behind].text in _HELPS:
                behind += 1
            verb, before = words[behind], words[max(0, place - 1)]
            nothing = token.text in {"nothing", "none"}
            if (
                verb.kind == "subject"
                and verb.value in ACTIONS
                and (nothing or before.kind == "tense")
            ):
                tense = "past" if before.value == "past" else "present"
                part.said.append(Said("can", True, tense, token, place))  # noqa: FBT003
                part.loose_not = False
                return
        if (
            token.kind in {"number", "not"}
            and token.text[0].isdigit()
            and place + 1 < len(words)
            and words[place + 1].text in {"%", "percent", "pct"}
        ):
            if not any(one.value == "rate" for one in part.subjects):
                _share(part, place)
                return
            number = number_of(token.text)
            value = "works" if number < _RATE_FAILS else "failing"
            part.said.append(Said(value, False, "present", token, place))  # noqa: FBT003
            return


_HELPS: Final = set_of("getting being get be")
_AFTER_SWITCH: Final = set_of("again now ok since at until till for on today")


def _of_later(words: Sequence[Token]) -> bool:
    return any(one.value in {"future", "will"} or one.kind == "condition" for one in words)


def _switched(words: Sequence[Token], place: int) -> bool:
    """`Uploads off` and `logins are on again`."""
    before = words[place - 1]
    after = words[place + 1] if place + 1 < len(words) else None
    named = any(one.kind == "subject" and one.value in ACTIONS for one in words[:place])
    last = after is None or after.text in _AFTER_SWITCH or after.kind in {"number", "tense"}
    if words[place].text == "on":
        last = after is None or after.text in {"again", "now"}
    return named and last and before.kind in {"subject", "tense", "not"}


_SHARE_FINE, _SHARE_FAILS = 99.0, 97.0


def _share(part: Clause, place: int) -> None:
    """`gets 99.98 %, puts 71 %`: the share that succeeds, where nothing else is said."""
    if not 1 <= place <= 2 or place + 2 != len(part.tokens) or part.tokens[0].kind != "subject":  # noqa: PLR2004
        return
    number = number_of(part.tokens[place].text)
    if number >= _SHARE_FINE or number < _SHARE_FAILS:
        value = "works" if number >= _SHARE_FINE else "failing"
        part.said.append(Said(value, False, "present", part.tokens[place], place))  # noqa: FBT003
        part.loose_not = False
