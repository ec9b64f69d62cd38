"""What a sandbox must look like from inside before anything is run in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import NoIsolation
from sim.runner.frames import Asked

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS = 5
"""Of the supervisor's first report: its name, process id, interfaces, status and mounts."""

WRITABLE = ("/work", "/tmp")  # noqa: S108 - the sandbox's own
STATUS = {
    "CapEff": "0000000000000000",
    "CapBnd": "0000000000000000",
    "NoNewPrivs": "1",
    "Seccomp": "2",
}
"""No capability, none to be had, and a system call filter."""


def must_be_tight(ready: Asked | list[str]) -> None:
    """See from its first report that the sandbox is tight.

    Raises:
        NoIsolation: it is not.
    """
    if isinstance(ready, Asked) or ready[0] != "ready" or len(ready) != FIELDS:
        raise NoIsolation("the sandbox's supervisor did not start")
    _, pid, interfaces, status, mounts = ready
    # The first two lines of /proc/net/dev are headings.
    others = [line.split(":")[0].strip() for line in interfaces.splitlines()[2:]]
    if pid != "1":
        raise NoIsolation("the sandbox has no process numbers of its own")
    if [name for name in others if name != "lo"]:
        raise NoIsolation(f"the sandbox can see the network: {', '.join(others)}")
    _rights(dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line))
    _mounts(mounts)


def _rights(status: Mapping[str, str]) -> None:
    for name, wanted in STATUS.items():
        if status.get(name) != wanted:
            raise NoIsolation(f"the sandbox has {name} {status.get(name)} instead of {wanted}")


def _mounts(text: str) -> None:
    """Every mount is read-only, but two from which no program can be started, and devices."""
    seen = set()
    for line in text.splitlines():
        point, options = line.split(" ")[4], line.split(" ")[5].split(",")
        if point in WRITABLE:
            seen.add(point)
            if "noexec" not in options:
                raise NoIsolation(f"the sandbox could start programs of its own from {point}")
        elif "ro" not in options and not point.startswith("/dev/"):
            raise NoIsolation(f"the sandbox could write to {point}")
    if seen != set(WRITABLE):
        raise NoIsolation("the sandbox has no scratch folder of its own")
