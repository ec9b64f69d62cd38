"""An objective is rated by its own sentence: each kind of condition."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest

from scoring.score import score
from sim.scenario.check import KINDS, Condition
from tests.stories.story import Story, good_response, outage

if TYPE_CHECKING:
    from scoring.model import ConditionResult, ObjectiveRating
    from sim.journal.bodies import Header

LATE = 0.5
FAIL = "Downloads fail.\nIn short: downloads failing."
DELAYED = "Uploads wait.\nIn short: uploads delayed."
WORK = "Downloads work.\nIn short: downloads works."
SLOW = "The service is slow.\nIn short: service slow."


def rated(story: Story, *check: dict[str, Any]) -> ObjectiveRating:
    """An objective with these conditions, checked against the story."""
    first, *rest = story.entries()
    header = cast("Header", first.body)
    objective = {"id": "it", "text": "Do it.", "criterion": "detection", "check": list(check)}
    scenario = header.scenario | {"objectives": [objective]}
    entries = (replace(first, body=header.model_copy(update={"scenario": scenario})), *rest)
    return score(entries).objectives[0]


def result(story: Story, **asked: Any) -> ConditionResult | None:
    """What became of one condition; None when it could not be judged."""
    found = rated(story, asked).conditions
    return found[0] if found else None


DECLARED = {"reached": "declared", "within": "5m", "after": "alert"}
METRICS = {"looked": ["metrics"]}
CALL = {"told": "technical_lead", "within": "10m", "after": "alert"}

WORTH: dict[str, tuple[Story, dict[str, Any], float | None, str]] = {
    "reached in time": (
        outage().does(15, "declare"),
        DECLARED,
        1,
        "Incident declared within 5 min of the alert: after 1 min.",
    ),
    "reached late": (outage().does(25, "declare"), DECLARED, LATE, "after 11 min"),
    "never reached": (outage().does(15, "ack"), DECLARED, 0, "never"),
    "declared before users feel it": (
        Story().fault(5, 30).weather(12, 30, "outage").alert(14).does(8, "declare"),
        DECLARED,
        1,
        ": yes, before it",
    ),
    "its clock never started": (
        outage().does(15, "declare"),
        {"reached": "declared", "within": "5m", "after": "recover"},
        None,
        "",
    ),
    "looked": (outage().looks(20, "metrics"), METRICS, 1, "Used GET /health/metrics: yes."),
    "never looked": (outage().looks(20, "events"), METRICS, 0, "never"),
    "looked in vain": (outage().does(20, "metrics", status=503), METRICS, 0, "never"),
    "looked before a repair": (
        outage().looks(20, "metrics").does(21, "restore"),
        METRICS | {"before": ["restore"]},
        1,
        "Used GET /health/metrics before any POST /health/services/:name/restore: yes.",
    ),
    "looked after a repair": (
        outage().does(19, "restore").looks(20, "metrics"),
        METRICS | {"before": ["restore"]},
        0.5,
        "only after POST /health/services/:name/restore",
    ),
    "followed up": (
        outage().does(20, "backup-create").looks(25, "backup-list"),
        {"looked": ["backup-list"], "following": ["backup-create"]},
        1,
        "Used GET /api/backup/list after POST /api/backup/create: yes.",
    ),
    "looked too early to follow up": (
        outage().looks(15, "backup-list").does(20, "backup-create"),
        {"looked": ["backup-list"], "following": ["backup-create"]},
        0,
        "never",
    ),
    "nothing to follow up": (
        outage().looks(15, "backup-list"),
        {"looked": ["backup-list"], "following": ["backup-create"]},
        0,
        "never",
    ),
    "by a moment": (
        outage().looks(39, "queue-status"),
        {"looked": ["queue-status"], "by": "queue full"},
        1,
        "before the queue is full: yes",
    ),
    "after that moment": (
        outage().looks(41, "queue-status"),
        {"looked": ["queue-status"], "by": "queue full"},
        LATE,
        "afterwards",
    ),
    "by a moment that never came": (
        outage().looks(100, "queue-status"),
        {"looked": ["queue-status"], "by": "recover"},
        1,
        "yes",
    ),
    "told": (outage().says(20, "page", "technical_lead"), CALL, 1, "Technical lead told within"),
    "told late": (outage().says(30, "page", "technical_lead"), CALL, LATE, "after 16 min"),
    "told somebody else": (outage().says(20, "page", "cto"), CALL, 0, "never"),
    "a role that this policy lacks": (outage(), {"told": "archivist"}, None, ""),
    "claimed": (
        outage().says(20, "broadcast", "all_users", text=FAIL),
        {"claimed": ["downloads=failing"], "to": "all_users"},
        1,
        '"downloads failing" said truly to all users: yes.',
    ),
    "claimed bit by bit": (
        outage()
        .says(20, "broadcast", "all_users", text=FAIL)
        .says(25, "broadcast", "all_users", text=DELAYED),
        {"claimed": ["downloads", "uploads"], "to": "all_users", "within": "10m"},
        LATE,
        "after 11 min",
    ),
    "claimed of the service": (
        Story().fault(12, 47).weather(12, 47, "slow").says(20, "broadcast", "all_users", text=SLOW),
        {"claimed": ["downloads=slow"]},
        1,
        "yes",
    ),
    "claimed to others": (
        outage().says(20, "post", text=FAIL, channel="slack"),
        {"claimed": ["downloads=failing"], "to": "all_users"},
        0,
        "never",
    ),
    "claimed untruly": (
        outage().says(20, "broadcast", "all_users", text=WORK),
        {"claimed": ["downloads"], "to": "all_users"},
        0,
        "never",
    ),
    "an audience that this policy lacks": (
        outage(),
        {"claimed": ["downloads"], "to": "shareholders"},
        None,
        "",
    ),
    "obligations met": (
        outage().does(15, "declare").says(16, "page", "technical_lead"),
        {"met": "escalation", "to": "cto"},
        0,
        "Escalations to CTO on time: 0 of 1.",
    ),
    "nothing was owed": (outage(), {"met": "escalation", "to": "vp_engineering"}, None, ""),
    "no update was promised": (
        outage().does(15, "declare"),
        {"met": "promise"},
        0,
        "none was promised",
    ),
    "promise kept": (
        outage()
        .does(15, "declare")
        .says(16, "broadcast", "all_users", text=f"Next update in 20 minutes. {FAIL}")
        .says(30, "broadcast", "all_users", text=FAIL),
        {"met": "promise"},
        1,
        "Promised updates on time: 1 of 1.",
    ),
    "promise broken": (
        outage()
        .does(15, "declare")
        .says(16, "broadcast", "all_users", text=f"Next update in 20 minutes. {FAIL}"),
        {"met": "promise"},
        0,
        "0 of 1",
    ),
    "severity right, stated in its response time": (
        outage().does(15, "ack").does(18, "assess", severity=1),
        {"severity": 1},
        1,
        "Severity 1 stated correctly",
    ),
    "severity never stated": (outage().does(15, "ack"), {"severity": "right"}, 0, "0 of"),
    "severity wrong": (outage().does(15, "assess", severity=3), {"severity": 1}, 0, "0 of"),
    "a severity that it never was": (
        outage().does(15, "assess", severity=2),
        {"severity": 2},
        None,
        "",
    ),
    "step done": (
        outage().looks(20, "metrics"),
        {"step": "check the metrics"},
        1,
        "Check the metrics: done.",
    ),
    "step missed": (outage().does(15, "ack"), {"step": "check the metrics"}, 0, "missed"),
    "step that does not apply": (
        outage().does(15, "ack"),
        {"step": "get a passing R2 test before restoring"},
        None,
        "",
    ),
    "no mistake": (
        outage().does(15, "ack"),
        {"absent": ["harm", "lost", "untruth", "false_resolve", "early_restore"]},
        1,
        "No harm was done, no accepted operation was lost, ",
    ),
    "nobody to make one": (outage(), {"absent": ["harm"]}, 0, "not scored, nobody responded"),
    "harm": (
        outage().does(20, "breaker-reset"),
        {"absent": ["harm"]},
        0,
        "in fact, a repair did some",
    ),
    "restored too early": (
        outage().does(20, "restore", name="R2_STORAGE"),
        {"absent": ["early_restore"]},
        0,
        "in fact, one was",
    ),
    "restored in time": (
        outage().does(50, "restore", name="R2_STORAGE"),
        {"absent": ["early_restore"]},
        1,
        "No service was restored while one was unhealthy.",
    ),
    "operations lost": (
        outage().does(15, "ack").queue(30, "lost", 5, lost=3),
        {"absent": ["lost"]},
        0,
        "in fact, some were",
    ),
    "untruth": (
        outage().does(15, "ack").says(20, "post", channel="slack", text=WORK),
        {"absent": ["untruth"]},
        0,
        "No verifiable statement made things sound better than they were: in fact, one did.",
    ),
    # Worse than the world is unclear, no untruth: the condition's name says what it checks.
    "worse than it was": (
        outage().does(15, "ack").says(60, "post", channel="slack", text=FAIL),
        {"absent": ["untruth"]},
        1,
        "No verifiable statement made things sound better than they were.",
    ),
    "said to be over": (
        outage().does(20, "resolve", text="over"),
        {"absent": ["false_resolve"]},
        0,
        "in fact, it was",
    ),
    "left alone what is well": (Story().looks(5, "metrics"), {"absent": ["needless_act"]}, 1, ""),
    "changed what is well": (
        Story().looks(5, "metrics").does(6, "degrade"),
        {"absent": ["needless_act"]},
        0,
        "in fact, something was",
    ),
    "nobody looked": (Story(), {"absent": ["needless_act"]}, 0, "not scored, nobody responded"),
    "files withheld": (
        outage().files(20, "quarantined", 3),
        {"reached": "files withheld"},
        1,
        "yes",
    ),
    "files released": (outage().files(20, "released", 3), {"reached": "files released"}, 1, "yes"),
    "no file released": (
        outage().files(20, "released", 0),
        {"reached": "files released"},
        0,
        "never",
    ),
    "files restored": (
        outage()
        .files(14, "lost", 3, missing=3, owners=2)
        .backup(60, "b", "restored", files=3)
        .files(60, "lost", 0, told=False),
        {"reached": "files restored"},
        1,
        "yes",
    ),
    "files restored in part": (
        outage()
        .files(14, "lost", 3, missing=3, owners=2)
        .backup(60, "b", "restored", files=1)
        .files(60, "lost", 0, missing=2, told=False),
        {"reached": "files restored"},
        0,
        "never",
    ),
    "files restored damaged": (
        outage().backup(60, "b", "restored", files=3, damaged=1),
        {"reached": "files restored"},
        0,
        "never",
    ),
    "protected": (outage().backup(50, "b", "completed"), {"reached": "protected"}, 1, "yes"),
    "backed up while it is broken": (
        outage().backup(30, "b", "completed"),
        {"reached": "protected"},
        0,
        "never",
    ),
    "a discussion touches nothing": (
        outage().played_as("tabletop"),
        {"looked": ["metrics"]},
        None,
        "",
    ),
    "a discussion reaches no mark": (outage().played_as("tabletop"), DECLARED, None, ""),
}


@pytest.mark.parametrize(("story", "asked", "worth", "text"), WORTH.values(), ids=WORTH)
def test_what_a_condition_is_worth(
    story: Story, asked: dict[str, Any], worth: float | None, text: str
) -> None:
    """Each kind of condition, kept, in part, and broken; None: it cannot be judged."""
    found = result(story, **asked)
    if found is None:
        assert worth is None
        return
    assert found.worth == worth
    assert text in found.text


def test_every_kind_is_told() -> None:
    """The cases above leave out no kind of condition."""
    asked = [Condition.model_validate(case[1]).kind for case in WORTH.values()]
    assert set(asked) == set(KINDS)


@pytest.mark.parametrize(
    ("story", "check", "rating"),
    [
        pytest.param(good_response(), [DECLARED, METRICS], "P", id="all as asked"),
        pytest.param(
            outage().does(15, "declare").does(19, "restore").looks(20, "metrics"),
            [DECLARED, {"looked": ["metrics"], "before": ["restore"]}],
            "S",
            id="in part",
        ),
        pytest.param(
            outage().does(25, "declare").looks(20, "metrics"),
            [{"reached": "ack"}, DECLARED, METRICS],
            "M",
            id="half",
        ),
        pytest.param(
            outage().does(15, "ack"),
            [DECLARED, {"absent": ["harm"]}, {"absent": ["lost"]}],
            "U",
            id="only without mistakes",
        ),
        pytest.param(
            outage(), [{"step": "get a passing R2 test before restoring"}], None, id="unjudged"
        ),
    ],
)
def test_the_rating(story: Story, check: list[dict[str, Any]], rating: str | None) -> None:
    """P when all are worth 1; else by the mean, S at most; U when only mistakes are missing."""
    assert rated(story, *check).rating == rating


def test_without_a_check_its_criterion_decides() -> None:
    card = score(good_response().entries())
    [see, _] = card.objectives
    assert see.conditions == ()
    assert see.rating is not None
