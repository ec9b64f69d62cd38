"""What evaluators and facilitators noted during the exercise, as a review takes it in.

Knows the journal's remarks; what people make of them afterwards stands in `review.yaml`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.format import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.facts import Fact
    from sim.journal.conduct import Remark

    Remarks = Sequence[Fact[Remark]]

_MOST_NAMES = 200


def ratings(remarks: Remarks) -> dict[str, Fact[Remark]]:
    """The evaluator's rating of each objective by its id: the last one counts."""
    return {
        fact.body.objective: fact
        for fact in remarks
        if fact.body.objective and fact.body.rating is not None
    }


def note_of(fact: Fact[Remark]) -> str:
    """A remark as a line of notes: `12:30 Eva on detect: Quick.`."""
    about = f" on {fact.body.objective}" if fact.body.objective else ""
    return f"{clock(fact.at)} {fact.body.by}{about}: {fact.body.text.strip()}"


def notes(remarks: Remarks) -> tuple[str, ...]:
    """Every remark with words, but those that are the reason of a rating that counts."""
    reasons = {fact.seq for fact in ratings(remarks).values()}
    return tuple(
        note_of(fact) for fact in remarks if fact.body.text.strip() and fact.seq not in reasons
    )


def evaluators(remarks: Remarks) -> str:
    """Who evaluated: evaluators, and whoever rated an objective."""
    names = (
        fact.body.by
        for fact in remarks
        if fact.body.role == "evaluator" or fact.body.rating is not None
    )
    return ", ".join(dict.fromkeys(names))[:_MOST_NAMES]
