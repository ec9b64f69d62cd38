"""The player board: what a role can read and what it owes, from what was seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.journal.bodies import CALLS_SOMEBODY
from sim.scenario.names import CHANNELS

if TYPE_CHECKING:
    from sim.scenario.names import Channel
    from sim.scenario.policy import Policy
    from sim.surfaces.web.views.seen import AlertCard, Card, Logged, PlayersView, Said

MOST_SAID = 40
MOST_LOGGED = 50


@dataclass(frozen=True, slots=True)
class Service:
    """A service's light: what the health monitor says and the mode it runs in."""

    name: str
    status: str
    mode: str


@dataclass(frozen=True, slots=True)
class PlayerView:
    """What one role sees.

    Attributes:
        alerts: newest first, cleared ones last.
        calls: pages, calls and mails to this role, newest first.
        unanswered: the newest page or call that this role has not answered; "" when there is none.
        channels: what was said where this role reads it; channels without a word are left out.
        log: the shared incident log, newest first.
    """

    alerts: tuple[AlertCard, ...]
    calls: tuple[Said, ...]
    unanswered: str
    channels: tuple[tuple[Channel, tuple[Said, ...]], ...]
    log: tuple[Logged, ...]
    card: Card
    services: tuple[Service, ...]


def player_view(seen: PlayersView, policy: Policy, role: str) -> PlayerView:
    """What the role's board shows now."""
    read = [said for said in seen.said.values() if seen.read_by(role, said)]
    calls = tuple(
        said
        for said in reversed(read)
        if role in said.reached and said.channel != policy.team_channel and not _own(said, role)
    )
    waiting = next((said.message for said in calls if said.purpose in CALLS_SOMEBODY), "")
    channels: list[tuple[Channel, tuple[Said, ...]]] = []
    for channel in CHANNELS:
        there = [said for said in reversed(read) if said.channel == channel]
        if there:
            channels.append((channel, tuple(there[:MOST_SAID])))
    return PlayerView(
        alerts=_alerts(seen, policy, role),
        calls=calls[:MOST_SAID],
        unanswered="" if role in seen.answered else waiting,
        channels=tuple(channels),
        log=tuple(reversed(seen.log[-MOST_LOGGED:])),
        card=seen.card,
        services=tuple(
            Service(name, seen.health[name], seen.modes[name]) for name in sorted(seen.health)
        ),
    )


def _own(said: Said, role: str) -> bool:
    return said.by_responders and said.role == role


def _alerts(seen: PlayersView, policy: Policy, role: str) -> tuple[AlertCard, ...]:
    """Those delivered over a channel that this role has before it."""
    on_duty = role in {policy.meant(name) for name in policy.responders}
    found = [
        alert for alert in seen.alerts.values() if on_duty or policy.team_channel in alert.channels
    ]
    return tuple(sorted(found, key=lambda alert: (alert.cleared, -alert.at)))[:MOST_SAID]
