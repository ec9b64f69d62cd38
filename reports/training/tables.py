"""The tables of the training report: groups, verdicts, skill areas, every record."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from reports.document import Cell, Table, columns, words
from reports.format import MINUTE_MS, clock, points
from reports.phrases import titled
from reports.training.calendar import counted_words
from reports.training.figures import (
    NONE,
    calls_words,
    mean_in,
    mean_time_words,
    mean_words,
    median_words,
    of,
    resolved_words,
    summary_of,
    summary_words,
    time_of,
)
from reports.training.lines import MOST_TEAMS
from reports.training.names import people_names, shown, team_name
from reports.training.records import MEASURES, by_quarter, by_team
from reports.training.versus import between, gained, over_time
from scoring.statistics.sentences import compared
from scoring.verdict import some
from sim.scenario.rules.procedure import SKILLS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    import pandas as pd

    from reports.actions.model import PlannedAction
    from reports.document import Tone
    from reports.training.calendar import DuePractice
    from reports.training.changes import Change
    from reports.training.figures import Mean
    from reports.training.practice import TeamAdvice
    from reports.training.records import Group

MOST_ACTIONS = 12
MOST_AUTOMATED = 20
MOST_RECORDS = 500
"""Rows of a table; more are in the table of records as CSV."""

_FIGURES = (
    "#Records",
    "#Resolved",
    "#Detect",
    "#Acknowledge",
    "#Mitigate",
    "#Recover",
    "#Calls on time",
    "#Adherence %",
    "#Total",
)


def _median(records: pd.DataFrame, measure: str) -> Cell:
    found = time_of(records, measure)
    open_end = found.median_ms is not None and found.median_ms == float("inf")
    return Cell(median_words(found), "censored" if open_end else "note")


def _figures(records: pd.DataFrame, *, interval: bool) -> tuple[Cell, ...]:
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
        words(mean_words(mean_in(records, "adherence")), "note"),
        words(mean_words(mean_in(records, "total"))),
    )


def groups(name: str, head: str, found: Iterable[Group], *, interval: bool = True) -> Table:
    """A row of figures for each group; `interval`: the time to recover with its interval."""
    rows = tuple(
        (words(label, "strong"), *_figures(records, interval=interval)) for label, records in found
    )
    return Table(name, columns(head, *_FIGURES), rows)


def quarters(records: pd.DataFrame) -> Table:
    """Each team's figures, quarter by quarter."""
    rows = tuple(
        (words(team, "strong"), words(quarter), *_figures(now, interval=False))
        for team, mine in by_team(records)
        for quarter, now in by_quarter(mine)
    )
    return Table("Teams by quarter", columns("Team", "Quarter", *_FIGURES), rows)


def changes(found: Sequence[Change]) -> Table:
    """What changed, in words."""
    tones: dict[str, Tone] = {"better": "good", "worse": "problem", "unknown": ""}
    rows = tuple(
        (words(one.what, "strong"), words(one.told, tones[one.direction])) for one in found
    )
    return Table(
        "What changed", columns("What", "First time against latest time"), rows, narrow=True
    )


def _average(records: pd.DataFrame, column: str, form: str = "{:.0f}") -> Cell:
    values = records[column].dropna()
    return words(NONE if values.empty else form.format(float(values.mean())), "note")


def key_figures(records: pd.DataFrame) -> Table:
    """The four key figures of the review process, quarter by quarter."""
    rows = tuple(
        (
            words(quarter, "strong"),
            words(str(len(now)), "note"),
            words(resolved_words(now)),
            *(
                words(f"{told(now, measure)}", "note")
                for measure in ("TTD", "TTR")
                for told in (lambda mine, name: median_words(time_of(mine, name)), mean_time_words)
            ),
            _average(now, "bad_minutes"),
            _average(now, "failed_operations", "{:,.0f}"),
            _average(now, "users_touched", "{:,.0f}"),
            _average(now, "timeliness"),
            _average(now, "clarity"),
            _complaints(now),
        )
        for quarter, now in by_quarter(records)
    )
    heads = columns(
        "Quarter", "#Exercises", "#Resolved", "#Detect", "#MTTD", "#Recover",
        "#MTTR", "#Bad minutes", "#Failed", "#Users", "#Timeliness", "#Clarity", "#Complaints",
    )  # fmt: skip
    return Table("Key figures by quarter", heads, rows)


def _complaints(records: pd.DataFrame) -> Cell:
    counted = records["complaints"].dropna()
    if counted.empty:
        return words("not counted", "soft")
    left = len(records) - len(counted)
    more = f" ({left} not counted)" if left else ""
    return words(f"{int(counted.sum()):,}{more}", "note")


def automation(records: pd.DataFrame) -> Table:
    """What ran without people, by what ran."""
    rows = tuple(
        (
            words(shown(who) or "nobody", "strong"),
            words(str(len(mine)), "note"),
            words(resolved_words(mine)),
            words(str(mine["scenario"].nunique()), "note"),
            words(mine["day"].iloc[-1].isoformat()),
        )
        for who, mine in records.groupby("played_by")
    )
    heads = columns("Played by", "#Records", "#Resolved", "#Scenarios", "Last")
    return Table("Automation", heads, rows[:MOST_AUTOMATED], empty="No automated records.")


