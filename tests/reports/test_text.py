"""The scorecard as plain lines for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.text import beside_par, headline, top_findings, went_well
from scoring.model import CriterionResult, ScoreFinding

if TYPE_CHECKING:
    from scoring.model import Scorecard


def test_the_headline_shows_times_adherence_total_with_coverage_and_cost(
    worked_card: Scorecard,
) -> None:
    """Every headline figure stands in one short list, the total never without its coverage."""
    lines = dict(headline(worked_card))
    assert list(lines) == ["TTD", "TTA", "TTM", "TTR", "Escalation", "Total", "Failed", "Lost"]
    assert lines["TTD"] == "1.8 min"
    assert lines["TTA"] == "40 s"
    assert "all criteria scored" in lines["Total"]
    assert lines["Failed"] == "1,600 of 6,000 operations"


def test_what_did_not_happen_is_censored_in_the_terminal_too(ignored_card: Scorecard) -> None:
    """Nobody acted, so every time is a lower bound."""
    lines = dict(headline(ignored_card))
    assert lines["TTD"] == "> 54 min"
    assert lines["TTR"] == "> 54 min"
    assert lines["Escalation"].startswith("0 of ")


def test_no_verdict_is_said_in_words(worked_card: Scorecard) -> None:
    """Without obligations and judged criteria there are words instead of numbers."""
    update = {"obligations": (), "adherence_percent": None, "total": None, "coverage_percent": 0.0}
    lines = dict(headline(worked_card.model_copy(update=update)))
    assert lines["Escalation"] == "none fell due"
    assert lines["Total"] == "not enough to score, only 0% of the weighting could be scored"


def _criterion(*findings: ScoreFinding) -> CriterionResult:
    return CriterionResult(
        id="procedure", title="Procedure", weight=1, score=10, why="", findings=findings
    )


def test_harm_comes_before_problems_and_each_is_said_once(worked_card: Scorecard) -> None:
    """The worst is told first, then by time; the same sentence of two criteria is one line."""
    late = ScoreFinding(level="problem", text="Paged late.", at=900_000)
    early = ScoreFinding(level="problem", text="Nobody was told.", at=60_000)
    whole = ScoreFinding(level="problem", text="No review was planned.")
    harm = ScoreFinding(level="harm", text="The queue was forced.", at=1_000_000)
    good = ScoreFinding(level="good", text="R2 was tested first.", at=0)
    criteria = (_criterion(good, late, whole, early), _criterion(harm, late))
    card = worked_card.model_copy(update={"criteria": criteria})
    assert top_findings(card, limit=4) == [
        "harm: The queue was forced. [14:16:40 (T+16:40)]",
        "problem: Nobody was told. [14:01:00 (T+1:00)]",
        "problem: Paged late. [14:15:00 (T+15:00)]",
        "problem: No review was planned.",
    ]


def test_lines_are_plain(ignored_card: Scorecard) -> None:
    """No escape sequence and no line break reaches the terminal; six findings at most."""
    lines = [*top_findings(ignored_card), *(value for _, value in headline(ignored_card))]
    assert all(line.isprintable() for line in lines)
    assert len(top_findings(ignored_card)) <= 6


def test_what_went_well_is_one_finding_of_each_criterion(worked_card: Scorecard) -> None:
    """At most three, the first of each, and nothing that was no good."""
    good = [ScoreFinding(level="good", text=f"Good {number}.", at=60_000) for number in range(5)]
    bad = ScoreFinding(level="problem", text="Late.", at=0)
    criteria = (
        _criterion(bad),
        _criterion(bad, good[0], good[1]),
        *(_criterion(one) for one in good[2:]),
    )
    card = worked_card.model_copy(update={"criteria": criteria})
    assert went_well(card) == [f"Good {number}. [14:01:00 (T+1:00)]" for number in (0, 2, 3)]


def test_the_cost_stands_beside_pars(worked_card: Scorecard) -> None:
    """Failed operations always, the others where there were any; nothing without par."""
    par = worked_card.impact.model_copy(update={"failed": 7, "lost": 3})
    own = worked_card.impact.model_copy(update={"failed": 1234, "queued": 0, "lost": 0})
    par = par.model_copy(update={"queued": 0})
    card = worked_card.model_copy(update={"impact": own, "par": par})
    assert beside_par(card) == [
        "1,234 operations failed (par: 7)",
        "0 accepted operations lost (par: 3)",
    ]
    assert beside_par(card.model_copy(update={"par": None})) == []
