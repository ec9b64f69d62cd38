"""An incident in prose, as the operations guide's report wants it: summary, losses, causes.

Everything is counted from the journal or quoted from what the responders handed in; what only the
business knows (contracts, money) is asked for and not made up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import format as spell
from reports.fishbone import CATEGORIES
from reports.phrases import in_sentence, severity_name, titled, worst_level
from scoring import actions, messages
from scoring.tabletop import touches_system
from scoring.verdict import some
from sim.journal.bodies import FaultEdge, Message

if TYPE_CHECKING:
    from reports.material import Material
    from scoring.model import Impact, Scorecard

REPORT, ANALYSIS, ITEMS = "impact", "root_cause", "items"
"""An argument that only one of the three documents about an incident has."""


def documents(made: Material, having: str) -> tuple[dict[str, object], ...]:
    """The arguments of each document that the responders handed in, oldest first.

    Args:
        made: the exercise.
        having: the argument by which the kind of document is known.
    """
    return tuple(
        dict(fact.body.arguments)
        for fact in made.facts.carried_out
        if "records" in fact.body.effect and having in fact.body.arguments
    )


def _texts(made: Material, having: str, name: str) -> tuple[str, ...]:
    """What the documents say under this name, each text once."""
    found: list[str] = []
    for document in documents(made, having):
        value = document.get(name)
        many = value if isinstance(value, list | tuple) else [value]
        found += [one.strip() for one in many if isinstance(one, str) and one.strip()]
    return tuple(dict.fromkeys(found))


def duration(made: Material) -> str:
    """How long users felt it, in words."""
    lasted = made.card.measure("TTR")
    return "no impact on users" if lasted.ms is None else spell.measured(lasted)


def affected(impact: Impact) -> str:
    """How many operations failed and waited."""
    return f"{spell.count(impact.failed)} failed, {spell.count(impact.queued)} delayed"


def data_loss(impact: Impact) -> str:
    """What was lost or damaged, in a sentence; that there was none says so."""
    parts = []
    if impact.lost:
        parts.append(f"{some(impact.lost, 'accepted operation')} given up by the queue")
    if impact.unrecoverable:
        parts.append(f"{some(impact.unrecoverable, 'file version')} that no sound backup held")
    if impact.overwritten:
        parts.append(f"{some(impact.overwritten, 'sound version')} overwritten or deleted")
    if impact.corrupted:
        parts.append(f"{some(impact.corrupted, 'damaged file')} served or stored unnoticed")
    return f"{'; '.join(parts)}." if parts else "None."


def business_impact(made: Material) -> tuple[str, ...]:
    """What it meant for users and the organisation; then what the responders wrote of it."""
    cost = made.card.impact
    figures = (
        f"For {some(cost.users_touched, 'user')} an operation failed or was delayed; "
        f"{spell.count(cost.failed)} of {spell.count(cost.requests)} operations failed and "
        f"{spell.count(cost.queued)} waited. The service was outside its objectives for "
        f"{spell.decimal(cost.bad_minutes)} min, and its availability over the exercise was "
        f"{spell.percent(cost.availability_percent)}."
    )
    parts = [figures]
    if cost.complaints is not None:
        how_many = some(cost.complaints, "message") if cost.complaints else "No message"
        parts.append(f"{how_many} passed on complaints.")
    written = _texts(made, REPORT, "impact")
    return (" ".join(parts), *(f"The responders wrote: {text}" for text in written))


def _began(made: Material) -> str:
    card = made.card
    impact = card.instant("impact").at
    if impact is None:
        return "Users felt no impact in this exercise."
    at, day = spell.wall_clock(card.starts_at, impact), card.starts_at[:10]
    begun = list(
        dict.fromkeys(
            titled(fact.body.fault)
            for fact in made.facts.of(FaultEdge)
            if fact.body.edge == "began"
        )
    )
    why = f" The fault: {', '.join(begun)}." if begun else ""
    worst = in_sentence(severity_name(worst_level(card), made.policy))
    return f"On {day} at {at} UTC users were first affected.{why} At its worst this was {worst}."


def _taken(card: Scorecard, after_ms: int) -> str:
    """When the alert was acknowledged, as a predicate."""
    alert, ack = card.instant("alert").at, card.instant("ack").at
    if alert is not None and ack is not None and ack < alert:
        return "acknowledged before it was delivered"
    return f"acknowledged {spell.spoken(after_ms)} after it arrived"


def _answered(made: Material) -> str:
    card = made.card
    found, acked = card.measure("TTD"), card.measure("TTA")
    if found.ms is None:
        return ""
    noticed = (
        "It was not detected before the exercise ended"
        if found.censored
        else f"It was detected {spell.spoken(found.ms)} after the impact began"
    )
    taken = (
        ""
        if acked.ms is None or acked.censored
        else f", and its alert was {_taken(card, acked.ms)}"
    )
    told = [one for one in card.obligations if one.kind == "notice"]
    kept = sum(one.verdict == "met" for one in told)
    notices = f" {kept} of {some(len(told), 'notice')} went out on time." if told else ""
    return f"{noticed}{taken}.{notices}"


def _ended(made: Material) -> str:
    card = made.card
    back, whole = card.measure("TTM"), card.measure("TTR")
    if back.ms is None:
        return ""
    if back.censored:
        return "The service was not back within its objectives when the exercise ended."
    served = f"Users were served again after {spell.spoken(back.ms)}"
    if whole.ms is None or whole.censored:
        return f"{served}, but not everything was back to normal when the exercise ended."
    return f"{served}, and everything was back to normal after {spell.spoken(whole.ms)}."


def executive_summary(made: Material) -> tuple[str, ...]:
    """Incident, impact and resolution, a paragraph each."""
    if not touches_system(made.card.exercise_type):
        return ()
    if made.card.instant("impact").at is None:
        return (_began(made),)
    return tuple(
        text
        for text in (
            f"{_began(made)} {_answered(made)}".strip(),
            business_impact(made)[0],
            f"{_ended(made)} Data loss: {data_loss(made.card.impact)}".strip(),
        )
        if text
    )


def primary_causes(made: Material) -> tuple[str, ...]:
    """What the responders named as the cause: with the severity, in a note, in their analysis."""
    written = tuple(actions.cause_in(fact.body) for fact in actions.causes(made.facts))
    return tuple(dict.fromkeys((*written, *_texts(made, ANALYSIS, "root_cause"))))


def contributing(made: Material) -> tuple[str, ...]:
    """Contributing factors: of the responders' analysis, and of the review's fishbone."""
    found = list(_texts(made, ANALYSIS, "contributing_factors"))
    if made.review is not None:
        for category in CATEGORIES:
            found += [
                f"{category.capitalize()}: {one}" for one in getattr(made.review.fishbone, category)
            ]
    return tuple(found)


def learned(made: Material) -> tuple[str, ...]:
    """Lessons in the responders' own analysis."""
    return _texts(made, ANALYSIS, "lessons")


def detection_time(made: Material) -> str:
    """From the impact to detection, in words."""
    found = made.card.measure("TTD")
    return "no impact" if found.ms is None else spell.measured(found)


def first_said(made: Material) -> Message | None:
    """The first message of the responders to the team."""
    player = made.facts.scenario.player
    for fact in messages.by_responders(made.facts, made.facts.began_at):
        if messages.tells_team(fact.body, made.policy, player):
            return fact.body
    return None
