"""The lobby without a browser: who gets in, plans, handouts, the editor, what it lists."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from reports.handouts.handouts import HANDOUTS, Planned
from sim.disk import text_of
from sim.errors import TabletopError
from sim.journal.file import LiveJournal
from sim.records.record import Record
from sim.scenario.library import playable_names, scenario_names, shipped_file
from sim.scenario.load import load_scenario
from sim.scenario.session_plan import PlannedPerson, SessionPlan
from sim.surfaces.arguments import choose
from sim.surfaces.cli.lint import _rows
from sim.surfaces.reports import rendered
from sim.surfaces.session_plans import (
    plan_path,
    read_plan,
    scenario_of,
    session_coach,
    write_plan,
)
from sim.surfaces.web.endpoint import Endpoint
from sim.surfaces.web.lobby.app import Lobby
from sim.surfaces.web.lobby.draft import changed, form_of, saved
from sim.surfaces.web.lobby.room import Room, from_plan
from sim.surfaces.web.lobby.shelf import FIRST, PRACTICE
from tests.web.lobby_forms import sent_by

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CODE = "ABCDE-FGHJK"
HERE = "http://127.0.0.1:8600"
SCENARIO = "breaker-stuck-open"
Ask = Any


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., httpx.Response]:
    """Ask a lobby in an empty folder; with its cookie, unless told otherwise."""
    monkeypatch.chdir(tmp_path)
    endpoint = Endpoint(port=8600)
    lobby = Lobby(Room(endpoint), CODE, endpoint)

    def call(path: str, *, inside: bool = True, **more: Any) -> httpx.Response:
        async def run() -> httpx.Response:
            transport = httpx.ASGITransport(app=lobby.app)
            async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
                if inside:
                    await client.get(f"/lobby?code={CODE}")
                method = "POST" if "data" in more else "GET"
                return await client.request(method, path, **more)

        return asyncio.run(run())

    return call


def test_only_its_link_lets_anybody_in(ask: Ask) -> None:
    """No code and a wrong one 401, another name 421, another site 403; the cookie is strict."""
    for path in ("/lobby", "/lobby/session", f"/lobby/scenarios/scenario/{SCENARIO}"):
        assert ask(path, inside=False).status_code == 401
    assert ask("/lobby?code=ABCDE-FGHJX", inside=False).status_code == 401
    assert ask("/lobby", headers={"Host": "evil.example"}).status_code == 421
    post = {"data": {"x": "y"}, "headers": {"Origin": "http://127.0.0.1:1"}}
    assert ask(f"/lobby/scenario/{SCENARIO}/plan", **post).status_code == 403
    answer = ask(f"/lobby?code={CODE}", inside=False)
    assert answer.status_code == 303
    assert "SameSite=strict" in answer.headers["set-cookie"]
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert CODE not in answer.headers["set-cookie"]


def test_pages_may_load_nothing_from_elsewhere(ask: Ask) -> None:
    """The same content policy as the boards; a handout has its style in itself and no script."""
    page = ask("/lobby")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "<script" not in page.text


def test_every_scenario_is_listed_with_what_it_trains(ask: Ask) -> None:
    """Each with its length; no problem with any of them."""
    page = ask("/lobby").text
    assert page.count("Plan a session") == len(playable_names())
    assert page.count("Trains: ") == len(playable_names())
    assert 'class="bad"' not in page


def test_a_plan_is_a_file_that_lints(ask: Ask, tmp_path: Path) -> None:
    """What the form says stands in the file; changed again, it is another."""
    fields = {
        "name": "april",
        "type": "functional",
        "day": "2031-04-01",
        "time": "14:00",
        "team": "Storage",
        "seat-facilitator": "Flo",
        "seat-oncall_engineer": "Ana, Amy",
        "objective-detect": "yes",
        "seed": "7",
        "pace": "10",
        "within": "90m",
        "outside-cto": "yes",
    }
    answer = ask(f"/lobby/scenario/{SCENARIO}/plan", data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/lobby/plan/april")
    path = tmp_path / "plans" / "april.session.yaml"
    assert list(_rows(path, (), (), {})) == []
    plan = read_plan(path).plan
    assert [(one.name, one.role) for one in plan.participants] == [
        ("Flo", "facilitator"),
        ("Ana", "oncall_engineer"),
        ("Amy", "oncall_engineer"),
    ]
    assert (plan.objectives, plan.seed, plan.pace, plan.within) == (("detect",), 7, 10, 5_400_000)
    assert plan.outside == ("cto",)
    shown = ask("/lobby/plan/april/change").text
    assert 'value="Ana, Amy"' in shown
    again = ask("/lobby/plan/april/change", data={**fields, "team": "Others"})
    assert again.status_code == 303
    assert read_plan(path).plan == plan.model_copy(update={"team": "Others"})


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": "../x"}, "name: small letters, digits and hyphens, like april-tabletop"),
        ({"day": "soon"}, "day: "),
        ({"objective-detect": ""}, "objectives: choose at least one"),
        ({"seat-cto": "Flo", "seat-facilitator": "Flo"}, "is listed twice"),
        ({"type": "functional", "within": "soon"}, "within: "),
        ({"seed": "-1"}, "seed: must be 0 or more"),
        ({"seat-cto": "F" * 41}, "participants[0].name: must have at most 40 characters"),
    ],
)
def test_a_bad_plan_is_one_line_and_no_file(
    ask: Ask, tmp_path: Path, changes: dict[str, str], says: str
) -> None:
    """The form comes back with what was typed; nothing is written."""
    fields = {"name": "april", "type": "tabletop", "objective-detect": "yes", "team": "Ours"}
    answer = ask(f"/lobby/scenario/{SCENARIO}/plan", data=fields | changes)
    assert answer.status_code == 400
    problem = answer.text.partition('<p class="bad">')[2].partition("</p>")[0]
    assert says in problem
    assert 'value="Ours"' in answer.text
    assert not (tmp_path / "plans").exists() or not list((tmp_path / "plans").iterdir())


def test_a_folder_that_takes_no_plan_is_one_line(ask: Ask, tmp_path: Path) -> None:
    """The form comes back with the system's reason and what was typed."""
    (tmp_path / "plans").write_text("a file, where the folder of plans should be")
    fields = {"name": "april", "type": "tabletop", "objective-detect": "yes", "team": "Ours"}
    answer = ask(f"/lobby/scenario/{SCENARIO}/plan", data=fields)
    assert answer.status_code == 400
    problem = answer.text.partition('<p class="bad">')[2].partition("</p>")[0]
    assert problem.startswith("plans: ")
    assert 'value="Ours"' in answer.text


