"""What reaches the player unasked: alerts, pages, chat. One short block of text per entry."""

from __future__ import annotations

import textwrap
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from sim.journal.bodies import Alert
from sim.journal.transit import Transit
from sim.legible import shown_line
from sim.surfaces.layout import WIDEST

if TYPE_CHECKING:
    from datetime import datetime

    from sim.journal.bodies import Message
    from sim.journal.encoding import Entry


def reaches_player(entry: Entry, player: str, transit: Transit) -> Alert | Message | None:
    """What a person in this role would notice now: it ends the quiet before the first page.

    Args:
        entry: a journal entry.
        player: the role.
        transit: has taken in every entry before this one.
    """
    body = entry.body
    if isinstance(body, Alert):
        return body if body.state == "delivered" else None
    message = transit.take(body)
    if message is None or message.by_responders:
        return None
    return message if player in message.delivered else None


class Feed:
    """Turns entries into lines for the terminal.

    Args:
        starts_at: StartEx.
        player: the player's role.
        colour: whether to use terminal colours.
        width: how wide a line may be.
    """

    def __init__(
        self, starts_at: datetime, player: str, *, colour: bool, width: int = WIDEST
    ) -> None:
        self._starts_at = starts_at
        self._player = player
        self._colour = colour
        self._width = width
        self._seen: set[str] = set()
        self._cleared_at: dict[str, int] = {}
        self._transit = Transit()

    def text(self, entry: Entry) -> str:
        """The block for this entry, "" when the player does not notice it."""
        if isinstance(entry.body, Alert) and entry.body.state == "cleared":
            self._cleared_at[entry.body.alert] = entry.at
        body = reaches_player(entry, self._player, self._transit)
        if body is None:
            return ""
        if isinstance(body, Alert):
            return self._alert(entry.at, body)
        where = "phone" if body.channel == "phone" else f"#{body.channel}"
        return self._block(entry.at, f"{body.sender} ({where})", body.text, "cyan")

    def _alert(self, at: int, alert: Alert) -> str:
        if alert.alert in self._seen:  # the same alert over a second channel
            return ""
        self._seen.add(alert.alert)
        colour = "red" if alert.level == "critical" else "yellow"
        text, cleared = f"{alert.text}.", self._cleared_at.get(alert.alert)
        if cleared is not None:
            # Delivery takes minutes: what no longer fires is not in `ack`'s list either.
            text, colour = (
                f"{text} (Delivered late; it had cleared at {self._clock(cleared)}.)",
                "yellow",
            )
        return self._block(at, f"{alert.level.upper()} ALERT {alert.alert}", text, colour)

    def _clock(self, at: int) -> str:
        return f"{self._starts_at + timedelta(milliseconds=at):%H:%M:%S}"

    def _block(self, at: int, head: str, text: str, colour: str) -> str:
        lead = f"{self._clock(at)}  {head}: "
        words = shown_line(lead + " ".join(text.split()))
        lines = textwrap.wrap(words, self._width, subsequent_indent=" " * 10)
        block = "\n".join(lines)
        return (
            f"{click.style(block, fg=colour, bold=colour == 'red')}\n"
            if self._colour
            else f"{block}\n"
        )
