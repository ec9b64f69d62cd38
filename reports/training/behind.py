"""The figures behind the training report: tables and drawings to look up, folded on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.document import Figure, Prose, ReportSection, Subheading
from reports.training import tables
from reports.training.charts import draw
from reports.training.figures import summary_of
from reports.training.lines import MOST_TEAMS, drawn_editions, overview, recoveries
from reports.training.records import by_edition, by_person, by_team
from scoring.statistics.sentences import sum_up
from scoring.verdict import some

if TYPE_CHECKING:
    from reports.document import Block
    from reports.training.material import Training

_HOW = (
    "Bars are 95% intervals; where there is none, there were too few records for one. A hollow "
    "sign with > is a lower bound: half or more had not ended."
)


def over_time(made: Training) -> ReportSection:
    """How times and points went, with their intervals and verdicts."""
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
                f"{_HOW} Recovery compares only the same scenario, edition and seed, below 100% "
                "is faster. Total and adherence are means of what was played in the quarter; "
                "where quarters differ in their scenarios, trust the table of equal exercises."
            ),
        ),
        Subheading("First time against latest time"),
        tables.verdicts(records),
        Prose(
            "The same scenario, edition and seed, the first time it was played (before) against "
            "the latest (after). Of many comparisons, one in twenty shows a change where there is "
            "none. Points have their 95% interval in brackets, where there is one.",
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


def teams(made: Training) -> ReportSection:
    """Each team's figures, and every two teams on the same exercises."""
    blocks: list[Block] = [tables.groups("Teams", "Team", by_team(made.records))]
    between = tables.against(made.records)
    if between is not None:
        blocks += [
            Subheading("Teams against each other"),
            between,
            Prose(
                "Exercises that both teams played in the same quarter, in the same edition and "
                "with the same seed. “Before” is the team measured against, “after” the first.",
                "soft",
            ),
        ]
    elif len(by_team(made.records)) > MOST_TEAMS:
        told = f"More than {MOST_TEAMS} teams: choose --team to see one over time."
        blocks.append(Prose(told, "soft"))
    return ReportSection("teams", "Teams", tuple(blocks))


def _scenarios(made: Training) -> ReportSection:
    table = tables.groups("Scenarios", "Scenario", by_edition(made.records))
    edited = Prose("Different editions of a scenario are never compared.", "soft")
    return ReportSection("scenarios", "Scenarios", (table, edited))


def _skills(made: Training) -> ReportSection:
    return ReportSection("skills", "Skill areas", (tables.skills(made.records),))


def rest(made: Training) -> tuple[ReportSection, ...]:
    """The same figures by person, scenario and skill area."""
    people = tables.groups("People", "Person", by_person(made.records), interval=False)
    shared = Prose("A record counts for everyone who took part in it.", "soft")
    return (
        ReportSection("people", "People", (people, shared)),
        _scenarios(made),
        _skills(made),
    )


def of_person(made: Training) -> tuple[ReportSection, ...]:
    """What a person's own page shows: nobody else is on it."""
    return (_scenarios(made), _skills(made))


def method(made: Training) -> ReportSection:
    """How figures are counted."""
    del made
    told = Prose(
        "Times are simulated, from the start of the impact (TTA: from the delivered alert), as "
        "medians: what did not happen before the end of the exercise counts as longer than that "
        "and is never dropped. Totals and adherence are means in which every scenario counts for "
        "one. 95% intervals are in brackets where five scenarios (or five records of one) allow "
        "one for a time, three for points. Every figure comes from the records' scorecards.",
    )
    return ReportSection("method", "How to read this", (told,), "Method")


def records(made: Training) -> ReportSection:
    """The records, newest first."""
    more = len(made.records) - tables.MOST_RECORDS
    blocks: tuple[Block, ...] = (tables.every_record(made.records),)
    if more > 0:
        told = f"{some(more, 'older record')} in records.csv: add --form csv."
        blocks = (Prose(told, "soft"), *blocks)
    return ReportSection("records", "Records", blocks)


def automation(made: Training) -> tuple[ReportSection, ...]:
    """What ran without people."""
    if made.automated.empty:
        return ()
    how = Prose(
        "Reference responses, runbooks, scripts, agents and campaigns. They enter no mean or "
        "comparison above; what their reviews ask for is among the actions.",
        "soft",
    )
    blocks = (tables.automation(made.automated), how)
    return (ReportSection("automation", "Automated records", blocks, "Automation"),)
