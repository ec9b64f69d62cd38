"""Messages that reached nobody: over what they were sent, and what would have worked.

Explains a missed notice; judges nothing.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scoring import messages
from scoring.verdict import some

if TYPE_CHECKING:
    from scoring.ground import Ground
    from sim.scenario.names import Channel


def _named(channel: Channel) -> str:
    return channel.replace("_", " ")


def in_vain(ground: Ground, until: int) -> str:
    """What was sent from the incident's beginning on and did not arrive, in a sentence.

    Args:
        ground: the incident.
        until: ms since StartEx; what was sent later does not explain it.

    Returns:
        "" when everything arrived, or nothing was sent.
    """
    since = ground.since
    lost = [
        fact
        for fact in messages.by_responders(ground.facts, since)
        if fact.at <= until and not fact.body.delayed and not messages.arrived(ground.facts, fact)
    ]
    if not lost:
        return ""
    counts = Counter(fact.body.channel for fact in lost)
    sent = ", ".join(f"{number} by {_named(channel)}" for channel, number in counts.items())
    channels = (*ground.policy.channels.primary, *ground.policy.channels.secondary)
    working = [
        _named(channel)
        for channel in dict.fromkeys(channels)
        if channel not in counts
        and not any(ground.facts.channel_down(channel, fact.at) for fact in lost)
    ]
    instead = f" {', '.join(working).capitalize()} worked all that time." if working else ""
    verb = "was" if len(lost) == 1 else "were"
    return f"{some(len(lost), 'message')} {verb} not delivered: {sent}.{instead}"
