"""What an organisation decides is data: one record under two policies, and each rule explained."""

from __future__ import annotations

from functools import cache

import pytest

from scoring.score import score
from sim.exercise.exercise import Exercise
from sim.exercise.responders import nobody, play
from sim.exercise.script import Scripted
from sim.scenario.library import find_policy, find_reference, find_scenario
from sim.scenario.load import load_policy, load_responder, load_scenario
from sim.scenario.policy import Policy
from tests.stories.policy import story_policy
from tests.stories.story import Story, good_response, outage

PLAYED = "complete-r2-outage"


def shipped(name: str) -> Policy:
    """A policy that comes with the trainer."""
    return load_policy(find_policy(name))


@cache
def record(responder: str) -> Exercise:
    """One exercise, played under `list-cutter`."""
    scenario = load_scenario(find_scenario(PLAYED))
    exercise = Exercise(scenario, shipped("list-cutter"), 7)
    path = find_reference(scenario)
    assert path is not None
    play(exercise, nobody() if responder == "none" else Scripted(load_responder(path)))
    return exercise


def owed(responder: str, policy: str) -> dict[str, list[str]]:
    """What fell due, by kind: to whom and why."""
    card = score(record(responder).journal.entries, shipped(policy))
    found: dict[str, list[str]] = {"escalation": [], "duty": [], "notice": []}
    for entry in card.obligations:
        found[entry.kind].append(f"{entry.to}: {entry.reason}")
    return found


def test_the_same_record_owes_other_things_under_another_policy() -> None:
    """Nobody responds: one policy counts standstill, the other an alert that nobody takes."""
    ours, theirs = owed("none", "list-cutter"), owed("none", "incident-command")
    assert ours["escalation"] == [
        "oncall_engineer: first responder at severity 1",
        "technical_lead: required after 15 min without progress at severity 1",
        "engineering_manager: required after a further 15 min without progress at severity 1",
        "cto: required after a further 15 min without progress at severity 1",
    ]
    assert theirs["escalation"] == [
        "oncall_engineer: first responder at severity 1",
        "secondary_oncall: alert unacknowledged for 5 min at severity 1",
        "incident_commander: alert unacknowledged for a further 5 min at severity 1",
        "executive: alert unacknowledged for a further 5 min at severity 1",
    ]
    assert [reason for reason in ours["notice"] if "update" not in reason] == [
        "all_users: user notice",
        "response_team: team notice",
        "status_page: status page",
    ]
    assert [reason for reason in theirs["notice"] if "update" not in reason] == [
        "incident_call: incident call",
        "public: first public post",
    ]
    assert (len(ours["duty"]), len(theirs["duty"])) == (7, 3)


def test_every_obligation_of_either_policy_has_its_evidence() -> None:
    """Each cites journal entries that exist, and says in words what made it due."""
    entries = record("reference").journal.entries
    for name in ("list-cutter", "incident-command"):
        for entry in score(entries, shipped(name)).obligations:
            assert entry.reason
            assert entry.evidence
            assert all(0 <= seq < len(entries) for seq in entry.evidence)


def test_names_of_another_policy_count_for_their_roles() -> None:
    """The reference paged the technical lead; to the other policy that was its subject expert."""
    card = score(record("reference").journal.entries, shipped("incident-command"))
    call = next(entry for entry in card.obligations if entry.reason == "incident call")
    assert (call.verdict, call.to) == ("met", "incident_call")
    notice = next(entry for entry in card.obligations if entry.reason == "all clear")
    assert notice.verdict == "met"


def test_scoring_by_another_policy_changes_no_fact() -> None:
    """Instants that no policy decides stay where they are, and so does what users lost."""
    entries = record("reference").journal.entries
    ours, theirs = (score(entries, shipped(n)) for n in ("list-cutter", "incident-command"))
    for name in ("fault", "alert", "ack", "detect", "resolve"):
        assert ours.instant(name) == theirs.instant(name)
    assert (ours.impact.failed, ours.impact.lost) == (theirs.impact.failed, theirs.impact.lost)
    assert ours.journal_digest == theirs.journal_digest
    assert ours.policy_digest != theirs.policy_digest


