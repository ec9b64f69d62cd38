"""What a tabletop of a scenario discusses: its own moves, or moves derived from its injects.

Pure, and the same under every seed: a derived move stands where, at the latest, what it is about
has come. Knows scenario and policy; what really happens, and when, is the world's business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.durations import MINUTE, format_duration, spoken
from sim.scenario.inject import inject_of
from sim.scenario.moves import Move, Question
from sim.scenario.published import LikePublished

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.scenario.inject import Inject, Trigger
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from sim.scenario.published import DrawnDuration
    from sim.scenario.rules.severity import Severity

ALERTED = 3 * MINUTE
"""From a fault to its alert, at most, where the delay is fixed: measured over the shipped
scenarios, 0.3 to 2.9 minutes."""
TOGETHER = 10 * MINUTE
"""Injects that come within this time of a move's first one are discussed in the same move."""
MOST_MOVES = 6
"""What an afternoon holds; later injects are talked about in the last move."""
_QUIET_AT = 10 * MINUTE
_BY_ITSELF = frozenset({"breaker_opened", "degraded"})
"""What the worker does about a fault that shows."""
_Due = tuple[int, "Inject | None"]
"""The latest instant at which something has come: an inject, or the first sign (None)."""


def moves_of(scenario: Scenario, policy: Policy) -> tuple[Move, ...]:
    """The scenario's own moves; without any, those that follow from its faults and injects.

    The first derived move stands where the first alert or inject has reached the players. Of what
    comes later, all within ten minutes makes one move, which begins when the last of it has come.
    An inject that waits for what only players bring about has no time and opens none; one that
    players can spare themselves counts as if it came. After six moves nothing is added. The
    questions are the same for every scenario: severity, who must know, what users are told, what
    one would do; later moves ask what has changed, the last one how it ends. What good answers
    contain is taken from the policy and from what the injects expect.

    Args:
        scenario: what is discussed.
        policy: the organisation, for what good answers contain.
    """
    if scenario.moves:
        return scenario.moves
    groups = _grouped(_due(scenario))[:MOST_MOVES]
    last = len(groups) - 1
    return tuple(
        _move(scenario, policy, index, group, last=index == last)
        for index, group in enumerate(groups)
    )


# -- when ------------------------------------------------------------------------------------------


def _marks(scenario: Scenario) -> dict[str, int]:
    """The latest instants of the marks that come by themselves."""
    if not scenario.faults:
        return {}
    # When one that follows another begins, nobody knows before that one's end.
    first = [fault for fault in scenario.faults if fault.follows is None]
    found = {"fault": min(fault.begins.latest_ms for fault in first)}
    shows = [one.begins.latest_ms for one in first if one.shows]
    if shows:
        found |= dict.fromkeys(_BY_ITSELF, min(shows) + ALERTED)
        if not any(fault.conditions().alerts_blind for fault in scenario.faults):
            delivery = scenario.worker.alerts.delivery
            # A fixed one is part of what was measured.
            late = delivery.median_ms if isinstance(delivery, LikePublished) else 0
            found["alert"] = min(shows) + ALERTED + late
    ends: dict[str, int] = {}
    for fault in scenario.faults:
        if fault.ends.by == "vendor" and fault.ends.after is not None and fault.follows is None:
            since = ends.get(fault.ends.after_end_of or "", fault.begins.latest_ms)
            ends[fault.id] = since + _length(fault.ends.after)
    if len(ends) == len(scenario.faults):
        found["repaired"] = max(ends.values())
    return found


def _length(length: DrawnDuration) -> int:
    """The longest that it can be in a tabletop, which takes the median of what is published."""
    return length.median_ms if isinstance(length, LikePublished) else length.latest_ms


def _due(scenario: Scenario) -> list[_Due]:
    """When, at the latest, players have seen what; in order of time, within the horizon."""
    marks = _marks(scenario)
    sent: dict[str, int] = {}
    waiting: list[tuple[Inject, Trigger]] = []
    for inject in scenario.injects:
        if inject.at is not None:
            sent[inject.id] = inject.at.latest_ms
        elif inject.when is not None:
            waiting.append((inject, inject.when))
    # As often as there are injects: each may wait for the one below it.
    for _ in waiting:
        for inject, when in waiting:
            after = _instant(when.after, marks, sent)
            if after is not None:
                sent[inject.id] = after + when.wait
    due: list[_Due] = [(sent[one.id], one) for one in scenario.injects if one.id in sent]
    due += [(marks["alert"], None)] if "alert" in marks else []
    inside = [one for one in due if one[0] < scenario.horizon]
    quiet: list[_Due] = [(min(_QUIET_AT, scenario.horizon - 1), None)]
    return sorted(inside, key=lambda one: one[0]) or quiet


