"""A team in one session: joining, the clock, what each action leaves in the journal and on disk."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, cast

import pytest

from sim.commands.command import Request
from sim.errors import TabletopError
from sim.exercise.replay import rebuild
from sim.journal.bodies import Message
from sim.journal.conduct import Decision
from sim.journal.file import read_journal
from sim.language.model import SUBJECTS
from sim.surfaces.web import host
from sim.surfaces.web.endpoint import Endpoint
from sim.surfaces.web.seats import SeatPlan
from sim.surfaces.web.views.obligations import obligations_now
from tests.web.serving import page_of, serving

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from tests.web.conftest import Table
    from tests.web.page_client import PageClient


def kinds(table: Table, *wanted: str) -> list[tuple[int, str]]:
    """Entries of these kinds: the second, and the kind."""
    return [
        (entry.at // 1000, entry.body.kind)
        for entry in table.session.exercise.journal.entries
        if entry.body.kind in wanted
    ]


def test_time_stands_until_startex_and_in_a_pause(open_table: Callable[[], Table]) -> None:
    """Nothing can be done then; the world does not go on."""
    table = open_table()
    table.wall.seconds += 100
    assert table.session.clock.now() == 0
    told = table.do(table.ana, "say", command="note", text="early")
    assert (told.ok, told.text) == (False, "the exercise has not begun yet; nothing was done")
    assert table.do(table.flo, "pause").text.startswith("the exercise has not begun yet")
    assert table.do(table.flo, "start").ok
    assert not table.do(table.flo, "start").ok
    table.at(5)
    assert table.do(table.flo, "pause").ok
    table.wall.seconds += 100
    table.session.tick()
    assert table.session.clock.now() == 300_000
    assert not table.do(table.ana, "say", command="note", text="x").ok
    assert table.do(table.flo, "resume").ok
    assert table.do(table.ana, "say", command="note", text="x").ok
    assert kinds(table, "action") == [(300, "action")]


def test_pace_and_skip(table: Table) -> None:
    """The pace counts from where time stands; a skip moves the world along."""
    table.at(2)
    assert table.do(table.flo, "pace", pace="600").ok
    table.wall.seconds += 1
    table.session.tick()
    assert table.session.clock.now() == 720_000
    assert table.do(table.flo, "skip", **{"for": "5m"}).ok
    assert table.session.exercise.now == 1_020_000
    for fields in ({"pace": "fast"}, {"pace": "0"}, {"pace": "1e9"}, {"pace": "nan"}):
        assert table.do(table.flo, "pace", **fields).text.startswith("pace:")
    for words in ("", "soon", "-5m", "0s"):
        assert not table.do(table.flo, "skip", **{"for": words}).ok
    assert [entry for _, entry in kinds(table, "clock")] == ["clock"] * 3


def test_a_resumed_session_goes_on_at_the_pace_last_set(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Begun at 60 and set to 600, then to 30.5: at 30.5, unless another one is asked for."""
    for pace in ("600", "30.5"):
        assert table.do(table.flo, "pace", pace=pace).ok
    assert table.do(table.flo, "pause").ok
    entries = table.session.exercise.journal.entries
    begun = next(place for place, one in enumerate(entries) if one.body.kind == "clock")
    paces: list[float] = []

    def host_session(*given: object) -> None:
        paces.append(cast("float", given[5]))

    monkeypatch.setattr(host, "host_session", host_session)
    monkeypatch.setattr(host, "listen", lambda _: None)
    for known, asked in ((entries, None), (entries, 5.0), (entries[:begun], None)):
        seats, exercise = table.session.seats, table.session.exercise
        host.resume_session(exercise, table.record, known, 0, seats, Endpoint(), asked)
    assert paces == [30.5, 5.0, 1.0]


@pytest.mark.parametrize(
    ("code", "name", "says"),
    [
        ("XXXXX-XXXXX", "Cy", "no seat has this code"),
        ("", "Cy", "no seat has this code"),
        (None, "Ana", "'Ana' already has a seat"),
        (None, "  ", "say who you are"),
        (None, "x" * 41, "at most 40"),
        (None, "A\u202eb", "cannot be printed"),
    ],
)
def test_who_cannot_join(table: Table, code: str | None, name: str, says: str) -> None:
    """Told why; nobody sits and nothing is written."""
    before = table.session.exercise.journal.lines, len(table.session.seats.people)
    wanted = table.session.seats.code_of("cto") if code is None else code
    with pytest.raises(TabletopError, match=says):
        table.session.join(wanted, name)
    assert before == (table.session.exercise.journal.lines, len(table.session.seats.people))


def test_a_code_is_read_as_people_type_it(table: Table) -> None:
    """Small letters, spaces, no dash."""
    code = table.session.seats.code_of("cto")
    assert table.session.seats.role_of(f" {code.lower().replace('-', ' ')} ") == "cto"


