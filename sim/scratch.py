"""Folders for a while, in the system's place for such, and what is left of those of the killed.

A folder is locked by the process that needs it. The kernel lets the lock go with the process, so
whoever can lock a folder knows that nobody needs it any more.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import stat
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

Kind = Literal["sandbox", "tools"]
"""What is in a folder; `tabletop-KIND-…` is its name."""

# As `tempfile` names them, and nothing that a person may have called so.
_NAME = re.compile(rf"tabletop-(?:{'|'.join(get_args(Kind))})-[a-z0-9_]{{8}}")
_FRESH_SECONDS = 60
"""A folder as young as this may belong to a trainer that has not locked it yet."""


@dataclass(frozen=True, slots=True)
class Scratch:
    """A folder of one's own.

    Attributes:
        path: where it is.
        handle: what holds its lock.
    """

    path: Path
    handle: int

    @classmethod
    def make(cls, kind: Kind) -> Scratch:
        """Make one, after what the killed have left was removed.

        Raises:
            OSError: the system refuses.
        """
        sweep()
        path = Path(tempfile.mkdtemp(prefix=f"tabletop-{kind}-"))
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        fcntl.flock(handle, fcntl.LOCK_EX)
        return cls(path, handle)

    def remove(self) -> None:
        """Remove it; again is nothing."""
        shutil.rmtree(self.path, ignore_errors=True)
        with contextlib.suppress(OSError):
            os.close(self.handle)


def sweep() -> list[Path]:
    """Remove the folders of trainers that were killed; what was removed."""
    swept = []
    for path in Path(tempfile.gettempdir()).glob("tabletop-*"):
        with contextlib.suppress(OSError):
            if _NAME.fullmatch(path.name) and _may_go(path) and _unlocked(path):
                shutil.rmtree(path, ignore_errors=True)
                swept.append(path)
    return swept


def _may_go(path: Path) -> bool:
    """Whether it is a folder of ours, and old enough to have been locked."""
    found = path.lstat()
    # A sandbox of root's belongs to the ordinary user that it runs as.
    ours = os.geteuid() in {0, found.st_uid}
    # The age of a file is by the wall clock; no world is near.
    age = time.time() - found.st_mtime  # noqa: TID251
    return ours and stat.S_ISDIR(found.st_mode) and age > _FRESH_SECONDS


def _unlocked(path: Path) -> bool:
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True
