"""What the boards show: no ground truth for players, the truth for the staff, the MSEL's states."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING

import pytest
from markupsafe import escape

from sim.commands.command import Actor, Request
from sim.exercise.exercise import Exercise
from sim.exercise.responders import play
from sim.journal.bodies import Alert, FaultEdge, Message
from sim.journal.encoding import Entry
from sim.scenario.library import shipped_folder
from sim.surfaces.arguments import choose, reference_for
from sim.surfaces.web.board_actions import BOARD_ACTIONS
from sim.surfaces.web.boards import Boards
from sim.surfaces.web.chart import chart_of
from sim.surfaces.web.render import Renderer
from sim.surfaces.web.views.channels import news
from sim.surfaces.web.views.obligations import obligations_now
from sim.surfaces.web.views.player import player_view
from sim.surfaces.web.views.seen import PlayersView
from sim.surfaces.web.views.truth import StaffView
from sim.world.people import YOURS

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.journal.bodies import ExerciseType
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from sim.surfaces.web.source import View
    from tests.conftest import MakeScenario
    from tests.web.conftest import Table

SCENARIOS = sorted(path.stem for path in shipped_folder().glob("*.yaml"))


@cache
def played(name: str) -> tuple[Scenario, Policy, tuple[Entry, ...]]:
    """The reference response to a scenario."""
    chosen = choose(name, None)
    exercise = Exercise(chosen.scenario, chosen.policy, 1)
    reference = reference_for(chosen)
    assert reference is not None
    play(exercise, reference)
    return chosen.scenario, chosen.policy, exercise.journal.entries


def test_an_alert_that_cleared_before_it_was_delivered_does_not_ring() -> None:
    """It is listed as cleared; nor does a second channel bring back one that has cleared since."""
    _, policy, _ = played("complete-r2-outage")
    seen = PlayersView(policy)

    def told(seq: int, name: str, state: str, channel: str | None = None) -> None:
        alert = Alert.model_validate(
            {"alert": name, "rule": "service_status", "service": "R2_STORAGE", "level": "warning",
             "state": state, "channel": channel, "text": "R2_STORAGE is DEGRADED"}
        )  # fmt: skip
        seen.take(Entry(seq, seq * 1_000, alert, ""))

    told(1, "alert-001", "fired")
    told(2, "alert-001", "cleared")
    told(3, "alert-001", "delivered", "pager")
    told(4, "alert-002", "delivered", "pager")
    told(5, "alert-002", "cleared")
    told(6, "alert-002", "delivered", "slack")
    assert [(one.cleared, one.rings) for one in seen.alerts.values()] == [(True, False)] * 2
    told(7, "alert-003", "delivered", "pager")
    told(8, "alert-003", "delivered", "slack")
    third = seen.alerts["alert-003"]
    assert (third.at, third.channels, third.rings) == (7_000, ("pager", "slack"), True)


def shown_to_players(scenario: Scenario, policy: Policy, seen: PlayersView) -> str:
    """Everything that any player's board shows, as one text."""
    render = Renderer(scenario.starts_at, policy)
    parts = []
    for role in policy.roles:
        view = player_view(seen, policy, role)
        calls = {
            "alerts": view.alerts,
            "paged": view.paged,
            "calls": view.calls,
            "answers": view.answers,
            "discussed_until": -1,
        }
        parts += [json.dumps(row) for row in news(seen, policy, role, 0)["rows"]]
        for template, values in (
            (
                "incident",
                {"card": view.card, "services": view.services, "state": "running", "promised": 0},
            ),
            ("pager", calls),
            ("calls", calls),
            ("log", {"log": view.log, "private": True}),
            (
                "monitoring",
                {
                    "point": seen.points[-1] if seen.points else None,
                    "chart": chart_of(seen.points),
                },
            ),
        ):
            parts.append(render(template, values))
    return "\n".join(parts)


