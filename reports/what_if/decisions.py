"""What every decision did, as a section that a report can show and as lines for a terminal."""

from __future__ import annotations

import math
from textwrap import shorten
from typing import TYPE_CHECKING

from reports import format as spell
from reports.document import Bullets, Cell, Prose, ReportSection, Subheading, Table, columns, words
from reports.format import count
from reports.training.figures import NONE
from scoring.verdict import some

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from reports.document import Block
    from reports.what_if.material import DecisionEffect, EveryDecision, Interaction, MeanDifference

    Teller = Callable[[EveryDecision, DecisionEffect], str]

_LEAST_OPERATIONS, _LEAST_MINUTES, _LEAST_POINTS = 1.0, 0.1, 0.1
"""Smaller means are shown as nothing."""
MOST_TOLD = 5
_LONGEST = 60
"""Characters of a decision in the table; the sentences have all of it."""


def _number(value: float, digits: int) -> str:
    return "0" if round(value, digits) == 0 else f"{value:+,.{digits}f}"


def figure(one: MeanDifference | None, digits: int) -> str:
    """`+195 ± 15`: a mean with half its 95% interval; one that never varies stands alone."""
    if one is None:
        return NONE
    reach = one.high - one.mean
    if not math.isfinite(reach) or round(reach, digits) == 0:
        return _number(one.mean, digits)
    return f"{_number(one.mean, digits)} ± {reach:,.{digits}f}"


def _amounts(operations: float, minutes: float, points: float) -> list[tuple[float, str]]:
    found = []
    if abs(minutes) >= _LEAST_MINUTES:
        found.append((minutes, f"{spell.decimal(abs(minutes))} min"))
    if abs(operations) >= _LEAST_OPERATIONS:
        found.append((operations, some(round(abs(operations)), "failed operation")))
    if abs(points) >= _LEAST_POINTS:
        found.append((points, f"{spell.decimal(abs(points))} points"))
    return found


def effect(operations: float, minutes: float, points: float = 0.0) -> str:
    """`cost 8 min and 310 failed operations`, `saved …`, `made no difference`."""
    amounts = _amounts(operations, minutes, points)
    parts = []
    for verb, sign in (("cost", 1), ("saved", -1)):
        told = [text for value, text in amounts if value * sign > 0]
        if told:
            *first, last = told
            parts.append(f"{verb} {', '.join(first)} and {last}" if first else f"{verb} {last}")
    return " but ".join(parts) or "made no sure difference to users or recovery"


def _told(made: EveryDecision, one: DecisionEffect) -> str:
    """`14:31:07, called Storage vendor support: cost 8 min and 310 failed operations`."""
    clock = spell.wall_clock(made.starts_at, one.step.at)
    operations = one.operations.mean if one.operations.sure else 0.0
    minutes = one.minutes.mean if one.minutes.sure else 0.0
    points = one.points.mean if one.points is not None and one.points.sure else 0.0
    told = [effect(operations, minutes, points)]
    if one.never:
        often = "" if one.never == one.draws else f" in {one.never} of {one.draws} runs"
        told.append(f"without it the service is not back by the end{often}")
    if one.harms:
        told.append(f"the scorer finds it harmful in {one.harms} of {one.draws} runs")
    return f"{clock}, {one.step.what}: {'; '.join(told)}."


def _told_setting(_: EveryDecision, one: DecisionEffect) -> str:
    operations, minutes = one.operations.mean, one.minutes.mean
    parts = []
    if abs(operations) >= _LEAST_OPERATIONS:
        fewer = "fewer" if operations < 0 else "more"
        parts.append(some(round(abs(operations)), f"{fewer} failed operation"))
    if abs(minutes) >= _LEAST_MINUTES:
        sooner = "sooner" if minutes < 0 else "later"
        parts.append(f"the service is back {spell.decimal(abs(minutes))} min {sooner}")
    if one.never:
        parts.append(f"not back by the end in {one.never} of {one.draws} runs")
    return f"with {one.step.what}: {', '.join(parts) or 'no difference'}."


def _is_told(one: DecisionEffect) -> bool:
    """Whether there is an amount to tell that is surely not zero."""
    found = (
        (one.operations, _LEAST_OPERATIONS),
        (one.minutes, _LEAST_MINUTES),
        (one.points, _LEAST_POINTS),
    )
    return any(part is not None and part.sure and abs(part.mean) >= least for part, least in found)


def told_effects(
    made: EveryDecision, effects: Sequence[DecisionEffect], tell: Teller = _told
) -> Iterator[str]:
    """A sentence for each of those that mattered most, costly ones first."""
    matter = (one for one in effects if one.harms or _is_told(one))
    sure = sorted(matter, key=lambda one: one.cost, reverse=True)
    # The costliest always, the others by how much they mattered either way.
    rest = sorted(sure[1:], key=lambda one: one.weight, reverse=True)
    found = [*sure[:1], *rest[: MOST_TOLD - 1]]
    for one in sorted(found, key=lambda one: one.cost, reverse=True):
        yield tell(made, one)


