"""The MSEL as rows of text and back, and as YAML in a scenario file: nothing is lost on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import BadFile
from sim.scenario.inject import Inject
from sim.scenario.inject_yaml import injects_block, replace_injects
from sim.scenario.library import find_scenario, playable_names
from sim.scenario.load import load_scenario, validated
from sim.scenario.model import Scenario
from sim.scenario.msel import COLUMNS, rows_of, with_rows
from sim.scenario.names import CHANNELS, MARKS
from sim.scenario.yaml_lines import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

IDS = ("tickets", "null", "a", "second-call", "true")
OBJECTIVE = "inform"
LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc"])
TEXTS = st.one_of(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=60
    ).filter(str.strip),
    st.sampled_from(
        [
            "=1+1",
            "'=1+1",
            "What do we tell people?",
            "  two  blanks ",
            "12:30",
            "1e5",
            "no",
            "A: b # c",
            "line\nline\r\n\tline\x85end",
            "Read it all, then decide. " * 8,
            "Users are told. []",
            "[declared within 5m]",
            "- a list?",
            "naïve … 😀",
        ]
    ),
)
DURATIONS = st.integers(1, 3_000_000)


def _spread(centre: int, spread: int) -> str:
    return f"{centre}ms ± {min(centre, spread)}ms"


@st.composite
def injects(draw: st.DrawFn) -> tuple[Inject, ...]:
    """A list of injects, each in one of the three ways, naming one another and the objective."""
    names = draw(st.lists(st.sampled_from(IDS), min_size=1, unique=True))
    found = []
    for place, name in enumerate(names):
        # Nothing waits for itself, by whatever way round.
        moments = st.sampled_from([*MARKS, *(f"inject:{one}" for one in names[:place])])
        way = draw(st.sampled_from(["at", "when", "by"]))
        data: dict[str, Any] = {"id": name, "sender": draw(TEXTS)[:80], "text": draw(TEXTS)}
        if way == "at":
            data["at"] = _spread(draw(DURATIONS) // 2, draw(DURATIONS) // 4)
        elif way == "by":
            data["by"] = "facilitator"
        else:
            data["when"] = {
                "after": draw(moments),
                "wait": f"{draw(st.just(0) | DURATIONS)}ms",
                "unless": draw(st.none() | moments),
            }
        data["to"] = draw(st.none() | st.sampled_from(["cto", "technical_lead"]))
        data["channel"] = draw(st.sampled_from(CHANNELS))
        data["expects"] = draw(st.just("") | TEXTS)
        if draw(st.booleans()):
            mark, within = draw(st.sampled_from(MARKS)), f"{draw(DURATIONS)}ms"
            data["expected"] = {"mark": mark, "within": within}
        data["objective"] = draw(st.none() | st.just(OBJECTIVE))
        data["alarm"] = draw(st.booleans())
        found.append(Inject.model_validate(data))
    return tuple(found)


def _scenario(text: str, found: tuple[Inject, ...] | None = None) -> Scenario:
    scenario = validated(parse_yaml(text, "small.yaml"), Scenario)
    return scenario if found is None else scenario.model_copy(update={"injects": found})


@settings(max_examples=60)
@given(found=injects())
def test_what_goes_out_comes_back(minimal: str, found: tuple[Inject, ...]) -> None:
    """Injects as rows and back are the same injects: names, times, conditions, checks, texts."""
    scenario = _scenario(minimal, found)
    assert with_rows(scenario, [COLUMNS, *rows_of(scenario)], "t.csv").injects == found


@settings(max_examples=60)
@given(found=injects())
def test_what_is_written_is_read_back(minimal: str, found: tuple[Inject, ...]) -> None:
    """A scenario file with other injects holds exactly those, whatever their texts are."""
    scenario = _scenario(minimal, found)
    written = replace_injects(minimal, scenario, "small.yaml")
    assert _scenario(written) == scenario
    head, tail = minimal.index("injects:"), minimal.index("objectives:")
    assert written.startswith(minimal[:head])
    assert written.endswith(minimal[tail:])


@pytest.mark.parametrize("name", playable_names())
def test_shipped_lists_survive(name: str) -> None:
    """Every shipped MSEL goes out as rows, comes back, and is written into its own file."""
    path = find_scenario(name)
    scenario = load_scenario(path)
    assert with_rows(scenario, [COLUMNS, *rows_of(scenario)], "t.csv") == scenario
    replace_injects(path.read_text(encoding="utf-8"), scenario, str(path))
    assert " \n" not in injects_block(scenario.injects)


def test_a_row_of_each_type(minimal: str) -> None:
    """The columns of a MSEL, in the words of one."""
    found: list[dict[str, Any]] = [
        {"at": "12m ± 4m", "to": "cto", "channel": "phone", "objective": OBJECTIVE},
        {"when": {"after": "alert", "wait": "10m", "unless": "declared"}, "expects": "Declare."},
        {"when": {"after": "inject:n0", "wait": "90s"}, "alarm": True},
        {"by": "facilitator", "expected": {"mark": "told_users", "within": "10m"}},
    ]
    lines = tuple(
        Inject.model_validate({"id": f"n{place}", "sender": "Sales", "text": "When?", **one})
        for place, one in enumerate(found)
    )
    assert rows_of(_scenario(minimal, lines)) == (
        ("1", "12m ± 4m", "n0", "timed", "Sales", "cto", "phone", "When?", "", "inform", ""),
        (
            *("2", "alert + 10m unless declared", "n1", "contingency", "Sales"),
            *("oncall_engineer", "slack", "When?", "Declare.", "", ""),
        ),
        (
            *("3", "inject:n0 + 1m30s", "n2", "conditional", "Sales"),
            *("oncall_engineer", "slack", "When?", "", "", "yes"),
        ),
        (
            *("4", "by hand", "n3", "facilitator", "Sales"),
            *("oncall_engineer", "slack", "When?", "[told_users within 10m]", "", ""),
        ),
    )


GOOD = {
    "Number": "1",
    "Time": "5m",
    "Event": "tickets",
    "Type": "timed",
    "From": "Sales",
    "Message": "When?",
}


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"Number": "first"}, "Number: must be a whole number, not 'first'"),
        ({"Time": ""}, "Time: is empty; write a time like 12m, or a condition like alert + 10m"),
        ({"Time": "12 minutes"}, "Time: not a duration: '12 minutes'; write it like 90s, 35m"),
        ({"Time": "alrt + 5m", "Type": ""}, "Time: unknown mark 'alrt', did you mean 'alert'?"),
        ({"Time": "alert + soon", "Type": ""}, "Time: not a duration: 'soon'"),
        (
            {"Time": "inject:other", "Type": ""},
            "Time: unknown inject 'other'; expected one of tickets",
        ),
        ({"Time": "50m ± 20m"}, "Time: can come after the horizon, which is 1h"),
        ({"Event": ""}, "Event: is empty; fill it in"),
        ({"Event": "Support tickets"}, "Event: must be lower-case letters, digits and hyphens"),
        ({"Type": "tmed"}, "Type: unknown type 'tmed', did you mean 'timed'?"),
        (
            {"Type": "contingency"},
            "Type: is 'contingency', but by its time it is 'timed'; change one of the two",
        ),
        ({"From": " "}, "From: is empty; fill it in"),
        ({"From": "x" * 81}, "From: is 81 characters long; at most 80 are allowed"),
        ({"To": "The CTO"}, "To: must be lower-case letters, digits and underscores"),
        ({"Method": "slak"}, "Method: unknown channel 'slak', did you mean 'slack'?"),
        ({"Message": ""}, "Message: is empty; fill it in"),
        ({"Expected action": "[delcared within 5m]"}, "Expected action: unknown mark 'delcared'"),
        ({"Expected action": "[declared within soon]"}, "Expected action: not a duration: 'soon'"),
        ({"Alarm": "perhaps"}, "Alarm: must be 'yes' or empty, not 'perhaps'"),
        ({"Objective": "infrom"}, "Objective: unknown objective 'infrom', did you mean 'inform'?"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_a_bad_cell_is_told_by_row_and_column(
    minimal: str, cells: dict[str, str], says: str
) -> None:
    """One slip, one finding: the row as the spreadsheet counts it, the column, the way out."""
    good = {**GOOD, "Event": "first"} if "Event" not in cells else {**GOOD, "Event": "other"}
    if "inject" in cells.get("Time", ""):
        good = {}
    bad = {**GOOD, **cells}
    table = [
        COLUMNS,
        *[tuple(row.get(name, "") for name in COLUMNS) for row in (good, bad)],
    ]
    with pytest.raises(BadFile) as caught:
        with_rows(_scenario(minimal), table, "t.csv")
    (finding,) = caught.value.findings
    assert str(finding).startswith(f"t.csv: row 3, {says}")


def test_every_bad_cell_is_told_at_once(minimal: str) -> None:
    """Slips in several rows come in the order of rows and columns, all of them."""
    rows = [
        {**GOOD, "Time": "5 min", "Method": "slak", "Objective": "x"},
        {**GOOD, "Event": "other", "Message": "", "Type": "odd"},
        {**GOOD, "Number": "n", "Event": "tickets"},
    ]
    table = [COLUMNS, *[tuple(row.get(name, "") for name in COLUMNS) for row in rows]]
    with pytest.raises(BadFile) as caught:
        with_rows(_scenario(minimal), table, "t.csv")
    assert [finding.field for finding in caught.value.findings] == [
        "row 2, Time",
        "row 2, Method",
        "row 2, Objective",
        "row 3, Type",
        "row 3, Message",
        "row 4, Number",
        "row 4, Event",
    ]


@pytest.mark.parametrize(
    ("headings", "says"),
    [
        (("Time", "Event", "Form", "Message"), "unknown column 'Form', did you mean 'From'?"),
        (("Time", "Event", "From", "from", "Message"), "column 'From' is there twice"),
        (("Time", "Event", "From"), "column 'Message' is missing; the columns are Number, Time"),
        ((), "column 'Time' is missing"),
    ],
    ids=["unknown", "twice", "missing", "empty"],
)
def test_headings_are_checked_first(minimal: str, headings: tuple[str, ...], says: str) -> None:
    """Columns go by their headings, in any order and case; a wrong one ends it there."""
    with pytest.raises(BadFile) as caught:
        with_rows(_scenario(minimal), [headings], "t.csv")
    assert f"t.csv: row 1: {says}" in str(caught.value)


def test_order_of_columns_does_not_matter(minimal: str) -> None:
    """Four columns in another order and case, and an empty row, are enough."""
    table = [("message", "FROM", "Event", " time "), (), ("Hello", "Sales", "one", "5m")]
    (found,) = with_rows(_scenario(minimal), table, "t.csv").injects
    assert (found.id, str(found.at), found.sender, found.text) == ("one", "5m", "Sales", "Hello")
    with pytest.raises(BadFile, match="row 2, column 5: 'stray' is under no heading"):
        with_rows(_scenario(minimal), [table[0], (*table[2], "stray")], "t.csv")


def test_the_rest_of_a_file_is_left_alone(minimal: str, save: Callable[..., Path]) -> None:
    """Comments, blank lines and order outside the injects stay; the name follows the file."""
    text = minimal.replace("name: small", "name: small  # mine").replace(
        "objectives:", "\n# what it is for\nobjectives:"
    )
    changed = _scenario(text).model_copy(update={"name": "other"})
    written = replace_injects(text, changed, "other.yaml")
    assert "\n# what it is for\nobjectives:" in written
    assert load_scenario(save(written, "other.yaml")) == changed
    bare = text[: text.index("injects:")] + text[text.index("objectives:") :]
    assert _scenario(replace_injects(bare, _scenario(text), "small.yaml")) == _scenario(text)
    with pytest.raises(BadFile, match="name: must be lower-case letters"):
        replace_injects(text, changed.model_copy(update={"name": "No Name"}), "No Name.yaml")


def test_no_injects() -> None:
    """An empty list is written as one."""
    assert injects_block(()) == "injects: []\n"
