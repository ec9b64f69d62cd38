"""Errors in words: what a person reads, one line each, with the way out."""

from __future__ import annotations

from difflib import get_close_matches

from sim.errors import (
    BadFile,
    BadJournal,
    Missing,
    NoIsolation,
    NotFound,
    ReplayDiffers,
    TabletopError,
)
from sim.legible import shown_line
from sim.needs import install_line

DOCKER = " ".join(
    f"--security-opt {part}=unconfined" for part in ("seccomp", "apparmor", "systempaths")
)


def lines_of(error: TabletopError) -> list[str]:
    """What to tell the user about an error."""
    if isinstance(error, BadFile):
        lines = [str(finding) for finding in error.findings]
    elif isinstance(error, NoIsolation):
        lines = no_isolation(error)
    else:
        lines = [_line(error)]
    # Names of files and words of players are anything at all.
    return [shown_line(line) for line in lines]


def no_isolation(error: NoIsolation) -> list[str]:
    """Why a runbook is not run, and each way to have it run."""
    return [
        "a runbook is run in a sandbox only, and none can be had here:",
        *(f"  - {reason}" for reason in error.reasons),
        "ways out:",
        *ways_to_a_sandbox(),
    ]


def ways_to_a_sandbox() -> list[str]:
    """What lets a machine build a sandbox, an indented line each."""
    return [
        "  - allow ordinary users to make namespaces: sudo sysctl user.max_user_namespaces=15000",
        "  - Ubuntu 24.04 and later: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0",
        f"  - Linux 5.12 or later, or bubblewrap: {install_line(('sandbox',))}",
        f"  - in Docker: docker run {DOCKER} …",
    ]


def _line(error: TabletopError) -> str:
    match error:
        case NotFound():
            near = get_close_matches(error.name, error.known, n=1)
            if near:
                return f"no {error.kind} '{error.name}': did you mean '{near[0]}'?"
            known = f"; available: {', '.join(error.known)}" if error.known else ""
            return f"no {error.kind} '{error.name}'{known}"
        case BadJournal():
            return f"{error.journal}:{error.line}: {error.problem}"
        case ReplayDiffers():
            return (
                f"{error.journal}:{error.line}: replay differs: recorded {error.recorded}, "
                f"rebuilt {error.rebuilt}; the record was changed or made by another version"
            )
        case Missing():
            return f"{error.what}; install with: {error.remedy}"
        case _:
            return str(error)
