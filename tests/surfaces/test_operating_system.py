"""What the operating system refuses is one line and exit 2, and nothing half-written is left.

Every case is a process of its own, because what is refused is its own output, its own files.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sim.exercise.replay import rebuild
from sim.journal.bodies import Action, Ended
from sim.journal.file import JOURNAL_NAME, read_journal
from tests.forked import environment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sim.journal.encoding import Entry

MAIN = (sys.executable, "-m", "sim.surfaces.cli.main")
TABLETOP = shlex.join(MAIN)
PATIENCE = 60
NOBODY = 65534


UNPRIVILEGED = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
"""Root that may not do what permissions forbid."""


def shell(line: str, folder: Path, *before: str) -> subprocess.CompletedProcess[str]:
    """A line of bash in which `tabletop` is this tree's."""
    return subprocess.run(
        [*before, "/bin/bash", "-c", f'tabletop() {{ {TABLETOP} "$@"; }}\n{line}'],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def one_line(done: subprocess.CompletedProcess[str], said: str) -> None:
    """It ended with 2, and with this one line on standard error."""
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert done.stderr.count("\n") == 1


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of files that are none."""
    folder = tmp_path_factory.mktemp("files")
    for name in ("pipe.yaml", "pipe.md", "pipe.jsonl", "pipe.csv"):
        os.mkfifo(folder / name)
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / "loop.md").symlink_to("loop.md")
    (folder / "gone.yaml").symlink_to("nowhere.yaml")
    (folder / "latin.md").write_bytes(b"# Caf\n\ncaf\xe9\n")
    (folder / "plain").touch()
    (folder / "folder.yaml").mkdir()
    return folder


FULL_OUTPUT = "standard output: the disk is full"
REFUSED = {
    "standard output is full": (
        "tabletop scenarios >/dev/full",
        "standard output: the disk is full",
    ),
    "help on a full one": ("tabletop --help >/dev/full", "standard output: the disk is full"),
    "claims on a full one": (
        "tabletop claims 'Downloads fail.' >/dev/full",
        "standard output: the disk is full",
    ),
    "the help of no command on a full one": ("tabletop >/dev/full", FULL_OUTPUT),
    "too little memory": ("ulimit -v 100000; tabletop run no-incident", "for want of memory"),
    "a regression that is not there": (
        "tabletop test $'\\e[31mx'",
        "\u241b[31mx: there is no such file or directory",
    ),
    "standard output is closed": ("tabletop scenarios >&-", "standard output is closed"),
    "a pipe as a scenario": ("tabletop show pipe.yaml", "pipe.yaml: is a pipe"),
    "a pipe as a runbook": ("tabletop run no-incident --responder pipe.md", "pipe.md: is a pipe"),
    "a pipe as a script": (
        "tabletop run no-incident --responder pipe.yaml",
        "pipe.yaml: is a pipe",
    ),
    "a pipe of messages": ("tabletop claims --file pipe.jsonl", "pipe.jsonl: is a pipe"),
    "a pipe as a spreadsheet": ("tabletop msel no-incident --from pipe.csv", "is a pipe"),
    "a device as messages": ("tabletop claims --file /dev/zero", "/dev/zero: is a device"),
    "a link to itself": ("tabletop show loop.yaml", "a link that leads back to itself"),
    "a link to nothing": ("tabletop show gone.yaml", "a link to a file that is not there"),
    "a directory as a scenario": ("tabletop show folder.yaml", "folder.yaml: is a directory"),
    "a runbook in Latin-1": (
        "tabletop run no-incident --responder latin.md",
        "latin.md:3: is not UTF-8 text",
    ),
    "a record where a file is": (
        "tabletop run no-incident --out plain",
        "plain: cannot be made: something else of that name is there",
    ),
    "a record below a file": (
        "tabletop run no-incident --out plain/x",
        "plain/x: cannot be made: a part of its path is a file",
    ),
    "a record whose name is too long": (
        "tabletop run no-incident --out $(printf 'n%.0s' {1..300})",
        "its name is too long",
    ),
    "a spreadsheet where none can be": (
        "tabletop msel no-incident --out /proc/x.csv",
        "/proc/x.csv: there is no such file or directory",
    ),
}


@pytest.mark.parametrize(("line", "said"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_is_one_line(files: Path, line: str, said: str) -> None:
    """It names the file and says what to do; nothing is written."""
    before = sorted(files.iterdir())
    one_line(shell(line, files), said)
    assert sorted(files.iterdir()) == before


def test_closed_streams_are_nobody_elses(files: Path) -> None:
    """Without input and errors a command does its work, and writes it to no other file."""
    done = shell("tabletop scenarios <&- 2>&-", files)
    assert (done.returncode, done.stderr) == (0, "")
    assert "no-incident" in done.stdout


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_a_file_that_cannot_be_read_costs_the_linter_itself_only(files: Path, form: str) -> None:
    """The others are checked in every form; the exit code says that not all could be."""
    (files / "good.md").write_text("```bash\ncurl https://your-worker.example.com/health/x\n```\n")
    names = ("latin.md", "loop.md", "pipe.md", "missing.md", "good.md", "gone.yaml")
    done = shell(f"tabletop lint --format {form} {' '.join(names)}", files)
    assert (done.returncode, done.stderr) == (2, "")
    assert [name for name in names if name not in done.stdout] == []
    assert "RB" in done.stdout


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files to somebody else")
def test_a_directory_of_somebody_else(tmp_path: Path) -> None:
    """Neither a record nor a report is written where one may not write."""
    played = tmp_path / "played"
    assert shell("tabletop run no-incident --out played --no-report", tmp_path).returncode == 0
    held = {path: path.read_bytes() for path in played.iterdir()}
    played.chmod(0o755)  # shared, as its owner may
    os.chown(played, NOBODY, NOBODY)
    os.chown(played / JOURNAL_NAME, NOBODY, NOBODY)
    for line in ("tabletop report played", "tabletop run no-incident --out played/below"):
        one_line(shell(line, tmp_path, *UNPRIVILEGED), "you may not read or change it")
        assert {path: path.read_bytes() for path in played.iterdir()} == held
    (played / JOURNAL_NAME).chmod(0o600)
    for line in ("tabletop score played", "tabletop replay played"):
        one_line(shell(line, tmp_path, *UNPRIVILEGED), "you may not read or change it")


# --- signals --------------------------------------------------------------------------------------


def noted(entries: Iterable[Entry]) -> list[str]:
    """The texts of the notes in a journal."""
    actions = [entry.body for entry in entries if isinstance(entry.body, Action)]
    return [json.loads(one.body)["text"] for one in actions if one.command == "note"]


SCRIPT = "note first\necho ready\nsleep 3000\nnote never\n"


@pytest.mark.slow
@pytest.mark.usefixtures("needs_shell")
@pytest.mark.parametrize(
    "number",
    [
        signal.SIGTERM,
        pytest.param(signal.SIGINT, marks=pytest.mark.slow),
        pytest.param(signal.SIGHUP, marks=pytest.mark.slow),
    ],
)
def test_a_scripted_drill_that_is_stopped_can_be_gone_on_with(
    tmp_path: Path, number: signal.Signals
) -> None:
    """The exercise has not ended, its secrets are gone, and `resume` takes it from there."""
    words = ("drill", "no-incident", "--out", "mine", "--pace", "0.1")
    drill = subprocess.Popen(
        [*MAIN, *words],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Whoever runs the tests under `nohup` hands on that a hang-up is ignored.
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),  # noqa: PLW1509 - one call, no lock
    )
    assert drill.stdin is not None
    assert drill.stdout is not None
    drill.stdin.write(SCRIPT)
    drill.stdin.flush()
    while drill.stdout.readline() != "ready\n":
        assert drill.poll() is None
    drill.send_signal(number)
    _, errors = drill.communicate(timeout=PATIENCE)
    assert (drill.returncode, errors.count("\n")) == (130, 1)
    assert "everything is saved. To continue: tabletop resume mine" in errors
    assert not (tmp_path / "mine" / "session").exists()
    entries = read_journal(tmp_path / "mine")
    assert not any(isinstance(entry.body, Ended) for entry in entries)
    done = shell("echo 'note second' | tabletop resume mine", tmp_path)
    assert done.returncode == 0, done.stderr
    assert noted(rebuild(read_journal(tmp_path / "mine")).journal.entries) == ["first", "second"]


# --- a full disk ----------------------------------------------------------------------------------

FULL = """
mount -t tmpfs -o size=7m none disk && cd disk
cat > script <<'END'
note one
dd if=/dev/zero of=../../fill bs=64k 2>/dev/null
long=$(printf 'x%.0s' {1..3900})
while said=$(note "$long" 2>&1); do :; done
echo "$said"
curl -s https://your-worker.example.com/health/status
skip 5m
rm ../../fill
note two
END
tabletop drill no-incident --out mine < script
cp -r mine ../kept
"""


def _can_mount() -> bool:
    unshare = shutil.which("unshare")
    probe = "mount -t tmpfs none /mnt"
    words = [unshare or "", "-rm", "/bin/sh", "-c", probe]
    return unshare is not None and subprocess.run(words, check=False).returncode == 0


READ_ONLY = """
mount --bind disk disk && mount -o remount,bind,ro disk && cd disk
tabletop repair torn --dry-run
for what in repair resume report; do tabletop $what torn; done
tabletop score torn
"""


@pytest.mark.slow
def test_a_disk_that_can_only_be_read(tmp_path: Path) -> None:
    """What only looks needs no lock there; what writes advises a copy of the record."""
    if not _can_mount():
        pytest.skip("no file system can be mounted here")
    done = shell("tabletop run no-incident --out disk/torn --no-report", tmp_path)
    assert done.returncode == 0, done.stderr
    journal = tmp_path / "disk" / "torn" / JOURNAL_NAME
    journal.write_bytes(journal.read_bytes()[:-9])
    (tmp_path / "lines").write_text(f'tabletop() {{ {TABLETOP} "$@"; }}\n{READ_ONLY}')
    done = shell("unshare -rm /bin/bash lines", tmp_path)
    assert " would be cut (" in done.stdout
    refused = "lies on a disk that can only be read; copy it to another disk and use the copy"
    *writers, reader = done.stderr.splitlines()
    assert writers == [f"torn: {refused}"] * 3
    assert reader.startswith("torn/journal.jsonl:")


@pytest.mark.slow
@pytest.mark.usefixtures("needs_shell")
def test_a_full_disk_refuses_what_it_cannot_keep(tmp_path: Path) -> None:
    """Said in words before anything is done; what was acknowledged is there, and it goes on."""
    if not _can_mount():
        pytest.skip("no file system can be mounted here")
    (tmp_path / "disk").mkdir()
    (tmp_path / "lines").write_text(f'tabletop() {{ {TABLETOP} "$@"; }}\n{FULL}')
    done = shell("unshare -rm /bin/bash lines", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "note: the disk of the record is full: nothing was done" in done.stdout
    assert '"error":"the disk of the record is full' in done.stdout
    assert "skip: the disk of the record is full" in done.stdout
    said = noted(read_journal(tmp_path / "kept"))
    assert (said[0], said[-1]) == ("one", "two")
    # A reserve was held: some were kept on the full disk, and each of those is there.
    assert len(said) > 20
    assert (tmp_path / "kept" / "report.html").is_file()


HALF = """
mount -t tmpfs -o size=4k none disk
tabletop evidence key --out disk/mine.key
ls disk
"""


@pytest.mark.slow
def test_a_full_disk_leaves_no_half_of_a_pair_of_keys(tmp_path: Path) -> None:
    """A secret key alone is of no use, and would be in the way of the next attempt."""
    if not _can_mount():
        pytest.skip("no file system can be mounted here")
    (tmp_path / "disk").mkdir()
    (tmp_path / "lines").write_text(f'tabletop() {{ {TABLETOP} "$@"; }}\n{HALF}')
    done = shell("unshare -rm /bin/bash lines", tmp_path)
    assert done.stdout == ""
    assert done.stderr.endswith(".pub: the disk is full; make room and try again\n")
