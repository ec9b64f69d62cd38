"""A tabletop on the boards: who sees the story, who writes down, what two rooms see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sim.exercise.exercise import Exercise
from sim.exercise.replay import rebuild
from sim.journal.conduct import Decision
from sim.scenario.durations import MINUTE
from sim.surfaces.live.paced_clock import PacedClock
from sim.surfaces.web.boards import Boards
from sim.surfaces.web.decision_form import IN_WORDS_ONLY
from sim.surfaces.web.move_timer import MoveTimer
from sim.surfaces.web.render import Renderer
from sim.surfaces.web.team import TeamSession

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.journal.file import LiveJournal
    from sim.surfaces.web.source import View
    from tests.web.conftest import Table

OPEN: tuple[tuple[View, str], ...] = (("player", "Ana"), ("projector", "Wes"))
STAFF: tuple[View, ...] = ("facilitator", "evaluator")
TAGS = re.compile(r"<[^>]+>")


@pytest.fixture
def discussion(open_table: Callable[..., Table]) -> Table:
    """A tabletop in its first move."""
    opened = open_table("tabletop")
    assert opened.do(opened.flo, "start").ok
    assert opened.do(opened.flo, "move", move="first-signs").ok
    return opened


def boards_of(table: Table) -> Boards:
    """The boards of a session."""
    scenario = table.session.exercise.scenario
    render = Renderer(scenario.starts_at, table.session.exercise.policy)
    return Boards(table.session, render, "http://127.0.0.1:8600")


def shown(table: Table, view: View, name: str = "") -> str:
    """What is on a person's board, as words."""
    person = next((one for one in table.everybody() if one.name == name), table.flo)
    room = table.session.seen.talk.room_of(name)
    sections = boards_of(table).sections(view, person.role, room)
    return " ".join(TAGS.sub(" ", " ".join(sections.values())).split())


def test_everybody_has_the_story_and_only_the_staff_the_answers(discussion: Table) -> None:
    """On each of the boards; expected answers and ratings are not the players'."""
    rate = {"move": "first-signs", "question": "severity", "rating": "M", "text": "too slow"}
    assert discussion.do(discussion.eva, "rate", **rate).text == "rated M"
    assert not discussion.do(discussion.ana, "rate", **rate).ok
    story = "Nobody else has been called in so far"
    for view, name in OPEN:
        words = shown(discussion, view, name)
        assert story in words
        assert "leave the breaker" not in words
        assert "Stated now, not after the cause is known" not in words
        assert "too slow" not in words
    for view in STAFF:
        words = shown(discussion, view)
        assert story in words
        assert "Stated now, not after the cause is known" in words
        assert "too slow" in words


def test_what_was_passed_over_is_not_reached(discussion: Table) -> None:
    """From the first move to the last and back: nothing in between was done."""
    assert discussion.do(discussion.flo, "move", move="the-vendor-reports").ok
    assert shown(discussion, "facilitator").count("not reached") == 2
    assert "This is the last move" in shown(discussion, "facilitator")
    assert discussion.do(discussion.flo, "move", move="first-signs").ok
    assert discussion.session.exercise.move is not None
    assert discussion.session.exercise.move.id == "first-signs"
    now = discussion.session.exercise.now
    assert now >= 74 * MINUTE
    # What is decided there now would have been done then.
    told = discussion.do(discussion.ana, "decide", question="severity", text="1", severity="1")
    assert told.text == "written down: severity 1 at 14:22"
    assert discussion.do(discussion.flo, "end").ok
    assert "Not reached: A tempting shortcut, The largest customer" in shown(
        discussion, "projector", "Wes"
    )


def test_what_came_in_a_move_that_is_over_does_not_interrupt(discussion: Table) -> None:
    """Its pages and mails wait no longer; those of the present move do."""

    def waiting() -> set[str]:
        calls = boards_of(discussion).sections("player", discussion.ana.role)["calls"]
        found = re.findall(
            r'data-call="(\w[^"]*)" (?:data-n="\d+" )?hidden( data-done="1")?', calls
        )
        return {call for call, done in found if not done}

    first = waiting()
    assert first
    assert discussion.do(discussion.flo, "move", move="tempting-shortcut").ok
    second = waiting()
    assert second
    assert not second & first
    assert discussion.do(discussion.flo, "move", move="the-vendor-reports").ok
    assert not waiting() & (first | second)


