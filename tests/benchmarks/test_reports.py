"""What a report costs: four hours with some two thousand journal entries, in every form."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from reports.after_action import after_action
from reports.material import material
from scoring.score import score
from sim.commands.command import Actor, Request
from sim.exercise.exercise import Exercise
from sim.surfaces.reports import FORMS, rendered
from tests.benchmarks.test_scored_night import EVENTS, bare, took

if TYPE_CHECKING:
    from sim.journal.encoding import Entry
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from tests.benchmarks.conftest import Show

pytestmark = pytest.mark.slow

ENTRIES = 2_000
ROUNDS = 3
MOST_EVENTS = 70
"""Of a hundred thousand bare events, about three seconds on a machine of 2026; 14 to 30 were
measured."""


def _long_session(
    scenario: Scenario, policy: Policy, many: int = ENTRIES, every_ms: int = 7_900
) -> tuple[Entry, ...]:
    """Four hours in which somebody looks at something every eight seconds, or more often."""
    exercise = Exercise(scenario, policy, 7)
    actor = Actor("somebody", "responder")
    paths = (
        "/health/status",
        "/health/r2/status",
        "/health/queue/status",
        "/health/events?limit=5",
    )
    for turn in range(1, many):
        at = turn * every_ms
        if at >= exercise.horizon:
            break
        exercise.act(Request("GET", paths[turn % len(paths)]), actor, at)
        if len(exercise.journal) > many:
            break
    exercise.advance(exercise.horizon)
    exercise.finish()
    return exercise.journal.entries


def test_a_long_session(scenario: Scenario, policy: Policy, show: Show) -> None:
    """Scored, gathered and written as HTML, in units of bare events; the other forms beside it."""
    entries = _long_session(scenario, policy)
    assert len(entries) >= ENTRIES
    unit = min(took(bare) for _ in range(ROUNDS))
    cards, documents = [], []
    scored = took(lambda: cards.append(score(entries)))
    built = took(lambda: documents.append(after_action(material(cards[0], entries))))
    parts = f"scored {scored:,.0f} ms, built with drawings {built:,.0f} ms"
    rows = [f"a report of {len(entries):,} entries, processor time: {parts}"]
    forms: dict[str, float] = {}
    for form in FORMS:
        forms[form] = took(partial(rendered, documents[0], form))
        rows.append(f"  {form:5} {forms[form]:,.0f} ms")
    times = (scored + built + forms["html"]) / unit
    show(*rows, f"  HTML in all: {times:.0f} times {EVENTS:,} bare events, of {MOST_EVENTS}")
    assert times < MOST_EVENTS


MANY = 10_000
MOST_TIMES = 3.0
"""A report of five times the entries costs this much more at most: paper and charts are bounded."""


def _processor_seconds(entries: tuple[Entry, ...]) -> dict[str, float]:
    """What each form costs: the document as its sections make it, then the form."""
    began = time.process_time()
    document = after_action(material(score(entries), entries))
    took = {"document": time.process_time() - began}
    for form in FORMS:
        began = time.process_time()
        rendered(document, form)
        took[form] = time.process_time() - began
    return took


def test_ten_thousand_entries(scenario: Scenario, policy: Policy, show: Show) -> None:
    """Marks that cover each other are drawn once, and paper holds so many rows: PDF stays cheap."""
    few = _long_session(scenario, policy)
    many = _long_session(scenario, policy, MANY, 1_400)
    assert len(many) >= MANY
    _processor_seconds(few)  # what is loaded once
    before, after = _processor_seconds(few), _processor_seconds(many)
    show(
        f"a report of {len(few):,} and of {len(many):,} entries, processor seconds:",
        *(f"  {part:9} {before[part]:.2f} {after[part]:.2f}" for part in after),
    )
    assert after["pdf"] / before["pdf"] < MOST_TIMES