def test_a_plan_whose_name_cannot_be_opened_says_so(ask: Ask, tmp_path: Path) -> None:
    """In the list, in place of a link that leads nowhere."""
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "Our April.session.yaml").write_text(f"format: 1\nscenario: {SCENARIO}\n")
    words = ask("/lobby").text
    assert 'href="/lobby/plan/' not in words
    assert "Our April" in words
    assert "name: small letters, digits and hyphens, like april-tabletop" in words


def test_lint_names_line_and_field_of_a_plan(tmp_path: Path) -> None:
    """An unknown role, an unknown objective, a scenario that is not there."""
    path = tmp_path / "x.session.yaml"
    people = "participants:\n  - {name: Ana, role: techlead}\nobjectives: [nothing]\n"
    path.write_text(f"format: 1\nscenario: {SCENARIO}\n{people}")
    found = [(row.line, row.field) for row in _rows(path, (), (), {})]
    assert found == [(4, "participants[0].role"), (5, "objectives[0]")]
    path.write_text("format: 1\nscenario: no-such\n")
    ((line, field),) = [(row.line, row.field) for row in _rows(path, (), (), {})]
    assert (line, field) == (2, "scenario")


@pytest.mark.parametrize("name", scenario_names())
def test_players_handouts_give_nothing_away(name: str) -> None:
    """Manual and role cards have no ground truth, inject, expected action or objective in them."""
    chosen = choose(name)
    plan = SessionPlan(format=1, scenario=name)
    planned = Planned(plan, chosen.scenario, chosen.policy)
    told = "".join(
        rendered(HANDOUTS[handout][-1](planned), "md").decode().replace("\\", "")
        for handout in ("manual", "role-cards")
    )
    scenario = chosen.scenario
    secrets = [
        scenario.ground_truth.strip().split("\n")[0],
        scenario.title,
        scenario.summary,
        *(one.text for one in scenario.objectives),
        *(one.text for one in scenario.injects),
        *(one.expects for one in scenario.injects if one.expects),
    ]
    assert [secret for secret in secrets if secret in told] == []


def test_an_evaluator_sheet_has_objective_expected_actions_and_rating(tmp_path: Path) -> None:
    """Each objective in focus with what its check asks for and P, S, M, U to tick."""
    path = plan_path(tmp_path, "april")
    people = (PlannedPerson(name="Eva", role="evaluator"),)
    write_plan(
        path,
        SessionPlan(format=1, scenario=SCENARIO, participants=people, objectives=("detect",)),
    )
    sheet = rendered(HANDOUTS["evaluator-sheets"][-1](read_plan(path)), "html").decode()
    for text in ("Recognise the outage", "Expected actions", "☐ P", "☐ U", "Eva"):
        assert text in sheet
    assert "Bring in the roles" not in sheet
    assert sheet.count('<div class="space">') == 3


