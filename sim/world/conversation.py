"""Who of the colleagues replies to what, and when: answers, objections, and missed updates.

A reply comes a little later and is made of what holds then, so a question about the key that
arrives a minute before the repair is answered with the repair. Nothing said here asks anything of
the score: it is talk, as every colleague's line is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.durations import MINUTE, SECOND
from sim.world.hearing import hear, quoted
from sim.world.lines import (
    ANSWERS,
    EVIDENCE,
    GREETINGS,
    KINDS,
    MISSED,
    OBJECTIONS,
    VAGUE,
)
from sim.world.timestamps import minute_of_day
from sim.world.topics import CANNOT_SEE, UNSEEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from sim.journal.bodies import Message
    from sim.scenario.policy import Policy
    from sim.world.hearing import Heard
    from sim.world.kernel import Kernel, Life
    from sim.world.lines import Kind, Utterance
    from sim.world.onlooker import Outlook
    from sim.world.roster import TeamRoster
    from sim.world.streams import Streams
    from sim.world.topics import Scope, Topic

SOONEST_REPLY = 20 * SECOND
REPLY_SPREAD = 40 * SECOND
"""A reply comes after 20 s and before a minute: somebody looks, and types. Our choice."""

SAME_AGAIN = 5 * MINUTE
"""A colleague does not make the same kind of remark twice within this time."""

TOPICS_AT_ONCE = 2
"""So many questions of one message are answered, the first of them."""

IN_PERSON = frozenset({"page", "call", "email", "broadcast"})
UPDATES = frozenset({"post", "broadcast", "status_page", "email"})
"""Messages that count as the update that was promised."""

_DAY = 24 * 60


class Conversation:
    """What colleagues who have joined reply.

    Args:
        present: who has joined and is simulated, in the order of joining.
        look: what can be said truly now.
        says: lets somebody say something to the responders.
        over: whether the incident was said to be over.
    """

    def __init__(  # noqa: PLR0917 - the parts of the world it is wired to
        self,
        policy: Policy,
        starts_at: datetime,
        roster: TeamRoster,
        kernel: Kernel,
        streams: Streams,
        present: Callable[[], tuple[str, ...]],
        look: Callable[[], Outlook],
        says: Callable[[str, str], None],
        over: Callable[[], bool],
    ) -> None:
        self._policy = policy
        self._starts_at = starts_at
        self._roster = roster
        self._kernel = kernel
        self._streams = streams
        self._present = present
        self._look = look
        self._says = says
        self._over = over
        self._waiting: dict[str, list[Heard]] = {}
        self._replies: dict[str, int] = {}
        self._said_at: dict[tuple[str, str], int] = {}
        self._last: dict[str, str] = {}
        self._update_at = -1

    # -- hearing ----------------------------------------------------------------------------------

    def heard(self, message: Message, names: tuple[str, ...]) -> None:
        """A message of the responders reached these roles, groups' members or audiences."""
        heard = hear(message.text)
        roles = tuple(name for name in names if name in self._policy.roles)
        public = len(roles) < len(names)
        present = tuple(role for role in self._present() if role != message.sender_role)
        if heard.asks and roles:
            self._asked(message, heard, roles, present)
        if heard.well or message.label.lower() == "resolved":
            listening = present if public else tuple(one for one in present if one in roles)
            quote = heard.well or quoted(message.text)
            self._told_all_is_well(quote, heard.scope, self._one_of(listening, OBJECTIONS))
        elif public and not heard.says_something:
            self._told_nothing(quoted(message.text), present)
        if message.purpose in UPDATES:
            self._update_at = self._kernel.now
            due = self._due(heard)
            if due is not None:
                self._kernel.process(self._awaits(due))

    def joined(self, role: str) -> None:
        """Somebody has joined: what they were asked while they were being called is answered."""
        for heard in self._waiting.pop(role, []):
            self._reply(role, heard.topics)

    def greeting(self, role: str) -> str:
        """What somebody adds to their greeting, from what the boards show; "" for nothing."""
        seen = self._look().first(GREETINGS.get(self.kind(role), ())) or ""
        self._last[role] = seen
        return seen

    def kind(self, role: str) -> Kind:
        """What the role can see and speak of."""
        return KINDS.get(role, "operations")

    # -- answering --------------------------------------------------------------------------------

    def _asked(
        self, message: Message, heard: Heard, roles: tuple[str, ...], present: tuple[str, ...]
    ) -> None:
        if message.purpose in IN_PERSON and len(message.recipients) == 1:
            (role,) = roles
            if role in present:
                self._reply(role, heard.topics)
            elif role not in message.unheard and not self._roster.seated(role):
                self._waiting.setdefault(role, []).append(heard)
            return
        # Asked of everybody: one answers, who was named or who can see it best. What is about
        # nothing that anybody knows stays unanswered, as it does in a channel.
        here = tuple(role for role in roles if role in present)
        named = tuple(role for role in here if self._is_named(role, message.text))
        if named:
            self._reply(named[0], heard.topics)
        elif heard.topics:
            role = self._one_of(here, ANSWERS[heard.topics[0]])
            if role:
                self._reply(role, heard.topics)

    def _is_named(self, role: str, text: str) -> bool:
        first, *_ = self._roster.name(role).split()
        return first in text or role in text or self._policy.called(role).lower() in text.lower()

    def _one_of(self, roles: tuple[str, ...], kinds: Iterable[Kind]) -> str:
        """Of these roles the one whose kind comes first; "" when none has any."""
        found = (role for kind in kinds for role in roles if self.kind(role) == kind)
        return next(found, "")

    def _reply(self, role: str, topics: tuple[Topic, ...]) -> None:
        self._kernel.process(self._answers(role, topics[:TOPICS_AT_ONCE]))

    def _answers(self, role: str, topics: tuple[Topic, ...]) -> Life:
        yield self._kernel.timeout(self._delay(role))
        asked: tuple[Topic | None, ...] = topics or (None,)
        fresh = [topic for topic in asked if self._may_say(role, f"answer {topic}")]
        if fresh and self._is_here(role):
            self._says_anew(role, [self._answer(role, one) for one in fresh])

    def _answer(self, role: str, topic: Topic | None) -> str:
        rows = ANSWERS[topic].get(self.kind(role), ()) if topic else ()
        return self._look().first(rows) or CANNOT_SEE.format(what=UNSEEN[topic])

    def _says_anew(self, role: str, sentences: list[str]) -> None:
        """Say what they have not said in the same breath, or a moment ago."""
        before = self._last.get(role, "")
        fresh: list[str] = []
        for sentence in sentences:
            if sentence.rstrip(".") not in " ".join((before, *fresh)):
                fresh.append(sentence)
        if fresh:
            self._last[role] = " ".join(fresh)
            self._says(role, self._last[role])

    # -- objecting --------------------------------------------------------------------------------

    def _told_all_is_well(self, quote: str, scope: Scope, role: str) -> None:
        if role:
            self._kernel.process(self._contradicts(role, quote, EVIDENCE[scope]))

    def _contradicts(self, role: str, quote: str, against: tuple[Utterance, ...]) -> Life:
        """Say what speaks against it, if anything does by then."""
        yield self._kernel.timeout(self._delay(role))
        evidence = self._look().first(against)
        if evidence is not None and self._is_here(role) and self._may_say(role, "object"):
            text = OBJECTIONS[self.kind(role)]
            self._says(role, text.format(quote=quote, evidence=evidence))

    def _told_nothing(self, quote: str, present: tuple[str, ...]) -> None:
        role = self._one_of(present, ("communications",))
        if role:
            self._kernel.process(self._asks_for_more(role, quote))

    def _asks_for_more(self, role: str, quote: str) -> Life:
        yield self._kernel.timeout(self._delay(role))
        if self._is_here(role) and not self._over() and self._may_say(role, "vague"):
            self._says(role, VAGUE.format(quote=quote))

    # -- promises ---------------------------------------------------------------------------------

    def _due(self, heard: Heard) -> int | None:
        """When the promised update is due, ms since StartEx; None when none was promised."""
        now = self._kernel.now
        if heard.promised_in is not None:
            return now + heard.promised_in * MINUTE
        if heard.promised_at is None:
            return None
        ahead = (heard.promised_at - minute_of_day(self._starts_at, now)) % _DAY
        return now + ahead * MINUTE

    def _awaits(self, due: int) -> Life:
        """Ask for a promised update that has not come a while after it was due."""
        promised_at = self._kernel.now
        yield self._kernel.until(due + self._policy.grace)
        if self._update_at > promised_at or self._over():
            return
        role = self._one_of(self._present(), MISSED)
        if role:
            now, promised = self._clock(self._kernel.now), self._clock(due)
            self._says(role, MISSED[self.kind(role)].format(promised=promised, now=now))

    def _clock(self, at: int) -> str:
        hours, minutes = divmod(minute_of_day(self._starts_at, at), 60)
        return f"{hours:02}:{minutes:02}"

    # -- both -------------------------------------------------------------------------------------

    def _is_here(self, role: str) -> bool:
        return role in self._present()

    def _may_say(self, role: str, what: str) -> bool:
        """Whether they have not just said this; if so, it counts as said now."""
        last = self._said_at.get((role, what))
        if last is not None and self._kernel.now - last < SAME_AGAIN:
            return False
        self._said_at[role, what] = self._kernel.now
        return True

    def _delay(self, role: str) -> int:
        """How long this reply takes; the nth of somebody has its own draw."""
        count = self._replies[role] = self._replies.get(role, 0) + 1
        return SOONEST_REPLY + int(REPLY_SPREAD * self._streams.uniform("reply", role, count))