def test_seats_are_the_owners_only_and_come_back(table: Table) -> None:
    """Codes and tokens are on disk before anybody is let in, and go when it is over."""
    path = table.record / "seats.json"
    assert path.stat().st_mode & 0o777 == 0o600
    again = SeatPlan.load(table.record)
    assert (again.codes, again.people) == (table.session.seats.codes, table.session.seats.people)
    table.session.seats.forget()
    assert not path.exists()
    with pytest.raises(TabletopError, match="not a team session"):
        SeatPlan.load(table.record)
    path.write_text(json.dumps({"codes": 1}))
    with pytest.raises(TabletopError, match="cannot be read"):
        SeatPlan.load(table.record)


def test_what_was_acknowledged_is_on_disk_and_is_rebuilt(table: Table) -> None:
    """Each action is in the record's file when it is answered; the file replays to equal bytes."""
    table.at(14)
    actions = [
        (table.ana, "say", {"command": "declare", "text": "Downloads fail"}),
        (table.ana, "say", {"command": "page", "role": "technical_lead", "text": "join"}),
        (table.ben, "say", {"command": "answer"}),
        (table.flo, "hold", {"inject": "sales-call"}),
        (table.flo, "edit", {"inject": "sales-call", "text": "Other words"}),
        (table.flo, "fire", {"inject": "sales-call"}),
        (table.flo, "add", {"sender": "The press", "text": "A word?", "now": "1"}),
        (table.flo, "drop", {"inject": "vendor-post"}),
        (table.eva, "remark", {"objective": "detect", "rating": "S", "text": "slow"}),
    ]
    for person, action, fields in actions:
        outcome = table.do(person, action, **fields)
        assert outcome.ok, outcome.text
        lines = (table.record / "journal.jsonl").read_text().splitlines()
        assert lines == table.session.exercise.journal.lines
    table.session.finish()
    entries = read_journal(table.record)
    assert rebuild(entries).journal.digest == entries[-1].hash


@pytest.mark.parametrize(
    ("action", "fields", "says"),
    [
        ("fire", {"inject": "sales-cal"}, "did you mean 'sales-call'?"),
        ("fire", {}, "no inject"),
        ("add", {"sender": "", "text": "x"}, "sender"),
        ("add", {"sender": "X", "text": "x", "to": "nobody"}, "nobody"),
        ("add", {"sender": "X", "text": "x", "channel": "smoke"}, "channel"),
        ("edit", {"inject": "sales-call", "text": "x" * 2_001}, "2000"),
        ("remark", {}, "write a note"),
        ("remark", {"rating": "P"}, "which one is rated"),
        ("remark", {"rating": "Q", "objective": "detect"}, "rating"),
        ("remark", {"text": "x" * 4_001}, "at most 4000"),
    ],
)
def test_what_a_facilitator_gets_wrong(
    table: Table, action: str, fields: dict[str, str], says: str
) -> None:
    """One clear line, and nothing has changed."""
    before = table.session.exercise.journal.lines
    outcome = table.do(table.flo, action, **fields)
    assert not outcome.ok
    assert says in outcome.text
    assert table.session.exercise.journal.lines == before


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "unknown command"),
        ({"command": "rm"}, "unknown command"),
        ({"command": "page", "role": "technical_lead"}, "TEXT is missing"),
        ({"command": "page", "role": "nobody", "text": "x"}, "no role or group 'nobody'"),
        ({"command": "assess", "severity": "high"}, "not a whole number"),
        ({"command": "assess", "severity": "9"}, "severity"),
        ({"command": "note", "text": "x", "bogus": "y"}, "unknown option --bogus"),
        ({"command": "page", "role": "cto", "text": "x", "next": "soon"}, "next: "),
        (
            {"command": "page", "role": "cto", "text": "x", "says-files": "works"},
            "for files: must be one of 'safe'",
        ),
        ({"command": "page", "role": "cto", "text": "x", "says-all": "works"}, "unknown subject"),
    ],
)
def test_what_a_player_gets_wrong(table: Table, fields: dict[str, str], says: str) -> None:
    """The same; what reached the worker's door is in the journal as refused."""
    outcome = table.do(table.ana, "say", **fields)
    assert not outcome.ok
    assert says in outcome.text


def test_the_form_states_outright(table: Table) -> None:
    """What is chosen per subject is the message's last line; what is not chosen is not in it."""
    chosen = {"says-downloads": "failing", "says-files": "at_risk", "says-uploads": "", "next": ""}
    outcome = table.do(table.ana, "say", command="post", channel="slack", text="Hm", **chosen)
    assert outcome.ok
    assert outcome.text.endswith(" · understood as: downloads failing, files at risk")
    sent = [e.body for e in table.session.exercise.journal.entries if isinstance(e.body, Message)]
    assert sent[-1].text == "Hm\nIn short: downloads failing, files at risk."


