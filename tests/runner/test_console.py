"""Pasted texts in live time: what carries over, what streams, and what the session hears."""

from __future__ import annotations

import asyncio
import json
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from sim.errors import Unusable
from sim.exercise.exercise import Exercise
from sim.runner.console import KEPT, Console
from tests.runner.conftest import START, HandClock, Session

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from tests.runner.conftest import Player, Sit

W = "https://your-worker.example.com"
STATUS = f"curl -s {W}/health/status"
MINUTE = 60_000


def test_what_a_text_sets_is_there_in_the_next(sit: Sit) -> None:
    """Variables, functions, files and the folder; also after `exit`, whose code is told."""

    async def scene(player: Player) -> None:
        assert await player.run('A="it\'s"; f() { echo "f $1"; }; mkdir d; cd d; exit 3') == 3
        assert await player.run('f "$A"; pwd; echo x >y') == 0
        assert await player.run("cat /work/d/y") == 0
        assert player.lines == ["f it's", "/work/d", "x"]

    sit(scene)


def test_the_guides_commands_work_unchanged(sit: Sit) -> None:
    """Curl through pipes into jq, prompts of a shown session, and the guide's token."""

    async def scene(player: Player) -> None:
        await player.run(f"$ {STATUS} | jq -r .data.overall_status\n")
        await player.run(
            f"$ curl -s -X POST {W}/health/check \\\n"
            "  -H 'Authorization: Bearer <admin_token>' | jq .success"
        )
        await player.run(f"curl -s -o /dev/null -w '%{{http_code}}\\n' -X POST {W}/health/check")
        assert player.lines == ["DEGRADED", "true", "401"]
        assert player.session.acts == [
            ("technical lead", "nobody", "GET /health/status"),
            ("technical lead", "responder", "POST /health/check"),
            ("technical lead", "nobody", "POST /health/check"),
        ]

    sit(scene)


def test_people_are_paged_and_told(sit: Sit) -> None:
    """The incident commands act as the seat's responder; a wrong one says how it goes."""

    async def scene(player: Player) -> None:
        assert await player.run('page technical_lead "R2 is gone"\nnote "seen"') == 0
        assert await player.run("page") == 2
        assert [act[:2] for act in player.session.acts] == [("technical lead", "responder")] * 2
        assert player.lines[-1] == "noted"
        assert await player.run("page --help") == 0
        assert "  Page a role." in player.lines
        assert "usage: page ROLE TEXT" in player.text("error")

    sit(scene)


def test_time_is_the_live_clocks(sit: Sit) -> None:
    """`date`, EPOCHSECONDS and jq's `now` stand where the clock stands; calls cost nothing."""

    async def scene(player: Player) -> None:
        await player.run(f"date +%T; {STATUS} >/dev/null; {STATUS} >/dev/null; date +%T")
        player.session.moves(MINUTE)
        await player.run("date +%T; echo $(($(date +%s) - $(jq -n 'now | floor')))")
        assert player.lines == ["14:03:00", "14:03:00", "14:04:00", "0"]

    sit(scene)


def test_a_loop_sleeps_in_simulated_time_and_streams(sit: Sit) -> None:
    """Each turn is shown while the loop goes on, and the world sees it at its time."""

    async def scene(player: Player) -> None:
        before = player.session.now()
        text = f"for i in 1 2 3; do {STATUS} | jq -r .data.overall_status; sleep 1m; done"
        running = asyncio.create_task(player.run(text))
        await player.until(lambda player: len(player.lines) == 2)
        assert not running.done()
        assert await running == 0
        assert player.session.now() - before >= 3 * MINUTE
        actions = [
            entry.at
            for entry in player.session.exercise.journal.entries
            if entry.body.kind == "action"
        ]
        assert all(later - sooner >= MINUTE for sooner, later in pairwise(actions))
        assert len(player.lines) == 3

    sit(scene, pace=600)


def test_both_ends_of_a_pipe_live_in_the_same_time(sit: Sit) -> None:
    """While one command sleeps, others call: nothing waits for the sleeper's end."""

    async def scene(player: Player) -> None:
        text = "{ echo go; sleep 1h; } | while read word; do date +$word; done"
        assert await player.interrupted(text, lambda player: player.lines == ["go"]) == 130

    sit(scene)


