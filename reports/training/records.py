"""Records as a table: a pandas DataFrame with one row a record, oldest first.

Knows what a scorecard says and which records belong together; reads no file and words nothing but
names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from reports.training.names import shown, team_name
from scoring.criteria.communication import parts_of
from scoring.statistics.times import Observation
from sim.scenario.rules.procedure import SKILLS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from scoring.model import Scorecard

MEASURES = ("TTD", "TTA", "TTM", "TTR")
"""Times to detect, to acknowledge, to mitigate, to recover."""
EDITION = ["scenario", "scenario_digest"]
"""What records of one edition of a scenario have in common; only these compare in time."""
AUTOMATED = "regression"
"""The type of exercise in which a script, a runbook, an agent or nobody plays."""
_SHORT_DIGEST = 8


def record_row(name: str, at: datetime, team: str, card: Scorecard) -> dict[str, Any]:
    """One record as a row of `records_table`.

    Args:
        name: the record's directory, below the one that is reported on.
        at: when it was played.
        team: empty when not named.
        card: everything else. `total`, `adherence` and the scores are 0 to 100 and None when there
            was nothing to judge; `calls` are obligations that are no notices; `trains` are the
            criteria that the objectives are about. What no person played is `automated`: it has no
            `people`, and `played_by` says what ran.
    """
    verdicts = [one.verdict for one in card.obligations if one.kind != "notice"]
    notices = [one.verdict for one in card.obligations if one.kind == "notice"]
    automated = card.exercise_type == AUTOMATED or not card.participants
    spoken = next((one.why for one in card.criteria if one.id == "communication"), "")
    timeliness, clarity = parts_of(spoken)
    times = {measure: card.measure(measure) for measure in MEASURES}
    return {
        "record": name,
        "played_at": at,
        "team": team,
        "people": () if automated else tuple(dict.fromkeys(card.participants)),
        "automated": automated,
        "played_by": ", ".join(card.participants) if automated else "",
        "scenario": card.scenario,
        "title": card.title,
        "scenario_digest": card.scenario_digest,
        "policy_digest": card.policy_digest,
        "seed": card.seed,
        "exercise_type": card.exercise_type,
        "resolved": card.resolved,
        "total": card.total,
        "coverage": card.coverage_percent,
        "adherence": card.adherence_percent,
        "calls_in_time": verdicts.count("met"),
        "calls_due": len(verdicts),
        "notices_in_time": notices.count("met"),
        "notices_due": len(notices),
        "timeliness": timeliness,
        "clarity": clarity,
        "bad_minutes": card.impact.bad_minutes if card.impact.requests else None,
        "failed_operations": card.impact.failed,
        "users_touched": card.impact.users_touched,
        "complaints": card.impact.complaints,
        "trains": tuple(dict.fromkeys(one.criterion for one in card.objectives)),
        **{f"{measure}_ms": time.ms for measure, time in times.items()},
        **{f"{measure}_censored": time.censored for measure, time in times.items()},
        **{f"skill_{one.skill}": one.score for one in card.skills},
        **{f"criterion_{one.id}": one.score for one in card.criteria},
    }


def records_table(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """The rows, at least one, oldest first; what was played at the same instant by name.

    Adds the `day` and the `quarter` (`2026 Q1`) in UTC, and what `edition` people call it.
    """
    found = pd.DataFrame(rows)
    # Microseconds reach to the year 9999, which record.json may say; nanoseconds end in 2262.
    found["played_at"] = pd.Series(list(found["played_at"]), dtype="datetime64[us, UTC]")
    for measure in MEASURES:
        # pandas' own integers know a missing value; NumPy's would turn all times into floats.
        found[f"{measure}_ms"] = found[f"{measure}_ms"].astype("Int64")
    scores = [f"skill_{skill}" for skill in SKILLS]
    scores += [name for name in found if name.startswith("criterion_")]
    # Areas that no record shows get an empty column, because the tables ask for every one.
    found = found.reindex(columns=dict.fromkeys([*found, *scores]))
    scores += ["total", "adherence", "timeliness", "clarity", "bad_minutes"]
    found["complaints"] = found["complaints"].astype("Int64")
    found[scores] = found[scores].astype("float64")
    found = found.sort_values(["played_at", "record"], ignore_index=True)
    when = found["played_at"].dt
    found["day"] = when.date
    found["quarter"] = when.year.astype(str) + " Q" + when.quarter.astype(str)
    return _labelled(found)


def _labelled(records: pd.DataFrame) -> pd.DataFrame:
    """The records with their editions' titles; a digest is named where there are several."""
    several = records.groupby("scenario")["scenario_digest"].transform("nunique") > 1
    digest = " (edition " + records["scenario_digest"].str[:_SHORT_DIGEST] + ")"
    title = records.groupby(EDITION)["title"].transform("last").map(shown)
    return records.assign(edition=title + digest.where(several, ""))


def of_people(records: pd.DataFrame) -> pd.DataFrame:
    """The records that people played."""
    return records[~records["automated"]]


def of_automation(records: pd.DataFrame) -> pd.DataFrame:
    """The records that no person played; they enter no figure about people."""
    return records[records["automated"]]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records a report is about; None: all."""

    team: str | None = None
    person: str | None = None
    scenario: str | None = None

    def players(self, records: pd.DataFrame) -> pd.DataFrame:
        """The records of the chosen team and person, of whatever scenario."""
        if self.team is not None:
            records = records[records["team"] == self.team]
        if self.person is not None:
            took_part = records["people"].map(lambda people: self.person in people)
            records = records[took_part.astype(bool)]
        return records

    def records(self, records: pd.DataFrame) -> pd.DataFrame:
        """The records that are chosen in every respect."""
        records = self.players(records)
        if self.scenario is not None:
            records = records[records["scenario"] == self.scenario]
        # Anew: where the choice leaves one edition, its title needs no digest.
        return _labelled(records)


Group = tuple[str, pd.DataFrame]
"""A label for people, and the records that belong together; at least one."""


def by_team(records: pd.DataFrame) -> list[Group]:
    """Every team with its records, in order of name."""
    return [(team_name(team), mine) for team, mine in records.groupby("team")]


def by_person(records: pd.DataFrame) -> list[Group]:
    """Every person with the records they took part in, in order of name."""
    return [(shown(who), mine) for who, mine in records.explode("people").groupby("people")]


def by_quarter(records: pd.DataFrame) -> list[Group]:
    """Every quarter in which something was played, oldest first."""
    return list(records.groupby("quarter"))


def by_edition(records: pd.DataFrame) -> list[Group]:
    """Every edition of every scenario, in order of the scenarios' names."""
    return [(mine["edition"].iloc[0], mine) for _, mine in records.groupby(EDITION)]


def observed(records: pd.DataFrame, measure: str) -> tuple[Observation, ...]:
    """A measure of every record that it applies to."""
    columns = ("scenario", "seed", f"{measure}_ms", f"{measure}_censored", "scenario_digest")
    # Column by column: a frame made of the rows that apply costs ten times as much, and this is
    # asked for every team, quarter and measure.
    rows = zip(*(records[name].array for name in columns), strict=True)
    return tuple(Observation(*row) for row in rows if row[2] is not pd.NA)
