"""How a text ends that does not end by itself: Ctrl-C, EndEx, and a sandbox that is lost."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.errors import NoIsolation
from sim.runner.console import no_sandbox

if TYPE_CHECKING:
    from tests.runner.conftest import Player, Sit

W = "https://your-worker.example.com"
STATUS = f"curl -s {W}/health/status"
HOUR = 3_600_000

ENDLESS = {
    "sleep": "sleep 10h",
    "sleep in a loop": "while true; do sleep 1h; done",
    "sleep in a substitution": "X=$(sleep 10h)",
    "a loop that calls": f"while true; do {STATUS} >/dev/null; done",
    "a loop that does nothing": "while :; do X=1; done",
    "a loop in a function": f"f() {{ while :; do {STATUS} >/dev/null; done; }}; f",
    "a loop in a pipe": "while :; do echo x; sleep 1h; done | cat",
    "a loop in a subshell": "( while :; do sleep 1h; done )",
    "another shell": "bash -c 'while :; do sleep 1h; done'",
    "a program": "cat /dev/zero >/dev/null",
    "a program through xargs": "echo 10h | xargs sleep",
    "a timeout": "timeout 10h cat /dev/zero >/dev/null",
    "in the background": "cat /dev/zero >/dev/null & sleep 10h",
}


@pytest.mark.parametrize("endless", ENDLESS.values(), ids=ENDLESS.keys())
def test_ctrl_c_ends_whatever_runs(sit: Sit, endless: str) -> None:
    """With 130, at once, nothing after it; what the text had set is there in the next."""

    async def scene(player: Player) -> None:
        text = f"SET=before; echo go\n{endless}\necho never"
        running = asyncio.create_task(player.run(text))
        await player.until(lambda player: player.lines[:1] == ["go"])
        await asyncio.sleep(0.05)
        began = time.monotonic()
        player.console.interrupt()
        assert await running == 130
        assert time.monotonic() - began < 1.5
        await player.run("echo $SET")
        assert "never" not in player.lines
        assert player.lines[-1] == "before"
        assert player.text("note") == ""

    sit(scene)


@pytest.mark.parametrize("after", ["", "; echo never"])
def test_a_trap_of_the_text_is_heard(sit: Sit, after: str) -> None:
    """On EXIT, as in a terminal, also when nothing comes after what is ended."""

    async def scene(player: Player) -> None:
        text = f"trap 'echo bye' EXIT; SET=yes; echo go; sleep 10h{after}"
        assert await player.interrupted(text, lambda player: player.lines == ["go"]) == 130
        await player.run("echo $SET; trap - EXIT")
        assert player.lines == ["go", "bye", "yes"]

    sit(scene)


@pytest.mark.slow
def test_what_will_not_end_is_killed(sit: Sit) -> None:
    """After two seconds; a line says what that costs, and the console goes on."""

    async def scene(player: Player) -> None:
        await player.run("OLD=kept")
        text = "trap '' INT; NEW=lost; echo go; cat /dev/zero >/dev/null; cat /dev/zero >/dev/null"
        assert await player.interrupted(text, lambda player: player.lines == ["go"]) == 130
        assert "the variables it had set are lost" in player.text("note")
        await player.run('echo "$OLD ${NEW:-}"')
        assert player.lines[-1] == "kept "

    sit(scene)


def test_ctrl_c_while_nothing_runs_does_nothing(sit: Sit) -> None:
    """Before the first text and between two."""

    async def scene(player: Player) -> None:
        player.console.interrupt()
        assert await player.run("echo 1") == 0
        player.console.interrupt()
        assert await player.run("echo 2") == 0
        assert player.lines == ["1", "2"]

    sit(scene)


def test_retries_wait_in_simulated_time_and_can_be_ended(sit: Sit) -> None:
    """Each try is a call of its own; Ctrl-C ends the wait for the next."""

    async def scene(player: Player) -> None:
        player.session.busy = True
        before = player.session.now()
        await player.run(f"curl -s --retry 2 --retry-delay 60 {W}/health/status")
        assert len(player.session.acts) == 3
        assert player.session.now() - before >= 2 * 60_000
        text = f"echo go; curl -s --retry 2 --retry-delay 36000 {W}/health/status; echo never"
        code = await player.interrupted(text, lambda player: len(player.session.acts) == 4)
        assert code == 130
        assert "never" not in player.lines

    sit(scene, pace=600)


def test_a_session_that_does_not_answer_is_left(sit: Sit) -> None:
    """Ctrl-C ends a call that hangs, too; the action is not given."""

    async def scene(player: Player) -> None:
        player.session.holds = asyncio.Event()
        running = asyncio.create_task(player.run(f"echo go; {STATUS}"))
        await player.until(lambda player: player.lines == ["go"])
        player.console.interrupt()
        assert await running == 130
        player.session.holds.set()
        await asyncio.sleep(0)
        assert player.session.acts == []

    sit(scene)


def test_whoever_leaves_ends_what_runs(sit: Sit) -> None:
    """A task that is cancelled is a Ctrl-C."""

    async def scene(player: Player) -> None:
        running = asyncio.create_task(player.console.run("echo go; sleep 10h"))
        await player.until(lambda player: player.lines == ["go"])
        running.cancel()
        assert await player.run("echo next") == 0

    sit(scene)


def test_endex_ends_what_runs(sit: Sit) -> None:
    """A monitor is told that it is over; afterwards calls are, and files can still be read."""

    async def scene(player: Player) -> None:
        await player.run(f"{STATUS} >status.json")
        running = asyncio.create_task(player.run("echo go; while true; do sleep 30; done"))
        await player.until(lambda player: player.lines == ["go"])
        player.session.moves(4 * HOUR)
        assert await running == 1
        assert player.text("note") == "the exercise is over\n"
        assert await player.run("jq -r .data.overall_status status.json") == 0
        assert await player.run(f"{STATUS}; echo never") == 1
        assert await player.run("note late") == 1
        assert await player.run("sleep 1; echo never") == 1
        assert player.lines == ["go", "DEGRADED"]
        assert player.text("note") == "the exercise is over\n" * 4

    sit(scene)


def _sandboxes(*, builders: bool = False) -> set[int]:
    """The supervisors that run below this process, by process id; with those who built them."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        builder = words[0].endswith(b"bwrap")
        if b"/opt/real/supervisor.sh" in words and (builders or not builder):
            pid = int(path.parent.name)
            if _is_below(pid, os.getpid()):
                found.add(pid)
    return found


