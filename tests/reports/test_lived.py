"""The original incident and you: the report of a re-lived incident sets both side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reports.material import material
from reports.sections.lived import line, that_night
from scoring.facts import gather
from scoring.lived import lived
from scoring.score import score
from sim.exercise.exercise import Exercise
from sim.exercise.responders import nobody, play
from sim.exercise.script import Scripted
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
        "First alert after 7 min; you after 7",
        "Incident declared after 12 min; you after 9",
    ]
    assert "Root cause found after 58 min; you after 11" in told
    assert "Impact ends after 67 min; you after 21" in told
    assert "First post on the status page after 27 min; you did not" in told


def test_of_nobody_it_says_that_nothing_was_done(policy: Policy) -> None:
    told = lines(night(policy, None), policy)
    assert told[0] == "First alert after 7 min; you after 7"
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
