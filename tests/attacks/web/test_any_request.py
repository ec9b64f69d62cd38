"""Any request, taken or refused, then EndEx, then everything that reads the record: all hold.

Requests come over the drill's own application, bytes and headers and all, and as typed commands.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.after_action import after_action
from reports.material import material
from reports.post_incident import post_incident
from scoring.score import score
from sim.commands.table import COMMANDS, incident_commands
from sim.exercise.exercise import Exercise
from sim.exercise.replay import rebuild
from sim.journal.bodies import Participant
from sim.journal.conduct import Remark
from sim.journal.file import LiveJournal, read_journal
from sim.legible import clean
from sim.surfaces.http.shield import Shield
from sim.surfaces.live.app import KEY_HEADER, live_app
from sim.surfaces.live.feed import Feed
from sim.surfaces.live.paced_clock import PacedClock
from sim.surfaces.live.session import DrillSession
from sim.surfaces.reports import FORMS, rendered
from sim.surfaces.web.recorded import RecordedSession
from sim.surfaces.web.replay import STAFF_VIEWS, Replay
from tests.web.conftest import Hand
from tests.well_formed import errors_of

if TYPE_CHECKING:
    from sim.scenario.policy import Policy
    from tests.conftest import MakeScenario

ANYTHING = st.text(st.characters(categories=None), max_size=60)
HOST = b"your-worker.example.com"
HALVES = '{"reason":"\\ud800","text":"\\udfff"}'
BODIES = st.one_of(
    st.binary(max_size=80),
    ANYTHING.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from(
        [
            HALVES.encode(),
            b"[" * 3_000,
            b'{"a":' * 3_000,
            b'{"reason":"\\u001b[2J\\u0000\\u202e"}',
            b'{"text":"\xed\xa0\x80 \xff"}',
            b'{"reason":' + b"9" * 5_000 + b"}",
            b'{"reason":NaN,"text":Infinity,"batch_size":1e999}',
            b"x" * 70_000,
        ]
    ),
    st.dictionaries(
        st.sampled_from(["reason", "text", "message", "severity", "cause", "role", "alert"]),
        st.one_of(ANYTHING, st.integers(-9, 9), st.none(), st.lists(ANYTHING, max_size=2)),
    ).map(lambda value: json.dumps(value).encode()),
)
PATHS = st.one_of(
    st.sampled_from([command.sample_path for command in COMMANDS]),
    ANYTHING.map(lambda text: f"/health/services/{text}"),
    ANYTHING.map(lambda text: f"/{text}"),
    st.sampled_from(["*", "//", "/health/services/%00%1b[2J", "/health/events?limit=%F0&x=%ff"]),
)
HEADERS = st.lists(
    st.tuples(
        st.sampled_from([b"authorization", b"content-type", b"content-length", b"cookie", b"x"]),
        st.one_of(
            st.binary(max_size=40),
            st.sampled_from(
                [
                    b"Bearer <admin_token>",
                    b"multipart/form-data; boundary=x",
                    b"multipart/form-data",
                    b"application/json",
                ]
            ),
        ),
    ),
    max_size=4,
)
CALLS = st.tuples(
    st.sampled_from(["GET", "POST", "PUT", "HEAD", "BREW", "TRACE"]), PATHS, HEADERS, BODIES
)
SPOKEN = st.lists(ANYTHING, max_size=4).flatmap(
    lambda words: st.sampled_from([[one.name, *words] for one in incident_commands()])
)
GUARDED = [(b"authorization", b"Bearer <admin_token>")]


async def ask(  # noqa: PLR0917 - the parts of a request
    app: Any, key: str, method: str, path: str, headers: list[tuple[bytes, bytes]], body: bytes
) -> tuple[int, bytes]:
    """One call, with any bytes where a client could send any; status and answer."""
    # A path comes in ASCII: h11 takes nothing else.
    raw = path.encode("utf-8", "surrogatepass")
    quoted = b"".join(b"%%%02X" % one if one < 33 or one > 126 else bytes([one]) for one in raw)
    target, _, query = quoted.partition(b"?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "https",
        "method": method, "path": target.decode(), "raw_path": target, "query_string": query,
        "root_path": "", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 2), "state": {},
        "headers": [(b"host", HOST), (KEY_HEADER.lower().encode(), key.encode()), *headers],
    }  # fmt: skip
    sent: list[Any] = []
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        return messages.pop() if messages else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent[0]["status"], b"".join(part.get("body", b"") for part in sent[1:])


def hold(  # noqa: PLR0917 - what an exercise is made of
    scenario: Any, policy: Policy, name: str, calls: list[Any], spoken: list[list[str]], note: str
) -> None:
    """Play it and read it in every way."""
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder)
        who = (Participant(name=clean(name) or "x", role=scenario.player),)
        exercise = Exercise(scenario, policy, 1, exercise_type="drill", participants=who)
        feed = Feed(scenario.starts_at, scenario.player, colour=False)
        shown: list[str] = []
        with LiveJournal(record) as disk:
            wall = Hand()
            clock = PacedClock(0, 60, exercise.horizon, seconds=wall)
            session = DrillSession(
                exercise,
                disk,
                clock,
                player=name or "x",
                shown=lambda one: shown.append(feed.text(one)),
            )
            app = Shield(live_app(session, lambda: None))

            async def play() -> None:
                for method, path, headers, body in calls:
                    wall.seconds += 0.05
                    for more in ([], GUARDED):
                        status, answer = await ask(
                            app, session.key, method, path, [*more, *headers], body
                        )
                        assert status < 500, answer
                        answer.decode()

            asyncio.run(play())
            for words in spoken:
                wall.seconds += 0.05
                session.say(words)[1].encode()
            session.enter(
                Remark(by="e", role="evaluator", text=clean(note), objective="", rating=None)
            )
            session.finish()
        "".join(shown).encode()
        read(record)


def read(record: Path) -> None:
    """Everything that reads a record."""
    entries = read_journal(record)
    assert rebuild(entries).journal.entries == tuple(entries)
    card = score(entries)
    card.model_dump_json().encode()
    made = material(card, entries)
    assert not [row for row in made.rows if row.what.startswith("1 entry could not")]
    for report in (after_action, post_incident):
        document = report(made)
        assert not [one for one in document.sections if one.anchor.startswith("failed-")]
        for form in FORMS:
            if form != "pdf":
                text = rendered(document, form).decode()
                assert not set(text) & {"\x00", "\x1b", "\x9b", "\u202e"}
                assert form != "html" or errors_of(text) == []
    replay = Replay(RecordedSession(rebuild(entries), entries), "key", card)
    for board in (*replay.boards, *STAFF_VIEWS):
        for at in (0, entries[-1].at):
            json.dumps(replay.moment(at, None, board), ensure_ascii=False).encode()


CASE = given(
    name=ANYTHING,
    calls=st.lists(CALLS, max_size=4),
    spoken=st.lists(SPOKEN, max_size=3),
    note=ANYTHING,
)


@pytest.mark.slow
@settings(max_examples=8)
@CASE
def test_any_request(  # noqa: PLR0917 - what hypothesis draws
    small: MakeScenario,
    policy: Policy,
    name: str,
    calls: list[Any],
    spoken: list[list[str]],
    note: str,
) -> None:
    """Nothing raises, all of it can be encoded, no row and no section is lost, no 5xx."""
    hold(small(), policy, name, calls, spoken, note)


@pytest.mark.slow
@settings(max_examples=60)
@CASE
def test_any_request_many_times(  # noqa: PLR0917 - same
    small: MakeScenario,
    policy: Policy,
    bucket_gone: dict[str, object],
    name: str,
    calls: list[Any],
    spoken: list[list[str]],
    note: str,
) -> None:
    """The same with a bucket that is away, and many more of them."""
    hold(small(faults=[bucket_gone]), policy, name, calls, spoken, note)


@pytest.mark.slow
def test_the_two_requests_that_ended_a_session(small: MakeScenario, policy: Policy) -> None:
    """Half a character and three thousand brackets, whatever is asked with them."""
    bodies = (HALVES.encode(), b"[" * 3_000)
    paths = [command.sample_path for command in COMMANDS if command.writes]
    calls: list[Any] = [("POST", path, [], body) for path in paths for body in bodies]
    hold(small(), policy, "x", calls, [["note", "\ud800 \x1b]0;mine\x07"]], "\udfff")
