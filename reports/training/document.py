"""The training report as a document: what is due, what to practise, how the quarters went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.attempt import sections
from reports.document import Figure, Pairs, Prose, Report, ReportSection, Subheading, Tile, Tiles
from reports.training import tables
from reports.training.calendar import calendar
from reports.training.charts import draw
from reports.training.figures import (
    calls_words,
    mean_in,
    mean_words,
    resolved_words,
    summary_of,
    summary_words,
)
from reports.training.lines import MOST_TEAMS, drawn_editions, overview, recoveries
from reports.training.names import shown, team_name
from reports.training.practice import advise
from reports.training.records import by_edition, by_person, by_team
from scoring.statistics.sentences import sum_up
from scoring.verdict import some

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd

    from reports.document import Block
    from reports.training.calendar import DuePractice
    from reports.training.practice import Playable, TeamAdvice
    from reports.training.records import Selection
    from sim.scenario.policy import Policy

KIND = "Training report"
_HOW = (
    "Bars are 95 % intervals; where there is none, there were too few records for one. A hollow "
    "sign with > is a lower bound: half or more did not come to the end."
)


@dataclass(frozen=True, slots=True)
class Training:
    """What the report is made from.

    Attributes:
        records: those the report is about, oldest first; at least one.
        selection: how they were chosen.
        due: the training calendar.
        advice: what to practise next, by team.
        policy: whose calendar and skill areas these are.
        today: the day the calendar is for.
    """

    records: pd.DataFrame
    selection: Selection
    due: tuple[DuePractice, ...]
    advice: tuple[tuple[str, tuple[TeamAdvice, ...]], ...]
    policy: Policy
    today: date


def training(
    records: pd.DataFrame,
    selection: Selection,
    *,
    policy: Policy,
    playable: Sequence[Playable],
    today: date,
) -> Training:
    """Gather it.

    Calendar and advice look at all scenarios of the chosen team and person: a choice of one
    scenario does not make the others due.
    """
    players = selection.players(records)
    skills = {
        "technical": policy.skills.technical,
        "communication": policy.skills.communication,
        "coordination": policy.skills.coordination,
        "documentation": policy.skills.documentation,
    }
    return Training(
        records=selection.records(records),
        selection=selection,
        due=calendar(
            policy.training,
            players,
            today,
            {role: about.title for role, about in policy.roles.items()},
        ),
        advice=tuple((team, advise(mine, playable, skills)) for team, mine in by_team(players)),
        policy=policy,
        today=today,
    )


def title(selection: Selection) -> str:
    """Whom and what the report is about."""
    who = [shown(one) for one in (selection.person,) if one is not None]
    if selection.team is not None:
        who.append(team_name(selection.team))
    if selection.scenario is not None:
        who.append(shown(selection.scenario))
    return ", ".join(who) or "All teams"


def lead(made: Training) -> str:
    """The sentence to remember."""
    late = [one for one in made.due if one.late_days or one.last is None]
    calendar_words = (
        f"{some(len(late), 'practice')} due or overdue, first: {late[0].practice.title}"
        if late
        else "nothing is overdue"
    )
    quarters = made.records["quarter"]
    first, last = quarters.iloc[0], quarters.iloc[-1]
    span = first if first == last else f"{first} to {last}"
    recovered = resolved_words(made.records)
    return (
        f"{some(len(made.records), 'record')} from {span}: {recovered} resolved; {calendar_words}."
    )


def _tiles(made: Training) -> Tiles:
    records = made.records
    recover = summary_of(records, "TTR")
    detect = summary_of(records, "TTD")
    late = sum(one.late_days > 0 or one.last is None for one in made.due)
    return Tiles(
        (
            Tile("Records", str(len(records)), some(len(by_edition(records)), "scenario edition")),
            Tile("Resolved", resolved_words(records), "said to be over when it was"),
            Tile("TTD", summary_words(detect).split(" (")[0], "median time to detect"),
            Tile("TTR", summary_words(recover).split(" (")[0], "median time to recover"),
            Tile(
                "Calls in time",
                calls_words(records),
                f"mean {mean_words(mean_in(records, 'adherence'))} %",
            ),
            Tile(
                "Due now",
                f"{late} of {len(made.due)}",
                "practices never played or overdue",
                "problem" if late else "",
            ),
        )
    )


def _about(made: Training) -> Pairs:
    records = made.records
    teams, people = by_team(records), by_person(records)
    days = records["day"]
    return Pairs(
        (
            ("Played", f"{days.iloc[0].isoformat()} to {days.iloc[-1].isoformat()}"),
            ("Teams", shown(", ".join(team for team, _ in teams), 120)),
            ("People", str(len(people))),
            ("Mean total", f"{mean_words(mean_in(records, 'total'))} of 100"),
            ("Calendar of", made.policy.name),
            ("Calendar for", made.today.isoformat()),
            ("Judged by", some(records["policy_digest"].nunique(), "policy", "policies")),
        )
    )


def _calendar(made: Training) -> ReportSection:
    how = Prose(
        "A practice is due one period after the newest record that counts: the type of exercise "
        "and the scenario decide, regardless of which of the chosen people played it. "
        "calendar.ics has the same for calendar programs.",
        "soft",
    )
    return ReportSection("calendar", "Training calendar", (tables.due(made.due), how), "Calendar")


def _advice(made: Training) -> ReportSection:
    how = Prose(
        "Weak spots are those of a team's newest quarter. Named are the scenario in which the "
        "spot was weakest, then others whose objectives train it, those not played recently first.",
        "soft",
    )
    blocks = (tables.advice(made.advice), how)
    return ReportSection("practise", "What to practise next", blocks, "Practise next")


def _over_time(made: Training) -> ReportSection:
    records = made.records
    drawn, editions = drawn_editions(records), by_edition(records)
    left = len(editions) - len(drawn)
    blocks: list[Block] = [
        Prose(f"Time to detect: {sum_up(summary_of(records, 'TTD'), 'TTD')}."),
        Prose(f"Time to recover: {sum_up(summary_of(records, 'TTR'), 'TTR')}."),
        Figure(
            name="Over the quarters",
            svg=draw(overview(records), "Recovery, total and adherence by quarter", "overview"),
            text=(
                "Time to recover against the first time, total and escalation adherence by "
                "quarter and team. The tables below tell the same in figures."
            ),
            caption=(
                f"{_HOW} Recovery compares only the same scenario, edition and seed, below 100 % "
                "is faster. Total and adherence are means of what was played in the quarter; "
                "where quarters differ in their scenarios, trust the table of equal exercises."
            ),
        ),
        Subheading("First time against latest time"),
        tables.verdicts(records),
        Prose(
            "The same scenario, edition and seed, the first time it was played (before) against "
            "the latest (after). Of many comparisons, one in twenty calls a change that is none. "
            "Points have their 95 % interval in brackets, where there is one.",
            "soft",
        ),
    ]
    if drawn:
        blocks.append(Subheading("Time to recover, by scenario"))
        more = (
            f" {some(left, 'edition')} played less often: in the table of scenarios."
            if left
            else ""
        )
        blocks.append(
            Figure(
                name="Time to recover by scenario",
                svg=draw(recoveries(records), "Time to recover by quarter", "recoveries"),
                text=(
                    "The median time to recover by quarter and team, for each scenario and "
                    "edition. The table of records has every time."
                ),
                caption=f"{_HOW} Each panel is one edition of one scenario.{more}",
            )
        )
    blocks += [Subheading("Teams by quarter"), tables.quarters(records)]
    return ReportSection("quarters", "Over the quarters", tuple(blocks), "Quarters")


def _teams(made: Training) -> ReportSection:
    blocks: list[Block] = [tables.groups("Teams", "Team", by_team(made.records))]
    between = tables.against(made.records)
    if between is not None:
        blocks += [
            Subheading("Teams against each other"),
            between,
            Prose(
                "Exercises that both teams played in the same quarter, in the same edition and "
                "under the same seed. “Before” is the team measured against, “after” the first.",
                "soft",
            ),
        ]
    elif len(by_team(made.records)) > MOST_TEAMS:
        told = f"More than {MOST_TEAMS} teams: choose --team to see one over time."
        blocks.append(Prose(told, "soft"))
    return ReportSection("teams", "Teams", tuple(blocks))


def _rest(made: Training) -> tuple[ReportSection, ...]:
    records = made.records
    people = tables.groups("People", "Person", by_person(records), interval=False)
    shared = Prose("A record counts for everyone who took part in it.", "soft")
    scenarios = tables.groups("Scenarios", "Scenario", by_edition(records))
    edited = Prose("Different editions of a scenario are never compared.", "soft")
    method = Prose(
        "Times are simulated, from the start of the impact (TTA: from the delivered alert), as "
        "medians: what did not happen before the end of the exercise counts as longer than that "
        "and is never dropped. Totals and adherence are means in which every scenario counts for "
        "one. 95 % intervals are in brackets where five scenarios (or five records of one) allow "
        "one for a time, three for points. Every figure comes from the records' scorecards.",
    )
    return (
        ReportSection("people", "People", (people, shared)),
        ReportSection("scenarios", "Scenarios", (scenarios, edited)),
        ReportSection("skills", "Skill areas", (tables.skills(records),)),
        ReportSection("records", "Records", (tables.every_record(records),)),
        ReportSection("method", "How to read this", (method,), "Method"),
    )


def document(made: Training) -> Report:
    """The report."""
    return Report(
        kind=KIND,
        title=title(made.selection),
        lead=lead(made),
        opening=(_tiles(made), _about(made)),
        sections=sections(made, _calendar, _advice, _over_time, _teams, _rest),
    )
