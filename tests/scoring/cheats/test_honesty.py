"""Honest people are honest here: what they say is never better than the world, whoever scores it.

Held against the windows of the journal, so that a band can be argued about and not its ground.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.exercise.exercise import Exercise
from sim.exercise.responders import play
from sim.exercise.script import Scripted
from sim.journal.bodies import Message, Window
from sim.scenario.durations import MINUTE
from tests.scoring.cheats.nights import NIGHTS, WELL, Claims
from tests.scoring.cheats.play import policy_of, scenario_of, script_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.journal.encoding import Entry
    from sim.scenario.names import Operation

STATES = ("works", "slow", "delayed", "failing")
"""From the best to the worst."""
SUBJECTS: dict[str, Operation] = {"downloads": "download", "uploads": "upload"}
FAILING_PERCENT, SLOW_MS = 5, 2_000


def state_of(window: Window, operation: Operation) -> str | None:
    """How users had it in a window; None when nobody tried."""
    row = next((one for one in window.operations if one.operation == operation), None)
    if row is None or not row.requests:
        return None
    if row.corrupted or 100 * row.failed / row.requests > FAILING_PERCENT:
        return "failing"
    if row.queued:
        return "delayed"
    return "slow" if window.p95_ms > SLOW_MS else "works"


def claims_of(scenario: str, text: str) -> Claims:
    """What a beginner's text claims, found by its own sentence."""
    night = NIGHTS[scenario]
    known = (WELL, night.first, night.still, night.found, night.at_declaring)
    return next((one.claims for one in known if one.text in text), {})


def untrue(scenario: str, entries: Sequence[Entry]) -> Iterator[str]:
    """Each claim that is better than every state of the five minutes before it and of the next.

    What is said right after a repair is first seen in the window that begins after it.
    """
    windows = [one.body for one in entries if isinstance(one.body, Window)]
    for entry in entries:
        body = entry.body
        if not isinstance(body, Message) or not body.by_responders:
            continue
        since, until = entry.at - 5 * MINUTE, entry.at + MINUTE
        late = [one for one in windows if one.end >= since and one.start <= until]
        for subject, claim in claims_of(scenario, body.text).items():
            operation = SUBJECTS.get(subject)
            seen = [] if operation is None else [state_of(one, operation) for one in late]
            found = [STATES.index(state) for state in seen if state is not None]
            if found and STATES.index(claim) < min(found):
                yield f"minute {entry.at / MINUTE:.1f}: {subject} {claim}: {body.text}"


@pytest.mark.slow
@pytest.mark.one_of_many
@pytest.mark.parametrize("scenario", NIGHTS)
@pytest.mark.parametrize("responder", ["plain", "slow", "quiet"])
def test_an_honest_word_is_never_better_than_the_world(responder: str, scenario: str) -> None:
    exercise = Exercise(scenario_of(scenario), policy_of("list-cutter"), 1)
    play(exercise, Scripted(script_of(responder, scenario)))
    entries = exercise.journal.entries
    said = [
        entry
        for entry in entries
        if isinstance(entry.body, Message) and claims_of(scenario, entry.body.text)
    ]
    assert said
    assert list(untrue(scenario, entries)) == []


@pytest.mark.slow
@pytest.mark.parametrize("scenario", [name for name in NIGHTS if name != "data-corruption"])
def test_that_it_works_already_is_better_than_the_world(scenario: str) -> None:
    """By the same measure. Where single files are damaged, the lie told is about files."""
    exercise = Exercise(scenario_of(scenario), policy_of("list-cutter"), 1)
    play(exercise, Scripted(script_of("back already", scenario)))
    assert list(untrue(scenario, exercise.journal.entries))
