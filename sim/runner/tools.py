"""The programs a runbook may run: a folder with copies of them, and shims for the simulated ones.

Copies rather than one mount each, which would cost a tenth of a second a run; made once a process.
"""

from __future__ import annotations

import atexit
import shutil
from functools import lru_cache
from pathlib import Path

from sim.commands.table import incident_commands
from sim.runbook.programs import ALLOWED, SIMULATED, SUDO
from sim.runbook.shell.reader import DECLARATIONS
from sim.scratch import Scratch

_HERE = Path(__file__).parent
WHERE = "/usr/bin:/bin:/usr/sbin:/sbin:/usr/local/bin"

SCRIPTS = ("lib.sh", "child.sh", "real.sh", "supervisor.sh")

REAL = ("date", "curl", "jq")
"""Programs that the sandbox itself calls, out of the way of PATH."""

MOUNT_POINTS = ("root", "work", "tmp")
"""Each sandbox mounts its own there, where no other sees it. They are never removed while one ends:
the kernel would wait for all of its mounts, longer than a sandbox takes to start."""


@lru_cache(maxsize=1)
def tools_folder() -> Path:
    """The folder: `bin` for the sandbox's /usr/bin, `real` for what works behind it, mount points.

    Everybody may read it, because root's sandboxes run as nobody.
    """
    scratch = Scratch.make("tools")
    atexit.register(scratch.remove)
    folder = scratch.path
    folder.chmod(0o755)
    for part in ("bin", "real", *MOUNT_POINTS):
        (folder / part).mkdir(mode=0o755)
    for part, names in (("bin", sorted(ALLOWED)), ("real", REAL)):
        for name in names:
            path = shutil.which(name, path=WHERE)
            if path is not None:
                _copy(Path(path), folder / part / name)
    for name in SCRIPTS:
        _copy(_HERE / name, folder / "real" / name)
    _name_the_people(folder / "real" / "lib.sh")
    for name in (*SIMULATED, SUDO, *(command.name for command in incident_commands())):
        _copy(_HERE / "shim.sh", folder / "bin" / name)
    return folder


def _name_the_people(lib: Path) -> None:
    """Put the incident commands where the functions are made, but those bash has a word for."""
    names = (one.name for one in incident_commands() if one.name not in DECLARATIONS)
    text = lib.read_text(encoding="utf-8").replace("@PEOPLE@", " ".join(names))
    lib.chmod(0o755)
    lib.write_text(text, encoding="utf-8")
    lib.chmod(0o555)


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    target.chmod(0o555)
