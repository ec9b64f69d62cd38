r"""A drill as a player lives it: a real bash with the real curl on a real terminal.

The lines that players paste have the shapes of operations guides: unquoted query strings,
`-X GET … \` with continuation lines, the placeholder token as it stands, watch, loops.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from sim.commands.console import usage
from sim.commands.table import incident_commands
from sim.exercise.replay import rebuild
from sim.journal.bodies import Action, Ended, Message
from sim.journal.file import JOURNAL_NAME, read_journal
from sim.records.repair import CUT_NAME

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.surfaces.conftest import SecondShell, StartProgram, Tabletop, Terminal

NAME = "complete-r2-outage"
PROMPT = r"^\d\d:\d\d:\d\d drill[$#] "
WORKER = "https://your-worker.example.com"
TEST_WORKER = "https://test-worker.example.com"
SLOWLY = "0.1"
"""A pace at which next to nothing happens by itself while a test looks."""

pytestmark = pytest.mark.usefixtures("needs_shell")


@pytest.fixture
def drill(program: StartProgram) -> Callable[..., Terminal]:
    """Starts a drill in the record `mine` and waits for the first prompt."""

    def begin(*words: str, pace: str = SLOWLY, columns: int = 120) -> Terminal:
        words = words or ("drill", NAME, "--out", "mine", "--as", "sam")
        terminal = program(*words, "--pace", pace, columns=columns)
        terminal.wait_for(PROMPT)
        return terminal

    return begin


def actions(record: Path) -> list[Action]:
    """The actions of a record."""
    return [entry.body for entry in read_journal(record) if isinstance(entry.body, Action)]


# --- what stands at the first prompt --------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("columns", [80, 120])
def test_the_page_is_there_at_the_first_prompt(
    drill: Callable[..., Terminal], columns: int
) -> None:
    """Briefing, commands and the first sign, a ticket, stand before the prompt; lines fit."""
    shown = drill(columns=columns).text
    assert re.search(r"^\d\d:\d\d:\d\d  Support desk \(#slack\): ", shown, re.MULTILINE)
    assert "status-page STATE TEXT" in shown
    assert "the literal string <admin_token>" in re.sub(r"\s+", " ", shown)
    assert "session/env" in shown
    prose = [line for line in shown.splitlines() if "/" not in line]
    assert max(map(len, prose)) <= columns


# --- pasted unchanged -----------------------------------------------------------------------------

GUARDED = '-H "Authorization: Bearer <admin_token>"'
JSON = '-H "Content-Type: application/json"'
PASTED = (
    (f"curl -X GET {WORKER}/health/status", "overall_status"),
    (f"curl -X GET {WORKER}/health/r2/status \\\n  {GUARDED}", "circuit_breaker_state"),
    (f"curl -X GET {WORKER}/health/events?limit=50", "CIRCUIT_BREAKER_OPENED"),
    (f"curl -X GET {WORKER}/health/queue/status \\\n  {GUARDED} \\\n  {JSON}", "total_queued"),
    (
        f"curl -X POST {WORKER}/health/r2/test \\\n  {GUARDED} \\\n  {JSON} \\\n  -d '{{}}'",
        "not tried",
    ),
)
"""What is pasted, and a word of its answer."""


@pytest.mark.slow
def test_pasted_lines_answer_and_the_record_keeps_them(
    drill: Callable[..., Terminal], tmp_path: Path
) -> None:
    """Curl lines of a guide work unchanged; each is an action in the record, at the real host."""
    terminal = drill()
    for line, word in PASTED:
        terminal.run(line, rf'^.*"success":true.*"{word}')
    made = actions(tmp_path / "mine")
    assert [(action.method, action.path, action.status) for action in made] == [
        ("GET", "/health/status", 200),
        ("GET", "/health/r2/status", 200),
        ("GET", "/health/events?limit=50", 200),
        ("GET", "/health/queue/status", 200),
        ("POST", "/health/r2/test", 200),
    ]
    assert {(action.host, action.actor) for action in made} == {("your-worker.example.com", "sam")}


@pytest.mark.slow
def test_pipes_variables_and_bash_s_own_words_work(drill: Callable[..., Terminal]) -> None:
    """It is a real bash: pipes, jq, loops over answers, and `declare` where bash means it."""
    terminal = drill()
    terminal.run(f"curl -s {WORKER}/health/queue/status | jq .data.max_queue_size", r"^1000$")
    terminal.run("declare -i x=3; echo sum $((x + 1))", r"^sum 4$")
    terminal.run("declare name=value; echo got $name", r"^got value$")
    terminal.run('f() { declare -A m=([a]=1); echo "m ${m[a]}"; }; f', r"^m 1$")
    terminal.run("date -u +%F", r"^2026-03-03$")
    terminal.run("TZ=UTC date -d 2020-02-02T00:00:00Z +%F", r"^2020-02-02$")


@pytest.mark.slow
def test_the_test_environment_is_reached_by_its_own_host(
    drill: Callable[..., Terminal], tmp_path: Path
) -> None:
    """The real curl reaches the second host over TLS; what breaks there is well in production."""
    terminal = drill()
    outage = (
        f"curl -s -X POST {TEST_WORKER}/api/test/simulate-r2-outage "
        '-H "Authorization: Bearer <test_token>"'
    )
    terminal.run(f"{outage} | jq -r .data.statuses.R2_STORAGE", r"^DEGRADED$")
    terminal.run(f"curl -s {TEST_WORKER}/health/status | jq -r .data.overall_status", "^DEGRADED$")
    here = f'curl -s {WORKER}/health/monitoring/status -H "Authorization: Bearer <admin_token>"'
    terminal.run(f"{here} | jq .success", r"^true$")
    hosts = [
        (action.host.partition(".")[0], action.status) for action in actions(tmp_path / "mine")
    ]
    assert hosts == [("test-worker", 200), ("test-worker", 200), ("your-worker", 200)]


@pytest.mark.slow
def test_what_is_not_simulated_is_refused_by_name(
    drill: Callable[..., Terminal], tmp_path: Path
) -> None:
    """No call leaves the exercise, however the host is written; the refusal names it."""
    terminal = drill()
    refused = r"example\.org is not part of this exercise; only your-worker\.example\.com and test"
    terminal.run("curl https://example.org", refused)
    terminal.run("curl -s http://example.org/x | cat; echo code ${PIPESTATUS[0]}", r"^code 6$")
    terminal.run("curl -s example.org/health/status", refused)
    terminal.run("curl -s --url https://example.org", refused)
    terminal.run("curl -qs example.org/health/status", refused)
    terminal.run("env -u BASH_ENV curl -s https://you@example.org:8443/x", refused)
    assert actions(tmp_path / "mine") == []


@pytest.mark.slow
def test_people_s_commands_print_what_became_of_them(
    drill: Callable[..., Terminal], tmp_path: Path
) -> None:
    """What one says on the night prints its result, and is kept as it was typed."""
    terminal = drill()
    terminal.run(
        'declare "Downloads fail, the bucket does not answer"',
        r"^INC-001 declared · understood as: ",
    )
    terminal.run("ack", r"^acknowledged alert-001")
    terminal.run('assess --severity 1 --cause "R2 answers 503"', r"^severity 1$")
    terminal.run('page technical_lead "R2 is gone"', r"^delivered to technical_lead")
    terminal.run(
        'status-page investigating "Downloads fail."',
        r"^status page: investigating · understood as: ",
    )
    terminal.run("""note 'the "vendor" & Grüße $HOME'""", r"^noted$")
    terminal.run('cat <<< "from a file, it\'s long" | note -', r"^noted$")
    assert [action.arguments["text"] for action in actions(tmp_path / "mine")[-2:]] == [
        'the "vendor" & Grüße $HOME',
        "from a file, it's long",
    ]


@pytest.mark.slow
def test_a_slip_prints_the_form(drill: Callable[..., Terminal]) -> None:
    """A missing word, an unknown role, a wrong number: one line that says how it goes."""
    terminal = drill()
    terminal.run(
        "page cto",
        r"^page: TEXT is missing; 'cto' was taken as ROLE; usage: page ROLE TEXT \[--says .*$",
    )
    terminal.run("assess --severity high", r"^assess: severity: 'high' is not a whole number$")
    terminal.run('page boss "help"', r"^page: role: .*technical_lead")
    terminal.run("ack alert-999; echo code $?", r"^code 1$")
    terminal.run("skip soon", r"^skip: .*usage: skip 10m$")


@pytest.mark.slow
def test_help_is_the_exercises(drill: Callable[..., Terminal]) -> None:
    """Every incident command says what it does and how it goes; bash's help is there as well."""
    terminal = drill()
    terminal.run("help", r"^  page +Page a role")
    terminal.run("help | grep -c .; echo counted", r"^counted$")
    for command in incident_commands():
        terminal.run(f"{command.name} --help", rf"^{re.escape(usage(command))}$")
    terminal.run("help declare", r"^  for example: declare ")
    terminal.run("help skip", r"^Usage: skip TIME")
    terminal.run("skip --help", r"^Usage: skip TIME")
    terminal.run("briefing --help", r"^Usage: briefing")
    terminal.run("help exit", r"^  exit +Leave\.")
    terminal.run("declare", r"^declare: TEXT is missing; usage: declare TEXT ")
    terminal.run("declare -i seven=3+4; echo $seven", r"^7$")
    terminal.run("help cd", r"^cd: cd ")
    terminal.run("answer", r"^answer: nobody is paging or calling you")


