"""Records of version 0.1 are read and scored as they were; they say neither effect nor world."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scoring.score import score
from sim.command_set import ROWS
from sim.errors import BadJournal, OtherWorld, ReplayDiffers, TooNew
from sim.exercise.replay import rebuild
from sim.journal.bodies import Action
from sim.journal.effects_0_1 import with_effect
from sim.journal.encoding import GENESIS, canonical, read_lines
from sim.journal.versions import WORLD

if TYPE_CHECKING:
    from sim.journal.encoding import Entry

OLD = Path(__file__).parents[1] / "golden" / "records_0_1"


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


def test_it_is_scored_by_the_measures_of_today(entries: list[Entry]) -> None:
    """What the amended measures left as it was comes out as 0.1 wrote it into its scorecard."""
    stored = json.loads((OLD / "breaker-stuck-open.scorecard.json").read_text(encoding="utf-8"))
    again: dict[str, Any] = score(entries).model_dump(mode="json")
    assert again["journal_digest"] == stored["journal_digest"]
    amended = {"impact", "visible", "resolve"}
    # Notes have been worded anew since, and an alert says when it fired.
    new = {"fired_at"}
    then = {one["name"]: one | {"note": ""} for one in stored["instants"]}
    now = {
        one["name"]: {key: value for key, value in one.items() if key not in new} | {"note": ""}
        for one in again["instants"]
        if one["name"] not in amended
    }
    assert {name: then[name] for name in now} == now
    # Its windows do not say when the first harm was: the fault's beginning, not the window's start.
    fault = then["fault"]["at"]
    impact = next(one for one in again["instants"] if one["name"] == "impact")
    assert then["impact"]["at"] < fault == impact["at"]
    assert again["total"] is not None


def test_it_is_not_simulated_again(entries: list[Entry]) -> None:
    """Its world was another one, whatever today's would make of its actions."""
    with pytest.raises(OtherWorld, match=r"version 1 of the world \(trainer 0\.1\.0\)"):
        rebuild(entries)


@pytest.mark.parametrize(
    ("body", "effect"),
    [
        ({"kind": "action", "command": "answer"}, ("records", "answers")),
        ({"kind": "action", "command": ""}, ()),
        ({"kind": "action", "command": "later"}, ()),
        ({"kind": "action", "command": ["no", "text"]}, ()),
    ],
    ids=["known", "unknown path", "unknown command", "no text"],
)
def test_what_an_action_of_then_did(body: dict[str, Any], effect: object) -> None:
    """The frozen list knows the commands of 0.1 and nothing else."""
    assert with_effect(body)["effect"] == effect


def test_other_bodies_stay_as_they_are() -> None:
    """Only actions have an effect."""
    assert with_effect({"kind": "window"}) == {"kind": "window"}
    assert with_effect("no body") == "no body"


def _forged(lines: list[str], header: dict[str, object], effect: object) -> list[str]:
    """The journal with another header and effect, sealed anew so that its chain holds."""
    forged, link = [], GENESIS
    for line in lines:
        data = json.loads(line)
        data.pop("hash")
        if data["seq"] == 0:
            data["body"].update(header)
        elif data["body"]["kind"] == "action" and effect is not None:
            data["body"]["effect"] = effect
        link = hashlib.sha256(f"{link}\n{canonical(data)}".encode()).hexdigest()
        forged.append(canonical({**data, "hash": link}))
    return forged


THEN: dict[str, object] = {"schema_version": 1}
NOW: dict[str, object] = {"schema_version": 2, "world_version": WORLD}


@pytest.mark.parametrize(
    ("header", "effect", "why"),
    [
        (THEN, ["looks"], "an action of 0.1 says no effect"),
        (NOW, None, "body.action.effect: is required"),
        (NOW, ["wins"], "body.action.effect.0: unknown value 'wins'"),
        (NOW, "looks", "body.action.effect: must be a valid tuple"),
        ({"schema_version": 2}, None, "the field 'world_version' is missing"),
    ],
    ids=["0.1 with one", "0.2 without", "unknown", "no list", "no world"],
)
def test_a_record_says_what_its_version_says(
    lines: list[str], header: dict[str, object], effect: object, why: str
) -> None:
    """A record that says what its version does not write is refused, with line and field."""
    with pytest.raises(BadJournal, match=re.escape(why)):
        read_lines(_forged(lines, header, effect))


def test_a_newer_format_is_refused(lines: list[str]) -> None:
    """Whatever else the line says: a newer version may spell it otherwise."""
    with pytest.raises(TooNew, match=r"format 3 is newer than this version .* reads \(2\)"):
        read_lines(_forged(lines, {"schema_version": 3, "more": [1]}, None))


def test_a_wrong_effect_is_found_by_replay(lines: list[str]) -> None:
    """A record of today whose actions claim another effect does not come out the same."""
    with pytest.raises(ReplayDiffers):
        rebuild(read_lines(_forged(lines, NOW, ["records", "declares"])))
