"""Faults that came with a change, and what stands in the way of repairing them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import MakeScenario, Player, StartExercise

MINUTE = 60_000
RELEASES = [
    {"id": "good", "before": "26h", "what": "The version before"},
    {"id": "bad", "before": "65m", "what": "The version with the fault", "environment": "default"},
]
PRODUCTION = {"release": "good", "environment": "production"}
BY_RELEASE: dict[str, object] = {
    "by": "command",
    "command": "release-deploy",
    "release": "good",
    "after": "3m",
}
VENDOR: dict[str, object] = {"by": "vendor", "after": "10m"}


def fault(effect: str, ends: dict[str, object], **fields: Any) -> dict[str, object]:
    return {"id": "it", "effect": effect, "begins": "5m", "ends": ends, **fields}


def changed(**fields: Any) -> dict[str, object]:
    return fault("latent_change", BY_RELEASE, release="bad", reads=35, writes=100, **fields)


def edges(player: Player) -> list[tuple[int, str, str, str]]:
    """(minute, fault, edge, by) of every beginning and end."""
    return [
        (entry.at // MINUTE, entry.body.fault, entry.body.edge, entry.body.by)
        for entry in player.exercise.journal.entries
        if entry.body.kind == "fault"
    ]


def deploy(player: Player, minute: int, **body: str) -> int:
    return player.post("/api/releases/deploy", json.dumps(body), minute * MINUTE).status


def test_a_latent_change_fails_calls_and_no_probe(
    small: MakeScenario, start: StartExercise
) -> None:
    """A third of the reads and every write fail, while the monitor's probe passes."""
    player = start(small(horizon="40m", releases=RELEASES, faults=[changed()]))
    player.exercise.advance(12 * MINUTE)
    conditions = player.exercise.world.conditions
    shares = [conditions.fail_ppm(call) // 10_000 for call in ("download", "upload", "delete")]
    assert shares == [35, 100, 100]
    assert conditions.fail_ppm("probe") == 0
    assert player.exercise.world.health.services["R2_STORAGE"].status == "HEALTHY"
    assert [entry for _, entry in player.log("alert")]


@pytest.mark.parametrize(
    ("shares", "service"),
    [({"reads": 5}, "R2_STORAGE"), ({"sessions": 5}, "AUTH_KV")],
    ids=["storage", "sign-in"],
)
def test_a_latent_change_says_what_is_ill(
    shares: dict[str, int], service: str, small: MakeScenario, start: StartExercise
) -> None:
    """The journal names storage, or sign-in when nothing but that is touched."""
    one = fault("latent_change", BY_RELEASE, release="bad", **shares)
    player = start(small(horizon="40m", releases=RELEASES, faults=[one]))
    player.exercise.advance(6 * MINUTE)
    named = [e.body.service for e in player.exercise.journal.entries if e.body.kind == "fault"]
    assert named == [service]


@pytest.mark.parametrize(
    ("body", "ends"),
    [
        (PRODUCTION, True),
        ({"release": "good"}, False),
        ({"release": "bad", "environment": "production"}, False),
        ({"release": "worker-stable", "environment": "production"}, False),
    ],
    ids=["right", "no environment", "another release", "what runs already"],
)
def test_only_the_right_release_in_production_clears_it(
    body: dict[str, str],
    ends: bool,  # noqa: FBT001 - a column of the table
    small: MakeScenario,
    start: StartExercise,
) -> None:
    """Every deployment is accepted; three minutes after the right one, the fault is over."""
    player = start(small(horizon="40m", releases=RELEASES, faults=[changed()]))
    assert deploy(player, 10, **body) == 200
    player.exercise.advance(30 * MINUTE)
    assert edges(player)[1:] == ([(13, "it", "ended", "command")] if ends else [])


def test_the_first_fixes_are_in_vain(small: MakeScenario, start: StartExercise) -> None:
    """Two deployments change nothing, the third does."""
    vain = fault("ineffective_fix", VENDOR | {"after": "30m"}, fault="it", times=2)
    player = start(
        small(horizon="50m", releases=RELEASES, faults=[changed(), {**vain, "id": "vain"}])
    )
    for minute in (10, 12, 14):
        assert deploy(player, minute, **PRODUCTION) == 200
    player.exercise.advance(30 * MINUTE)
    assert [edge for edge in edges(player) if edge[2] == "ended"] == [
        (17, "it", "ended", "command")
    ]


def test_a_tool_needs_what_is_broken(small: MakeScenario, start: StartExercise) -> None:
    """The tool answers while R2 does, refuses while it does not, and nothing is done then."""
    tool = fault("repair_tool_down", {"by": "never"}, commands=["release-deploy"])
    gone = {**fault("r2_unavailable", VENDOR), "id": "gone", "begins": "10m"}
    player = start(small(horizon="40m", releases=RELEASES, faults=[tool, gone]))
    assert deploy(player, 7, **PRODUCTION) == 200
    refused = player.post("/api/releases/deploy", json.dumps(PRODUCTION), 12 * MINUTE)
    assert refused.status == 503
    assert "needs R2_STORAGE" in str(refused.body["error"])
    assert len(player.exercise.world.releases.history) == 4
    assert player.post("/health/check", "{}", 13 * MINUTE).status == 200
    assert deploy(player, 25, **PRODUCTION) == 200


def test_the_status_page_keeps_its_last_word(small: MakeScenario, start: StartExercise) -> None:
    """An update while it is frozen reaches nobody and says why; afterwards one does."""
    frozen = fault("status_page_frozen", VENDOR, because="its console is in R2")
    player = start(small(horizon="40m", faults=[frozen]))
    said = []
    for minute, state in ((2, "investigating"), (8, "identified"), (20, "monitoring")):
        body = json.dumps({"state": state, "text": "Downloads fail."})
        answer = player.post("/exercise/status-page", body, minute * MINUTE)
        said.append((answer.status, str(answer.body["message"])))
    assert said[1] == (200, "NOT updated: its console is in R2; the page still says: investigating")
    assert [text.startswith("status page:") for _, text in said] == [True, False, True]
    assert player.exercise.world.incident.status_page == "monitoring"


def test_what_follows_begins_after_the_end(small: MakeScenario, start: StartExercise) -> None:
    """A herd of sign-ins two minutes after the end, whenever that is; its probe passes."""
    herd = fault("login_herd", {"by": "vendor", "after": "6m"}, percent=40, follows="it")
    herd |= {"id": "herd", "begins": "2m"}
    player = start(small(horizon="40m", releases=RELEASES, faults=[changed(), herd]))
    deploy(player, 10, **PRODUCTION)
    player.exercise.advance(16 * MINUTE)
    assert player.exercise.world.conditions.fail_ppm("session") == 400_000
    assert player.exercise.world.health.services["AUTH_KV"].status == "HEALTHY"
    player.exercise.advance(30 * MINUTE)
    assert edges(player) == [
        (5, "it", "began", "scenario"),
        (13, "it", "ended", "command"),
        (15, "herd", "began", "scenario"),
        (21, "herd", "ended", "vendor"),
    ]


def test_what_follows_never_comes_without_an_end(small: MakeScenario, start: StartExercise) -> None:
    """Nobody repairs the first fault, so the second never begins."""
    herd = {**fault("login_herd", VENDOR, follows="it"), "id": "herd", "begins": "0s"}
    player = start(small(horizon="40m", releases=RELEASES, faults=[changed(), herd]))
    player.exercise.advance(39 * MINUTE)
    assert [name for _, name, _, _ in edges(player)] == ["it"]
