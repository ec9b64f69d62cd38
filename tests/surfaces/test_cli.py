"""`tabletop` as its users meet it: results on stdout, errors on stderr, exit codes for CI.

Exit 0 is fine, 1 fell short, 2 is used wrongly; an error is a line that names the way out, never a
traceback.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from scoring.model import Scorecard
from sim.journal.bodies import Action
from sim.journal.encoding import GENESIS, seal
from sim.journal.file import JOURNAL_NAME, read_journal
from sim.scenario.library import find_policy, find_scenario
from tests import forked
from tests.forked import environment
from tests.journal.resealed import resealed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.surfaces.conftest import StartProgram, Tabletop

NAME = "complete-r2-outage"
HEAVY = (
    "simpy",
    "numpy",
    "pydantic",
    "matplotlib",
    "pandas",
    "fastapi",
    "uvicorn",
    "jinja2",
    "openpyxl",
)


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished record of the reference response; look at it, do not change it."""
    folder = tmp_path_factory.mktemp("played")
    words = ("run", NAME, "--seed", "7", "--out", "mine")
    done = forked.run(words, folder, environment())
    assert done.returncode == 0, done.stderr
    return folder / "mine"


@pytest.fixture
def copy(played: Path, tmp_path: Path) -> Path:
    """A copy of the record, to be spoilt."""
    return shutil.copytree(played, tmp_path / "copy")


def one_line(text: str) -> str:
    """The only line of an error."""
    lines = text.splitlines()
    assert len(lines) == 1, text
    return lines[0]


# --- help and misspellings ------------------------------------------------------------------------


