"""What one exercise shows, kind by kind: a sentence with figures, or nothing.

Everything is read from the scorecard, the journal's facts and the review; a kind that the record
does not show is not there, and `KINDS` says what would have to happen for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import format as spell
from reports.evidence.recovery_point import recovery_point
from reports.phrases import RATINGS
from scoring.tabletop import by_people
from scoring.verdict import some
from sim.journal.bodies import Ended
from sim.journal.stored import BackupChanged

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reports.material import Material

KINDS: Mapping[str, str] = {
    "exercise": "an exercise with people, played to its end",
    "tabletop": "a tabletop, played to its end",
    "functional": "a drill or a functional exercise, played to its end",
    "automated": "a run of a runbook or a script against a scenario",
    "objectives": "objectives of the exercise, rated",
    "detection": "an incident that was recognised",
    "classification": "a severity that was stated",
    "escalation": "roles that had to be called, and were",
    "roles": "a policy with roles and an escalation matrix",
    "communication": "notices to users that were due, and were given",
    "authority": "a report to an authority; the trainer has no authority to report to",
    "procedure": "the procedure's steps, done",
    "recovery": "a service that was back to normal, with the time it took",
    "recovery_point": "what was lost of the data, and how old the newest sound copy was",
    "restore": "files restored from a backup and verified",
    "impact": "what the incident cost users",
    "lessons": "lessons or improvements with an owner, in review.yaml",
    "retest": "an improvement that a later exercise proves",
    "training": "people who took part",
    "evidence_kept": "a journal whose chain of hashes is unbroken",
    "independence": "a tester who is independent, stated when the pack is made",
}
"""What can show a control, and what it takes."""


def _ended(made: Material) -> bool:
    return bool(made.facts.of(Ended))


def _exercise(made: Material) -> str:
    if not by_people(made.card.exercise_type) or not _ended(made):
        return ""
    people = some(len(made.card.participants), "participant")
    return f"{made.card.exercise_type.capitalize()} “{made.card.title}” with {people}."


def _tabletop(made: Material) -> str:
    return _exercise(made) if made.card.exercise_type == "tabletop" else ""


def _functional(made: Material) -> str:
    return _exercise(made) if made.card.exercise_type in {"drill", "functional"} else ""


def _automated(made: Material) -> str:
    if by_people(made.card.exercise_type):
        return ""
    return f"“{made.card.title}” was worked by {', '.join(made.card.participants) or 'a script'}."


def _objectives(made: Material) -> str:
    rated = [one.rating for one in made.card.objectives if one.rating is not None]
    counts = [f"{rated.count(name)} {words}" for name, words in RATINGS.items() if name in rated]
    return f"{some(len(rated), 'objective')} rated: {', '.join(counts)}." if rated else ""


def _measure(made: Material, name: str, what: str) -> str:
    found = made.card.measure(name)
    return "" if found.ms is None or found.censored else f"{what} {spell.measured(found)}."


def _detection(made: Material) -> str:
    return _measure(made, "TTD", "Time to detect:")


def _classification(made: Material) -> str:
    stated = [str(one.level) for one in made.card.statements]
    return f"Severities stated, in order: {', '.join(stated)}." if stated else ""


def _escalation(made: Material) -> str:
    due = [one for one in made.card.obligations if one.kind != "notice"]
    return f"Escalations and duties on time: {spell.adherence(made.card)}." if due else ""


def _roles(made: Material) -> str:
    policy = made.policy
    return (
        f"Policy {made.card.policy} names {some(len(policy.roles), 'role')} and "
        f"{some(len(policy.severities), 'severity level')}."
    )


def _communication(made: Material) -> str:
    due = [one for one in made.card.obligations if one.kind == "notice"]
    met = sum(one.verdict == "met" for one in due)
    return f"Notices on time and true: {met} of {len(due)}." if due else ""


def _procedure(made: Material) -> str:
    steps = [one for one in made.card.steps if one.outcome != "not applicable"]
    done = sum(one.outcome == "done" for one in steps)
    return f"Steps of the procedure done: {done} of {len(steps)}." if steps else ""


def _recovery(made: Material) -> str:
    return _measure(made, "TTR", "Recovery time achieved (RTO):")


def _restore(made: Material) -> str:
    restored = [one.body for one in made.facts.of(BackupChanged) if one.body.event == "restored"]
    if not restored:
        return ""
    damaged = sum(one.damaged for one in restored)
    return (
        f"{some(len(restored), 'restore')} from backups; {some(damaged, 'file')} came back damaged."
    )


def _impact(made: Material) -> str:
    cost = made.card.impact
    return (
        f"{spell.count(cost.failed)} of {spell.count(cost.requests)} operations failed; "
        f"{spell.count(cost.lost)} accepted operations were lost; "
        f"availability {spell.percent(cost.availability_percent)}."
    )


def _lessons(made: Material) -> str:
    review = made.review
    if review is None:
        return ""
    owned = [one for one in review.improvements if one.owner]
    parts = [
        *([some(len(review.lessons), "lesson")] if review.lessons else []),
        *([f"{some(len(owned), 'improvement')} with an owner"] if owned else []),
    ]
    return f"{' and '.join(parts).capitalize()}." if parts else ""


def _retest(made: Material) -> str:
    if made.review is None:
        return ""
    done = [one for one in made.review.improvements if made.proof_of(one) is not None]
    return f"{some(len(done), 'improvement')} proved by a later exercise." if done else ""


def _training(made: Material) -> str:
    if not by_people(made.card.exercise_type) or not made.card.participants:
        return ""
    return f"Took part: {', '.join(made.card.participants)}."


def _evidence_kept(made: Material) -> str:
    kept = some(len(made.entries), "entry", "entries")
    return f"Journal of {kept}, digest {made.card.journal_digest}."


_SHOWS: Mapping[str, Callable[[Material], str]] = {
    "exercise": _exercise,
    "tabletop": _tabletop,
    "functional": _functional,
    "automated": _automated,
    "objectives": _objectives,
    "detection": _detection,
    "classification": _classification,
    "escalation": _escalation,
    "roles": _roles,
    "communication": _communication,
    "procedure": _procedure,
    "recovery": _recovery,
    "recovery_point": recovery_point,
    "restore": _restore,
    "impact": _impact,
    "lessons": _lessons,
    "retest": _retest,
    "training": _training,
    "evidence_kept": _evidence_kept,
}


def shown(made: Material) -> dict[str, str]:
    """What this exercise shows, by kind."""
    found = {name: text for name, show in _SHOWS.items() if (text := show(made))}
    if by_people(made.card.exercise_type):
        return found
    # How a script did says nothing of people: whoever reads the row must see it.
    return {
        name: text if name == "automated" else f"(test without people) {text}"
        for name, text in found.items()
    }


def recovered(made: Material) -> str:
    """The time to recover, whether it was reached or not: `49.3 min`, `> 225.0 min`."""
    return spell.measured(made.card.measure("TTR"))
