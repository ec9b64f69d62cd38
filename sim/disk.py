"""Files on disk: read one whole within bounds, write one whole or not at all.

It knows no format. What the operating system refuses stays an `OSError` that names the file;
`refusal` words it for people.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import stat
from typing import TYPE_CHECKING, BinaryIO

from sim.errors import Unusable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NUMBERS = itertools.count()
_KINDS = {
    stat.S_ISDIR: "is a directory; name a file in it",
    stat.S_ISFIFO: "is a pipe, not a file; save what comes out of it to a file first",
    stat.S_ISSOCK: "is a socket, not a file",
    stat.S_ISCHR: "is a device, not a file",
    stat.S_ISBLK: "is a device, not a file",
}
_REFUSALS = {
    errno.ENOSPC: "the disk is full; make room and try again",
    errno.EDQUOT: "your share of the disk is used up; make room and try again",
    errno.EFBIG: "it would be larger than files may be here",
    errno.EACCES: "you may not read or change it; see its permissions",
    errno.EPERM: "you may not read or change it; see its permissions",
    errno.EROFS: "it lies on a disk that can only be read; choose another place",
    errno.ENAMETOOLONG: "its name is too long",
    errno.ELOOP: "it is a link that leads back to itself",
    errno.ENOTDIR: "a part of its path is a file, not a directory",
    errno.EISDIR: "it is a directory; name a file in it",
    errno.EEXIST: "something else of that name is there",
    errno.ENOENT: "there is no such file or directory",
    errno.ENOTEMPTY: "the directory is not empty",
    errno.EMFILE: "too many files are open; raise the limit (ulimit -n) and try again",
    errno.ENFILE: "too many files are open on this machine; try again later",
    errno.EIO: "the disk does not respond as it should; it may be broken",
    errno.ENOMEM: "there is not enough memory",
    errno.EADDRINUSE: "another program listens there; choose another --port",
    errno.EADDRNOTAVAIL: "this machine has no such address; choose another --bind",
}


class CannotRead(Unusable):
    """A file that cannot be read as it was meant to be.

    Attributes:
        path: as the user named it.
        problem: what is wrong and what to do, without the path.
        line: the 1-based line, where one line is meant.
    """

    def __init__(self, path: Path, problem: str, line: int | None = None) -> None:
        where = path if line is None else f"{path}:{line}"
        super().__init__(f"{where}: {problem}")
        self.path = path
        self.problem = problem
        self.line = line


def reason(error: OSError) -> str:
    """What the operating system refuses, in words, without the file."""
    known = _REFUSALS.get(error.errno or 0)
    return known or (error.strerror or str(error) or type(error).__name__)


def refusal(error: OSError) -> str:
    """What the operating system refuses, in one line."""
    name = error.filename2 or error.filename
    if isinstance(name, bytes):
        name = os.fsdecode(name)
    return f"{name}: {reason(error)}" if name else f"the system refuses: {reason(error)}"


def read_file(path: Path, most_bytes: int) -> bytes:
    """A regular file's bytes; nothing that could go on for ever or never begin is opened.

    Args:
        path: the file; links are followed.
        most_bytes: what is larger is refused.

    Raises:
        FileNotFoundError: there is none.
        CannotRead: it is no file, too large, or the system refuses.
    """
    try:
        # Without waiting: a pipe that nobody writes to would hold up whoever opens it.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as error:
        if path.is_symlink():
            raise CannotRead(path, "is a link to a file that is not there") from error
        raise
    except OSError as error:
        # A socket cannot be opened at all, and says so in its own way.
        with contextlib.suppress(OSError):
            _check_kind(path, path.stat().st_mode)
        raise CannotRead(path, f"cannot be read: {reason(error)}") from error
    except ValueError as error:
        raise CannotRead(path, f"cannot be read: {error}") from error
    try:
        _check_kind(path, os.fstat(handle).st_mode)
        with open(handle, "rb", closefd=False) as file:
            # One byte more than allowed shows that it is too large, without the rest of it.
            data = file.read(most_bytes + 1)
    except OSError as error:
        raise CannotRead(path, f"cannot be read: {reason(error)}") from error
    finally:
        os.close(handle)
    if len(data) > most_bytes:
        raise CannotRead(path, f"is larger than {_size(most_bytes)}; is it the right file?")
    return data


def is_file(path: Path) -> bool:
    """Whether it is a regular file; False as well for what the system does not look at."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def beside(path: Path, pattern: str) -> tuple[str, ...]:
    """The files like this one that are there: what the user may have meant."""
    try:
        return tuple(sorted(str(one) for one in path.parent.glob(pattern) if one != path))
    except (OSError, ValueError):
        return ()


def _check_kind(path: Path, mode: int) -> None:
    for is_kind, problem in _KINDS.items():
        if is_kind(mode):
            raise CannotRead(path, problem)


def _size(count: int) -> str:
    mib, rest = divmod(count, 1 << 20)
    return f"{mib} MiB" if mib and not rest else f"{count >> 10} KiB"


def text_of(path: Path, data: bytes) -> str:
    """The bytes of a file as text.

    Raises:
        CannotRead: they are not UTF-8; says in which line.
    """
    try:
        # Some editors begin a UTF-8 file with a byte-order mark, which is no part of the text.
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CannotRead(path, "is not UTF-8 text; save the file as UTF-8", line) from error


def sweep_parts(directory: Path) -> None:
    """Remove what `write_atomically` of a killed process left in a directory that we own."""
    for path in directory.glob(".*.part"):
        with contextlib.suppress(OSError):
            path.unlink()


def sync_directory(directory: Path) -> None:
    """Make a new or renamed name in the directory durable."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_atomically(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write the whole file or nothing: a temporary file beside it, fsync, rename.

    Args:
        path: the file.
        data: all that is in it.
        private: for its owner's eyes only, at every moment.

    Raises:
        OSError: the system refuses; names the file, and nothing has changed.
    """
    # By process and number, so that no two writers share one; not by the file's name, which may be
    # as long as a name can be.
    scratch = path.with_name(f".{os.getpid()}.{next(_NUMBERS)}.part")
    try:
        # Made with its mode: after a later `chmod` somebody might hold it open already.
        scratch.touch(mode=0o600 if private else 0o666)
        with scratch.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    except OSError as error:
        # The name that people know; a failed write has none at all.
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        # The rename took it away; it is still there only when something failed.
        with contextlib.suppress(OSError):
            scratch.unlink(missing_ok=True)
    sync_directory(path.parent)


@contextlib.contextmanager
def write_through(path: Path) -> Iterator[BinaryIO]:
    """A file written piece by piece: it is there, whole, once the block ends without an error.

    Raises:
        OSError: the system refuses; names the file, and nothing has changed.
    """
    scratch = path.with_name(f".{os.getpid()}.{next(_NUMBERS)}.part")
    try:
        with scratch.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        with contextlib.suppress(OSError):
            scratch.unlink(missing_ok=True)
    sync_directory(path.parent)