# --- time -----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_loop_of_fifteen_minutes_runs_at_a_quick_pace(
    drill: Callable[..., Terminal], tmp_path: Path
) -> None:
    """The watch of a guide, minute by minute, takes a few seconds; the record has its minutes."""
    terminal = drill(pace="600")
    look = f'curl -s "{WORKER}/health/status" | jq -r .data.overall_status'
    terminal.run(f"for i in {{1..15}}; do {look}; sleep 60; done; echo loop over", r"^loop over$")
    at = [entry.at for entry in read_journal(tmp_path / "mine") if isinstance(entry.body, Action)]
    assert len(at) == 15
    assert all(later - earlier >= 60_000 for earlier, later in pairwise(at))


@pytest.mark.slow
def test_a_sleep_wakes_when_another_terminal_skips(
    drill: Callable[..., Terminal], second_shell: SecondShell, tmp_path: Path
) -> None:
    """`skip` in a second terminal shortens what sleeps in the first."""
    terminal = drill()
    terminal.type("echo begun; sleep 600; echo awake\n")
    terminal.wait_for(r"^begun$")
    for _ in range(10):  # the first skip may be quicker than the sleep
        skipped = second_shell(tmp_path / "mine", "skip 10m")
        assert re.fullmatch(r"It is now \d\d:\d\d:\d\d UTC\.\n", skipped.stdout), skipped
        if terminal.look_for(r"^awake$", 1):
            break
    else:
        pytest.fail("ten skips did not wake it")
    seen = second_shell(tmp_path / "mine", f"curl -s {WORKER}/health/status | jq .success; ack")
    assert seen.stdout.startswith("true\nacknowledged "), seen


