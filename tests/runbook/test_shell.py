"""Blocks in a real bash, in virtual time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.runbook.budgets import Budgets

if TYPE_CHECKING:
    from tests.runbook.conftest import RunRunbook

W = "https://your-worker.example.com"
STATUS = f"curl -s {W}/health/status"


def bash(*blocks: str) -> str:
    return "\n".join(f"```bash\n{block.strip()}\n```\n" for block in blocks)


def test_a_runbook_begins_at_the_first_alert(run_runbook: RunRunbook) -> None:
    """It acknowledges, looks and acts; what it does stands in the journal at its instant."""
    done = run_runbook(bash(f'ack\n{STATUS} | jq -r .data.overall_status\nsleep 90\nnote "seen"'))
    assert done.actions == [("ack", 200), ("health-status", 200), ("note", 200)]
    alert = done.transcript.alert_at
    assert alert is not None
    assert [call.at - alert for call in done.transcript.calls] == [1, 2, 90_102]
    assert done.lines == ["acknowledged alert-001", "DEGRADED", "noted"]


def test_variables_functions_and_folder_are_carried(run_runbook: RunRunbook) -> None:
    """From block to block, also when a block ends with `exit 1`; arrays and quotes as well."""
    done = run_runbook(
        bash(
            "A=\"it's\"; declare -A M=([k]='v w'); L=(1 '2 3'); f() { echo \"f $1 $A\"; }\n"
            "mkdir d; cd d; trap 'echo bye' EXIT; exit 1\necho never",
            'f x; echo "${M[k]}" "${L[1]}" "${PWD##*/}"',
        )
    )
    assert [block.code for block in done.transcript.blocks] == [1, 0]
    assert done.lines == ["bye", "f x it's", "v w 2 3 d"]


def test_time_is_simulated(run_runbook: RunRunbook) -> None:
    """`date`, EPOCHSECONDS and SECONDS follow `sleep`, in all the forms that documents use."""
    done = run_runbook(
        bash(
            "S=$(date +%s); E=$EPOCHSECONDS; T=$SECONDS; sleep 1m 30s; sleep 0.5m\n"
            "echo $(($(date +%s) - S)) $((EPOCHSECONDS - E)) $((SECONDS - T))\n"
            "date -u +%Y-%m-%dT%H:%MZ; date -d '1 hour ago' +%H:%M; date --date='-30 min' +%H:%M\n"
            "date +%F; date -d 2024-01-15T08:00:00Z +%s; date +%3N; date '+%q'\n"
            "sleep soon || echo no"
        )
    )
    assert done.lines == [
        "120 120 120",
        "2026-03-03T14:04Z",
        "13:04",
        "13:34",
        "2026-03-03",
        "1705305600",
        "000",
        "1",
        "no",
    ]


def test_bash_counts_the_documents_lines(run_runbook: RunRunbook) -> None:
    """$LINENO, bash's own messages and every call name lines of the document."""
    text = (
        "# One\n\n- step\n  ```bash\n  echo $LINENO\n  nonsense\n  curl -s \\\n"
        f"    {W}/nope\n  cat missing\n  ```\n"
    )
    done = run_runbook(text)
    assert done.lines[0] == "5"
    assert [call.line for call in done.transcript.calls] == [7]
    found = [(one.rule, one.line) for one in done.transcript.all_findings]
    assert found == [("missing-file", 5), ("no-such-command", 6), ("unknown-path", 7)]


