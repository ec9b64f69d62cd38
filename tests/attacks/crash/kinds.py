"""What is killed: every command that writes a record, each at a random instant of its work.

A kind bears many kills in a folder of its own, takes up what they have left, and says at the end
what is wrong with it.
"""

from __future__ import annotations

import json
import shutil
import time
from typing import TYPE_CHECKING, Protocol

import yaml

from sim.errors import TabletopError
from sim.exercise.replay import rebuild
from sim.journal.bodies import Action, Ended
from sim.journal.file import JOURNAL_NAME, read_journal, read_torn_journal
from tests.attacks.crash.outcome import Outcome
from tests.attacks.crash.victim import Victim, run
from tests.web.hosting import Hosted, own_port
from tests.web.test_kill import PLAYERS, Writer, kill_while_writing, press

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from random import Random

    from sim.journal.encoding import Entry

SCENARIO = "complete-r2-outage"
TORN = b'{"at":999999,"body":{"kind":"act'
WRITE = (
    "for i in $(seq 400); do note 'after {} kills: '$i && echo 'kept after {} kills: '$i; done\n"
)


class Kind(Protocol):
    """One kind of kill in a folder of its own."""

    def kill(self, chance: Random) -> Outcome:
        """Kill once, at a random instant; what was found."""
        ...

    def close(self) -> str:
        """End what is left; what is wrong with it, or nothing."""
        ...


def notes(entries: list[Entry]) -> list[str]:
    """The texts of all notes, in the journal's order."""
    bodies = [entry.body for entry in entries if isinstance(entry.body, Action)]
    return [str(one.arguments["text"]) for one in bodies if one.command == "note"]


def checked(record: Path, fresh: list[str], acknowledged: list[str]) -> Outcome:
    """A journal after a kill: readable, nothing acknowledged is missing, nothing stands twice."""
    try:
        entries, good = read_torn_journal(record)
    except TabletopError as error:
        return Outcome(len(fresh), len(acknowledged), problem=f"{record.name}: {error}")
    written = notes(entries)
    doubled = len(written) - len(set(written))
    return Outcome(
        len(fresh),
        len(set(acknowledged) - set(written)),
        torn=(record / JOURNAL_NAME).stat().st_size > good,
        problem=f"{doubled} actions stand twice" if doubled else "",
    )


def proved(record: Path) -> str:
    """What is wrong with a finished record: nothing when a fresh world leaves the same bytes."""
    try:
        entries = read_journal(record)
        if not isinstance(entries[-1].body, Ended):
            return "the record has no end"
        return "" if rebuild(entries).journal.digest == entries[-1].hash else "it replays otherwise"
    except TabletopError as error:
        return str(error)


class Drill:
    """A drill whose player writes notes without a pause; taken up again after each kill."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._record = folder / "record"
        self.kept: list[str] = []
        self._kills = 0

    def kill(self, chance: Random) -> Outcome:
        words = ("drill", SCENARIO, "--out", "record") if not self._kills else ("resume", "record")
        with Victim(self._folder, *words, "--pace", "1", script=True) as victim:
            victim.type(WRITE.replace("{}", str(self._kills)))
            victim.wait_for("kept")
            time.sleep(chance.uniform(0, 0.4))
            victim.kill()
        self._kills += 1
        fresh = [line.removeprefix("kept ") for line in victim.lines if line.startswith("kept")]
        self.kept += fresh
        return checked(self._record, fresh, self.kept)

    def close(self) -> str:
        with Victim(self._folder, "resume", "record", script=True) as victim:
            code = victim.end()
        if code != 0 or (self._record / "session").exists():
            return f"resume ended with {code}: {victim.lines[-1:]}"
        return proved(self._record)


class Resume:
    """`resume` of a drill, killed before anybody can act in it."""

    def __init__(self, folder: Path) -> None:
        self._drill = Drill(folder)
        self._folder = folder
        self._begun = False

    def kill(self, chance: Random) -> Outcome:
        if not self._begun:
            self._begun = True
            return self._drill.kill(chance)
        with Victim(self._folder, "resume", "record", script=True) as victim:
            time.sleep(chance.uniform(0, 1.5))
            victim.kill()
        return checked(self._folder / "record", [], self._drill.kept)

    def close(self) -> str:
        return self._drill.close()


class Host:
    """A team session whose four players write notes over HTTP without a pause."""

    def __init__(self, folder: Path) -> None:
        self._record = folder / "record"
        port = str(own_port())
        self._hosted = Hosted.new(self._record, SCENARIO, "--pace", "1", "--port", port)
        self._flo = self._hosted.join("facilitator", "Flo")
        self._writers = [Writer(self._hosted.join(role, name)) for role, name in PLAYERS]
        self._press = "start"

    @property
    def _kept(self) -> list[str]:
        return [text for writer in self._writers for text in writer.acknowledged]

    def kill(self, chance: Random) -> Outcome:
        press(self._hosted, self._flo, self._press)
        before = len(self._kept)
        kill_while_writing(self._hosted, self._writers, chance.uniform(0, 0.6))
        found = checked(self._record, self._kept[before:], self._kept)
        self._hosted, self._press = Hosted.again(self._record), "resume"
        return found

    def close(self) -> str:
        press(self._hosted, self._flo, "resume")
        press(self._hosted, self._flo, "end")
        end = time.monotonic() + 60
        while not (self._record / "report.html").exists() and time.monotonic() < end:
            time.sleep(0.1)
        refused = [text for writer in self._writers for text in writer.refused]
        if (code := self._hosted.stop()) != 0 or refused:
            return f"host ended with {code}; refused: {refused[:3]}"
        return proved(self._record)


class Run:
    """A headless run, from its first import to its report."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._seconds = 0.0

    def kill(self, chance: Random) -> Outcome:
        self._count += 1
        record = self._folder / f"record-{self._count}"
        words = ("run", "no-incident", "--out", record.name)
        if not self._seconds:
            begun = time.monotonic()
            run(self._folder, *words[:-1], "first")
            self._seconds = time.monotonic() - begun
        with Victim(self._folder, *words) as victim:
            time.sleep(chance.uniform(0.1, self._seconds))
            victim.kill()
        found = _whole(record) if record.exists() else ""
        shutil.rmtree(record, ignore_errors=True)
        return Outcome(problem=found)

    def close(self) -> str:
        return proved(self._folder / "first")


