"""The sandbox's system call filter, as the kernel takes it; pure.

Denied by name is whatever reaches past the sandbox's files and processes: namespaces and mounts,
other processes' memory, keys, the kernel's own machinery, and programs that have no file. What is
newer than this table answers as on an older kernel.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

EPERM, EAFNOSUPPORT, ENOSYS = 1, 97, 38
KILL, FAIL, ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
"""Actions of <linux/seccomp.h>: end the process, fail with the error in the low bits, allow."""

NEWEST = 462
"""mseal (Linux 6.10): the newest call that was looked at. From 424 on all machines count alike."""

X32 = 0x40000000
NAMESPACES = 0x7E020000
"""The CLONE_NEW* bits that clone() takes."""

AF_UNIX, AF_INET, AF_INET6 = 1, 2, 10
STREAM, DATAGRAM, KIND_OF_SOCKET = 1, 2, 0xF
TIOCSTI, TIOCLINUX = 0x5412, 0x541C
"""Terminal requests that type into another program's input."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A processor whose calls are known.

    Attributes:
        arch: its AUDIT_ARCH number, which the kernel shows the filter.
        calls: numbers of the calls that the filter names.
    """

    arch: int
    calls: dict[str, int]


# Name, number on x86_64, number on aarch64; a dash where the machine has no such call.
_TABLE = """
acct 163 89            add_key 248 217         adjtimex 159 171        bpf 321 280
chroot 161 51          clock_adjtime 305 266   clock_settime 227 112   create_module 174 -
delete_module 176 106  fanotify_init 300 262   finit_module 313 273    get_kernel_syms 177 -
init_module 175 105    io_cancel 210 3         io_destroy 207 1        io_getevents 208 4
io_setup 206 0         io_submit 209 2         ioperm 173 -            iopl 172 -
kcmp 312 272           kexec_file_load 320 294 kexec_load 246 104      keyctl 250 219
lookup_dcookie 212 18  mbind 237 235           memfd_create 319 279    migrate_pages 256 238
modify_ldt 154 -       mount 165 40            move_pages 279 239      mq_notify 244 184
mq_open 240 180        mq_unlink 241 181       msgctl 71 187           msgget 68 186
msgrcv 70 188          msgsnd 69 189           name_to_handle_at 303 264
open_by_handle_at 304 265                      perf_event_open 298 241 personality 135 92
pivot_root 155 41      process_vm_readv 310 270                        process_vm_writev 311 271
ptrace 101 117         query_module 178 -      quotactl 179 60         reboot 169 142
request_key 249 218    semctl 66 191           semget 64 190           semop 65 193
semtimedop 220 192     set_mempolicy 238 237   setdomainname 171 162   sethostname 170 161
setns 308 268          settimeofday 164 170    shmat 30 196            shmctl 31 195
shmdt 67 197           shmget 29 194           swapoff 168 225         swapon 167 224
syslog 103 116         sysfs 139 -             umount2 166 39          unshare 272 97
uselib 134 -           userfaultfd 323 282     ustat 136 -             vhangup 153 58
vmsplice 278 75        execveat 322 281        nfsservctl 180 42       _sysctl 156 -
io_uring_setup 425 425 io_uring_enter 426 426  io_uring_register 427 427
open_tree 428 428      move_mount 429 429      fsopen 430 430          fsconfig 431 431
fsmount 432 432        fspick 433 433          pidfd_getfd 438 438     process_madvise 440 440
mount_setattr 442 442  quotactl_fd 443 443     memfd_secret 447 447    process_mrelease 448 448
set_mempolicy_home_node 450 450                statmount 457 457       listmount 458 458
lsm_get_self_attr 459 459                      lsm_set_self_attr 460 460
lsm_list_modules 461 461
"""

# Calls whose arguments decide; the numbers of those in `rules`.
_WEIGHED = """
clone 56 220   clone3 435 435   socket 41 198   socketpair 53 199   prlimit64 302 261   ioctl 16 29
"""


def _numbers(column: int, text: str) -> dict[str, int]:
    words = text.split()
    rows = zip(words[::3], words[1::3], words[2::3], strict=True)
    return {row[0]: int(row[column]) for row in rows if row[column] != "-"}


DENIED = tuple(sorted(_numbers(1, _TABLE)))
"""Calls that fail whatever their arguments are, by name."""

MACHINES = {
    "x86_64": Machine(0xC000003E, _numbers(1, _TABLE + _WEIGHED)),
    "aarch64": Machine(0xC00000B7, _numbers(2, _TABLE + _WEIGHED)),
}

# Instructions of classic BPF: load a word of the call's data; compare; mask; return.
_LOAD, _RETURN, _MASK = 0x20, 0x06, 0x54
_EQUAL, _ABOVE, _AT_LEAST, _ANY_BIT = 0x15, 0x25, 0x35, 0x45
_NUMBER, _ARCH = 0, 4

_Step = tuple[int, int, int, int]


def _argument(index: int) -> int:
    """Where the low half of an argument lies; both machines are little-endian."""
    return 16 + 8 * index


def _unless(test: int, value: int, then: list[_Step]) -> list[_Step]:
    """Skip the steps where the test on the loaded word holds."""
    return [(test, len(then), 0, value), *then]


def _where(test: int, value: int, then: list[_Step]) -> list[_Step]:
    """Take the steps only where the test on the loaded word holds."""
    return [(test, 0, len(then), value), *then]


def _end(action: int) -> list[_Step]:
    return [(_RETURN, 0, 0, action)]


def _fails(error: int) -> list[_Step]:
    return _end(FAIL | error)


def _load(offset: int) -> list[_Step]:
    return [(_LOAD, 0, 0, offset)]


def _weighed() -> Iterator[tuple[str, list[_Step]]]:
    """What the calls do whose arguments decide; each list ends in an action."""
    yield (
        "clone",
        _load(_argument(0)) + _where(_ANY_BIT, NAMESPACES, _fails(EPERM)) + _end(ALLOW),
    )
    # Its flags lie in memory, where a filter cannot look; the C library then uses clone.
    yield "clone3", _fails(ENOSYS)
    kind = [*_load(_argument(1)), (_MASK, 0, 0, KIND_OF_SOCKET)]
    plain = kind + _where(_EQUAL, STREAM, _end(ALLOW)) + _where(_EQUAL, DATAGRAM, _end(ALLOW))
    # bash's /dev/tcp is allowed to ask, so that it says that the network is unreachable.
    inet = plain + _fails(EAFNOSUPPORT)
    yield (
        "socket",
        _load(_argument(0))
        + _where(_EQUAL, AF_UNIX, _end(ALLOW))
        + _where(_EQUAL, AF_INET, inet)
        + _where(_EQUAL, AF_INET6, inet)
        + _fails(EAFNOSUPPORT),
    )
    yield (
        "socketpair",
        _load(_argument(0)) + _where(_EQUAL, AF_UNIX, _end(ALLOW)) + _fails(EAFNOSUPPORT),
    )
    # Limits of oneself (process 0) only: no other process is to be starved.
    yield "prlimit64", _load(_argument(0)) + _unless(_EQUAL, 0, _fails(EPERM)) + _end(ALLOW)
    yield (
        "ioctl",
        _load(_argument(1))
        + _where(_EQUAL, TIOCSTI, _fails(EPERM))
        + _where(_EQUAL, TIOCLINUX, _fails(EPERM))
        + _end(ALLOW),
    )


@lru_cache
def program(machine: str) -> bytes | None:
    """The filter for a machine, as `struct sock_filter[]`; None when its calls are not known.

    Args:
        machine: as `platform.machine()` says it.
    """
    known = MACHINES.get(machine)
    if known is None:
        return None
    # A call in another machine's numbering (32 bits, x32) would be read as something else.
    steps = _load(_ARCH) + _unless(_EQUAL, known.arch, _end(KILL)) + _load(_NUMBER)
    steps += _where(_AT_LEAST, X32, _end(KILL)) + _where(_ABOVE, NEWEST, _fails(ENOSYS))
    for name in DENIED:
        if (number := known.calls.get(name)) is not None:
            steps += _where(_EQUAL, number, _fails(EPERM))
    for name, then in _weighed():
        steps += _where(_EQUAL, known.calls[name], then)
    steps += _end(ALLOW)
    return b"".join(struct.pack("<HBBI", *step) for step in steps)
