"""The coach: one hint at a time, from the reference, that names nothing the role could not see."""

from __future__ import annotations

import re
import shlex
from functools import cache
from typing import TYPE_CHECKING

import pytest

from scoring.score import score
from sim.commands.command import Actor, Request
from sim.commands.console import request_of
from sim.exercise.coach.same import Wanted, command_at
from sim.exercise.replay import rebuild
from sim.exercise.responders import nobody, play
from sim.exercise.script import Scripted
from sim.journal.bodies import Action, Alert, FaultEdge
from sim.journal.transit import Transit
from sim.scenario.durations import MINUTE
from sim.scenario.library import scenario_names
from tests.exercise.follower import ASK, WHO, begun, followed, reference_of

if TYPE_CHECKING:
    from scoring.model import Scorecard
    from sim.exercise.exercise import Exercise
    from sim.journal.encoding import Entry
    from sim.world.coaching import Hint

QUICK = ("complete-r2-outage", "data-corruption", "false-alarm")
EACH = pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in QUICK else pytest.mark.slow)
        for name in scenario_names()
    ],
)
HARMS = (
    "failed",
    "lost",
    "corrupted",
    "overwritten",
    "unrecoverable",
    "users_touched",
    "complaints",
    "bad_minutes",
)
_SLACK = 1.05
"""An answer a minute later than the reference's costs a little more than the reference does."""


@cache
def card_of(name: str, responder: str) -> Scorecard:
    """The scorecard of nobody, of the reference, or of somebody who follows each hint."""
    if responder == "coached":
        return score(followed(name).exercise.journal.entries)
    exercise = begun(name, coached=False)
    play(exercise, nobody() if responder == "none" else Scripted(reference_of(name)))
    return score(exercise.journal.entries)


def _visible(exercise: Exercise, until: int) -> str:
    """What reached the player unasked by an instant: alerts, and messages to the role."""
    player, transit, found = exercise.scenario.player, Transit(), []
    for entry in exercise.journal.entries:
        if entry.at > until:
            break
        body = entry.body
        if isinstance(body, Alert) and body.state == "delivered":
            found.append(f"{body.alert} {body.level} {body.text}")
        message = transit.take(body)
        if message is not None and player in message.delivered:
            found.append(f"{message.sender} {message.text}")
    return "\n".join(found)


def _text(hint: Hint) -> str:
    return "\n".join((*hint.sees, hint.command, hint.advice))


@EACH
def test_following_each_hint_is_never_worse_than_doing_nothing(name: str) -> None:
    """Marks are at least those of nobody, and no harm is above nobody's and the reference's."""
    coached, none, reference = (card_of(name, who) for who in ("coached", "none", "reference"))
    assert (coached.total or 0) >= (none.total or 0)
    for harm in HARMS:
        most = max(getattr(none.impact, harm), _SLACK * getattr(reference.impact, harm))
        assert getattr(coached.impact, harm) <= most, harm


@EACH
def test_following_each_hint_recovers_wherever_the_reference_does(name: str) -> None:
    """The service is back, and said to be resolved, whenever the reference brings it back."""
    coached, reference = card_of(name, "coached"), card_of(name, "reference")
    assert coached.resolved == reference.resolved
    assert (coached.instant("recover").at is None) == (reference.instant("recover").at is None)


@EACH
def test_a_hint_quotes_only_what_has_reached_the_role(name: str) -> None:
    """Every quotation is part of an alert or message that the role had by then."""
    night = followed(name)
    assert night.hints
    for at, hint in night.hints:
        visible = " ".join(_visible(night.exercise, at).split())
        for quoted in re.findall(r"“(.*?)”", "\n".join(hint.sees)):
            assert quoted.removesuffix(" …").rstrip(".") in visible


@EACH
def test_a_hint_names_no_fault_and_no_figure_that_was_not_seen(name: str) -> None:
    """No fault's id stands in it; each number and file was in an alert, message or answer."""
    night = followed(name)
    faults = {
        entry.body.fault
        for entry in night.exercise.journal.entries
        if isinstance(entry.body, FaultEdge)
    }
    for at, hint in night.hints:
        text = _text(hint)
        seen = _visible(night.exercise, at) + "".join(
            answer for when, answer in night.answers if when < at
        )
        for fault in faults:
            assert fault not in text
        own = re.sub(r"\b\d\d:\d\d\b|\b(?:R2|D1)\b|/r2\b|1 critical … 4 low", "", text)
        for word in re.findall(r"\w*\d[\w]*", own):
            assert word in seen, (at, word)


@EACH
def test_the_next_step_is_a_command_of_the_house(name: str) -> None:
    """An incident command can be typed as it stands; a call reaches the very step it is about."""
    script = reference_of(name)
    for _, hint in followed(name).hints:
        words = shlex.split(hint.command)
        if words[0] != "curl":
            assert request_of([word.replace("…", "1") for word in words]).path
            continue
        method = words[words.index("-X") + 1] if "-X" in words else "GET"
        path = next(word for word in words if word.startswith("…/")).removeprefix("…")
        found = command_at(method, path)
        assert found is not None, hint.command
        if hint.due:
            track, _, number = hint.step.partition(".")
            assert found[0] == Wanted(script.tracks[track][int(number)]).command


