"""The table of all responders played here: a new cheat is one row and one function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tests.scoring.cheats import blind, experts, false_resolve, lies, novices, quiet, soup, spam
from tests.scoring.cheats.nights import NIGHTS, QUIET

if TYPE_CHECKING:
    from sim.scenario.model import Scenario
    from tests.scoring.cheats.scripts import Script

Family = Literal[
    "reference",
    "experts",
    "novices",
    "plain words",
    "spam",
    "blind",
    "blind, waiting",
    "soup",
    "empty sentences",
    "soup with claims",
    "lies",
    "first words",
    "false resolve",
    "calm",
    "quiet days",
]
Make = Callable[["Scenario", "Script"], "Script"]
"""A scenario and its reference response in, a responder script out."""

INCIDENTS = tuple(NIGHTS)
REACHED_BY_BROADCAST = tuple(name for name in INCIDENTS if name != "communication-failure")
LONG = tuple(name for name in INCIDENTS if name != "breaker-stuck-open")
"""Where downloads fail for so long that what is said of them is not true again within minutes."""
DAMAGED = tuple(name for name, night in NIGHTS.items() if night.damaged)


@dataclass(frozen=True, slots=True)
class Responder:
    """Somebody who plays, with what is to be known of them.

    Attributes:
        name: as in the tables; no two have the same.
        make: its script for a scenario; its first line says what it is.
        where: the scenarios it plays.
        policies: the policies it plays under; none for the scenario's own.
        quick: whether it plays in the quick tests, too.
    """

    name: str
    family: Family
    make: Make
    where: tuple[str, ...] = INCIDENTS
    policies: tuple[str, ...] = ()
    quick: bool = False

    @property
    def sentence(self) -> str:
        """What it does, in one sentence."""
        return (self.make.__doc__ or "").partition("\n")[0]


def _reference(_scenario: Scenario, reference: Script) -> Script:
    """What each scenario ships with: par, calm and well drilled."""
    return reference


HONEST: tuple[Responder, ...] = (
    Responder("reference", "reference", _reference, quick=True),
    Responder(
        "other order",
        "experts",
        experts.other_order,
        where=experts.expert_scenarios(),
        policies=experts.POLICIES,
        quick=True,
    ),
    Responder("slow", "novices", novices.slow, quick=True),
    Responder("quiet", "novices", novices.quiet, quick=True),
    Responder("technical", "novices", novices.technical),
    Responder("plain", "plain words", novices.plain_spoken, quick=True),
    Responder("calm reference", "calm", _reference, where=QUIET, quick=True),
)

CHEATS: tuple[Responder, ...] = (
    Responder("spammer", "spam", spam.spammer),
    Responder("minute one", "spam", spam.minute_one),
    Responder("at the alert", "spam", spam.at_the_alert, quick=True),
    Responder("acks", "spam", spam.acks, quick=True),
    Responder("pages once", "spam", spam.pages_once, quick=True),
    Responder("looks", "spam", spam.looks),
    Responder("states", "spam", spam.states, quick=True),
    Responder("ack and resolve", "spam", spam.ack_and_resolve),
    Responder("broadcasts", "spam", spam.broadcasts),
    Responder("promises", "spam", spam.promises),
    Responder("notes", "spam", spam.notes),
    Responder("severities", "spam", spam.severities),
    Responder("calls", "spam", spam.calls),
    Responder("hammer", "spam", spam.jammed_repairs),
    Responder("clock, hollow", "blind", blind.textbook_clock),
    Responder("clock, general", "blind", blind.generic_clock),
    Responder("clock, all fails", "blind", blind.worst_clock, quick=True),
    Responder("waits, hollow", "blind, waiting", blind.textbook_waits),
    Responder("waits, general", "blind, waiting", blind.generic_waits),
    Responder("waits, all fails", "blind, waiting", blind.worst_waits, quick=True),
    Responder("waits, silent", "blind, waiting", blind.silent_waits),
    Responder("keywords", "soup", soup.keywords, quick=True),
    Responder("shuffled", "soup", soup.shuffled),
    Responder("listed", "soup", soup.listed, quick=True),
    Responder("empty", "soup", soup.empty),
    Responder("hollow", "empty sentences", soup.hollow),
    Responder("placeholders", "empty sentences", soup.placeholders),
    Responder("foreign", "empty sentences", soup.foreign),
    Responder("quoted", "empty sentences", soup.quoted),
    Responder("hedged", "empty sentences", soup.hedged),
    Responder("pointing", "empty sentences", soup.pointing),
    Responder("keywords, claimed", "soup with claims", soup.claimed, quick=True),
    Responder("empty, claimed", "soup with claims", soup.claimed_empty),
    Responder("hollow, claimed", "soup with claims", soup.claimed_hollow),
    Responder("all fails, claimed", "soup with claims", soup.claimed_worst),
    Responder("denial", "lies", lies.denial, quick=True),
    Responder("no incident", "lies", lies.no_incident, quick=True),
    Responder("unaffected", "lies", lies.unaffected, where=LONG),
    Responder("operational", "lies", lies.operational),
    Responder("back already", "lies", lies.back_already),
    Responder("users only", "lies", lies.users_only),
    Responder("stated lies", "lies", lies.stated_lies),
    Responder("stated truths", "lies", lies.stated_truths, where=LONG),
    Responder("one lie", "lies", lies.one_lie, where=LONG, quick=True),
    Responder("one message", "first words", lies.one_message),
    Responder("safe files", "lies", lies.safe_files, where=DAMAGED),
    Responder("resolve", "false resolve", false_resolve.resolved, quick=True),
    Responder("resolve in words", "false resolve", false_resolve.resolved_in_words),
    Responder("status page", "false resolve", false_resolve.status_page, quick=True),
    Responder("status page, hollow", "false resolve", false_resolve.status_page_wordless),
    Responder(
        "restoration", "false resolve", false_resolve.restoration, where=REACHED_BY_BROADCAST
    ),
    Responder("e-mail", "false resolve", false_resolve.email),
    Responder("social", "false resolve", false_resolve.social),
    Responder("again and again", "false resolve", false_resolve.again_and_again),
    Responder("all of them", "false resolve", false_resolve.all_of_them),
    Responder("nothing", "quiet days", quiet.nothing, where=QUIET[:1], quick=True),
    Responder("ack only", "quiet days", quiet.ack_only, where=QUIET[:1]),
    Responder("answer unseen", "quiet days", quiet.answer_unseen, where=QUIET[:1]),
    Responder("checks in silence", "quiet days", quiet.check_silently, where=QUIET[:1]),
    Responder("look too late", "quiet days", quiet.look_too_late, where=QUIET[:1]),
    Responder("chatter", "quiet days", quiet.chatter, where=QUIET[:1]),
    Responder("needless degrade", "quiet days", quiet.needless_degrade, where=QUIET, quick=True),
    Responder("needless repair", "quiet days", quiet.needless_repair, where=QUIET),
    Responder("alarmist", "quiet days", quiet.alarmist, where=QUIET),
)

RESPONDERS: tuple[Responder, ...] = (*HONEST, *CHEATS)
