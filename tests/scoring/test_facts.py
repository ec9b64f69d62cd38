"""The fold over the journal: which window holds an instant, what counts as broken, what arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scoring import actions, messages
from scoring.facts import Facts, gather
from scoring.ground import ground_of
from scoring.procedure.data import backup_of, verdict_before
from scoring.statements import statements
from sim.commands.table import COMMANDS
from sim.journal.bodies import Message
from sim.journal.stored import BackupChanged
from tests.stories.policy import story_policy
from tests.stories.setting import ms
from tests.stories.story import Story, outage

if TYPE_CHECKING:
    from pydantic import JsonValue


def facts(story: Story, *, finished: bool = True) -> Facts:
    """A story's facts."""
    return gather(story.entries(finished=finished))


@pytest.mark.parametrize(
    ("minute", "start"),
    [(0, 0), (0.99, 0), (1, 1), (4.5, 4), (9.999, 9), (10, 9), (11, 9)],
)
def test_which_window_holds_an_instant(minute: float, start: int) -> None:
    """From its start up to its end, not included; at or after the last one's end, the last."""
    found = facts(Story(10)).window_at(ms(minute))
    assert found is not None
    assert found.body.start == ms(start)


def test_without_windows_no_window_holds_anything() -> None:
    """A session that was cut off at its header."""
    assert gather(Story(10).entries()[:1]).window_at(0) is None


def test_when_a_channel_was_down() -> None:
    """From the fault's beginning to its end, both included where they are told; others are not."""
    found = facts(Story(60).fault(5, 20, "pager-dead", "channel_down").fault(6, 10))
    down = [found.channel_down("slack", ms(minute)) for minute in (4.9, 5, 19.9, 20, 30)]
    assert down == [False, True, True, False, False]
    assert not found.channel_down("email", ms(10))


def test_which_fault_hurt_r2() -> None:
    """The first that is on; none after both have ended, and no fault that leaves R2 alone."""
    story = Story(60).fault(5, 20).fault(10, 30, "rot", "corruption_at_rest")
    found = facts(story)
    on = [found.r2_fault_on(ms(minute)) for minute in (4, 5, 19, 20, 25)]
    assert [None if one is None else one.body.fault for one in on] == [
        None,
        "bucket",
        "bucket",
        None,
        None,
    ]


def test_since_when_things_are_about_this_incident() -> None:
    """The earlier of impact and first fault; without impact, the first fault; 0 without either."""

    def since(story: Story) -> int:
        return ground_of(story.entries()).since

    assert since(Story(60).fault(10, 20)) == ms(10)
    assert since(Story(60).fault(10, 20).weather(12, 20, "outage")) == ms(10)
    # The minute in which the fault begins is the first bad one: nobody felt it before the fault.
    assert since(Story(60).fault(10.5, 20).weather(10, 20, "outage")) == ms(10.5)
    assert facts(Story(60)).began_at == since(Story(60)) == 0


def test_a_late_message_is_itself_at_its_arrival() -> None:
    """Delivered to whom it reached then and to nobody else, heard or unheard as it was there."""
    story = Story(60).says(5, "page", "technical_lead", arrives=9, unheard=True)
    (late,) = facts(story).late
    assert late.at == ms(9)
    assert (late.body.delivered, late.body.unheard) == (("technical_lead",), ("technical_lead",))
    assert (late.body.undelivered, late.body.delayed) == ((), ())


@pytest.mark.parametrize(
    ("purpose", "label", "to", "text", "over"),
    [
        ("broadcast", "SERVICE_RESTORED", "response_team", "", True),
        ("broadcast", "INCIDENT_RESOLVED_FINAL", "all_users", "", True),
        ("broadcast", "SERVICE_DEGRADED", "all_users", "", False),
        ("status_page", "resolved", "public", "", True),
        ("status_page", "monitoring", "public", "", False),
        ("post", "SERVICE_RESTORED", "all_users", "", False),
        ("email", "resolved", "all_users", "", False),
        ("broadcast", "resolved", "all_users", "", False),
        ("status_page", "SERVICE_RESTORED", "public", "", False),
        ("email", "", "all_users", "The incident is over.", True),
        ("broadcast", "", "all_stakeholders", "The incident is over.", True),
        ("post", "", "public", "The incident is over.", True),
        ("email", "", "all_users", "In short: the incident is over.", True),
        ("email", "", "all_users", "The incident is not over.", False),
        ("post", "", "response_team", "The incident is over.", False),
        ("page", "", "cto", "The incident is over.", False),
    ],
)
def test_what_says_that_it_is_over(
    purpose: str,
    label: str,
    to: str,
    text: str,
    over: bool,  # noqa: FBT001 - a column
) -> None:
    """A closing broadcast, the page on resolved, and words to users or the public; nothing else."""
    story = Story(60).says(5, purpose, to, label=label, text=text)  # type: ignore[arg-type]
    found = facts(story)
    assert messages.says_over(found, found.of(Message)[0].body, story_policy()) is over


