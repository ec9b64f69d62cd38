"""The timeline: which entries become one row, and that none is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.timeline import timeline, trial_runs
from sim.journal.bodies import Action, Alert, BreakerMoved, ConfigChanged, QueueChanged, Window
from sim.scenario.names import TEST_HOST
from tests.stories.policy import story_policy
from tests.stories.setting import ms
from tests.stories.story import Story

if TYPE_CHECKING:
    from collections.abc import Callable

    from reports.row import LogRow
    from sim.journal.encoding import Entry
    from sim.scenario.policy import Policy


def _told(rows: tuple[LogRow, ...], who: str) -> list[tuple[int, str]]:
    return [(row.at // 1000, row.what) for row in rows if row.who == who]


def test_failed_trials_become_one_row(worked: tuple[Entry, ...], policy: Policy) -> None:
    """Fourteen failed trials are one line; the one that succeeded is told move by move."""
    assert _told(timeline(worked, policy), "Breaker") == [
        (312, "Closed → open"),
        (372, "Trial calls failed about once a minute (14 times, last at 19:12)"),
        (1212, "Open → half-open"),
        (1213, "Half-open → closed"),
    ]


def test_an_operators_move_ends_a_run_of_trials(story: type) -> None:
    """Trials before and after a reset are two runs, because somebody did something in between."""
    reset = BreakerMoved(old="OPEN", new="CLOSED", by="operator", reason="", failures=0)
    again = BreakerMoved(old="CLOSED", new="OPEN", by="traffic", reason="", failures=5)
    more = [(10 * 60_000, reset), (10 * 60_000 + 1, again)]
    assert [len(run) // 2 for run in trial_runs(story(more=more).entries())] == [4, 10]


def test_changed_settings_and_rehearsals_are_told_as_such(
    worked: tuple[Entry, ...], policy: Policy, story: type
) -> None:
    """A change names old and new; a call to the test environment shows its host."""
    change = ConfigChanged(section="alerts", old={"response": "5s"}, new={"response": "30s"})
    done = next(entry.body for entry in worked if isinstance(entry.body, Action))
    tried = done.model_copy(update={"host": TEST_HOST, "path": "/health/r2/test"})
    rows = timeline(story(more=[(60_000, change), (61_000, tried)]).entries(), policy)
    (config,) = [row for row in rows if row.who == "Config"]
    assert (config.what, config.detail) == ("Settings of alerts changed", "response: 5s → 30s")
    assert f"{done.method} https://{TEST_HOST}/health/r2/test" in [row.code for row in rows]


def test_a_single_failed_trial_is_said_plainly(worked: tuple[Entry, ...], policy: Policy) -> None:
    """One trial is not a series."""
    moves = [entry for entry in worked if isinstance(entry.body, BreakerMoved)][:3]
    rows = timeline([worked[0], *moves], policy)
    assert [row.what for row in rows[1:]] == ["Closed → open", "A trial call failed, it reopens"]


def test_an_alert_is_one_row_with_its_deliveries(worked: tuple[Entry, ...], policy: Policy) -> None:
    """Fired, delivered and not delivered stand together, with how long delivery took."""
    alerts = [entry.seq for entry in worked if isinstance(entry.body, Alert)]
    (row,) = [row for row in timeline(worked, policy) if row.tone == "alert"]
    assert list(row.seqs) == alerts
    assert row.detail == "errors; delivered after 20 s on pager; not delivered on slack"


def test_an_alert_that_clears_has_a_row_of_its_own(story: type, policy: Policy) -> None:
    """When it stopped firing is an instant of its own, and not a part of when it began."""
    alert = Alert(
        alert="a-1",
        rule="error_rate",
        service=None,
        level="critical",
        state="fired",
        text="Errors",
    )
    sent = alert.model_copy(update={"state": "delivered", "channel": "pager"})
    over = alert.model_copy(update={"state": "cleared"})
    entries = story(more=[(60_000, alert), (60_000, sent), (120_000, over)]).entries()
    seqs = [
        entry.seq
        for entry in entries
        if isinstance(entry.body, Alert) and entry.body.alert == alert.alert
    ]
    rows = [row for row in timeline(entries, policy) if set(seqs) & set(row.seqs)]
    assert [(row.at, row.seqs) for row in rows] == [
        (60_000, tuple(seqs[:2])),
        (120_000, (seqs[2],)),
    ]


def test_a_command_and_what_it_said_are_one_row(worked: tuple[Entry, ...], policy: Policy) -> None:
    """A page, an answer and an inject carry their words with whom they reached."""
    quoted = [
        (row.who, row.code or row.what, row.quotes[0].text, row.quotes[0].note)
        for row in timeline(worked, policy)
        if row.quotes
    ]
    assert quoted == [
        (
            "Ada",
            "page",
            "R2 is not responding. Please join.",
            "page → Technical lead",
        ),
        ("Support desk", "Support tickets", "We have eleven tickets.", "inject → On-call engineer"),
        ("Priya Raman, Technical lead", "answers", "I'm on.", "chat → On-call engineer"),
    ]


def test_looking_again_is_one_row(worked: tuple[Entry, ...], policy: Policy) -> None:
    """Three looks at the same status in a row are one line; commands that change are not merged."""
    (row,) = [row for row in timeline(worked, policy) if row.code == "GET /health/status"]
    assert (len(row.seqs), row.detail) == (3, "3 times, last at 7:12")


def test_repeated_changes_stay_apart(
    story: type, act: Callable[..., Action], policy: Policy
) -> None:
    """Forcing the queue twice is two things done, and a refused command says so."""
    forced = act("queue-process", "/health/queue/process")
    more = [(30 * 60_000, forced), (31 * 60_000, forced)]
    rows = timeline(story(more=more).entries(), policy)
    assert len([row for row in rows if row.code == "POST /health/queue/process"]) == 2
    assert [row.flag for row in rows if row.tone == "refused"] == ["refused, 403"]


def test_ground_truth_is_flagged(worked: tuple[Entry, ...], policy: Policy) -> None:
    """What players could not see is marked as such."""
    flagged = [(row.who, row.what) for row in timeline(worked, policy) if row.tone == "truth"]
    assert flagged == [
        ("Fault", "Bucket unreachable begins"),
        ("Fault", "Bucket unreachable ends, repaired by the vendor"),
    ]
    assert {row.flag for row in timeline(worked, policy) if row.tone == "truth"} == {"ground truth"}


def test_queue_events_say_what_they_cost(story: type, policy: Policy) -> None:
    """A forced pass and lost operations come with their numbers."""
    more = [
        (
            30 * 60_000,
            QueueChanged(event="forced", pending=8, attempted=10, completed=2, lost=0),
        ),
        (30 * 60_000, QueueChanged(event="lost", pending=8, lost=2, operations=("op-1", "op-2"))),
    ]
    rows = timeline(story(more=more).entries(), policy)
    assert [(row.what, row.detail) for row in rows if row.who == "Queue"][1:] == [
        ("Queue pass forced", "10 attempted, 2 completed, 8 pending"),
        ("Operations lost: 2", "op-1, op-2"),
    ]


def test_every_entry_but_windows_is_told_exactly_once(
    worked: tuple[Entry, ...], policy: Policy
) -> None:
    """No entry falls out when rows are merged, and none is told twice; rows stay in order."""
    rows = timeline(worked, policy)
    told = sorted(seq for row in rows for seq in row.seqs)
    assert told == [entry.seq for entry in worked if not isinstance(entry.body, Window)]
    assert [row.at for row in rows] == sorted(row.at for row in rows)


def test_words_said_later_are_a_row_of_their_own() -> None:
    """What the same person says half a minute after a command is not what the command said."""
    # No window ends between the two: the command is the entry just before the message.
    entries = Story(20).does(5.2, "declare").says(5.7, "page", "technical_lead").entries()
    rows = [row for row in timeline(entries, story_policy()) if row.who.casefold() == "you"]
    assert [(row.at, len(row.quotes)) for row in rows] == [(ms(5.2), 0), (ms(5.7), 1)]
