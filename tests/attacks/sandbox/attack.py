"""One attack on the sandbox: a runbook's block, what it must find, and what must hold after it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import socket
import tempfile
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sim.exercise.exercise import Exercise
from sim.exercise.responders import play
from sim.runbook.budgets import Budgets
from sim.runbook.document import parse
from sim.runbook.operator_pace import find_profile
from sim.runbook.settings import RunbookSettings
from sim.runner import tools
from sim.runner.artefacts import MOST_BYTES
from sim.runner.responder import RunbookResponder
from sim.runner.runbook_file import Runbook
from sim.surfaces.play_runbook import Played
from sim.world.streams import Streams
from tests.attacks.attack import Attack as Row
from tests.attacks.sandbox import probe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.runbook.transcript import Transcript
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy

SECRET = "this-must-not-be-seen"  # noqa: S105 - the bait
BUDGETS = Budgets(quiet_s=2.0, unasked_s=4.0, run_s=20.0)
LONGEST_S = 30.0
"""Wall-clock seconds that one attack may take, also on a busy machine."""

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Attack:
    """A row of the table.

    Attributes:
        name: two or three words.
        kind: what it goes for: files, processes, namespaces, …
        what: what must hold, as a sentence.
        code: the block. PORT, CANARY, HOMEDIR and MARKER are what the host has set up as bait;
            `probe NUMBER ARGUMENT…` makes a system call and ends with its error.
        prints: lines of its output, in this order, others between them or not.
        never: texts that must be nowhere in what it printed, found or left.
        rules: findings that must name it.
        saved: files that must lie in the record, whole.
        next: what the block after it prints.
        quick: run with every change; the others are slow proofs.
    """

    name: str
    kind: str
    what: str
    code: str
    prints: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    saved: Mapping[str, bytes] = field(default_factory=dict)
    next: str = "next"
    quick: bool = False

    @property
    def attack(self) -> Row:
        """Its row in the documentation."""
        name = re.sub(r"[^a-z0-9]+", "-", self.name.lower().replace("'", "")).strip("-")
        return Row(name, f"{self.kind}: {self.name}", self.what)

    @property
    def probes(self) -> bool:
        """Whether it needs the program that makes system calls."""
        return "probe " in self.code


@dataclass(frozen=True, slots=True)
class Host:
    """What an attack could reach if it got out.

    Attributes:
        listener: on the host's loopback; nobody may connect.
        folder: everybody may write here; nothing may appear but `home/secret`.
    """

    listener: socket.socket
    folder: Path

    @property
    def home(self) -> Path:
        """A home with a secret in it."""
        return self.folder / "home"

    @property
    def marker(self) -> str:
        """A word that only this host's processes have."""
        return f"marker-{self.folder.name}"

    def document(self, attack: Attack) -> str:
        """The attack as a runbook whose second block must still run."""
        code = attack.code.replace("PORT", str(self.listener.getsockname()[1]))
        code = code.replace("CANARY", str(self.folder / "canary"))
        code = code.replace("HOMEDIR", str(self.home)).replace("MARKER", self.marker)
        return f"````bash\n{code}\n````\n\n````bash\necho next\n````\n"

    def violations(self) -> Iterator[str]:
        """What was reached."""
        try:
            self.listener.accept()[0].close()
            yield "the host's listener was reached"
        except BlockingIOError:
            pass
        left = sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*"))
        if left != ["home", "home/secret"]:
            yield f"the host's folder holds {left}"
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                if self.marker.encode() in path.read_bytes():
                    yield f"process {path.parent.name} is still running"


@contextlib.contextmanager
def baited() -> Iterator[Host]:
    """A host with baits, for one attack."""
    folder = Path(tempfile.mkdtemp(prefix="attacked-", dir="/var/tmp"))
    folder.chmod(0o777)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        host = Host(listener, folder)
        host.home.mkdir()
        host.home.chmod(0o777)
        (host.home / "secret").write_text(SECRET)
        try:
            yield host
        finally:
            shutil.rmtree(folder)


def arm() -> None:
    """Put the probe among the sandbox's programs, as if one of them could be made to misbehave."""
    target = tools.tools_folder() / "bin" / "probe"
    if not target.exists():
        target.write_bytes(probe.PROGRAM)
        target.chmod(0o555)


def violations(attack: Attack, scenario: Scenario, policy: Policy) -> list[str]:
    """Carry an attack out; what does not hold, a sentence each."""
    with baited() as host, tempfile.TemporaryDirectory() as record:
        began = time.monotonic()
        try:
            played = _played(host.document(attack), scenario, policy)
            shown = _shown(played, Path(record))
        except Exception:  # noqa: BLE001 - any of them is what the attack was after
            return [traceback.format_exc()]
        took = time.monotonic() - began
        found = [*host.violations(), *_judge(attack, played.transcript, played.saved)]
        if took > LONGEST_S:
            found.append(f"it took {took:.0f} s")
        found += _in_record(attack, played, Path(record), shown)
    return found


def _played(document: str, scenario: Scenario, policy: Policy) -> Played:
    exercise = Exercise(scenario, policy, 1)
    with RunbookResponder(
        Runbook(parse(document, "book.md"), RunbookSettings(), ""),
        scenario,
        find_profile("automation"),
        Streams(1),
        seed=1,
        budgets=BUDGETS,
    ) as responder:
        play(exercise, responder)
    return Played(responder.transcript, responder.saved, responder.coverage)


def _shown(played: Played, record: Path) -> str:
    """What the terminal shows of it; the record is written as well."""
    played.write(record)
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        played.print(Path("record"))
    return shown.getvalue()


def _judge(attack: Attack, run: Transcript, saved: Mapping[str, bytes]) -> Iterator[str]:
    outputs = [block.output for block in run.blocks]
    lines = iter("".join(outputs).splitlines())
    for wanted in attack.prints:
        if wanted not in lines:
            yield f"{wanted!r} was not printed: {outputs} {run.blocks[0].errors[:600]}"
            break
    if outputs[-1] != f"{attack.next}\n" or len(outputs) != 2:
        yield f"the next block did not run: {run.as_json()}"
    rules = {found.rule for found in run.all_findings}
    if not set(attack.rules) <= rules:
        yield f"findings are {sorted(rules)}: {run.blocks[0].errors[:600]}"
    text = run.as_json()
    for never in (*attack.never, SECRET):
        if never in text or any(never.encode() in content for content in saved.values()):
            yield f"{never!r} was seen: {text}"
    for name, content in attack.saved.items():
        if saved.get(name) != content:
            yield f"{name!r} was not kept: {sorted(saved)}"


def _in_record(attack: Attack, played: Played, record: Path, shown: str) -> Iterator[str]:
    """What is wrong with the record and with what the terminal shows."""
    json.loads((record / "runbook.json").read_bytes())
    size = sum(path.stat().st_size for path in record.rglob("*") if path.is_file())
    if size > MOST_BYTES + (1 << 20):
        yield f"{attack.name} has written {size >> 20} MiB"
    if bad := [name for name in (*played.saved, shown) if CONTROL.search(name)]:
        yield f"control characters would be shown: {bad}"
    if any(path.is_symlink() or os.path.ismount(path) for path in record.rglob("*")):
        yield "the record holds a link"
