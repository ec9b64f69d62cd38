"""Messages as a browser lists them: those that are new to it, for one role or for the staff.

Text is data here and never HTML; the browser writes it as text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from sim.legible import shown

if TYPE_CHECKING:
    from sim.journal.talk import Room
    from sim.scenario.policy import Policy
    from sim.surfaces.web.views.seen import PlayersView, Said

RINGS = "It rings. Answer to hear what it is about."
"""Instead of the words of a call that nobody has picked up."""

ADDRESSED = frozenset({"pager", "phone", "email"})
"""Channels on which a message goes to somebody, and not to all who read there."""


class MessageRow(TypedDict):
    """One message.

    Attributes:
        n: its place among all messages.
        at: ms since StartEx.
        to: "" where everybody on the channel reads it.
        chip: the state of the status page that it sets.
        mine: this role said it.
        late: it has reached nobody yet.
    """

    n: int
    at: int
    channel: str
    # A name that is a word of Python.
    sender: str
    to: str
    chip: str
    text: str
    mine: bool
    late: bool


class News(TypedDict):
    """What a browser does not have yet; all of it when `since` is 0."""

    since: int
    upto: int
    rows: list[MessageRow]


def news(seen: PlayersView, policy: Policy, role: str | None, since: int, room: Room = "") -> News:
    """Messages that are new or have changed since.

    Args:
        seen: what players can see.
        policy: names of roles, who reads what.
        role: whose board it is; None for the staff, who read everything.
        since: how many changes the browser has.
        room: where its person discusses; "" for those who read both rooms.
    """
    upto = len(seen.changes)
    since = since if 0 <= since <= upto else 0
    fresh = (seen.said[name] for name in dict.fromkeys(seen.changes[since:]))
    rows = [
        _row(said, policy, role, room, unheard=role is not None and seen.unheard(role, said))
        for said in fresh
        if role is None or seen.read_by(role, said, room)
    ]
    return {"since": since, "upto": upto, "rows": rows}


def _row(said: Said, policy: Policy, role: str | None, room: Room, *, unheard: bool) -> MessageRow:
    sender = f"{said.sender}, {policy.called(said.role)}" if said.role in policy.roles else ""
    if said.room and not room:  # those who read both rooms see which one it was
        sender = f"{sender or said.sender} (room {said.room})"
    to = ", ".join(policy.called(name) for name in said.to) if said.channel in ADDRESSED else ""
    return {
        "n": said.number,
        "at": said.at,
        "channel": said.channel,
        "sender": shown(sender or said.sender),
        "to": to,
        "chip": said.label if said.purpose == "status_page" else "",
        "text": RINGS if unheard else shown(said.text),
        "mine": said.by_responders and said.role == role,
        "late": not said.reached,
    }
