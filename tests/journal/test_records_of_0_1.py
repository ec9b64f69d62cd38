"""Records of version 0.1 are read, scored and replayed as they were, though they say no effect."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scoring.score import score
from sim.command_set import ROWS
from sim.exercise.replay import rebuild
from sim.journal.bodies import Action
from sim.journal.effects_0_1 import with_effect
from sim.journal.encoding import read_lines

if TYPE_CHECKING:
    from sim.journal.encoding import Entry

OLD = Path(__file__).parents[1] / "golden" / "records-0.1"


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """The journal of a reference run, as version 0.1 wrote it."""
    return gzip.decompress((OLD / "breaker-stuck-open.jsonl.gz").read_bytes()).decode().splitlines()


@pytest.fixture(scope="module")
def entries(lines: list[str]) -> list[Entry]:
    """The same, read."""
    return read_lines(lines)


def test_its_actions_have_the_effects_of_then(lines: list[str], entries: list[Entry]) -> None:
    """The record says none; read, every action has that of its command."""
    assert not any('"effect":[' in line for line in lines)
    actions = [entry.body for entry in entries if isinstance(entry.body, Action)]
    assert {action.command for action in actions} >= {"ack", "assess", "breaker-reset", "page"}
    assert [action.effect for action in actions] == [ROWS[one.command].effect for one in actions]


def test_it_is_scored_as_it_was(entries: list[Entry]) -> None:
    """Every figure that 0.1 wrote into its scorecard comes out again."""
    stored = json.loads((OLD / "breaker-stuck-open.scorecard.json").read_text(encoding="utf-8"))
    again: dict[str, Any] = score(entries).model_dump(mode="json")
    for name in ("instants", "measures", "obligations", "criteria", "total", "journal_digest"):
        assert again[name] == stored[name]


def test_it_is_rebuilt(entries: list[Entry]) -> None:
    """The actions in a fresh world leave the same entries; only their spelling is another."""
    again = rebuild(entries).journal.entries
    assert [(one.at, one.body) for one in again] == [(one.at, one.body) for one in entries]
    assert again[-1].hash != entries[-1].hash


@pytest.mark.parametrize(
    ("body", "effect"),
    [
        ({"kind": "action", "command": "answer"}, ("records", "answers")),
        ({"kind": "action", "command": ""}, ()),
        ({"kind": "action", "command": "later"}, ()),
        ({"kind": "action", "command": ["no", "text"]}, ()),
        ({"kind": "action", "command": "ack", "effect": ["looks"]}, ["looks"]),
    ],
    ids=["known", "unknown path", "unknown command", "no text", "says it itself"],
)
def test_what_an_action_of_then_did(body: dict[str, Any], effect: object) -> None:
    """The frozen list knows the commands of 0.1 and nothing else, and corrects nobody."""
    assert with_effect(body)["effect"] == effect


def test_other_bodies_stay_as_they_are() -> None:
    """Only actions have an effect."""
    assert with_effect({"kind": "window"}) == {"kind": "window"}
    assert with_effect("no body") == "no body"
