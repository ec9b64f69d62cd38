"""The agenda of the review meeting: four points with their facts, five whys, a fishbone.

For the 24 to 48 hours after the incident. What the review holds is filled in; the rest is blank.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, assert_never

from reports import format as spell
from reports.attempt import sections
from reports.document import (
    Bullets,
    Figure,
    Pairs,
    Prose,
    Report,
    ReportSection,
    Subheading,
    Table,
    columns,
    words,
)
from reports.fishbone import CATEGORIES, fishbone
from reports.phrases import (
    INSTANTS,
    in_capitals,
    in_order,
    instant_title,
    severity_name,
    verdict,
    worst_level,
)
from reports.review.model import Fishbone
from reports.sections import beyond, improved, incident
from scoring.tabletop import touches_system
from scoring.verdict import some
from sim.legible import inside
from sim.scenario.incident_id import both_ids, incident_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reports.document import Block
    from reports.material import Material
    from scoring.model import Obligation

KIND = "Review agenda"
WHYS = 5
_UNANSWERED = "to be answered"
_EARLIEST, _LATEST = timedelta(hours=24), timedelta(hours=48)
_ASKED = {
    "people": "Training, workload, who knew what?",
    "process": "Procedures, hand-offs, communication, documents?",
    "technology": "Systems, monitoring, automation?",
    "environment": "Infrastructure, vendors, other outside factors?",
}


def fishbone_figure(made: Material) -> Figure:
    """The review's fishbone as a picture; empty bones without one."""
    factors = Fishbone() if made.review is None else made.review.fishbone
    count = sum(len(getattr(factors, one)) for one in CATEGORIES)
    text = (
        f"Fishbone diagram of {some(count, 'contributing factor')} in four categories."
        if count
        else "Fishbone diagram: no contributing factors entered yet."
    )
    caption = "Factors come from the fishbone in review.yaml."
    return Figure("Fishbone", fishbone(made.card.title, factors), text, caption)


def five_whys(made: Material) -> Table:
    """Five rows, each answering the one before."""
    given = () if made.review is None else made.review.whys
    rows = []
    for number in range(WHYS):
        question = "Why did the incident occur?" if number == 0 else "Why did that happen?"
        answer = words(given[number]) if number < len(given) else words(_UNANSWERED, "soft")
        rows.append((words(f"{number + 1}. {question}"), answer))
    return Table("Five whys", columns("Question", "Answer"), tuple(rows))


def _overview(made: Material) -> ReportSection:
    blocks: list[Block] = [Prose(text) for text in incident.executive_summary(made)]
    blocks.append(Subheading("Timeline"))
    rows = tuple(
        (
            words(instant_title(one)),
            words("never" if one.at is None else spell.instant(made.card.starts_at, one.at)),
        )
        for one in in_order(made.card.instants)
        if one.name in INSTANTS
    )
    blocks.append(Table("Instants", columns("What", "When"), rows, narrow=True))
    blocks.append(
        Bullets(("Does everybody agree with this timeline?", "What did users experience?"))
    )
    return ReportSection("overview", "1. Incident overview", tuple(blocks))


def _causes(made: Material) -> ReportSection:
    causes, factors = incident.primary_causes(made), incident.contributing(made)
    asked = tuple(f"{category.capitalize()}: {question}" for category, question in _ASKED.items())
    blocks: tuple[Block, ...] = (
        Subheading("Technical root cause"),
        Bullets(causes or ("Not recorded yet; agree on one.",)),
        Subheading("Five whys"),
        five_whys(made),
        Subheading("Contributing factors"),
        *((Bullets(factors),) if factors else ()),
        fishbone_figure(made),
        Bullets((*asked, "What would have prevented it, or made it smaller?")),
    )
    return ReportSection("causes", "2. Root cause analysis", blocks)


def _fell_short(made: Material, one: Obligation) -> str:
    """What was late or never came, as a sentence: `CTO called in late (data at risk).`."""
    called, late = made.policy.called(one.to), one.verdict == "late"
    match one.kind:
        case "escalation":
            return f"{called} {'called in late' if late else 'never called in'} ({one.reason})."
        case "duty":
            return f"{in_capitals(one.reason)}: {'late' if late else 'not done'}."
        case "notice":
            to = inside(called)
            what = in_capitals(one.reason)
            addressed = what if to in one.reason.lower() else f"{what} to {to}"
            return f"{addressed}: {'late' if late else 'never sent'}."
        case _:
            assert_never(one.kind)


def _missed(made: Material, kinds: Iterable[str]) -> tuple[str, ...]:
    wanted = set(kinds)
    return tuple(
        _fell_short(made, one)
        for one in made.card.obligations
        if one.kind in wanted and one.verdict != "met"
    )


def _response(made: Material) -> ReportSection:
    steps = tuple(
        f"{in_capitals(one.name)}: {one.outcome}."
        for one in made.card.steps
        if one.outcome in _FELL_SHORT
    )
    blocks: tuple[Block, ...] = (
        Subheading("Communication effectiveness"),
        Bullets(_missed(made, {"notice"}) or ("Every required message went out on time.",)),
        Subheading("Process adherence"),
        Bullets(steps or ("Every step of the procedure was done in order.",)),
        Subheading("Team coordination"),
        Bullets(
            _missed(made, {"escalation", "duty"})
            or ("Every required escalation and duty was done on time.",)
        ),
    )
    return ReportSection("response", "3. Response evaluation", blocks)


_FELL_SHORT = {"late", "missed", "out of order"}


def _improve(made: Material) -> ReportSection:
    if made.review is None:
        return ReportSection("improve", "4. Improvement actions", (Prose("None proposed yet."),))
    asked = Bullets(
        (
            "Process: which procedure changes, and who writes it?",
            "Technology: what is built, alerted on or automated?",
            "Training: which skill is practised next, in which scenario?",
        )
    )
    return ReportSection(
        "improve", "4. Improvement actions", (asked, *improved.plan(made, made.review).blocks)
    )


def review_agenda(made: Material) -> Report:
    """The agenda as a document."""
    card = made.card
    name = incident_id(datetime.fromisoformat(card.starts_at))
    ended = datetime.fromisoformat(card.starts_at) + timedelta(milliseconds=card.ended_at)
    earliest, latest = (
        spell.start_time((ended + after).isoformat()) for after in (_EARLIEST, _LATEST)
    )
    about = (
        ("Incident ID", both_ids(name)),
        ("Severity", severity_name(worst_level(card), made.policy)),
        ("Schedule between", f"{earliest} and {latest}"),
        *(
            (("Duration of the incident", incident.duration(made)),)
            if touches_system(card.exercise_type)
            else ()
        ),
        ("Invite", ", ".join(card.participants) or "everybody who took part"),
    )
    return Report(
        kind=KIND,
        title=f"{name}: {card.title}",
        lead=verdict(card, made.facts),
        opening=(Pairs(about),),
        sections=sections(made, _overview, _causes, _response, _improve, beyond.due_afterwards),
    )
