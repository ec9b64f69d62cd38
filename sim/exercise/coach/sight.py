"""What one role has been able to see: alerts, messages, and the answers to its own commands.

A hint quotes nothing else. It takes in no ground truth: of the journal only alerts that were
delivered and messages that reached the role, as the team session's boards show them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.journal.bodies import Alert
from sim.journal.transit import Transit
from sim.scenario.responder import FIRST_SIGN

if TYPE_CHECKING:
    from sim.journal.bodies import Message
    from sim.journal.encoding import Entry
    from sim.scenario.policy import Policy


@dataclass(slots=True)
class Sight:
    """One role's view of the exercise so far.

    Attributes:
        signs: when it first saw what a step can wait for: `alert`, `first-sign`, `inject:ID`.
        alerts: those that reached it and have not cleared, with the instant, ms.
        message: the newest message from outside that reached it, with the instant, ms.
        text: everything it could read, for asking whether a name is known to it.
    """

    on_duty: bool
    signs: dict[str, int] = field(default_factory=dict)
    alerts: dict[str, tuple[int, Alert]] = field(default_factory=dict)
    message: tuple[int, Message] | None = None
    text: list[str] = field(default_factory=list)

    def knows(self, word: str) -> bool:
        """Whether the role could read this word somewhere."""
        whole = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
        return any(whole.search(text) for text in self.text)

    def sign(self, name: str, at: int) -> None:
        """It saw something that a step can wait for."""
        self.signs.setdefault(FIRST_SIGN, at)
        self.signs.setdefault(name, at)


class RoleSights:
    """The views of all roles, folded from the journal."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._transit = Transit()
        self._cleared: set[str] = set()
        on_duty = {policy.meant(name) for name in policy.responders}
        self._roles = {role: Sight(role in on_duty) for role in policy.roles}

    def of(self, role: str) -> Sight:
        """One role's view."""
        return self._roles.setdefault(role, Sight(on_duty=False))

    @property
    def alarmed(self) -> bool:
        """Whether an alert that has reached anybody is still firing."""
        return any(sight.alerts for sight in self._roles.values())

    def reached(self, name: str) -> int | None:
        """When anybody first saw this sign, ms."""
        seen = [at for sight in self._roles.values() if (at := sight.signs.get(name)) is not None]
        return min(seen) if seen else None

    def see(self, entry: Entry) -> None:
        """Take in one journal entry."""
        body = entry.body
        if isinstance(body, Alert):
            self._alert(body, entry.at)
            return
        message = self._transit.take(body)
        if message is None:
            return
        for role, sight in self._roles.items():
            if role not in message.delivered:
                continue
            sight.text.append(f"{message.sender} {message.text}")
            if not message.by_responders:
                sight.message = (entry.at, message)
            if message.purpose == "inject":
                sight.sign(f"inject:{message.label}", entry.at)

    def _alert(self, alert: Alert, at: int) -> None:
        if alert.state == "cleared":
            self._cleared.add(alert.alert)
        for sight in self._roles.values():
            if alert.state == "cleared":
                sight.alerts.pop(alert.alert, None)
            elif alert.state == "delivered" and (
                sight.on_duty or alert.channel == self._policy.team_channel
            ):
                # Delivery takes minutes: it may have cleared on the way.
                if alert.alert not in self._cleared:
                    sight.alerts.setdefault(alert.alert, (at, alert))
                sight.text.append(f"{alert.alert} {alert.text}")
                sight.sign("alert", at)
