"""Randomness in labelled streams, one per purpose, each derived from (seed, label).

Nothing here keeps state between draws that a responder could disturb: a draw is addressed by its
label and key, so who draws first, or how often, changes nothing for anybody else.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np

PPM = 1_000_000

EVEN_SEEDS = 64
"""The seeds of one block that `Streams.even` spreads over the whole range: 0 to 63, 64 to 127, …"""

_FLOAT = 1 << 53


def _joined(label: str, *key: int | str) -> str:
    return f"{label}|{'|'.join(map(str, key))}"


@lru_cache(maxsize=1024)
def _ranked(block: int, label: str, *key: int | str) -> tuple[float, ...]:
    """The independent draws of a block's seeds, the smallest first."""
    seeds = range(block * EVEN_SEEDS, (block + 1) * EVEN_SEEDS)
    return tuple(sorted(Streams(seed).uniform(label, *key) for seed in seeds))


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

    def _bits(self, text: str) -> int:
        # Of 128 bits the upper 53: as many as a float holds exactly, so the result stays below 1.
        return self._hash(text) >> 75

    def derive(self, label: str) -> int:
        """The seed of a world, or of a test, that stands beside this one."""
        return self._bits(f"derive|{label}")

    def block(self, label: str) -> np.random.Generator:
        """A generator of its own for drawing whole arrays, always from its beginning."""
        # The prefix keeps a label's arrays apart from its single draws.
        return np.random.Generator(np.random.PCG64(self._hash(f"block|{label}")))

    def uniform(self, label: str, *key: int | str) -> float:
        """The one uniform draw in [0, 1) that belongs to this label and key."""
        return self._bits(_joined(label, *key)) / _FLOAT

    def even(self, label: str, *key: int | str) -> float:
        """The one draw in [0, 1) of this label and key, spread evenly over successive seeds.

        For what decides a whole night, such as how long an outage lasts: the seeds 1 to 30 should
        not by chance be thirty short nights. Latin hypercube sampling (McKay, Beckman and Conover
        1979): of each block of `EVEN_SEEDS` seeds, one falls into each equal part of the range. The
        seed with the block's smallest `uniform` gets the lowest part, and so on, so a draw stays
        near the seed's independent one, and two labels stay independent of each other. Where in its
        part it lies is drawn apart, so that a single seed's draw is exactly uniform.
        """
        ranked = _ranked(self.seed // EVEN_SEEDS, label, *key)
        part = ranked.index(self.uniform(label, *key))
        within = part * _FLOAT + self._bits(f"even|{_joined(label, *key)}")
        return within // EVEN_SEEDS / _FLOAT  # divided as integers: it cannot round up to 1

    def ppm(self, label: str, *key: int | str) -> int:
        """The one draw in 0 … 999 999 that belongs to this label and key."""
        return int(self.uniform(label, *key) * PPM)
