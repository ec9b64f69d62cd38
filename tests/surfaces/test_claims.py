"""`tabletop claims`: one JSON object a message, and for a bad file its lines instead."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.surfaces.conftest import Tabletop

FAILING = {"subject": "downloads", "state": "failing", "quote": "downloads failing"}
LINE = "In short: downloads failing; next update in 20m; the incident is over."


def rows(stdout: str) -> list[dict[str, Any]]:
    """The output's lines."""
    return [json.loads(line) for line in stdout.splitlines()]


def test_a_text(tabletop: Tabletop) -> None:
    """Its claims with their words, and everything else that was read; it has no id."""
    done = tabletop("claims", LINE)
    assert done.returncode == 0
    [row] = rows(done.stdout)
    assert list(row) == ["id", "claims", "next_update", "eta", "over", "severity"]
    assert row["id"] is None
    assert row["claims"] == [FAILING]
    assert (row["next_update"], row["over"]) == ("20m", True)


def test_an_empty_text_is_one_too(tabletop: Tabletop) -> None:
    """Nothing is in it."""
    [row] = rows(tabletop("claims", "").stdout)
    empty = {"next_update": None, "eta": None, "over": None, "severity": None}
    assert row == {"id": None, "claims": [], **empty}


def test_a_file_of_messages(tabletop: Tabletop, tmp_path: Path) -> None:
    """Row by row in their order, with their ids as they are; other fields and empty lines pass."""
    given = [
        {"id": "a", "text": LINE, "author": "x"},
        {"id": 2, "text": "Größe \u2028 \ud83d\ude00\nzwei Zeilen"},
        {"id": "half \ud83d", "text": "\ud83d " + LINE},
    ]
    (tmp_path / "m.jsonl").write_text("\n\n".join(map(json.dumps, given)) + "\r\n")
    done = tabletop("claims", "--file", "m.jsonl")
    assert done.returncode == 0, done.stderr
    assert [row["id"] for row in rows(done.stdout)] == ["a", 2, "half \ud83d"]
    assert rows(done.stdout)[0]["claims"] == [FAILING]


def test_standard_input(tabletop: Tabletop) -> None:
    """`-` reads it; nothing in it is no message."""
    done = tabletop("claims", "--file", "-", script=json.dumps({"id": "a", "text": LINE}))
    assert [row["id"] for row in rows(done.stdout)] == ["a"]
    assert tabletop("claims", "--file", "-").stdout == ""


LIKE = 'write {"id": "m-1", "text": "Downloads are failing."}'


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "is not valid JSON (Expecting property name"),
        ("[" * 100_000, "is not valid JSON"),
        ("[1]", f"is no object; {LIKE}"),
        ('{"text": "x"}', f"id: missing field; {LIKE}"),
        ('{"id": null, "text": "x"}', "id: has to be a text or a whole number;"),
        ('{"id": true, "text": "x"}', "id: has to be a text or a whole number;"),
        ('{"id": 1}', f"text: missing field; {LIKE}"),
        ('{"id": 1, "text": 5}', 'text: has to be a text; write "text": "Downloads are failing."'),
    ],
)
def test_a_bad_line_is_named(tabletop: Tabletop, line: str, problem: str) -> None:
    """Line, field and what to do; nothing is printed of the good ones, so none is taken for all."""
    good = json.dumps({"id": "a", "text": LINE})
    done = tabletop("claims", "--file", "-", script=f"{good}\n{line}\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"standard input:2: {problem}" in done.stderr


def test_every_bad_line_is_named(tabletop: Tabletop, tmp_path: Path) -> None:
    """A file is repaired in one go; one that is not UTF-8 says where."""
    (tmp_path / "m.jsonl").write_text('{}\n{"id": 1, "text": "x"}\n7\n')
    said = tabletop("claims", "--file", "m.jsonl").stderr.splitlines()
    assert [line.partition(": ")[0] for line in said] == ["m.jsonl:1", "m.jsonl:1", "m.jsonl:3"]
    (tmp_path / "m.jsonl").write_bytes(b'{"id": 1, "text": "x"}\n{"id": 2, "text": "\xff"}\n')
    done = tabletop("claims", "--file", "m.jsonl")
    assert done.stderr == "m.jsonl:2: is not UTF-8 text; save the file as UTF-8\n"


def test_used_wrongly(tabletop: Tabletop) -> None:
    """Neither or both, or no such file: one line, exit 2."""
    for words in ((), ("x", "--file", "-")):
        done = tabletop("claims", *words)
        assert done.returncode == 2
        assert "give either a TEXT or --file (see tabletop claims --help)" in done.stderr
    done = tabletop("claims", "--file", "nowhere.jsonl")
    assert (done.returncode, done.stderr) == (
        2,
        "no file 'nowhere.jsonl'\n",
    )
