"""What is said on a board: read as it is typed, asked about its blanks, amended, and by whom."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from sim.commands.command import Actor, Request
from sim.journal.bodies import Action, BreakerMoved, FaultEdge
from sim.journal.encoding import Entry
from sim.scenario.names import PRODUCTION_HOST
from sim.surfaces.web.boards import Boards
from sim.surfaces.web.changed import changed_by
from sim.surfaces.web.guide_templates import for_incident
from sim.surfaces.web.render import Renderer
from sim.surfaces.web.seats import SeatPlan
from sim.surfaces.web.team import PlayedBy

if TYPE_CHECKING:
    from sim.command_set import Method
    from sim.journal.bodies import Body
    from tests.web.conftest import Table


def boards_of(table: Table) -> Boards:
    """The session's boards."""
    exercise = table.session.exercise
    return Boards(table.session, Renderer(exercise.scenario.starts_at, exercise.policy), "")


def test_a_message_is_read_before_it_is_sent(table: Table) -> None:
    """The same words as after sending; a mistake is named; nothing enters the journal."""
    table.at(14)
    form = {"text": "Downloads fail.", "says-uploads": "delayed", "next": "20m"}
    before = len(table.session.exercise.journal)
    told = table.do(table.ana, "read", command="status-page", **form)
    assert told.text == "understood as: downloads failing, uploads delayed; next update 14:34"
    assert "not a time" in table.do(table.ana, "read", text="Downloads fail.", next="soon").text
    assert table.do(table.ana, "read", text="").text == ""
    assert "say what works" in table.do(table.ana, "read", text="We are on it.").text
    assert len(table.session.exercise.journal) == before
    sent = table.do(table.ana, "say", command="status-page", state="investigating", **form)
    assert sent.text.endswith(told.text)


@pytest.mark.parametrize(
    ("command", "rest"),
    [
        ("page", {"role": "technical_lead"}),
        ("post", {"channel": "slack"}),
        ("status-page", {"state": "investigating"}),
        ("email", {"to": "all_users"}),
        ("call", {"role": "technical_lead"}),
        ("declare", {}),
        ("resolve", {}),
    ],
)
def test_a_blank_asks_before_it_goes_out(table: Table, command: str, rest: dict[str, str]) -> None:
    """Whatever people read; said once more it goes. A note in the log is the writer's own."""
    table.at(14)
    before = len(table.session.exercise.journal)
    text = "Downloads fail. Next update: [time]."
    told = table.do(table.ana, "say", command=command, text=text, **rest)
    assert (told.ok, told.asks) == (False, "anyway")
    assert told.text.startswith("[time] is not filled in")
    assert len(table.session.exercise.journal) == before
    again = table.do(table.ana, "say", command=command, text=text, anyway="1", **rest)
    assert again.asks == ""
    assert len(table.session.exercise.journal) > before
    assert table.do(table.ana, "say", command="note", text="call [name] back").ok


def test_every_template_of_the_guide_has_a_blank() -> None:
    """None can go out unread; the incident's name is filled in already."""
    ids = [one.id for one in for_incident("INC-2026-03-03-001")]
    assert len(set(ids)) == len(ids) == 6
    for one in for_incident("INC-2026-03-03-001"):
        assert "[" in one.text
        assert "{" not in one.text
    assert "Incident ID: INC-2026-03-03-001" in for_incident("INC-2026-03-03-001")[0].text


def test_whoever_declares_again_amends(table: Table) -> None:
    """The first instant and name stay, the new title says whose it is; so does the severity."""
    table.at(14)
    assert table.do(table.ana, "say", command="declare", text="Downloads fail").ok
    assert table.do(table.ana, "say", command="assess", severity="2").ok
    table.at(20)
    assert table.do(table.ben, "say", command="declare", text="The bucket is gone").ok
    assert table.do(table.ben, "say", command="assess", severity="1").ok
    card = table.session.seen.card
    assert (card.declared_at, card.declared_by) == (14 * 60_000, "Ana")
    assert (card.amended_at, card.amended_by, card.title) == (
        20 * 60_000,
        "Ben",
        "The bucket is gone",
    )
    assert (card.severity, card.severity_by, card.severity_before) == (1, "Ben", 2)
    said = [line.what for line in table.session.seen.log]
    assert said.count("amends the declaration") == 1
    sections = boards_of(table).sections("player", "oncall_engineer")
    assert "14:14 by Ana" in sections["incident"]
    assert "amended 14:20 by Ben" in sections["incident"]
    assert "(Ben, 14:20; before: 2)" in sections["incident"]
    assert "Amend" in sections["declaring"]
    assert '<option value="">choose…</option>' in sections["declaring"]


def test_a_role_waits_outside_until_it_is_called(table: Table) -> None:
    """It sees nothing and can do nothing; a page lets it in; another one's page does not."""
    table.at(14)
    assert table.do(table.flo, "outside", role="technical_lead").ok
    boards = boards_of(table)
    sections = boards.sections("player", "technical_lead")
    assert set(sections) == {"outside", "calls"}
    assert boards.news("player", "technical_lead", 0)["rows"] == []
    assert set(boards.own("player", table.ben)) == {"top", "duties"}
    told = table.do(table.ben, "say", command="post", channel="slack", text="Anything wrong?")
    assert told.text == "nobody has called you in yet; nothing was done"
    assert table.do(table.ana, "say", command="page", role="cto", text="Downloads fail").ok
    assert table.do(table.ana, "say", command="declare", text="Downloads fail").ok
    assert "outside" in boards.sections("player", "technical_lead")
    assert table.do(table.ana, "say", command="page", role="technical_lead", text="Join us").ok
    sections = boards.sections("player", "technical_lead")
    assert "outside" not in sections
    assert "Join us" in sections["calls"]
    assert table.do(table.ben, "say", command="answer").ok


