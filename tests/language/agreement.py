"""How far the reader agrees with labelled messages: claims, and each field by value."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.language.read import read

FIELDS = ("next_update", "eta", "over", "severity")


def by_value(time: str | None) -> str | int | None:
    """A time to compare: 60m and 1h are the same."""
    if time and time[-1] in "mh" and ":" not in time:
        return int(time[:-1]) * (60 if time[-1] == "h" else 1)
    return time


@dataclass
class Agreement:
    """What the reader and the labels have in common.

    Attributes:
        messages: how many were read.
        both: claims that both have.
        read_only: claims that only the reader has.
        labelled_only: claims that only the labels have.
        right: for each field, in how many messages it agrees.
        wrong: a line for each message that does not agree, with its text.
    """

    messages: int = 0
    both: int = 0
    read_only: int = 0
    labelled_only: int = 0
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Which share of the claims that were read is labelled."""
        return self.both / (self.both + self.read_only or 1)

    @property
    def recall(self) -> float:
        """Which share of the labelled claims was read."""
        return self.both / (self.both + self.labelled_only or 1)

    def accuracy(self, name: str) -> float:
        """In which share of the messages a field agrees."""
        return self.right[name] / (self.messages or 1)

    def __str__(self) -> str:
        """The figures in one line."""
        fields = ", ".join(f"{name} {self.accuracy(name):.1%}" for name in FIELDS)
        return (
            f"{self.messages} messages: precision {self.precision:.1%}, "
            f"recall {self.recall:.1%}; {fields}"
        )


def assert_within(path: Path, precision: float, recall: float) -> None:
    """A file's claims are as labelled, and the other fields in at least 97 of 100 messages."""
    found = agreement(messages(path))
    table = "\n".join([str(found), *found.wrong])
    assert found.precision >= precision, table
    assert found.recall >= recall, table
    for name in FIELDS:
        assert found.accuracy(name) >= 0.97, table


def messages(path: Path) -> list[dict[str, Any]]:
    """The labelled messages of a file, one a line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def agreement(labelled: list[dict[str, Any]]) -> Agreement:
    """Read every message and compare."""
    found = Agreement()
    for message in labelled:
        reading = read(message["text"])
        mine = {(one.subject, one.state) for one in reading.claims}
        theirs = {(subject, state) for subject, state in message["claims"]}
        found.messages += 1
        found.both += len(mine & theirs)
        found.read_only += len(mine - theirs)
        found.labelled_only += len(theirs - mine)
        said = [f"+{' '.join(one)}" for one in sorted(mine - theirs)]
        said += [f"-{' '.join(one)}" for one in sorted(theirs - mine)]
        for name in FIELDS:
            here, there = getattr(reading, name), message[name]
            if by_value(here) == by_value(there) if name in FIELDS[:2] else here == there:
                found.right[name] += 1
            else:
                said.append(f"{name} {here!r}, labelled {there!r}")
        if said:
            found.wrong.append(f"{message['id']}: {'; '.join(said)}\n    {message['text']!r}")
    return found


if __name__ == "__main__":
    for name in sys.argv[1:]:
        result = agreement(messages(Path(name)))
        sys.stdout.write("\n".join([*result.wrong, f"{name}: {result}", ""]))