def test_a_timeout_ends_what_it_guards_in_simulated_time(sit: Sit) -> None:
    """After its span, with its code."""

    async def scene(player: Player) -> None:
        assert await player.run("timeout 60 sleep 1h; echo $?; timeout 60 echo in time") == 0
        assert player.lines == ["124", "in time"]

    sit(scene, pace=600)


def test_watch_draws_anew_until_it_is_interrupted(sit: Sit) -> None:
    """Each further drawing replaces what was there; what the text set before stays."""

    async def scene(player: Player) -> None:
        text = f"SEEN=yes\nwatch -n 30 '{STATUS} | jq -r .data.overall_status'\necho never"
        three = ["output", "clear"] * 2 + ["output"]
        code = await player.interrupted(
            text, lambda player: [chunk.kind for chunk in player.chunks][:5] == three
        )
        assert code == 130
        await player.run("echo $SEEN")
        assert "never" not in player.lines
        assert player.lines[-1] == "yes"

    sit(scene, pace=600)


def test_another_host_is_refused_by_name(sit: Sit) -> None:
    """Nothing is looked up, and the world hears nothing."""

    async def scene(player: Player) -> None:
        assert await player.run("curl -s -S https://example.org/x") == 6
        assert await player.run("curl -sS https://10.0.0.1/x") == 7
        assert "Could not resolve host: example.org" in player.text("error")
        assert player.session.acts == []

    sit(scene)


def test_a_placeholder_that_nothing_stands_for_is_not_sent(sit: Sit) -> None:
    """Until somebody declares it."""

    async def scene(player: Player) -> None:
        text = f"curl -sS '{W}/health/services/<region>' | jq .success"
        await player.run(text)
        assert "no value for <region>" in player.text("error")
        player.console.declare("region", "R2_STORAGE")
        await player.run(text)
        assert player.lines == ["true"]

    sit(scene)


def test_a_syntax_error_is_bashs_own(sit: Sit) -> None:
    """With the line of the pasted text; what stands before it was run."""

    async def scene(player: Player) -> None:
        assert await player.run("echo one\necho two; done\n") == 2
        assert player.lines == ["one"]
        assert player.text("error").startswith("bash: line 2: syntax error near")

    sit(scene)


def test_a_text_that_is_empty_or_too_long_is_not_run(sit: Sit) -> None:
    """The one says nothing, the other says so."""

    async def scene(player: Player) -> None:
        assert await player.run(" \r\n") == 0
        assert player.chunks == []
        assert await player.run("#" * 200_000) == 2
        assert player.text("note") == "longer than 100000 characters; nothing was run\n"

    sit(scene)


def test_output_is_cut_at_a_size(sit: Sit) -> None:
    """A line says so once, and Ctrl-C still ends it; the next text has its own room."""

    async def scene(player: Player) -> None:
        assert await player.interrupted("yes", lambda player: bool(player.text("note"))) == 130
        assert len(player.text("output")) == 1_000
        assert player.text("note") == "only the first 1000 characters are shown\n"
        await player.run("echo next")
        assert player.lines[-1] == "next"

    sit(scene, output=1_000)


def test_what_the_session_raises_is_raised_where_the_text_was_given(sit: Sit) -> None:
    """The text is over, and the console goes on."""

    async def scene(player: Player) -> None:
        player.session.fails = OSError("disk full")
        with pytest.raises(OSError, match="disk full"):
            await player.run(STATUS)
        player.session.fails = None
        assert await player.run(f"{STATUS} >/dev/null") == 0

    sit(scene)


def test_two_consoles_do_not_disturb_each_other(sit: Sit) -> None:
    """Both run at once, act under their own names, and keep their own variables."""

    async def scene(one: Player, two: Player) -> None:
        text = 'for i in 1 2 3 4 5; do note $ME; echo "$ME" | jq -Rr .; sleep 10; done'
        await asyncio.gather(one.run("ME=one"), two.run("ME=two"))
        await asyncio.gather(one.run(text), two.run(text))
        one.console.interrupt()  # nothing runs: nothing happens
        assert await two.run("echo still here") == 0
        for player, name in ((one, "one"), (two, "two")):
            assert [line for line in player.lines if line == name] == [name] * 5
        assert sorted(act[0] for act in one.session.acts) == ["one"] * 5 + ["two"] * 5

    sit(scene, pace=600, seats=("one", "two"))


