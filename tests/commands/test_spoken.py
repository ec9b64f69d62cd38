"""What is stated outright stands in the message's last line, and the sender is told what is read.

The same on every surface: typed words, bodies of the incident commands, and broadcasts.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sim.commands.console import parse_line
from sim.commands.people import NO_STATEMENT
from sim.commands.spoken import whole
from sim.exercise.replay import rebuild
from sim.journal.bodies import Action, Message
from sim.language.model import SUBJECTS
from sim.language.stated import states_of

if TYPE_CHECKING:
    from sim.commands.command import Actor, Response
    from tests.conftest import MakeScenario, Player, StartExercise

LINE = "In short: downloads failing, uploads delayed; next update in 20m."
READ = "downloads failing, uploads delayed; next update 14:21"
BROADCAST = "/health/notifications/broadcast"
TARGETED = "/health/notifications/targeted"
PLAIN = {"type": "INCIDENT_UPDATE", "severity": "HIGH"}
STATED: dict[str, Any] = {"downloads": "failing", "uploads": "delayed"}

TYPED = {
    "declare": 'declare "Something is wrong"',
    "page": 'page technical_lead "Please join"',
    "call": 'call technical_lead "Please join"',
    "post": 'post slack "We look into it"',
    "status-page": 'status-page investigating "We look into it"',
    "email": 'email all_users "We look into it"',
    "resolve": 'resolve "That was it"',
}


@pytest.fixture
def player(small: MakeScenario, start: StartExercise) -> Player:
    """A calm world, a minute after 14:00; the clock stands at 14:01."""
    player = start(small())
    player.exercise.advance(60_000)
    return player


def texts(player: Player) -> list[str]:
    """What the responders' messages say, in their order."""
    bodies = (entry.body for entry in player.exercise.journal.entries)
    return [one.text for one in bodies if isinstance(one, Message) and one.by_responders]


def send(player: Player, path: str, body: dict[str, Any]) -> Response:
    """A POST with this body."""
    return player.post(path, json.dumps(body))


def typed(player: Player, responder: Actor, line: str) -> Response:
    """An incident command as it is typed."""
    return player.exercise.act(parse_line(line), responder)


@pytest.mark.parametrize("line", TYPED.values(), ids=TYPED)
def test_typed_claims_are_the_last_line(player: Player, responder: Actor, line: str) -> None:
    """Whichever word it is: the text stays, the line follows, and the answer says what was read."""
    said = "--says downloads=failing,uploads=delayed --next 20m"
    answer = typed(player, responder, f"{line} {said}")
    assert answer.status == 200
    text = line.split('"')[1]
    assert texts(player) == [f"{text}\n{LINE}"]
    assert str(answer.body["message"]).endswith(f" · understood as: {READ}")


@pytest.mark.parametrize("says", ["downloads=failing,uploads=delayed", STATED])
def test_a_body_states_as_text_or_object(player: Player, says: object) -> None:
    """Both spellings are one: the same line, the same arguments in the journal."""
    body = {"to": "all_users", "text": "We look into it", "says": says, "next": "20m"}
    answer = send(player, "/exercise/email", body)
    data: Any = answer.body["data"]
    assert data["read_as"] == READ
    assert texts(player) == [f"We look into it\n{LINE}"]
    last = player.exercise.journal.entries[-2].body
    assert isinstance(last, Action)
    assert last.arguments["says"] == "downloads=failing,uploads=delayed"


@pytest.mark.parametrize(
    ("path", "whom"),
    [
        (BROADCAST, {"target": "all_users"}),
        (TARGETED, {"recipients": ["all_users"]}),
        (TARGETED, {"users": [7]}),
    ],
)
@pytest.mark.parametrize("claims", ["downloads=failing,uploads=delayed", STATED])
def test_a_broadcast_states_in_its_body(
    player: Player, path: str, whom: dict[str, Any], claims: object
) -> None:
    """`claims` and `next_update` become the last line of each message it sends."""
    body = {**PLAIN, **whom, "message": "We look into it", "claims": claims, "next_update": "20m"}
    answer = send(player, path, body)
    data: Any = answer.body["data"]
    assert texts(player) == [f"We look into it\n{LINE}"]
    assert data["read_as"] == READ
    assert str(answer.body["message"]).endswith(READ)


def test_a_time_of_day_stays_one(player: Player, responder: Actor) -> None:
    """A promise for 14:40 is told as such, in the line and to the sender."""
    answer = typed(player, responder, "post slack Soon. --next=14:40")
    assert texts(player) == ["Soon.\nIn short: next update at 14:40."]
    assert str(answer.body["message"]).endswith(" · understood as: next update 14:40")


