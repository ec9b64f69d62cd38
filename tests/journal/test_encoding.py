"""One spelling, one chain: a golden line, and no edit of a journal goes unnoticed."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import BadJournal
from sim.journal.bodies import Action, Body, BreakerMoved, Header, ModeChanged
from sim.journal.encoding import GENESIS, canonical, digest, read_line, read_lines, seal, spell
from sim.journal.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Callable

HEADER = Header(
    tool_version="1",
    scenario={"ä": 1},
    scenario_digest="s",
    policy={},
    policy_digest="p",
    seed=7,
    exercise_type="regression",
    participants=(),
)
OPENED = BreakerMoved(old="CLOSED", new="OPEN", by="traffic", reason="5 \u00d7 failed", failures=5)
GOLDEN = (
    '{"at":1500,"body":{"by":"traffic","failures":5,"kind":"breaker","new":"OPEN","old":"CLOSED",'
    '"reason":"5 \\u00d7 failed"},"hash":"%s","seq":3}'
)


def lines_of(count: int) -> list[str]:
    """A journal of a header and `count` entries, one a second."""
    journal = Journal()
    journal.append(0, HEADER)
    for number in range(count):
        journal.append(
            1000 * number,
            ModeChanged(
                service="R2_STORAGE", mode="degraded", by="operator", reason=f"number {number}"
            ),
        )
    return journal.lines


def test_golden_line() -> None:
    """Keys sorted, no spaces, ASCII; the hash is SHA-256 over the previous hash and content."""
    entry, line = seal(GENESIS, 3, 1500, OPENED)
    assert line == GOLDEN % entry.hash
    content = json.loads(line)
    del content["hash"]
    text = f"{GENESIS}\n{canonical(content)}"
    assert entry.hash == hashlib.sha256(text.encode()).hexdigest()
    assert entry.hash == "d3d92be9a582b1e2038a7a37af098620b2399fa3ee4c48d8f729b99e6720e799"


def test_canonical_spelling() -> None:
    """Order of keys and spacing of the source make no difference to the digest."""
    assert canonical({"b": [1, None, True], "a": "é"}) == '{"a":"\\u00e9","b":[1,null,true]}'
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1}) != digest({"a": 1, "b": 3})


def test_written_and_read_again() -> None:
    """Reading gives back equal entries, and sealing those gives the same lines."""
    lines = lines_of(5)
    entries = read_lines(lines)
    again = Journal()
    for entry in entries:
        again.append(entry.at, entry.body)
    assert again.lines == lines
    assert again.entries == tuple(entries)


@given(data=st.data())
def test_any_edit_is_found(data: st.DataObject) -> None:
    """Change one character, drop, swap or repeat lines: reading fails, by the next line."""
    lines = lines_of(8)
    index = data.draw(st.integers(1, 8), label="line")
    kind = data.draw(st.sampled_from(["change", "drop", "swap", "repeat"]))
    last_good = index
    match kind:
        case "change":
            line = lines[index]
            place = data.draw(st.integers(0, len(line) - 1), label="place")
            other = data.draw(st.characters(codec="ascii", exclude_characters=line[place] + "\n"))
            lines[index] = line[:place] + other + line[place + 1 :]
        case "drop" if index < 8:
            del lines[index]
        case "swap" if index < 8:
            lines[index], lines[index + 1] = lines[index + 1], lines[index]
        case _:
            lines.insert(index, lines[index])
            last_good = index + 1
    with pytest.raises(BadJournal) as caught:
        read_lines(lines)
    assert caught.value.line <= last_good + 1


def resealed(change: Callable[[dict[str, object]], object]) -> str:
    """A first line whose content was changed by somebody who can compute hashes."""
    content = {"at": 0, "body": HEADER.model_dump(mode="json"), "seq": 0}
    change(content)
    text = f"{GENESIS}\n{canonical(content)}"
    link = hashlib.sha256(text.encode()).hexdigest()
    return canonical({**content, "hash": link})


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda c: c["body"].update(kind="party"), "kind"),
        (lambda c: c["body"].update(extra=1), "extra"),
        (lambda c: c["body"].pop("seed"), "seed"),
        (lambda c: c["body"].update(schema_version=0), "schema_version"),
        (lambda c: c["body"].update(exercise_type="party"), "exercise_type"),
        (lambda c: c.update(seq=1), "sequence number 1 where 0"),
        (lambda c: c.pop("at"), "'at' is missing"),
        (lambda c: c.update(body=[]), "body"),
        (lambda c: c.update(note="x"), "unknown field 'note'"),
        (lambda c: c.update(at=0.0), "not a journal entry"),
        (lambda c: c.update(at="0"), "not a journal entry"),
        (lambda c: c.update(seq=False), "not a journal entry"),
        (lambda c: c.update(body=OPENED.model_dump(mode="json")), "one header"),
    ],
    ids=[
        "kind",
        "field",
        "missing",
        "version",
        "enum",
        "seq",
        "at",
        "body",
        "note",
        "float",
        "text",
        "bool",
        "header",
    ],
)
def test_what_it_does_not_know_is_an_error(
    change: Callable[[dict[str, object]], object], problem: str
) -> None:
    """Unknown kinds and fields are refused by name, also when the hash is right."""
    with pytest.raises(BadJournal, match=problem):
        read_line(resealed(change), 1, None)


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda line: line.replace(",", ", "),
        lambda line: line.replace("\\u00e4", "\\u00E4"),
        lambda line: line.replace("\\u00e4", "ä"),
        lambda line: f" {line}",
    ],
    ids=["spaces", "capitals", "raw", "indent"],
)
def test_there_is_one_spelling(rewrite: Callable[[str], str]) -> None:
    """The same content in other characters is refused: equal journals are equal bytes."""
    _, line = seal(GENESIS, 0, 0, HEADER)
    assert rewrite(line) != line
    with pytest.raises(BadJournal, match="one spelling"):
        read_line(rewrite(line), 1, None)


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '"x"', '{"at":0}', "\x00"])
def test_no_journal_at_all(text: str) -> None:
    """Whatever is no journal line is a BadJournal that names the line."""
    with pytest.raises(BadJournal) as caught:
        read_lines([text])
    assert caught.value.line == 1
    with pytest.raises(BadJournal):
        read_lines([])


def test_a_second_header_and_time_running_back() -> None:
    """Both are found even when somebody computed the hashes anew."""
    first, line = seal(GENESIS, 0, 0, HEADER)
    assert read_line(line, 1, None) == first
    later, _ = seal(first.hash, 1, 5_000, OPENED)
    _, again = seal(later.hash, 2, 6_000, HEADER)
    with pytest.raises(BadJournal, match="one header"):
        read_line(again, 3, later)
    _, back = seal(later.hash, 2, 4_999, OPENED)
    with pytest.raises(BadJournal, match="runs back from 5000 to 4999"):
        read_line(back, 3, later)


NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
OBJECT = st.dictionaries(st.text(), JSON)
PARTS: dict[object, dict[str, st.SearchStrategy[object]]] = {
    Header: {"scenario": OBJECT, "policy": OBJECT},
    Action: {"arguments": OBJECT, "response": JSON},
}


@pytest.mark.parametrize("kind", get_args(get_args(Body)[0]))
@given(data=st.data())
def test_bodies_are_spelt_as_their_models_write_them(
    kind: Callable[..., Body], data: st.DataObject
) -> None:
    """Every kind's shortest way ends where its model's own JSON does."""
    body = data.draw(st.builds(kind, **PARTS.get(kind, {})))
    written = canonical(body.model_dump(mode="json"))
    assert spell(body) == written
    if isinstance(body, Action):
        assert spell(body, canonical(body.response)) == written
