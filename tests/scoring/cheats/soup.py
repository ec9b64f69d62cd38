"""Soup: the reference's work to the second, with words that say nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.scoring.cheats.nights import NIGHTS, WELL
from tests.scoring.cheats.scripts import Message, Script, recorded, reworded, stated
from tests.scoring.cheats.spam import SOUP

if TYPE_CHECKING:
    from sim.scenario.model import Scenario

SHUFFLED = "minutes 20 in update next works again file upload download users critical severity"
LISTED = (
    "users, uploads, downloads, failing, delayed, restored, works, safe, severity 1, next update "
    "20 minutes"
)
GERMAN = (
    "Die Downloads schlagen fehl und Uploads warten in einer Schlange. Nächste Nachricht in 20 "
    "Minuten."
)
HOLLOW = (
    "We take this very seriously. Your trust matters to us, around the clock.",
    "Thank you for your patience. We value every single one of our customers.",
    "Our engineers are doing everything they can. We appreciate your understanding.",
)
PLACEHOLDERS = {
    "team": (
        "Severity [1-4]: [what happens] since [time]. Users: [who is hit, and how]. "
        "Next update: [time]. In charge: [name]."
    ),
    "users": (
        "[What does not work at the moment, and what does.] We are working on it. "
        "Next update: [time]."
    ),
    "over": (
        "[What] works again since [time]. [What happened to what was waiting, and what was lost.] "
        "We are sorry for the trouble."
    ),
}
QUOTED = (
    'Our guide says to write "downloads fail, uploads are delayed" in such cases. '
    "Next update in 20 minutes."
)
POINTING = "Please see our previous message."
HEDGED = (
    "If downloads should fail for you, uploads might be delayed as well, or perhaps not. Have "
    "downloads failed before? Next update in 20 minutes."
)


def _always(reference: Script, text: str, actor: str, record: str = "") -> Script:
    """The same words in every message, and in the declaration and the resolution, too."""
    return recorded(reworded(reference, lambda _: text, actor), record or text)


def keywords(_scenario: Scenario, reference: Script) -> Script:
    """The loose words that every template asks for, in every message."""
    return _always(reference, SOUP, "gibberish", "x")


def shuffled(_scenario: Scenario, reference: Script) -> Script:
    """The same words in another order."""
    return _always(reference, SHUFFLED, "gibberish")


def listed(_scenario: Scenario, reference: Script) -> Script:
    """A list of all subjects and all states, with commas between them."""
    return _always(reference, LISTED, "gibberish")


def empty(_scenario: Scenario, reference: Script) -> Script:
    """An x for every message."""
    return _always(reference, "x", "mute")


def hollow(_scenario: Scenario, reference: Script) -> Script:
    """Care, effort and patience, in good English."""
    worded = reworded(reference, lambda one: HOLLOW[one.index % len(HOLLOW)], "spokesman")
    return recorded(worded, HOLLOW[0])


def placeholders(_scenario: Scenario, reference: Script) -> Script:
    """The policy's own templates, not filled in."""

    def wording(one: Message) -> str:
        return PLACEHOLDERS["over" if one.over and one.to == "users" else one.to]

    return recorded(reworded(reference, wording, "copyist"), PLACEHOLDERS["team"])


def foreign(_scenario: Scenario, reference: Script) -> Script:
    """True sentences in a language that the users do not read."""
    return _always(reference, GERMAN, "foreigner")


def quoted(_scenario: Scenario, reference: Script) -> Script:
    """True claims, but only as quotations of what a guide says to write."""
    return _always(reference, QUOTED, "quoter")


def hedged(_scenario: Scenario, reference: Script) -> Script:
    """Conditions and questions with all the right words but no statement."""
    return _always(reference, HEDGED, "lawyer")


def pointing(_scenario: Scenario, reference: Script) -> Script:
    """Every message points to an earlier one, and none says anything."""
    return _always(reference, POINTING, "parrot")


def _claimed(scenario: Scenario, worded: Script) -> Script:
    return stated(worded, lambda one: NIGHTS[scenario.name].true_of(one).claims, "20m")


def claimed(scenario: Scenario, reference: Script) -> Script:
    """Loose words in the text; true claims in the form fields."""
    return _claimed(scenario, keywords(scenario, reference))


def claimed_empty(scenario: Scenario, reference: Script) -> Script:
    """An x in the text; true claims in the form fields."""
    return _claimed(scenario, empty(scenario, reference))


def claimed_hollow(scenario: Scenario, reference: Script) -> Script:
    """Care and patience in the text; true claims in the form fields."""
    return _claimed(scenario, hollow(scenario, reference))


def claimed_worst(scenario: Scenario, reference: Script) -> Script:
    """Care and patience; the fields claim that everything fails: never rosier than the truth."""
    worst = {"downloads": "failing", "uploads": "failing", "sign_in": "failing"}
    worded = hollow(scenario, reference)
    return stated(worded, lambda one: WELL.claims if one.over else worst, "20m")
