"""The first page, for a manager: what happened, how it went, what to change; and one picture.

Against the policy and against the last exercise of the same scenario. Every sentence says in words
what a section below shows in full.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import format as spell
from reports.brief_chart import brief_chart
from reports.document import Bullets, Figure, Prose, ReportSection, Subheading
from reports.phrases import titled
from reports.plot import plot_of
from reports.review.final import finals
from reports.review.proven import comparable, outage_ms, status_of
from reports.text import ranked_findings
from scoring.tabletop import touches_system
from scoring.verdict import by_whom, some, whole_points
from sim.journal.bodies import FaultEdge
from sim.journal.conduct import Remark
from sim.legible import in_line
from sim.scenario.durations import MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.document import Block
    from reports.material import Material
    from reports.review.model import Improvement
    from reports.review.proven import Later
    from scoring.model import Scorecard

MOST = 3
_FIRST = {"immediate": 0, "short-term": 1, "long-term": 2}


def _broke(made: Material) -> str:
    """What broke and for how long; "" when nothing did."""
    edges = made.facts.of(FaultEdge)
    parts = []
    for begun in (one for one in edges if one.body.edge == "began"):
        same = (one for one in edges if one.body.fault == begun.body.fault and one.at >= begun.at)
        ended = next((one.at for one in same if one.body.edge == "ended"), None)
        lasted = "to the end" if ended is None else f"for {spell.spoken(ended - begun.at)}"
        at = spell.wall_clock(made.card.starts_at, begun.at)
        parts.append(f"{titled(begun.body.fault)} from {at} {lasted}")
    more = f"; and {len(parts) - MOST} more" if len(parts) > MOST else ""
    return f"{'; '.join(parts[:MOST])}{more}"


def _what_happened(made: Material) -> str:
    broke = _broke(made)
    if not broke:
        return "Nothing broke in this exercise."
    cost = made.card.impact
    failed = f"{spell.count(cost.failed)} of {spell.count(cost.requests)} user operations failed"
    parts = [f"{failed} (availability {spell.percent(cost.availability_percent)})"]
    if cost.lost:
        parts.append(f"{some(cost.lost, 'accepted operation')} lost")
    if cost.unrecoverable:
        parts.append(f"{some(cost.unrecoverable, 'version')} of files lost for good")
    return f"{broke}. {'; '.join(parts)}."


_TIMES = (
    ("TTD", "the incident was detected after {}", "the incident was never detected"),
    (
        "TTM",
        "users were served again after {}",
        "service was still outside its objectives at EndEx",
    ),
    (
        "TTR",
        "everything was back to normal after {}",
        "not everything was back to normal by the end",
    ),
)


def _times(card: Scorecard) -> str:
    parts = []
    # Who was not served again has not recovered either, and one of the two says so.
    never_served = card.measure("TTM").censored
    for name, done, never in _TIMES:
        found = card.measure(name)
        if found.ms is None or (found.censored and name == "TTR" and never_served):
            continue
        parts.append(never if found.censored else done.format(spell.spoken(found.ms)))
    return f"Counted from the first impact on users, {in_line(parts)}." if parts else ""


def _against_policy(made: Material) -> str:
    """Calls and notices that were due, and the total."""
    card = made.card
    calls = [one.verdict for one in card.obligations if one.kind != "notice"]
    notices = [one.verdict for one in card.obligations if one.kind == "notice"]
    parts = [
        f"{verdicts.count('met')} of {some(len(verdicts), *what)}"
        for verdicts, what in (
            (calls, ("escalation or duty", "escalations and duties")),
            (notices, ("required message",)),
        )
        if verdicts
    ]
    total, coverage = spell.total(card)
    be = "was" if len(calls) + len(notices) == 1 else "were"
    met = f"Under policy {card.policy}, {', and '.join(parts)} {be} on time. " if parts else ""
    return f"{met}Total: {total}, {coverage}."


def _same_players(made: Material, last: Later) -> bool:
    """Whether the same team played both: the same name, if it has one, and somebody in common."""
    card, then = made.card, last.card
    shared = set(card.participants) & set(then.participants)
    return made.team == last.team and bool(shared)


def _outages(made: Material, last: Later) -> str:
    """That the outages differed in length, which the times then show as much as the response."""
    then, now = last.outage_ms, outage_ms(made.entries)
    if then is None or now is None or abs(then - now) < MINUTE:
        return ""
    lengths = f"{spell.spoken(then)} then, {spell.spoken(now)} now"
    return f" The outages, which nobody there could end, differed in length: {lengths}."


def _against_last(made: Material) -> str:
    """The last exercise of the same edition of the scenario, if there was one."""
    card, last = made.card, made.last
    if last is None or not comparable(made.players, last.players):
        by = " by people" if made.players.are_people else " by the same responder"
        return f"There is no earlier exercise of this scenario{by} to compare with."
    then = last.card
    parts = []
    for name, what, never in (
        ("TTD", "time to detect", "detected"),
        ("TTR", "time to recover", "recovered"),
    ):
        old, new = then.measure(name), card.measure(name)
        if old.censored and new.censored:
            parts.append(f"not {never} either time")
        elif old.ms is not None and new.ms is not None:
            parts.append(f"{what} {spell.measured(old)} then, {spell.measured(new)} now")
    if then.total is not None and card.total is not None:
        parts.append(f"total {whole_points(then.total)} then, {whole_points(card.total)} now")
    outages = _outages(made, last)
    day = last.played_at.date().isoformat()
    compared = "; ".join(parts) or "nothing that compares"
    if _same_players(made, last):
        return f"Last time ({last.name}, {day}): {compared}.{outages}"
    by = ", ".join(map(by_whom, then.participants)) or "nobody"
    return (
        f"Previous record of this scenario in this directory ({last.name}, {day}, played by {by}): "
        f"{compared}.{outages}"
    )


def _open(made: Material) -> list[Improvement]:
    """The improvements that are not complete, the most urgent first."""
    plans = () if made.review is None else made.review.improvements
    waiting = [one for one in plans if status_of(one, made.proof_of(one)) != "complete"]
    return sorted(waiting, key=lambda one: _FIRST[one.category])


def _to_change(made: Material) -> Iterator[str]:
    plans = _open(made)
    for one in plans[:MOST]:
        owner = f" Owner: {one.owner}." if one.owner else ""
        due = f" Due: {one.due.isoformat()}." if one.due else ""
        yield f"{one.action.rstrip('.')}. ({one.problem.rstrip('.')}.){owner}{due}"
    if not plans:
        bad = [one for one in ranked_findings(made.card) if one.level in {"harm", "problem"}]
        yield from (one.text for one in bad[:MOST])


def _heading(made: Material, changes: int) -> str:
    """Where each objective was performed without challenges, nothing has to change first."""
    rated = [one.rating for one in finals(made.card, made.review, made.facts.of(Remark))]
    harmed = any(one.level == "harm" for part in made.card.criteria for one in part.findings)
    if rated and set(rated) == {"P"} and not harmed:
        return "Still worth improving"
    return "The three things to change first" if changes == MOST else "To change first"


def summary(made: Material) -> ReportSection:
    """The page."""
    played = touches_system(made.card.exercise_type)
    lines = [_what_happened(made), _times(made.card)] if played else []
    lines += [_against_policy(made), _against_last(made)]
    blocks: list[Block] = [Prose(line) for line in lines if line]
    changes = tuple(_to_change(made))
    if changes:
        blocks += [Subheading(_heading(made, len(changes)), "change-first"), Bullets(changes)]
    if played:
        plot = plot_of(made.card, made.facts, made.policy)
        text = (
            "The share of user operations that failed, minute by minute, with faults "
            "shaded and the milestones of the response marked."
        )
        drawing = brief_chart(plot, text)
        caption = "Failed user operations. Grey: a fault was present."
        blocks.append(Figure("In short", drawing, text, caption))
    return ReportSection("summary", "In short", tuple(blocks), "In short")
