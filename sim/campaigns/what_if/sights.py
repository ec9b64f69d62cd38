"""What responders see, named so that the same alert or message is found in another run.

Numbers such as `alert-003` count what came before, so they differ between runs of the same
exercise; a rule and its how-manieth firing, or a sender and the words, do not.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sim.journal.bodies import Alert, Answered, Arrived, Message

if TYPE_CHECKING:
    from sim.journal.encoding import Entry

Sight = tuple[str, ...]
"""The name of something seen."""


class Sights:
    """A fold over a journal: names what is seen, and remembers the numbers of this run."""

    def __init__(self) -> None:
        self._counts: Counter[Sight] = Counter()
        self._names: dict[str, Sight] = {}
        self._numbers: dict[Sight, str] = {}

    def take(self, entry: Entry) -> tuple[Sight | None, str]:
        """Take in an entry.

        Returns:
            The name of what is seen by it, None when it shows nothing; and who sent it, "" when
            nobody did.
        """
        body = entry.body
        match body:
            case Alert():
                return self._alert(body), ""
            case Message():
                sight = self._message(body)
                return (sight if body.delivered else None), body.sender
            case Arrived() if body.message in self._names:
                return ("arrived", *self._names[body.message], *body.delivered), ""
            case Answered():
                return ("answered", body.role), ""
            case _:
                return None, ""

    def _alert(self, alert: Alert) -> Sight | None:
        if alert.state == "fired":
            self._name(alert.alert, ("alert", alert.rule, alert.service or ""))
            return None
        if alert.state != "delivered" or alert.alert not in self._names:
            return None
        return ("delivered", *self._names[alert.alert], alert.channel or "")

    def _message(self, message: Message) -> Sight:
        if message.purpose == "inject":
            return self._name(message.message, ("inject", message.label))
        said = (message.purpose, message.sender, message.channel, message.text)
        return self._name(message.message, said)

    def _name(self, number: str, what: Sight) -> Sight:
        self._counts[what] += 1
        name = (*what, str(self._counts[what]))
        self._names[number] = name
        self._numbers[name] = number
        return name

    def name_of(self, number: str) -> Sight | None:
        """The name behind `alert-003`; None when this run has none of that number."""
        return self._names.get(number)

    def number_of(self, name: Sight) -> str | None:
        """The number of this name in this run; None when it has not come."""
        return self._numbers.get(name)
