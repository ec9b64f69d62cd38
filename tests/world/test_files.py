"""Files as users meet them: damaged, gone, withheld, and what an upload makes of that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from sim.world.files import SHOWS, SILENT, SOUND, State
from sim.world.requests import CORRUPTED, OK, UNREADABLE, WITHHELD
from sim.world.workload import DOWNLOAD, UPLOAD

if TYPE_CHECKING:
    from sim.world.world import World
    from tests.conftest import MakeScenario, Player, StartExercise

MINUTE = 60_000
USERS: dict[str, Any] = {"background_error_ppm": 0, "files": 1000, "requests_per_second": 20}


def fault(effect: str, begins: str = "2m", **fields: Any) -> dict[str, Any]:
    """A fault that is over a minute later; what it damaged is not."""
    return {
        "id": "harm",
        "effect": effect,
        "begins": begins,
        "ends": {"by": "vendor", "after": "1m"},
        **fields,
    }


def outcomes(world: World, kind: int, start: int, end: int) -> dict[int, int]:
    """How often each outcome came for requests of a kind that arrived in [start, end)."""
    world.catch_up()
    span = world.log.span(start, end)
    chosen = world.log.outcome[span][world.log.workload.kind[span] == kind]
    codes, counts = np.unique(chosen, return_counts=True)
    return dict(zip(codes.tolist(), counts.tolist(), strict=True))


@pytest.fixture
def play_through(small: MakeScenario, start: StartExercise) -> Any:
    """Plays ten minutes with one fault and nobody responding."""

    def play(**fields: Any) -> Player:
        player = start(small(users=USERS, faults=[fault(**fields)]))
        player.exercise.advance(10 * MINUTE)
        return player

    return play


def test_silent_damage_is_served_as_if_it_were_whole(play_through: Any) -> None:
    """Nobody gets an error; the share of damaged downloads is the share of damaged files."""
    player = play_through(effect="corruption_at_rest", percent=20)
    found = outcomes(player.exercise.world, DOWNLOAD, 2 * MINUTE, 10 * MINUTE)
    assert set(found) == {OK, CORRUPTED}
    assert 0.1 < found[CORRUPTED] / sum(found.values()) < 0.25
    assert player.log("alert") == []
    (told,) = player.log("files")
    assert told[0] == 2 * MINUTE
    assert 150 < int(told[1].split()[1]) < 250


def test_damage_that_shows_is_an_error_and_told_once_a_file(play_through: Any) -> None:
    """A read fails the check; the first of a file is an event, and monitoring raises an alert."""
    player = play_through(effect="corruption_at_rest", percent=0.5, silent=False)
    found = outcomes(player.exercise.world, DOWNLOAD, 2 * MINUTE, 10 * MINUTE)
    assert set(found) == {OK, UNREADABLE}
    noticed = [what.split(" by ")[1] for _, what in player.log("files") if "noticed" in what]
    assert len(noticed) == len(set(noticed)) > 1
    assert player.log("alert")[0][1] == "integrity fired"


def test_an_upload_replaces_the_damaged_version(play_through: Any) -> None:
    """The file is whole from then on; so damage within reach shrinks by itself."""
    player = play_through(effect="corruption_at_rest", percent=100)
    world = player.exercise.world
    world.catch_up()
    work, files = world.log.workload, world.storage.files
    span = world.log.span(2 * MINUTE, 10 * MINUTE)
    uploaded = set(work.file[span][work.kind[span] == UPLOAD].tolist())
    assert {int(n) for n in np.flatnonzero(files.content[:1000] == SOUND)} == uploaded
    assert files.state().damaged == 1000 - len(uploaded)


def test_damage_on_write_is_told_to_nobody(play_through: Any) -> None:
    """While it lasts a share of the uploads is stored damaged; the uploader sees success."""
    player = play_through(effect="corruption_on_write", percent=50)
    world = player.exercise.world
    during = outcomes(world, UPLOAD, 2 * MINUTE, 3 * MINUTE)
    assert 0.3 < during[CORRUPTED] / sum(during.values()) < 0.7
    assert set(outcomes(world, UPLOAD, 3 * MINUTE, 10 * MINUTE)) == {OK}
    assert world.storage.files.state().damaged > 0


def test_files_that_are_gone_are_not_found(play_through: Any) -> None:
    """Downloads fail although R2 answers: no breaker, no ill service, a full error rate."""
    player = play_through(effect="bucket_emptied")
    world = player.exercise.world
    found = outcomes(world, DOWNLOAD, 2 * MINUTE, 3 * MINUTE)
    assert found[UNREADABLE] / sum(found.values()) > 0.95
    assert player.log("breaker") == []
    assert player.log("health") == []
    assert world.modes["R2_STORAGE"] == "degraded"
    assert world.storage.files.state().missing > 900


def test_a_quarantined_file_is_withheld_until_it_is_released_or_uploaded(
    small: MakeScenario, start: StartExercise
) -> None:
    """Withholding is an error to whoever asks; release and upload both end it."""
    player = start(small(users={**USERS, "files": 2}))
    world = player.exercise.world
    player.post("/api/files/quarantine", '{"file_ids": ["file_000001"]}', MINUTE)
    player.exercise.advance(MINUTE + 5_000)
    world.catch_up()
    work = world.log.workload
    since = world.log.span(MINUTE, MINUTE + 5_000)
    rows = [
        (int(k), int(o))
        for k, o, f in zip(
            work.kind[since], world.log.outcome[since], work.file[since], strict=True
        )
        if f == 1 and k in (DOWNLOAD, UPLOAD)
    ]
    first_upload = next(i for i, row in enumerate(rows) if row[0] == UPLOAD)
    assert {outcome for _, outcome in rows[:first_upload]} == {WITHHELD}
    assert {outcome for _, outcome in rows[first_upload:]} == {OK}
    assert world.storage.files.state() == State()


def test_state_counts_owners_once(small: MakeScenario, start: StartExercise) -> None:
    """Different users behind damaged and missing files, however many files they have."""
    files = start(small(users={**USERS, "people": 1})).exercise.world.storage.files
    chosen = np.zeros(len(files.content), dtype=np.bool_)
    chosen[:3] = True
    files.damage(chosen, shows=True)
    chosen[:] = False
    chosen[7] = True
    files.lose(chosen)
    files.withhold([0], withheld=True)
    assert files.state() == State(damaged=2, missing=1, withheld=1, owners=1)
    assert files.content[:4].tolist() == [SHOWS, SHOWS, SHOWS, SOUND]


@pytest.mark.parametrize(("percent", "prefixes"), [(100, ["a"]), (50, ["0", "f"]), (0.0001, [])])
def test_damage_stays_within_its_prefixes_and_hits_something(
    percent: float, prefixes: list[str], small: MakeScenario, start: StartExercise
) -> None:
    """Only files whose key begins so; one file at least, however small the share."""
    harm = fault("corruption_at_rest", percent=percent, prefixes=prefixes)
    player = start(small(users={**USERS, "mix": {"download": 1}}, faults=[harm]))
    player.exercise.advance(4 * MINUTE)
    hit = np.flatnonzero(player.exercise.world.storage.files.content == SILENT)
    assert len(hit) >= 1
    allowed = {int(prefix, 16) for prefix in prefixes} or set(range(16))
    assert {int(number) % 16 for number in hit} <= allowed


def test_damage_spreads_while_its_fault_lasts(small: MakeScenario, start: StartExercise) -> None:
    """Step by step; what had not happened when the fault ended does not happen."""
    harm = fault("corruption_at_rest", percent=50, over="2m")
    player = start(small(users={**USERS, "mix": {"download": 1}}, faults=[harm]))
    player.exercise.advance(10 * MINUTE)
    steps = player.log("files")
    assert [at for at, _ in steps] == [2 * MINUTE + 12_000 * step for step in range(5)]
    total = sum(int(what.split()[1]) for _, what in steps)
    assert 150 < total < 350