def test_closing_needs_no_words_but_those_stated(player: Player, responder: Actor) -> None:
    """The line alone is a message; without either, resolving sends none."""
    typed(player, responder, "resolve --says downloads=works")
    assert texts(player) == ["In short: downloads works."]
    assert typed(player, responder, "resolve").body["message"] == "INC-001 is already resolved"
    assert len(texts(player)) == 1


def test_every_pair_can_be_stated(player: Player, responder: Actor) -> None:
    """Each subject in each of its states comes back as it was stated."""
    for subject in SUBJECTS:
        for state in states_of(subject):
            answer = typed(player, responder, f"page cto x --says {subject}={state}")
            read = f"{subject} {'working' if state == 'works' else state}".replace("_", " ")
            assert answer.body["message"] == f"delivered to cto · understood as: {read}"


WRONG: list[tuple[object, object, str]] = [
    (
        "downlods=failing",
        "",
        "says: unknown subject 'downlods', did you mean 'downloads'? write one of downloads",
    ),
    (
        {"downlods": "failing"},
        "",
        "says: unknown subject 'downlods', did you mean 'downloads'? write one of",
    ),
    ({"downloads=works,uploads": "failing"}, "", "unknown subject"),
    ("downloads=broken", "", "says: unknown state 'broken' for downloads: must be one of 'works'"),
    ({"downloads": 3}, "", "says: unknown state '3' for downloads"),
    ("files=failing", "", "for files: must be one of 'safe', 'at_risk', 'unknown'"),
    ("downloads", "", "says: unknown state '' for downloads"),
    ("downloads=works,downloads=failing", "", "says: downloads is stated twice"),
    (",", "", "says: nothing is stated: write for example downloads=failing"),
    (7, "", 'says: write downloads=failing,uploads=delayed or {"downloads": "failing"}'),
    (None, "", "says: write downloads=failing"),
    ("", "soon", "next: 'soon' is not a time: write 20m, 2h or 14:40"),
    ("", "25:00", "next: '25:00' is not a time"),
    ("", "0m", "next: '0m' is not a time"),
    ("", 20, "next: '20' is not a time: write 20m, 2h or 14:40"),
]


@pytest.mark.parametrize(("says", "when", "error"), WRONG)
def test_what_cannot_be_stated_is_refused(
    player: Player, says: object, when: object, error: str
) -> None:
    """One line names the field and what would do, in both forms; nothing is sent or changed."""
    body = {"role": "cto", "text": "x", "says": says, "next": when}
    other = {**PLAIN, "message": "x", "claims": says, "next_update": when, "target": "cto"}
    renamed = error.replace("says: ", "claims: ").replace("next: ", "next_update: ")
    for path, given, wanted in (("/exercise/page", body, error), (BROADCAST, other, renamed)):
        answer = send(player, path, given)
        assert answer.status == 400
        assert wanted in str(answer.body["error"])
        assert "\n" not in str(answer.body["error"])
    assert texts(player) == []


def test_a_typed_slip_changes_nothing(player: Player, responder: Actor) -> None:
    """Resolving with a wrong state does not resolve; the status page stays as it was."""
    for line in ("resolve fine --says downloads=fine", "status-page resolved x --next soon"):
        assert typed(player, responder, line).status == 400
    card: Any = typed(player, responder, "note x").body["data"]
    assert (card["resolved_at"], card["status_page"]) == (None, "")


@pytest.mark.parametrize(
    ("path", "body", "name", "most"),
    [
        ("/exercise/page", {"role": "cto"}, "text", 2_000),
        ("/exercise/email", {"to": "cto"}, "text", 4_000),
        (BROADCAST, {**PLAIN, "target": "cto"}, "message", 4_000),
    ],
)
def test_the_whole_has_to_fit(
    player: Player, path: str, body: dict[str, Any], name: str, most: int
) -> None:
    """A text that fits only without its last line is refused, by how much; a shorter one goes."""
    stating = "claims" if name == "message" else "says"
    given = {**body, name: "x" * most, stating: "downloads=failing"}
    answer = send(player, path, given)
    line = "\nIn short: downloads failing."
    limit = f"{name}: with its last line at most {most} characters; shorten it by {len(line)}"
    assert (answer.status, answer.body["error"]) == (400, limit)
    given[name] = "x" * (most - len(line))
    assert send(player, path, given).status == 200
    assert len(texts(player)[-1]) == most


NOTHING = "understood as: no verifiable statement; say what works and what does not, or add "
HINT = f"{NOTHING}--says downloads=failing"


