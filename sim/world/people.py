"""The simulated colleagues: who answers a page, how long it takes, and what that brings about.

What they reply to what they are told is `sim.world.conversation`'s.

Each answer time belongs to the role, not to the page, so paging somebody twice or paging others
first changes nothing about it. Who does not hear a page does not answer it: it has to be sent
again, or over another channel, or to the deputy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.journal.bodies import Answered, Message
from sim.world.conversation import Conversation
from sim.world.lines import SILENCE
from sim.world.notifications import Draft

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sim.scenario.names import Channel
    from sim.scenario.people import Insight
    from sim.scenario.policy import Policy
    from sim.world.kernel import Kernel, Life
    from sim.world.notifications import Notifications
    from sim.world.onlooker import Contact, Outlook
    from sim.world.roster import TeamRoster
    from sim.world.streams import Streams

PAGER = "Pager"
"""Who says that a page stayed unanswered."""

YOURS = "What you find"
"""Who tells a person what the played role finds out."""


class People:
    """Everybody but the player; tells `answered` when somebody does.

    Args:
        over: whether the incident was said to be over, which ends the asking for updates.
        look: what can be said truly now.
        is_on: whether a fault has begun and not ended.
    """

    def __init__(  # noqa: PLR0917 - the parts of the world it is wired to
        self,
        policy: Policy,
        player: str,
        roster: TeamRoster,
        kernel: Kernel,
        streams: Streams,
        notifications: Notifications,
        answered: Callable[[Answered], None],
        over: Callable[[], bool],
        starts_at: datetime,
        look: Callable[[], Outlook],
        is_on: Callable[[str], bool],
    ) -> None:
        self._policy = policy
        self._player = player
        self._roster = roster
        self._kernel = kernel
        self._streams = streams
        self._notifications = notifications
        self._answered = answered
        self._over = over
        self._is_on = is_on
        self._conversation = Conversation(
            policy, starts_at, roster, kernel, streams, self._present, look, self._says, over
        )
        self._too_early: dict[str, list[tuple[str, Insight, bool]]] = {}
        self._called: set[str] = set()
        self._in_vain: set[str] = set()
        self._reminded: set[str] = set()
        self._last_word = 0
        self.joined: tuple[str, ...] = ()

    def reached(
        self, message: Message, delivered: tuple[str, ...], unheard: tuple[str, ...]
    ) -> None:
        """A page, call or broadcast arrived: whoever hears it and was not called yet will answer.

        Args:
            message: what was sent.
            delivered: whom it reached now.
            unheard: who of them, or who did not pick up, noticed nothing.
        """
        # A page that was not noticed was delivered all the same: its role stands in both, and
        # counts once. No set, whose order would differ from process to process.
        for role in dict.fromkeys((*delivered, *unheard)):
            if role == self._player or role not in self._policy.roles:
                continue
            if role not in unheard and role not in self._called and not self._roster.seated(role):
                self._called.add(role)
                self._kernel.process(self._answers(role, message.message))
            if role in unheard:
                self._in_vain.add(role)
            if message.purpose == "page" and self._policy.page_timeout is not None:
                self._kernel.process(self._times_out(role, self._policy.page_timeout))

    def word(self, message: Message, delivered: tuple[str, ...]) -> None:
        """The responders told somebody something: it is heard, and counts as an update."""
        self._last_word = self._kernel.now
        self._conversation.heard(message, delivered)

    def called(self, role: str) -> Contact:
        """How far a role has been reached, whether or not it noticed."""
        if role in self.joined:
            return "joined"
        return "called" if role in self._called or role in self._in_vain else "not called"

    def answer(self, role: str, message: str) -> None:
        """The person who plays this role answers; what the role finds out comes to it alone."""
        if role in self.joined:
            return
        self._joins(role, message)
        insight = self._roster.tonight(role).insight
        if insight is not None:
            self._kernel.process(self._finds_out(role, insight, alone=True))

    def _answers(self, role: str, message: str) -> Life:
        """One colleague, from hearing of the incident on: answers, then wants updates."""
        yield self._kernel.timeout(
            self._roster.answers_in(role).at(self._streams.uniform("answer", role))
        )
        if role in self.joined or self._roster.seated(role):
            return  # somebody has sat down in this role meanwhile
        self._joins(role, message)
        # A scenario's own words are said as they are: its author knows what they are to lead to.
        seen = "" if self._roster.tonight(role).says else self._conversation.greeting(role)
        self._says(role, " ".join(filter(None, (self._roster.says(role), seen))))
        self._conversation.joined(role)
        insight = self._roster.tonight(role).insight
        if insight is not None:
            self._kernel.process(self._finds_out(role, insight))
        every = self._policy.roles[role].wants_update_every
        if every is not None:
            yield from self._wants_updates(role, every)

    def _joins(self, role: str, message: str) -> None:
        self.joined = (*self.joined, role)
        principal = next(
            # Sorted, because a set's order differs from process to process and the journal must
            # not.
            (name for name in sorted(self._in_vain - set(self.joined)) if self._deputy(name, role)),
            "",
        )
        self._answered(
            Answered(
                role=role,
                person=self._roster.name(role),
                message=message,
                instead_of=principal,
            )
        )

    def _deputy(self, principal: str, role: str) -> bool:
        return self._policy.roles[principal].deputy == role

    def _finds_out(self, role: str, insight: Insight, *, alone: bool = False) -> Life:
        """What somebody finds out after joining; said to the team, or `alone` to who plays them."""
        yield self._kernel.timeout(insight.after.at(self._streams.uniform("insight", role)))
        if insight.about is not None and not self._is_on(insight.about):
            # Nothing to find yet, or no more: whoever joins early looks again once it has begun.
            self._too_early.setdefault(insight.about, []).append((role, insight, alone))
        elif alone:
            self._send(YOURS, "", "phone", insight.text, role)
        else:
            self._says(role, insight.text)

    def fault_began(self, fault: str) -> None:
        """Something is broken from now on: whoever looked for it too early looks again."""
        for role, insight, alone in self._too_early.pop(fault, []):
            self._kernel.process(self._finds_out(role, insight, alone=alone))

    def _present(self) -> tuple[str, ...]:
        """Who has joined and is played by nobody."""
        return tuple(role for role in self.joined if not self._roster.seated(role))

    def _wants_updates(self, role: str, every: int) -> Life:
        """Ask for an update when none came for as long as the person wants; until it is over."""
        last = self._kernel.now
        yield self._kernel.timeout(every)
        while not self._over():
            now, last = self._kernel.now, max(last, self._last_word)
            if now - last >= every:
                self._says(role, SILENCE.format(minutes=(now - last) // 60_000))
                last = now
            yield self._kernel.until(last + every)

    def _times_out(self, role: str, after: int) -> Life:
        """A page on its way to nobody: the pager says, once for each role, that nobody answered."""
        yield self._kernel.timeout(after)
        if role in self.joined or role in self._reminded:
            return
        self._reminded.add(role)
        minutes = after // 60_000
        deputy = self._policy.roles[role].deputy
        instead = (
            f" Deputy: {self._roster.name(deputy)}, {self._policy.called(deputy)} ({deputy})."
            # Nobody is told to call themselves.
            if deputy is not None and deputy != self._player
            else ""
        )
        who = f"{self._roster.name(role)} ({self._policy.called(role)})"
        text = f"No answer from {who} after {minutes} minutes.{instead}"
        self._send(PAGER, "", self._policy.page_channel, text)

    def _says(self, role: str, text: str) -> None:
        team = self._policy.team_channel
        channel: Channel = team if self._notifications.reachable(team) else "phone"
        self._send(self._roster.name(role), role, channel, text)

    def _send(self, sender: str, role: str, channel: Channel, text: str, to: str = "") -> None:
        self._notifications.send(
            Draft(
                purpose="chat",
                sender=sender,
                sender_role=role,
                channel=channel,
                to=(to or self._player,),
                text=text,
            )
        )
