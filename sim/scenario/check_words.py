"""A condition of an objective in plain words: `Incident declared within 5 min of the alert`.

What facilitators read before the exercise, and the report afterwards with what became of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.command_set import typed
from sim.legible import inside
from sim.scenario.durations import MINUTE
from sim.scenario.rules.notices import STATUS_PAGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario.check import Absent, Before, Condition, Kind, Met, Reached, Start
    from sim.scenario.policy import Policy

_REACHED: dict[Reached, str] = {
    "detect": "incident noticed",
    "ack": "alert acknowledged",
    "respond": "first response given",
    "assess": "severity stated",
    "stabilise": "service read-only, or files withheld",
    "mitigate": "users served again",
    "recover": "everything healthy again",
    "resolve": "said that it is over",
    "declared": "incident declared",
    "severity assessed": "severity stated",
    "stabilised": "service read-only, or files withheld",
    "evidence preserved": "state and events read",
    "cause recorded": "cause written down",
    "backups verified": "a backup verified as sound",
    "R2 test passed": "an R2 test passed",
    "breaker closed": "breaker closed while R2 is healthy",
    "service restored": "service restored while R2 is healthy",
    "queue drained": "queue drained while R2 is healthy",
    "validated": "checked after the restore",
    "files withheld": "damaged files withheld from users",
    "files restored": "every file back from a backup, none of them damaged",
    "files released": "withheld files released",
    "protected": "a sound backup from after the repair",
}

AFTER: dict[Start, str] = {
    "startex": "StartEx",
    "fault": "the fault",
    "impact": "the impact",
    "visible": "the first sign",
    "alert": "the alert",
    "detect": "detection",
    "recover": "recovery",
}
"""What a time is counted from, as it reads after `of`, `before` or `after`."""

_BY: dict[Before, str] = {
    "queue full": "the queue is full",
    "mitigate": "users are served again",
    "recover": "everything is healthy again",
}

_MET: dict[Met, str] = {
    "escalation": "escalations",
    "duty": "duties of the levels",
    "notice": "notices",
    "update": "updates",
    "promise": "promised updates",
}

_ABSENT: dict[Absent, str] = {
    "false_resolve": "the incident was not declared resolved too soon",
    "untruth": "no verifiable statement made things sound better than they were",
    "harm": "no harm was done",
    "early_restore": "no service was restored while one was unhealthy",
    "lost": "no accepted operation was lost",
    "needless_act": "nothing healthy was changed",
}


def _listed(names: tuple[str, ...], last: str = "or") -> str:
    *others, final = names
    return f"{', '.join(others)} {last} {final}" if others else final


def _commands(names: tuple[str, ...]) -> str:
    return _listed(tuple(map(typed, names)))


def _stated(claim: str) -> str:
    words = {"over": "it is over", "any": "how it is"}
    return f'"{words.get(claim, claim.replace("=", " ").replace("_", " "))}"'


def _to(asked: Condition, policy: Policy) -> str:
    if asked.to is None:
        return ""
    called = policy.called(asked.to)
    if policy.meant(asked.to) in policy.roles:
        return f" to {called}"
    if asked.to == STATUS_PAGE:
        return " on the status page"
    article = "" if called.startswith("All ") else "the "
    return f" to {article}{inside(called)}"


def _reached(asked: Condition, _policy: Policy) -> str:
    return "" if asked.reached is None else _REACHED[asked.reached]


def _looked(asked: Condition, _policy: Policy) -> str:
    following = f" after {_commands(asked.following)}" if asked.following else ""
    before = f" before any {_commands(asked.before)}" if asked.before else ""
    return f"used {_commands(asked.looked)}{following}{before}"


def _told(asked: Condition, policy: Policy) -> str:
    return f"{policy.called(asked.told or '')} told"


def _claimed(asked: Condition, policy: Policy) -> str:
    claims = _listed(tuple(_stated(one) for one in asked.claimed), "and")
    return f"{claims} said truly{_to(asked, policy)}"


def _met(asked: Condition, policy: Policy) -> str:
    if asked.met == "notice" and asked.to == STATUS_PAGE:
        return "status-page notices on time"
    what = "" if asked.met is None else _MET[asked.met]
    return f"{what}{_to(asked, policy)} on time"


def _severity(asked: Condition, _policy: Policy) -> str:
    level = asked.severity
    return (
        "called by its true severity" if level == "right" else f"severity {level} stated correctly"
    )


def _step(asked: Condition, _policy: Policy) -> str:
    return asked.step or ""


def _absent(asked: Condition, _policy: Policy) -> str:
    return _listed(tuple(_ABSENT[one] for one in asked.absent), "and")


_WORDS: dict[Kind, Callable[[Condition, Policy], str]] = {
    "reached": _reached,
    "looked": _looked,
    "told": _told,
    "claimed": _claimed,
    "met": _met,
    "severity": _severity,
    "step": _step,
    "absent": _absent,
}


def in_words(asked: Condition, policy: Policy) -> str:
    """What a condition asks for, as the beginning of a sentence, without its full stop."""
    text = _WORDS[asked.kind](asked, policy)
    if asked.within is not None:
        text += f" within {asked.within / MINUTE:g} min of {AFTER[asked.after]}"
    elif asked.by is not None:
        text += f" before {_BY[asked.by]}"
    return text[:1].upper() + text[1:]
