"""Runbook regressions: each case is a test of pytest's, and a failing one says where and why.

Files that are wrong are told by line; the table, the JUnit file and the kept record are read back.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xmlschema

from sim.errors import BadFile
from sim.surfaces.regressions.cases import load_cases
from sim.surfaces.regressions.run import explain, run_case
from sim.surfaces.regressions.summary import Row, table

TABLETOP = Path(sys.executable).with_name("tabletop")

RUNBOOK = """# Storage outage

## Take it

```bash
ack
declare "R2 does not answer"
curl -fsS https://your-worker.example.com/health/status | jq -r .data.overall_status
```

## Wait until R2 answers

```bash
until curl -fsS -X POST https://your-worker.example.com/health/r2/test \\
  -H "Authorization: Bearer <admin_token>" | jq -e .data.success > /dev/null; do
  sleep 120
done
```

## Restore

```bash
curl -fsS -X POST https://your-worker.example.com/health/circuit-breaker/reset \\
  -H "Authorization: Bearer <admin_token>" -d '{"reason": "R2 test passed"}'
curl -fsS -X POST https://your-worker.example.com/health/services/R2_STORAGE/restore \\
  -H "Authorization: Bearer <admin_token>" -d '{"reason": "R2 test passed"}'
```
"""
RESET = """curl -fsS -X POST https://your-worker.example.com/health/circuit-breaker/reset \\
  -H "Authorization: Bearer <admin_token>" -d '{"reason": "R2 test passed"}'
