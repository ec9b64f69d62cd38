"""`tabletop what-if`: what it prints and writes, and one line for what it cannot do."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.journal.file import read_journal
from sim.surfaces.cli.main import outcome

if TYPE_CHECKING:
    from sim.journal.encoding import Entry


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of the reference response."""
    folder = tmp_path_factory.mktemp("what-if") / "mine"
    words = ("run", "breaker-stuck-open", "--responder", "reference", "--no-report")
    assert outcome([*words, "--out", str(folder)]) == 0
    return folder


def first(entries: list[Entry], kind: str, nature: str = "") -> int:
    """The first entry of a kind; of a command, of this nature."""
    return next(
        one.seq
        for one in entries
        if one.body.kind == kind
        and (not nature or getattr(one.body, "effect", ("",))[:1] == (nature,))
    )


def test_no_change_says_so_and_writes_the_same_journal(
    mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "fork"
    assert outcome(["what-if", str(mine), "--out", str(out), "--form", "md"]) == 0
    assert "Nothing changes: both journals are equal, byte for byte." in capsys.readouterr().out
    assert (out / "journal.jsonl").read_bytes() == (mine / "journal.jsonl").read_bytes()
    assert {path.name for path in out.iterdir()} >= {"scorecard.json", "what-if.md"}
    assert outcome(["what-if", str(mine), "--out", str(out)]) == 2
    assert "already contains a record" in capsys.readouterr().err


def test_every_kind_of_change_is_told_and_compared(
    mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All at once: left out, replaced, moved, added and set; the fork is a record of its own."""
    entries = read_journal(mine)
    tells = [one.seq for one in entries if getattr(one.body, "effect", ("",))[:1] == ("tells",)]
    out = tmp_path / "fork"
    words = [
        *("what-if", str(mine), "--out", str(out), "--form", "md"),
        *("--without", str(tells[0])),
        *("--instead", f"{tells[1]}: POST /health/r2/test"),
        *("--at", f"{tells[2]}: 40m"),
        *("--insert", '41m: note "Later"'),
        *("--set", "worker.breaker.failure_threshold=7"),
    ]
    assert outcome(words) == 0
    told = " ".join(capsys.readouterr().out.split())
    for part in (
        f"Without {tells[0]} (",
        f"Instead of {tells[1]} (",
        "At 10:00:00:",
        'Added at 10:01:00: note "Later".',
        "Set worker.breaker.failure_threshold to 7.",
    ):
        assert part in told
    assert outcome(["replay", str(out)]) == 0
    assert outcome(["score", str(out)]) == 0


@pytest.mark.slow
def test_every_decision_is_the_same_for_any_number_of_processes(
    mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table, the report, and no record beside it."""
    printed = []
    for many in ("1", "2"):
        out = tmp_path / many
        words = ("what-if", str(mine), "--each", "--runs", "3", "-n", many)
        assert outcome([*words, "--out", str(out), "--form", "html,json"]) == 0
        printed.append(capsys.readouterr().out.replace(str(out), ""))
        assert sorted(path.name for path in out.iterdir()) == ["what-if.html", "what-if.json"]
        assert "each" in json.loads((out / "what-if.json").read_text())["sections"][0]["anchor"]
    assert printed[0] == printed[1]
    assert "What each decision did" in printed[0]


WRONG = {
    "no such entry": (("--without", "99999"), "--without 99999: the record has no such entry"),
    "no command": (
        ("--without", "0"),
        "--without 0: entry 0 is not a command (it is a 'header' entry)",
    ),
    "only looked": (("--without", "{looks}"), "only looked and changed nothing"),
    "a look moved": (("--at", "{looks}: 9:40"), "only looked and changed nothing"),
    "twice": (("--without", "{does}", "--at", "{does}: 9:40"), "is changed twice"),
    "no time": (("--at", "{does}: soon"), "write a simulated time like 14:30"),
    "no such minute": (("--at", "{does}: 14:75"), "write a simulated time like 14:30"),
    "too late": (("--at", "{does}: 23:00"), "the exercise ends"),
    "no number": (("--at", "x: 9:40"), "'x' is no entry's number"),
    "no form": (("--instead", "{does}"), "write SEQ: COMMAND"),
    "no command line": (("--instead", "{does}: dance"), "unknown command 'dance'"),
    "no path": (("--insert", "9:40: POST /health/dance"), "there is no command POST /health/dance"),
    "no method": (("--insert", "9:40: PUT /health/r2/test"), "it answers POST"),
    "no JSON": (("--insert", "9:40: POST /health/r2/test x"), "is no JSON object"),
    "no insert": (("--insert", "ack"), "write TIME: COMMAND"),
    "no field": (("--set", "worker.brake=1"), "worker.brake"),
    "no value": (("--set", "worker"), "write FIELD=VALUE"),
    "two values": (("--set", "worker.queue.max_size=1,2"), "one value at a time"),
    "each and one": (("--each", "--without", "{does}"), "--each leaves every decision out"),
    "runs alone": (("--runs", "9"), "go with --each"),
    "no responder": (("--responder", "nobody"), "no responder 'nobody'"),
    "another's script": (("--responder", "what-they-did"), "does not leave this record"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_asked_wrongly_is_said_in_one_line(
    mine: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    """Exit 2, one line that names the option, nothing printed."""
    entries = read_journal(mine)
    words, told = WRONG[case]
    seqs = {"looks": first(entries, "action", "looks"), "does": first(entries, "action", "changes")}
    code = outcome(["what-if", str(mine), *(word.format(**seqs) for word in words)])
    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert told in said.err
    assert said.err.count("\n") == 1


def _torn(text: str) -> str:
    return text[:-40]


def _unended(text: str) -> str:
    return "".join(text.splitlines(keepends=True)[:-1])


def _nothing(_: str) -> str:
    return ""


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (_torn, "it is the last line: tabletop repair cuts a torn end"),
        (_unended, "has not ended: finish it first with tabletop resume"),
        (_nothing, "journal.jsonl"),
    ],
    ids=["torn", "not ended", "empty"],
)
def test_a_damaged_record_is_said_in_one_line(
    mine: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    damage: object,
    told: str,
) -> None:
    assert callable(damage)
    text = (mine / "journal.jsonl").read_text()
    (tmp_path / "journal.jsonl").write_text(damage(text))
    assert outcome(["what-if", str(tmp_path), "--each"]) == 2
    said = capsys.readouterr()
    assert told in said.err
    assert said.err.count("\n") == 1


def test_a_record_of_another_world_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A record of 0.1 can be scored and shown, and not played again."""
    kept = Path("tests/golden/records_0_1/breaker-stuck-open.jsonl.gz")
    (tmp_path / "journal.jsonl").write_bytes(gzip.decompress(kept.read_bytes()))
    assert outcome(["what-if", str(tmp_path), "--without", "5"]) == 2
    said = capsys.readouterr().err
    assert "played in version 1 of the world" in said
    assert said.count("\n") == 1
