"""The system call filter, carried out step by step as the kernel does it, for both machines."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.runner.seccomp import (
    ALLOW,
    DENIED,
    EAFNOSUPPORT,
    ENOSYS,
    EPERM,
    FAIL,
    KILL,
    MACHINES,
    NEWEST,
    X32,
    program,
)

if TYPE_CHECKING:
    from collections.abc import Callable

LOAD, RETURN, MASK = 0x20, 0x06, 0x54
TESTS: dict[int, Callable[[int, int], bool]] = {
    0x15: lambda word, value: word == value,
    0x25: lambda word, value: word > value,
    0x35: lambda word, value: word >= value,
    0x45: lambda word, value: bool(word & value),
}
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}


def verdict(machine: str, number: int, *arguments: int, arch: int | None = None) -> int:
    """What the filter says of a call: an action, with the error in its low bits."""
    rules = program(machine)
    assert rules is not None
    steps = list(struct.iter_unpack("<HBBI", rules))
    given = [*arguments, *[0] * (6 - len(arguments))]
    own = MACHINES[machine].arch if arch is None else arch
    data = struct.pack("<iIQ6Q", number, own, 0, *given)
    word, at = 0, 0
    while True:
        code, yes, no, value = steps[at]
        if code == RETURN:
            return int(value)
        if code == LOAD:
            (word,) = struct.unpack_from("<I", data, value)
        elif code == MASK:
            word &= value
        else:
            at += yes if TESTS[code](word, value) else no
        at += 1


def call(machine: str, name: str, *arguments: int) -> int:
    """The verdict on a call by name."""
    return verdict(machine, MACHINES[machine].calls[name], *arguments)


machines = pytest.mark.parametrize("machine", MACHINES)


@machines
def test_what_is_denied_fails(machine: str) -> None:
    """Every call of the table that the machine has, whatever its arguments are."""
    known = [name for name in DENIED if name in MACHINES[machine].calls]
    assert len(known) > 80
    assert {call(machine, name, 1, 2, 3) for name in known} == {FAIL | EPERM}


@machines
@pytest.mark.parametrize(
    ("name", "arguments", "wanted"),
    [
        ("clone", (17,), ALLOW),
        ("clone", (0x01200011,), ALLOW),
        ("clone", (0x10000011,), FAIL | EPERM),
        ("clone", (0x40000000,), FAIL | EPERM),
        ("clone", (0x00020000,), FAIL | EPERM),
        ("clone3", (), FAIL | ENOSYS),
        ("socket", (1, 1), ALLOW),
        ("socket", (1, 5), ALLOW),
        ("socket", (2, 1), ALLOW),
        ("socket", (10, 0x80802), ALLOW),
        ("socket", (2, 3), FAIL | EAFNOSUPPORT),
        ("socket", (16, 3), FAIL | EAFNOSUPPORT),
        ("socket", (40, 1), FAIL | EAFNOSUPPORT),
        ("socketpair", (1, 1), ALLOW),
        ("socketpair", (30, 1), FAIL | EAFNOSUPPORT),
        ("prlimit64", (0, 7), ALLOW),
        ("prlimit64", (1, 7), FAIL | EPERM),
        ("ioctl", (0, 0x5401), ALLOW),
        ("ioctl", (0, 0x5412), FAIL | EPERM),
        ("ioctl", (0, 0x541C), FAIL | EPERM),
    ],
)
def test_arguments_decide(machine: str, name: str, arguments: tuple[int, ...], wanted: int) -> None:
    """Of calls that every program needs in one form and none in another."""
    assert call(machine, name, *arguments) == wanted


@machines
def test_what_programs_need_is_allowed(machine: str) -> None:
    """Everything that is neither named nor newer than the table."""
    named = set(MACHINES[machine].calls.values())
    others = [number for number in range(NEWEST + 1) if number not in named]
    assert {verdict(machine, number) for number in others} == {ALLOW}


@machines
def test_what_is_not_known_is_not_there(machine: str) -> None:
    """Newer calls answer as on an older kernel; other numberings end the process."""
    assert verdict(machine, NEWEST + 1) == FAIL | ENOSYS
    assert verdict(machine, X32 - 1) == FAIL | ENOSYS
    assert verdict(machine, X32 | 39) == KILL
    assert verdict(machine, 20, arch=0x40000003) == KILL
    assert verdict(machine, 20, arch=0x40000028) == KILL


def test_other_machines_have_no_filter() -> None:
    """And so no sandbox."""
    assert program("riscv64") is None


@machines
def test_the_numbers_are_the_kernels(machine: str) -> None:
    """As far as this machine's headers go; they may be older than the table."""
    if not HEADERS[machine].exists():
        pytest.skip("the kernel's headers are not installed")
    pattern = r"^#define __NR(?:3264)?_(\w+)[ \t]+(\d+)$"
    defined = dict(re.findall(pattern, HEADERS[machine].read_text(), re.MULTILINE))
    known = MACHINES[machine].calls
    checked = {name: int(defined[name]) for name in known if name in defined}
    assert len(checked) > 80
    assert checked == {name: known[name] for name in checked}
