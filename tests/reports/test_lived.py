"""The original incident and you: the report of a re-enacted incident sets both side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reports.material import material
from reports.sections.lived import line, that_night
from reports.sections.opening import about
from scoring.facts import gather
from scoring.lived import lived
from scoring.score import score
from sim.exercise.exercise import Exercise
from sim.exercise.responders import nobody, play
from sim.exercise.script import Scripted
from sim.journal.bodies import Durations
from sim.scenario.durations import parse_duration
from sim.scenario.library import find_scenario
from sim.scenario.load import load_scenario
from sim.scenario.responder import ResponderScript

if TYPE_CHECKING:
    from sim.journal.encoding import Entry
    from sim.scenario.policy import Policy

QUICK = {
    "format": 1,
    "scenario": "r2-2025-03-21",
    "tracks": {
        "work": [
            {"do": "declare 'Uploads fail'", "wait": "19m"},
            {"do": "assess --severity 1 --cause 'The key went to default'", "wait": "2m"},
            {
                "do": "POST /api/releases/deploy",
                "body": {"release": "gateway-new-key", "environment": "production"},
                "wait": "1m",
            },
        ]
    },
}


def night(policy: Policy, script: dict[str, object] | None) -> list[Entry]:
    scenario = load_scenario(find_scenario("r2-2025-03-21"))
    exercise = Exercise(scenario, policy, 1)
    play(
        exercise,
        nobody() if script is None else Scripted(ResponderScript.model_validate(script)),
    )
    return list(exercise.journal.entries)


def lines(entries: list[Entry], policy: Policy) -> list[str]:
    return [line(row) for row in lived(score(entries), gather(entries), policy)]


def test_it_says_who_was_sooner(policy: Policy) -> None:
    """Declared after nine minutes instead of twelve, repaired after 21 instead of 67."""
    told = lines(night(policy, QUICK), policy)
    assert told[:2] == [
        "First alert after 7 min; you after 7 min",
        "Incident declared after 12 min; you after 9 min",
    ]
    assert "Root cause found after 58 min; you after 11 min" in told
    assert "Impact ends after 67 min; you after 21 min" in told
    assert "First post on the status page after 27 min; you did not" in told


def test_of_nobody_it_says_that_nothing_was_done(policy: Policy) -> None:
    told = lines(night(policy, None), policy)
    assert told[0] == "First alert after 7 min; you after 7 min"
    assert [text.rpartition("; ")[2] for text in told[1:]] == ["you did not"] * 5


def test_the_section_names_sources_and_what_was_translated(policy: Policy) -> None:
    entries = night(policy, QUICK)
    (section,) = that_night(material(score(entries), entries))
    text = str(section)
    assert "blog.cloudflare.com/cloudflare-incident-march-21-2025" in text
    assert "POST /api/releases/deploy" in text


def test_other_scenarios_have_no_such_section(policy: Policy) -> None:
    scenario = load_scenario(find_scenario("complete-r2-outage"))
    exercise = Exercise(scenario, policy, 1)
    play(exercise, nobody())
    entries = list(exercise.journal.entries)
    assert that_night(material(score(entries), entries)) == ()


@pytest.mark.parametrize("minutes", [0, 1])
def test_minutes_of_a_compressed_night(minutes: int, policy: Policy) -> None:
    """Six minutes of that night are one here, and are told as ours."""
    scenario = load_scenario(find_scenario("gitlab-2017-01-31"))
    exercise = Exercise(scenario, policy, minutes)
    play(exercise, nobody())
    (row,) = lived(score(exercise.journal.entries), gather(exercise.journal.entries), policy)
    assert (row.fact.value, row.then // 60_000, row.now) == ("18 h", 180, None)


SHORTENED = "The vendor's repairs were shortened for this session"
HOW_LONG = [
    ("google-2025-06-12", None, "the scenario's own", False),
    (
        "google-2025-06-12",
        "1h30m",
        "the scenario's own, and no longer than lets all of it be over in 90 min",
        True,
    ),
    (
        "r2-2025-03-21",
        "1h30m",
        "the scenario's own; no vendor repairs anything, so 90 min shortened nothing",
        False,
    ),
    ("complete-r2-outage", None, "sampled from published outages, using the seed", False),
]


@pytest.mark.parametrize(("name", "within", "says", "shortened"), HOW_LONG)
def test_the_report_says_whose_durations_these_are(
    name: str,
    within: str | None,
    says: str,
    shortened: bool,  # noqa: FBT001 - a table
    policy: Policy,
) -> None:
    """Nothing is called drawn that is not, and a shortened repair is not compared in silence."""
    scenario = load_scenario(find_scenario(name))
    limit = None if within is None else parse_duration(within)
    exercise = Exercise(scenario, policy, 1, durations=Durations(within=limit))
    play(exercise, nobody())
    entries = list(exercise.journal.entries)
    made = material(score(entries), entries)
    rows = dict(about(made).pairs)
    assert rows["Durations"] == says
    text = repr(that_night(made))
    assert (SHORTENED in text) == shortened
