"""Disk space taken in advance for a file that grows.

Knows a handle and numbers of bytes, and nothing of what is written.
"""

from __future__ import annotations

import ctypes
import errno
import os


class Reserve:
    """Disk space behind a file's end, taken in advance so that the next lines fit for certain.

    Where the file system cannot do that (a network's, or another operating system's), nothing is
    held and `hold` always says yes.
    """

    LEAST, MOST = 1 << 19, 1 << 20
    """So many bytes are there at least, and so many are asked for; an action's entry is smaller."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._until = 0

    def hold(self, end: int) -> bool:
        """See to the reserve behind the file's end; whether it is there."""
        if self._until - end >= self.LEAST:
            return True
        for size in (self.MOST, self.LEAST):
            refused = _reserve(self._handle, end, size)
            if refused not in {errno.ENOSPC, errno.EDQUOT}:
                # Taken, or nothing that this file system knows: then there is nothing to hold.
                self._until = end + size
                return True
        return False

    def release(self, end: int) -> None:
        """Give back what lies behind the file's end."""
        os.truncate(self._handle, end)


def _reserve(handle: int, start: int, size: int) -> int:
    """Take disk space without making the file longer; 0, or the error's number."""
    try:
        fallocate = ctypes.CDLL(None, use_errno=True).fallocate
    except AttributeError:  # only Linux has it
        return errno.ENOSYS
    fallocate.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_int64, ctypes.c_int64)
    keep_size = 1  # FALLOC_FL_KEEP_SIZE in <linux/falloc.h>
    return ctypes.get_errno() if fallocate(handle, keep_size, start, size) else 0