def actions(found: Sequence[PlannedAction], today: date) -> Table:
    """Improvement actions that are open, the longest overdue first."""
    rows = tuple(
        (
            words(shown(one.improvement.action, 200), "strong"),
            words(shown(one.improvement.owner) or "no owner"),
            words("none" if one.improvement.due is None else one.improvement.due.isoformat()),
            words(_late(one, today), "problem" if one.days_late(today) else ""),
            words(f"{one.scenario}, {one.day.isoformat()}", "soft"),
        )
        for one in found[:MOST_ACTIONS]
    )
    heads = columns("Action", "Owner", "#Due", "Status", "From")
    return Table("Improvement actions", heads, rows, empty="No action is open.")


def _late(one: PlannedAction, today: date) -> str:
    late = one.days_late(today)
    return f"overdue by {some(late, 'day')}; {one.status}" if late else one.status


def _gained(found: Mean) -> Cell:
    if found.value is None:
        return words(NONE)
    told = f"{found.value:+.0f} points"
    if found.low is None or found.high is None:
        return words(told)
    return words(f"{told} ({found.low:+.0f} to {found.high:+.0f})")


def verdicts(records: pd.DataFrame) -> Table:
    """For each team: the same exercises, the first time and the latest."""
    rows = tuple(
        (words(team, "strong"), words(what), verdict)
        for team, mine in by_team(records)
        for what, verdict in (
            ("Time to detect", words(compared(over_time(mine, "TTD")))),
            ("Time to recover", words(compared(over_time(mine, "TTR")))),
            ("Total", _gained(gained(mine, "total"))),
            ("Adherence", _gained(gained(mine, "adherence"))),
        )
    )
    return Table("First time against latest time", columns("Team", "What", "Verdict"), rows)


def against(records: pd.DataFrame) -> Table | None:
    """Every two teams on the same exercises; None when there are too few or too many teams."""
    teams = by_team(records)
    if not 2 <= len(teams) <= MOST_TEAMS:  # noqa: PLR2004 - it takes two
        return None
    rows = tuple(
        (
            words(other, "strong"),
            words(one),
            words(what),
            words(compared(between(ours, theirs, measure))),
        )
        for (one, ours), (other, theirs) in combinations(teams, 2)
        for what, measure in (("Time to detect", "TTD"), ("Time to recover", "TTR"))
    )
    heads = columns("Team", "Against", "What", "Verdict")
    return Table("Teams against each other", heads, rows)


def skills(records: pd.DataFrame) -> Table:
    """The four skill areas, by team and quarter."""
    rows = tuple(
        (
            words(team, "strong"),
            words(quarter),
            *(words(mean_words(mean_in(now, f"skill_{skill}")), "note") for skill in SKILLS),
        )
        for team, mine in by_team(records)
        for quarter, now in by_quarter(mine)
    )
    heads = columns("Team", "Quarter", *(f"#{titled(skill)}" for skill in SKILLS))
    return Table("Skill areas", heads, rows)


def due(found: Sequence[DuePractice]) -> Table:
    """The training calendar, the most urgent first."""
    rows = tuple(
        (
            words(shown(one.practice.title, 80), "strong"),
            words(one.how_often),
            words(counted_words(one.practice)),
            words(", ".join(one.roles) or "anybody"),
            words(one.last_words),
            words(one.on.isoformat()),
            words(one.standing, "good" if one.last and not one.late_days else "problem"),
        )
        for one in found
    )
    heads = columns(
        "What", "How often", "What counts", "Participants", "Last played", "#Due", "Standing"
    )
    return Table("Training calendar", heads, rows, empty="The policy names nothing to practise.")


def advice(found: Sequence[tuple[str, Sequence[TeamAdvice]]], head: str = "Team") -> Table:
    """What each team should practise next, and why."""
    rows = tuple(
        (words(team, "strong"), words(one.what), words(", ".join(one.scenarios)), words(one.why))
        for team, several in found
        for one in several
    )
    heads = columns(head, "Practise", "With", "Why")
    return Table("What to practise next", heads, rows, empty="Nothing stands out.")


def _time(ms: int | None, *, censored: bool) -> Cell:
    if ms is None:
        return words(NONE, "note")
    if censored:
        return Cell(f"> {ms // MINUTE_MS}", "censored")
    return words(clock(ms), "note")


def every_record(records: pd.DataFrame) -> Table:
    """Each record as a row, newest first; times in minutes and seconds."""
    newest_first = records.iloc[: -MOST_RECORDS - 1 : -1].astype(object)
    newest_first = newest_first.where(newest_first.notna(), None)
    rows = tuple(
        (
            words(record["day"].isoformat()),
            words(team_name(record["team"]), "strong"),
            words(people_names(record["people"])),
            words(record["edition"]),
            words(str(record["seed"]), "note"),
            *(
                _time(record[f"{measure}_ms"], censored=record[f"{measure}_censored"])
                for measure in MEASURES
            ),
            words(of(record["calls_in_time"], record["calls_due"]), "note"),
            words(NONE if record["total"] is None else points(record["total"])),
            words(f"{record['coverage']:.0f}%", "note"),
            words("yes" if record["resolved"] else "no"),
            words(shown(record["record"], 80), "soft"),
        )
        for record in newest_first.to_dict("records")
    )
    heads = columns(
        "Day", "Team", "People", "Scenario", "#Seed", *(f"#{name}" for name in MEASURES),
        "#Calls", "#Total", "#Judged on", "Resolved", "Record",
    )  # fmt: skip
    return Table("Records", heads, rows)