def told_interaction(made: EveryDecision, one: Interaction) -> str:
    """Two decisions that do not add up."""
    names = " and ".join(
        f"{spell.wall_clock(made.starts_at, step.at)} ({step.what})"
        for step in (one.first, one.second)
    )
    together, apart = (effect(*(part.mean for part in both)) for both in (one.joint, one.apart))
    operations, minutes = one.beyond
    sure = [f"{figure(operations, 0)} operations"] if operations.sure else []
    sure += [f"{figure(minutes, 1)} min"] if minutes.sure else []
    return (
        f"{names}: together they {together}; the sum of each alone would be: {apart}. The "
        f"difference is {' and '.join(sure)}."
    )


def _figures(one: DecisionEffect) -> tuple[Cell, ...]:
    found = ((one.minutes, 1), (one.operations, 0), (one.points, 1))
    return tuple(
        Cell(figure(part, digits), "note" if part is not None and part.sure else "soft")
        for part, digits in found
    )


def _row(made: EveryDecision, one: DecisionEffect) -> tuple[Cell, ...]:
    return (
        words(str(one.step.seq)),
        words(spell.wall_clock(made.starts_at, one.step.at)),
        words(shorten(one.step.what, _LONGEST, placeholder=" …")),
        *_figures(one),
    )


def _method(made: EveryDecision) -> str:
    if made.reacts:
        seeds = f"seeds {made.seed} to {made.seed + made.draws - 1}"
        how = (
            f"Each decision was left out in turn in {made.draws} runs ({seeds}), and the script "
            "continued to react; a step that repeats was left out each time."
        )
    else:
        how = (
            f"Each decision was left out in turn in {made.draws} runs of seed {made.seed}: the "
            "record as it was, and others with think times drawn anew. Every other command kept "
            "its distance from what it answered."
        )
    return (
        f"{how} Tried are commands that change something or tell somebody; acknowledging, "
        "declaring, assessing and resolving are left as they are: try those with --without. "
        "With and without it, everything random is the same. Above zero: the decision cost "
        "so much; below: it saved so much; ±: half the 95% interval of the mean. A service that "
        "is not back by the end counts as back then, so such minutes are a lower bound. What the "
        "scorer finds harmful comes first, because what it costs in one run can be luck."
    )


def lead(made: EveryDecision) -> str:
    """What to remember: the costliest decision, and the setting that would change most."""
    worst = max(made.effects, key=lambda one: one.cost)
    told = "Of the decisions that were tried, none surely cost anything."
    if max(worst.cost) > 0 and (worst.harms or _is_told(worst)):
        told = f"The costliest decision: {_told(made, worst)}"
    matter = [one for one in made.settings if _is_told(one)]
    if matter:
        most = max(matter, key=lambda one: one.weight)
        told = f"{told} The setting that matters most: {_told_setting(made, most)}"
    return told


def _table(made: EveryDecision, title: str, effects: Sequence[DecisionEffect]) -> Table:
    head = columns("Entry", "At", "Decision", "#Minutes", "#Operations", "#Points")
    return Table(title, head, tuple(_row(made, one) for one in effects))


def every_decision(made: EveryDecision) -> ReportSection:
    """The section: the decisions that mattered most in sentences, then all of them."""
    blocks: list[Block] = [Prose(_method(made), "soft")]
    if told := tuple(told_effects(made, made.effects)):
        blocks.append(Bullets(told))
    blocks.append(_table(made, "What each decision cost or saved", made.effects))
    if made.interactions:
        blocks.append(Subheading("Decisions that interact", "interact"))
        blocks.append(Bullets(tuple(told_interaction(made, one) for one in made.interactions)))
    elif made.pairs:
        tried = f"None of the {count(made.pairs)} pairs that were tried interact."
        blocks.append(Prose(tried, "soft"))
    return ReportSection("each-decision", "What each decision did", tuple(blocks), "Decisions")


def settings_section(made: EveryDecision) -> tuple[ReportSection, ...]:
    """The worker's settings, in the same way; none when they were not tried."""
    if not made.settings:
        return ()
    blocks: list[Block] = [
        Prose(
            "Each number among the worker's settings was set to a quarter and to four times its "
            "value in the same runs. Above zero: so much more than with the record's value.",
            "soft",
        )
    ]
    if told := tuple(told_effects(made, made.settings, _told_setting)):
        blocks.append(Bullets(told))
    head = columns("Setting", "#Minutes", "#Operations", "#Points")
    matter = [one for one in made.settings if _is_told(one)]
    rows = tuple((words(one.step.what), *_figures(one)) for one in matter)
    blocks.append(Table("What each setting would have changed", head, rows))
    if rest := len(made.settings) - len(rows):
        blocks.append(Prose(f"{some(rest, 'other value')} made no sure difference.", "soft"))
    return (
        ReportSection(
            "each-setting", "What other settings would have done", tuple(blocks), "Settings"
        ),
    )
