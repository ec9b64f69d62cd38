"""The player board: what a role can read and what it owes, from what was seen."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
        paged: those that the pager rang for and nobody has acknowledged.
        calls: pages, calls and mails to this role, newest first.
        answers: whether pages and calls still wait for somebody of this role to answer.
        log: the shared incident log, newest first.
    """

    alerts: tuple[AlertCard, ...]
    paged: tuple[AlertCard, ...]
    calls: tuple[Said, ...]
    answers: bool
    log: tuple[Logged, ...]
    card: Card
    services: tuple[Service, ...]


def player_view(seen: PlayersView, policy: Policy, role: str) -> PlayerView:
    """What the role's board shows now."""
    mine = (seen.said[name] for name in reversed(seen.reached.get(role, ())))
    calls = (said for said in mine if said.channel != policy.team_channel and not _own(said, role))
    alerts = _alerts(seen, policy, role)
    on_duty = role in {policy.meant(name) for name in policy.responders}
    return PlayerView(
        alerts=alerts,
        paged=tuple(one for one in alerts if on_duty and one.rings),
        calls=tuple(islice(calls, MOST_SAID)),
        answers=role not in seen.answered,
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
