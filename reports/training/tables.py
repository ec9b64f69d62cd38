"""The tables of the training report: groups, verdicts, skill areas, every record."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from reports.document import Cell, Table, columns, words
from reports.format import MINUTE_MS, clock, points
from reports.training.figures import (
    NONE,
    adherence_of,
    calls_words,
    mean_words,
    median_words,
    resolved_words,
    skill_of,
    summary_of,
    summary_words,
    time_of,
    total_of,
)
from reports.training.groups import by_edition, by_quarter, by_team, edition_key
from reports.training.lines import MOST_TEAMS
from reports.training.names import people_names, shown, team_name
from reports.training.played import MEASURES
from reports.training.versus import adherence_gained, between, over_time, total_gained
from reports.words import titled
from scoring.statistics.words import compared
from sim.scenario.rules.procedure import SKILLS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.training.calendar import Due
    from reports.training.figures import Mean
    from reports.training.groups import Group
    from reports.training.played import Played
    from reports.training.practice import Advice

Row = tuple[Cell, ...]
_FIGURES = (
    "#Records",
    "#Resolved",
    "#Detect",
    "#Acknowledge",
    "#Mitigate",
    "#Recover",
    "#Calls in time",
    "#Adherence %",
    "#Total",
)


def _median(records: Sequence[Played], measure: str) -> Cell:
    found = time_of(records, measure)
    open_end = found.median_ms is not None and found.median_ms == float("inf")
    return Cell(median_words(found), "censored" if open_end else "note")


def _figures(records: Sequence[Played], *, interval: bool) -> Row:
    recover = (
        words(summary_words(summary_of(records, "TTR")), "note")
        if interval
        else _median(records, "TTR")
    )
    return (
        words(str(len(records)), "note"),
        words(resolved_words(records)),
        *(_median(records, measure) for measure in MEASURES[:-1]),
        recover,
        words(calls_words(records), "note"),
        words(mean_words(adherence_of(records)), "note"),
        words(mean_words(total_of(records))),
    )


def groups(name: str, head: str, found: Sequence[Group], *, interval: bool = True) -> Table:
    """A row of figures for each group; `interval`: the time to recover with its interval."""
    rows = tuple(
        (words(group.label, "strong"), *_figures(group.records, interval=interval))
        for group in found
    )
    return Table(name, columns(head, *_FIGURES), rows)


def quarters(records: Sequence[Played]) -> Table:
    """Each team's figures, quarter by quarter."""
    rows = tuple(
        (
            words(team.label, "strong"),
            words(quarter.label),
            *_figures(quarter.records, interval=False),
        )
        for team in by_team(records)
        for quarter in by_quarter(team.records)
    )
    return Table("Teams by quarter", columns("Team", "Quarter", *_FIGURES), rows)


def _gained(found: Mean) -> Cell:
    if found.value is None:
        return words(NONE)
    told = f"{found.value:+.0f} points"
    if found.low is None or found.high is None:
        return words(told)
    return words(f"{told} ({found.low:+.0f} to {found.high:+.0f})")


def verdicts(records: Sequence[Played]) -> Table:
    """For each team: the same exercises, the first time and the latest."""
    rows = tuple(
        (words(team.label, "strong"), words(what), verdict)
        for team in by_team(records)
        for what, verdict in (
            ("Time to detect", words(compared(over_time(team.records, "TTD")))),
            ("Time to recover", words(compared(over_time(team.records, "TTR")))),
            ("Total", _gained(total_gained(team.records))),
            ("Adherence", _gained(adherence_gained(team.records))),
        )
    )
    return Table("First time against latest time", columns("Team", "What", "Verdict"), rows)


def against(records: Sequence[Played]) -> Table | None:
    """Every two teams on the same exercises; None when there are too few or too many teams."""
    teams = by_team(records)
    if not 2 <= len(teams) <= MOST_TEAMS:  # noqa: PLR2004 - it takes two
        return None
    rows = tuple(
        (
            words(other.label, "strong"),
            words(one.label),
            words(what),
            words(compared(between(one.records, other.records, measure))),
        )
        for one, other in combinations(teams, 2)
        for what, measure in (("Time to detect", "TTD"), ("Time to recover", "TTR"))
    )
    heads = columns("Team", "Against", "What", "Verdict")
    return Table("Teams against each other", heads, rows)


def skills(records: Sequence[Played]) -> Table:
    """The four skill areas, by team and quarter."""
    rows = tuple(
        (
            words(team.label, "strong"),
            words(quarter.label),
            *(words(mean_words(skill_of(quarter.records, skill)), "note") for skill in SKILLS),
        )
        for team in by_team(records)
        for quarter in by_quarter(team.records)
    )
    heads = columns("Team", "Quarter", *(f"#{titled(skill)}" for skill in SKILLS))
    return Table("Skill areas", heads, rows)


def due(found: Sequence[Due]) -> Table:
    """The training calendar, the most urgent first."""
    rows = tuple(
        (
            words(shown(one.practice.title, 80), "strong"),
            words(f"{one.practice.exercise}, {one.how_often}"),
            words(", ".join(one.practice.scenarios) or "any scenario"),
            words(", ".join(one.roles) or "anybody"),
            words(one.last_words),
            words(one.on.isoformat()),
            words(one.standing, "good" if one.last and not one.late_days else "problem"),
        )
        for one in found
    )
    heads = columns(
        "What", "How often", "What counts", "Who takes part", "Last played", "#Due", "Standing"
    )
    return Table("Training calendar", heads, rows, empty="The policy names nothing to practise.")


def advice(found: Sequence[tuple[str, Sequence[Advice]]]) -> Table:
    """What each team should practise next, and why."""
    rows = tuple(
        (words(team, "strong"), words(one.what), words(", ".join(one.scenarios)), words(one.why))
        for team, several in found
        for one in several
    )
    heads = columns("Team", "Practise", "With", "Why")
    return Table("What to practise next", heads, rows, empty="Nothing stands out.")


def _time(record: Played, measure: str) -> Cell:
    found = record.times.get(measure)
    if found is None:
        return words(NONE, "note")
    if found.censored:
        return Cell(f"> {found.ms // MINUTE_MS}", "censored")
    return words(clock(found.ms), "note")


def every_record(records: Sequence[Played]) -> Table:
    """Each record as a row, newest first; times in minutes and seconds."""
    labels = {one.key: one.label for one in by_edition(records)}
    rows = tuple(
        (
            words(record.day.isoformat()),
            words(team_name(record.team), "strong"),
            words(people_names(record.people)),
            words(labels[edition_key(record)]),
            words(str(record.seed), "note"),
            *(_time(record, measure) for measure in MEASURES),
            words(f"{record.met} of {record.owed}" if record.owed else NONE, "note"),
            words(points(record.total) if record.total is not None else NONE),
            words(f"{record.coverage:.0f} %", "note"),
            words("yes" if record.resolved else "no"),
            words(shown(record.name, 80), "soft"),
        )
        for record in reversed(records)
    )
    heads = columns(
        "Day", "Team", "People", "Scenario", "#Seed", *(f"#{name}" for name in MEASURES),
        "#Calls", "#Total", "#Judged on", "Resolved", "Record",
    )  # fmt: skip
    return Table("Records", heads, rows)