def test_which_backup_a_restore_took() -> None:
    """By its id, or by the target of a rollback; stripped; empty when neither was said."""
    story = (
        Story(60)
        .does(1, "backup-restore", id=" one ")
        .does(2, "backup-rollback", target_backup="two")
    )
    story.does(3, "backup-restore", id="one", target_backup="two").does(4, "backup-restore", id=7)
    taken = [backup_of(action.body) for action in facts(story).actions]
    assert taken == ["one", "two", "one", ""]


def test_what_verifying_had_shown_by_then() -> None:
    """The last verdict before the entry, of that backup and no other."""
    story = Story(60).fault(1, 50)
    story.backup(5, "a", "verified").backup(6, "b", "unsound").backup(7, "a", "unsound")
    story.backup(8, "a", "completed").does(9, "backup-restore", id="a")
    ground = ground_of(story.entries())
    seqs = {(f.body.backup, f.body.event): f.seq for f in ground.facts.of(BackupChanged)}
    action = ground.facts.actions[0].seq
    assert verdict_before(ground, "a", action) == "unsound"
    assert verdict_before(ground, "b", action) == "unsound"
    assert verdict_before(ground, "c", action) == ""
    assert verdict_before(ground, "a", seqs["a", "unsound"]) == "verified"
    assert verdict_before(ground, "a", seqs["a", "verified"]) == ""


def test_causes_are_what_names_one() -> None:
    """With the severity, or in a note with the word; refused, empty and other notes are none."""
    story = Story(60).fault(1, 50)
    story.does(2, "assess", severity=1).does(3, "assess", severity=1, cause="  ")
    story.does(4, "assess", severity=1, cause="The bucket is gone.").does(
        5, "note", text="The Cause is the vendor."
    )
    story.does(6, "note", text="nothing new").does(
        7, "note", status=400, text="The cause is x."
    ).does(8, "note", text="cause: x")
    found = actions.causes(facts(story))
    assert [fact.at for fact in found] == [ms(4), ms(5)]
    assert [fact.at for fact in actions.causes(facts(story), ms(5))] == [ms(5)]


@pytest.mark.parametrize("name", ["assess", "note"])
def test_the_cause_that_a_command_shows_as_its_example_counts(name: str) -> None:
    """Whoever copies the form of the example has written down a cause."""
    body = next(row for row in COMMANDS if row.name == name).example.body or {}
    story = Story(60).fault(1, 50)
    story.does(4, name, cause=body.get("cause"), text=body.get("text"))
    assert len(actions.causes(facts(story))) == 1


def test_severities_are_stated_by_level_or_name() -> None:
    """By `assess`, by `declare` with one, by the word of a broadcast that opens an incident."""
    story = outage()
    story.does(13, "assess", severity=2).does(14, "declare", severity="critical")
    story.says(15, "broadcast", "all_users", label="INCIDENT_DETECTED", severity="HIGH")
    story.says(16, "broadcast", "all_users", label="INCIDENT_DETECTED", severity="WILD")
    story.says(17, "broadcast", "all_users", label="SERVICE_DEGRADED", severity="critical")
    story.does(18, "assess", severity=9).does(19, "note", severity=1)
    found = statements(facts(story), story_policy())
    assert [(one.at, one.level) for one in found] == [(ms(13), 2), (ms(14), 1), (ms(15), 2)]


def test_every_text_of_a_command() -> None:
    """Joined by spaces, in their order; what is no text is left out."""
    story = Story(10).does(1, "note", text="one", more="two", number=3)
    assert actions.texts(facts(story).actions[0].body) == "one two"


@pytest.mark.parametrize(
    ("taken", "took"),
    [
        pytest.param([["a"]], [True], id="one"),
        pytest.param([["a"], ["a"]], [True, False], id="again"),
        pytest.param([["a"], ["a", "b"]], [True, True], id="another"),
        pytest.param([[], ["a"]], [False, True], id="nothing-yet"),
        pytest.param([["a", "b"], ["b"], ["a", "b"]], [True, False, False], id="both-at-once"),
    ],
)
def test_which_acknowledgements_took_something(taken: list[list[str]], took: list[bool]) -> None:
    """By the alerts that each answer lists as taken so far."""
    story = Story(60)
    for minute, names in enumerate(taken):
        listed: list[JsonValue] = [*names]
        story.does(minute, "ack", response={"success": True, "data": {"acknowledged": listed}})
    assert [one for _, one in actions.acknowledgements(facts(story))] == took


def test_what_is_refused_or_answers_nothing_took_nothing() -> None:
    """A refusal, an answer without a list, one that is no object; nor is another command one."""
    story = Story(60).acks(1, "a", status=409).does(2, "ack", response={"data": {}})
    story.does(3, "ack", response="taken").does(4, "declare").acks(5, "a")
    assert [(fact.at, took) for fact, took in actions.acknowledgements(facts(story))] == [
        (ms(1), False),
        (ms(2), False),
        (ms(3), False),
        (ms(5), True),
    ]