@pytest.mark.slow
def test_watch_shows_the_answer_until_it_is_left(drill: Callable[..., Terminal]) -> None:
    """A watch line of a guide shows the status, and Ctrl-C comes back to the prompt."""
    terminal = drill(pace="60")
    terminal.type(f'watch -n 10 \'curl -s "{WORKER}/health/status" | jq ".data.overall_status"\'\n')
    # The exercise's day and time stand above it, not the machine's.
    terminal.wait_for(r"\w+ \w+ +\d+ \d\d:\d\d:\d\d UTC  every 10s: curl")
    terminal.wait_for(r'"(DEGRADED|OFFLINE)"')
    assert re.search(r"Every \d", terminal.text) is None  # the real one's own headline
    terminal.type("\x03")
    terminal.wait_for(r"drill[$#] ")
    terminal.run("echo back", r"^back$")


@pytest.mark.slow
def test_a_message_leaves_the_half_typed_line_alone(
    drill: Callable[..., Terminal], second_shell: SecondShell, tmp_path: Path
) -> None:
    """A message that comes while the player types is shown above, and the line can be finished."""
    terminal = drill()
    terminal.type("echo half-")
    terminal.wait_for(r"echo half-")
    assert second_shell(tmp_path / "mine", "skip 6m").returncode == 0
    terminal.wait_for(r"^\d\d:\d\d:\d\d  CRITICAL ALERT alert-002: ")
    shown = terminal.text.rpartition("  CRITICAL ALERT alert-002: ")[0][-8:]
    drawn = terminal.wait_for(r"^(\d\d:\d\d:\d\d) drill[$#] echo half-")
    # The prompt that is drawn anew is not earlier than the message above it.
    assert drawn[1] >= shown
    terminal.run("typed", r"^half-typed$")