def test_who_can_wait_and_who_lets_in(table: Table) -> None:
    """The facilitator lets in by hand; who has been called, or gets the alert, cannot be sent out.

    It is kept with the seats, for a session that is taken up again.
    """
    table.at(14)
    assert not table.do(table.flo, "outside", role="oncall_engineer").ok
    assert not table.do(table.flo, "outside", role="nobody").ok
    assert not table.do(table.ana, "outside", role="cto").ok
    assert table.do(table.flo, "outside", role="cto").ok
    assert SeatPlan.load(table.record).outside == {"cto"}
    assert json.loads((table.record / "seats.json").read_text())["outside"] == ["cto"]
    assert "Let in" in boards_of(table).sections("facilitator", "")["seats"]
    assert table.do(table.flo, "inside", role="cto").ok
    assert not table.session.waits_outside("cto")
    assert table.do(table.ana, "say", command="page", role="cto", text="Downloads fail").ok
    assert not table.do(table.flo, "outside", role="cto").ok


def test_what_is_sent_is_what_the_dialog_shows(table: Table) -> None:
    """Words changed in the dialog go out with it; unchanged ones leave no line of an edit."""
    table.at(14)
    assert table.do(table.flo, "fire", inject="press-call", text="Is it over?", to="cto").ok
    said = [one for one in table.session.seen.said.values() if one.text == "Is it over?"]
    assert [one.to for one in said] == [("cto",)]
    line = next(one for one in table.session.truth.msel() if one.inject == "sales-call")
    given = {name: getattr(line, name) for name in ("sender", "to", "channel", "text")}
    before = len(table.session.exercise.journal)
    assert table.do(table.flo, "fire", inject="sales-call", **given).ok
    kinds = [one.body.kind for one in table.session.exercise.journal.since(before)]
    assert kinds[:2] == ["inject", "message"]


def test_the_msel_begins_with_what_comes_next(table: Table) -> None:
    """By its time, then what waits for a condition, then by hand; what is over comes last."""
    table.at(22)
    lines = table.session.truth.msel()
    ahead = [one for one in lines if one.ahead]
    assert list(lines[: len(ahead)]) == ahead
    dues = [one.due_at for one in ahead if one.due_at is not None]
    assert dues == sorted(dues)
    names = [one.inject for one in ahead]
    assert set(names[: len(dues)]) == {"nobody-declared", "sales-call"}
    assert names[len(dues) :] == ["vendor-post", "press-call"]
    prompts = table.session.truth.prompts()
    assert {(one.inject, one.text) for one in prompts} == {
        ("nobody-declared", "comes because nobody has declared the incident;"),
        ("sales-call", "comes because nothing has been repaired yet;"),
    }
    assert all(one.until in dues for one in prompts)
    over = [one for one in lines if not one.ahead]
    assert [one.sent_at for one in over] == sorted((one.sent_at or 0 for one in over), reverse=True)


def test_a_command_that_acts_says_what_it_changed(table: Table) -> None:
    """From the entries behind the action: never a fault, and nothing of one that looks."""
    table.at(20)
    notes: list[str] = []

    async def act(method: Method, path: str) -> None:
        world = PlayedBy(table.session, table.ana, notes.append)
        await world.act(Request(method, path, body="{}"), Actor("Ana", "responder"), 0)

    asyncio.run(act("GET", "/health/status"))
    assert notes == []
    asyncio.run(act("POST", "/health/services/R2_STORAGE/restore"))
    asyncio.run(act("POST", "/health/services/R2_STORAGE/restore"))
    asyncio.run(act("POST", "/health/services/R2_STORAGE/degrade"))
    first, again, last = notes
    assert "R2_STORAGE is normal" in first
    assert again == "changed: nothing"
    assert "R2_STORAGE went read-only" in last


def test_what_a_command_caused_hides_the_faults_it_ended() -> None:
    """A release that is rolled back ends the fault; the note tells what the player can see."""
    action = Action(
        actor="Ana",
        role="responder",
        command="x",
        effect=("changes",),
        method="POST",
        host=PRODUCTION_HOST,
        path="/x",
        body="",
        arguments={},
        status=200,
        response={},
        response_digest="",
    )
    ended = FaultEdge(
        fault="secret", effect="r2_unavailable", edge="ended", service="R2_STORAGE", by="command"
    )
    bodies: tuple[Body, ...] = (
        ended,
        action,
        BreakerMoved(old="OPEN", new="CLOSED", by="operator", reason="reset", failures=0),
        ended,
    )
    entries = [Entry(seq=n, at=0, body=body, hash="") for n, body in enumerate(bodies)]
    assert changed_by(entries) == "breaker OPEN → CLOSED"
