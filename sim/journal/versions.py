"""Which versions there are of what a record holds, and what an older one means: said here alone.

A *format* is how a file is spelt. Every format since 0.1 is read; a newer one than today's is
refused in one line. The *world's version* is how the world behaves: it is raised whenever the same
actions would leave another journal (once between two releases is enough). A record is scored,
reported, replayed on the boards and counted in trends from its entries, whatever its world was;
what simulates again needs the same world.

| format | journal | scorecard | review |
|---|---|---|---|
| 1 | 0.1: an action says no effect, the header no world | 0.1: marks that do not compare | 0.1 |
| 2 | effect, world's version | marks of 0.2 | decisions, readings |
"""

from __future__ import annotations

from typing import Any, Literal

from sim.errors import OtherWorld, TooNew

WORLD = 6
"""0.1: 1. 0.2: 6, and 2 to 5 while it was being made."""

JournalFormat = Literal[1, 2]
JOURNAL: Literal[2] = 2
SCORECARD: Literal[2] = 2
ReviewFormat = Literal[1, 2]
REVIEW: Literal[2] = 2
ABOUT: Literal[1] = 1
HOT_WASH: Literal[1] = 1
"""Of `hot-wash.jsonl`; 0.2 is the first to write one."""


def check_format(found: object, newest: int, what: str) -> None:
    """Refuse a format that is newer than today's; anything else is the model's to judge.

    Args:
        found: the format as it stands in the file.
        newest: today's.
        what: the file, for the message.

    Raises:
        TooNew: it is newer.
    """
    if type(found) is int and found > newest:
        raise TooNew(what, found, newest)


def header_of_today(body: dict[str, Any]) -> dict[str, Any]:
    """A header as it was read, in today's form.

    Raises:
        TooNew: its format is newer than today's.
        KeyError: it does not name its world.
    """
    found = body.get("schema_version")
    check_format(found, JOURNAL, "journal.jsonl")
    if "world_version" in body:
        return body
    if found == 1:  # 0.1 knew one world only and so did not name it
        return {**body, "world_version": 1}
    raise KeyError("world_version")


def says_no_effect(journal_format: int) -> bool:
    """Whether journals of this format were written before actions had an effect."""
    return journal_format == 1


def check_world(version: int, tool_version: str) -> None:
    """See that today's world is the one that a record was played in.

    Args:
        version: the world's, as the record's header says.
        tool_version: the trainer that wrote it, for the message.

    Raises:
        OtherWorld: it is not; nothing can be simulated again.
    """
    if version != WORLD:
        raise OtherWorld(version, WORLD, tool_version)
