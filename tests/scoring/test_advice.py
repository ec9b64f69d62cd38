"""What the detection criterion advises: by which wait was the longest, to the second."""

from __future__ import annotations

import pytest

from scoring.criteria.detection import CRITERION
from scoring.score import score
from tests.stories.story import outage

GENERAL = "Review which alert fires first and whom it pages; agree who declares, and when."
CARD = score(outage().entries())


def advice(
    impact: float | None, fired: float | None, alert: float | None, detect: float | None
) -> str:
    """What is advised of these minutes."""
    told = {"impact": impact, "alert": alert, "detect": detect}
    instants = tuple(
        one.model_copy(
            update={
                "at": _ms(told[one.name]),
                "fired_at": _ms(fired) if one.name == "alert" else None,
            }
        )
        if one.name in told
        else one
        for one in CARD.instants
    )
    return CRITERION.advice.action_for(CARD.model_copy(update={"instants": instants}))


def _ms(minute: float | None) -> int | None:
    return None if minute is None else round(minute * 60_000)


def took(wait: str) -> str:
    """The advice where people took longest."""
    return (
        f"Detection took {wait} from the delivery of the first alert: agree who acknowledges an "
        "alert, who declares, and when."
    )


def fired_late(quiet: str, taken: str) -> str:
    """The advice where the alert was slow to fire."""
    return (
        f"The first alert fired {quiet} after users were first affected, and detection followed "
        f"within {taken} of its delivery: review its threshold."
    )


@pytest.mark.parametrize(
    ("impact", "fired", "alert", "detect", "words"),
    [
        pytest.param(None, 13, 14, 20, GENERAL, id="no-impact"),
        pytest.param(12, None, None, 20, GENERAL, id="no-alert"),
        pytest.param(12, 13, 14, None, GENERAL, id="never-detected"),
        pytest.param(12, 13, 14, 13.9, GENERAL, id="detected-before-the-alert"),
        pytest.param(12, 13.5, 14, 14, fired_late("1.5 min", "0 s"), id="detected-at-the-alert"),
        pytest.param(12, 13, 14, 20, took("6 min"), id="people-took-longest"),
        pytest.param(12, 13, 14, 16, took("2 min"), id="as-long-as-the-alert"),
        pytest.param(12, 15, 16, 17, fired_late("3 min", "1 min"), id="fired-late"),
        pytest.param(
            12,
            None,
            16,
            17,
            "The first alert arrived 4 min after users were first affected, and detection followed "
            "within 1 min: find out whether it fired late or was delivered late.",
            id="not-known-when-it-fired",
        ),
        pytest.param(
            12,
            13,
            16,
            17,
            "The first alert fired 1 min after users were first affected but took 3 min to be "
            "delivered: fix the delivery.",
            id="delivered-late",
        ),
        pytest.param(
            12,
            14,
            16,
            17,
            "The first alert fired 2 min after users were first affected but took 2 min to be "
            "delivered: fix the delivery.",
            id="delivered-as-late-as-it-fired",
        ),
        pytest.param(
            12,
            12,
            16,
            17,
            "The first alert fired 0 s after users were first affected but took 4 min to be "
            "delivered: fix the delivery.",
            id="fired-with-the-impact",
        ),
        pytest.param(
            12,
            11,
            16,
            17,
            "The first alert fired before users were affected but took 5 min to be delivered: fix "
            "the delivery.",
            id="fired-before-the-impact",
        ),
        # 12:00.9, 13:30.9 and 15:00.1 show as 12:00, 13:30 and 15:00: as long either way.
        pytest.param(
            12.015,
            13.515,
            15.0017,
            15.01,
            "The first alert fired 1.5 min after users were first affected but took 1.5 min to be "
            "delivered: fix the delivery.",
            id="by-the-seconds-shown",
        ),
    ],
)
def test_advice_goes_by_the_longest_wait(
    impact: float | None,
    fired: float | None,
    alert: float | None,
    detect: float | None,
    words: str,
) -> None:
    """For people to answer, for the rule to fire, or for the alert to arrive."""
    assert advice(impact, fired, alert, detect) == words
