"""The reader's word lists, member by member, and its rules at the edges of a sentence.

The files keep a checksum a row over what its sentences are read as: they prove that nothing is
read differently than before, not that it is read rightly. Whoever changes a rule looks at the rows
that the test names; TABLETOP_REWRITE=1 writes their checksums anew. A new row begins with a 0.

- `members.txt`: `Uploads are {down|off} again.` is read once with each word in braces. The words
  are one word list of the reader, and the sentence is one in which a member of it counts.
- `clipped.txt`: a sentence is read without each of its words, from each and up to each of them,
  and with each two neighbours exchanged: rules look at the words beside, and here there are none,
  or others.
- `inserted.txt`: a sentence is read with a word of each kind before each of its words and behind
  the last: another subject, state or tense, a denial, a figure. A third of the kinds at each
  place, by turns.
"""

from __future__ import annotations

import os
import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.language.read import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).parent
KINDS: tuple[str, ...] = (
    *("uploads", "downloads", "lists", "sign-in", "the service", "backups", "they", "nobody"),
    *("fail", "slow", "delayed", "lost", "safe", "work", "restored", "can", "affected", "gone"),
    *("will", "would", "was", "have been", "is", "due to be", "not", "no longer", "not true that"),
    *(
        ",",
        ":",
        "and",
        "but",
        "because",
        "if",
        "also",
        "reportedly",
        "503",
        "40 %",
        "at 9:00",
        "✅",
    ),
)
"""A word of each kind that the reader tells apart."""
BRACES = re.compile(r"^(.*?)\{(.*?)\}(.*)$")


def members(row: str) -> Iterator[str]:
    """The sentence of a row with each of the words in its braces."""
    found = BRACES.match(row)
    assert found, f"no braces: {row}"
    before, words, behind = found.groups()
    for word in words.split("|"):
        yield f"{before}{word}{behind}"


def clipped(row: str) -> Iterator[str]:
    """A sentence cut before, behind and at each of its words, and with neighbours exchanged."""
    words = row.split(" ")
    for place, word in enumerate(words):
        before, behind = words[:place], words[place + 1 :]
        yield " ".join([*before, *behind])
        yield " ".join([*before, word])
        yield " ".join([word, *behind])
        if behind:
            yield " ".join([*before, behind[0], word, *behind[1:]])


def inserted(row: str) -> Iterator[str]:
    """A sentence with one word more, of a third of the kinds at each place."""
    words = row.split(" ")
    for place in range(len(words) + 1):
        for kind in KINDS[place % 3 :: 3]:
            yield " ".join([*words[:place], kind, *words[place:]])


@pytest.mark.parametrize(
    ("path", "sentences"),
    [
        pytest.param("members.txt", members, id="members"),
        pytest.param("clipped.txt", clipped, id="clipped"),
        pytest.param("inserted.txt", inserted, id="inserted"),
    ],
)
@pytest.mark.slow
def test_every_variant_is_read_as_before(
    path: str, sentences: Callable[[str], Iterator[str]]
) -> None:
    """No row is read differently; where one is to be, the file says so."""
    kept, now = {}, {}
    for line in (HERE / path).read_text(encoding="utf-8").splitlines():
        checksum, _, row = line.partition(" ")
        kept[row] = checksum
        readings = "\n".join(repr(read(one)) for one in sentences(row))
        now[row] = f"{zlib.crc32(readings.encode()):08x}"
    if os.environ.get("TABLETOP_REWRITE"):
        text = "".join(f"{checksum} {row}\n" for row, checksum in now.items())
        (HERE / path).write_text(text, encoding="utf-8")
        kept = now
    assert [row for row, checksum in now.items() if kept[row] != checksum] == []


@pytest.mark.parametrize(
    ("row", "read_as"),
    [
        ("Uploads are {failing|down|broken|unavailable}.", {"uploads failing"}),
        ("Uploads are {slow|sluggish}.", {"uploads slow"}),
        ("Uploads are {delayed|queued}.", {"uploads delayed"}),
        ("Uploads are {fine|working|available|operational}.", {"uploads works"}),
        ("{Downloads|Reads|GETs} fail.", {"downloads failing"}),
        ("{Uploads|Writes|PUTs} fail.", {"uploads failing"}),
        ("{Sign-in|Login|Logging in} fails.", {"sign_in failing"}),
        ("{Lists|Files|All lists|Stored lists} are safe.", {"files safe"}),
    ],
)
def test_members_of_one_list_mean_the_same(row: str, read_as: set[str]) -> None:
    """Each word for the same thing gives the same claim."""
    claims = {
        sentence: {f"{one.subject} {one.state}" for one in read(sentence).claims}
        for sentence in members(row)
    }
    assert claims == dict.fromkeys(claims, read_as)
