"""The files of a drill's session: certificate, curl configuration, PATH shims, environment.

They lie in the record's folder while the session lasts and are removed afterwards.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.command_set import typed
from sim.commands.table import incident_commands
from sim.errors import Missing
from sim.needs import feature, install_line
from sim.records.lock import in_use
from sim.surfaces.http.app import HOSTS, WORKER_HOST
from sim.surfaces.live.app import KEY_HEADER

if TYPE_CHECKING:
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from sim.surfaces.live.paced_clock import PacedClock
    from sim.surfaces.live.thread import Ports

_HERE = Path(__file__).parent
_TRIES, _PAUSE_S = 20, 0.05
_UPTIME = Path("/proc/uptime")
NEEDED = feature("drill").needs
"""Programs a drill calls."""


def find_programs() -> dict[str, str]:
    """Paths of the programs a drill needs.

    Raises:
        Missing: one is not installed; says how to install all that are missing.
    """
    found = {name: shutil.which(name) for name in NEEDED}
    missing = [name for name, path in found.items() if path is None]
    if missing:
        remedy = install_line(tuple(missing)) or ""
        raise Missing(f"{' and '.join(missing)} not found", remedy)
    return {name: path for name, path in found.items() if path is not None}


def uptime_cs() -> int:
    """Hundredths of a second since the machine started, as bash can read them as well."""
    return int(_UPTIME.read_text().partition(" ")[0].replace(".", ""))


@dataclass(frozen=True, slots=True)
class SessionFolder:
    """Where a session's files lie, and how its shell is started."""

    path: Path
    work: Path

    @classmethod
    def create(cls, record: Path) -> SessionFolder:
        """Make the folder, readable by its owner only, anew."""
        path = record.resolve() / "session"
        shutil.rmtree(path, ignore_errors=True)
        sweep(record.resolve().parent)
        path.mkdir(mode=0o700)
        work = record.resolve() / "saved"
        work.mkdir(mode=0o700, exist_ok=True)
        (path / "feed").touch()
        return cls(path, work)

    @property
    def rc(self) -> Path:
        """The shell's start file."""
        return self.path / "rc.sh"

    def add_feed(self, text: str) -> None:
        """Something for the player to see at the next prompt."""
        # On a full disk the player is told by whatever they do next; the exercise goes on.
        with contextlib.suppress(OSError), (self.path / "feed").open("a", encoding="utf-8") as feed:
            feed.write(text)

    def write_clock(self, clock: PacedClock, starts_at_epoch_ms: int) -> None:
        """Let the prompt and `date` work out simulated time by themselves.

        The line is the uptime, the time then, the pace in thousandths, and EndEx: there time stops.
        They have no monotonic clock but the machine's uptime, which nobody sets.

        Raises:
            OSError: the system refuses; what they read is as it was.
        """
        # One hundredth earlier: whoever reads it cuts off what is less than one, and would show a
        # time before that of a message that is there already.
        since, pace = uptime_cs() - 1, round(clock.pace * 1000)
        now, end = (starts_at_epoch_ms + ms for ms in (clock.now(), clock.latest_ms))
        line = f"{since} {now} {pace} {end}\n"
        # The prompt reads at any moment: a replaced file
        # is the old line or the new one, never a half.
        scratch = self.path / "clock.new"
        scratch.write_text(line)
        scratch.replace(self.path / "clock")

    def write_curl(self, ports: Ports, authority: Path, key: str) -> None:
        """Make the real curl reach the simulation by its URLs, as this session's, and nothing else.

        The key stands in the file only: a command line can be read by every user of the machine.
        """
        rc = self.path / ".curlrc"
        rc.touch(mode=0o600)
        # Every other host is led to the session as well, which names it
        # and refuses; a proxy of the player's would be asked before that.
        rc.write_text(
            f'header = "{KEY_HEADER}: {key}"\n'
            f'cacert = "{authority}"\n'
            f'connect-to = ":443:127.0.0.1:{ports.https}"\n'
            f'connect-to = ":80:127.0.0.1:{ports.http}"\n'
            f'connect-to = "::127.0.0.1:{ports.https}"\n'
            'noproxy = "*"\n'
        )

    def write_shims(self, *, coached: bool = False) -> None:
        """Put the shims and the incident commands on the session's PATH; `hint` with a coach."""
        target = self.path / "bin"
        shutil.copytree(_HERE / "bin", target)
        shutil.copy(_HERE / "rc.sh", self.rc)
        shutil.copy(_HERE / "functions.sh", self.path)
        for shim in target.iterdir():
            shim.chmod(0o700)
        for command in incident_commands(coached=coached):
            (target / command.name).symlink_to("say")

    def environment(self, programs: dict[str, str], policy: Policy, pace: float) -> dict[str, str]:
        """The shell's environment; also written to `env` for a second terminal."""
        own = {
            "PATH": f"{self.path / 'bin'}:{os.environ.get('PATH', '/usr/bin:/bin')}",
            "CURL_HOME": str(self.path),
            "BASH_ENV": str(self.path / "functions.sh"),
            "TABLETOP_SESSION": str(self.path),
            "TABLETOP_HOST": WORKER_HOST,
            "TABLETOP_HOSTS": " ".join(HOSTS),
            "TABLETOP_BROADCAST": typed("broadcast"),
            "TABLETOP_PACE": f"{pace:g}",
            "TABLETOP_BASH": programs["bash"],
            "TABLETOP_CURL": programs["curl"],
            "TABLETOP_JQ": programs["jq"],
            "TABLETOP_WATCH": programs["watch"],
            "TABLETOP_ROLES": " ".join(policy.roles),
        }
        lines = [f"export {name}={shlex.quote(value)}" for name, value in own.items()]
        lines += [f". {shlex.quote(str(self.rc))}", f"cd {shlex.quote(str(self.work))}", ""]
        (self.path / "env").write_text("\n".join(lines))
        return {**os.environ, **own}

    def write_briefing(self, scenario: Scenario, text: str) -> None:
        """What `briefing` prints."""
        (self.path / "briefing").write_text(f"{scenario.title}\n\n{text}")

    def write_help(self, text: str) -> None:
        """What `help` prints."""
        (self.path / "help").write_text(text)

    def remove(self) -> None:
        """The session is over: its keys and shims go."""
        for _ in range(_TRIES):
            shutil.rmtree(self.path, ignore_errors=True)
            if not self.path.exists():
                break
            # What the shell had started may have written its last file meanwhile.
            time.sleep(_PAUSE_S)
        if not any(self.work.iterdir()):
            self.work.rmdir()


def sweep(records: Path) -> None:
    """Remove the keys and shims that killed drills have left beside their records."""
    for rc in records.glob("*/session/rc.sh"):
        # A team session's folder has none: its certificate is kept for those who come back.
        if in_use(rc.parents[1]) is None:
            shutil.rmtree(rc.parent, ignore_errors=True)
