"""Scripted responders, by the log of what they did and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sim.errors import Unusable
from sim.exercise.exercise import Exercise
from sim.exercise.picked import filled, holds
from sim.exercise.responders import play
from sim.exercise.script import Scripted
from sim.scenario.responder import ResponderScript

if TYPE_CHECKING:
    from sim.scenario.policy import Policy
    from tests.conftest import MakeScenario, Short, StartExercise

Log = list[tuple[float, str]]


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("data.success", True),
        ("data.state", True),
        ("data.zero", False),
        ("data.never", False),
        ("data.never.deeper", False),
        ("data.success == true", True),
        ("data.success != true", False),
        ("data.zero == 0", True),
        ("data.zero==0", True),
        ("data.n == 7", True),
        ("data.n < 8", True),
        ("data.n <= 6", False),
        ("data.n > 6.5", True),
        ("data.n >= 8", False),
        ("data.state == CLOSED", True),
        ('data.state == "CLOSED"', True),
        ("data.state != OPEN", True),
        ("data.state < 3", False),
        ("data.never == null", True),
        ("data.never > 1", False),
        ("data.list.0", True),
        ("data.list.1", False),
        ("data.list.first", False),
        ("success", True),
        ("data.n ~ 7", False),
        ("", False),
    ],
)
def test_holds(until: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    """A path is true or compared; what is missing or cannot be compared does not hold."""
    data = {"success": True, "state": "CLOSED", "zero": 0, "n": 7, "list": [1]}
    assert holds(until, {"success": True, "data": data}) is expected


def script(**tracks: list[dict[str, Any]]) -> ResponderScript:
    """A script of these tracks."""
    return ResponderScript.model_validate({"format": 1, "scenario": "small", "tracks": tracks})


@pytest.fixture
def play_log(
    small: MakeScenario, policy: Policy, short: Short, bucket_gone: dict[str, object]
) -> Any:
    """Plays tracks against the small outage; (second, command) of every action."""

    def run(**tracks: list[dict[str, Any]]) -> Log:
        injects = [{"id": "call", "at": "5m", "sender": "Sales", "text": "When?"}]
        exercise = Exercise(small(faults=[bucket_gone], injects=injects), policy, 1)
        play(exercise, Scripted(script(**tracks)))
        return [(at / 1000, what) for at, what in short(exercise.journal.entries, "action")]

    return run


def test_one_after_the_other(play_log: Any) -> None:
    """Each step waits from the step before."""
    steps = [
        {"do": "GET /health/status", "wait": "10s"},
        {"do": "note one", "wait": "0s"},
        {"do": "note two", "wait": "1m"},
    ]
    assert play_log(work=steps) == [
        (10, "health-status 200"),
        (10, "note 200"),
        (70, "note 200"),
    ]


def test_after_what_can_be_seen(play_log: Any) -> None:
    """Counted from the first alert delivered (140 s), an inject (300 s), another track's step."""
    assert play_log(
        first=[{"do": "ack", "after": "alert", "wait": "30s", "id": "acked"}],
        second=[{"do": "note inject", "after": "inject:call", "wait": "5s"}],
        third=[{"do": "declare gone", "after": "acked", "wait": "10s"}, {"do": "note at once"}],
    ) == [
        (170, "ack 200"),
        (180, "declare 200"),
        (180, "note 200"),
        (305, "note 200"),
    ]


def test_at_once_after_an_event_is_a_millisecond_later(play_log: Any) -> None:
    """A reaction without a wait comes after the event's millisecond, never within it."""
    assert play_log(work=[{"do": "ack", "after": "alert"}]) == [(140.001, "ack 200")]


def test_what_it_waits_for_may_be_long_past(play_log: Any) -> None:
    """A step never comes before the one above it."""
    steps = [
        {"do": "note late", "wait": "400s"},
        {"do": "ack", "after": "alert", "wait": "10s"},
        {"do": "note end", "wait": "5s"},
    ]
    assert play_log(work=steps) == [(400, "note 200"), (400, "ack 200"), (405, "note 200")]


def test_unless(play_log: Any) -> None:
    """A step is skipped when the other was done by then, and done when it comes later."""
    assert play_log(
        work=[{"do": "declare gone", "wait": "100s", "id": "declared"}],
        people=[
            {"do": "note before", "wait": "90s", "unless": "declared"},
            {"do": "note after", "wait": "20s", "unless": "declared"},
            {"do": "note end", "wait": "30s"},
        ],
    ) == [(90, "note 200"), (100, "declare 200"), (120, "note 200")]


