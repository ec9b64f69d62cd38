"""A value on its way to worker processes: spelt once, and read once in each process.

Every chunk names nearly every scenario. Spelling and reading them anew for each would take a tenth
of a campaign.
"""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")

MOST_KEPT = 256
_read: dict[bytes, SpeltOnce[Any]] = {}


@dataclass(frozen=True, slots=True)
class SpeltOnce(Generic[Value]):
    """A value that processes keep: equal values come out as one, so what is known of it stays.

    Attributes:
        value: what is carried.
    """

    value: Value
    _spelt: list[bytes] = field(default_factory=list, repr=False, compare=False)

    def __reduce__(self) -> tuple[Any, ...]:
        if not self._spelt:
            self._spelt.append(pickle.dumps(self.value))
        return _read_once, (self._spelt[0],)


def _read_once(spelt: bytes) -> SpeltOnce[Any]:
    # Sent by the campaign itself to its own workers, as joblib and Dask send everything.
    key = hashlib.blake2b(spelt).digest()
    found = _read.get(key)
    if found is None:
        if len(_read) >= MOST_KEPT:
            _read.clear()
        # Two threads of a Dask worker may come here at once: both get the same one.
        found = _read.setdefault(key, SpeltOnce(pickle.loads(spelt)))  # noqa: S301
    return found
