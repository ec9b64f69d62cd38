"""What the words of one clause come to: one state, with its negation and its tense worked in."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from sim.language.parts import ACTIONS, always, number_of
from sim.language.sets import set_of

if TYPE_CHECKING:
    from sim.language.parts import Clause, Said

SOUND: Final = frozenset({"works", "can", "repaired", "safe"})
FAULTS: Final = ("failing", "slow", "delayed", "affected")
_INVERSE: Final = {
    "works": "failing",
    "can": "failing",
    "repaired": "failing",
    "failing": "works",
    "affected": "works",
    "slow": "works",
    "delayed": "works",
    "safe": "at_risk",
    "at_risk": "safe",
    "unknown": "unknown",
    "quick": "slow",
    "gone": "remains",
    "appears": "",
    "percentile": "works",
}
_OPENING: Final = set_of(
    "availability readable downloadable retrievable available unavailable accessible "
    "inaccessible reachable unreachable offline online "
    "load loads loading"
) | {"are served", "are served again", "is served", "being served"}
_SUCCESS: Final = frozenset(
    {
        "success",
        "succeed",
        "successful",
        "success rate",
        "success ratio",
        "success rates",
        "availability",
    }
)
_TROUBLES: Final = frozenset({"problem", "problems", "trouble", "issue", "issues", "difficulty"})
_LOST: Final = frozenset({"gone", "disappeared", "vanished"})
_UNITS: Final = frozenset({"second", "seconds", "sec", "s", "minute", "minutes"})
_NOT_BACK: Final = ("be recovered", "be restored", "be repaired")
_QUEUE: Final = set_of(
    "queue queued queues queueing queuing backlog backlogs backlogged line parked pending deferred"
)
"""Downloads that are late take long, unless they are said to be queued."""
_LATER_ON: Final = re.compile(
    r"\b(?:until|before|till) (?:they|it|lists|your lists|a list) "
    r"(?:is|are|get|gets|will be|can be)? ?"
    r"(?:stored|saved|visible|shown|processed|written|appear|appears|show|shows)\b"
    r"|\bto (?:be (?:stored|saved|visible|processed|written)|appear|show up)\b"
)
"""`It takes an hour until they are stored` is late, not slow."""
_AT_ONCE: Final = frozenset({"at once", "immediately", "straight away", "right away", "instantly"})
"""What does not happen at once happens later."""
_VAGUE: Final = frozenset({"complete", "empty", "present", "whole", "is there", "are there"})
_LATER: Final = set_of(
    "later after until following hour minute while hours minutes late delay delayed afterwards "
    "tonight tomorrow overnight"
)
_PLAIN: Final = {"high": "failing", "quick": "works"}
_SLOW_S: Final = 1.5
_NOUNS: Final = set_of(
    "error errors failure failures timeout timeouts latency latencies delay delays issue "
    "issues problem problems trouble outage outages disruption interruption slowness "
    "incident backlog slowdown difficulties downtime degradation time times performance"
)


def opposite(state: str) -> str:
    """What is said of something when a state of it is denied."""
    return _INVERSE.get(state, state)


def verdict(part: Clause, *, dated: bool = False, carried: bool = False) -> tuple[str, bool]:
    """What a clause says as one state, and whether by a negation; "" when nothing of now.

    `dated`: the text speaks of a later day; `carried`: a negation before an `or` goes on.
    """
    rate = any(one.value == "rate" for one in part.subjects)
    said = []
    for one in part.said:
        if one.value == "high" and not rate:
            continue
        if one.value == "repaired" and one.place and part.tokens[one.place - 1].text == "being":
            continue
        value = _now(one, part, dated=dated)
        if value:
            said.append((value, one))
    if not said:
        return "", False
    if carried and not any(one.denied for _, one in said):
        said = [(opposite(value), one) for value, one in said]
    if any(one.value == "appears" for one in part.said) and any(v == "slow" for v, _ in said):
        return "delayed", False
    emoji = [value for value, one in said if one.token.kind == "emoji"]
    words = [(value, one) for value, one in said if one.token.kind != "emoji"]
    if not words:
        return emoji[0], False
    return _together(words), words[-1][1].denied


def _value(one: Said, part: Clause) -> str:
    """A state with its figures and its negation worked in."""
    value = _PLAIN.get(one.value, one.value)
    if value == "percentile":
        value = _percentile(part)
    elif one.token.text in _SUCCESS:
        value = _share(part, value)
    if one.denied:
        return opposite(one.value if one.value == "quick" else value)
    return value


def _now(  # noqa: PLR0911 - one answer a tense
    one: Said, part: Clause, *, dated: bool
) -> str:
    """A said state that is of now; "" when it is not."""
    if one.value == "appears":
        late = not _LATER.isdisjoint(token.text for token in part.tokens)
        return "delayed" if late and one.tense in {"present", "will", "future"} else ""
    value = _value(one, part)
    if one.tense in {"condition", "future"} or any(token.text == "would" for token in part.tokens):
        return ""
    if one.tense == "will":
        return value if value in {*FAULTS, "at_risk"} and not dated else ""
    if one.tense == "past":
        back = one.value == "repaired" or one.token.text.startswith("back ")
        if back and not one.denied:
            return value
        if value in {"safe", "at_risk"} or (one.value == "affected" and one.denied):
            return value
        if one.token.text in {"unaffected", "untouched"} or (
            value == "works" and always(part.tokens)
        ):
            return "works"
        return ""
    return value


def _share(part: Clause, value: str) -> str:
    """`Success 54 %` is failing."""
    for token, unit in pairwise(part.tokens):
        if token.kind == "number" and unit.text in {"%", "percent"}:
            return "works" if number_of(token.text) >= _FINE_SHARE else "failing"
    return value


_FINE_SHARE: Final = 97.0


def _percentile(part: Clause) -> str:
    """`p95 9 s` is slow, `p95 180 ms` is not."""
    for token, unit in pairwise(part.tokens):
        if token.kind == "number" and (":" not in token.text):
            number = number_of(token.text)
            if unit.text in {"s", "sec", "secs", "second", "seconds"}:
                return "slow" if number >= _SLOW_S else "works"
            if unit.text in {"ms", "msec"}:
                return "slow" if number >= 1000 * _SLOW_S else "works"
    return ""


def _together(said: list[tuple[str, Said]]) -> str:
    """Several words of one clause as one state: the worse one, unless it is said to be gone."""
    if {value for value, _ in said} == {"can", "gone"}:
        said = [one for one in said if one[0] != "can"]
    values = [value for value, _ in said]
    if values == ["gone"]:
        return "gone"
    if "unknown" in values:
        return "unknown"
    if "remains" in values:
        return values[0] if values[0] in FAULTS else "remains"
    ended = _ended(said) if len(said) > 1 else ""
    if ended:
        return ended
    order = ("at_risk", "safe", "failing", "delayed", "slow", "affected", *sorted(SOUND))
    worst = next((kind for kind in order if kind in values), "")
    return "works" if worst in {"can", "repaired"} else worst


_STOPPED: Final = frozenset({"stopped", "ceased", "stop", "stops"})


def _ended(said: list[tuple[str, Said]]) -> str:
    """`The upload errors are gone` and `Resolved: write errors` say that it works."""
    (first, one), (second, other) = said[0], said[1]
    values = [value for value, _ in said]
    if first == "repaired" and second in FAULTS and other.token.text in _NOUNS:
        return "works"
    if "at_risk" in values and any(
        later.value == "repaired" and not later.denied
        for _, later in said[values.index("at_risk") :]
    ):
        return "safe"
    if first not in FAULTS or "at_risk" in values or "safe" in values:
        return ""
    noun = one.token.text.split()[-1]
    trouble = noun in _NOUNS or noun[0].isdigit()
    if not one.denied and trouble and (noun in _NOUNS or other.token.text == "back"):
        stopped = said[-1][1].token.text in _STOPPED
        back = other.token.text == "back" and not other.denied  # the errors are back
        if stopped or (not back and values[-1] in {"repaired", "works", "gone"}):
            return "works"
        if any(later.value == "repaired" for _, later in said[1:]):
            return first
    return "works" if values[-1] == "repaired" else ""


def fitting(  # noqa: C901, PLR0911, PLR0912 - one answer a kind of subject and state
    subject: str, state: str, part: Clause
) -> tuple[str, str] | None:
    """The claim as the labels have it: files are safe or at risk, and nothing else is."""
    if subject == "other" or not state:
        return None
    stored = any(one.value in {"safe", "at_risk"} for one in part.said)
    if state == "unknown" and subject == "service" and stored:
        return "files", state
    if state == "remains":
        kept = subject == "files" and any(one.token.text.split()[0] in _LOST for one in part.said)
        return ("files", "safe") if kept else None
    if state == "gone":
        if not any(one.token.text.split()[0] in _LOST for one in part.said):
            return None
        return ("files", "at_risk") if subject == "files" else (subject, "failing")
    if subject in {"service", "sign_in"} and state == "delayed":
        return None
    if subject == "service" and any(one.token.text == "lost" for one in part.said):
        return (subject, "failing") if state == "at_risk" else None
    if state in {"safe", "at_risk"}:
        back = any(one.token.text.endswith(_NOT_BACK) for one in part.said)
        if back and subject in ACTIONS | {"service"}:
            return subject, "failing"
        return ("files", state) if _of_files(subject, part) else None
    subject, state = _in_time(subject, state, part)
    if subject != "files" or state == "unknown":
        return subject, state
    if state in {"slow", "delayed"}:
        return ("downloads" if state == "slow" else "uploads"), state
    if any(one.token.text in _OPENING for one in part.said):
        return "downloads", state
    if any(
        one.value == "can"
        or one.token.text in _TROUBLES
        or (one.denied and one.token.text == "back")
        for one in part.said
    ):
        return None
    return "files", "safe" if state in SOUND else "at_risk"


def _in_time(subject: str, state: str, part: Clause) -> tuple[str, str]:
    """What is late as the labels have it: uploads are carried out later, downloads take long."""
    timed = any(one.text in _UNITS for one in part.tokens)
    timed = timed and all(one.value != "appears" for one in part.said)
    late = all(_QUEUE.isdisjoint(one.token.text.split()) for one in part.said)
    timed = timed or (subject == "downloads" and late)
    if state == "delayed" and subject != "uploads" and timed:
        return ("downloads" if subject == "files" else subject), "slow"
    of_uploads = subject in {"uploads", "files"}
    text = " ".join(one.text for one in part.tokens)
    if of_uploads and state == "slow" and _LATER_ON.search(text):
        return "uploads", "delayed"
    if state == "failing" and any(one.denied and one.token.text in _AT_ONCE for one in part.said):
        return ("uploads", "delayed") if of_uploads else (subject, "slow")
    return subject, state


def _of_files(subject: str, part: Clause) -> bool:
    """Whether safe or at risk is said of stored lists here."""
    if subject == "files":
        return True
    if any(one.token.text in _VAGUE for one in part.said):
        return any(one.value == "files" for one in part.subjects)
    if subject == "uploads":
        return all(one.tense != "past" for one in part.said)
    texts = {one.text for one in part.subjects}
    return subject == "service" and not texts.isdisjoint({"everything", "all"})
