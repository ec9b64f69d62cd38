"""Thirty sheets in other people's shapes: read right, or refused by a line that is true."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from sim.scenario.library import find_policy, find_scenario
from sim.scenario.load import load_policy, load_scenario
from sim.scenario.msel import COLUMNS
from sim.scenario.msel_foreign import is_ours, plain, translated, when

if TYPE_CHECKING:
    from sim.scenario.msel_foreign import Translated

MINUTE = 60_000
NINE = 9 * 60 * MINUTE
SCENARIO = load_scenario(find_scenario("complete-r2-outage"))
POLICY = load_policy(find_policy("list-cutter"))
ROLES = {name: POLICY.called(name) for name in (*POLICY.roles, *POLICY.groups, *POLICY.audiences)}


def read(text: str, **mapped: str) -> Translated | None:
    """A sheet as CSV with commas, of an exercise that starts at nine."""
    table = [tuple(row) for row in csv.reader(io.StringIO(text))]
    return translated(
        table, "s.csv", roles=ROLES, player=SCENARIO.player, starts_at=NINE, mapped=mapped
    )


def row(text: str, **mapped: str) -> dict[str, str]:
    """The one row of a sheet, by our columns; nothing was found wrong."""
    made = read(text, **mapped)
    assert made is not None
    assert made.findings == []
    heads, (cells,) = made.rows[0], made.rows[1:]
    return dict(zip(heads, cells, strict=True))


SHEETS = {
    "hseep": "MSEL #,Event Time,Event Description,Responsible Controller,Recipient Player(s),"
    "Expected Outcome of Player Action,Core Capability,Delivery Method\n"
    "1,09:05,Downloads fail,SimCell,On-call engineer,Declare,Coordination,Phone\n",
    "ctep": "Event Number,Event Time,Event Description,Responsible Controller,Recipient,"
    "Expected Player Action,Delivery Method\n7,9:05 AM,Downloads fail,SimCell,All,Declare,Email\n",
    "preparex": "Seq No,Date/Time Delivered,Inject Type,Delivery Method,Originator (From),"
    "Recipient (To),Inject description\n1,09:05,info,phone call,SimCell,all,Downloads fail\n",
    "title rows": "Exercise Harbour\n\nVersion 3,,\nNo.,Time,Inject\n1,T+5,Downloads fail\n",
    "dated": "Time,Description\n2026-03-31 09:05,Downloads fail\n",
    "us date": "Time,Description\n3/31/2026 9:05 AM,Downloads fail\n",
    "military": "When,Content\n0905,Downloads fail\n",
    "military hrs": "When,Content\n0905 hrs,Downloads fail\n",
    "hour half": "When,Content\n9:05am,Downloads fail\n",
    "dots": "When,Content\n9.05 a.m.,Downloads fail\n",
    "t plus": "When,Content\nT + 5 min,Downloads fail\n",
    "startex plus": "When,Content\nStartEx+0:05,Downloads fail\n",
    "minutes": "When,Content\n5 minutes,Downloads fail\n",
    "number": "When,Content\n5,Downloads fail\n",
    "unit": "When,Content\n5 min,Downloads fail\n",
    "title and text": "Time,Title,Details\n5 min,Outage,Downloads fail\n",
    "only event": "Time,Event\n5 min,Downloads fail\n",
    "german signs": "Zeit,Time,Text\n,5 min,Downloads fail\n",
    "number sign": "Inject #,Event Time,Event Description,Sent To\n1,T+5,Downloads fail,All\n",
    "inject as title": "#,Time,Inject,Inject Description\n1,T+5,Outage,Downloads fail\n",
    "inject beside event": "#,Time,Inject,Event\n1,T+5,Downloads fail,Outage\n",
    "elapsed": "Ref,Elapsed,Narrative,Role\n1,T+5,Downloads fail,all\n",
    "odd case": "EVENT TIME,  inject   DESCRIPTION \n5 min,Downloads fail\n",
}
"""Each of them says: after five minutes, downloads fail."""


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_of_another_shape_is_read(name: str) -> None:
    """The time counts from StartEx at nine; the text is the message; the id is made from it."""
    found = row(SHEETS[name])
    assert (found["Time"], found["Message"]) == ("5m", "Downloads fail")
    assert found["Event"] in {"downloads-fail", "outage"}
    assert found["Type"] == "timed"
    assert tuple(found) == COLUMNS


def test_every_column_of_hseep_has_its_place() -> None:
    """What has none is kept as a note behind the expected action."""
    found = row(SHEETS["hseep"])
    assert (found["From"], found["To"], found["Method"]) == ("SimCell", "", "phone")
    assert found["Expected action"] == "Declare (Core Capability: Coordination)"
    made = read(SHEETS["hseep"])
    assert made is not None
    assert (made.notes, made.start) == (("Core Capability",), "09:00")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Time,Text\n08:59,x\n", "before StartEx"),
        ("Time,Text\nsoonish,x\n", "is no time"),
        ("Time,Text\n25:00 PM,x\n", "is no time"),
        ("Time,Text\n5,\n", "is empty"),
        ("Time,Text,Method\n5,x,pigeon\n", "is no way to deliver"),
        ("Time,Text,To\n5,x,Harbour master\n", "is no role"),
    ],
)
def test_what_cannot_be_understood_is_named_by_its_row(text: str, said: str) -> None:
    """The row and the sheet's own heading; one finding for one fault."""
    made = read(text)
    assert made is not None
    (finding,) = made.findings
    assert finding.field.startswith("row 2, ")
    assert said in finding.problem


def test_a_table_without_a_time_or_a_text_is_none_of_theirs() -> None:
    assert read("Name,Age\nAnn,3\n") is None
    assert read("") is None


def test_a_column_can_be_mapped_by_hand() -> None:
    found = row("Stunde,Geschichte\n5 min,Downloads fail\n", Stunde="Time", Geschichte="Message")
    assert (found["Time"], found["Message"]) == ("5m", "Downloads fail")


def test_names_are_unique_and_begin_with_a_letter() -> None:
    made = read("Time,Text\n1,9 lists lost\n2,9 lists lost\n3,!!!\n")
    assert made is not None
    names = [cells[COLUMNS.index("Event")] for cells in made.rows[1:]]
    assert names == ["inject-9-lists-lost", "inject-9-lists-lost-2", "inject-3"]


def test_our_own_sheet_is_ours() -> None:
    assert is_ours(COLUMNS)
    assert is_ours(("Time", "Event", "From", "Message"))
    assert not is_ours(("Time", "Event Description"))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("1:30 PM", 13.5 * 60), ("12:00 am", 0), ("12:15 pm", 12.25 * 60), ("D+1", 24 * 60),
     ("D+1 09:30", 33.5 * 60), ("13h05", 13 * 60 + 5)],
)  # fmt: skip
def test_times_of_day(text: str, minutes: float) -> None:
    assert when(text) == ("clock", int(minutes * MINUTE))


def test_headings_are_compared_without_signs() -> None:
    assert plain("  Recipient Player(s) ") == "recipient players"
    assert plain("MSEL #") == "msel"