def test_help_loads_nothing_heavy() -> None:
    """`--help` is quick because it imports neither the world nor the reports nor a web server."""
    code = (
        "import sys\n"
        "from sim.surfaces.cli.main import cli\n"
        "cli.main(['--help'], standalone_mode=False)\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"
    assert "tabletop drill" in done.stdout


def test_every_command_has_help_with_an_example() -> None:
    """Each command's help shows how it is called."""
    from click.testing import CliRunner

    from sim.surfaces.cli.main import COMMANDS, cli

    for name in COMMANDS:
        shown = CliRunner().invoke(cli, [name, "--help"])
        assert shown.exit_code == 0
        assert f"tabletop {name}" in shown.output.split("Example")[1], name


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("rnu", NAME), "no command 'rnu': did you mean 'run'?"),
        (("foo",), "no command 'foo' (see tabletop --help)"),
        (
            ("run", "complete-r2-outtage"),
            f"no scenario 'complete-r2-outtage': did you mean '{NAME}'?",
        ),
        (("run", NAME, "--seed", "many"), "'many' is not a valid integer"),
        (("run", NAME, "--responder", "robot"), "--responder robot: neither"),
        (("run", NAME, "--expect", "TTR<=soon"), "'soon' is not a duration"),
        (("replay", "nowhere"), "'nowhere' does not exist"),
        (("replay", "--open"), "Missing argument 'RECORD'"),
        (("replay", ".", "--at", "30m"), "--at goes with --open"),
        (("replay", ".", "--port", "8700"), "--port goes with --open"),
        (("replay", "."), "a record is a directory that has one"),
        (("run", NAME, "--out", "/proc/record"), "/proc/record: cannot be made"),
    ],
    ids=lambda value: "-".join(value[:2]) if isinstance(value, tuple) else "",
)
def test_what_is_used_wrongly_is_one_line_and_exit_2(
    tabletop: Tabletop, words: tuple[str, ...], says: str
) -> None:
    """A slip of the user is answered with one line that names the way out."""
    done = tabletop(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in one_line(done.stderr)


# --- scenario files -------------------------------------------------------------------------------

BROKEN = {
    "not YAML": ("name: [", ""),
    "not a mapping": ("- 1\n- 2\n", ""),
    "empty": ("", ""),
    "binary": ("\x00\x01", ""),
    "unknown field": (None, "colour: red\n"),
    "field missing": ("format: 1\nname: broken\n", ""),
    "anchors without end": ("a: &a [*a]\n", ""),
}


@pytest.mark.parametrize(("text", "more"), BROKEN.values(), ids=BROKEN)
def test_a_broken_scenario_is_told_by_file_and_line(
    tabletop: Tabletop, tmp_path: Path, text: str | None, more: str
) -> None:
    """Whatever is wrong with a scenario file: exit 2, its name in every line, no traceback."""
    if text is None:
        text = find_scenario(NAME).read_text(encoding="utf-8")
    (tmp_path / "broken.yaml").write_text(text + more, encoding="utf-8")
    done = tabletop("run", "broken.yaml")
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert done.stderr
    assert all(line.startswith("broken.yaml:") for line in done.stderr.splitlines()), done.stderr


def test_lint_finds_every_broken_file(tabletop: Tabletop, tmp_path: Path) -> None:
    """Many broken files at once: each is named, none ends the check of the others, exit 1."""
    good = find_scenario(NAME).read_text(encoding="utf-8")
    files = [f"broken-{number}.yaml" for number in range(len(BROKEN))]
    for file, (text, more) in zip(files, BROKEN.values(), strict=True):
        (tmp_path / file).write_text((good if text is None else text) + more, encoding="utf-8")
    done = tabletop("lint", *files)
    assert (done.returncode, done.stderr) == (1, "")
    *lines, summary = done.stdout.splitlines()
    assert {line.split(":")[0] for line in lines} == set(files)
    assert summary.startswith(f"{len(files)} files: ")


def test_lint_is_content_with_the_shipped_files(tabletop: Tabletop, tmp_path: Path) -> None:
    """The shipped files pass; with a broken one beside them lint exits 1, also as JSON."""
    good = (find_scenario(NAME), find_policy("list-cutter"))
    done = tabletop("lint", *good)
    assert (done.returncode, done.stderr) == (0, "")
    (tmp_path / "broken.yaml").write_text("format: 1\n", encoding="utf-8")
    done = tabletop("lint", "--json", *good, "broken.yaml")
    findings = json.loads(done.stdout)
    assert done.returncode == 1
    assert {row["file"] for row in findings if not row["hint"]} == {"broken.yaml"}


# --- run ------------------------------------------------------------------------------------------


def test_json_is_a_scorecard(tabletop: Tabletop, tmp_path: Path) -> None:
    """`run --json` prints the scorecard that lies in the record, and nothing else."""
    done = tabletop("run", NAME, "--seed", "7", "--out", "mine", "--no-report", "--json")
    card = Scorecard.model_validate_json(done.stdout)
    assert (done.returncode, done.stderr, card.seed) == (0, "", 7)
    assert done.stdout == (tmp_path / "mine" / "scorecard.json").read_text(encoding="utf-8")


@pytest.mark.slow
def test_expectations_decide_the_exit_code(tabletop: Tabletop) -> None:
    """Met is 0; not met is 1, each with what was found instead."""
    wishes = ["--expect", "TTR<=70m", "--expect", "resolved", "--expect", "lost==0"]
    met = tabletop("run", NAME, "--seed", "7", "--no-report", *wishes)
    assert (met.returncode, met.stderr) == (0, "")
    missed = tabletop("run", NAME, "--seed", "7", "--no-report", "--responder", "none", *wishes)
    assert missed.returncode == 1
    assert missed.stderr.splitlines()[:2] == [
        "not met: TTR<=70m (TTR was never reached)",
        "not met: resolved (not resolved)",
    ]


@pytest.mark.slow
def test_a_record_is_not_overwritten_unless_forced(
    tabletop: Tabletop, copy: Path, played: Path
) -> None:
    """`--out` with a record in it is refused and untouched; `--force` overwrites it."""
    done = tabletop("run", NAME, "--out", "copy", "--no-report")
    assert done.returncode == 2
    assert "choose another --out or add --force" in one_line(done.stderr)
    for file in played.iterdir():
        assert (copy / file.name).read_bytes() == file.read_bytes()
    forced = tabletop("run", NAME, "--out", "copy", "--no-report", "--force")
    assert forced.returncode == 0
    assert (copy / JOURNAL_NAME).read_bytes() != (played / JOURNAL_NAME).read_bytes()


@pytest.mark.slow
def test_a_record_plays_again_as_a_responder(
    tabletop: Tabletop, tmp_path: Path, played: Path
) -> None:
    """A record given as responder leaves the same world behind, line by line after the header."""
    done = tabletop(
        "run", NAME, "--seed", "7", "--responder", played, "--out", "again", "--no-report"
    )
    assert done.returncode == 0
    first, again = read_journal(played), read_journal(tmp_path / "again")
    assert [(entry.at, entry.body) for entry in again[1:]] == [
        (entry.at, entry.body) for entry in first[1:]
    ]


# --- what is printed ------------------------------------------------------------------------------


def test_pipes_get_plain_text(tabletop: Tabletop) -> None:
    """Nothing that is not text goes into a pipe."""
    for words in (("scenarios",), ("show", NAME, "--facilitator"), ("commands",)):
        done = tabletop(*words)
        assert (done.returncode, done.stderr) == (0, "")
        assert "\x1b" not in done.stdout


def test_no_color_is_obeyed_on_a_terminal(program: StartProgram) -> None:
    """With NO_COLOR a terminal gets plain text, without it bold titles."""
    plain = program("show", NAME)
    assert plain.leave() == 0
    assert "\x1b" not in plain.raw
    coloured = program("show", NAME, no_color="")
    assert coloured.leave() == 0
    assert "\x1b[1m" in coloured.raw


@pytest.mark.slow
def test_a_reader_that_has_seen_enough_is_no_error(main_words: tuple[str, ...]) -> None:
    """`| head -1` ends quietly."""
    line = f"{' '.join(main_words)} commands --openapi | head -1"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("{\n", "")


# --- records --------------------------------------------------------------------------------------


def test_replay_proves_a_record(tabletop: Tabletop, played: Path) -> None:
    """An untouched record is rebuilt and equal; the journal alone is enough."""
    done = tabletop("replay", played / JOURNAL_NAME)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r": \d+ entries, digest [0-9a-f]{16}: replay matches the record$", done.stdout)


