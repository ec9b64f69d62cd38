"""Where two parts of a report seem to disagree, a sentence at the place says what each shows.

The reference night of the complete outage, as it is kept: an expert's response, with an alert that
comes minutes late, a queue that outlasts the errors, and single failures after the recovery.
"""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reports.document import Prose, Subheading, Table
from reports.incident_forms import feedback
from reports.material import Material, material
from reports.review.propose import propose
from reports.sections.judged import objectives
from reports.sections.measured import impact, severity
from reports.sections.obligations import communication
from reports.sections.summary import summary
from scoring.score import score
from sim.journal.embedded import policy_of
from sim.journal.encoding import header_of, read_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.document import Block, ReportSection
    from reports.review.model import Review
    from scoring.model import Scorecard
    from sim.journal.encoding import Entry
    from sim.scenario.policy import Policy

KEPT = Path(__file__).parents[1] / "golden" / "this-world.jsonl.gz"
DAY = date(2026, 3, 3)


@pytest.fixture(scope="module")
def night() -> Sequence[Entry]:
    """The kept journal."""
    return read_lines(gzip.decompress(KEPT.read_bytes()).decode().splitlines())


@pytest.fixture(scope="module")
def card(night: Sequence[Entry]) -> Scorecard:
    """Its card, with itself as par."""
    return score(night, par=score(night).impact)


@pytest.fixture(scope="module")
def policy(night: Sequence[Entry]) -> Policy:
    """The organisation's."""
    return policy_of(header_of(night))


@pytest.fixture(scope="module")
def proposed(card: Scorecard, policy: Policy) -> Review:
    """What the scorer proposes to improve."""
    return propose(card, policy, DAY)


@pytest.fixture(scope="module")
def made(night: Sequence[Entry], card: Scorecard, proposed: Review) -> Material:
    """What the report is made from."""
    return material(card, night, review=proposed)


def prose(section: ReportSection) -> str:
    """The section's paragraphs."""
    return "\n".join(one.text for one in section.blocks if isinstance(one, Prose))


def headings(blocks: Sequence[Block]) -> list[str]:
    """The subheadings."""
    return [one.text for one in blocks if isinstance(one, Subheading)]


def test_severity_and_recovery_are_told_apart(made: Material) -> None:
    """The table's calm before the recovery, and its level 4 after it, are explained below it."""
    text = prose(severity(made))
    assert "“Nothing wrong” is not yet recovery" in text
    assert "Recovery, at T+64:10, also needs every fault over, the queue empty" in text
    assert "Severity 4 (low) after recovery: a few isolated requests failed or were slow" in text


def test_what_is_left_of_a_night_without_challenges_is_worth_improving(
    made: Material, card: Scorecard
) -> None:
    """No three things to change first beside six objectives that are rated P."""
    assert {one.rating for one in card.objectives} == {"P"}
    assert headings(summary(made).blocks) == ["Still worth improving"]
    rated = made.card.objectives[0].model_copy(update={"rating": "S"})
    rest = made.card.objectives[1:]
    worse = made.card.model_copy(update={"objectives": (rated, *rest)})
    short = material(worse, made.entries, review=propose(worse, made.policy, DAY))
    assert headings(summary(short).blocks) == ["The three things to change first"]


def _moved(card: Scorecard, name: str, **changed: int | None) -> Scorecard:
    """The card with one of its instants changed."""
    instants = tuple(
        one.model_copy(update=changed) if one.name == name else one for one in card.instants
    )
    return card.model_copy(update={"instants": instants})


def _on_detection(card: Scorecard, policy: Policy) -> str:
    plan = propose(card, policy, DAY).improvements
    return next(one for one in plan if one.id == "detection").action


def test_what_to_do_about_late_detection_follows_the_longest_wait(
    card: Scorecard, policy: Policy
) -> None:
    """For the alert to be delivered, as that night; for it to fire; for somebody to answer it."""
    impact, alert, detect = (card.instant(name).at for name in ("impact", "alert", "detect"))
    assert impact is not None
    assert alert is not None
    assert detect is not None
    assert _on_detection(card, policy) == (
        "The first alert fired 11 s after users were first affected but took 5.4 min to be "
        "delivered: fix the delivery."
    )
    early = _moved(card, "alert", fired_at=impact - 1_000)
    assert _on_detection(early, policy).startswith("The first alert fired before users were")
    late = _moved(card, "alert", fired_at=alert - 30_000)
    assert _on_detection(late, policy).startswith("The first alert fired 5.1 min after users were")
    assert _on_detection(late, policy).endswith("of its delivery: review its threshold.")
    # A card from before the firing was kept does not say which of the two it was.
    unknown = _on_detection(_moved(card, "alert", fired_at=None), policy)
    assert unknown.endswith("find out whether it fired late or was delivered late.")
    slow = _on_detection(_moved(card, "detect", at=detect + 600_000), policy)
    assert slow.startswith("Detection took 10 min from the delivery of the first alert: agree who")
    before = _on_detection(_moved(card, "detect", at=alert - 1_000), policy)
    assert before.startswith("Review which alert fires first")


def test_an_update_says_where_it_counts(made: Material) -> None:
    """The row names the response team, and a post on the status page met it."""
    assert "A general update counts wherever it was sent" in prose(communication(made))


def test_par_is_not_compared_with_itself(made: Material) -> None:
    """Eight rows of `equal to par` are one sentence."""
    section = impact(made)
    assert [len(one.columns) for one in section.blocks if isinstance(one, Table)] == [2]
    assert prose(section).startswith("Every figure equals par (")
    card = made.card.model_copy(update={"participants": ("reference",)})
    own = impact(material(card, made.entries))
    assert prose(own) == "This is the reference response, so every figure is par."


def test_a_rating_and_points_say_what_each_rates(made: Material) -> None:
    """An objective can be P beside a criterion with few points; the place says why."""
    assert "A criterion's points measure speed" in prose(objectives(made))


def test_complaints_reach_somebody(made: Material) -> None:
    """Of a complaint it is said whom it reached."""
    table = next(one for one in feedback(made).blocks if isinstance(one, Table))
    assert any("reached the responders" in cell.text for row in table.rows for cell in row)