class Report:
    """`report` of a record that has one already."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._record = folder / "record"
        run(folder, "run", SCENARIO, "--out", "record")
        self._held = {
            name: (self._record / name).read_bytes() for name in (JOURNAL_NAME, "record.json")
        }

    def kill(self, chance: Random) -> Outcome:
        with Victim(self._folder, "report", "record") as victim:
            time.sleep(chance.uniform(0.1, 2.0))
            victim.kill()
        for name, content in self._held.items():
            if (self._record / name).read_bytes() != content:
                return Outcome(problem=f"{name} was changed")
        return Outcome(problem=_whole(self._record))

    def close(self) -> str:
        code, said = run(self._folder, "report", "record")
        left = [path.name for path in self._record.iterdir() if path.suffix == ".part"]
        return f"report ended with {code}: {said}" if code else ", ".join(left)


class Repair:
    """`repair` of a record whose last line was cut off."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._record = folder / "record"
        run(folder, "run", "no-incident", "--out", "record", "--no-report")
        self._path = self._record / JOURNAL_NAME
        whole = self._path.read_bytes().splitlines(keepends=True)
        self._sound = b"".join(whole[:-1])
        self._torn = self._sound + TORN

    def kill(self, chance: Random) -> Outcome:
        self._path.write_bytes(self._torn)
        with Victim(self._folder, "repair", "record") as victim:
            time.sleep(chance.uniform(0.05, 0.9))
            victim.kill()
        found = self._path.read_bytes()
        return Outcome(
            torn=found == self._torn,
            problem="" if found in {self._torn, self._sound} else "repair left something else",
        )

    def close(self) -> str:
        self._path.write_bytes(self._torn)
        code, said = run(self._folder, "repair", "record")
        if code or self._path.read_bytes() != self._sound:
            return f"repair ended with {code}: {said}"
        return ""


def _whole(record: Path) -> str:
    """What is half-written in a record that nobody plays live; "" when nothing is."""
    for path in record.iterdir():
        try:
            if path.name == JOURNAL_NAME:
                read_journal(record)
            elif path.suffix == ".json":
                json.loads(path.read_text(encoding="utf-8"))
            elif path.suffix == ".yaml":
                yaml.safe_load(path.read_text(encoding="utf-8"))
        except (TabletopError, ValueError, yaml.YAMLError) as error:
            return f"{path.name}: {error}"
        if path.name == "report.html" and not path.read_bytes().rstrip().endswith(b"</html>"):
            return "half a report"
    return ""


KINDS: dict[str, tuple[Callable[[Path], Kind], str, int]] = {
    "drill": (Drill, "a drill in which notes are written", 250),
    "resume": (Resume, "`resume`, before anybody can act", 150),
    "host": (Host, "a team session with four players who write", 150),
    "run": (Run, "a headless run, up to its report", 200),
    "report": (Report, "`report` over an older one", 150),
    "repair": (Repair, "`repair` of a torn journal", 100),
}
"""By name: the class, what it is in words, and its share of a thousand kills."""