# --- the end --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_leaving_prints_the_scorecard_and_keeps_the_record(
    drill: Callable[..., Terminal], tmp_path: Path
) -> None:
    """After `exit`: scorecard, report, a record that replays, saved files, and no key or token."""
    record = tmp_path / "mine"
    terminal = drill()
    assert (record / "session").stat().st_mode & 0o077 == 0
    terminal.run(f"curl -s {WORKER}/health/events?limit=5 > events.json; ls", r"^events\.json$")
    terminal.run("ack", r"^acknowledged")
    terminal.type("exit\n")
    terminal.wait_for(r"You left without `resolve`")
    terminal.wait_for(r"^Complete R2 outage, seed 1, sam$")
    terminal.wait_for(r"^  record  mine$")
    terminal.wait_for(r"^  report  mine/report\.html$")
    terminal.wait_for(r"^Went well$")
    terminal.wait_for(r"^Impact on users \(par: the reference response\)$")
    terminal.wait_for(r"operations failed \(par: [\d,]+\)$")
    terminal.wait_for(r"^  tabletop debrief mine$")
    assert terminal.leave() == 0
    assert not (record / "session").exists()
    assert json.loads((record / "saved" / "events.json").read_text())["success"] is True
    assert {"journal.jsonl", "scorecard.json", "report.html"} <= {
        file.name for file in record.iterdir()
    }
    entries = read_journal(record)
    assert isinstance(entries[-1].body, Ended)
    assert rebuild(entries).journal.entries == tuple(entries)


@pytest.mark.slow
def test_a_script_on_standard_input_is_a_drill_too(tabletop: Tabletop, tmp_path: Path) -> None:
    """Without a terminal bash reads its lines from standard input; the record is the same kind."""
    script = f"""
ack
declare "Downloads fail"
curl -s {WORKER}/health/status | jq .success
curl -q -s {WORKER}/health/status | jq '"without configuration: " + (.success | tostring)'
echo {WORKER}/health/status | xargs curl -s | jq '"by xargs: " + (.success | tostring)'
page technical_lead - <<< "from a file"
curl -s https://example.org || echo refused with $?
sleep 60 && skip 5m > /dev/null
"""
    words = ("--out", "mine", "--as", "sam", "--pace", "600")
    done = tabletop("drill", NAME, *words, script=script)
    assert done.returncode == 0, done.stderr
    for word in ("INC-001 declared", "true", "delivered to technical_lead", "refused with 6"):
        assert f"\n{word}" in done.stdout
    assert '"without configuration: true"\n"by xargs: true"' in done.stdout
    assert "\x1b" not in done.stdout
    assert "refused: example.org is not part of this exercise" in done.stderr
    assert len(actions(tmp_path / "mine")) == 6
    texts = [
        entry.body.text
        for entry in read_journal(tmp_path / "mine")
        if isinstance(entry.body, Message) and entry.body.purpose == "page"
    ]
    assert texts == ["from a file"]