def test_after_endex_nothing_can_be_done(table: Table) -> None:
    """Neither by players nor by staff; the journal stays as it is."""
    assert table.do(table.flo, "end").ok
    before = table.session.exercise.journal.lines
    assert table.do(table.ana, "say", command="note", text="x").text == "the exercise is over"
    for action, fields in (
        ("end", {}),
        ("pause", {}),
        ("fire", {"inject": "sales-call"}),
    ):
        assert "over" in table.do(table.flo, action, **fields).text
    # A note belongs to the hot wash from now on.
    assert table.do(table.flo, "remark", text="late").text == "written down"
    assert table.session.exercise.journal.lines == before


@pytest.fixture
def discussion(open_table: Callable[..., Table]) -> Table:
    """A tabletop that has begun."""
    opened = open_table("tabletop")
    assert opened.do(opened.flo, "start").ok
    return opened


def test_a_tabletop_waits_for_startex_as_well(open_table: Callable[..., Table]) -> None:
    """Its clock stands all the time, but only from StartEx on can players act in it."""
    table = open_table("tabletop")
    told = table.do(table.ana, "say", command="declare", text="early")
    assert (told.ok, told.text) == (False, "the exercise has not begun yet; nothing was done")
    assert kinds(table, "action") == []
    assert table.do(table.flo, "start").ok
    assert table.do(table.ana, "say", command="declare", text="Downloads fail").ok
    assert kinds(table, "action") == [(0, "action")]


def test_a_tabletop_goes_from_move_to_move(discussion: Table) -> None:
    """Time stands within a move, and goes on with the next one; the time box is in real time."""
    table = discussion
    assert table.session.box_left() is None
    assert table.do(table.flo, "move", move="first-signs").text == "move: First signs"
    assert table.session.clock.now() == 22 * 60_000
    table.wall.seconds += 240
    table.session.tick()
    assert table.session.clock.now() == 22 * 60_000
    assert table.session.box_left() == 11 * 60_000
    for action in ("pause", "resume", "pace"):
        assert "moves only with its moves" in table.do(table.flo, action, pace="10").text
    assert "has already begun" in table.do(table.flo, "move", move="first-signs").text
    assert "no move" in table.do(table.flo, "move", move="nonsense").text
    assert table.do(table.flo, "move", move="tempting-shortcut").ok
    assert table.session.clock.now() == 33 * 60_000
    assert table.session.box_left() == 15 * 60_000


def test_in_a_tabletop_people_speak_and_decide_and_touch_nothing(discussion: Table) -> None:
    """Words reach people, decisions are written down, the system's calls are refused."""
    table = discussion
    assert table.do(table.flo, "move", move="first-signs").ok
    told = table.do(table.ana, "decide", question="severity", text="All of it", why="All fail")
    assert told.ok
    assert table.do(table.ana, "say", command="declare", text="Downloads fail").ok
    answer = table.session.play(table.ana, Request("GET", "/health/status"))
    assert answer.status == 403
    assert "question" in table.do(table.ana, "decide", question="x", text="y").text
    assert not table.do(table.ana, "decide", text="").ok
    (decision,) = [
        entry.body
        for entry in table.session.exercise.journal.entries
        if isinstance(entry.body, Decision)
    ]
    assert (decision.by, decision.role, decision.move, decision.why) == (
        "Ana",
        "oncall_engineer",
        "first-signs",
        "All fail",
    )
    table.session.finish()
    entries = read_journal(table.record)
    assert rebuild(entries).journal.digest == entries[-1].hash


def decisions(table: Table) -> list[Decision]:
    """Those in the journal."""
    entries = table.session.exercise.journal.entries
    return [entry.body for entry in entries if isinstance(entry.body, Decision)]


DOES = {
    "question": "escalation",
    "text": "Page the lead, mail the users",
    "severity": "1",
    "told-technical_lead": "yes",
    "told-operations_team": "yes",
    "audience": "all_users",
    "says": "Sorry.",
    "says-downloads": "failing",
    "next": "20m",
    "at": "14:22",
}


