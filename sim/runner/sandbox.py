"""The sandbox: a root of its own with read-only tools, a scratch folder, and no network.

Built by bubblewrap, or by util-linux' unshare where that is missing. Where neither can do it the
trainer refuses; nothing is ever run without.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import NoIsolation
from sim.runner.tools import WHERE, tools_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY = 65534
"""Root gives up its rights before the sandbox is built: root's processes cannot be counted."""

PIPES = ("ask", "answer", "lock", "control", "saved", "report", "idle")

PROCESSES = 96
FILE_KIB = 16 * 1024
MEMORY_KIB = 256 * 1024
SCRATCH_BYTES = 64 * 1024 * 1024
OTHER_BYTES = 8 * 1024 * 1024
LIMITS = (str(PROCESSES), str(FILE_KIB), str(MEMORY_KIB))

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/work",
    "PWD": "/work",
    "TMPDIR": "/tmp",  # noqa: S108 - the sandbox's own
    "USER": "responder",
    "SHELL": "/bin/bash",
    "TERM": "dumb",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
}


@dataclass(frozen=True, slots=True)
class Folder:
    """The host's side of a sandbox: pipes and blocks; a temporary folder.

    Attributes:
        path: removed at the end.
        owner: the user the sandbox runs as; None for the caller.
    """

    path: Path
    owner: int | None

    @classmethod
    def make(cls) -> Folder:
        """Make the folder with its pipes."""
        path = Path(tempfile.mkdtemp(prefix="tabletop-"))
        owner = NOBODY if os.geteuid() == 0 else None
        sim, doc = path / "sim", path / "doc"
        sim.mkdir()
        doc.mkdir()
        for name in PIPES:
            os.mkfifo(sim / name, 0o600)
        if owner is not None:
            for entry in (path, sim, doc, *(sim / name for name in PIPES)):
                os.chown(entry, owner, owner)
        return cls(path, owner)

    def remove(self) -> None:
        """Remove it."""
        shutil.rmtree(self.path, ignore_errors=True)


def library_folders() -> Iterator[tuple[Path, Path | None]]:
    """Where shared libraries lie: each folder, and where it leads when it is a link."""
    for name in ("/usr/lib", "/usr/lib64", "/usr/lib32", "/lib", "/lib64", "/lib32"):
        path = Path(name)
        if path.is_symlink():
            yield path, path.readlink()
        elif path.is_dir():
            yield path, None


@lru_cache(maxsize=1)
def _fixed_arguments() -> tuple[str, ...]:
    """The part of bubblewrap's arguments that is the same for every run."""
    # --as-pid-1: the supervisor is to be process 1 itself. `kill -9 -1`
    # spares process 1, and the kernel kills everything else when it ends.
    words = ["--unshare-all", "--unshare-user", "--uid", "1000", "--gid", "1000"]
    words += ["--hostname", "runbook", "--die-with-parent", "--new-session", "--as-pid-1"]
    words += ["--cap-drop", "ALL", "--clearenv", "--proc", "/proc", "--dev", "/dev"]
    for name, value in ENVIRONMENT.items():
        words += ["--setenv", name, value]
    for path, target in library_folders():
        words += (
            ["--ro-bind", str(path), str(path)]
            if target is None
            else ["--symlink", str(target), str(path)]
        )
    words += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    tools = tools_folder()
    words += ["--ro-bind", str(tools / "bin"), "/usr/bin", "--symlink", "usr/bin", "/bin"]
    words += ["--ro-bind", str(tools / "real"), "/opt/real"]
    words += ["--size", str(SCRATCH_BYTES), "--tmpfs", "/work"]
    words += ["--size", str(OTHER_BYTES), "--tmpfs", "/tmp"]  # noqa: S108 - same
    return tuple(words)