def test_a_severity_in_words_is_asked_about_and_never_counts_silently(discussion: Table) -> None:
    """Nothing is written down before the answer; the answer counts it, or leaves it words."""
    table = discussion
    decide = {"question": "severity", "text": "Severity 1: nobody can download"}

    def assessed() -> int | None:
        return table.session.seen.card.severity

    told = table.do(table.ana, "decide", **decide)
    assert (told.ok, told.asks) == (False, "counts")
    assert told.text == "Your words say severity 1; shall it count?"
    assert table.session.seen.talk.decisions == []
    told = table.do(table.ana, "decide", **decide, counts="no")
    assert told.text == f"written down{IN_WORDS_ONLY.format('“not assessed”')}"
    assert assessed() is None
    told = table.do(table.ana, "decide", **decide, counts="yes")
    assert told.text == "written down: severity 1"
    assert assessed() == 1
    told = table.do(table.ana, "decide", **decide, severity="2")
    assert told.text == "written down: severity 2"
    told = table.do(table.ana, "decide", question="severity", text="Several users call")
    assert told.text == f"written down{IN_WORDS_ONLY.format('severity 2')}"
    told = table.do(table.ana, "decide", question="system", text="Look first")
    assert told.text == "written down"


def test_a_page_or_a_notice_in_words_is_asked_about_too(discussion: Table) -> None:
    """A role named by its title can be counted; whom or what is not said has to be filled in."""
    table = discussion
    for text, asks, says in (
        ("Sev 1, page the technical lead", "counts", "severity 1 and page Technical lead; shall"),
        ("Page the lead", "words", "Whom it pages counts once it is ticked under"),
        ("Tell all users at once", "words", "A message to users counts once it is written"),
        ("We do not page the CTO yet; nobody resets it", "", "written down"),
        ("Severity 7, and the status page stays", "", "written down"),
    ):
        told = table.do(table.ana, "decide", question="system", text=text)
        assert told.asks == asks, text
        assert says in told.text
    text = "Sev 1, page the technical lead"
    assert table.do(table.ana, "decide", question="system", text=text, counts="yes").ok
    body = table.session.seen.talk.decisions[-1].body
    assert (body.severity, body.told) == (1, ("technical_lead",))
    # There is nothing to take over: a "yes" does not write it down as if something had counted.
    assert not table.do(table.ana, "decide", text="Tell all users at once", counts="yes").ok


def test_the_staff_read_what_is_true_before_and_after(open_table: Callable[..., Table]) -> None:
    """No pace before StartEx; after EndEx no move is discussed, and users are not well served."""
    table = open_table("tabletop")
    assert "Skip ahead" not in shown(table, "facilitator")
    assert table.do(table.flo, "start").ok
    assert table.do(table.flo, "move", move="first-signs").ok
    before = shown(table, "facilitator")
    assert "discussed now" in before
    assert "users notice" in before
    assert table.do(table.flo, "end").ok
    after = shown(table, "facilitator")
    assert "discussed now" not in after
    assert "users notice" in after
    assert "Report and close" in after
    assert "Report and close" not in shown(table, "evaluator")


def test_a_timer_is_held_resumed_and_extended(discussion: Table) -> None:
    """What is left stands while it is held; what was overrun is not taken from an extension."""
    table, timer = discussion, discussion.session.timer
    assert timer.left() == 15 * MINUTE
    table.wall.seconds += 60
    assert table.do(table.flo, "timer", event="held").text == "timer held"
    table.wall.seconds += 600
    assert timer.left() == table.session.box_left() == 14 * MINUTE
    assert boards_of(table).time()["held"] is True
    assert table.do(table.flo, "timer", event="extended", by="5m").ok
    assert timer.left() == 19 * MINUTE
    assert table.do(table.flo, "timer", event="resumed").ok
    table.wall.seconds += 20 * 60
    assert timer.left() == -MINUTE
    assert table.do(table.flo, "timer", event="extended", by="2m").ok
    assert timer.left() == 2 * MINUTE
    for fields in ({"event": "stop"}, {"event": "extended", "by": "soon"}, {"event": "resumed"}):
        assert not table.do(table.flo, "timer", **fields).ok
    assert not table.do(table.ana, "timer", event="held").ok


