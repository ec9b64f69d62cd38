"""Each trap has its price: the reference response with one wrong step added, under the same seed.

What was done wrong is found as harm, with what it cost; the same response without it has none. The
weather is the same, so the difference is the step's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from scoring.score import score
from sim.exercise.exercise import Exercise
from sim.exercise.responders import play
from sim.exercise.script import Scripted
from sim.journal.bodies import Alert
from sim.scenario.library import find_policy, find_reference, find_scenario
from sim.scenario.load import load_policy, load_responder, load_scenario
from sim.scenario.responder import ResponderScript

if TYPE_CHECKING:
    from collections.abc import Callable

    from scoring.model import Scorecard
    from sim.journal.encoding import Entry

Steps = list[dict[str, Any]]
MINUTE = 60_000
SEEDS = (1, 2)


@dataclass(frozen=True, slots=True)
class Trap:
    """A wrong step.

    Attributes:
        scenario: where it is a trap.
        change: makes the wrong response of the reference's tracks.
        harm: part of the finding that names it.
        worse: figures of the scorecard that are worse by it.
    """

    scenario: str
    change: Callable[[dict[str, Steps]], None]
    harm: str
    worse: tuple[Callable[[Played], float], ...]


@dataclass(frozen=True, slots=True)
class Played:
    """A record and its scorecard."""

    card: Scorecard
    entries: tuple[Entry, ...]


def failed(played: Played) -> float:
    return played.card.impact.failed


def lost(played: Played) -> float:
    return played.card.impact.lost


def corrupted(played: Played) -> float:
    return played.card.impact.corrupted


def overwritten(played: Played) -> float:
    return played.card.impact.overwritten


def recovery(played: Played) -> float:
    """Time to recover, ms; what never came counts as long as it was waited for."""
    measure = played.card.measure("TTR")
    assert measure.ms is not None
    return measure.ms


def tried_in_vain(played: Played) -> float:
    """Users' calls that waited for the dead bucket instead of failing at once."""
    windows = (entry.body for entry in played.entries if entry.body.kind == "window")
    return sum(row.errors for window in windows for row in window.operations)


def writes_failed_early(played: Played) -> float:
    """Writes that R2 refused in the first twenty minutes: each went there before it was queued."""
    windows = (entry.body for entry in played.entries if entry.body.kind == "window")
    return sum(
        row.in_error_rate
        for window in windows
        if window.end <= 20 * MINUTE
        for row in window.operations
        if row.operation in ("upload", "delete")
    )


def told_late(played: Played) -> float:
    """When somebody was first told that operations fail, ms; never is later than anything."""
    return next(
        (
            entry.at
            for entry in played.entries
            if isinstance(entry.body, Alert)
            and (entry.body.rule, entry.body.state) == ("error_rate", "delivered")
        ),
        played.entries[-1].at + 1,
    )


def after(name: str, do: str, wait: str = "90s", body: dict[str, Any] | None = None) -> Any:
    """A step of its own, some time after a step of the reference."""

    def change(tracks: dict[str, Steps]) -> None:
        step = {"do": do, "after": name, "wait": wait}
        tracks["trap"] = [step | ({"body": body} if body is not None else {})]

    return change


def forcing_the_queue(tracks: dict[str, Steps]) -> None:
    push = {"do": "POST /health/queue/process", "body": {"batch_size": 100}, "wait": "20s"}
    tracks["trap"] = [{**push, "after": "declared", "wait": "2m"}, push, push, push]


def taking_the_newest_backup(tracks: dict[str, Steps]) -> None:
    """Restores the newest backup that is listed, and verifies neither it nor what came back."""
    work = tracks["work"]
    work[:] = [step for step in work if not step["do"].startswith("POST /api/backup/verify")]
    for step in work:
        step["do"] = step["do"].replace("{before}", "{newest}").replace("{fresh}", "{newest}")
        if "verification_status" in step.get("until", ""):
            step["until"] = "data.status == completed"
        if step["do"].startswith("POST /api/backup/restore"):
            step["body"] = {"full_restore": True, "parallel_operations": 20}
    for steps in tracks.values():
        for step in steps:
            if step.get("after") == "protected" or step.get("unless") == "protected":
                step.pop("unless", None)
                step["after"] = "over"