def bubblewrap(program: str, folder: Folder, info: int) -> list[str]:
    """The command line that builds the sandbox and starts the supervisor in it."""
    sim, doc = folder.path / "sim", folder.path / "doc"
    words = [program, *_fixed_arguments(), "--info-fd", str(info)]
    words += ["--ro-bind", str(sim), "/sim", "--ro-bind", str(doc), "/doc"]
    # Last, because the mounts before need a root in which folders can be made.
    words += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/work", "--"]
    # -p: bash takes no functions, options or start files from its environment.
    return [*words, "/bin/bash", "-p", "/opt/real/supervisor.sh", *LIMITS]


def unshare(program: str, folder: Folder) -> list[str]:
    """The command line that does the same with util-linux; ends with its parent, too."""
    root = folder.path / "root"
    root.mkdir(exist_ok=True)
    if folder.owner is not None:
        os.chown(root, folder.owner, folder.owner)
    words = ["setpriv", "--pdeathsig", "KILL", program, "--map-root-user", "--fork", "--kill-child"]
    words += ["--user", "--net", "--pid", "--ipc", "--uts", "--mount", "--cgroup", "--"]
    words += ["/bin/bash", "-p", str(tools_folder() / "real" / "enclose.sh")]
    words += [str(root), str(folder.path), str(tools_folder())]
    return [*words, str(SCRATCH_BYTES), str(OTHER_BYTES), *LIMITS]


@dataclass(slots=True)
class Running:
    """A sandbox that was started.

    Attributes:
        process: its builder, outside.
        how: what built it.
    """

    process: subprocess.Popen[bytes]
    how: str
    _info: int | None = None
    _pid: int = 0

    @property
    def pid(self) -> int:
        """The supervisor's process id, as the host counts; 0 while it is not known."""
        if self._pid == 0 and self._info is not None:
            with os.fdopen(self._info, "rb") as info:
                told = info.read()
            self._info = None
            with contextlib.suppress(ValueError, KeyError):
                self._pid = int(json.loads(told)["child-pid"])
        elif self._pid == 0:
            # unshare tells nobody whom it has forked, but the supervisor is its only child;
            # `setpriv` before it keeps the process id, because it only executes what follows.
            own = self.process.pid
            with contextlib.suppress(OSError, IndexError):
                self._pid = int(Path(f"/proc/{own}/task/{own}/children").read_text().split()[0])
        return self._pid

    def forget(self) -> None:
        """The sandbox is over."""
        if self._info is not None:
            os.close(self._info)
            self._info = None


def find_bubblewrap() -> str | None:
    """The bubblewrap of this machine."""
    return shutil.which("bwrap")


def start(folder: Folder) -> Running:
    """Begin to build the sandbox; its supervisor reports when it stands.

    Raises:
        NoIsolation: nothing on this machine can build it.
    """
    if folder.owner is not None and shutil.which("setpriv", path=WHERE) is None:
        raise NoIsolation("setpriv (util-linux) is not installed: root cannot give up its rights")
    if (program := find_bubblewrap()) is not None:
        info, told = os.pipe()
        try:
            process = _popen(bubblewrap(program, folder, told), folder, (told,))
        finally:
            # `pid` reads to the end of this pipe, which only
            # comes when no writing end is left open here.
            os.close(told)
        return Running(process, "bubblewrap", info)
    needed = ("unshare", "setpriv", "mount", "pivot_root", "findmnt")
    missing = [name for name in needed if shutil.which(name, path=WHERE) is None]
    if not missing and os.environ.get("PATH") and shutil.which("unshare") is not None:
        return Running(_popen(unshare("unshare", folder), folder, ()), "unshare")
    raise NoIsolation(
        "bubblewrap (bwrap) is not installed",
        f"unshare cannot stand in for it: {', '.join(missing) or 'unshare'} not found",
    )


def _popen(words: list[str], folder: Folder, keep: tuple[int, ...]) -> subprocess.Popen[bytes]:
    if folder.owner is not None:
        # Not Popen's own `user`: that would copy the trainer's memory map before it gives up root.
        user = str(folder.owner)
        words = ["setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--", *words]
    return subprocess.Popen(  # noqa: S603 - the sandbox's own builder
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**ENVIRONMENT, "PATH": WHERE},
        cwd="/",
        pass_fds=keep,
    )
