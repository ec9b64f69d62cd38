"""Errors in words: what a person reads, one line each, with the way out."""

from __future__ import annotations

from difflib import get_close_matches

from sim.errors import (
    BadFile,
    BadJournal,
    Missing,
    NotFound,
    ReplayDiffers,
    TabletopError,
)


def lines_of(error: TabletopError) -> list[str]:
    """What to tell the user about an error."""
    if isinstance(error, BadFile):
        return [str(finding) for finding in error.findings]
    return [_line(error)]


def _line(error: TabletopError) -> str:
    match error:
        case NotFound():
            near = get_close_matches(error.name, error.known, n=1)
            if near:
                return f"no {error.kind} '{error.name}': did you mean '{near[0]}'?"
            known = f"; there is: {', '.join(error.known)}" if error.known else ""
            return f"no {error.kind} '{error.name}'{known}"
        case BadJournal():
            return f"journal.jsonl:{error.line}: {error.problem}"
        case ReplayDiffers():
            return (
                f"journal.jsonl:{error.line}: replay differs: recorded {error.recorded}, "
                f"rebuilt {error.rebuilt}; the record was changed or made by another version"
            )
        case Missing():
            return f"{error.what}; install with: {error.remedy}"
        case _:
            return str(error)
