"""The sentences: the verdict in one line and the comparison with par."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest

from reports.phrases import DEFINITIONS, RATINGS, against_par, verdict
from scoring.facts import gather
from scoring.model import Rating

if TYPE_CHECKING:
    from scoring.model import Scorecard
    from sim.journal.encoding import Entry
    from sim.scenario.policy import Policy


def test_the_verdict_tells_a_worked_incident_in_one_sentence(
    worked: tuple[Entry, ...], worked_card: Scorecard
) -> None:
    """Detection counts from the alert, recovery from the vendor's repair."""
    assert verdict(worked_card, gather(worked)) == (
        "Detected 40 s after the first alert was delivered; the service recovered 2 min after the "
        "vendor's repair; "
        "no accepted operation was lost."
    )


def test_the_verdict_does_not_soften_what_never_happened(
    ignored: tuple[Entry, ...], ignored_card: Scorecard
) -> None:
    """Users were served again, but nobody noticed and the queue still waits."""
    assert verdict(ignored_card, gather(ignored)) == (
        "Never detected; users were served again from T+21:00, but the service was never "
        "brought back to normal; 10 operations still queued at EndEx."
    )


def test_a_false_resolve_and_losses_are_part_of_the_verdict(
    worked: tuple[Entry, ...], worked_card: Scorecard
) -> None:
    """Saying it is over while it is not, and operations given up, are in the one sentence."""
    impact = worked_card.impact.model_copy(update={"lost": 1})
    card = worked_card.model_copy(update={"false_resolve": True, "impact": impact})
    assert (
        "the incident was declared resolved before it was over; 1 queued operation lost."
        in verdict(card, gather(worked))
    )


@pytest.mark.parametrize(
    ("mine", "par", "shown"),
    [
        pytest.param(37, 26, "11 more than par", id="more"),
        pytest.param(26, 1037, "1,011 fewer than par", id="fewer"),
        pytest.param(26, 26, "equal to par", id="same"),
        pytest.param(35.5, 35, "0.5 more than par", id="decimals"),
    ],
)
def test_the_difference_to_par_is_said_in_words(mine: float, par: float, shown: str) -> None:
    """A trainee reads what the response cost beyond the reference."""
    assert against_par(mine, par) == shown


def test_every_measure_and_rating_is_explained(worked_card: Scorecard) -> None:
    """A measure the scorer adds needs its few words here."""
    assert {measure.name for measure in worked_card.measures} == set(DEFINITIONS)
    assert set(get_args(Rating)) == set(RATINGS)


def test_recipients_are_named_as_people_know_them(policy: Policy) -> None:
    """Roles by their title, groups and audiences in plain words."""
    named = [policy.called(name) for name in ("technical_lead", "all_users", "public")]
    assert named == ["Technical lead", "All users", "Public"]