@pytest.mark.parametrize(("at", "says"), [("soon", "write a simulated time"), ("23:00", "ends")])
def test_a_replay_opens_at_moments_it_has(
    tabletop: Tabletop, played: Path, at: str, says: str
) -> None:
    """What is no moment of the record is one line, and nothing is served."""
    done = tabletop("replay", played, "--open", "--at", at)
    assert done.returncode == 2
    assert says in one_line(done.stderr)


def _reseal(record: Path, seed: int) -> None:
    """Forge a record: another seed in the header, the chain made good again."""
    previous, lines = GENESIS, []
    for entry in read_journal(record):
        body = entry.body
        if body.kind == "header":
            body = body.model_copy(update={"seed": seed})
        sealed, line = seal(previous, entry.seq, entry.at, body)
        previous = sealed.hash
        lines.append(f"{line}\n")
    (record / JOURNAL_NAME).write_text("".join(lines), encoding="utf-8")


def test_a_forged_record_does_not_replay(tabletop: Tabletop, copy: Path) -> None:
    """A record whose chain is sound but whose world is another one is found out: exit 1."""
    _reseal(copy, seed=8)
    done = tabletop("replay", "copy")
    assert (done.returncode, done.stdout) == (1, "")
    assert "replay differs: recorded" in one_line(done.stderr)


def _action_line(lines: list[bytes]) -> int:
    return next(number for number, line in enumerate(lines) if b'"kind":"action"' in line)


def _changed(lines: list[bytes]) -> list[bytes]:
    number = _action_line(lines)
    lines[number] = lines[number].replace(b'"actor":"reference"', b'"actor":"somebody"')
    return lines


DAMAGE = {
    "a word changed": (_changed, "the hash does not fit"),
    "a line gone": (lambda lines: [*lines[:5], *lines[6:]], "sequence number"),
    "cut off": (lambda lines: [*lines[:-1], lines[-1][:40]], "not JSON"),
    "not text": (lambda lines: [*lines[:3], b"\xff\xfe\n", *lines[3:]], "not UTF-8"),
    "empty": (lambda _: [], "empty"),
}


