"""Findings teach: each cites entries of the journal that support it, and quotes what was said."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest

from scoring.score import score
from sim.exercise.exercise import Exercise
from sim.exercise.responders import play
from sim.exercise.script import Scripted
from sim.journal.bodies import Message
from tests.scoring.cheats.play import policy_of, scenario_of, script_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.model import Scorecard, ScoreFinding
    from sim.journal.encoding import Entry

NIGHTS = [
    ("reference", "complete-r2-outage"),
    ("reference", "bucket-emptied"),
    ("slow", "partial-degradation"),
    ("technical", "several-services"),
    ("keywords", "complete-r2-outage"),
    ("denial", "bucket-emptied"),
    ("users only", "communication-failure"),
    ("stated lies", "slow-responses"),
    ("at the alert", "data-corruption"),
    ("status page", "leaked-token"),
    ("placeholders", "queue-overflow"),
    ("spammer", "alerting-blind"),
    ("alarmist", "false-alarm"),
]


@cache
def played(responder: str, scenario: str) -> tuple[Sequence[Entry], Scorecard]:
    exercise = Exercise(scenario_of(scenario), policy_of("list-cutter"), 1)
    play(exercise, Scripted(script_of(responder, scenario)))
    return exercise.journal.entries, score(exercise.journal.entries)


def findings(card: Scorecard) -> list[ScoreFinding]:
    return [*(one for part in card.criteria for one in part.findings), *card.needless]


@pytest.mark.parametrize(("responder", "scenario"), NIGHTS)
def test_every_finding_cites_what_supports_it(responder: str, scenario: str) -> None:
    """Entries that are there, the one of its instant among them or before it."""
    entries, card = played(responder, scenario)
    for finding in findings(card):
        assert finding.evidence, finding.text
        assert set(finding.evidence) <= set(range(len(entries))), finding.text


@pytest.mark.parametrize(("responder", "scenario"), NIGHTS)
def test_what_is_quoted_was_said(responder: str, scenario: str) -> None:
    """Words in quotation marks stand in a message of the journal, cut only at their end."""
    entries, card = played(responder, scenario)
    texts = [" ".join(one.body.text.split()) for one in entries if isinstance(one.body, Message)]
    quotes = [
        quote.removesuffix("…")
        for finding in findings(card)
        for quote in re.findall(r'"([^"]+)"', finding.text)
    ]
    for quote in quotes:
        assert any(quote in text for text in texts), quote


@pytest.mark.parametrize(("responder", "scenario"), NIGHTS)
def test_no_duty_is_told_met_and_missed(responder: str, scenario: str) -> None:
    """The findings say of each obligation what its verdict says."""
    _, card = played(responder, scenario)
    texts = [one.text for part in card.criteria for one in part.findings]
    for entry in card.obligations:
        if entry.kind == "notice" and entry.verdict != "met":
            assert any(
                text.startswith(entry.reason.capitalize()) and entry.verdict in text
                for text in texts
            ), entry
