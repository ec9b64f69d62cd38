"""Communication failure, played twice: by chat only, and by the phone list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scoring.score import score
from sim.exercise.exercise import Exercise
from sim.exercise.responders import play
from sim.exercise.script import Scripted
from sim.scenario.library import find_policy, find_reference, find_scenario
from sim.scenario.load import load_policy, load_responder, load_scenario
from sim.scenario.responder import ResponderScript

if TYPE_CHECKING:
    from scoring.model import CriterionResult, Scorecard

TECHNICAL = ("work", "closing")


def played(tracks: dict[str, list[dict[str, Any]]], seed: int) -> Scorecard:
    """The storage is worked as the reference does; people are told by these tracks."""
    scenario = load_scenario(find_scenario("communication-failure"))
    path = find_reference(scenario)
    assert path is not None
    reference = load_responder(path).model_dump(mode="json")
    work = [
        # The closing words would be a post in the chat, which works again by then.
        step | {"do": "resolve"} if step.get("id") == "over" else step
        for step in reference["tracks"]["work"]
        if not step["do"].startswith("post slack") and step.get("id") != "chat-is-back"
    ]
    script = ResponderScript.model_validate(reference | {"tracks": {"work": work, **tracks}})
    exercise = Exercise(scenario, load_policy(find_policy(scenario.policy)), seed)
    play(exercise, Scripted(script))
    return score(exercise.journal.entries)


def criterion(card: Scorecard, name: str) -> CriterionResult:
    """One criterion of a scorecard."""
    return next(part for part in card.criteria if part.id == name)


def chat(*texts: str) -> list[dict[str, Any]]:
    """Posts in the chat, one every five minutes from the declaration on."""
    steps = [{"do": f'post slack "{text}"', "wait": "5m"} for text in texts]
    steps[0] |= {"after": "declared", "wait": "20s"}
    return steps


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_who_only_uses_the_chat_reaches_nobody(seed: int) -> None:
    """Every notice that fell due while the chat was dead is missed, and the report says why."""
    card = played({"people": chat(*["Severity 1. Downloads fail, uploads wait."] * 6)}, seed)
    notices = [
        entry
        for entry in card.obligations
        if entry.kind == "notice" and entry.reason in ("team notice", "user notice", "status page")
    ]
    assert [entry.verdict for entry in notices] == ["missed"] * 3
    result = criterion(card, "communication")
    assert result.score == 0
    told = next(finding.text for finding in result.findings if finding.text.startswith("Team"))
    assert "by slack" in told
    assert "worked all that time" in told
    assert "phone" in told.split("not delivered")[1]
    lead = next(entry for entry in card.obligations if entry.to == "technical_lead")
    assert lead.verdict == "missed"


def by_phone() -> dict[str, list[dict[str, Any]]]:
    """The phone list, mail and the pages that people look at."""
    return {
        "people": [
            {
                "do": 'call technical_lead "Severity 1, downloads fail, chat is dead."',
                "after": "declared",
                "wait": "20s",
            },
            {"do": 'call operations_team "Severity 1. Keep the timeline."', "wait": "20s"},
            {"do": 'call vendor_support "Our bucket answers 503."', "wait": "20s"},
            {
                "do": 'email all_users "Downloads fail, uploads wait. Next update in 25 minutes."',
                "wait": "20s",
            },
            {
                "do": 'status-page investigating "Downloads fail. Next update in 25 minutes."',
                "wait": "20s",
            },
            {
                "do": 'status-page identified "Downloads still fail. Next update in 25 minutes."',
                "wait": "14m",
            },
            {
                "do": 'call engineering_manager "Severity 1, downloads fail for half an hour."',
                "wait": "15m",
            },
            {
                "do": 'call cto "Severity 1, downloads fail for three quarters of an hour."',
                "wait": "15m",
                "unless": "restored",
            },
            {
                "do": 'status-page monitoring "Downloads work again. Next update in 25 minutes."',
                "after": "restored",
                "wait": "1m",
            },
            {
                "do": 'status-page monitoring "They still work. Next update in 25 minutes."',
                "wait": "20m",
            },
            {
                "do": 'email all_users "All of it works again."',
                "after": "over",
                "wait": "10s",
            },
            {"do": 'status-page resolved "All of it works again."', "wait": "10s"},
        ],
        "updates": [
            {
                "do": 'status-page identified "Downloads still fail. Next update in 25 minutes."',
                "after": "declared",
                "wait": "30m",
                "every": "15m",
                "until": "data.never",
                "unless": "restored",
            },
        ],
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_who_moves_to_the_phone_list_has_full_marks(seed: int) -> None:
    """Calls, mail and the status page reach everybody who was owed word, in time."""
    card = played(by_phone(), seed)
    late = [
        (entry.to, entry.reason, entry.due, entry.met_at)
        for entry in card.obligations
        if entry.verdict != "met"
    ]
    assert late == []
    assert criterion(card, "communication").score == 100
    assert criterion(card, "escalation").score == 100