def taken_up(table: Table, disk: LiveJournal) -> TeamSession:
    """The session, rebuilt from what is on disk by another process."""
    entries = table.session.exercise.journal.entries
    exercise = rebuild(entries)
    clock = PacedClock(exercise.next_action_at, 60, exercise.horizon, paused=True)
    timer = MoveTimer(table.record / "timer.json", table.wall, table.wall)
    return TeamSession(exercise, disk, clock, table.session.seats, earlier=entries, timer=timer)


@pytest.mark.parametrize("held", [True, False])
def test_a_session_goes_on_where_it_was(discussion: Table, *, held: bool) -> None:
    """The same move, timer, poll and rooms; a running timer ran on meanwhile."""
    table = discussion
    table.wall.seconds += 60
    assert table.do(table.flo, "poll", text="Severity 1?").ok
    assert table.do(table.ana, "vote", choice="0").text == "you: Yes"
    assert table.do(table.flo, "room", name="Ben", room="B").ok
    if held:
        assert table.do(table.flo, "timer", event="held").ok
    table.wall.seconds += 120
    again = taken_up(table, table.session._disk)  # noqa: SLF001 - nobody writes to it
    assert again.exercise.move == table.session.exercise.move
    assert again.box_left() == (14 if held else 12) * MINUTE
    assert again.seen.talk == table.session.seen.talk
    assert [names for _, names in again.seen.talk.polls[-1].hands()] == [["Ana"], [], []]


def test_one_decision_of_a_question_is_final(discussion: Table) -> None:
    """Marking another moves the mark; both marks stay in the journal."""
    table = discussion
    first = table.do(table.ana, "decide", question="system", text="It is 2", final="yes")
    assert first.text == "written down; it is final"
    assert table.do(table.ben, "decide", question="system", text="It is 1").ok
    one, other = (made.seq for made in table.session.seen.talk.decisions)
    assert list(table.session.seen.talk.finals.values()) == [one]
    assert table.do(table.ben, "final", decision=str(other)).ok
    assert list(table.session.seen.talk.finals.values()) == [other]
    kinds = [entry.body.kind for entry in table.session.exercise.journal.entries]
    assert kinds.count("marked") == 2
    for person, fields in ((table.ana, {"decision": "7"}), (table.wes, {"decision": str(one)})):
        assert not table.do(person, "final", **fields).ok
    assert not table.do(table.ana, "decide", text="Wait", final="yes").ok


def test_a_scribe_writes_down_for_others(discussion: Table) -> None:
    """By name where one person has the seat, by the role's title where nobody has."""
    table = discussion
    weighed = {"options": "Wait for the vendor", "dissent": "Ben: call them now"}
    assert table.do(table.flo, "decide", role="oncall_engineer", text="Wait", **weighed).ok
    assert table.do(table.eva, "decide", role="cto", text="Tell the board").ok
    assert not table.do(table.flo, "decide", role="king", text="Off with it").ok
    bodies = [made.body for made in table.session.seen.talk.decisions]
    assert [(one.by, one.role, one.scribe) for one in bodies] == [
        ("Ana", "oncall_engineer", "Flo"),
        ("CTO", "cto", "Eva"),
    ]
    words = shown(table, "player", "Ben")
    assert "written down by Flo" in words
    assert "dissent: Ben: call them now" in words


def test_two_rooms_do_not_see_what_the_other_decides(discussion: Table) -> None:
    """Neither in the list nor in the log; the staff see both, and after EndEx everybody does."""
    table = discussion
    for name, room in (("Ana", "A"), ("Ben", "B")):
        assert table.do(table.flo, "room", name=name, room=room).ok
    for person, text in ((table.ana, "Room A waits"), (table.ben, "Room B calls")):
        told = table.do(person, "decide", question="severity", text=text, severity="1", final="yes")
        assert told.ok
    assert len(table.session.seen.talk.finals) == 2
    mine, others = shown(table, "player", "Ana"), shown(table, "player", "Ben")
    assert ("Room A waits" in mine, "Room B calls" in mine) == (True, False)
    assert ("Room A waits" in others, "Room B calls" in others) == (False, True)
    assert all(text in shown(table, "facilitator") for text in ("Room A waits", "Room B calls"))
    theirs = table.session.seen.talk.decisions[1].seq
    assert "other room's" in table.do(table.ana, "final", decision=str(theirs)).text
    assert table.session.seen.card.severity is None
    assert table.do(table.flo, "together").ok
    assert not table.do(table.flo, "together").ok
    assert not table.do(table.flo, "room", name="Ana", room="C").ok
    assert "Room B calls" in shown(table, "player", "Ana")
    rooms = [
        entry.body.room
        for entry in table.session.exercise.journal.entries
        if isinstance(entry.body, Decision)
    ]
    assert rooms == ["A", "B"]


