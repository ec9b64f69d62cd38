"""Conditions on a scorecard: which hold on a good response and on none, and what they say."""

from __future__ import annotations

import pytest

from scoring.expect import parse_expectation
from scoring.score import score
from sim.errors import Unusable
from sim.scenario.rules.criteria import CRITERION_IDS
from tests.stories.story import good_response, outage

GOOD, NONE = score(good_response().entries()), score(outage().entries())


@pytest.mark.parametrize(
    ("text", "good", "none"),
    [
        ("TTR<=70m", True, False),
        ("TTD <= 5m", True, False),
        ("adherence>=90", True, False),
        ("procedure == 100", True, False),
        ("harm==0", True, True),
        ("lost==0", True, True),
        ("corrupted==0", True, True),
        ("overwritten==0", True, True),
        ("resolved", True, False),
        ("recovered", True, False),
        ("total>97", True, False),
    ],
)
def test_a_condition_holds_or_not(text: str, good: bool, none: bool) -> None:  # noqa: FBT001 - columns of the table
    """On the response by the book, and on none at all."""
    wish = parse_expectation(text)
    assert (wish.holds(GOOD), wish.holds(NONE)) == (good, none)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("TTR<=70m", "TTR was never reached"),
        ("resolved", "not resolved"),
        ("bad_minutes<=10", "bad_minutes is 108"),
        ("communication>=90", "communication is 0"),
    ],
)
def test_what_was_found_is_said(text: str, says: str) -> None:
    """In the words a log shows."""
    assert parse_expectation(text).found(NONE) == says


NAMES = ", ".join(
    (
        "TTD, TTA, TTM, TTR, respond, declared_ttr, closing, work, wrap_up",
        "adherence, total, coverage",
        "harm, problems, calls, tells, changes, tests, records",
        "lost, failed, corrupted, overwritten, bad_minutes",
        *CRITERION_IDS,
        "resolved, recovered, did:COMMAND",
    )
)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", f"--expect '': name one of {NAMES}"),
        ("speed<=3", f"--expect 'speed<=3': name one of {NAMES}"),
        ("harm=0", f"--expect 'harm=0': name one of {NAMES}"),
        ("TTR", "--expect 'TTR': needs a bound, like TTR<=30m"),
        ("lost", "--expect 'lost': needs a bound, like lost<=30"),
        ("TTR<=", "--expect 'TTR<=': needs a bound, like TTR<=30m"),
        ("TTR<=soon", "--expect 'TTR<=soon': 'soon' is not a duration like 30m"),
        ("lost==x", "--expect 'lost==x': 'x' is not a number"),
        ("resolved==1", "--expect 'resolved==1': resolved takes no comparison"),
    ],
)
def test_what_is_no_condition_is_refused(text: str, says: str) -> None:
    """In one line that says what can be written."""
    with pytest.raises(Unusable) as refused:
        parse_expectation(text)
    assert str(refused.value) == says


@pytest.mark.parametrize(
    ("text", "name", "sign", "bound"),
    [
        ("ttr <= 70m", "TTR", "<=", 4_200_000),
        ("TTD<90s", "TTD", "<", 90_000),
        ("total>=99.5", "total", ">=", 99.5),
        ("harm==0", "harm", "==", 0),
        ("lost>3", "lost", ">", 3),
        ("Recovered", "recovered", "", None),
    ],
)
def test_how_a_condition_is_read(text: str, name: str, sign: str, bound: float | None) -> None:
    """Name in any case, sign, bound in ms for times and as a number otherwise."""
    found = parse_expectation(text)
    assert (found.name, found.sign, found.bound) == (name, sign, bound)


@pytest.mark.parametrize("sign", ["<", "<=", "==", ">=", ">"])
@pytest.mark.parametrize("bound", [4, 5, 6])
def test_signs_mean_what_they_mean(sign: str, bound: int) -> None:
    """Five lost operations against bounds around five."""
    five = GOOD.model_copy(update={"impact": GOOD.impact.model_copy(update={"lost": 5})})
    expected = {
        "<": bound > 5,
        "<=": bound >= 5,
        "==": bound == 5,
        ">=": bound <= 5,
        ">": bound < 5,
    }
    assert parse_expectation(f"lost{sign}{bound}").holds(five) is expected[sign]


def test_harms_are_counted_and_not_other_findings() -> None:
    """Two harms in one criterion, one in another: three."""
    finding = {"text": "x", "at": None, "evidence": ()}
    harm, problem = ({"level": level, **finding} for level in ("harm", "problem"))
    data = GOOD.model_dump(mode="json")
    data["criteria"][0]["findings"] = [harm, problem, harm]
    data["criteria"][1]["findings"] = [harm]
    card = GOOD.model_validate(data)
    assert parse_expectation("harm==3").holds(card)
    assert parse_expectation("harm==0").found(card) == "harm is 3"


def test_a_false_resolve_is_not_resolved() -> None:
    """Both a true and a false one were said: `resolved` does not hold."""
    card = GOOD.model_copy(update={"false_resolve": True})
    assert not parse_expectation("resolved").holds(card)
    assert parse_expectation("resolved").found(card) == "not resolved"
    assert parse_expectation("recovered").holds(card)


def test_what_was_not_judged_meets_no_bound() -> None:
    """Neither a small nor a large one."""
    first = GOOD.criteria[0].model_copy(update={"score": None})
    card = GOOD.model_copy(update={"criteria": (first, *GOOD.criteria[1:])})
    for text in ("detection>=0", "detection<=100"):
        assert not parse_expectation(text).holds(card)
        assert parse_expectation(text).found(card) == "detection was not scored"
    assert parse_expectation("TTR<=30m").found(GOOD) == "TTR is 44m"
