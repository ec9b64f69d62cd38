"""What an evaluator corrected: readings of messages, decisions that do not count, ratings.

A correction names the journal's entry, or the objective. It changes what is scored, never the
journal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scoring.model import Rating
    from sim.language.model import Reading


@dataclass(frozen=True, slots=True)
class Corrections:
    """What the scorer is to go by instead of its own judgement.

    Attributes:
        readings: what a message is to be read as, by its entry's sequence number.
        rejected: the entries of decisions that an evaluator does not confirm.
        ratings: by an objective's id, how an evaluator rated it: decides whether it caps the total.
    """

    readings: Mapping[int, Reading] = field(default_factory=dict)
    rejected: frozenset[int] = frozenset()
    ratings: Mapping[str, Rating] = field(default_factory=dict)