@pytest.mark.parametrize(
    ("line", "hinted"),
    [
        ('declare "Hm"', True),
        ('page cto "Hm"', False),
        ('page response_team "Hm"', True),
        ('call cto "Hm"', False),
        ('post slack "Hm"', True),
        ('post in_app "Hm"', True),
        ('status-page investigating "Hm"', True),
        ('email cto "Hm"', False),
        ('email all_users "Hm"', True),
        ('resolve "Hm"', True),
    ],
)
def test_whoever_tells_many_is_told_when_nothing_was_read(
    player: Player,
    responder: Actor,
    line: str,
    hinted: bool,  # noqa: FBT001 - a parameter
) -> None:
    """A page to one person needs no claims; word to the team, to users, to the public does."""
    message = str(typed(player, responder, line).body["message"])
    assert message.endswith(HINT) is hinted
    assert ("understood as" in message) is hinted


@pytest.mark.parametrize(
    ("path", "whom", "hinted"),
    [
        (BROADCAST, {"target": "cto"}, False),
        (BROADCAST, {"target": "all_users"}, True),
        (TARGETED, {"recipients": ["cto"]}, False),
        (TARGETED, {"recipients": ["cto", "all_users"]}, True),
        (TARGETED, {"users": [1]}, True),
    ],
)
def test_a_broadcast_is_hinted_in_its_own_form(
    player: Player,
    path: str,
    whom: dict[str, Any],
    hinted: bool,  # noqa: FBT001 - a parameter
) -> None:
    """It has no options: the hint shows the field of the body."""
    answer = send(player, path, {**PLAIN, **whom, "message": "Hm"})
    hint = f'{NOTHING}"claims": {{"downloads": "failing"}}'
    assert str(answer.body["message"]).endswith(hint) is hinted
    data: Any = answer.body["data"]
    assert data["read_as"] == ""


def test_what_is_not_stated_leaves_no_trace(player: Player) -> None:
    """Without claims the arguments are those of always, and empty ones count as none."""
    body = {"role": "cto", "text": "x"}
    send(player, "/exercise/page", body)
    send(player, "/exercise/page", {**body, "says": "", "next": ""})
    given = [e.body for e in player.exercise.journal.entries if isinstance(e.body, Action)]
    assert [one.arguments for one in given] == [body, body]
    assert texts(player) == ["x", "x"]


def test_a_record_with_claims_replays(player: Player, responder: Actor) -> None:
    """What is read is a function of the text and the clock: the journal comes out again."""
    for line in TYPED.values():
        typed(player, responder, f"{line} --says service=slow,files=at_risk --next 2h")
    player.exercise.finish()
    entries = player.exercise.journal.entries
    assert rebuild(entries).journal.entries == entries


def test_the_line_stands_alone() -> None:
    """It begins a line of its own whatever the text ends with, and only when there is one."""
    assert whole("A.\n\n", "downloads=works", "") == "A.\nIn short: downloads works."
    assert whole("A.\n\n", "", "") == "A.\n\n"
    assert whole("", "", "5m") == "In short: next update in 5m."


@pytest.mark.parametrize(
    ("cause", "counts"),
    [("R2 returns 503", True), ("Somebody deleted it", True), ("vendor outage", False), ("", True)],
)
def test_a_cause_that_does_not_count_is_answered_so(
    player: Player, responder: Actor, cause: str, *, counts: bool
) -> None:
    """The sender learns at once that only a statement counts as a cause."""
    answer = typed(player, responder, f"assess --severity 1 --cause '{cause}'")
    plain = "severity 1"
    assert answer.body["message"] == (plain if counts else f"{plain}; {NO_STATEMENT}")


def test_a_severity_that_an_assessment_outranks_is_said_to_be_unused(
    player: Player, responder: Actor
) -> None:
    """As the scorer decides it: what was assessed stands, and the sender sees that at once."""
    typed(player, responder, "assess --severity 2")
    page = typed(player, responder, 'page technical_lead "This is severity 1, please join"')
    assert "severity 1 (not used: severity 2 was set with `assess`)" in str(page.body["message"])
    same = typed(player, responder, 'page technical_lead "This is severity 2, please join"')
    assert "not used" not in str(same.body["message"])
    # The record keeps what was said, and not how it was understood.
    assert "not used" not in "".join(player.exercise.journal.lines)


def test_who_pages_what_is_no_sentence_is_told_so(player: Player, responder: Actor) -> None:
    """It tells the role nothing, and whoever sent it hears so at once; a sentence needs no echo."""
    said = str(typed(player, responder, "page cto hi").body["message"])
    assert said.startswith("delivered to cto · not understood, so it counts for nothing;")
    said = str(typed(player, responder, 'page cto "We need you on the bridge."').body["message"])
    assert said == "delivered to cto"