@pytest.mark.parametrize(("spoil", "says"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_journal_is_one_line(
    tabletop: Tabletop, copy: Path, spoil: object, says: str
) -> None:
    """A journal that was changed or cut is refused by its line, whatever is asked of it."""
    assert callable(spoil)
    path = copy / JOURNAL_NAME
    path.write_bytes(b"".join(spoil(path.read_bytes().splitlines(keepends=True))))
    done = tabletop("replay", "copy")
    assert (done.returncode, done.stdout) == (2, "")
    line = one_line(done.stderr)
    assert re.match(r"copy/journal\.jsonl:\d+: ", line)
    assert says in line
    if says in {"the hash does not fit", "not UTF-8"}:  # resume reads it in its own way
        resumed = tabletop("resume", "copy")
        assert resumed.returncode == 2
        assert re.match(r"copy/journal\.jsonl:\d+: ", one_line(resumed.stderr))


@pytest.mark.slow
def test_score_judges_by_another_policy_and_changes_nothing(
    tabletop: Tabletop, tmp_path: Path, copy: Path
) -> None:
    """The same journal under stricter deadlines scores less; the record stays as it was."""
    policy = find_policy("list-cutter").read_text(encoding="utf-8")
    strict = policy.replace("name: list-cutter", "name: strict")
    strict = strict.replace("respond_within: 5m", "respond_within: 10s")
    strict = strict.replace("tell_within: 5m", "tell_within: 10s")
    (tmp_path / "strict.yaml").write_text(strict, encoding="utf-8")
    before = {file.name: file.read_bytes() for file in copy.iterdir()}
    own = tabletop("score", "copy", "--json")
    other = tabletop("score", "copy", "--json", "--policy", "strict.yaml")
    assert (own.returncode, other.returncode) == (0, 0), other.stderr
    by_own = Scorecard.model_validate_json(own.stdout)
    by_other = Scorecard.model_validate_json(other.stdout)
    assert (by_own.policy, by_other.policy) == ("list-cutter", "strict")
    assert by_own.total is not None
    assert by_other.total is not None
    assert by_other.total < by_own.total
    assert {file.name: file.read_bytes() for file in copy.iterdir()} == before


@pytest.mark.slow
def test_report_is_written_anew(tabletop: Tabletop, copy: Path) -> None:
    """A lost report comes back as it was."""
    report = copy / "report.html"
    before = report.read_bytes()
    report.unlink()
    done = tabletop("report", "copy")
    assert done.returncode == 0
    assert report.read_bytes() == before


@pytest.mark.slow
def test_only_what_people_played_is_resumed(tabletop: Tabletop, copy: Path) -> None:
    """A record that has ended, and one that is no drill, is not resumed; it stays as it was."""
    path = copy / JOURNAL_NAME
    done = tabletop("resume", "copy")
    assert (done.returncode, done.stdout) == (2, "")
    assert "this exercise has ended" in one_line(done.stderr)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    done = tabletop("resume", "copy")
    assert done.returncode == 2
    assert "nobody played it" in one_line(done.stderr)
    assert path.read_bytes() == b"".join(lines[:-1])
    assert any(isinstance(entry.body, Action) for entry in read_journal(copy))


def test_a_damaged_journal_is_named_with_its_record(tabletop: Tabletop, tmp_path: Path) -> None:
    """In one form, whichever command reads it, and whatever part of it is wrong."""
    (tmp_path / "edit").mkdir()
    journal = tmp_path / "edit" / JOURNAL_NAME
    journal.write_text("not a journal\n")
    for words in (("score", "edit"), ("replay", "edit"), ("report", "edit"), ("repair", "edit")):
        done = tabletop(*words)
        assert done.returncode == 2
        assert done.stderr.startswith("edit/journal.jsonl:1: not JSON"), words
    whole = tabletop("run", "no-incident", "--out", "edit", "--no-report", "--force")
    assert whole.returncode == 0
    journal.write_text(
        resealed(journal.read_text(), 0, lambda entry: entry["body"]["scenario"].update(hue=1))
    )
    for words in (("score", "edit"), ("replay", "edit")):
        done = tabletop(*words)
        assert done.stderr.startswith("edit/journal.jsonl:1: "), words


def test_a_score_before_the_end_says_that_it_is_not_final(
    tabletop: Tabletop, tmp_path: Path, played: Path
) -> None:
    """Of a session that runs, and of one whose clock nobody has started; nobody takes part yet."""
    lines = (played / JOURNAL_NAME).read_text().splitlines(keepends=True)
    record = tmp_path / "mine"
    record.mkdir()
    (record / JOURNAL_NAME).write_text("".join(lines[: len(lines) // 3]))
    text = tabletop("score", "mine").stdout
    assert "\n  This session has not ended yet (no `ended` in its journal): figures as of " in text
    assert "Not recovered yet: " in text
    assert "EndEx" not in text
    header = resealed(lines[0], 0, lambda entry: entry["body"].update(participants=[]))
    (record / JOURNAL_NAME).write_text(header)
    said = tabletop("score", "mine").stdout.splitlines()
    assert said == [
        "Complete R2 outage, seed 7",
        "  This session has not started: there is nothing to score yet.",
        "  record  mine",
    ]
