"""Messages on their way: makes of a late arrival the message that arrived, as its readers see it.

A fold over the journal that several rooms share; it judges nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.journal.bodies import Arrived, Message

if TYPE_CHECKING:
    from sim.journal.bodies import Body


class Transit:
    """Remembers the messages that have not reached everybody yet."""

    def __init__(self) -> None:
        self._late: dict[str, Message] = {}

    def take(self, body: Body) -> Message | None:
        """The message that reaches somebody by this entry; None when it is about something else.

        A late arrival is the message as it was sent, with those it has reached by it as the only
        ones delivered to.
        """
        if isinstance(body, Message):
            if body.delayed:
                self._late[body.message] = body
            return body
        if not isinstance(body, Arrived) or body.message not in self._late:
            return None
        return self._late[body.message].model_copy(
            update={
                "delivered": body.delivered,
                "undelivered": (),
                "delayed": (),
                "unheard": body.unheard,
            }
        )
