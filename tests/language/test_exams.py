"""Seven examinations of a hundred messages each, by people who never saw the reader.

When each was first read, precision and recall of claims were 93.7 and 81.5 %, 93.9 and 83.6 %, and
92.4 and 84.0 %. What the first two showed was mended afterwards, so that only the third still says
how it reads what it has never seen. Later rounds (`test_rounds.py`) were mended by kind, and moved
the third to 94.1 and 84.7 %; no rule was made for one of its messages.

The fourth was first read at 94.4 and 87.1 %. It has been seen since: the kinds behind its false
claims were mended (`test_fourth_kinds.py` has them in other words), so that its figures now, 100
and 99.1 %, say only that what was mended stays so.

The fifth, sixth and seventh were written by three people at once, and first read at 98.2 and 86.5,
92.9 and 89.2, 97.0 and 79.3 %; together 96.1 % of 308 claims were right, and 84.8 % were read. The
2,050 messages of `unseen` came before them (`test_rounds.py`). These, too, have been seen since.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.language.agreement import assert_within

EXAMS = Path(__file__).parent / "exams"
BARS = {
    "first": (0.97, 0.9),
    "second": (0.95, 0.8),
    "third": (0.92, 0.8),
    "fourth": (0.98, 0.95),
    "fifth": (0.98, 0.83),
    "sixth": (0.98, 0.85),
    "seventh": (0.97, 0.77),
}


@pytest.mark.parametrize("exam", BARS)
def test_an_examination(exam: str) -> None:
    """Claims, and the other fields in at least 97 of 100 messages."""
    assert_within(EXAMS / f"{exam}.jsonl", *BARS[exam])