@pytest.mark.parametrize("name", scenario_names())
def test_saving_what_was_not_changed_gives_the_same_bytes(name: str) -> None:
    """Through the form and back, with a browser's line ends."""
    path = shipped_file(name)
    text = text_of(path, path.read_bytes())
    fields = sent_by(form_of(text, load_scenario(path)))
    assert changed(text, fields, name) == text


@pytest.mark.parametrize("name", scenario_names())
def test_a_word_changed_in_the_browser_is_the_word_changed_by_hand(name: str) -> None:
    """In the briefing, an objective and the first inject: nothing else of the file is touched."""
    path = shipped_file(name)
    text = text_of(path, path.read_bytes())
    form = form_of(text, load_scenario(path))
    fields = sent_by(form)
    places = {"briefing": form.top["briefing"], "objective-0-text": form.objectives[0][2]}
    if form.injects:
        places["inject-0-text"] = form.injects[0].fields["text"]
    for field, value in places.items():
        word = next(word for word in value.split() if len(word) > 3 and text.count(word) == 1)
        by_hand = text.replace(word, "Swapped")
        made = changed(text, {**fields, field: fields[field].replace(word, "Swapped")}, name)
        assert made == by_hand, field


def _lines_that_differ(before: str, after: str) -> tuple[list[str], list[str]]:
    was, now = before.split("\n"), after.split("\n")
    return [one for one in was if one not in now], [one for one in now if one not in was]


def test_injects_come_and_go_and_move_and_comments_stay() -> None:
    """A new one, one that is removed, one at another time: only their lines differ."""
    path = shipped_file(SCENARIO)
    text = text_of(path, path.read_bytes())
    fields = sent_by(form_of(text, load_scenario(path)))
    moved = changed(text, {**fields, "inject-1-comes": "at: 31m"}, SCENARIO)
    assert _lines_that_differ(text, moved) == (
        ["    when: {after: alert, wait: 4m}"],
        ["    at: 31m"],
    )
    fresh = {"id": "late", "comes": "by: facilitator", "sender": "Press", "text": "Is it: true?"}
    more = changed(text, fields | {f"inject-new-{k}": v for k, v in fresh.items()}, SCENARIO)
    gone, come = _lines_that_differ(text, more)
    assert (gone, len(come)) == ([], 4)
    less = changed(text, {**fields, "inject-0-remove": "yes"}, SCENARIO)
    gone, come = _lines_that_differ(text, less)
    assert come == []
    assert gone[0] == "  - id: support-tickets"
    for made in (moved, more, less):
        assert "# Of the published delays 16% are shorter" in made