def _has_ended(pid: int) -> bool:
    """Whether it holds nothing open any more; its command line is gone a moment before that."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True
    return stat.rpartition(")")[2].split()[0] in "ZX"


def _is_below(pid: int, ancestor: int) -> bool:
    while pid > 1:
        if pid == ancestor:
            return True
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return False
        pid = int(stat.rpartition(")")[2].split()[1])
    return False


def test_a_sandbox_that_died_is_begun_anew(sit: Sit) -> None:
    """Between two texts or under one; a line says what is gone."""

    async def scene(player: Player) -> None:
        await player.run("A=1")
        stood = _sandboxes(builders=True)
        os.kill(min(_sandboxes()), signal.SIGKILL)
        await player.until(lambda _: all(map(_has_ended, stood)))
        assert await player.run("echo ${A:-gone}") == 0
        assert player.lines == ["gone"]
        lost = "the sandbox has ended; a new one begins without variables and files\n"
        assert player.text("note") == lost
        running = asyncio.create_task(player.run("echo go; sleep 10h"))
        await player.until(lambda player: player.lines[-1] == "go")
        os.kill(min(_sandboxes()), signal.SIGKILL)
        assert await running == 137
        assert player.text("note") == lost * 2
        assert await player.run("echo again") == 0

    sit(scene)


def test_nothing_is_left_running(sit: Sit) -> None:
    """A closed console has taken its sandbox with it."""
    seen: list[set[int]] = []

    async def scene(player: Player) -> None:
        await player.console.ready()
        seen.append(_sandboxes())

    sit(scene)
    assert len(seen[0]) == 1
    assert not _sandboxes()


def test_what_is_left_in_the_background_is_told(sit: Sit) -> None:
    """It ends with its text."""

    async def scene(player: Player) -> None:
        assert await player.run("(setsid cat /dev/zero >/dev/null &)") == 0
        assert player.text("note") == "what still ran in the background was ended with it\n"

    sit(scene)


def test_an_idle_sandbox_is_told_to_stay(sit: Sit) -> None:
    """Often, without disturbing what comes after."""

    async def scene(player: Player) -> None:
        await player.run("A=1")
        await asyncio.sleep(0.1)
        await player.run("echo $A")
        assert player.lines == ["1"]
        assert player.text("note") == ""

    sit(scene, keep_s=0.005)


def test_without_isolation_the_way_out_stands_on_one_line() -> None:
    """Why, and what lists the ways out."""
    text = no_sandbox(NoIsolation("bubblewrap (bwrap) is not installed"))
    assert "\n" not in text
    assert "(bubblewrap (bwrap) is not installed)" in text
    assert "lists ways out" in text