@pytest.mark.parametrize(
    ("monitor", "shown"),
    [
        ("while true; do echo m; sleep 60; done", ["m"] * 6),
        ("while true; do sleep 60; echo m; done", ["m"] * 6),
        ("while true; do sleep 60; echo m; done | cat", ["m"] * 6),
        ("look() { while :; do sleep 120; echo m; done; }\nlook", ["m"] * 3),
        ("watch -n 100 'echo m'", ["m"] * 4),
        ("watch -n100 -d echo m | head -2", ["m"] * 2),
        ("for i in 1 2 3; do while true; do sleep 150; echo m; done; done", ["m"] * 3),
    ],
)
def test_monitors_are_ended_by_ctrl_c(
    run_runbook: RunRunbook, monitor: str, shown: list[str]
) -> None:
    """`watch` and loops without an end run for five minutes; then what follows runs."""
    done = run_runbook(bash(f"{monitor}\necho after"))
    assert [line for line in done.lines if line == "m"][:3] == shown[:3]
    assert done.lines[-1] == "after"
    assert len(done.lines) - 1 in (len(shown) - 1, len(shown), len(shown) + 1)
    assert done.block.ended - done.block.began <= 5 * 60_000 + 100_000


def test_a_loop_with_an_end_is_waited_for(run_runbook: RunRunbook) -> None:
    """However long it takes until what it waits for is there."""
    text = (
        f"until {STATUS} | jq -e '.data.services.R2_STORAGE.circuit_breaker_state == \"CLOSED\"'"
        " >/dev/null; do\n  sleep 30\ndone\necho closed"
    )
    done = run_runbook(bash(text))
    assert done.lines == ["closed"]
    assert done.transcript.all_findings == []


def test_a_loop_that_never_gets_there_costs_the_block_its_time(run_runbook: RunRunbook) -> None:
    """Then Ctrl-C, and the next block runs."""
    budgets = Budgets(block=10 * 60_000)
    text = bash("while [ ! -f never ]; do sleep 60; done\necho after", "echo next")
    done = run_runbook(text, budgets=budgets)
    assert done.lines == ["after", "next"]
    assert done.rules == ["time-budget"]


def test_loops_of_other_shells_are_ended_too(run_runbook: RunRunbook) -> None:
    """What is no function here dies of Ctrl-C, as it would in a terminal."""
    budgets = Budgets(block=10 * 60_000)
    loops = ["bash -c 'while true; do sleep 60; done'", "sh -c 'while true; do sleep 60; done'"]
    for loop in loops:
        done = run_runbook(bash(f"{loop}\necho after"), budgets=budgets)
        assert done.lines == ["after"]
        assert done.rules == ["time-budget"]


@pytest.mark.slow
def test_a_loop_that_does_nothing_is_ended(run_runbook: RunRunbook) -> None:
    """Steps without a call are counted, on however slow a machine."""
    budgets = Budgets(quiet_s=120, unasked_s=120)
    done = run_runbook(bash("while true; do X=1; done\necho after"), budgets=budgets)
    assert done.lines == ["after"]
    assert done.rules == ["runaway-loop"]


def test_calls_are_counted(run_runbook: RunRunbook) -> None:
    """A block may not call for ever; the next one runs."""
    text = bash(f"while true; do {STATUS} >/dev/null; done", "echo next")
    done = run_runbook(text, budgets=Budgets(block_calls=50))
    assert len([call for call in done.transcript.calls if call.status]) == 50
    assert done.rules == ["call-budget"]
    assert done.lines == ["next"]


def test_a_block_that_hangs_is_killed(run_runbook: RunRunbook) -> None:
    """What neither calls nor prints is over after a while; the next block runs."""
    done = run_runbook(bash("mkfifo f; cat f", "echo next"), budgets=Budgets(quiet_s=0.5))
    assert done.rules == ["left-out", "wall-clock"]
    assert done.lines == ["next"]


def test_a_stray_ampersand_is_told_and_serialised(run_runbook: RunRunbook) -> None:
    """`?a=1&b=2` without quotes sends off the curl and runs the rest as commands."""
    text = f"curl -s {W}/health/events?limit=1&level=error \\\n  -H 'A: b'\n{STATUS}"
    done = run_runbook(bash(text))
    paths = [call.path for call in done.transcript.calls]
    assert paths == ["/health/events?limit=1", "/health/status"]
    assert done.rules == ["stray-ampersand"]