def test_a_draft_that_would_not_lint_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bad time, a bad role, a removed objective that an inject serves: a line, and no file."""
    monkeypatch.chdir(tmp_path)
    path = shipped_file(SCENARIO)
    text = text_of(path, path.read_bytes())
    fields = sent_by(form_of(text, load_scenario(path)))
    for bad in (
        {"inject-0-comes": "soon"},
        {"inject-0-comes": "at: 9h"},
        {"inject-0-comes": "when: {after: nothing}"},
        {"title": ""},
    ):
        with pytest.raises(TabletopError):
            saved(text, {**fields, **bad}, "ours")
    with pytest.raises(TabletopError, match="save as"):
        saved(text, fields, "../ours")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "drafts").write_text("a file, where the folder of drafts should be")
    with pytest.raises(TabletopError, match="drafts: "):
        saved(text, fields, "ours")
    (tmp_path / "drafts").unlink()
    assert load_scenario(saved(text, fields, "ours")).title == "Breaker stuck open"


def test_a_plan_shows_nothing_of_a_file_that_is_no_scenario(tmp_path: Path) -> None:
    """Whatever file it names, the error has its name and what it lacks, and no word of it."""
    (tmp_path / "secret").write_text("root:x:0:0:hunter2\n")
    (tmp_path / "secret.yaml").write_text("root:x:0:0:hunter2\n")
    (tmp_path / "half.yaml").write_text("format: 1\nhunter2: yes\n")
    path = tmp_path / "x.session.yaml"
    said = {}
    for named in ("../" * 9 + "etc/passwd", "./secret", "secret.yaml", "half.yaml"):
        path.write_text(f"format: 1\nscenario: {named}\n")
        ((said[named],),) = [[row.problem for row in _rows(path, (), (), {})]]
    assert not [text for text in said.values() if "daemon" in text or "hunter2" in text]
    assert said["./secret"].startswith("./secret is no scenario: give a scenario's name")
    assert "secret.yaml cannot be played: it is not valid" in said["secret.yaml"]
    assert "it lacks or has a wrong name, title" in said["half.yaml"]


@pytest.mark.parametrize(
    ("within", "says"),
    [
        ("0m", "within: must be more than 0"),
        ("1m", "within: 1m: breaker-stuck-open needs at least"),
        ("90h", "within: 90h: breaker-stuck-open is over after"),
    ],
)
def test_a_session_cannot_be_over_within_no_time(
    ask: Ask, tmp_path: Path, within: str, says: str
) -> None:
    """It is said in the form, and not when the session is started."""
    fields = {"name": "april", "type": "functional", "objective-detect": "yes", "within": within}
    answer = ask(f"/lobby/scenario/{SCENARIO}/plan", data=fields)
    assert answer.status_code == 400
    assert says in answer.text.partition('<p class="bad">')[2].partition("</p>")[0]
    assert not list((tmp_path / "plans").glob("*")) if (tmp_path / "plans").exists() else True


def test_a_planned_session_may_have_a_coach(ask: Ask, tmp_path: Path) -> None:
    """In the file, the form and the exercise; a tabletop has none, nor has one without par."""
    fields = {"name": "april", "type": "functional", "objective-detect": "yes", "coach": "yes"}
    assert ask(f"/lobby/scenario/{SCENARIO}/plan", data=fields).status_code == 303
    path = tmp_path / "plans" / "april.session.yaml"
    planned = read_plan(path)
    assert planned.plan.coach
    assert 'name="coach" value="yes" checked' in ask("/lobby/plan/april/change").text
    coach = session_coach(planned.plan, scenario_of(planned.plan, path))
    with from_plan(planned, "april", coach) as opening:
        assert opening.exercise.has_coach
    path.write_text(f"format: 1\nscenario: {SCENARIO}\ntype: tabletop\ncoach: true\n")
    ((problem,),) = [[row.problem for row in _rows(path, (), (), {})]]
    assert problem == "a tabletop is led by its facilitator; leave it out"
    path.write_text("format: 1\nscenario: google-2025-06-12\ntype: functional\ncoach: true\n")
    ((field,),) = [[row.field for row in _rows(path, (), (), {})]]
    assert field == "coach"


def test_two_sessions_of_one_day_differ_in_the_list(ask: Ask, tmp_path: Path) -> None:
    """By the time and by the plan's name, the later one first."""
    for name in ("april", "april-again"):
        write_plan(plan_path(tmp_path / "plans", name), SessionPlan(format=1, scenario=SCENARIO))
        with from_plan(read_plan(plan_path(tmp_path / "plans", name)), name) as opening:
            with LiveJournal(opening.folder, keep_bytes=None) as disk:
                disk.append(opening.exercise.journal.lines_since(0))
            hour = 9 if name == "april" else 11
            Record(opening.folder).write_about("", datetime(2031, 4, 1, hour, tzinfo=UTC))
    words = ask("/lobby").text.partition('id="sessions"')[2].partition("</section>")[0]
    later, earlier = words.index("2031-04-01 11:00 UTC"), words.index("2031-04-01 09:00 UTC")
    assert later < earlier
    assert "<code>april</code>" in words
    assert "<code>april-again</code>" in words


def test_the_lobby_says_which_scenario_to_take_first(ask: Ask) -> None:
    """A practice day, the guide's four in their order; then the rest, the easiest first."""
    page = ask("/lobby").text
    places = [page.index(f"/lobby/scenario/{name}/plan") for name in (*PRACTICE, *FIRST)]
    assert places == sorted(places)
    rest = set(playable_names()) - {*PRACTICE, *FIRST}
    assert max(places) < min(page.index(f"/lobby/scenario/{name}/plan") for name in rest)


@pytest.mark.parametrize(("closed", "status"), [(False, 503), (True, 410)])
def test_a_board_is_told_whether_its_session_can_come_back(*, closed: bool, status: int) -> None:
    """Interrupted, it may be resumed; closed by its facilitator, there is nothing to wait for."""
    endpoint = Endpoint(port=8600)
    room = Room(endpoint)
    room.closed = closed

    async def asked() -> int:
        transport = httpx.ASGITransport(app=Lobby(room, CODE, endpoint).app)
        async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
            return (await client.get("/board/0123456789ab")).status_code

    assert asyncio.run(asked()) == status
