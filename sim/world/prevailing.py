"""The conditions that prevail in a world: the one place where its parts read what befalls them.

Faults add up to conditions and the world puts them here; parts read what concerns them when they
need it. Knows neither faults nor parts.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.scenario.faults import CALM, Conditions


@dataclass(slots=True)
class Prevailing:
    """The conditions of the moment; replaced as a whole, never changed in part."""

    # Users and the health monitor ask by identity whether what they worked out still holds.
    conditions: Conditions = CALM
