"""Guards of the engine, each at its edge: budgets, frames from the pipes, what is saved."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from sim.commands.command import Actor, Response
from sim.errors import NoIsolation, Unusable
from sim.runbook.budgets import Budgets
from sim.runbook.document import Block
from sim.runbook.operator_pace import OperatorPace, find_profile
from sim.runbook.placeholders import Bindings
from sim.runbook.transcript import BlockRun
from sim.runner.context import RunContext
from sim.runner.curl import LONGEST_DELAY_MS, Curl
from sim.runner.frames import MOST_ASKED, Asked, Frames
from sim.runner.jq import run_jq
from sim.runner.patience import Clock
from sim.runner.runbook_file import MOST_BYTES, load_runbook
from sim.runner.tightness import STATUS as RIGHTS
from sim.runner.tightness import must_be_tight
from sim.scenario.names import PRODUCTION_HOST
from sim.world.streams import Streams

if TYPE_CHECKING:
    from pathlib import Path

    from tests.runner.conftest import Player, Sit

NEVER = 1 << 60
BLOCK = Block(1, "bash", "x", "", 0)
STATUS = f"https://{PRODUCTION_HOST}/health/status"
INTERFACES = "Inter-| Receive\n face |bytes\n    lo: 0 0\n"


def a_run(horizon: int = NEVER) -> RunContext:
    """A novice's run without a sandbox."""
    budgets = Budgets(block=NEVER, monitor=NEVER)
    pace = OperatorPace(find_profile("novice"), Streams(1))
    run = RunContext(
        Actor("book.md", "responder"), Clock(budgets), pace, budgets, horizon=horizon, epoch_ms=0
    )
    run.bindings = Bindings({}, "", run.from_answer)
    run.clock.enter(BLOCK)
    return run


def test_a_finding_is_noted_once() -> None:
    """A loop that fails a thousand times is one finding; another line is another one."""
    run, block = a_run(), BlockRun(1, "", 0)
    run.enter(BLOCK, block)
    for line in (1, 1, 2):
        run.found("jq-error", line, "x")
    assert [found.line for found in block.findings] == [1, 2]


def test_reading_an_answer_never_passes_endex() -> None:
    """The last answer is read up to the last millisecond; the exercise ends by its own clock."""
    run = a_run(horizon=1_000)
    run.read(1)
    assert run.clock.now == 999


def sent_by(*words: str) -> list[int]:
    """When a curl calls whose every answer is 503, ms."""
    steps = Curl(a_run()).carry_out(Asked("curl", 1, {}, (*words, STATUS)), 1)
    moves: list[int] = []
    response = None
    try:
        while len(moves) < 200:
            move = next(steps) if response is None else steps.send(response)
            moves.append(move.at)
            response = Response(503, {"success": False, "error": "busy"})
    except StopIteration:
        pass
    return moves


def test_a_curl_retries_only_so_often() -> None:
    """`--retry 1000000` would keep the session busy for ever."""
    assert len(sent_by("--retry", "1000000", "--retry-delay", "1")) == 101


def test_the_wait_between_retries_doubles_up_to_ten_minutes() -> None:
    """As curl's own does."""
    calls = sent_by("--retry", "15")
    waits = [round((after - before) / 1000) for before, after in pairwise(calls)]
    assert waits[:3] == [1, 2, 4]
    assert waits[-1] == LONGEST_DELAY_MS // 1000


def test_what_never_ends_in_the_pipe_is_dropped() -> None:
    """A question without an end does not fill the memory, and the next one is heard."""
    frames = Frames()
    frames.feed(b"x" * (MOST_ASKED + 1))
    frames.feed(b"1\0next\0")
    assert frames.take() == ["next"]


def test_a_frame_that_promises_a_million_words_is_dropped() -> None:
    """It would be waited for, and nobody else heard."""
    frames = Frames()
    frames.feed(b"1000000\0")
    assert frames.take() is None
    frames.feed(b"1\0next\0")
    assert frames.take() == ["next"]


STATUS_TEXT = "".join(f"{name}:\t{value}\n" for name, value in RIGHTS.items())
MOUNTS = """1 0 0:1 / / ro,nosuid,nodev - tmpfs tmpfs rw
2 1 0:2 / /work rw,nosuid,nodev,noexec - tmpfs tmpfs rw
3 1 0:3 / /tmp rw,nosuid,nodev,noexec - tmpfs tmpfs rw
4 1 0:4 / /dev/null rw - devtmpfs udev rw
"""
TIGHT = ("1", INTERFACES, STATUS_TEXT, MOUNTS)


def test_a_tight_sandbox_is_used() -> None:
    """Process 1, no interface but its own loopback, no rights, a filter, nothing else writable."""
    must_be_tight(["ready", *TIGHT])


def _with(place: int, text: str) -> list[str]:
    """A report that differs in one field."""
    return ["ready", *TIGHT[:place], text, *TIGHT[place + 1 :]]


@pytest.mark.parametrize(
    ("ready", "said"),
    [
        (_with(1, f"{INTERFACES}  eth0: 1 1\n"), "can see the network"),
        (_with(0, "4711"), "no process numbers of its own"),
        (["ended", "1", "0"], "did not start"),
        (_with(2, STATUS_TEXT.replace("Seccomp:\t2", "Seccomp:\t0")), "has Seccomp 0"),
        (_with(2, STATUS_TEXT.replace("NoNewPrivs:\t1", "")), "has NoNewPrivs None"),
        (_with(2, STATUS_TEXT.replace("CapBnd:\t0", "CapBnd:\t4")), "has CapBnd 4"),
        (_with(3, MOUNTS.replace(",noexec", "", 1)), "programs of its own from /work"),
        (_with(3, MOUNTS.replace("/ ro,", "/ rw,")), "could write to /"),
        (_with(3, MOUNTS.replace("/work", "/other")), "could write to /other"),
        (_with(3, MOUNTS.splitlines()[0]), "no scratch folder"),
    ],
)
def test_a_sandbox_that_is_not_tight_is_refused(ready: list[str], said: str) -> None:
    """Whatever built it: nothing is run in it."""
    with pytest.raises(NoIsolation, match=said):
        must_be_tight(ready)


def test_a_runbook_of_more_than_a_mebibyte_is_refused(tmp_path: Path) -> None:
    """One of just that size is read."""
    path = tmp_path / "book.md"
    path.write_bytes(b"x" * MOST_BYTES)
    assert load_runbook(path).document.blocks == ()
    path.write_bytes(b"x" * (MOST_BYTES + 1))
    with pytest.raises(Unusable, match="larger than 1 MiB"):
        load_runbook(path)


def test_a_jq_program_loads_no_modules() -> None:
    """They would be files of the trainer's machine."""
    code, out, error = run_jq(("-n", 'import "a" as a; 1'), {}, 0)
    assert (code, out) == (2, "")
    assert "modules is known but not simulated" in error
    hidden = '# "\nimport "a" as a; 1 # "'
    assert run_jq(("-n", hidden), {}, 0)[0] == 2


def test_a_console_calls_no_faster_than_a_real_curl(sit: Sit) -> None:
    """A loop of calls leaves the session time for the others."""

    async def scene(player: Player) -> None:
        began = time.monotonic()
        assert await player.run(f"for i in {{1..40}}; do curl -s {STATUS} >/dev/null; done") == 0
        assert time.monotonic() - began >= 39 * 0.01  # a real curl over TLS takes 8 ms
        assert len(player.session.acts) == 40

    sit(scene)
