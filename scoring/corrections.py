"""What an evaluator corrected: how a message was read, and decisions that do not count.

A correction names the journal's entry. It changes what is scored, never the journal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.language.model import Reading


@dataclass(frozen=True, slots=True)
class Corrections:
    """Corrections by the sequence number of the entry that they are about.

    Attributes:
        readings: what a message is to be read as.
        rejected: decisions that an evaluator does not confirm.
    """

    readings: Mapping[int, Reading] = field(default_factory=dict)
    rejected: frozenset[int] = frozenset()
