"""Every labelled message is read as it was when `kept.txt` was written, alone and beside another.

The bars of the other tests allow for messages that are misread; this one shows each message that a
changed rule reads differently, so that whoever changes it looks at them: TABLETOP_REWRITE=1 writes
the file anew.
"""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path

import pytest

from sim.language.read import read

HERE = Path(__file__).parent
KEPT = HERE / "kept.txt"
CORPORA = tuple(sorted(HERE.rglob("*.jsonl")))


def _readings() -> dict[str, str]:
    """Corpus and message, and a checksum over everything that it is read as."""
    found = {}
    for corpus in CORPORA:
        for number, line in enumerate(corpus.read_text(encoding="utf-8").splitlines()):
            message = json.loads(line)
            name = f"{corpus.stem} {message.get('id', number)}"
            reading = repr(read(message["text"]))
            found[name] = f"{zlib.crc32(reading.encode()):08x}"
    return found


BESIDE = 40
"""Every so many messages are one row: what stands in another sentence counts for rules that look
beyond their own."""


def _beside() -> dict[str, str]:
    """Each message with the one that lies a while behind it in its corpus, read as one text."""
    found = {}
    for corpus in CORPORA:
        texts = [json.loads(line)["text"] for line in corpus.read_text("utf-8").splitlines()]
        both = [f"{one} {texts[(place + 7) % len(texts)]}" for place, one in enumerate(texts)]
        for first in range(0, len(both), BESIDE):
            readings = "\n".join(repr(read(text)) for text in both[first : first + BESIDE])
            name = f"{corpus.stem} from {first} on, two by two"
            found[name] = f"{zlib.crc32(readings.encode()):08x}"
    return found


@pytest.mark.slow
def test_every_message_is_read_as_before() -> None:
    """No message is read differently; where one is to be, the file says so."""
    now = {**_readings(), **_beside()}
    if os.environ.get("TABLETOP_REWRITE"):
        text = "".join(f"{name} {checksum}\n" for name, checksum in now.items())
        KEPT.write_text(text, encoding="utf-8")
    rows = (line.rpartition(" ") for line in KEPT.read_text(encoding="utf-8").splitlines())
    kept = {name: checksum for name, _, checksum in rows}
    assert [name for name in {**kept, **now} if kept.get(name) != now.get(name)] == []
