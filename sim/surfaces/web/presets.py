"""Injects that a facilitator often needs, ready to send: who says what, over which channel.

They fit any scenario: they ask, press and distract, and say nothing about what is broken.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario.names import Channel


@dataclass(frozen=True, slots=True)
class Preset:
    """One of them; `title` is how the list calls it."""

    title: str
    sender: str
    channel: Channel
    text: str

    @property
    def fields(self) -> dict[str, str]:
        """What it fills into the form."""
        given = asdict(self)
        del given["title"]
        return given


PRESETS = (
    Preset(
        "A customer complains",
        "Support desk",
        "slack",
        "A customer is on the line and wants to know what is going on. What do we tell them?",
    ),
    Preset(
        "The press asks",
        "Reporter, City Gazette",
        "phone",
        "Customers say your service is having problems. Is data affected? We publish in an hour.",
    ),
    Preset(
        "Management wants a time",
        "Office of the CFO",
        "phone",
        "The board is asking when this will be over. I need one time I can give them.",
    ),
    Preset(
        "Nobody has said anything for a while",
        "Account manager",
        "slack",
        "I haven't heard anything for a while. Is there an update, and when is the next one?",
    ),
    Preset(
        "A colleague offers a shortcut",
        "Backend developer",
        "slack",
        "I have seen this before. Shall I just restart everything? It would take a minute.",
    ),
    Preset(
        "A colleague offers help",
        "Duty engineer of another team",
        "slack",
        "I have an hour. What can I take off your hands?",
    ),
    Preset(
        "Someone in charge drops out",
        "Facilitator",
        "slack",
        "The incident lead has just lost their connection. Who takes over?",
    ),
    Preset(
        "A rumour",
        "Community manager",
        "slack",
        "Someone on social media says we were hacked. Do we respond?",
    ),
)
