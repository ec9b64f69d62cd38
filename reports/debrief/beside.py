"""Step by step: when you reached each, and when par did in the same night."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reports import format as spell
from reports.document import Cell, Prose, ReportSection, Table, columns, words
from scoring import actions, messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.debrief.material import Debriefed, PlayedNight
    from sim.scenario.policy import Policy

_INSTANTS = {
    "detect": "Recognised",
    "ack": "Alert acknowledged",
    "stabilise": "Stabilised",
    "mitigate": "Users served again",
    "recover": "Everything back to normal",
    "resolve": "Declared resolved",
}
_MARKS = {
    "declared": "Incident declared",
    "severity assessed": "Severity stated",
    "cause recorded": "Cause recorded",
    "breaker closed": "Breaker closed",
    "service restored": "Service restored",
    "queue drained": "Queue empty",
}


class _Step(NamedTuple):
    """Something reached: when, and the entry that shows it."""

    at: int
    seq: int


def _talk(night: PlayedNight, policy: Policy) -> Iterator[tuple[str, _Step]]:
    """Who else was called, and when users first heard."""
    player = policy.meant(night.ground.facts.scenario.player)
    for one in messages.received(night.ground.facts, night.ground.since):
        if one.body.calls_somebody:
            for role in sorted(set(policy.roles) & set(one.body.delivered) - {player}):
                yield f"{policy.called(role)} called", _Step(one.at, one.seq)
        elif messages.tells_outside(one.body, policy):
            yield "Users first told", _Step(one.at, one.seq)


def steps(night: PlayedNight, policy: Policy) -> dict[str, _Step]:
    """Every step by its name: the first time it was reached."""
    found: dict[str, _Step] = {}
    ground = night.ground
    for one in ground.instants.listed():
        if one.name in _INSTANTS and one.at is not None and one.evidence:
            found[_INSTANTS[one.name]] = _Step(one.at, one.evidence[0])
    for mark in ground.milestones:
        if mark.name in _MARKS:
            found.setdefault(_MARKS[mark.name], _Step(mark.at, mark.evidence[0]))
    for name, step in _talk(night, policy):
        found.setdefault(name, step)
    passed = actions.passed_tests(ground.facts, ground.since)
    if passed:
        found["R2 test passed"] = _Step(passed[0].at, passed[0].seq)
    return found


def _difference(mine: _Step | None, par: _Step | None) -> str:
    if mine is None or par is None:
        return ""
    apart = mine.at - par.at
    if abs(apart) < spell.SECOND_MS:
        return "at the same time"
    return f"{spell.spoken(abs(apart))} {'later' if apart > 0 else 'sooner'}"


def beside_par(night: Debriefed) -> ReportSection:
    """The table, in the order of whoever came first."""
    clock, policy = night.made.card.starts_at, night.made.policy
    mine = steps(night.mine, policy)
    par = {} if night.par is None else steps(night.par, policy)
    names = sorted(
        {*mine, *par}, key=lambda name: (min(n[name].at for n in (mine, par) if name in n), name)
    )
    rows = []
    for name in names:
        own, other = mine.get(name), par.get(name)
        cites = night.cites(night.mine, *(() if own is None else (own.seq,)))
        rows.append(
            (
                Cell(name, cites=cites),
                words("never" if own is None else spell.wall_clock(clock, own.at)),
                *(
                    ()
                    if night.par is None
                    else (
                        words("never" if other is None else spell.wall_clock(clock, other.at)),
                        words(_difference(own, other)),
                    )
                ),
            )
        )
    heads = ("Step", "You") if night.par is None else ("Step", "You", "Par", "You were")
    table = Table("Step by step", columns(*heads), tuple(rows), empty="Nothing was reached.")
    lead = (
        "Par is the reference response that comes with the scenario, played in the same night: "
        "the same faults, users and people."
    )
    blocks = (table,) if night.par is None else (Prose(lead, "soft"), table)
    return ReportSection("beside-par", "Step by step against par", blocks, "Against par")
