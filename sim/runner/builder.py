# ruff: noqa: PTH102, PTH103, PTH110, PTH211
# With pathlib this process would take longer to start.
"""The process that builds sandboxes: one beside each trainer, started once, small enough to fork.

Run as a file of its own, without the trainer's packages: a fork of it is cheap, and holds nothing
that a sandbox could find. It gives up root at once, takes requests with descriptors on a socket,
and ends with the trainer; every sandbox ends with it.
"""

from __future__ import annotations

import array  # noqa: F401 - what recv_fds imports must be there before root is given up
import ctypes
import json
import os
import platform
import signal
import socket
import sys
from typing import Any, NoReturn

NEW_USER, NEW_MOUNTS = 0x10000000, 0x00020000
NEW_REST = 0x02000000 | 0x04000000 | 0x08000000 | 0x20000000 | 0x40000000
"""Control groups, host name, messages, process numbers and network, for `unshare`."""

READ_ONLY, NO_SUID, NO_DEVICES, NO_PROGRAMS = 1, 2, 4, 8
REMOUNT, BIND, RECURSIVE, PRIVATE = 32, 4096, 16384, 1 << 18
DETACH = 2
SET_PDEATHSIG, SET_DUMPABLE, SET_NO_NEW_PRIVS, SET_SECCOMP, DROP_BOUND = 1, 4, 38, 22, 24
FILTER = 2
CAPABILITIES = 64
ATTR_FLAGS = 1 | 2 | 4
"""MOUNT_ATTR_RDONLY, NOSUID and NODEV of mount_setattr."""

JOIN_SESSION_KEYRING = 1
NUMBERS = {
    "x86_64": {"keyctl": 250, "pivot_root": 155, "mount_setattr": 442},
    "aarch64": {"keyctl": 219, "pivot_root": 41, "mount_setattr": 442},
}
AT_FDCWD, AT_RECURSIVE = -100, 0x8000

INSIDE = 1000
"""The user and group that the sandbox believes itself to be."""

OUT, ERROR, CONTROL, INFO, RULES = 1, 2, 3, 4, 5
"""Descriptors of a sandbox while it is built; output, error output and control stay."""

MASKED = ("/proc/keys", "/proc/key-users")
DEVICES = ("null", "zero", "full", "random", "urandom")
LINKS = {"fd": "", "stdin": "/0", "stdout": "/1", "stderr": "/2"}

_C = ctypes.CDLL(None, use_errno=True)


class Failed(Exception):  # noqa: N818 - a step's, on its way to who asked
    """A step that the kernel refused."""


def call(name: str, *arguments: Any, what: str = "") -> int:
    """Call the C library, or the kernel by number where the library has no function.

    Raises:
        Failed: it was refused.
    """
    numbers = NUMBERS.get(platform.machine(), {})
    if name in numbers:
        words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
        done = _C.syscall(ctypes.c_long(numbers[name]), *words)
    else:
        done = getattr(_C, name)(*arguments)
    if done < 0:
        error = os.strerror(ctypes.get_errno())
        raise Failed(f"{name}{f' {what}' if what else ''}: {error}")
    return int(done)


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    """Mount something, or change a mount."""
    words = (source.encode(), target.encode(), kind.encode() or None)
    call("mount", *words, ctypes.c_ulong(flags), options.encode() or None, what=target)


def scratch(target: str, size: int, inodes: int) -> None:
    """An empty, bounded folder in memory from which no program can be started."""
    options = f"size={size},nr_inodes={inodes},mode=700"
    mount("tmpfs", target, "tmpfs", NO_SUID | NO_DEVICES | NO_PROGRAMS, options)


def show(source: str, target: str) -> None:
    """A read-only view of a file, or of a folder and what is mounted in it."""
    mount(source, target, "", BIND | RECURSIVE)
    attributes = (ctypes.c_uint64 * 4)(ATTR_FLAGS, 0, 0, 0)
    size = ctypes.sizeof(attributes)
    call("mount_setattr", AT_FDCWD, target.encode(), AT_RECURSIVE, attributes, size, what=target)


