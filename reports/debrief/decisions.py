"""The decisions that cost or saved most: the same night played again without each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import format as spell
from reports.debrief.said import did
from reports.document import Bullets, Prose, ReportSection, Subheading
from scoring.verdict import some
from sim.scenario.durations import MINUTE

if TYPE_CHECKING:
    from reports.debrief.material import Debriefed, LeftOut, PlayedNight
    from reports.document import Block
    from scoring.model import Impact

MOST = 3


def harm(impact: Impact) -> int:
    """Users' operations and versions that came to grief: failed, lost, damaged or overwritten."""
    return (
        impact.failed + impact.lost + impact.corrupted + impact.overwritten + impact.unrecoverable
    )


def _recovered(night: PlayedNight, one: LeftOut) -> tuple[int, int]:
    """Recovery as it was and without the decision; one that never came counts as the end."""
    end = night.ground.facts.ended_at
    was, other = night.ground.instants.recover.at, one.recovered_at
    return end if was is None else was, end if other is None else other


def weight(night: PlayedNight, one: LeftOut) -> tuple[int, int]:
    """How much it mattered: operations first, then how much sooner or later all was well, ms."""
    was, other = _recovered(night, one)
    return abs(harm(one.impact) - harm(night.impact)), abs(other - was)


def matters(night: PlayedNight, one: LeftOut) -> bool:
    """Whether it changed what users got, or recovery by a minute at least."""
    operations, ms = weight(night, one)
    return operations > 0 or ms >= MINUTE


def _effect(debriefed: Debriefed, night: PlayedNight, one: LeftOut) -> str:
    """What would have been: `Without it, 312 more operations would have failed or been lost.`."""
    clock = debriefed.made.card.starts_at
    change = harm(one.impact) - harm(night.impact)
    was, other = _recovered(night, one)
    parts = []
    if change:
        more = "more operation" if change > 0 else "fewer operation"
        parts.append(f"{some(abs(change), more)} would have failed or been lost")
    if abs(other - was) >= MINUTE:
        own, without = night.ground.instants.recover.at, one.recovered_at
        instead = "" if own is None else f" instead of {spell.wall_clock(clock, own)}"
        parts.append(
            "the service would not have been back to normal by the end"
            if without is None
            else "the service would have been back to normal at "
            f"{spell.wall_clock(clock, without)}{instead}"
        )
    return f"Without it, {' and '.join(parts)}."


def _lines(debriefed: Debriefed, night: PlayedNight) -> Bullets | None:
    clock, policy = debriefed.made.card.starts_at, debriefed.made.policy
    by_seq = {one.seq: one for one in night.ground.facts.actions}
    ranked = sorted(
        (one for one in night.left_out if matters(night, one)),
        key=lambda one: weight(night, one),
        reverse=True,
    )
    lines = []
    for one in ranked[:MOST]:
        action = by_seq[one.seq]
        who = did(action.body, policy)
        at = spell.wall_clock(clock, action.at)
        cost = harm(one.impact) < harm(night.impact)
        kind = "Hurt" if cost else "Helped"
        lines.append(f"{kind}: {at}, {who}. {_effect(debriefed, night, one)}")
    return Bullets(tuple(lines)) if lines else None


def what_mattered(debriefed: Debriefed) -> ReportSection:
    """Yours, and par's; why there are none when nothing could be played again."""
    heading = ("decisions", "The decisions that mattered")
    if debriefed.why_alone:
        return ReportSection(*heading, (Prose(debriefed.why_alone, "soft"),), "Decisions")
    lead = Prose(
        "Each command that changed the worker or reached people was removed, one at a time, and "
        "the exercise was played again with everything else as it was. If two commands do "
        "the same work, neither may appear to matter.",
        "soft",
    )
    yours = _lines(debriefed, debriefed.mine) or Prose(
        f"No single command{' of yours' if debriefed.who == 'You' else ''} changed what users got, "
        "or when the service was back."
    )
    blocks: tuple[Block, ...] = (lead, yours)
    par = debriefed.par
    if par is not None and (others := _lines(debriefed, par)) is not None:
        blocks = (
            *blocks,
            Subheading("What the reference response's decisions did", "par-decisions"),
            others,
        )
    return ReportSection(*heading, blocks, "Decisions")
