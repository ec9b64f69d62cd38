"""Messages as browsers get them: everything, only what is new, to whom it is for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.journal.bodies import Arrived, Message
from sim.journal.encoding import Entry
from sim.surfaces.arguments import choose
from sim.surfaces.web.boards import Boards
from sim.surfaces.web.render import Renderer
from sim.surfaces.web.views.channels import RINGS, News, news
from sim.surfaces.web.views.seen import PlayersView

if TYPE_CHECKING:
    from sim.journal.bodies import Body
    from tests.web.conftest import Table

POLICY = choose("complete-r2-outage", None).policy
ROLES = (*POLICY.roles, None)


def texts(found: News) -> list[str]:
    """What was said, in the order of the rows."""
    return [row["text"] for row in found["rows"]]


def test_everybody_reads_what_is_theirs_and_the_staff_all_of_it(table: Table) -> None:
    """A call is read by who makes it, and by facilitator and evaluator; it rings elsewhere."""
    table.at(14)
    assert table.do(table.ben, "say", command="call", role="cto", text="Between us").ok
    assert table.do(table.ana, "say", command="post", channel="slack", text="For all of us").ok
    seen = table.session.seen
    for role, hears in (("technical_lead", True), ("cto", False), ("oncall_engineer", False)):
        assert ("Between us" in texts(news(seen, POLICY, role, 0))) is hears, role
        assert "For all of us" in texts(news(seen, POLICY, role, 0))
    render = Renderer(table.session.exercise.scenario.starts_at, POLICY)
    boards = Boards(table.session, render, "")
    for view in ("facilitator", "evaluator"):
        assert {"Between us", "For all of us"} <= set(texts(boards.news(view, view, 0)))
    assert boards.news("projector", "", 0)["rows"] == []
    call = next(row for row in news(seen, POLICY, "cto", 0)["rows"] if row["channel"] == "phone")
    assert (call["sender"], call["to"], call["mine"]) == ("Ben, Technical lead", "CTO", False)


def test_a_call_is_heard_by_who_picks_it_up(table: Table) -> None:
    """Until then it rings, in the list and in the banner; the log tells others of the call only."""
    table.at(14)
    words = "Leave the breaker alone"
    assert table.do(table.ben, "say", command="call", role="oncall_engineer", text=words).ok
    render = Renderer(table.session.exercise.scenario.starts_at, POLICY)
    boards = Boards(table.session, render, "")
    before = boards.news("player", "oncall_engineer", 0)
    assert RINGS in texts(before)
    assert words not in texts(before)
    assert all(words not in html for html in boards.sections("player", "oncall_engineer").values())
    call = next(one for one in table.session.seen.said.values() if one.text == words)
    assert table.do(table.ana, "say", command="answer", message=call.message).ok
    after = boards.news("player", "oncall_engineer", before["upto"])
    assert texts(after)[-1] == words
    sections = boards.sections("player", "oncall_engineer")
    assert words in sections["pager"]
    assert words in sections["calls"]
    assert "calls On-call engineer" in sections["log"]
    assert words not in sections["log"]
    assert words in boards.sections("facilitator", "facilitator")["log"]
    assert table.do(table.flo, "end").ok
    assert words in boards.sections("player", "communications_lead")["log"]


def test_nothing_is_left_out_however_much_is_said(table: Table) -> None:
    """Three hundred posts are three hundred rows, numbered without a gap."""
    table.at(1)
    for number in range(300):
        said = table.do(table.ana, "say", command="post", channel="slack", text=f"post {number}")
        assert said.ok
    rows = news(table.session.seen, POLICY, "technical_lead", 0)["rows"]
    assert [row["text"] for row in rows] == [f"post {number}" for number in range(300)]
    assert [row["n"] for row in rows] == list(range(300))


@st.composite
def journals(draw: st.DrawFn) -> list[Entry]:
    """Messages to anybody; some are late, and some of those arrive further on."""
    flags = st.booleans()
    names = st.sampled_from([*POLICY.roles, "public", *POLICY.audiences])
    bodies: list[Body] = []
    late: list[Message] = []
    for number in range(draw(st.integers(1, 12))):
        if draw(flags) and late:
            there = late.pop(0)
            bodies.append(Arrived(message=there.message, delivered=there.delayed, unheard=()))
        to = tuple(draw(st.lists(names, min_size=1, max_size=3, unique=True)))
        is_late = draw(flags)
        sent = Message(
            message=f"m-{number}",
            purpose="call",
            sender="Ana",
            sender_role="oncall_engineer",
            channel=draw(st.sampled_from(["phone", "slack", "email"])),
            recipients=to,
            delivered=() if is_late else to,
            undelivered=(),
            delayed=to if is_late else (),
            text=f"text {number}",
        )
        bodies.append(sent)
        late += [sent] if is_late else []
    return [Entry(seq=n, at=n, body=body, hash="") for n, body in enumerate(bodies)]


@settings(max_examples=60, deadline=None)
@given(entries=journals(), cut=st.integers(0, 20), role=st.sampled_from(ROLES))
def test_what_is_new_adds_up_to_everything(
    entries: list[Entry], cut: int, role: str | None
) -> None:
    """What a browser has after one part and what is new since is what another gets at once."""
    seen = PlayersView(POLICY)
    for entry in entries[:cut]:
        seen.take(entry)
    first = news(seen, POLICY, role, 0)
    for entry in entries[cut:]:
        seen.take(entry)
    second, whole = news(seen, POLICY, role, first["upto"]), news(seen, POLICY, role, 0)
    grown = {row["n"]: row for row in (*first["rows"], *second["rows"])}
    assert grown == {row["n"]: row for row in whole["rows"]}
    assert second["upto"] == whole["upto"]
    assert json.loads(json.dumps(whole)) == whole