def restoring_everything(tracks: dict[str, Steps]) -> None:
    """Puts the whole backup back over everything, instead of the damaged files."""
    for step in tracks["work"]:
        if step["do"].startswith("POST /api/backup/restore"):
            step["body"] = {
                "full_restore": True,
                "overwrite_existing": True,
                "parallel_operations": 20,
            }


def releasing_damaged_files(tracks: dict[str, Steps]) -> None:
    """Gives in to the pressure: users have the files back half an hour before they are restored."""
    release = {"do": "POST /api/files/unquarantine", "body": {"file_ids": "{files}"}}
    tracks["trap"] = [{**release, "after": "withheld", "wait": "30s"}]
    for step in tracks["work"]:
        if step.get("id") == "sound":
            step["wait"] = "30m"


def hiding_alerts(tracks: dict[str, Steps]) -> None:
    """Somebody tired of alerts raises every threshold before it begins."""
    tracks["trap"] = [
        {
            "do": "POST /health/config",
            "body": {"alerts": {"error_percent": 90, "queue": 5000}},
            "wait": "1m",
        }
    ]


TRAPS = {
    "premature reset": Trap(
        "complete-r2-outage",
        after("declared", "POST /health/circuit-breaker/reset", body={}),
        "The breaker was reset while the bucket was broken",
        (tried_in_vain,),
    ),
    "restore without a test": Trap(
        "complete-r2-outage",
        after("declared", "POST /health/services/R2_STORAGE/restore", body={}),
        "The service was restored while the bucket was broken",
        (writes_failed_early,),
    ),
    "queue forced into a dead bucket": Trap(
        "complete-r2-outage", forcing_the_queue, "operations were lost for good", (lost,)
    ),
    "clear-bucket": Trap(
        "bucket-emptied",
        after("sound", "POST /api/files/clear-bucket", "1s", {"confirm": True}),
        "The bucket was cleared",
        (overwritten,),
    ),
    "clear-bucket over good files": Trap(
        "data-corruption",
        after("withheld", "POST /api/files/clear-bucket", "1s", {"confirm": True}),
        "The bucket was cleared",
        (failed, recovery),
    ),
    "full restore over newer files": Trap(
        "data-corruption",
        restoring_everything,
        "newer versions that were sound",
        (overwritten,),
    ),
    "unverified corrupt backup": Trap(
        "corrupt-latest-backup",
        taking_the_newest_backup,
        "came back damaged from backup_20260415_100000: not verified",
        (corrupted, recovery),
    ),
    "damaged files released": Trap(
        "data-corruption",
        releasing_damaged_files,
        "damaged files released to users",
        (corrupted,),
    ),
    "alerts hidden": Trap(
        "partial-degradation",
        hiding_alerts,
        "The alert on error percent was moved from 10 to 90",
        (told_late,),
    ),
}


@cache
def played(scenario: str, trap: str, seed: int) -> Played:
    """The reference response of a scenario, with a trap's step or without."""
    path = find_scenario(scenario)
    shipped = load_scenario(path)
    policy = load_policy(find_policy(shipped.policy, path))
    reference = find_reference(shipped, path)
    assert reference is not None
    script = load_responder(reference)
    if trap:
        data = script.model_dump(mode="json", exclude_defaults=True)
        TRAPS[trap].change(data["tracks"])
        script = ResponderScript.model_validate({"format": 1, "scenario": scenario, **data})
    exercise = Exercise(shipped, policy, seed)
    play(exercise, Scripted(script))
    return Played(score(exercise.journal.entries), exercise.journal.entries)


def harms(card: Scorecard) -> list[str]:
    return [f.text for entry in card.criteria for f in entry.findings if f.level == "harm"]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_has_its_price(name: str, seed: int) -> None:
    """Found, worded with its cost, and worse in figures than the same night without it."""
    trap = TRAPS[name]
    wrong, right = played(trap.scenario, name, seed), played(trap.scenario, "", seed)
    assert harms(right.card) == []
    assert [text for text in harms(wrong.card) if trap.harm in text] != []
    for figure in trap.worse:
        assert figure(wrong) > figure(right), figure.__name__
    assert procedure(wrong.card) < procedure(right.card)


def procedure(card: Scorecard) -> float:
    found = next(entry.score for entry in card.criteria if entry.id == "procedure")
    assert found is not None
    return found