def give_up_root(owner: int) -> None:
    """Become an ordinary user for good."""
    os.setgroups([])
    os.setresgid(owner, owner, owner)
    os.setresuid(owner, owner, owner)
    # A process that changed its user may not write its own /proc/self/uid_map otherwise.
    call("prctl", SET_DUMPABLE, 1, 0, 0, 0)


def own_user() -> None:
    """Begin namespaces of users and mounts, in which mounting is allowed."""
    user, group = os.geteuid(), os.getegid()
    call("unshare", NEW_USER | NEW_MOUNTS, what="(user and mount namespace)")
    for name, text in (
        ("setgroups", "deny"),
        ("gid_map", f"{INSIDE} {group} 1"),
        ("uid_map", f"{INSIDE} {user} 1"),
    ):
        # Plain descriptors: as an ordinary user Python may find its own
        # files no more, such as the codec that a text file would load.
        fd = os.open(f"/proc/self/{name}", os.O_WRONLY)
        os.write(fd, text.encode())
        os.close(fd)
    mount("none", "/", "", RECURSIVE | PRIVATE)


def die_with(parent: int) -> None:
    """End when the parent does, also when it has ended already."""
    call("prctl", SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def own_keys() -> None:
    """Leave the caller's session keyring; where keyrings are not allowed, none can be seen."""
    try:
        call("keyctl", JOIN_SESSION_KEYRING, None)
    except Failed:
        return


def furnish(order: dict[str, Any]) -> None:
    """Put a root together and move into it."""
    host, root = order["host"], f"{order['tools']}/root"
    mount("tmpfs", root, "tmpfs", NO_SUID | NO_DEVICES, "size=1m,nr_inodes=512,mode=755")
    for path, target in order["libraries"]:
        if target:
            os.symlink(target, f"{root}{path}")
        else:
            os.makedirs(f"{root}{path}", exist_ok=True)
            show(path, f"{root}{path}")
    for name in ("etc", "dev", "proc", "old", "opt"):
        os.mkdir(f"{root}/{name}")
    for source, target in (
        (f"{order['tools']}/bin", "/usr/bin"),
        (f"{order['tools']}/real", "/opt/real"),
        (f"{host}/sim", "/sim"),
        (f"{host}/doc", "/doc"),
    ):
        os.makedirs(f"{root}{target}", exist_ok=True)
        show(source, f"{root}{target}")
    os.symlink("usr/bin", f"{root}/bin")
    for name, size in order["scratch"].items():
        os.mkdir(f"{root}/{name}")
        scratch(f"{root}/{name}", size, order["inodes"])
    flags = NO_SUID | NO_DEVICES | NO_PROGRAMS
    mount("proc", f"{root}/proc", "proc", flags)
    for path in MASKED:
        if os.path.exists(f"{root}{path}"):
            show("/dev/null", f"{root}{path}")
    mount("none", f"{root}/proc", "", REMOUNT | BIND | READ_ONLY | flags)
    for name in DEVICES:
        os.close(os.open(f"{root}/dev/{name}", os.O_CREAT | os.O_WRONLY, 0o600))
        mount(f"/dev/{name}", f"{root}/dev/{name}", "", BIND)
    for name, end in LINKS.items():
        os.symlink(f"/proc/self/fd{end}", f"{root}/dev/{name}")
    os.chdir(root)
    call("pivot_root", b".", b"old")
    call("umount2", b"/old", DETACH)
    os.chdir("/")
    mount("none", "/", "", REMOUNT | BIND | READ_ONLY | NO_SUID | NO_DEVICES)
    host_name = b"runbook"
    call("sethostname", host_name, ctypes.c_size_t(len(host_name)))
    os.chdir("/work")


def drop_rights(rules: bytes) -> None:
    """Give up every capability and load the filter."""
    for capability in range(CAPABILITIES):
        try:
            call("prctl", DROP_BOUND, capability, 0, 0, 0)
        except Failed:  # past the last one that this kernel has
            break
    call("prctl", SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    steps = ctypes.create_string_buffer(rules, len(rules))
    head = (ctypes.c_uint64 * 2)(len(rules) // 8, ctypes.addressof(steps))
    call("prctl", SET_SECCOMP, FILTER, head, 0, 0, what="(system call filter)")


def enclose(order: dict[str, Any]) -> None:
    """Build the sandbox without bubblewrap and become its process 1; needs Linux 5.12.

    Raises:
        Failed: the kernel refused a step.
    """
    with os.fdopen(RULES, "rb") as file:
        rules = file.read()
    call("unshare", NEW_REST, what="(namespaces)")
    outside = os.getpid()
    child = os.fork()
    if child:
        os.write(INFO, json.dumps({"child-pid": child}).encode())
        for fd in (OUT, ERROR, CONTROL, INFO):
            os.close(fd)
        os.waitpid(child, 0)
        os._exit(0)
    os.close(INFO)
    call("prctl", SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    # Inside the new process numbers every parent is 0: its death is seen by its number outside.
    if not os.path.exists(f"/proc/{outside}"):
        os._exit(1)
    os.setsid()
    furnish(order)
    drop_rights(rules)


def become(order: dict[str, Any], fds: list[int], parent: int) -> NoReturn:
    """Turn this fork into a sandbox."""
    try:
        die_with(parent)
        null = os.open("/dev/null", os.O_RDONLY)
        # First out of the way of the numbers they are to get, then onto them.
        held = [os.dup2(fd, 100 + place) for place, fd in enumerate(fds)]
        os.dup2(null, 0)
        for place, fd in enumerate(held):
            os.dup2(fd, OUT + place, inheritable=True)
        os.closerange(RULES + 1, 1 << 10)
        for number in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT):  # Python ignores them
            signal.signal(number, signal.SIG_DFL)
        own_keys()
        own_user()
        if order["how"] == "unshare":
            enclose(order)
        else:
            for name, size in order["scratch"].items():
                scratch(f"{order['tools']}/{name}", size, order["inodes"])
        words = order["words"]
        os.execve(words[0], words, order["environment"])  # noqa: S606 - no shell is wanted
    except (Failed, OSError) as error:
        os.write(ERROR, f"{error}\n".encode())
    os._exit(1)


def end(pid: int, dying: set[int]) -> None:
    """Kill a sandbox by the child that built it; `reap` takes it away once the kernel is through.

    Taking down processes and mounts takes the kernel some milliseconds, and nobody waits for it.
    """
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    dying.add(pid)


def reap(dying: set[int]) -> None:
    """Take away what was killed and is gone; only that, so that no number is used again too early.

    The number of a child that ended by itself stays its own until `end` comes for it.
    """
    for pid in tuple(dying):
        try:
            gone, _ = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            gone = pid
        if gone:
            dying.discard(pid)


def serve(door: socket.socket, refusal: str) -> None:
    """Carry out requests until the trainer has gone; with a refusal, answer that to all of them."""
    own = os.getpid()
    dying: set[int] = set()
    while True:
        data, fds, _, _ = socket.recv_fds(door, 1 << 17, 8)
        if not data:
            return
        reap(dying)
        order = json.loads(data)
        if "end" in order:
            end(order["end"], dying)
            door.send(b"0")
            continue
        pid = 0 if refusal else os.fork()
        if pid == 0 and not refusal:
            door.close()
            become(order, fds, own)
        for fd in fds:
            os.close(fd)
        door.send((refusal or str(pid)).encode())


def main() -> None:
    """Serve on standard input, which is the trainer's socket; as this user, when one is named."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    door = socket.socket(fileno=os.dup(0))
    refusal = ""
    if len(sys.argv) > 1:
        try:
            give_up_root(int(sys.argv[1]))
        except (Failed, OSError) as error:
            refusal = f"root cannot become an ordinary user here: {error}"
    os.umask(0o022)
    serve(door, refusal)


if __name__ == "__main__":
    main()