def test_a_decision_says_what_it_does(discussion: Table) -> None:
    """Severity, roles, words with what they state, and when; the clock is the scenario's."""
    table = discussion
    assert table.do(table.flo, "move", move="first-signs").ok
    told = table.do(table.ana, "decide", **DOES)
    assert told.ok
    assert told.text == (
        "written down: page Technical lead, Operations team at 14:22 · severity 1 · tell All users"
        " · understood as: downloads failing; next update in 20m"
    )
    (body,) = decisions(table)
    assert (body.severity, body.told) == (1, ("technical_lead", "operations_team"))
    assert (body.audience, body.done_at) == ("all_users", 22 * 60_000)
    assert body.says == "Sorry.\nIn short: downloads failing; next update in 20m."
    assert table.session.seen.card.severity == 1
    table.session.finish()
    entries = read_journal(table.record)
    assert rebuild(entries).journal.digest == entries[-1].hash


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"severity": "high"}, "severity: 'high' is not a whole number"),
        ({"severity": "5"}, "severity: the policy has no level 5, it has 1, 2, 3, 4"),
        ({"severity": "9"}, "severity: must be 5 or less"),
        ({"told-technical_led": "yes"}, "no role 'technical_led': did you mean 'technical_lead'?"),
        ({"audience": "all_user"}, "no audience 'all_user': did you mean 'all_users'?"),
        ({"audience": ""}, "audience: choose who the message is for"),
        ({"says": "", "says-downloads": "", "next": ""}, "words: write the message for this"),
        ({"says-files": "works"}, "words: unknown state 'works' for files"),
        ({"next": "soon"}, "words: 'soon' is not a time: write 20m, 2h or 14:40."),
        ({"at": "soon"}, "at: 'soon' is not a time: write 14:22, or nothing for now"),
        ({"at": "24:00"}, "at: '24:00' is not a time"),
        ({"at": "13:59"}, "at: 13:59 is not within the exercise, from 14:00 to 18:00"),
        ({"at": "18:00"}, "at: 18:00 is not within the exercise"),
        ({"says": "x" * 3_990}, "says: must have at most 4000 characters"),
    ],
)
def test_what_a_decision_cannot_do(discussion: Table, fields: dict[str, str], says: str) -> None:
    """One clear line, and nothing has changed."""
    table = discussion
    assert table.do(table.flo, "move", move="first-signs").ok
    before = table.session.exercise.journal.lines
    told = table.do(table.ana, "decide", **{**DOES, **fields})
    assert not told.ok
    assert told.text.startswith(says)
    assert "\n" not in told.text
    assert table.session.exercise.journal.lines == before


def test_a_time_alone_is_no_deed(discussion: Table) -> None:
    """It belongs to a severity, a role or words."""
    told = discussion.do(discussion.ana, "decide", text="Look", at="14:22")
    assert told.text == "at: a time needs an action: a severity, roles or a message"


def test_a_decision_over_the_live_connection(discussion: Table) -> None:
    """The form is offered, every role of it fits in, and every board lists what was decided."""
    table = discussion
    assert table.do(table.flo, "move", move="first-signs").ok
    roles = [one for one in table.session.exercise.policy.roles if one != "oncall_engineer"]

    async def shown(page: PageClient, section: str, text: str) -> str:
        while text not in page.sections.get(section, ""):
            page.changed.clear()
            await page.changed.wait()
        return page.sections[section]

    async def decide(client: httpx.AsyncClient) -> None:
        async with page_of(client, table.ana) as ana, page_of(client, table.eva) as eva:
            form = await shown(ana, "move", "told-technical_lead")
            assert 'name="told-oncall_engineer"' not in form
            assert all(f'name="{name}"' in form for name in ("severity", "audience", "says", "at"))
            everything = {**DOES, **{f"told-{role}": "yes" for role in roles}, "why": "x"}
            states = {f"says-{one}": "unknown" for one in SUBJECTS}
            told = await ana.do("decide", **{**everything, **states})
            assert told.ok, told.text
            for page in (ana, eva):
                listed = await shown(page, "decisions", "at 14:22")
                assert "severity 1 · tell All users" in listed
                assert "next update in 20m" in listed

    serving(table, decide)


def test_outside_a_tabletop_nothing_is_decided(table: Table) -> None:
    """The action is refused with a reason."""
    assert not table.do(table.ana, "decide", text="We wait").ok
    assert not table.do(table.flo, "move", move="first-signs").ok


def test_obligations_are_kept_beside_the_event_loop(table: Table) -> None:
    """It is not worked out when it is asked for, comes to the same, and says that it is new."""

    async def keep() -> None:
        session = table.session
        keeping = asyncio.create_task(session.keep_obligations())
        await asyncio.sleep(0)
        before = session.obligations, session.obligations_version
        table.at(25)
        assert table.do(table.ana, "say", command="declare", text="Downloads fail").ok
        assert table.do(table.ana, "say", command="assess", severity="1").ok
        assert (session.obligations, session.obligations_version) == before
        grown = len(session.exercise.journal)
        while session.obligations_version < grown:  # noqa: ASYNC110 - the clock is the wall's
            await asyncio.sleep(0.05)
        assert session.obligations == obligations_now(session.exercise.journal.entries)
        assert session.obligations.open
        keeping.cancel()

    asyncio.run(asyncio.wait_for(keep(), 20))
