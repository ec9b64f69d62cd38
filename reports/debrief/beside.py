"""Step by step: when you reached each, and when par did in the same night."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reports import format as spell
from reports.document import Cell, Prose, ReportSection, Table, columns, words
from scoring import actions, messages
from scoring.false_resolves import false_resolves
from sim.journal.bodies import BreakerMoved, Message, ModeChanged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.debrief.material import Debriefed, PlayedNight
    from sim.scenario.policy import Policy

_INSTANTS = {
    "detect": "Detected",
    "ack": "Alert acknowledged",
    "stabilise": "Damaged files withheld",
    "mitigate": "Users served again",
    "recover": "Everything back to normal",
    "resolve": "Declared resolved",
}
_OUTSIDE = "First message to users, public or status page"
"""Whatever it says: whether it was the notice that users are due is scored."""
_CALLED = "called in (page, call or broadcast)"
_MARKS = {
    "declared": "Incident declared",
    "severity assessed": "Severity stated",
    "cause recorded": "Cause recorded",
    "breaker closed": "Breaker closed, R2 healthy",
    "service restored": "Service restored, R2 healthy",
    "queue drained": "Queue empty, R2 healthy",
}
"""While R2 was broken these count for nothing: a restore onto it is none, so the row says so."""


_DEGRADED = "Degraded mode on"
_EARLY = "not yet over"
"""Said of a resolution declared too early: being early is no lead over par."""


class _Step(NamedTuple):
    """Something reached: when, the entry that shows it, and what qualifies it."""

    at: int
    seq: int
    note: str = ""


def _talk(night: PlayedNight, policy: Policy) -> Iterator[tuple[str, _Step]]:
    """Who else was called, and when users first heard."""
    player = policy.meant(night.ground.facts.scenario.player)
    for one in messages.received(night.ground.facts, night.ground.since):
        if one.body.calls_somebody:
            for role in sorted(set(policy.roles) & set(one.body.delivered) - {player}):
                yield f"{policy.called(role)} {_CALLED}", _Step(one.at, one.seq)
        elif messages.tells_outside(one.body, policy):
            yield _OUTSIDE, _Step(one.at, one.seq)


def _notes(night: PlayedNight) -> dict[int, str]:
    """What qualifies an entry, by its number: nobody did it, or it was said too early."""
    facts = night.ground.facts
    found = {one.seq: "automatic" for one in facts.of(ModeChanged) if one.body.by == "automatic"}
    found |= {one.seq: "automatic" for one in facts.of(BreakerMoved) if one.body.by == "traffic"}
    pages = (one for one in facts.of(Message) if one.body.purpose == "status_page")
    found |= {one.seq: "status page" for one in pages}
    return found | {one.seq: _EARLY for one in false_resolves(night.ground)}


def steps(night: PlayedNight, policy: Policy) -> dict[str, _Step]:
    """Every step by its name: the first time it was reached."""
    found: dict[str, _Step] = {}
    ground = night.ground
    modes = {one.seq for one in ground.facts.of(ModeChanged)}
    for one in ground.instants.listed():
        if one.name in _INSTANTS and one.at is not None and one.evidence:
            # What is cited is what completed it: a recovery's evidence begins with the way there.
            seq = one.evidence[-1]
            degraded = one.name == "stabilise" and seq in modes
            found[_DEGRADED if degraded else _INSTANTS[one.name]] = _Step(one.at, seq)
    for mark in ground.milestones:
        if mark.name in _MARKS:
            found.setdefault(_MARKS[mark.name], _Step(mark.at, mark.evidence[0]))
    for name, step in _talk(night, policy):
        found.setdefault(name, step)
    passed = actions.passed_tests(ground.facts, ground.since)
    if passed:
        found["R2 test passed"] = _Step(passed[0].at, passed[0].seq)
    notes = _notes(night)
    return {name: step._replace(note=notes.get(step.seq, "")) for name, step in found.items()}


def _shown(step: _Step | None, starts_at: str) -> str:
    if step is None:
        return "never"
    note = f" ({step.note})" if step.note else ""
    return f"{spell.wall_clock(starts_at, step.at)}{note}"


def _difference(mine: _Step | None, par: _Step | None) -> str:
    if mine is None or par is None or _EARLY in {mine.note, par.note}:
        return ""
    apart = mine.at - par.at
    if abs(apart) < spell.SECOND_MS:
        return "same time"
    return f"{spell.spoken(abs(apart))} {'later' if apart > 0 else 'earlier'}"


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
                words(_shown(own, clock)),
                *(
                    ()
                    if night.par is None
                    else (
                        words(_shown(other, clock)),
                        words(_difference(own, other)),
                    )
                ),
            )
        )
    heads = ("Step", night.who) if night.par is None else ("Step", night.who, "Par", "Against par")
    table = Table("Step by step", columns(*heads), tuple(rows), empty="Nothing was reached.")
    lead = (
        "Par is the reference response that comes with the scenario, played under the same "
        "conditions: the same faults, users and people."
    )
    blocks = (table,) if night.par is None else (Prose(lead, "soft"), table)
    if night.par is None:
        return ReportSection("beside-par", "Step by step", blocks)
    return ReportSection("beside-par", "Step by step against par", blocks, "Against par")