@pytest.mark.slow
def test_help_in_a_script_is_the_exercises_too(tabletop: Tabletop) -> None:
    """A drill that is typed into from a file shows the same help as one at a terminal."""
    done = tabletop("drill", NAME, "--out", "mine", "--pace", "3600", script="help\nhelp page\n")
    assert "  page " in done.stdout
    assert "Page a role" in done.stdout
    assert "job_spec" not in done.stdout


def test_a_record_is_never_written_over(tabletop: Tabletop, tmp_path: Path) -> None:
    """A drill into a directory that holds a record is refused before anything happens."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / JOURNAL_NAME).write_text("something\n")
    done = tabletop("drill", NAME, "--out", "mine")
    assert (done.returncode, done.stdout) == (2, "")
    assert "already contains a record" in done.stderr
    assert (tmp_path / "mine" / JOURNAL_NAME).read_text() == "something\n"


# --- a crash --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_when_a_drill_is_killed(
    drill: Callable[..., Terminal], tabletop: Tabletop, tmp_path: Path
) -> None:
    """SIGKILL: what the screen has confirmed is on disk, a torn line is cut, the drill goes on."""
    record, journal = tmp_path / "mine", tmp_path / "mine" / JOURNAL_NAME
    terminal = drill()
    terminal.run("ack", r"^acknowledged")
    terminal.run('note "before the crash"', r"^noted$")
    terminal.type('note "the last"\n')
    terminal.wait_for(r"^noted$")
    terminal.kill()

    assert [action.command for action in actions(record)] == ["ack", "note", "note"]
    whole = journal.read_bytes()
    journal.write_bytes(whole + b'{"at":999999,"body":{"kin')

    resumed = drill("resume", "mine")
    assert "mine: 3 actions rebuilt" in resumed.text
    line = whole.count(b"\n") + 1
    assert (
        f"mine/journal.jsonl:{line}: left out, because only half of it was written" in resumed.text
    )
    assert (record / CUT_NAME).read_bytes() == b'{"at":999999,"body":{"kin'
    assert "Support desk (#slack): Eleven tickets" in re.sub(r"\s+", " ", resumed.text)
    assert journal.read_bytes().startswith(whole)
    resumed.run('note "after the crash"', r"^noted$")
    resumed.type("exit\n")
    resumed.wait_for(r"^  report  mine/report\.html$")
    assert resumed.leave() == 0

    entries = read_journal(record)
    notes = [action.arguments["text"] for action in actions(record) if action.command == "note"]
    assert notes == ["before the crash", "the last", "after the crash"]
    assert rebuild(entries).journal.entries == tuple(entries)
    assert not (record / "session").exists()
    again = tabletop("resume", "mine")
    assert again.returncode == 2
    assert "this exercise has ended" in again.stderr


@pytest.mark.slow
def test_the_shell_does_not_outlive_a_killed_drill(drill: Callable[..., Terminal]) -> None:
    """When the drill is killed, its bash is hung up and goes, too."""
    terminal = drill()
    shell = int(terminal.run("echo pid $BASHPID", r"^pid (\d+)$").group(1))
    terminal.kill()
    end = time.monotonic() + 10
    while _runs(shell) and time.monotonic() < end:
        time.sleep(0.02)
    assert not _runs(shell)


def _runs(pid: int) -> bool:
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    return bool(state.strip()) and not state.startswith("Z")


@pytest.mark.slow
@pytest.mark.parametrize("twice", [False, True], ids=["hung up", "hung up twice"])
def test_a_closed_terminal_leaves_no_key_behind(
    drill: Callable[..., Terminal], tmp_path: Path, *, twice: bool
) -> None:
    """The kernel hangs up the drill, and often the shell that had started it does so, too."""
    for number in range(5):
        words = ("resume", "mine") if number else ()
        terminal = drill(*words)
        if twice:
            os.kill(terminal.pid, signal.SIGHUP)
            time.sleep(0.02 * number)
        assert terminal.hang_up() == 130
        assert not (tmp_path / "mine" / "session").exists()
    assert not any(isinstance(entry.body, Ended) for entry in read_journal(tmp_path / "mine"))
