"""Evidence: what exercises show of each framework's controls, in a pack that verifies."""

from __future__ import annotations

import hashlib
import json
import random
from typing import TYPE_CHECKING

import pytest

from reports.document import Table
from reports.evidence.document import Declared, Exercised, evidence, lacking, showing
from reports.evidence.framework import Control, framework
from reports.evidence.names import framework_names
from reports.evidence.recovery_point import recovery_point
from reports.evidence.shown import _SHOWS, KINDS, recovered, shown
from reports.material import material
from scoring.score import score
from sim.errors import Unusable
from sim.exercise.exercise import Exercise
from sim.exercise.responders import nobody, play
from sim.exercise.script import Scripted
from sim.journal.file import write_journal
from sim.records.pack import unpacked
from sim.records.signing import new_key, public_key
from sim.surfaces.evidence import MANIFEST, make_pack, verify_pack
from tests.scoring.cheats.play import policy_of, scenario_of, script_of

if TYPE_CHECKING:
    from pathlib import Path

    from reports.material import Material

SECRET = new_key()


def played(scenario: str, responder: str = "reference") -> Exercise:
    """An exercise of seed 1 to its end."""
    exercise = Exercise(scenario_of(scenario), policy_of(scenario_of(scenario).policy), 1)
    play(exercise, nobody() if responder == "none" else Scripted(script_of(responder, scenario)))
    return exercise


def made(scenario: str, responder: str = "reference") -> Material:
    """What its reports are made from."""
    entries = played(scenario, responder).journal.entries
    return material(score(entries), entries)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """Two records in folders with odd names."""
    root = tmp_path_factory.mktemp("records")
    folders = []
    for name, scenario in (("mine, ü", "complete-r2-outage"), ("b", "corrupt-latest-backup")):
        folder = root / name
        folder.mkdir()
        write_journal(folder, played(scenario).journal.lines)
        folders.append(folder)
    return tuple(folders)


@pytest.mark.parametrize("name", framework_names())
def test_a_framework_is_whole(name: str) -> None:
    """Every control can be shown by something, and says in a line of its own what it asks."""
    found = framework(name)
    assert len({one.id for one in found.controls}) == len(found.controls) > 5
    assert all(one.shows and one.line.endswith(".") for one in found.controls)
    assert "compared with" in found.note


def test_every_kind_is_made_and_used() -> None:
    """No kind that nothing makes, and none that no framework asks for."""
    asked = {
        kind for name in framework_names() for one in framework(name).controls for kind in one.shows
    }
    assert asked == set(KINDS)
    # A report to an authority cannot be played, and independence is stated, not played.
    assert set(KINDS) - set(_SHOWS) == {"authority", "independence"}


def test_what_a_run_shows_is_what_its_card_says() -> None:
    """The figures are the scorecard's, and a run without people is no exercise and no training."""
    one = made("complete-r2-outage")
    found = shown(one)
    assert not {"exercise", "training", "tabletop", "functional", "lessons"} & set(found)
    assert found["automated"].startswith("“Complete R2 outage” was worked by")
    ttr = one.card.measure("TTR").ms
    assert ttr is not None
    assert f"{ttr / 60_000:.1f} min" in found["recovery"]
    assert one.card.journal_digest in found["evidence_kept"]
    assert "recovery" not in shown(made("complete-r2-outage", "none"))


def test_the_recovery_point_is_what_the_world_lost() -> None:
    """Nothing lost in an outage; versions without a sound backup where files were damaged."""
    assert recovery_point(made("complete-r2-outage")).endswith("no accepted operation was lost.")
    one = made("corrupt-latest-backup")
    text = recovery_point(one)
    assert one.card.impact.unrecoverable > 0
    assert f"{one.card.impact.unrecoverable} versions that no sound backup held" in text
    assert "the newest sound backup was" in text


