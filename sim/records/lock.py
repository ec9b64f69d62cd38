"""Who owns a record: one process at a time plays it or writes into it.

The lock is the kernel's, on a file in the record's directory: it ends with its process, however
that ended, with a reboot too, and a copied record is not locked. What is written into the file
(process, host, since when) is words for whoever comes second and decides nothing.

Reading needs no lock. A record that is being played is read up to its last whole line.
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import stat
import time
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from sim.disk import reason
from sim.errors import Unusable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK_NAME = ".lock"
Doing = Literal["played", "written"]
_MOST_WORDS = 1_000
_PATIENCE_S = 0.3
"""A reader that asks whether a record is in use holds the lock for an instant."""
_PAUSE_S = 0.02
_READ_ONLY = "lies on a disk that can only be read; copy it to another disk and use the copy"
_NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP})


class Owner(BaseModel):
    """What stands in the lock's file: who has it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    pid: int
    host: str
    since: datetime
    doing: Doing = "written"

    def words(self, now: datetime) -> str:
        """`is being played by process 4711 since 14:02`."""
        here = self.host == socket.gethostname()
        where = "" if here else f" on {self.host[:60]!a}"
        since = self.since.astimezone(now.tzinfo)
        day = "" if since.date() == now.date() else f"{since:%Y-%m-%d} "
        return f"is being {self.doing} by process {self.pid}{where} since {day}{since:%H:%M}"


@contextmanager
def owned(folder: Path, doing: Doing) -> Iterator[None]:
    """Own a record for as long as the context lasts.

    Args:
        folder: the record's directory, which is there.
        doing: what for.

    Raises:
        Unusable: another process owns it, or no lock can be had here; nothing was changed.
    """
    path = folder / LOCK_NAME
    handle = _taken(folder, path)
    try:
        owner = Owner(
            pid=os.getpid(),
            host=socket.gethostname(),
            since=datetime.now().astimezone(),
            doing=doing,
        )
        # Words only, which a full disk may refuse: the lock is ours without them.
        with suppress(OSError):
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{owner.model_dump_json()}\n".encode(), 0)
        yield
    finally:
        # While it is still ours: whoever opened it meanwhile sees that it is gone, and starts anew.
        _forget(path, handle)
        os.close(handle)


def in_use(folder: Path) -> str | None:
    """Who owns a record, as words that follow its name; None when nobody does.

    Only looks: it makes no file, and a directory that cannot be written to is no hindrance.
    """
    path = folder / LOCK_NAME
    try:
        handle = _opened(path, os.O_RDONLY)
    except (OSError, Unusable):
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _owner(handle)
    except OSError:
        return None
    finally:
        os.close(handle)
    return None


def _opened(path: Path, flags: int) -> int:
    """The lock's file, opened; never through a link, and never anything but a plain file."""
    handle = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Unusable(f"{path}: is not the file of a lock; remove it")
    return handle


def _taken(folder: Path, path: Path) -> int:
    """The lock's file, locked by us."""
    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            handle = _opened(path, os.O_RDWR | os.O_CREAT)
        except OSError as error:
            if error.errno == errno.EROFS:
                raise Unusable(f"{folder}: {_READ_ONLY}") from error
            raise Unusable(f"{path}: cannot be locked: {_why(error)}") from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            words = _owner(handle)
            os.close(handle)
            if time.monotonic() >= until:
                raise Unusable(f"{folder}: {words}: end it first") from error
            time.sleep(_PAUSE_S)
            continue
        except OSError as error:
            os.close(handle)
            raise Unusable(f"{path}: cannot be locked: {_why(error)}") from error
        if _is_at(path, handle):
            return handle
        # The one before us has removed it on leaving: the next lock is on another file.
        os.close(handle)


def _is_at(path: Path, handle: int) -> bool:
    """Whether the file that we have open is the one that others find under this name."""
    try:
        return os.path.samestat(os.fstat(handle), os.lstat(path))
    except OSError:
        return False


def _forget(path: Path, handle: int) -> None:
    if _is_at(path, handle):
        path.unlink(missing_ok=True)


def _owner(handle: int) -> str:
    """Whose lock it is, as far as its file says."""
    try:
        owner = Owner.model_validate_json(os.pread(handle, _MOST_WORDS, 0))
        return owner.words(datetime.now().astimezone())
    except (OSError, ValidationError, ValueError, OverflowError):
        return "is in use by another process"


def _why(error: OSError) -> str:
    if error.errno in _NO_LOCKS:
        return "this file system keeps no locks; copy the record to a local disk"
    if error.errno == errno.ELOOP:
        return "is a link; remove it"
    return reason(error)
