"""`tabletop doctor`."""

from __future__ import annotations

import ctypes
import json
import platform
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from sim.errors import NoIsolation
from sim.legible import shown
from sim.needs import ELSEWHERE, FEATURES, NEEDS, SYSTEMS, install_line
from sim.surfaces.fonts import is_there
from sim.surfaces.layout import say, say_json, say_styled

if TYPE_CHECKING:
    from sim.needs import Feature, Prerequisite, System

LINUX = "Linux"
WORKS, MISSING = "works", "missing"


@dataclass(frozen=True, slots=True)
class HostSystem:
    """The system that is looked at.

    Attributes:
        kernel: as `platform.system()` says: Linux, Darwin.
        system: whose packages it has; None where that is not known.
        label: for people.
    """

    kernel: str
    system: System | None
    label: str


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was found about a feature.

    Attributes:
        missing: names of the needs that are not met.
        reasons: why, where a name does not say it.
    """

    feature: Feature
    missing: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def works(self) -> bool:
        """Whether it can be used here."""
        return not self.missing


@click.command(
    epilog="""\b
Examples:
  tabletop doctor
  tabletop doctor --development
  tabletop doctor --json

Exit code 0: every feature works here; 1: something is missing.
"""
)
@click.option("--development", is_flag=True, help="Check what the project's own tests need, too.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
@click.pass_context
def command(ctx: click.Context, *, development: bool, as_json: bool) -> None:
    """Check which features work on this machine, and what to install for the others.

    Programs are looked for on the PATH, libraries are loaded, and a sandbox is built. Nothing is
    installed or changed.
    """
    machine = this_machine()
    wanted = [one for one in FEATURES if development or not one.development]
    found = examine(wanted, machine)
    if as_json:
        say_json(json.dumps(_document(found, machine), indent=2))
    else:
        _print(found, machine)
    if not all(one.works for one in found):
        ctx.exit(1)


def this_machine() -> HostSystem:
    """The system this process runs on."""
    kernel = platform.system()
    system: System | None = "macos" if kernel == "Darwin" else None
    label = kernel
    if kernel == LINUX:
        try:
            release = platform.freedesktop_os_release()
        except OSError:
            release = {}
        label = release.get("PRETTY_NAME", kernel)
        alike = {release.get("ID", ""), *release.get("ID_LIKE", "").split()}
        system = "debian" if alike & {"debian", "ubuntu"} else None
        system = "fedora" if alike & {"fedora", "rhel"} else system
    return HostSystem(kernel, system, f"{label}, {platform.machine()}")


def examine(features: list[Feature], machine: HostSystem) -> list[Checkup]:
    """Look for what each feature needs; each need is looked for once."""
    problems: dict[str, tuple[str, ...] | None] = {}
    found = []
    for feature in features:
        if feature.linux and machine.kernel != LINUX:
            found.append(Checkup(feature, (LINUX,), ()))
            continue
        for name in feature.needs:
            if name not in problems:
                problems[name] = look(NEEDS[name])
        missing = tuple(name for name in feature.needs if problems[name] is not None)
        reasons = tuple(reason for name in missing for reason in problems[name] or ())
        found.append(Checkup(feature, missing, reasons))
    return found


def look(need: Prerequisite) -> tuple[str, ...] | None:
    """None when a need is met; otherwise the reasons, of which there may be none."""
    match need.kind:
        case "program":
            return None if shutil.which(need.name) else ()
        case "library":
            return None if any(map(_loads, need.files)) else ()
        case "font":
            return None if is_there(need.name) else ()
        case "sandbox":
            return _try_a_sandbox()


def _loads(file: str) -> bool:
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True


def _try_a_sandbox() -> tuple[str, ...] | None:
    from sim.runbook.budgets import Budgets
    from sim.runner.shell import Shell

    try:
        with Shell("doctor", Budgets(), {}) as shell:
            shell.be_ready()
    except NoIsolation as error:
        return error.reasons
    return None


def _remedies(one: Checkup, machine: HostSystem) -> dict[System, str]:
    """The commands that install what is missing: for this system, or for each."""
    systems: list[System] = [machine.system] if machine.system else list(SYSTEMS)
    # Packages alone do not let a kernel build sandboxes, which has steps of its own.
    names = tuple(name for name in one.missing if name in NEEDS and name != "sandbox")
    lines = {system: install_line(names, system) for system in systems}
    return {system: line for system, line in lines.items() if line is not None}


def _print(found: list[Checkup], machine: HostSystem) -> None:
    from sim.surfaces.error_lines import ways_to_a_sandbox

    say(f"{machine.label}, Python {platform.python_version()}\n")
    for one in found:
        _print_line(one)
        for reason in one.reasons:
            say(f"           {reason}")
        for system, line in _remedies(one, machine).items():
            lead = "" if machine.system else f"{SYSTEMS[system]}: "
            say(f"           {lead}{line}")
        if "sandbox" in one.missing:
            for way in ways_to_a_sandbox():
                say(f"         {way}")
    working = sum(one.works for one in found)
    say(f"\n{working} of {len(found)} features work here.")
    if machine.kernel != LINUX:
        say(ELSEWHERE)


def _print_line(one: Checkup) -> None:
    if one.works:
        say_styled(f"{click.style(WORKS, fg='green')}    {shown(one.feature.title)}")
    else:
        needs = ", ".join(one.missing)
        say_styled(f"{click.style(MISSING, fg='red')}  {shown(one.feature.title)}: needs {needs}")


def _document(found: list[Checkup], machine: HostSystem) -> dict[str, Any]:
    features = [
        {
            "name": one.feature.name,
            "title": one.feature.title,
            "works": one.works,
            "missing": list(one.missing),
            "reasons": list(one.reasons),
            "install": _remedies(one, machine),
        }
        for one in found
    ]
    return {
        "machine": machine.label,
        "python": platform.python_version(),
        "works": all(one.works for one in found),
        "features": features,
    }