def test_texts_given_meanwhile_wait_for_their_turn(sit: Sit) -> None:
    """Ctrl-C ends the one that runs, and the next begins; one that waits can be dropped."""

    async def scene(player: Player) -> None:
        codes = await asyncio.gather(player.run("echo 1; sleep 60"), player.run("echo 2"))
        assert list(codes) == [0, 0]
        texts = ("echo 3; sleep 10h", "echo 4", "echo 5")
        first, second, third = (asyncio.create_task(player.run(text)) for text in texts)
        await player.until(lambda player: player.lines[-1] == "3")
        assert [text for _, text in player.console.jobs] == list(texts)
        player.console.interrupt(player.console.jobs[1][0])
        player.console.interrupt()
        assert [await first, await second, await third] == [130, 130, 0]
        assert player.lines == ["1", "2", "3", "5"]
        assert player.console.jobs == []

    sit(scene, pace=600)


def test_a_text_is_shown_as_typed_when_it_begins(sit: Sit) -> None:
    """Its output follows it, whatever ran when it was given; a dropped one is not shown."""

    async def scene(player: Player) -> None:
        texts = ("echo 1; sleep 60; echo 2", "echo never", "echo 3")
        tasks = [asyncio.create_task(player.run(text)) for text in texts]
        await player.until(lambda player: player.lines == ["1"])
        player.console.interrupt(player.console.jobs[1][0])
        assert [await task for task in tasks] == [0, 130, 0]
        shown = "".join(text for _, text in player.console.transcript)
        assert shown == f"$ {texts[0]}\n1\n2\n$ {texts[2]}\n3\n"

    sit(scene, pace=600)


def test_a_closed_console_says_so(sit: Sit) -> None:
    """Closing ends what runs; nothing more is taken."""

    async def scene(player: Player) -> None:
        await player.console.ready()
        running = asyncio.create_task(player.run("echo 1; sleep 10h"))
        await player.until(lambda player: player.lines == ["1"])
        began = time.monotonic()
        await player.console.close()
        assert await running == 130
        assert time.monotonic() - began < 3
        with pytest.raises(Unusable):
            await player.run("echo 2")

    sit(scene)


def test_an_upload_is_described(sit: Sit) -> None:
    """A file of the scratch folder goes as name and size, as in a runbook."""

    async def scene(player: Player) -> None:
        await player.run(
            f"printf 'a,b\\n' >t.csv\ncurl -s {W}/health/check -F file=@t.csv "
            "-H 'Authorization: Bearer <admin_token>' >/dev/null"
        )
        bodies = (entry.body for entry in player.session.exercise.journal.entries)
        sent = json.loads(next(body.body for body in bodies if body.kind == "action"))
        assert (sent["file"]["name"], sent["file"]["size"]) == ("t.csv", 4)

    sit(scene)


def test_the_transcript_is_what_was_typed_and_shown(sit: Sit) -> None:
    """In its order; what `watch` has replaced is not in it, and no more than it holds is kept."""

    async def scene(player: Player) -> None:
        console = player.console
        await player.run("echo one")
        assert list(console.transcript) == [("typed", "$ echo one\n"), ("output", "one\n")]
        assert console.jobs == []
        await player.run("seq 30000")
        shown = "".join(text for _, text in console.transcript)
        assert len(shown) <= KEPT
        assert shown.endswith("30000\n")

    sit(scene)


def test_a_kept_transcript_is_shown_again(outage: Scenario, policy: Policy, tmp_path: Path) -> None:
    """What an earlier console left in the file comes first, with a line that says why."""
    kept = tmp_path / "console.log"
    kept.write_text("$ echo one\none\n", encoding="utf-8")
    session = Session(Exercise(outage, policy, 1), HandClock(START))
    console = Console(session, actor="ana", epoch_ms=0, shown=lambda _: None, kept=kept)
    (first, note) = console.transcript
    assert first == ("output", "$ echo one\none\n")
    assert note[0] == "note"
    assert "taken up again" in note[1]