def test_timeout_is_simulated(run_runbook: RunRunbook) -> None:
    """It ends what it guards when simulated time says so, and only then."""
    done = run_runbook(
        bash(
            "timeout 60 bash -c 'while [ 1 = 1 ]; do sleep 7; done'; echo $?\n"
            "timeout 1m sleep 3600; echo $?\n"
            "timeout 60 sh -c 'sleep 30; sleep 40; echo never'; echo $?\n"
            "timeout 60 sleep 59; echo $?; timeout 5 false; echo $?"
        )
    )
    assert done.lines == ["124", "124", "124", "0", "1"]
    assert done.block.ended - done.block.began == (60 + 60 + 60 + 59) * 1000


def test_programs_find_the_simulation_too(run_runbook: RunRunbook) -> None:
    """xargs, sh, env, command, absolute paths and nohup run shims."""
    url = f"{W}/health/status"
    forms = [
        f"echo {url} | xargs curl -s",
        f"sh -c 'curl -s {url}'",
        f"env -i curl -s {url}",
        f"command curl -s {url}",
        f"/usr/bin/curl -s {url}",
        f"nohup curl -s {url}",
        f"bash -c 'curl -s {url}'",
        f"\\curl -s {url}",
        f"time curl -s {url}",
        f"(curl -s {url})",
        f"cat <(curl -s {url})",
    ]
    done = run_runbook(bash("\n".join(forms)))
    assert done.actions == [("health-status", 200)] * len(forms)


def test_people_can_be_told(run_runbook: RunRunbook) -> None:
    """Every incident command works in a block; wrong forms fail with usage."""
    text = (
        'declare "R2 is gone"\nassess --severity 1 --cause "R2"\npage technical_lead "Join"\n'
        'post slack "Update"\nstatus-page investigating "Downloads fail"\ncall cto "Join"\n'
        'email all_stakeholders "Outage"\nresolve "Over"\nnote x\npage nobody x || echo $?\n'
        "assess --severity high || echo $?\ndeclare -i N=3; echo $N"
    )
    done = run_runbook(bash(text))
    names = "declare assess page post status-page call email resolve note page".split()  # noqa: SIM905 - a sentence
    assert [name for name, _ in done.actions] == names
    assert done.lines[-3:] == ["1", "2", "3"]
    assert done.rules == ["bad-command", "refused-call"]


def test_strict_shells_are_left_alone(run_runbook: RunRunbook) -> None:
    """`set -euo pipefail` ends a block where it should and nowhere else."""
    text = (
        f"set -euo pipefail\nX=$({STATUS} | jq -r .success)\nsleep 1\ndate >/dev/null\necho $X\n"
        f"curl -sf {W}/nope\necho never"
    )
    done = run_runbook(bash(text, "echo next"))
    assert [block.code for block in done.transcript.blocks] == [22, 0]
    assert done.lines == ["true", "next"]


def test_redirections_stay_with_the_record(run_runbook: RunRunbook) -> None:
    """Files of the scratch folder are kept; declared files lie in it from the start."""
    text = bash(
        f"{STATUS} > state.json\nmkdir -p a/b; cp given.csv a/b/\ncurl -so o {W}/health/status"
    )
    done = run_runbook(text, settings={"files": {"given.csv": "a,b\n"}})
    assert sorted(done.saved) == ["a/b/given.csv", "given.csv", "o", "state.json"]
    assert done.saved["o"] == done.saved["state.json"]
    assert done.saved["a/b/given.csv"] == b"a,b\n"


def test_a_syntax_error_is_told_and_what_stands_before_it_runs(run_runbook: RunRunbook) -> None:
    """As bash does it; the line is the document's."""
    done = run_runbook(bash("echo before\nif true; then\n", "echo next"))
    assert done.lines == ["before", "next"]
    assert done.rules == ["syntax-error"]