def test_two_rooms_do_not_read_what_the_other_says(discussion: Table) -> None:
    """The team's channel and its line in the log; the staff read both, as all do after EndEx."""
    table = discussion
    for name, room in (("Ana", "A"), ("Ben", "B")):
        assert table.do(table.flo, "room", name=name, room=room).ok
    post = {"command": "post", "channel": "slack"}
    for person, text in ((table.ana, "A keeps quiet"), (table.ben, "B tells users")):
        assert table.do(person, "say", text=text, **post).ok

    def reads(view: View, name: str) -> tuple[str, ...]:
        person = next((one for one in table.everybody() if one.name == name), table.flo)
        room = table.session.seen.talk.room_of(name)
        said = [row["text"] for row in boards_of(table).news(view, person.role, 0, room)["rows"]]
        words = f"{said} {shown(table, view, name)}"
        return tuple(text for text in ("A keeps quiet", "B tells users") if text in words)

    both = ("A keeps quiet", "B tells users")
    assert reads("player", "Ana") == ("A keeps quiet",)
    assert reads("player", "Ben") == ("B tells users",)
    assert reads("facilitator", "Flo") == reads("evaluator", "Eva") == both
    rows = boards_of(table).news("facilitator", "facilitator", 0)["rows"]
    assert [row["sender"] for row in rows if row["text"] in both] == [
        "Ana, On-call engineer (room A)",
        "Ben, Technical lead (room B)",
    ]
    assert table.do(table.flo, "together").ok
    assert reads("player", "Ana") == both
    assert table.do(table.flo, "room", name="Ana", room="B").ok
    assert reads("player", "Ana") == ("B tells users",)
    assert table.do(table.flo, "end").ok
    assert reads("player", "Ana") == both


def test_a_poll_is_one_click_and_can_be_changed(discussion: Table) -> None:
    """Everybody sees who raised a hand for what; closed, it takes no more."""
    table = discussion
    assert table.do(table.flo, "poll", text="Reset it?", choices="Now, Later").ok
    assert not table.do(table.flo, "poll", text="Reset it?", choices="Now").ok
    for choice in ("0", "1"):
        assert table.do(table.ana, "vote", choice=choice).ok
    assert table.do(table.ben, "vote", choice="1").ok
    for person, choice in ((table.ben, "x"), (table.ben, "7"), (table.eva, "0")):
        assert not table.do(person, "vote", choice=choice).ok
    for view, name in OPEN:
        assert "Now 0 Later 2 Ana, Ben" in shown(table, view, name)
    assert "Now 0 Later 2 Ana, Ben" in shown(table, "evaluator")
    assert table.do(table.flo, "close-poll").ok
    assert not table.do(table.ben, "vote", choice="0").ok
    assert not table.do(table.flo, "close-poll").ok


def test_the_same_actions_leave_the_same_bytes(open_table: Callable[..., Table]) -> None:
    """Everything of a discussion, done twice."""
    left = []
    for _ in range(2):
        table = open_table("tabletop")
        for person, action, fields in (
            (table.flo, "start", {}),
            (table.flo, "move", {"move": "first-signs"}),
            (table.flo, "timer", {"event": "extended", "by": "5m"}),
            (table.flo, "poll", {"text": "Severity 1?"}),
            (table.ana, "vote", {"choice": "0"}),
            (table.ana, "decide", {"question": "severity", "text": "1", "final": "yes"}),
            (table.flo, "move", {"move": "tempting-shortcut"}),
            (table.flo, "move", {"move": "first-signs"}),
            (table.flo, "end", {}),
        ):
            assert table.do(person, action, **fields).ok
        exercise = table.session.exercise
        assert isinstance(exercise, Exercise)
        left.append(exercise.journal.digest)
    assert left[0] == left[1]