def test_a_control_names_what_is_missing() -> None:
    """Shown by one of two kinds: the other is missing, in words; independence is what is stated."""
    control = Control(id="X", line="Y.", shows=("recovery", "restore", "independence"))
    one = Exercised("r", "T", "drill", "", {"recovery": "Recovered."})
    assert showing(control, [one], Declared()) == [("r", "recovery", "Recovered.")]
    assert lacking(control, [one], Declared()) == (KINDS["restore"], KINDS["independence"])
    stated = Declared(tester="Ann", independent="no")
    assert showing(control, [one], stated)[-1][2] == "Ann is not independent of what is tested."
    assert stated.missing() == ("signed off by (--signed-off-by)",)
    assert (
        "1 has some of it"
        in evidence(
            framework("soc2").model_copy(update={"controls": (control,)}), [one], stated
        ).lead
    )


def test_a_script_is_no_team_and_who_did_not_recover_is_seen() -> None:
    """People's figures come first, a script's say what they are; each exercise has its time."""
    control = Control(id="X", line="Y.", shows=("recovery",))
    calm, outage = made("no-incident"), made("complete-r2-outage")
    script = Exercised("a", "T", "regression", "", shown(outage), recovered(calm))
    people = Exercised("b", "T", "drill", "", {"recovery": "R."}, "> 225.0 min")
    (first, second) = showing(control, [script, people], Declared())
    assert first == ("b", "recovery", "R.")
    assert second[2].startswith("(test without people) Recovery time achieved (RTO): ")
    told = evidence(
        framework("soc2").model_copy(update={"controls": (control,)}), [script, people], Declared()
    )
    assert "from 1 exercise and 1 test without people" in told.lead
    (table,) = told.sections[1].blocks
    assert isinstance(table, Table)
    rows = [[cell.text for cell in row] for row in table.rows]
    assert [(row[2], row[4]) for row in rows] == [
        ("test without people", "does not apply"),
        ("drill", "> 225.0 min"),
    ]


def test_a_pack_verifies_by_itself_and_with_its_key(
    records: tuple[Path, ...], tmp_path: Path
) -> None:
    """Signed or not; the manifest names each journal by its digest."""
    pack, key, other = tmp_path / "p.zip", tmp_path / "e.pub", tmp_path / "o.pub"
    key.write_bytes(public_key(SECRET))
    other.write_bytes(public_key(new_key()))
    pack.write_bytes(make_pack(records, "dora", Declared(), SECRET).data)
    assert (verify_pack(pack, None).problems, verify_pack(pack, key).problems) == ((), ())
    assert verify_pack(pack, key).records == 2
    assert verify_pack(pack, other).problems
    manifest = json.loads(unpacked(pack.read_bytes())[MANIFEST])
    assert len(manifest["missing"]) == 3
    for one in manifest["records"]:
        assert len(one["journal_digest"]) == len(hashlib.sha256().hexdigest())
    pack.write_bytes(make_pack(records, "dora", Declared(), None).data)
    assert verify_pack(pack, None).problems == ()
    assert verify_pack(pack, key).problems == ("it is not signed",)


@pytest.mark.slow
def test_a_thousand_changed_bytes_are_found(records: tuple[Path, ...], tmp_path: Path) -> None:
    """A thousand places drawn at random, one byte changed in each."""
    pack = tmp_path / "p.zip"
    data = make_pack(records[:1], "nis2", Declared(), SECRET).data
    draw = random.Random(19)  # noqa: S311 - places to try
    found = 0
    for _ in range(1000):
        at, change = draw.randrange(len(data)), draw.randrange(1, 256)
        pack.write_bytes(data[:at] + bytes([data[at] ^ change]) + data[at + 1 :])
        found += bool(verify_pack(pack, None).problems)
    assert found == 1000


def test_a_record_that_cannot_be_read_is_left_out_by_name(
    records: tuple[Path, ...], tmp_path: Path
) -> None:
    """The others are packed; without any, there is no pack."""
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "journal.jsonl").write_text("{")
    done = make_pack([*records, bad], "soc2", Declared(), None)
    assert len(json.loads(unpacked(done.data)[MANIFEST])["records"]) == 2
    (left,) = done.left_out
    assert "bad" in left
    with pytest.raises(Unusable, match="no record could be taken"):
        make_pack([bad], "soc2", Declared(), None)
