"""What simulated colleagues say: the one place for it, as data.

A line is said when all that it is true of holds: the first of its row that fits. Knows which facts
there are and not how they come about (`sim.world.onlooker`), nor who speaks when
(`sim.world.conversation`). Their greetings are the policy's, and what one of them finds out is the
scenario's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.world.topics import Scope, Topic

Kind = Literal[
    "engineer",
    "operations",
    "manager",
    "executive",
    "communications",
    "security",
    "vendor",
]
"""What somebody can see and speak of, whatever a policy calls the role."""

KINDS: Mapping[str, Kind] = {
    "technical_lead": "engineer",
    "tech_lead": "engineer",
    "subject_expert": "engineer",
    "secondary_oncall": "engineer",
    "oncall_engineer": "engineer",
    "infrastructure_lead": "engineer",
    "engineering_manager": "manager",
    "internal_liaison": "manager",
    "incident_commander": "manager",
    "incident_manager": "manager",
    "support_lead": "manager",
    "cto": "executive",
    "vp_engineering": "executive",
    "executive": "executive",
    "communications_lead": "communications",
    "communications_manager": "communications",
    "customer_liaison": "communications",
    "security_team": "security",
    "privacy_officer": "security",
    "vendor_support": "vendor",
}
"""By role, of every shipped policy; anybody else is `operations`."""

Fact = Literal[
    # A part is `fails` or `slow` when that is so and the monitor shows it, `well` when neither is,
    # and `unclear` otherwise: just broken, just repaired, or seen by users only.
    "r2 fails",
    "r2 refuses the key",
    "r2 slow",
    "r2 well",
    "r2 unclear",
    "database fails",
    "database well",
    "database unclear",
    "sign-in fails",
    "sign-in well",
    "sign-in unclear",
    "all parts well",
    "breaker open",
    "read-only",
    "queue holds",
    "users fail",
    "users slow",
    "users well",
    "downloads fail",
    "uploads fail",
    "vendor has a fault",
    "vendor called",
    "vendor joined",
    "security has the key",
    "released today",
    "severity stated",
    "status page set",
]
"""What a line can ask for. All of it is what the person would see on a board, or about their own
work; none of it is the scenario's plan."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something to say, and the facts that must hold when it is said.

    Attributes:
        text: with blanks such as `{r2_error}` for the figures of the moment.
    """

    text: str
    when: frozenset[Fact] = frozenset()


def _line(text: str, *when: Fact) -> Utterance:
    return Utterance(text, frozenset(when))


_R2 = (
    _line(
        "R2 refuses our key: {r2_error}. That isn't an outage, and a reset won't help.",
        "r2 refuses the key",
    ),
    _line("R2 is failing: the last probe got {r2_error}.", "r2 fails"),
    _line("R2 is responding, but slowly: the last probe took {r2_ms} ms.", "r2 slow"),
    _line("R2 looks healthy to the monitor, and so it does to me.", "r2 well"),
    _line(
        "The monitor has R2 as {r2_status}, but I wouldn't trust that yet.",
        "r2 unclear",
    ),
)
_DATABASE = (
    _line("D1 is failing calls: the monitor has it as {d1_status}.", "database fails"),
    _line("D1 looks healthy.", "database well"),
    _line("The monitor has D1 as {d1_status}, but I wouldn't trust that yet.", "database unclear"),
)
_SIGN_IN = (
    _line("AUTH_KV is failing lookups: the monitor has it as {auth_status}.", "sign-in fails"),
    _line("AUTH_KV looks healthy.", "sign-in well"),
    _line(
        "The monitor has AUTH_KV as {auth_status}, but I wouldn't trust that yet.",
        "sign-in unclear",
    ),
)
_USERS = (_line("{failing}% of requests failed in the last minute, {touched} users so far."),)
_TICKET = (
    _line("The vendor's support desk has answered and is on it. No repair time.", "vendor joined"),
    _line("The vendor has been called. No answer yet.", "vendor called"),
    _line("I see no call to the vendor from us yet."),
)

GREETINGS: Mapping[Kind, tuple[Utterance, ...]] = {
    "engineer": (
        _line(
            "R2 refuses our key ({r2_error}), so leave the breaker alone: a reset won't help.",
            "r2 refuses the key",
        ),
        _line(
            "R2 is failing. Keep the worker read-only until the R2 test passes, and leave the "
            "breaker alone until then.",
            "r2 fails",
            "read-only",
        ),
        _line("R2 is failing. Leave the breaker alone until the R2 test passes.", "r2 fails"),
        _line(
            "The monitor shows D1 failing, so don't restore anything until it responds again.",
            "database fails",
        ),
        _line(
            "The monitor shows AUTH_KV failing, so don't restore anything until it responds again.",
            "sign-in fails",
        ),
        _line("R2 is responding, but slowly. Look at the latency, not the error rate.", "r2 slow"),
        _line(
            "The breaker is open and R2 looks healthy: run the R2 test before you touch it.",
            "breaker open",
            "r2 well",
        ),
        _line(
            "The monitor is green, but we're still read-only. What has been tested?",
            "all parts well",
            "read-only",
        ),
        _line("What do the events say?"),
    ),
    "security": (_line("R2 refuses our key. I'm issuing a new one.", "security has the key"),),
    "vendor": (
        _line(
            "We see elevated errors on your bucket and are working on it. There's nothing to "
            "change on your side.",
            "vendor has a fault",
            "r2 fails",
        ),
        _line(
            "We see high response times on your bucket and are working on it.",
            "vendor has a fault",
            "r2 slow",
        ),
        _line("Your requests are refused: the key they carry isn't valid.", "r2 refuses the key"),
        _line("We see no errors on your bucket at the moment.", "r2 well"),
    ),
}
"""What somebody adds to their greeting, from what the boards show as they join."""

ANSWERS: Mapping[Topic, Mapping[Kind, tuple[Utterance, ...]]] = {
    "join": {kind: (_line("I'm here."),) for kind in get_args(Kind)},
    "backup": {
        "operations": (
            _line(
                "The newest backup in the list is {backup}. Whether it can be read back only "
                "verifying it will show, and I can't see who holds a key from here."
            ),
        ),
        "engineer": (
            _line(
                "The newest backup in the list is {backup}. Verify it before anybody relies on it."
            ),
        ),
    },
    "key": {
        "engineer": (
            _line("R2 refuses our key: {r2_error}. We need a new one.", "r2 refuses the key"),
            _line(
                "It isn't the key: R2 fails with {r2_error}, and a refused key looks different.",
                "r2 fails",
            ),
            _line("R2 accepts the key: calls with it succeed.", "r2 well"),
            _line("I can't tell yet whether it's the key."),
        ),
        "security": (
            _line("R2 refuses our key. I'm issuing a new one.", "security has the key"),
            _line("R2 refuses the key: {r2_error}.", "r2 refuses the key"),
            _line("I see no refused key at the moment."),
        ),
        "vendor": (
            _line(
                "The key your requests carry isn't valid any more. Issue a new one.",
                "r2 refuses the key",
            ),
            _line("We see no refused keys on your account at the moment."),
        ),
    },
    "side": {
        "vendor": (
            _line("Yes, it's on our side. Engineers are on it.", "vendor has a fault", "r2 fails"),
            _line(
                "Yes, the high response times are on our side. Engineers are on it.",
                "vendor has a fault",
                "r2 slow",
            ),
            _line(
                "No outage on our side: your requests are refused, because their key isn't valid.",
                "r2 refuses the key",
            ),
            _line(
                "We see no errors on your bucket. I can only speak for storage, not for anything "
                "else you run.",
                "r2 well",
            ),
            _line("I can't confirm that yet; we're still looking at your bucket."),
        ),
        "engineer": _R2,
        "security": (_line("I see no refused key, if that's what you mean.", "r2 well"),),
    },
    "time": {
        "vendor": (
            _line("I have no repair time to give you, and I won't guess.", "vendor has a fault"),
            _line("There's no repair under way on our side that I could give a time for."),
        ),
        "engineer": (_line("I can't give you a time. Promise an update, not a repair."),),
        "manager": (_line("I don't have a time. Promise an update, not a repair."),),
    },
    "vendor": {
        "operations": _TICKET,
        "engineer": _TICKET,
        "manager": _TICKET,
        "executive": _TICKET,
    },
    "security": {
        "security": (
            _line(
                "R2 refuses our key; I can't rule anything out until I've read the access logs.",
                "r2 refuses the key",
            ),
            _line("Nothing I can confirm, so don't rule it in or out in public."),
        ),
    },
    "files": {
        "engineer": (
            _line("I can't tell from here. An integrity check would; until then, promise nothing."),
        ),
        "vendor": (_line("I can't see into your files from here. Check them on your side."),),
    },
    "release": {
        "engineer": (
            _line("The last thing that went out is {release}, {release_age}.", "released today"),
            _line("Nothing in the release log today."),
        ),
        "operations": (
            _line("The release log's last line: {release}, {release_age}.", "released today"),
            _line("Nothing in the release log today."),
        ),
    },
    "breaker": {
        "engineer": (
            _line("It's open, and R2 is failing. Leave it.", "breaker open", "r2 fails"),
            _line("It's open. Run the R2 test before you reset it.", "breaker open"),
            _line("The breaker is closed. There's nothing to reset."),
        ),
    },
    "queue": {
        "engineer": (
            _line("We're read-only, and {queued} writes are waiting.", "read-only", "queue holds"),
            _line("We're read-only; nothing is waiting in the queue.", "read-only"),
            _line("{queued} writes are waiting, and we're not read-only.", "queue holds"),
            _line("We're not read-only, and the queue is empty."),
        ),
        "operations": (
            _line("{queued} writes are waiting.", "queue holds"),
            _line("The queue is empty."),
        ),
    },
    "storage": {
        "engineer": _R2,
        "operations": _R2,
        "vendor": (
            _line("We see elevated errors on your bucket.", "vendor has a fault", "r2 fails"),
            _line("We see high response times on your bucket.", "vendor has a fault", "r2 slow"),
            _line("Your requests are refused: their key isn't valid.", "r2 refuses the key"),
            _line("We see no errors on your bucket.", "r2 well"),
            _line("I can't confirm anything yet; we're still looking."),
        ),
    },
    "database": {"engineer": _DATABASE, "operations": _DATABASE},
    "sign_in": {"engineer": _SIGN_IN, "operations": _SIGN_IN},
    "people": {
        one: (_line("With us so far: {joined}."),)
        for one in ("engineer", "operations", "manager", "communications")
    },
    "status_page": {
        "communications": (
            _line("The status page says {status_page}.", "status page set"),
            _line("Nothing is on the status page yet."),
        ),
        "manager": (
            _line("The status page says {status_page}.", "status page set"),
            _line("Nothing is on the status page yet."),
        ),
    },
    "severity": {
        one: (
            _line("You have it as severity {severity}.", "severity stated"),
            _line("Nobody has stated a severity yet."),
        )
        for one in ("engineer", "operations", "manager", "communications", "executive")
    },
    "users": {"engineer": _USERS, "operations": _USERS, "manager": _USERS},
}
"""By topic, and by who answers: whoever has no row cannot see it and says so."""

EVIDENCE: Mapping[Scope, tuple[Utterance, ...]] = {
    "all": (
        _line("{failing}% of requests failed in the last minute", "users fail"),
        _line("one request in twenty still takes {p95} s or longer", "users slow"),
        _line("we're read-only and {queued} writes are still waiting", "read-only", "queue holds"),
    ),
    "downloads": (
        _line("{failing_downloads}% of downloads failed in the last minute", "downloads fail"),
    ),
    "uploads": (
        _line("{failing_uploads}% of uploads failed in the last minute", "uploads fail"),
        _line("we're read-only and {queued} writes are still waiting", "read-only", "queue holds"),
    ),
    "sign_in": (_line("the monitor still has AUTH_KV as {auth_status}", "sign-in fails"),),
}
"""What speaks against `it works`, by what is said to work; without any of it nobody objects."""

OBJECTIONS: Mapping[Kind, str] = {
    "communications": '"{quote}" isn\'t true yet: {evidence}. Please correct it before users do.',
    "engineer": "\"{quote}\"? That's not what I'm seeing: {evidence}.",
    "operations": '"{quote}"? Not from here: {evidence}.',
    "manager": '"{quote}"? That isn\'t what I see: {evidence}.',
    "executive": '"{quote}"? The dashboard in front of me disagrees: {evidence}.',
}
"""Who contradicts when told that all is well and it is not; in this order in a group."""

VAGUE = (
    '"{quote}" tells users nothing. Say what doesn\'t work, what still does, and when they hear '
    "from us again."
)
"""Said by who keeps the wording, of a notice that names nothing users know."""

MISSED: Mapping[Kind, str] = {
    "executive": "You said {promised}, it's {now}. What do I tell the board?",
    "communications": "We promised an update for {promised}, and it's {now}. What can I post?",
    "manager": "The update was promised for {promised}; it's {now}. What do I tell support?",
}
"""Who asks when a promised update has not come; the first of them who has joined."""

SILENCE = "I've heard nothing for {minutes} minutes. Where are we?"
"""Said by who wants updates on a rhythm of their own."""
