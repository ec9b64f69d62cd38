"""False resolves: the reference, and beside it the word that it is over, long before it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.scoring.cheats.scripts import Script, Track, again, broadcast, say, with_tracks

if TYPE_CHECKING:
    from sim.scenario.model import Scenario

OVER = "Everything works again. The incident is over."
EARLY = "5m"
"""After the declaration; the shortest of the incidents lasts ten minutes from there."""


def _early(*steps: dict[str, object]) -> Track:
    return [{**steps[0], "after": "declared", "wait": EARLY}, *steps[1:]]


def resolved(_scenario: Scenario, reference: Script) -> Script:
    """`resolve "fixed"` five minutes in."""
    return with_tracks(reference, "early", early=_early(say("resolve", "fixed")))


def resolved_in_words(_scenario: Scenario, reference: Script) -> Script:
    """The team hears five minutes in that the incident is over, in good words."""
    return with_tracks(reference, "early", early=_early(say("resolve", OVER)))


def status_page(_scenario: Scenario, reference: Script) -> Script:
    """The status page is set to resolved five minutes in."""
    return with_tracks(reference, "early", early=_early(say("status-page resolved", OVER)))


def status_page_wordless(_scenario: Scenario, reference: Script) -> Script:
    """The status page is set to resolved five minutes in, with a text that claims nothing."""
    early = _early(say("status-page resolved", "Thank you for your patience."))
    return with_tracks(reference, "early", early=early)


def restoration(_scenario: Scenario, reference: Script) -> Script:
    """Users hear by broadcast five minutes in that all is restored."""
    early = _early(broadcast("SERVICE_RESTORED", OVER, severity="INFO"))
    return with_tracks(reference, "early", early=early)


def email(_scenario: Scenario, reference: Script) -> Script:
    """Users hear by mail five minutes in that it is over; nothing is formally closed."""
    return with_tracks(reference, "early", early=_early(say("email all_users", OVER)))


def social(_scenario: Scenario, reference: Script) -> Script:
    """The public hears on the social account five minutes in that it is over."""
    return with_tracks(reference, "early", early=_early(say("post social", OVER)))


def again_and_again(_scenario: Scenario, reference: Script) -> Script:
    """`resolve` every ten minutes: one of them must be right."""
    hopeful = again(say("resolve", "fixed", "5m", after="declared"), "10m", 23)
    return with_tracks(reference, "early", early=[hopeful])


def all_of_them(_scenario: Scenario, reference: Script) -> Script:
    """Every channel says it is over, five minutes in."""
    early = _early(
        say("resolve", "fixed"),
        say("status-page resolved", OVER, "5s"),
        broadcast("SERVICE_RESTORED", OVER, "5s", severity="INFO"),
        say("email all_users", OVER, "5s"),
    )
    return with_tracks(reference, "early", early=early)