def _instant(moment: str, marks: Mapping[str, int], sent: Mapping[str, int]) -> int | None:
    name = inject_of(moment)
    return marks.get(moment) if name is None else sent.get(name)


def _grouped(due: Sequence[_Due]) -> list[list[_Due]]:
    groups: list[list[_Due]] = []
    for one in due:
        # 0 for the first move: it stands where the first sign has come, and waits for nothing more.
        together = TOGETHER if len(groups) > 1 else 0
        if groups and one[0] - groups[-1][0][0] <= together:
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


# -- what is asked ---------------------------------------------------------------------------------


def _move(
    scenario: Scenario, policy: Policy, index: int, group: Sequence[_Due], *, last: bool
) -> Move:
    at = group[-1][0]
    injects = [inject for _, inject in group if inject is not None]
    questions = _first(scenario, policy) if index == 0 else _later(scenario, policy)
    if injects:
        questions.append(_answered(injects))
    if last:
        questions.append(_ending(policy))
    title = "First signs" if index == 0 else f"{spoken(at)} in"
    return Move.model_validate(
        {
            "id": f"move-{index + 1}",
            "title": title,
            "at": format_duration(at),
            "questions": tuple(questions),
        }
    )


def _level(policy: Policy, severity: Severity) -> str:
    roles = ", then ".join(policy.called(role) for role in severity.matrix)
    return (
        f"severity {severity.level} ({severity.name}): {roles}; "
        f"first within {spoken(severity.respond_within)}"
    )


def _first(scenario: Scenario, policy: Policy) -> list[Question]:
    worst = scenario.worst_severity
    truth = "Nothing is wrong." if worst is None else f"At its worst it is severity {worst}."
    matrix = "; ".join(_level(policy, severity) for severity in policy.severities)
    return [
        Question(id="severity", text="What severity is this, and why?", asks=truth),
        Question(
            id="escalation",
            text="Who must know, by when, over which channel?",
            asks=_cut(f"By the policy: {matrix}."),
        ),
        _users(scenario, policy),
        Question(
            id="system",
            text="What would you do first on the system, and what would you not do?",
            asks="Look before touching anything; say what would have to be seen before each step.",
        ),
    ]


def _later(scenario: Scenario, policy: Policy) -> list[Question]:
    return [
        Question(
            id="changed",
            text="What has changed? Is the severity still right?",
            asks="The severity is said again where it has changed, and why.",
        ),
        Question(
            id="escalation",
            text="Who must know now, by when, over which channel?",
            asks="; ".join(
                f"severity {one.level}: the next role after {spoken(one.no_progress)} "
                "without progress"
                for one in policy.severities
                if one.no_progress is not None
            ),
        ),
        _users(scenario, policy),
    ]


def _users(scenario: Scenario, policy: Policy) -> Question:
    question = "What do you tell users?"
    if not scenario.faults:
        asks = (
            "No notice is required. Tell the person who raised the alarm "
            "what the figures say and what works."
        )
        return Question(id="users", text=question, asks=asks)
    owed = ", ".join(
        f"{one.title} to {policy.called(one.to)}"
        for one in policy.notices
        if one.since != "recovered"
    )
    asks = (
        f"Required: {owed or 'nothing'}. True, without a repair time, with the next update's time."
    )
    return Question(id="users", text=question, asks=_cut(asks))


def _answered(injects: Sequence[Inject]) -> Question:
    asks = " ".join(f"{one.id}: {one.expects or 'nothing is expected.'}" for one in injects)
    return Question(id="messages", text="What do you do about these messages?", asks=_cut(asks))


def _ending(policy: Policy) -> Question:
    period = spoken(policy.monitoring_period)
    return Question(
        id="ending",
        text="How do you know that it is over, and whom do you tell?",
        asks=(
            f"Tested, then monitored for {period}; everyone who was told of the "
            "trouble hears that it is over."
        ),
    )


def _cut(text: str) -> str:
    """A text made of many, no longer than a field may be."""
    most = 2_000
    return text if len(text) <= most else f"{text[: most - 1]}…"
