"""The sandbox: a root of its own with read-only tools, a bounded scratch folder, and no network.

Built by the builder process alone, or by bubblewrap on older kernels; both load the same system
call filter. Where it cannot be done the trainer refuses; nothing is ever run without.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import re
import select
import shutil
import signal
import socket
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import NoIsolation
from sim.runner import seccomp
from sim.runner.builders import BUILDERS
from sim.runner.tools import tools_folder
from sim.scratch import Scratch

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY = 65534
"""Root gives up its rights before the sandbox is built: root's processes cannot be counted."""

PIPES = ("ask", "answer", "lock", "idle")

TOTAL_BYTES = 1 << 30
"""The most memory a sandbox can hold: every process at its limits, every writable folder full."""

SCRATCH_BYTES = 64 << 20
OTHER_BYTES = 8 << 20
SCRATCH = {"work": SCRATCH_BYTES, "tmp": OTHER_BYTES}
INODES = 8192
"""Files and folders in each of them; their names take the kernel's memory as well."""

PROCESSES = 40
DATA_KIB = 21 * 1024
STACK_KIB = 2 * 1024
SPACE_KIB = 192 * 1024
"""Addresses, of which most are libraries that all processes share."""

FILE_KIB = 16 * 1024
LIMITS = (str(PROCESSES), str(FILE_KIB), str(DATA_KIB), str(STACK_KIB), str(SPACE_KIB))

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


INFO, RULES = 4, 5
"""Descriptors that the builder leaves open for bubblewrap; the same numbers stand there."""

OLDEST = (5, 12)

MASKED = ("/proc/keys", "/proc/key-users")


@dataclass(frozen=True, slots=True)
class Folder:
    """The host's side of a sandbox: pipes and blocks; a temporary folder.

    Attributes:
        scratch: removed at the end.
        owner: the user the sandbox runs as; None for the caller.
    """

    scratch: Scratch
    owner: int | None

    @property
    def path(self) -> Path:
        """Where it is."""
        return self.scratch.path

    @classmethod
    def make(cls) -> Folder:
        """Make the folder with its pipes.

        Raises:
            NoIsolation: there is no ordinary user whose it could be.
        """
        scratch = Scratch.make("sandbox")
        path = scratch.path
        owner = NOBODY if os.geteuid() == 0 else None
        # It begins while this process copies the tools.
        BUILDERS.prepare(owner)
        sim, doc = path / "sim", path / "doc"
        sim.mkdir()
        doc.mkdir()
        for name in PIPES:
            os.mkfifo(sim / name, 0o600)
        if owner is not None:
            try:
                for entry in (path, sim, doc, *(sim / name for name in PIPES)):
                    os.chown(entry, owner, owner)
            except OSError as error:
                scratch.remove()
                raise NoIsolation(
                    f"root cannot become an ordinary user here: {error.strerror}"
                ) from error
        return cls(scratch, owner)

    def remove(self) -> None:
        """Remove it."""
        self.scratch.remove()


def library_folders() -> Iterator[tuple[Path, Path | None]]:
    """Where shared libraries lie: each folder, and where it leads when it is a link."""
    for name in ("/usr/lib", "/usr/lib64", "/usr/lib32", "/lib", "/lib64", "/lib32"):
        path = Path(name)
        if path.is_symlink():
            yield path, path.readlink()
        elif path.is_dir():
            yield path, None


@lru_cache(maxsize=1)
def _libraries() -> tuple[tuple[str, str], ...]:
    """The same as words: they stay as they are while the trainer runs."""
    return tuple((str(path), str(to or "")) for path, to in library_folders())


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
    return tuple(words)


# -p: bash takes no functions, options or start files from its environment.
SUPERVISOR = ("/bin/bash", "-p", "/opt/real/supervisor.sh", *LIMITS)


