"""Carries out attacks in a process of its own, so that another user can.

`python -m tests.attacks.sandbox.driver BUILDER NAME…` prints what does not hold as JSON: names of
attacks with lists of sentences.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from sim.runner import sandbox
from tests.attacks.sandbox.attack import arm, violations
from tests.attacks.sandbox.registry import ATTACKS
from tests.attacks.sandbox.world import outage

if TYPE_CHECKING:
    from collections.abc import Sequence


def carry_out(builder: str, names: Sequence[str]) -> dict[str, list[str]]:
    """What does not hold, by attack; only those where something does not."""
    sandbox.can_build_alone = lambda: builder == "unshare"
    chosen = [attack for attack in ATTACKS if attack.name in names]
    if any(attack.probes for attack in chosen):
        arm()
    found = {attack.name: violations(attack, *outage()) for attack in chosen}
    return {name: what for name, what in found.items() if what}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(carry_out(sys.argv[1], sys.argv[2:])))
