"""How bash is read: words and their quotes, what feeds what, loops."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.runbook.shell.reader import read_script
from sim.runbook.shell.script import Simple, everything

OPENINGS = "$( ` ' \" $(( (( ( { [[ ${ $' << <<- < <a> x="
WORDS = "if then fi while do done case in esac for E a ${x} $x curl jq -d @-"
OTHERS = ") )) } ;; && | & \\ $ # ]] ?"
PIECES = [*OPENINGS.split(), *WORDS.split(), *OTHERS.split(), "\n", " "]


def commands(text: str) -> list[list[str]]:
    """The words of all commands, inner ones first."""
    return [[word.text for word in one.words] for one in everything(read_script(text)) if one.words]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a 'b c' \"d $e\" f\\ g", [["a", "b c", "d $e", "f g"]]),
        ("a \\\n b # c\nd", [["a", "b"], ["d"]]),
        ("a $(b `c`) | d", [["c"], ["b", "`c`"], ["a", "$(b `c`)"], ["d"]]),
        ("if a; then b; elif c; then d; else e; fi", [["a"], ["b"], ["c"], ["d"], ["e"]]),
        ("x=1 a; y=2", [["a"]]),
        ("a <in >out 2>&1 b", [["a", "b"]]),
        ("a <<E\nb $(c)\nE\nd", [["c"], ["a"], ["d"]]),
        ("a <<'E'\nb $(c)\nE\nd", [["a"], ["d"]]),
        ("a <<-E\n\tb\n\tE\nd", [["a"], ["d"]]),
        ("case $x in a|b) c ;; *) d ;; esac; e", [["case", "$x"], ["c"], ["d"], ["e"]]),
        ("$(case x in a) b;; esac)", [["case", "x"], ["b"], ["$(case x in a) b;; esac)"]]),
        ("f() { a; }; function g { b; }", [["a"], ["b"]]),
        ("(a; b) | c", [["a"], ["b"], ["c"]]),
        ("[[ a < b && c ]] && d", [["[[", "a", "<", "b", "&&", "c", "]]"], ["d"]]),
        ("a '<b>' x/<c>", [["a", "<b>", "x/<c>"]]),
        ("a \"\" '' b", [["a", "", "", "b"]]),
        ("a $'b\\'c' d", [["a", "b\\'c", "d"]]),
        ("a <(b) c", [["b"], ["a", "(b)", "c"]]),
    ],
)
def test_words(text: str, expected: list[list[str]]) -> None:
    """As bash would split them."""
    assert commands(text) == expected


def test_pipes_conditions_and_depth() -> None:
    """What feeds a command, whether it is asked, how deep it stands."""
    script = read_script("if a | b; then\n while c; do d; done | e\nfi")
    seen = {one.name: one for one in script.commands}
    assert seen["b"].source is seen["a"]
    assert (seen["a"].condition, seen["c"].condition, seen["d"].condition) == (True, True, False)
    assert [seen[name].depth for name in "abcde"] == [1, 1, 2, 2, 1]
    assert isinstance(seen["e"].source, Simple)
    assert seen["e"].source.kind == "end"
    assert [seen[name].line for name in "ade"] == [1, 2, 2]


def test_lines_are_the_documents() -> None:
    """Of commands, words, parts and what stands within a word."""
    script = read_script("a\nb 'x\ny' \\\n  \"$z\"", 10)
    assert [(one.line, one.last) for one in script.commands] == [(10, 10), (11, 13)]
    words = script.commands[1].words
    assert [word.line for word in words] == [11, 11, 13]
    assert words[1].line_of("y") == 12


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
def test_any_text_can_be_read(text: str) -> None:
    """Whatever it is: an end is found, and every line lies within the text."""
    script = read_script(text, 5)
    lines = range(5, 6 + text.count("\n"))
    for command in everything(script):
        assert command.line in lines
        assert command.last in lines
        assert all(word.line in lines for word in command.all_words())


@pytest.mark.parametrize(
    "piece", ["$(", "`a", "((", "{ ", '"$(', "[[ ", "case x in ", "<<E\n", "${"]
)
def test_what_is_deep_or_open_is_read_at_once(piece: str) -> None:
    """Thousands of openings without an end are no trouble."""
    assert list(everything(read_script(piece * 3000))) is not None