def bubblewrap(program: str, folder: Folder) -> list[str]:
    """The command line that builds the sandbox and starts the supervisor in it."""
    words = [program, *_fixed_arguments(), "--info-fd", str(INFO), "--seccomp", str(RULES)]
    for name in ("sim", "doc"):
        words += ["--ro-bind", str(folder.path / name), f"/{name}"]
    # bubblewrap's own tmpfs would let programs run; these two were mounted by the builder.
    for name in SCRATCH:
        words += ["--bind", str(tools_folder() / name), f"/{name}"]
    for path in MASKED:
        words += ["--ro-bind-try", "/dev/null", path]
    # Last, because the mounts before need a root in which folders can be made.
    for path in ("/proc", "/dev", "/"):
        words += ["--remount-ro", path]
    return [*words, "--chdir", "/work", "--", *SUPERVISOR]


@dataclass(slots=True)
class Running:
    """A sandbox that was started.

    Attributes:
        out: what it prints.
        error: what it prints as errors.
        control: a socket to its supervisor, which alone has the other end.
        how: what built it.
    """

    out: int
    error: int
    control: socket.socket
    how: str
    _built: int
    _info: int
    _pid: int = 0

    @property
    def pid(self) -> int:
        """The supervisor's process id, as the host counts; 0 while it is not known."""
        if self._pid == 0 and self._info >= 0:
            with os.fdopen(self._info, "rb") as info:
                said = info.read()
            self._info = -1
            with contextlib.suppress(ValueError, KeyError):
                self._pid = int(json.loads(said)["child-pid"])
        return self._pid

    @property
    def alive(self) -> bool:
        """Whether its supervisor is still there to hold its end of the socket."""
        poll = select.poll()
        poll.register(self.control, 0)
        return not poll.poll(0)

    def end(self) -> None:
        """Kill everything in it; the kernel takes it down while this process goes on."""
        if pid := self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        # The supervisor's pid may not be known; the sandbox dies with its builder in any case.
        BUILDERS.end(self._built)
        self.control.close()
        for fd in (self.out, self.error):
            os.close(fd)


def can_build_alone() -> bool:
    """Whether the kernel has what the builder needs without bubblewrap: mount_setattr, Linux 5.12.

    It is quicker: bubblewrap's own namespaces come on top of those that the scratch folders need.
    """
    found = re.match(r"(\d+)\.(\d+)", platform.release())
    return found is not None and (int(found[1]), int(found[2])) >= OLDEST


def find_bubblewrap() -> str | None:
    """The bubblewrap of this machine."""
    return shutil.which("bwrap")


def start(folder: Folder) -> Running:
    """Begin to build the sandbox; its supervisor reports when it stands.

    Raises:
        NoIsolation: nothing on this machine can build it.
    """
    machine = platform.machine()
    rules = seccomp.program(machine)
    if rules is None:
        known = " and ".join(seccomp.MACHINES)
        raise NoIsolation(
            f"no system call filter is known for this processor ({machine}), but for {known}"
        )
    bwrap = None if can_build_alone() else find_bubblewrap()
    if bwrap is None and not can_build_alone():
        raise NoIsolation("Linux is older than 5.12, and bubblewrap (bwrap) is not installed")
    how = "unshare" if bwrap is None else "bubblewrap"
    words = list(SUPERVISOR) if bwrap is None else bubblewrap(bwrap, folder)
    order = {
        "how": how,
        "words": words,
        "host": str(folder.path),
        "tools": str(tools_folder()),
        "libraries": _libraries(),
        "scratch": SCRATCH,
        "inodes": INODES,
        "environment": ENVIRONMENT,
    }
    ours, theirs = socket.socketpair()
    pipes = [os.pipe() for _ in range(4)]
    (out, out_end), (error, error_end), (info, info_end), (rules_end, rules_fd) = pipes
    try:
        os.write(rules_fd, rules)  # a pipe holds 16 times as much
        given = (out_end, error_end, theirs.fileno(), info_end, rules_end)
        built = BUILDERS.start(folder.owner, json.dumps(order).encode(), given)
    except BaseException:
        ours.close()
        for fd in (out, error, info):
            os.close(fd)
        raise
    finally:
        # `pid` reads to the end of its pipe, which only
        # comes when no writing end is left open here.
        theirs.close()
        for fd in (out_end, error_end, info_end, rules_end, rules_fd):
            os.close(fd)
    return Running(out, error, ours, how, built, info)