def test_each_hint_is_an_entry_of_the_record_and_changes_no_mark() -> None:
    """The same commands with and without asking have the same marks; the card counts the hints."""
    name = "complete-r2-outage"
    asking, silent = begun(name), begun(name)
    for exercise in (asking, silent):
        for entry in followed(name).exercise.journal.entries:
            body = entry.body
            if not isinstance(body, Action) or (exercise is silent and body.command == "hint"):
                continue
            exercise.act(Request(body.method, body.path, body.body), WHO, entry.at)
        exercise.advance(followed(name).hints[-1][0])  # both stay equally long
        exercise.finish()
    with_hints, without = (score(one.journal.entries) for one in (asking, silent))
    assert with_hints.hints == len(followed(name).hints)
    assert without.hints == 0
    # Evidence is numbered through the journal, in which the hints have their places.
    judged = [
        [(one.id, one.score, one.why) for one in card.criteria] for card in (with_hints, without)
    ]
    assert judged[0] == judged[1]
    assert with_hints.total == without.total
    assert with_hints.impact == without.impact


def test_without_a_coach_the_command_is_refused_and_the_header_is_as_before() -> None:
    """No field of the header speaks of a coach, and `hint` says how to get one."""
    exercise = begun("complete-r2-outage", coached=False)
    assert "coach" not in exercise.journal.header.model_dump(mode="json")
    answer = exercise.act(ASK, WHO)
    assert answer.status == 409
    assert "--coach" in str(answer.body["error"])
    assert score(exercise.journal.entries).hints is None


@pytest.mark.slow
def test_a_coached_record_replays_to_the_same_journal() -> None:
    """The header carries what hints are taken from, so the record needs no other file."""
    entries = followed("data-corruption").exercise.journal.entries
    assert rebuild(entries).journal.digest == followed("data-corruption").exercise.journal.digest


def test_what_was_done_in_other_words_is_not_asked_for_again() -> None:
    """A page by phone, a status page in one's own words and an early look count as done."""
    exercise = begun("complete-r2-outage")
    night = followed("complete-r2-outage")
    first = next(at for at, hint in night.hints if hint.due)
    for line in (
        ["ack"],
        ["declare", "Storage is gone"],
        ["assess", "--severity", "2"],
        ["call", "technical_lead", "Come please"],
        ["status-page", "investigating", "We look into it"],
    ):
        exercise.act(request_of(line), WHO, first + 60_000)
    done = {"ack", "declare", "assess", "page technical_lead", "status-page investigating"}
    for minute in range(30):
        answer = exercise.act(ASK, WHO, first + 120_000 + minute * 60_000)
        assert not any(f"Next: {one} " in f"{answer.body['message']} " for one in done)


def test_a_role_that_saw_nothing_is_told_of_nothing() -> None:
    """The sign that starts a step must have reached the one who asks."""
    exercise = begun("complete-r2-outage")
    coach = exercise.world.coach
    assert coach is not None
    hint = coach.hint("legal_advisor", exercise.now)
    assert (hint.due, hint.sees) == (False, ())
    assert exercise.act(ASK, Actor("guest", "nobody")).status in {401, 403}


def test_an_alert_that_had_cleared_before_it_came_is_not_said_to_fire() -> None:
    """Delivery takes minutes: the warning of the first minutes is over when the pager brings it."""
    exercise = begun("complete-r2-outage", seed=7)
    cleared, late = set[str](), set[str]()

    def comes_late(entry: Entry) -> bool:
        alert = entry.body
        if not isinstance(alert, Alert):
            return False
        if alert.state == "cleared":
            cleared.add(alert.alert)
        elif alert.state == "delivered" and alert.alert in cleared:
            late.add(alert.alert)
        return bool(late)

    assert exercise.advance(60 * MINUTE, stop=comes_late)
    said = str(exercise.act(ASK, WHO).body["message"])
    assert not [one for one in late if one in said]


def _restored() -> Exercise:
    """A night in which storage was brought back and users told, but the team by no broadcast."""
    exercise = begun("complete-r2-outage")
    night = followed("complete-r2-outage")
    for entry in night.exercise.journal.entries:
        body = entry.body
        if not isinstance(body, Action) or body.command in {"hint", "broadcast", "degrade"}:
            continue
        exercise.act(Request(body.method, body.path, body.body), WHO, entry.at)
        if body.command == "restore":
            break
    return exercise


def _next_of(exercise: Exercise, at: int = 0) -> str:
    """The step that a hint names."""
    message = str(exercise.act(ASK, WHO, at).body["message"])
    return message.partition("Next: ")[2].partition("\n")[0]


def test_once_the_service_is_back_nobody_is_told_of_its_trouble() -> None:
    """What was never broadcast or degraded is not asked for any more after the restoration."""
    exercise = _restored()
    for _ in range(20):
        asked = _next_of(exercise, exercise.now + MINUTE)
        assert "INCIDENT_DETECTED" not in asked
        assert "/degrade" not in asked


def test_after_resolve_only_what_closes_the_incident_is_due() -> None:
    """The users' restoration notice is asked for; looks and repairs nobody did are not."""
    exercise = _restored()
    exercise.act(request_of(["resolve", "Storage is back."]), WHO, exercise.now + 20 * MINUTE)
    assert "SERVICE_RESTORED" in _next_of(exercise)