def test_updates_follow_one_rhythm_after_the_other() -> None:
    """Every 20 min for an hour from detection at 15, then every 40: due times by hand.

    Nobody posts. Due at 35 (missed at 40), 60 (65), then from 75 on the slower rhythm: the last
    word counts as of 65, 50 min after detection, so 85 still; from 90, 75 min in, 130.
    """
    policy = story_policy()
    data = policy.model_dump(mode="json")
    data["severities"][0]["updates"] = [{"every": "20m", "lasts": "1h"}, {"every": "40m"}]
    story = Story(160).fault(12, 150).weather(12, 150, "outage").does(15, "declare")
    card = score(story.entries(), policy.model_validate(data))
    due = [entry.due // 60_000 for entry in card.obligations if entry.reason == "update"]
    assert due == [35, 60, 85, 130]


def test_a_rhythm_that_ends_owes_nothing_more() -> None:
    """Every 20 min for half an hour: due at 35 only; from 40, 25 min in, at 60; then nothing."""
    data = story_policy().model_dump(mode="json")
    data["severities"][0]["updates"] = [{"every": "20m", "lasts": "30m"}]
    story = Story(160).fault(12, 150).weather(12, 150, "outage").does(15, "declare")
    card = score(story.entries(), Policy.model_validate(data))
    due = [entry.due // 60_000 for entry in card.obligations if entry.reason == "update"]
    assert due == [35, 60]


def notice(**fields: object) -> Policy:
    """A policy with one notice."""
    return story_policy(
        notices=[{"id": "one", "title": "one", "to": "response_team", **fields}], procedure=[]
    )


@pytest.mark.parametrize(
    ("fields", "due", "deadline"),
    [
        # Detected by the acknowledgement at 15; severity 1 allows 5 min.
        pytest.param({}, 15, 20, id="from-detection"),
        pytest.param({"within": "12m"}, 15, 27, id="its-own-time"),
        # Declared at 20: the call starts then.
        pytest.param({"since": "declared", "within": "5m"}, 20, 25, id="from-the-declaration"),
        pytest.param({"levels": [2, 3]}, None, None, id="not-at-this-level"),
        pytest.param({"levels": [1]}, 15, 20, id="at-this-level"),
        # Well from 47 on: 15 min of monitoring and 5 of grace.
        pytest.param({"since": "recovered", "to": "all_users"}, 47, 67, id="from-recovery"),
        pytest.param(
            {"since": "recovered", "to": "all_users", "within": "3m"}, 47, 50, id="soon-after"
        ),
    ],
)
def test_when_a_notice_falls_due(
    fields: dict[str, object], due: int | None, deadline: int | None
) -> None:
    """From detection, declaration or recovery, within its own time or the severity's."""
    story = Story(90).fault(12, 47).weather(12, 47, "outage").alert(14)
    story.does(15, "ack").does(20, "declare")
    card = score(story.entries(), notice(**fields))
    found = [entry for entry in card.obligations if entry.reason == "one"]
    times = [(entry.due // 60_000, entry.deadline // 60_000) for entry in found]
    assert times == ([] if due is None else [(due, deadline)])


@pytest.mark.parametrize(
    ("to", "means", "met"),
    [
        ("status_page", {"purpose": "status_page", "to": "public"}, True),
        ("status_page", {"purpose": "post", "to": "public", "channel": "social"}, False),
        ("public", {"purpose": "post", "to": "public", "channel": "social"}, True),
        ("public", {"purpose": "status_page", "to": "public"}, True),
        ("public", {"purpose": "post", "to": "all_users", "channel": "in_app"}, False),
        ("all_users", {"purpose": "broadcast", "to": "all_stakeholders"}, True),
        ("all_users", {"purpose": "broadcast", "to": "response_team"}, False),
        ("all_stakeholders", {"purpose": "broadcast", "to": "all_users"}, False),
        ("managers", {"purpose": "page", "to": "cto"}, True),
        ("managers", {"purpose": "page", "to": "technical_lead"}, False),
        ("response_team", {"purpose": "page", "to": "technical_lead"}, True),
        ("response_team", {"purpose": "page", "to": "oncall_engineer"}, False),
        ("response_team", {"purpose": "broadcast", "to": "all_stakeholders"}, True),
    ],
)
def test_what_gives_a_notice(to: str, means: dict[str, str], met: bool) -> None:  # noqa: FBT001 - a column of the table
    """Whom a message counts for: groups, audiences by their channels, the page, the public."""
    groups = story_policy().model_dump(mode="json")["groups"] | {"managers": ["cto"]}
    policy = story_policy(
        notices=[{"id": "one", "title": "one", "to": to}], groups=groups, procedure=[]
    )
    story = outage(40).does(15, "declare")
    channel = means.get("channel", "pager")
    if means["purpose"] == "status_page":
        story.status_page(16, "investigating")
    else:
        story.says(16, means["purpose"], means["to"], channel=channel)  # type: ignore[arg-type]
    card = score(story.entries(), policy)
    (entry,) = [entry for entry in card.obligations if entry.reason == "one"]
    assert entry.verdict == ("met" if met else "missed")


def test_points_are_the_policys() -> None:
    """A late call worth nothing, a false resolve worth everything: the totals follow."""
    strict = story_policy(points={"late": 0, "false_resolve": 100})
    story = outage().does(15, "declare").says(40, "page", "technical_lead").does(40, "resolve")
    ours = {part.id: part.score for part in score(story.entries()).criteria}
    theirs = {part.id: part.score for part in score(story.entries(), strict).criteria}
    assert (ours["escalation"], theirs["escalation"]) == (37.5, 25.0)
    fine = Story(240).fault(12, 47).weather(12, 47, "outage").does(15, "declare")
    fine.does(40, "resolve")
    found = [
        next(part.score for part in score(fine.entries(), policy).criteria if part.id == "recovery")
        for policy in (story_policy(), strict)
    ]
    assert found == [75.0, 0.0]


def test_skill_areas_by_hand() -> None:
    """Shares of criteria and of the procedure's steps: the mean that the policy says.

    Technical: mitigation 100 and recovery 100 with a share of 1, four steps (done, late, missed,
    not applicable: mean of 100, 50, 0) with 2: (100 + 100 + 2 x 50) / 4 = 75.
    """
    steps = [
        {"name": "scope", "commands": ["health-status"], "within": "10m"},
        {"name": "events", "commands": ["events"], "within": "1m"},
        {"name": "metrics", "commands": ["load-test"]},
        {"name": "queue", "commands": ["queue-status"], "applies": "data_at_risk"},
        {"name": "cause", "condition": "cause_recorded", "skill": "documentation"},
    ]
    policy = story_policy(
        procedure=[{"name": "All", "steps": steps}],
        skills={"technical": {"mitigation": 1, "recovery": 1}, "communication": {}, "steps": 2},
    )
    story = Story(120).fault(12, 47).weather(12, 47, "outage").does(15, "declare")
    story.looks(16, "health-status").looks(18, "events").does(20, "note", text="The cause is R2.")
    found = {one.skill: one.score for one in score(story.entries(), policy).skills}
    assert found["technical"] == 75.0
    assert found["documentation"] == 100.0
    assert found["communication"] is None


def test_who_posts_into_a_dead_channel_is_told_why_it_counted_for_nothing() -> None:
    """The missed notice names what was sent in vain, over what, and which channels worked."""
    story = outage(60).fault(1, None, "pager-dead", "channel_down").does(15, "declare")
    for minute in (16, 18):
        story.says(minute, "post", "response_team", channel="slack", delivered=False)
    card = score(story.entries())
    texts = [
        finding.text
        for part in card.criteria
        if part.id == "communication"
        for finding in part.findings
    ]
    assert (
        "Team notice (Response team): missed. 2 messages were not delivered: 2 by slack. "
        "Email, status page, in app, phone, social worked all that time."
    ) in texts


def test_what_is_only_late_was_not_in_vain() -> None:
    """A slow mail explains no missed notice; a lost one does, and its channel did not work."""
    story = outage(60).does(15, "declare")
    story.says(16, "email", "all_users", channel="email", arrives=24)
    story.says(17, "email", "response_team", channel="email", delivered=False)
    texts = [
        finding.text
        for part in score(story.entries()).criteria
        if part.id == "communication"
        for finding in part.findings
    ]
    assert (
        "Team notice (Response team): missed. 1 message was not delivered: 1 by email. "
        "Slack, status page, in app, phone, social worked all that time."
    ) in texts


def test_a_good_response_shows_every_area() -> None:
    """By the book: the queue took (100 + 83.8 + 100) / 3, naming it (3 x 100 + 96.9 + 100) / 5."""
    assert {one.skill: one.score for one in score(good_response().entries()).skills} == {
        "technical": 94.6,
        "communication": 100.0,
        "coordination": 99.4,
        "documentation": 100.0,
    }