def test_until_it_holds(play_log: Any) -> None:
    """R2 is tested every minute until it answers (repaired at 420 s); then the next step."""
    steps = [
        {
            "do": "POST /health/r2/test",
            "wait": "200s",
            "every": "1m",
            "until": "data.success",
            "id": "answers",
        },
        {"do": "note repaired", "wait": "1s"},
    ]
    log = play_log(work=steps, people=[{"do": "note told", "after": "answers", "wait": "2s"}])
    assert log == [
        *((float(at), "r2-test 200") for at in (200, 260, 320, 380, 440)),
        (441, "note 200"),
        (442, "note 200"),
    ]


def test_at_most(play_log: Any) -> None:
    """It gives up after so many and goes on."""
    steps = [
        {
            "do": "GET /health/status",
            "wait": "10s",
            "every": "10s",
            "until": "data.never",
            "at_most": 3,
        },
        {"do": "note on", "wait": "1s"},
    ]
    assert play_log(work=steps) == [
        (10, "health-status 200"),
        (20, "health-status 200"),
        (30, "health-status 200"),
        (31, "note 200"),
    ]


def test_what_never_comes_is_never_done(play_log: Any) -> None:
    """Waiting for an inject that is not sent, or past the horizon: the rest is played."""
    assert play_log(
        work=[{"do": "note no", "after": "inject:other"}],
        people=[{"do": "note yes", "wait": "1m"}, {"do": "note too late", "wait": "1h"}],
    ) == [(60, "note 200")]


def test_a_line_that_is_no_command_is_refused_before_it_begins() -> None:
    """Not in the middle of an exercise."""
    with pytest.raises(Unusable, match="unknown command 'shout'"):
        Scripted(script(work=[{"do": "note fine"}, {"do": "shout help"}]))


def test_an_inject_that_did_not_arrive_is_not_seen(
    small: MakeScenario, policy: Policy, short: Short
) -> None:
    """Slack is down when the inject is sent: the step that waits for it never comes."""
    dead = {
        "id": "chat",
        "effect": "channel_down",
        "channels": ["slack"],
        "begins": "1m",
        "ends": {"by": "never"},
    }
    injects = [
        {"id": "lost", "at": "3m", "sender": "Sales", "text": "When?"},
        {"id": "heard", "at": "4m", "sender": "Sales", "text": "When?", "channel": "phone"},
    ]
    exercise = Exercise(small(faults=[dead], injects=injects), policy, 1)
    tracks = {
        name: [{"do": f"note {name}", "after": f"inject:{name}", "wait": "10s"}]
        for name in ("lost", "heard")
    }
    play(exercise, Scripted(script(**tracks)))
    assert [(at / 1000, what) for at, what in short(exercise.journal.entries, "action")] == [
        (250, "note 200")
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("{ids}", ["file_000001", "file_000002"]),
        (
            {"file_ids": "{ids}", "selective": True},
            {"file_ids": ["file_000001", "file_000002"], "selective": True},
        ),
        (["{id}", "x"], ["backup_1", "x"]),
        ("POST /api/backup/verify/{id}", "POST /api/backup/verify/backup_1"),
        ("note {unknown}", "note {unknown}"),
        ("{unknown}", "{unknown}"),
        (7, 7),
        (None, None),
    ],
)
def test_filled(value: object, expected: object) -> None:
    """What was kept takes its placeholder's place; alone it keeps its type, in a text its words."""
    kept = {"ids": ["file_000001", "file_000002"], "id": "backup_1"}
    assert filled(value, kept) == expected


def test_a_script_uses_what_it_kept(small: MakeScenario, start: StartExercise) -> None:
    """The newest backup's id is read from one answer and named in the next call's path."""
    script = ResponderScript.model_validate(
        {
            "format": 1,
            "scenario": "small",
            "tracks": {
                "work": [
                    {"do": "GET /api/backup/list?limit=1", "keep": {"newest": "data.0.id"}},
                    {"do": "POST /api/backup/verify/{newest}", "wait": "5s"},
                    {"do": 'note "verifying {newest}"', "wait": "5s"},
                ]
            },
        }
    )
    exercise = start(small(starts_at="2026-03-03T14:30:00Z")).exercise
    play(exercise, Scripted(script))
    acts = [e.body for e in exercise.journal.entries if e.body.kind == "action"]
    assert [act.status for act in acts] == [200, 200, 200]
    assert acts[1].path == "/api/backup/verify/backup_20260303_140000"
    assert acts[2].arguments["text"] == "verifying backup_20260303_140000"


def test_a_script_cannot_use_what_nobody_keeps() -> None:
    """A placeholder without a `keep` is refused when the file is read."""
    with pytest.raises(ValueError, match=r"tracks.work\[0\].do: nothing keeps \{newest\}"):
        ResponderScript.model_validate(
            {
                "format": 1,
                "scenario": "small",
                "tracks": {"work": [{"do": "POST /api/backup/verify/{newest}"}]},
            }
        )
