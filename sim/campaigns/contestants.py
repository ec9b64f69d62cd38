"""Who responds, found and read: everything a process elsewhere needs to let them play.

Reads files and asks git; plays nothing. Two responders with equal digests do the same under equal
circumstances, so one night of theirs stands for both.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sim.errors import Unusable
from sim.exercise.responders import Entered, Firing, RecordedResponder, TimedCommand, nobody
from sim.exercise.script import Scripted
from sim.journal.encoding import digest
from sim.journal.file import read_journal
from sim.legible import clean
from sim.runner.runbook_file import Runbook, load_runbook
from sim.scenario.library import WHAT_THEY_DID, find_reference, find_what_they_did
from sim.scenario.load import load_responder
from sim.scenario.responder import ResponderScript

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.campaigns.plan import RespondsWith
    from sim.exercise.responders import Responder
    from sim.scenario.model import Scenario

    ShippedRunbook = Callable[[Path], tuple[Path, tuple[str, ...]]]
    """The runbook and its sections that the shipped regressions run against a scenario."""

GIT = "git:"
_RUNBOOKS = (".md", ".markdown")
_SCRIPTS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Recording:
    """A record's moves, to be made again."""

    moves: tuple[TimedCommand | Firing | Entered, ...]
    left_at: int


@dataclass(frozen=True, slots=True)
class Contestant:
    """Somebody who responds.

    Attributes:
        digest: of everything that they do, and their name.
        name: as the journal has it.
        what: what they go by; None does nothing.
        sections: of a runbook, the headings that are worked.
    """

    digest: str
    name: str
    what: ResponderScript | Runbook | Recording | None
    sections: tuple[str, ...] = ()

    @property
    def is_runbook(self) -> bool:
        """Whether somebody works a document, at a pace of their own."""
        return isinstance(self.what, Runbook)

    def responder(self) -> Responder:
        """Whoever plays, for those who work no runbook."""
        if isinstance(self.what, ResponderScript):
            return Scripted(self.what)
        if isinstance(self.what, Recording):
            return RecordedResponder(self.what.moves, self.what.left_at)
        return nobody()


def contestant(
    asked: RespondsWith, scenario: Scenario, path: Path, shipped: ShippedRunbook
) -> Contestant:
    """Find who responds to a scenario.

    Args:
        asked: as the plan says.
        scenario: what is to be played.
        path: the file it came from.
        shipped: finds the scenario's own runbook.

    Raises:
        NotFound, BadFile, Unusable: there is none of that name, or it cannot be used.
    """
    name = asked.use
    if asked.sections and name != "runbook" and not name.lower().endswith(_RUNBOOKS):
        raise Unusable(f"responder {name}: only a runbook (.md) has sections")
    if name == "none":
        return Contestant(digest("nobody"), name, None)
    if name in ("reference", WHAT_THEY_DID):
        find = find_reference if name == "reference" else find_what_they_did
        script = find(scenario, path)
        if script is None:
            raise Unusable(f"responder {name}: {scenario.name} has none")
        return _scripted(script, name)
    if name == "runbook":
        book, own = shipped(path)
        return _runbook(book, name, asked, asked.sections or own)
    if name.startswith(GIT):
        return _from_git(name, asked)
    return _from_file(Path(name), asked)


def _from_file(path: Path, asked: RespondsWith) -> Contestant:
    name = clean(path.stem or str(path))
    if path.suffix.lower() in _RUNBOOKS:
        return _runbook(path, name, asked, asked.sections)
    if path.is_dir() or path.suffix == ".jsonl":
        entries = read_journal(path)
        again = RecordedResponder.of(entries)
        recording = Recording(again.moves, again.leaves_at())
        return Contestant(digest(["recorded", name, entries[-1].hash]), name, recording)
    if path.suffix.lower() in _SCRIPTS:
        return _scripted(path, name)
    raise Unusable(
        f"responder {path}: neither reference, none, what-they-did, runbook, a runbook (.md), a "
        "responder script (.yaml), a record's directory nor git:REV:PATH"
    )


def _scripted(path: Path, name: str) -> Contestant:
    script = load_responder(path)
    # What cannot be given is told now and not in the middle of a campaign.
    Scripted(script)
    return Contestant(digest(["script", name, script.model_dump(mode="json")]), name, script)


def _runbook(path: Path, name: str, asked: RespondsWith, sections: tuple[str, ...]) -> Contestant:
    book = load_runbook(path, asked.hosts)
    book.document.within(sections)
    settings = book.settings.model_dump(mode="json")
    made = ["runbook", name, book.document.name, book.text, settings, list(sections)]
    return Contestant(digest(made), name, book, sections)


def split_git(name: str) -> tuple[str, str]:
    """The revision and the path of `git:main:ops/storage.md`.

    Raises:
        Unusable: it is not of that form.
    """
    revision, sign, path = name.removeprefix(GIT).partition(":")
    if not sign or not revision or not path or revision.startswith("-"):
        raise Unusable(
            f"responder {name}: write git:REVISION:PATH, such as git:main:ops/storage.md"
        )
    return revision, path


def check_revision(revision: str, folder: Path) -> None:
    """See that there is such a revision.

    Raises:
        Unusable: there is none, or no repository.
    """
    why = _why_not(revision, folder / "any")
    if not why.startswith("revision "):
        raise Unusable(f"--against {revision}: {why}")


def has_file(revision: str, path: Path) -> bool:
    """Whether a revision has a file.

    Raises:
        Unusable: there is no such revision, or no repository.
    """
    if _shown(revision, path) is not None:
        return True
    why = _why_not(revision, path)
    if why.endswith(f"has no file {path}"):
        return False
    raise Unusable(why)


def _from_git(name: str, asked: RespondsWith) -> Contestant:
    """A file as it was at a revision, with what is declared for it beside it."""
    revision, written = split_git(name)
    path = Path(written)
    content = _shown(revision, path)
    if content is None:
        raise Unusable(f"responder {name}: {_why_not(revision, path)}")
    with TemporaryDirectory(prefix="tabletop-") as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(content)
        settings = path.with_suffix(".bindings.yaml")
        if path.suffix.lower() in _RUNBOOKS and (found := _shown(revision, settings)) is not None:
            (copy.parent / settings.name).write_bytes(found)
        return _from_file(copy, asked)


def _git(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    try:
        # Whichever git the user has; none of the words can be taken for an option.
        words = ("git", "-C", str(folder), *words)
        return subprocess.run(words, capture_output=True, check=False, timeout=60)  # noqa: S603
    except FileNotFoundError:
        raise Unusable("git: is not installed, and git:REV:PATH needs it") from None


def _shown(revision: str, path: Path) -> bytes | None:
    """A file of a revision; None when it has none."""
    folder = path.parent if path.parent.is_dir() else Path()
    told = path.name if path.parent.is_dir() else path.as_posix()
    done = _git(folder, "show", f"{revision}:./{told}")
    return done.stdout if done.returncode == 0 else None


def _why_not(revision: str, path: Path) -> str:
    folder = path.parent if path.parent.is_dir() else Path()
    if _git(folder, "rev-parse", "--git-dir").returncode:
        return f"{folder} is in no git repository"
    if _git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").returncode:
        return f"there is no revision {revision!r}"
    return f"revision {revision} has no file {path}"
