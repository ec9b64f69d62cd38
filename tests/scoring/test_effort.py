"""What the responders did, counted from the journal alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scoring.effort import effort_of
from scoring.expect import parse_expectation
from scoring.score import score
from sim.errors import Unusable
from sim.exercise.exercise import Exercise
from sim.exercise.responders import play
from sim.exercise.script import Scripted
from sim.journal.bodies import Action, Alert, Message
from sim.scenario.library import find_reference, find_scenario
from sim.scenario.load import load_responder
from sim.surfaces.arguments import choose


def _played(name: str) -> Exercise:
    chosen = choose(name)
    script = find_reference(chosen.scenario, find_scenario(name))
    assert script is not None
    exercise = Exercise(chosen.scenario, chosen.policy, 3)
    play(exercise, Scripted(load_responder(script)))
    return exercise


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    return _played("breaker-stuck-open")


def test_commands_are_counted_by_nature_by_name_and_by_word(exercise: Exercise) -> None:
    """Each count is what a plain look through the journal gives."""
    entries = exercise.journal.entries
    actions = [one.body for one in entries if isinstance(one.body, Action)]
    done = [one for one in actions if one.took_effect]
    effort = effort_of(entries)
    for nature, count in effort.natures.items():
        assert count == sum(one.effect[0] == nature for one in done)
    pages = [one.arguments["role"] for one in done if one.command == "page"]
    assert effort.counts["page"] == len(pages)
    assert effort.counts[f"page/{pages[0]}"] == pages.count(pages[0])
    assert all(" " not in name for name in effort.counts)


def test_work_lasts_from_the_first_sign_to_the_last_command(exercise: Exercise) -> None:
    """In this exercise support writes before the alert comes."""
    entries = exercise.journal.entries
    first = next(
        one.at for one in entries if isinstance(one.body, Message) and one.body.purpose == "inject"
    )
    alert = next(
        one.at for one in entries if isinstance(one.body, Alert) and one.body.state == "delivered"
    )
    last = max(one.at for one in entries if isinstance(one.body, Action))
    assert first < alert
    assert effort_of(entries).work == last - first


def test_wrapping_up_lasts_from_recovery_to_the_last_command(exercise: Exercise) -> None:
    """However long it took to recover; without a recovery no bound holds."""
    entries = exercise.journal.entries
    card, effort = score(entries), effort_of(entries)
    recovered = card.instant("recover").at
    assert recovered is not None
    assert effort.last is not None
    took = (effort.last - recovered) // 1000
    assert parse_expectation(f"wrap_up<={took + 1}s").holds(card, effort)
    assert not parse_expectation(f"wrap_up<={took - 1}s").holds(card, effort)
    early = replace(effort, last=recovered - 1)
    assert parse_expectation("wrap_up<=9h").found(card, early) == "wrap_up was never reached"


def test_what_was_done_can_be_expected(exercise: Exercise) -> None:
    """At least once without a bound; what never was is 0 times; without a journal nothing holds."""
    card, effort = score(exercise.journal.entries), effort_of(exercise.journal.entries)
    assert parse_expectation("did:resolve").holds(card, effort)
    assert parse_expectation("did:resolve==1").holds(card, effort)
    assert not parse_expectation("did:clear-bucket").holds(card, effort)
    assert parse_expectation("did:clear-bucket==0").holds(card, effort)
    told = parse_expectation("did:clear-bucket").found(card, effort)
    assert told == "carried out 0 times"
    assert not parse_expectation("did:resolve").holds(card)
    assert parse_expectation("tells>=1").holds(card, effort)


def test_a_command_that_there_is_not_is_refused() -> None:
    """In one line, with the one that was meant."""
    with pytest.raises(Unusable, match=r"unknown command 'resolv', did you mean 'resolve'"):
        parse_expectation("did:resolv")
    with pytest.raises(Unusable, match="write did:COMMAND"):
        parse_expectation("did:page vendor")
