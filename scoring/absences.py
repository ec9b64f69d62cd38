"""What must not have happened: each kind of mistake with the entries that show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring import actions
from scoring.false_resolves import false_resolves
from scoring.procedure.harm import harms, needless_acts
from scoring.quiet import answers, looks
from scoring.tabletop import touches_system
from sim.journal.bodies import FaultEdge, QueueChanged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scoring.ground import Ground
    from scoring.model import Evidence
    from sim.scenario.check import Absent


def _false_resolves(ground: Ground) -> Evidence:
    return tuple(one.seq for one in false_resolves(ground))


def _untruths(ground: Ground) -> Evidence:
    return tuple(one.fact.seq for one in ground.said if one.untruths)


def _harm(ground: Ground) -> Evidence:
    return tuple(seq for harm in harms(ground) for seq in harm.evidence)


def _ill(ground: Ground, at: int) -> bool:
    """Whether a fault of any service was on."""
    edges = [fact.body for fact in ground.facts.of(FaultEdge) if fact.at <= at]
    ended = {one.fault for one in edges if one.edge == "ended"}
    return any(one.service is not None and one.fault not in ended for one in edges)


def _early_restores(ground: Ground) -> Evidence:
    restores = actions.did(ground.facts, "restores", since=ground.since)
    return tuple(fact.seq for fact in restores if _ill(ground, fact.at))


def _lost(ground: Ground) -> Evidence:
    return tuple(fact.seq for fact in ground.facts.of(QueueChanged) if fact.body.event == "lost")


def _needless(ground: Ground) -> Evidence:
    if not ground.quiet:
        return ()
    return tuple(seq for act in needless_acts(ground) for seq in act.evidence)


_FOUND: dict[Absent, tuple[str, Callable[[Ground], Evidence]]] = {
    "false_resolve": ("in fact, it was", _false_resolves),
    "untruth": ("in fact, one did", _untruths),
    "harm": ("in fact, a repair did some", _harm),
    "early_restore": ("in fact, one was", _early_restores),
    "lost": ("in fact, some were", _lost),
    "needless_act": ("in fact, something was", _needless),
}


def mistake(ground: Ground, names: Iterable[Absent]) -> tuple[str, Evidence] | None:
    """The first of these mistakes that was made, in words, with the entries that show it."""
    for name in names:
        words, find = _FOUND[name]
        evidence = tuple(sorted(set(find(ground))))
        if evidence:
            return words, evidence
    return None


def somebody_there(ground: Ground) -> bool:
    """Whether anybody could have made mistakes: who does nothing makes none."""
    if not touches_system(ground.facts.header.exercise_type):
        return bool(ground.said or ground.statements)
    if ground.quiet:
        return bool(looks(ground) or answers(ground))
    return ground.instants.detect.at is not None