def hidden_words(scenario: Scenario, entries: tuple[Entry, ...]) -> set[str]:
    """Ground truth as words: faults, expected actions, the story; unless somebody has said them."""
    said = json.dumps([one.body.model_dump(mode="json") for one in entries if _spoken(one)])
    words = {fault.id for fault in scenario.faults} | {scenario.ground_truth}
    words |= {inject.expects for inject in scenario.injects if inject.expects}
    words |= {one.body.effect for one in entries if isinstance(one.body, FaultEdge)}
    return {word for word in words if word not in said}


def _spoken(entry: Entry) -> bool:
    return isinstance(entry.body, Message) or entry.body.kind in {"action", "alert"}


@pytest.mark.parametrize("name", SCENARIOS)
def test_no_player_sees_ground_truth(name: str) -> None:
    """At twelve instants of every scenario: no fault, no expected action, no inject ahead."""
    scenario, policy, entries = played(name)
    hidden = hidden_words(scenario, entries)
    assert hidden
    seen = PlayersView(policy)
    step = max(1, len(entries) // 12)
    sent: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        seen.take(entry)
        if entry.body.kind == "inject":
            sent.add(entry.body.inject)
        if number % step and number != len(entries):
            continue
        text = shown_to_players(scenario, policy, seen)
        assert [word for word in hidden if word in text] == []
        ahead = [one.text for one in scenario.injects if one.id not in sent]
        assert [words for words in ahead if words[:60] in text] == []
        for word in ("unheard", "owners_at_risk", "files_damaged", "ground"):
            assert word not in text


def test_a_private_message_stays_private(table: Table) -> None:
    """A phone call and what a role finds out are read by that role; the team channel by all."""
    table.at(14)
    assert table.do(table.ana, "say", command="call", role="technical_lead", text="Only you").ok
    assert table.do(table.ana, "say", command="post", channel="slack", text="For all of us").ok
    assert table.do(table.ben, "say", command="answer").ok
    table.at(40)
    seen, policy = table.session.seen, table.session.exercise.policy

    def read(role: str) -> list[str]:
        return [said.text for said in seen.said.values() if seen.read_by(role, said)]

    for role, hears in (("oncall_engineer", True), ("technical_lead", True), ("cto", False)):
        assert ("Only you" in read(role)) is hears, role
        assert "For all of us" in read(role)
    found = [said for said in seen.said.values() if said.sender == YOURS]
    assert [said.reached for said in found] == [("technical_lead",)]
    assert all(said.text not in read("oncall_engineer") for said in found)
    assert not player_view(seen, policy, "technical_lead").answers


def test_what_reached_nobody_is_read_by_its_sender_only(
    small: MakeScenario, policy: Policy, bucket_gone: dict[str, object]
) -> None:
    """A post while slack is dead: it was for the whole team, and no colleague has it."""
    dead = {
        "id": "chat",
        "effect": "channel_down",
        "channels": [policy.team_channel],
        "begins": "1m",
        "ends": {"by": "vendor", "after": "2m"},
    }
    exercise = Exercise(small(faults=[bucket_gone, dead]), policy, 1)
    for at, text in ((100_000, "Lost"), (200_000, "Heard")):
        body = json.dumps({"channel": policy.team_channel, "text": text})
        request = Request("POST", "/exercise/post", body)
        exercise.act(request, Actor("Ana", "responder"), at)
    seen = PlayersView(policy)
    for entry in exercise.journal.entries:
        seen.take(entry)

    def read(role: str) -> list[str]:
        return [said.text for said in seen.said.values() if seen.read_by(role, said)]

    assert read(exercise.scenario.player) == ["Lost", "Heard"]
    for role in set(policy.roles) - {exercise.scenario.player}:
        assert read(role) == ["Heard"], role


def test_the_msel_as_it_stands(table: Table) -> None:
    """Sent, held, dropped, edited, added, spared: each line says so, and when it comes."""
    table.at(14)
    assert table.do(table.flo, "hold", inject="sales-call").ok
    assert table.do(table.flo, "drop", inject="vendor-post").ok
    assert table.do(table.flo, "add", sender="The press", text="A word?").ok
    assert table.do(table.ana, "say", command="declare", text="Downloads fail").ok
    table.at(40)
    states = {line.inject: line.state for line in table.session.truth.msel()}
    assert states == {
        "support-tickets": "sent",
        "tempting-shortcut": "sent",
        "nobody-declared": "spared",
        "sales-call": "held",
        "vendor-post": "dropped",
        "press-call": "waiting",
        "the-press-1": "waiting",
    }
    prompts = table.session.truth.prompts()
    assert any("is held and its time has passed" in one.text for one in prompts)


def test_obligations_count_down_and_are_met(table: Table) -> None:
    """Open before the deadline, missed after it, met when the word is given."""
    table.at(14)
    assert table.do(table.ana, "say", command="declare", text="Downloads fail").ok
    assert table.do(table.ana, "say", command="assess", severity="1").ok
    table.at(15)
    owed = {debt.reason for debt in table.session.obligations.open}
    assert {"user notice", "status page"} <= owed
    text = "Downloads fail. Next update in 20 minutes."
    said = table.do(table.ana, "say", command="status-page", state="investigating", text=text)
    assert said.ok
    assert "status page" not in {debt.reason for debt in table.session.obligations.open}
    table.at(40)
    assert "user notice" in {debt.reason for debt in table.session.obligations.failed}


def test_who_is_called_without_need_is_told_to_the_staff(table: Table) -> None:
    """The security team has no part in a storage outage; the board says so at once."""
    table.at(14)
    assert table.do(table.ana, "say", command="declare", text="Downloads fail").ok
    told = table.do(table.ana, "say", command="page", role="security_team", text="Downloads fail.")
    assert told.ok, told
    (call,) = table.session.obligations.needless
    assert call.text.startswith("Security team was called in; neither the severity nor a duty")
    exercise = table.session.exercise
    render = Renderer(exercise.scenario.starts_at, exercise.policy)
    boards = Boards(table.session, render, "http://127.0.0.1:8600")
    board = boards.sections("facilitator", "")["obligations"]
    assert "needless" in board
    assert call.text in board


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_at_the_end_the_obligations_are_the_scorer_s_book(name: str) -> None:
    """What the facilitator saw counting down is what the scorecard says."""
    from scoring.case import case_of
    from scoring.score import score

    _, _, entries = played(name)
    book, found = score(entries).obligations, obligations_now(entries)
    assert found.met == sum(debt.verdict == "met" for debt in book)
    assert len(found.failed) == sum(debt.verdict != "met" for debt in book)
    assert len(found.needless) == len(case_of(entries).ledger.needless)


def test_the_truth_is_told_to_the_staff(table: Table) -> None:
    """What is broken since when, and what became of it."""
    table.at(20)
    truth = table.session.truth
    assert [effect for _, effect in truth.faults.values()] == ["r2_unavailable"]
    assert truth.breaker == "OPEN"
    table.at(100)
    assert truth.faults == {}
    assert list(truth.over) == ["bucket-unreachable"]


def test_a_command_without_arguments_is_logged_in_its_words(table: Table) -> None:
    """Asked for without a coach: refused, and in the log as what it was.

    One that takes arguments and was refused for them has none to be worded with.
    """
    assert not table.do(table.ana, "say", command="hint").ok
    last = table.session.seen.log[-1]
    assert (last.what, last.refused) == ("asks the coach for a hint", True)
    assert not table.do(table.ana, "say", command="assess", severity="9").ok
    assert table.session.seen.log[-1].what == "tries assess"


def test_the_fold_is_the_same_in_one_go_and_step_by_step(table: Table) -> None:
    """A board that was open all the time and one that is opened now show the same."""
    table.at(14)
    assert table.do(table.ana, "say", command="ack").ok
    table.at(30)
    exercise = table.session.exercise
    again, truth = PlayersView(exercise.policy), StaffView(exercise.scenario, exercise.policy, 1)
    for entry in exercise.journal.entries:
        again.take(entry)
        truth.take(entry)
    for role in exercise.policy.roles:
        assert player_view(again, exercise.policy, role) == player_view(
            table.session.seen, exercise.policy, role
        )
    assert truth.msel() == table.session.truth.msel()


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> ' \" {{ 7 * 7 }}"


def test_hostile_words_stay_words(table: Table) -> None:
    """Whatever people and the MSEL say is shown as text on every board."""
    table.at(14)
    name = "<b onclick=x>Cy</b>"
    table.session.join(table.session.seats.code_of("cto"), name)
    for fields in (
        {"command": "declare", "text": HOSTILE},
        {"command": "assess", "severity": "1", "cause": HOSTILE},
        {"command": "post", "channel": "slack", "text": HOSTILE},
        {"command": "status-page", "state": "investigating", "text": HOSTILE},
    ):
        assert table.do(table.ana, "say", anyway="1", **fields).ok
    assert table.do(table.flo, "add", sender="<i>X</i>", text=HOSTILE, now="1").ok
    assert table.do(table.flo, "edit", inject="sales-call", text=HOSTILE).ok
    assert table.do(table.eva, "remark", text=HOSTILE).ok
    exercise = table.session.exercise
    render = Renderer(exercise.scenario.starts_at, exercise.policy)
    boards = Boards(table.session, render, "http://127.0.0.1:8600")
    views: tuple[View, ...] = ("player", "facilitator", "evaluator", "projector")
    for view in views:
        html = "".join(boards.sections(view, "oncall_engineer").values())
        assert "&lt;script&gt;" in html, view
        for raw in ("<script", "<img", "<b onclick", "<i>X", "49 "):
            assert raw not in html, (view, raw)


BUTTON = re.compile(r'data-(?:action|does)="([\w-]+)"')


@pytest.mark.parametrize("kind", ["functional", "tabletop"])
def test_a_board_offers_what_its_seat_may_do(
    open_table: Callable[[ExerciseType], Table], kind: ExerciseType
) -> None:
    """No button that would be refused, before the start, in play and at the end."""
    table = open_table(kind)
    exercise = table.session.exercise
    render = Renderer(exercise.scenario.starts_at, exercise.policy)
    boards = Boards(table.session, render, "http://127.0.0.1:8600")
    offered: dict[View, set[str]] = {"facilitator": set(), "evaluator": set(), "projector": set()}

    def look() -> None:
        for view, actions in offered.items():
            html = [*boards.sections(view, "").values()]
            if view == "facilitator":
                html += boards.own(view, table.flo).values()
            actions.update(BUTTON.findall("".join(html)))

    look()
    assert table.do(table.flo, "start").ok
    look()
    if kind == "tabletop":
        assert table.do(table.flo, "move", move=table.session.exercise.moves[0].id).ok
    else:
        table.at(14)
    look()
    assert offered["evaluator"] == ({"rate", "decide"} if kind == "tabletop" else set())
    assert table.do(table.flo, "end").ok
    look()
    assert offered["projector"] == set()
    assert offered["evaluator"] >= {"well", "improve", "action", "remark"}
    assert {"start", "fire", "edit", "hold", "drop"} <= offered["facilitator"]
    assert all("facilitator" in BOARD_ACTIONS[action].seats for action in offered["facilitator"])


def test_the_evaluator_sees_what_is_expected(open_table: Callable[[ExerciseType], Table]) -> None:
    """What players should do, beside what they do; in a tabletop what good answers contain."""
    table = open_table("tabletop")
    exercise = table.session.exercise
    render = Renderer(exercise.scenario.starts_at, exercise.policy)
    boards = Boards(table.session, render, "http://127.0.0.1:8600")
    assert table.do(table.flo, "start").ok
    first = table.session.exercise.moves[0]
    assert table.do(table.flo, "move", move=first.id).ok
    assert table.do(table.ana, "decide", text="Nobody resets the breaker", why="R2 is down").ok
    sections = boards.sections("evaluator", "")
    expected = [one.expects for one in exercise.scenario.injects if one.expects]
    assert expected
    assert all(str(escape(text)) in sections["msel"] for text in expected)
    asks = [question.asks for question in first.questions if question.asks]
    assert asks
    assert all(str(escape(text)) in sections["moves"] for text in asks)
    assert "Nobody resets the breaker" in sections["decisions"]
