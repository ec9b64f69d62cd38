"""Randomness in labelled streams, one per purpose, each derived from (seed, label).

Nothing here keeps state between draws that a responder could disturb: a draw is addressed by its
label and key, so who draws first, or how often, changes nothing for anybody else.
"""

from __future__ import annotations

import hashlib

import numpy as np

PPM = 1_000_000


class Streams:
    """All randomness of one exercise.

    Example:
        >>> Streams(7).uniform("answer", 1) == Streams(7).uniform("answer", 1)
        True
        >>> Streams(7).uniform("answer", 1) == Streams(8).uniform("answer", 1)
        False
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def _hash(self, text: str) -> int:
        digest = hashlib.blake2b(f"{self.seed}|{text}".encode(), digest_size=16).digest()
        return int.from_bytes(digest, "big")

    def derive(self, label: str) -> int:
        """The seed of a world, or of a test, that stands beside this one."""
        return self._hash(f"derive|{label}") >> 75

    def block(self, label: str) -> np.random.Generator:
        """A generator of its own for drawing whole arrays, always from its beginning."""
        # The prefix keeps a label's arrays apart from its single draws.
        return np.random.Generator(np.random.PCG64(self._hash(f"block|{label}")))

    def uniform(self, label: str, *key: int | str) -> float:
        """The one uniform draw in [0, 1) that belongs to this label and key."""
        # Of 128 bits the upper 53: as many as a float holds exactly, so the result stays below 1.
        return (self._hash(f"{label}|{'|'.join(map(str, key))}") >> 75) / (1 << 53)

    def ppm(self, label: str, *key: int | str) -> int:
        """The one draw in 0 … 999 999 that belongs to this label and key."""
        return int(self.uniform(label, *key) * PPM)