"""
REGRESSIONS = """format: 1
regressions:
  - id: outage
    runbook: outage.md
    scenarios: [complete-r2-outage]
    seeds: 1-2
    expect: ["TTR<=100m", "harm==0", "recovered"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a runbook and regressions over it."""
    (tmp_path / "outage.md").write_text(RUNBOOK)
    (tmp_path / "ops.regressions.yaml").write_text(REGRESSIONS)
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`tabletop test` in a folder of its own."""
    return subprocess.run(
        [TABLETOP, "test", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def assert_fits_jenkins(path: Path) -> None:
    """Validate a JUnit file against the schema of Jenkins' xUnit plugin (MIT, kept beside this)."""
    schema = xmlschema.XMLSchema10(Path(__file__).with_name("junit-10.xsd"))
    assert [error.reason for error in schema.iter_errors(path)] == []


def test_every_scenario_and_seed_is_a_case(folder: Path) -> None:
    """In the order of the file, named so that -k finds them, at the regression's line."""
    text = REGRESSIONS.replace("[complete-r2-outage]", "[complete-r2-outage, slow-responses]")
    (folder / "ops.regressions.yaml").write_text(text)
    cases = load_cases(folder / "ops.regressions.yaml")
    assert [case.name for case in cases] == [
        "outage[complete-r2-outage-1]",
        "outage[complete-r2-outage-2]",
        "outage[slow-responses-1]",
        "outage[slow-responses-2]",
    ]
    assert {case.line for case in cases} == {3}
    assert {case.runbook for case in cases} == {folder / "outage.md"}


WRONG = {
    "runbook that is not there": (
        "outage.md",
        "outrage.md",
        "4: regressions[0].runbook: there is no file 'outrage.md' from here",
    ),
    "scenario that is not there": (
        "complete-r2-outage",
        "complete-r2-outtage",
        "5: regressions[0].scenarios[0]: unknown scenario 'complete-r2-outtage', did you mean",
    ),
    "expectation that is none": ("TTR<=100m", "speed<=3", "7: regressions[0].expect[0]: "),
    "seeds backwards": ("1-2", "9-2", "6: regressions[0].seeds: '9-2' runs backwards"),
    "seeds in words": ("1-2", "many", "6: regressions[0].seeds: "),
    "seed twice": ("1-2", "[1, 1]", "6: regressions[0].seeds: a seed is listed twice"),
    "profile like no other": (
        "    seeds",
        "    profile: wizard\n    seeds",
        "6: regressions[0].profile: ",
    ),
    "field like no other": ("seeds:", "sedes:", "6: regressions[0].sedes: unknown field"),
}


@pytest.mark.parametrize(("old", "new", "says"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_told_by_line(folder: Path, old: str, new: str, says: str) -> None:
    """File, line, field and what to do."""
    path = folder / "ops.regressions.yaml"
    path.write_text(REGRESSIONS.replace(old, new, 1))
    with pytest.raises(BadFile) as caught:
        load_cases(path)
    assert f"{path}:{says}" in str(caught.value)


def test_two_regressions_of_one_name_are_refused(folder: Path) -> None:
    path = folder / "ops.regressions.yaml"
    again = REGRESSIONS.partition("regressions:\n")[2]
    path.write_text(REGRESSIONS + again)
    with pytest.raises(BadFile, match=r"regressions\[1\].id: 'outage' is used twice"):
        load_cases(path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("empty",), "empty: no test; a file of regression tests ends in .regressions.yaml"),
        (
            (".", "-k", "nosuch"),
            ".: no test whose name contains nosuch; a file of regression tests",
        ),
        ((".", "-n", "x"), "-n x: write a number of processes, or auto for one per core"),
    ],
)
def test_where_nothing_is_run_one_line_says_why(
    folder: Path, words: tuple[str, ...], said: str
) -> None:
    """Not the words of the program below, which no user of this one has called."""
    (folder / "empty").mkdir()
    done = run(folder, *words)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert done.stderr.startswith(said)


@pytest.mark.slow
def test_a_file_that_cannot_be_read_is_exit_2(folder: Path) -> None:
    """As used wrongly; no traceback."""
    (folder / "ops.regressions.yaml").write_text("format: 1\nregressions: 7\n")
    done = run(folder, ".")
    assert done.returncode == 2
    assert "ops.regressions.yaml:2: regressions: " in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.slow
def test_lint_looks_at_them_as_well(folder: Path) -> None:
    """What a test run would refuse, `tabletop lint` says without running anything."""
    path = folder / "ops.regressions.yaml"
    words = [str(TABLETOP), "lint", path.name]
    good = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    path.write_text(REGRESSIONS.replace("TTR<=100m", "speed<=3"))
    bad = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert (good.returncode, bad.returncode) == (0, 1)
    assert bad.stdout.startswith("ops.regressions.yaml:7: regressions[0].expect[0]: ")


@pytest.mark.slow
@pytest.mark.usefixtures("sandbox")
def test_a_good_runbook_passes(folder: Path) -> None:
    """Exit 0; the table says so."""
    done = run(folder, ".", "--summary", "summary.md", "-n", "2")
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout
    text = (folder / "summary.md").read_text()
    assert "## Runbook regressions: 2 of 2 passed" in text
    assert "| ✅ | outage | complete-r2-outage | 2 of 2 |  |" in text


@pytest.mark.usefixtures("sandbox")
def test_a_command_that_fails_beside_good_figures(folder: Path) -> None:
    """What does no harm passes, unless the regression says that the runbook must be complete."""
    slip = "```bash\ncurl -fsS https://your-worker.example.com/health/statsu\n```\n"
    (folder / "outage.md").write_text(f"{RUNBOOK}\n{slip}")
    path = folder / "ops.regressions.yaml"
    asked = run_case(load_cases(path)[0])
    assert asked.missed == ()
    path.write_text(REGRESSIONS.replace("    expect", "    complete: true\n    expect"))
    held = run_case(load_cases(path)[0])
    assert held.missed == ("complete: 1 of 4 blocks failed, 0 were not reached",)
    line = 1 + RUNBOOK.count("\n") + 2
    assert f'outage.md:{line}: the block of "Restore" ended with 22' in explain(held, None)


@pytest.mark.slow
@pytest.mark.usefixtures("sandbox")
def test_a_broken_runbook_fails_with_figure_step_and_line(folder: Path) -> None:
    """Restored without a test and with an open breaker: the log leads to the command's line."""
    waiting = RUNBOOK.partition("## Wait")[0] + "## Restore" + RUNBOOK.partition("## Restore")[2]
    (folder / "outage.md").write_text(waiting)
    done = run(folder, ".", "--junitxml", "junit.xml", "-k", "outage-1")
    assert done.returncode == 1
    assert "not met: TTR<=100m: TTR was never reached" in done.stdout
    assert "not met: harm==0: harm is 2" in done.stdout
    assert "procedure: The breaker was reset while the bucket was broken" in done.stdout
    line = 1 + waiting[: waiting.index("curl -fsS -X POST")].count("\n")
    assert f"(outage.md:{line})" in done.stdout
    (case,) = ET.parse(folder / "junit.xml").getroot().iter("testcase")  # noqa: S314 - our own file
    assert case.get("name") == "outage[complete-r2-outage-1]"
    said = [line.partition(" = ") for line in str(case.findtext("system-out")).splitlines()]
    figures = {name: value for name, _, value in said}
    assert (figures["seed"], figures["place"]) == ("1", "ops.regressions.yaml:3")
    assert figures["TTR"].startswith("> ")
    assert_fits_jenkins(folder / "junit.xml")
    record = folder / "records" / "failed" / "outage-complete-r2-outage-1"
    kept = {path.name for path in record.iterdir()}
    assert {"journal.jsonl", "scorecard.json", "report.html", "runbook.json"} <= kept


@pytest.mark.slow
@pytest.mark.usefixtures("sandbox")
def test_a_stuck_breaker_is_closed_by_reset_or_restore_and_by_nothing_else(folder: Path) -> None:
    """With either all is well; without both the run falls short, and says what is still wrong."""
    stuck = RUNBOOK.partition("## Wait")[0] + "## Restore" + RUNBOOK.partition("## Restore")[2]
    (folder / "ops.regressions.yaml").write_text(
        REGRESSIONS.replace("complete-r2-outage", "breaker-stuck-open").replace('"harm==0", ', "")
    )
    for text in (stuck, stuck.replace(RESET, "")):
        (folder / "outage.md").write_text(text)
        assert run(folder, ".", "-k", "open-1").returncode == 0
    neither = "\n".join(
        line for line in stuck.replace(RESET, "").split("\n") if "/restore" not in line
    )
    (folder / "outage.md").write_text(neither)
    done = run(folder, ".", "-k", "open-1")
    assert done.returncode == 1
    assert "not met: TTR<=100m: TTR was never reached" in done.stdout
    assert "Not recovered at EndEx: the breaker was not closed" in done.stdout


def row(scenario: str, seed: str, *, passed: bool) -> Row:
    return Row("a|b", scenario, seed, "1m", "2m", "3m", "100%", "99", passed)


def test_the_table_groups_and_cannot_be_broken() -> None:
    """A line a regression and scenario, failed seeds in order, cells that stay cells."""
    text = table(
        [row("x", "10", passed=False), row("x", "9", passed=False), row("y", "1", passed=True)]
    )
    assert "1 of 3 passed" in text
    assert "| ❌ | a\\|b | x | 0 of 2 | 9, 10 |" in text
    assert "| ✅ | a\\|b | y | 1 of 1 |  |" in text
    assert text.count("[x-") == 2


@pytest.mark.slow
def test_other_peoples_tests_are_left_alone(tmp_path: Path) -> None:
    """The plugin is there wherever the trainer is; it takes its own files only."""
    (tmp_path / "test_mine.py").write_text("def test_mine():\n    assert True\n")
    (tmp_path / "values.yaml").write_text("a: 1\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tabletop-summary=s.md"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 passed" in done.stdout
    assert not (tmp_path / "s.md").exists()
