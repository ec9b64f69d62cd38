"""The door: whatever comes in, what is kept can be encoded, printed and comes in again the same."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.commands.command import Actor, Request
from sim.commands.door import (
    MOST_BODY_CHARS,
    MOST_DEPTH,
    MOST_NAME,
    MOST_PATH_CHARS,
    NotAdmittedError,
    admitted,
    cleaned,
    json_object,
)
from sim.journal.bodies import Action
from sim.journal.conduct import Decision, Remark
from sim.legible import clean, escaped, shown, shown_line, visible

if TYPE_CHECKING:
    from tests.conftest import MakeScenario, StartExercise

ANYTHING = st.text(st.characters(categories=None))
"""Any code points at all, halves of pairs and control characters among them."""

ISOLATE = re.compile("\u2068([^\u202a-\u202e\u2066-\u2069\n]+)\u2069")
"""What `shown` puts around right-to-left text: it ends where it began, and on its line."""

KEPT_OUT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
NOT_SHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("plain é 🔥\tand\nlines", "plain é 🔥\tand\nlines"),
        ("half \ud83d emoji", "half \ufffd emoji"),
        ("\x1b]0;title\x07text\x00", "]0;titletext"),
        ("dos\r\nand old\rlines", "dos\nand old\nlines"),
        ("c1 \x9b31m", "c1 31m"),
        ("\uffffno character", "\ufffdno character"),
        ("שלום \u202edcba", "שלום \u202edcba"),
    ],
)
def test_clean(text: str, kept: str) -> None:
    """What is no text goes; what people write in any language stays."""
    assert clean(text) == kept


@pytest.mark.parametrize(
    ("text", "seen", "line"),
    [
        ("a\nb\tc", "a\nb\tc", "a␊b␉c"),
        ("\x1b[31mred\x07\x00\x7f", "␛[31mred␇␀␡", "␛[31mred␇␀␡"),
        ("over\rwritten", "over␍written", "over␍written"),
        ("c1 \x9b31m", "c1 ⟨U+009B⟩31m", "c1 ⟨U+009B⟩31m"),
        ("abc\u202edef", "abc⟨U+202E⟩def", "abc⟨U+202E⟩def"),
        ("half \ud83d", "half \ufffd", "half \ufffd"),
        ("two\u2028lines", "two lines", "two lines"),
        ("\u2067\u05d0", "⟨U+2067⟩\u2068\u05d0\u2069", "⟨U+2067⟩\u2068\u05d0\u2069"),
        ("\u2068abc\u2069", "⟨U+2068⟩abc⟨U+2069⟩", "⟨U+2068⟩abc⟨U+2069⟩"),
    ],
)
def test_shown(text: str, seen: str, line: str) -> None:
    """Nothing is obeyed by a terminal, and nothing is hidden from who reads."""
    assert (shown(text), shown_line(text)) == (seen, line)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("'\u05d0\u05d1' 12: x", "'\u2068\u05d0\u05d1\u2069' 12: x"),
        ("\u05d0 3 \u0628! 4", "\u2068\u05d0 3 \u0628\u2069! 4"),
        ("\u05d0 and \u05d1", "\u2068\u05d0\u2069 and \u2068\u05d1\u2069"),
        ("<b>\u05d0</b>", "<b>\u2068\u05d0\u2069</b>"),
    ],
)
def test_right_to_left_text_turns_nothing_beside_it(text: str, seen: str) -> None:
    """It stands in an isolate, so that a line number stays after it; data is left alone."""
    assert (shown(text), visible(text)) == (seen, text)


@given(ANYTHING)
def test_any_text(text: str) -> None:
    """Clean text can be encoded and stays as it is; shown text holds nothing to obey."""
    once = clean(text)
    assert clean(once) == once
    assert KEPT_OUT.search(once.encode().decode()) is None
    seen = shown(text)
    assert NOT_SHOWN.search(ISOLATE.sub(r"\1", seen).encode().decode()) is None
    assert shown(seen) == seen
    assert NOT_SHOWN.search(visible(text).encode().decode()) is None
    assert "\n" not in shown_line(text)


def test_what_is_hidden_is_never_printable() -> None:
    """Printable text passes by the look for hidden characters: none of them is printable."""
    for char in map(chr, range(0x110000)):
        if char.isprintable():
            assert NOT_SHOWN.search(char) is None
            assert visible(char) == clean(char) == escaped(char) == char
        elif NOT_SHOWN.search(char):
            assert visible(char) != char
            assert escaped(char).startswith("\\u")


@pytest.mark.slow
@given(method=ANYTHING, path=ANYTHING, body=ANYTHING, host=ANYTHING, name=ANYTHING)
def test_any_request(method: str, path: str, body: str, host: str, name: str) -> None:
    """An admitted request is bounded and comes in a second time as it is."""
    once = admitted(Request(method, path, body, host), Actor(name, "responder"))
    assert admitted(*once) == once
    request, actor = once
    for text in (request.method, request.path, request.body, request.host, actor.name):
        assert KEPT_OUT.search(text) is None


def test_what_is_too_long_is_cut_but_still_too_long() -> None:
    """So that a record that holds it is refused in the same words when it is replayed."""
    request, actor = admitted(
        Request("G" * 9_999, "/" * 99_999, "x" * 999_999, "h" * 9_999), Actor("a" * 999, "nobody")
    )
    assert len(request.path) == MOST_PATH_CHARS + 1
    assert len(request.body) == MOST_BODY_CHARS + 1
    assert {len(request.method), len(request.host), len(actor.name)} == {MOST_NAME}
    # Removed characters do not make it fit.
    request, _ = admitted(Request("POST", "/", "\x00" * 99 + "x" * 65_600), actor)
    assert len(request.body) == MOST_BODY_CHARS + 1


def test_depth_is_counted_outside_strings() -> None:
    """Brackets in a text are text; an escaped quote does not end it."""
    text = json.dumps({"text": '["' * 500 + "\\"})
    assert json_object(text) == {"text": '["' * 500 + "\\"}
    deep = '{"a":' * MOST_DEPTH + "1" + "}" * MOST_DEPTH
    assert json_object(deep)
    with pytest.raises(NotAdmittedError, match=f"nested deeper than {MOST_DEPTH}"):
        json_object(f'{{"a":{deep}}}')
    # A quote that does not close hides nothing from Python's own reader.
    with pytest.raises(NotAdmittedError, match="not valid JSON"):
        json_object('{"a": "' + "[" * 60_000)


def test_escapes_in_a_body_are_cleaned(small: MakeScenario, start: StartExercise) -> None:
    """An escape in JSON can spell a control character: the world never gets to see it."""
    player = start(small())
    assert player.post("/exercise/note", '{"text": "a\\u001b[31mb\\u0000c"}').status == 200
    assert player.get("/health/services/R2%00%1b[31m").status == 404
    assert player.get("/health/events?level=warn%00ing").status == 200
    actions = [
        entry.body for entry in player.exercise.journal.entries if isinstance(entry.body, Action)
    ]
    assert actions[0].arguments["text"] == "a[31mbc"
    assert "R2[31m" in json.dumps(actions[1].response)
    assert actions[2].arguments["level"] == "warning"


def test_how_the_exercise_is_run_passes_the_door() -> None:
    """Notes and decisions as well; what needs nothing done to it stays the same object."""
    note = Remark(by="Eva", role="evaluator", text="fine", objective="", rating=None)
    assert cleaned(note) is note
    bad = note.model_copy(update={"text": "\x1b[2Jgone \ud800"})
    assert cleaned(bad).text == "[2Jgone \ufffd"
    decision = Decision(by="Ana", role="cto", text="x", told=("c\x00to",), severity=1)
    assert cleaned(decision).told == ("cto",)


@given(st.dictionaries(ANYTHING, ANYTHING))
def test_escaped_json_is_the_same_json(value: dict[str, str]) -> None:
    """Whoever reads it gets what was written, whoever sees it sees nothing hidden."""
    line = escaped(json.dumps(value, ensure_ascii=False))
    assert json.loads(line) == value
    assert NOT_SHOWN.search(line.encode().decode()) is None
