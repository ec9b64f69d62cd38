"""What somebody did, as one would tell it: `reset the circuit breaker`, `paged the CTO: “…”`.

From what the command table says a command does and the arguments it understood; a command without
words of its own is told by its request.
"""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING

from scoring.actions import test_passed, took_effect
from sim.legible import inside
from sim.scenario.names import PRODUCTION_HOST

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.command_set import Deed
    from sim.journal.bodies import Action
    from sim.scenario.policy import Policy

_MOST_CHARS = 110

_DID: dict[Deed, str] = {
    "declares": "declared the incident",
    "acknowledges": "acknowledged the alerts",
    "resolves": "declared it resolved",
    "notes": "wrote a note",
    "answers": "answered a call",
    "resets": "reset the circuit breaker",
    "forces_queue": "forced the queue",
    "deletes_files": "emptied the bucket",
    "releases_files": "released quarantined files",
}
_TO: dict[Deed, tuple[str, str]] = {
    "degrades": ("put {} into degraded mode", "name"),
    "restores": ("restored {}", "name"),
    "restores_files": ("restored files from {}", "id"),
    "verifies_backup": ("verified {}", "id"),
    "deploys": ("deployed release {}", "release"),
}
_TESTED: dict[Deed, str] = {
    "tests_r2": "tested R2",
    "tests_operations": "ran the end-to-end test of users' operations",
}


def quoted(text: str, most: int = _MOST_CHARS) -> str:
    """Somebody's words in quotation marks, cut between words at a length that a line bears."""
    return f"“{shorten(text, most, placeholder=' …')}”"


def in_sentence(name: str, policy: Policy) -> str:
    """A role, group or audience inside a sentence: `the technical lead`, `the CTO`, `all users`."""
    called = policy.called(name)
    plain = inside(called)
    nobody_in_particular = plain.endswith("support") or plain.startswith("all ")
    return plain if nobody_in_particular else f"the {plain}"


def _argument(action: Action, name: str) -> str:
    value = action.arguments.get(name)
    return value if isinstance(value, str) else ""


def _deed(action: Action) -> str:
    """The first of its deeds that has words; "" for none."""
    for deed in action.effect[1:]:
        if deed in _DID:
            return _DID[deed]
        if deed in _TO:
            sentence, name = _TO[deed]
            if value := _argument(action, name):
                return sentence.format(value)
        if deed in _TESTED:
            return f"{_TESTED[deed]}{_outcome(action)}"
    return ""


def _outcome(action: Action) -> str:
    response = action.response
    data = response.get("data") if isinstance(response, dict) else None
    if isinstance(data, dict) and data.get("tried") is False:
        return "; the open breaker rejected the call"
    return ", which passed" if test_passed(action) else ", which failed"


def _stated(action: Action) -> str:
    level, cause = action.arguments.get("severity"), _argument(action, "cause")
    parts = [f"severity {level}"] if isinstance(level, int) else []
    parts += [f"the cause as {quoted(cause)}"] if cause else []
    return f"stated {' and '.join(parts)}" if parts else ""


def _told(action: Action, called: Callable[[str], str]) -> str:
    """A message, by whom it was for and what it said."""
    words = _argument(action, "text") or _argument(action, "message")
    said = f": {quoted(words)}" if words else ""
    if "calls_role" in action.effect:
        # `page` and `call` are regular verbs.
        verb = f"{action.command.removesuffix('e')}ed"
        return f"{verb} {called(_argument(action, 'role'))}{said}"
    if state := _argument(action, "state"):
        return f"set the status page to {state}{said}"
    to = _argument(action, "target") or _argument(action, "to")
    if not to:
        channel = _argument(action, "channel")
        return f"posted on {channel.replace('_', '-')}{said}" if channel else f"told people{said}"
    return f"told {called(to)}{said}"


def did(action: Action, policy: Policy) -> str:
    """The command as a sentence's predicate; a refused one says so."""
    request = f"sent {action.method} {action.path}"
    if not took_effect(action):
        return f"{request}, which was refused"
    if action.host != PRODUCTION_HOST:
        return f"{request} in the test environment"
    if "assesses" in action.effect and (stated := _stated(action)):
        return stated
    if action.effect and action.effect[0] == "tells":
        return _told(action, lambda name: in_sentence(name, policy))
    return _deed(action) or request


def acts(action: Action) -> bool:
    """Whether a command did something in the night: it took effect, no look, no hint asked for."""
    looks = not action.effect or action.effect[0] in {"looks", "asks"}
    return took_effect(action) and action.host == PRODUCTION_HOST and not looks


def decides(action: Action) -> bool:
    """Whether it can have changed what users got: it changed the worker, or reached people."""
    return acts(action) and action.effect[0] in {"changes", "tells"}
