"""Lies: the reference's work to the second, with words that are better than the world."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.scoring.cheats.nights import NIGHTS, WELL
from tests.scoring.cheats.scripts import Message, Script, messages, reworded, stated

if TYPE_CHECKING:
    from sim.scenario.model import Scenario

DENIAL = (
    "No customer has a problem, file storage is fine, upload and download as ever. "
    "Next update in 20 minutes."
)
NO_INCIDENT = (
    "There is no incident; users who see errors should clear their cache. "
    "Files are all there again. Next update in 20 minutes."
)
LOOKING = "We are looking into a warning. Next update in 20 minutes."
SOFT = (
    "All systems are operational. We are carrying out planned work, which nobody will notice. "
    "Next update in 20 minutes."
)
SAFE = "All files are safe and complete, nothing is lost or damaged."
UNCHANGED = "We are working on it. Nothing has changed. Next update in 20 minutes."
WATCHING = "We keep watching. Next update in 20 minutes."
CLOSING = "It is over. We are sorry for the trouble."


def _never_taken_back(one: Message) -> str:
    """What follows a lie when it is over: nothing that is a claim about the same subject."""
    return CLOSING if one.closing else WATCHING


def _silent_when_over(reference: Script) -> Script:
    return reworded(
        reference,
        lambda one: _never_taken_back(one) if one.over and one.to == "users" else None,
        "liar",
    )


def denial(_scenario: Scenario, reference: Script) -> Script:
    """Nobody has a problem, in every message to everybody."""
    return reworded(reference, lambda _: DENIAL, "liar")


def no_incident(_scenario: Scenario, reference: Script) -> Script:
    """There is no incident, clear your cache: in every message to everybody."""
    return reworded(reference, lambda _: NO_INCIDENT, "liar")


def unaffected(scenario: Scenario, reference: Script) -> Script:
    """Downloads are not affected, in every message until it is over; then no word of them."""
    lie = f"{NIGHTS[scenario.name].lie} {LOOKING}"
    return reworded(reference, lambda one: _never_taken_back(one) if one.over else lie, "liar")


def operational(_scenario: Scenario, reference: Script) -> Script:
    """All systems operational, planned work: as a status page that stays green."""
    return reworded(reference, lambda one: _never_taken_back(one) if one.over else SOFT, "liar")


def back_already(scenario: Scenario, reference: Script) -> Script:
    """It works again, from the first message on."""
    files = f" {SAFE}" if NIGHTS[scenario.name].damaged else ""
    text = f"{WELL.text}{files} Next update in 20 minutes."
    return reworded(reference, lambda _: text, "liar")


def users_only(_scenario: Scenario, reference: Script) -> Script:
    """The team hears the truth, users and public hear that nobody has a problem."""
    return reworded(reference, lambda one: DENIAL if one.to == "users" else None, "liar")


def stated_lies(scenario: Scenario, reference: Script) -> Script:
    """True words in the text; the form fields claim that everything works."""
    files = {"files": "safe"} if NIGHTS[scenario.name].damaged else {}
    lie = WELL.claims | files
    return stated(_silent_when_over(reference), lambda one: {} if one.over else lie, "20m")


def stated_truths(scenario: Scenario, reference: Script) -> Script:
    """Nobody has a problem, in the text; the truth in the form fields."""
    night = NIGHTS[scenario.name]
    lying = users_only(scenario, reference)
    return stated(
        _silent_when_over(lying), lambda one: {} if one.over else night.true_of(one).claims, "20m"
    )


def one_lie(scenario: Scenario, reference: Script) -> Script:
    """The reference's true words, and one lie at the end of each message while it lasts."""
    lie = NIGHTS[scenario.name].lie

    def wording(one: Message) -> str | None:
        if one.to == "team":
            return None
        return _never_taken_back(one) if one.over else f"{one.text} {lie}"

    return reworded(reference, wording, "liar")


def one_message(scenario: Scenario, reference: Script) -> Script:
    """One lie in the first notice to users, and never a word about that subject again."""
    first = next(one.index for one in messages(reference) if one.to == "users")

    def wording(one: Message) -> str | None:
        if one.to == "team":
            return None
        if one.index == first:
            return f"{NIGHTS[scenario.name].lie} {LOOKING}"
        return _never_taken_back(one) if one.over else UNCHANGED

    return reworded(reference, wording, "liar")


def safe_files(_scenario: Scenario, reference: Script) -> Script:
    """Truthful about downloads and uploads, but calls damaged or missing files safe."""
    text = f"Some downloads are failing and uploads are delayed. {SAFE} Next update in 20 minutes."

    def wording(one: Message) -> str | None:
        if one.to == "team":
            return None
        return _never_taken_back(one) if one.over else text

    return reworded(reference, wording, "liar")
