"""What is done otherwise in a fork: commands left out, replaced, moved or added, other settings.

Values only; checked against the record that they change, by sequence numbers of its journal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.errors import Unusable
from sim.journal.bodies import Action

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.campaigns.plan import Setting
    from sim.commands.command import Request
    from sim.journal.encoding import Entry


@dataclass(frozen=True, slots=True)
class AddedCommand:
    """A command that the record does not have at this instant.

    Attributes:
        at: when it is given, ms since StartEx.
        moved: the entry that it is moved from; None for a new one.
    """

    at: int
    request: Request
    moved: int | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that a fork does otherwise.

    Attributes:
        without: sequence numbers of commands that are not given, moved ones included.
        instead: by sequence number, what is given at that command's place.
        added: further commands, moved ones included.
        settings: fields of the scenario, by path, with their values.
    """

    without: frozenset[int] = frozenset()
    instead: Mapping[int, Request] = field(default_factory=dict)
    added: tuple[AddedCommand, ...] = ()
    settings: Mapping[str, Setting] = field(default_factory=dict)

    @property
    def moved(self) -> dict[int, int]:
        """By sequence number, to which instant a command is moved, ms since StartEx."""
        return {one.moved: one.at for one in self.added if one.moved is not None}


NOTHING = Changes()


def command_at(entries: Sequence[Entry], seq: int, option: str) -> Action:
    """The command of a record that an option names by its sequence number.

    Raises:
        Unusable: there is no such entry, it is no command, or it only looked.
    """
    if not 0 <= seq < len(entries):
        raise Unusable(
            f"{option} {seq}: the record has no such entry; its last one is {len(entries) - 1}"
        )
    body = entries[seq].body
    if not isinstance(body, Action):
        near = ", ".join(map(str, _nearest(entries, seq)))
        hint = f"; commands near it: {near}" if near else ""
        what = f"entry {seq} is not a command (it is a {body.kind!r} entry)"
        raise Unusable(f"{option} {seq}: {what}{hint}")
    if not body.effect or body.effect[0] == "looks":
        what = f"{body.method} {body.path}"[:80]
        raise Unusable(
            f"{option} {seq}: {what} only looked and changed nothing; choose a command that "
            "changed, tested or recorded something, or told somebody"
        )
    return body


def _nearest(entries: Sequence[Entry], seq: int) -> list[int]:
    """The commands nearest to an entry that did more than look."""
    found = (
        one.seq
        for one in entries
        if isinstance(one.body, Action) and one.body.effect and one.body.effect[0] != "looks"
    )
    return sorted(sorted(found, key=lambda other: abs(other - seq))[:4])


def is_decision(action: Action) -> bool:
    """Whether leaving a command out can matter: it took effect and did more than look."""
    return bool(action.effect) and action.effect[0] in {"changes", "tells"} and action.took_effect