def test_the_exercises_end_ends_the_runbook(run_runbook: RunRunbook) -> None:
    """What was not reached is listed; what was written is kept."""
    done = run_runbook(
        bash("echo x > f; sleep 1h; sleep 10h", "echo never"), budgets=Budgets(block=24 * 3_600_000)
    )
    assert done.rules == ["horizon"]
    assert done.transcript.not_run == (6,)
    assert done.saved == {"f": b"x\n"}
    assert done.exercise.now == done.exercise.horizon


def test_without_an_alert_nothing_begins(run_runbook: RunRunbook, small: object) -> None:
    """The run waits up to the horizon."""
    quiet = small()  # type: ignore[operator]
    done = run_runbook(bash("echo never"), scenario=quiet)
    assert done.rules == ["never-began"]
    assert done.transcript.not_run == (2,)
    assert done.exercise.now == done.exercise.horizon


def test_only_the_chosen_sections_run(run_runbook: RunRunbook) -> None:
    """In the document's order, whatever the order of the options."""
    text = f"# A\n{bash('echo a')}\n# B\n{bash('echo b')}\n# C\n{bash('echo c')}"
    assert run_runbook(text, sections=("C", "A")).lines == ["a", "c"]


@pytest.mark.slow
def test_hands_take_their_time(run_runbook: RunRunbook) -> None:
    """The same runbook takes a novice longer than an expert, and each seed differs."""
    text = f"Read this first.\n\n{bash(f'{STATUS}', f'{STATUS}')}"
    took = {}
    for profile in ("automation", "expert", "novice"):
        for seed in (1, 2):
            run = run_runbook(text, profile=profile, seed=seed).transcript
            assert run.alert_at is not None
            took[profile, seed] = run.calls[-1].at - run.alert_at
    assert took["automation", 1] < took["expert", 1] < took["novice", 1]
    assert took["expert", 1] != took["expert", 2]


def test_a_runs_calls_are_counted(run_runbook: RunRunbook) -> None:
    """With the run's last call spent, the run ends: what comes after is not reached."""
    text = bash(f"{STATUS} >/dev/null; {STATUS} >/dev/null", f"{STATUS}\necho after", "echo never")
    done = run_runbook(text, budgets=Budgets(run_calls=2))
    assert len(done.actions) == 2
    assert done.lines == []
    assert done.rules == ["call-budget"]
    assert len(done.transcript.not_run) == 1


def test_a_runs_time_on_the_wall_is_limited(run_runbook: RunRunbook) -> None:
    """A run that keeps a machine busy for too long ends at its next call."""
    done = run_runbook(bash(f"{STATUS}\necho after", "echo never"), budgets=Budgets(run_s=0))
    assert done.actions == []
    assert done.rules == ["wall-clock"]
    assert len(done.transcript.not_run) == 1


def test_a_named_pipe_is_read_while_it_is_written(run_runbook: RunRunbook) -> None:
    """A call sent off to a pipe waits for its reader, and nobody waits for the call before that."""
    call = "curl -s https://your-worker.example.com/health/status"
    run = run_runbook(f"```bash\nmkfifo p; {call} > p & jq .success < p\nwait; rm p\n```\n")
    assert run.lines == ["true"]
    assert run.rules == []


def test_a_time_zone_is_not_simulated_and_said_so(run_runbook: RunRunbook) -> None:
    """UTC is printed in its place; who asks for UTC hears nothing."""
    run = run_runbook(
        "```bash\nTZ=Asia/Tokyo date +%H; TZ=Asia/Tokyo date -u +%H; TZ=UTC date +%H\n```\n"
    )
    assert len(set(run.lines)) == 1
    assert [(one.rule, one.line) for one in run.transcript.all_findings] == [("not-simulated", 2)]


@pytest.mark.parametrize("words", ["-i <<<", "-s <<<", "-iu ops <<<", "--login <<<"])
def test_a_shell_behind_sudo_reads_its_commands(run_runbook: RunRunbook, words: str) -> None:
    """From what follows it; `sudo -v` reads none."""
    run = run_runbook(f"```bash\nsudo {words} 'echo in'; sudo -v <<< 'echo not'; echo $?\n```\n")
    assert run.lines == ["in", "0"]
