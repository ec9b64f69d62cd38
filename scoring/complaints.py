"""The complaints of simulated users: messages in which users, or who hears them, say what hurts.

Counted from the journal: lines of the MSEL are sent by people that the scenario makes up, and the
sender's name shows who speaks for users. How many come depends on the response: contingency
lines come only where nothing was said in time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.journal.bodies import InjectSent

if TYPE_CHECKING:
    from scoring.facts import Facts

_SPEAKS_FOR_USERS = re.compile(
    r"\b(?:support (?:desk|team)|help ?desk|account manager|customers?|users?)\b", re.IGNORECASE
)


def complaints(facts: Facts, until: int) -> int:
    """How many complaints reached the responders up to an instant, ms since StartEx."""
    senders = {one.id: one.sender for one in facts.scenario.injects}
    return sum(
        _SPEAKS_FOR_USERS.search(senders.get(fact.body.inject, "")) is not None
        for fact in facts.of(InjectSent)
        if fact.at <= until
    )
