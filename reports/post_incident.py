"""The post-incident report: what the operations guide asks for, filled in from the journal.

Summary, timeline, impact, root cause, response evaluation, lessons, actions, and appendices. What
only people can say (contributing factors, lessons) comes from the review. A tabletop has its
discussion in place of what concerns the system.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from reports import format as spell
from reports.attempt import sections
from reports.document import (
    Bullets,
    Cell,
    Prose,
    Report,
    ReportSection,
    Subheading,
    Table,
    columns,
    words,
)
from reports.phrases import (
    INSTANTS,
    in_order,
    in_sentence,
    instant_title,
    severity_name,
    titled,
    verdict,
    worst_level,
)
from reports.review_agenda import fishbone_figure
from reports.sections import (
    beyond,
    corrected,
    discussion,
    figures,
    improved,
    incident,
    lived,
    measured,
    notes,
    obligations,
    opening,
    periods,
    timeline,
)
from scoring import messages
from scoring.tabletop import touches_system
from sim.journal.bodies import BreakerMoved, FaultEdge, HealthChanged, Message, ModeChanged
from sim.scenario.incident_id import both_ids, incident_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.document import Block
    from reports.material import Material
    from scoring.model import Instant

KIND = "Post-incident report"


def _when(made: Material, instant: Instant) -> str:
    if instant.at is None:
        return "never"
    wall = spell.wall_clock(made.card.starts_at, instant.at)
    return f"{wall} (T+{spell.clock(instant.at)})"


def _summary(made: Material) -> ReportSection:
    card = made.card
    impact, recover = card.instant("impact"), card.instant("recover")
    worst = worst_level(card)
    begun = [fault.id for fault in made.facts.begun]
    lasted = card.measure("TTR")
    lasted_words = "no impact" if lasted.ms is None else spell.measured(lasted)
    status = "resolved" if card.resolved else "not resolved when the exercise ended"
    system = (("Lasted", lasted_words), ("Status", status))
    name = incident_id(datetime.fromisoformat(card.starts_at))
    rows = (
        ("Incident ID", both_ids(name)),
        ("Date", card.starts_at[:10]),
        ("What happened", verdict(card, made.facts)),
        ("Severity", f"{severity_name(worst, made.policy)}; {_called(made)}"),
        ("Began", _when(made, impact)),
        ("Ended", _when(made, recover)),
        *(system if touches_system(card.exercise_type) else ()),
        ("Faults", ", ".join(titled(name) for name in begun) or "none"),
    )
    body = tuple((words(name, "strong"), words(text)) for name, text in rows)
    prose = tuple(Prose(text) for text in incident.executive_summary(made))
    table = Table("Summary", columns("About", "What is known"), body, narrow=True)
    return ReportSection("summary", "Summary", (*prose, table))


def _called(made: Material) -> str:
    level = made.card.assessed_severity
    if level is None:
        return "never assessed"
    return f"assessed as {in_sentence(severity_name(level, made.policy))}"


def _instants(made: Material) -> ReportSection:
    rows = tuple(
        (
            words(instant_title(instant)),
            words(_when(made, instant)),
            Cell(instant.note.replace("_", " "), cites=made.index.cites(instant.evidence)),
        )
        for instant in in_order(made.card.instants)
        if instant.name in INSTANTS
    )
    heads = columns("What", "When", "How it was seen")
    return ReportSection(
        "instants", "Timeline of the incident", (Table("Instants", heads, rows),), "When"
    )


_EDGES = {"began": "started", "ended": "ended"}


_EDGES = {"began": "started", "ended": "ended"}


def _causes(made: Material) -> Iterator[Block]:
    yield Prose("What was broken, according to the scenario:")
    yield Prose(made.facts.scenario.ground_truth.strip())
    edges = tuple(
        (
            words(titled(fact.body.fault)),
            words(titled(fact.body.effect)),
            words(f"{_EDGES[fact.body.edge]} by the {fact.body.by}"),
            Cell(spell.clock(fact.at), cites=made.index.cites((fact.seq,))),
        )
        for fact in made.facts.of(FaultEdge)
    )
    yield Table("Faults", columns("Fault", "Effect", "What", "#Minute"), edges, narrow=True)
    written = incident.primary_causes(made)
    yield Subheading("Primary cause, as the responders identified it")
    if written:
        yield Bullets(written)
    else:
        yield Prose("Nobody wrote down a cause as a statement.", "soft")
    factors = incident.contributing(made)
    yield Subheading("Contributing factors")
    if factors:
        yield Bullets(factors)
    else:
        yield Prose("None recorded yet; add them under `fishbone` in review.yaml.", "soft")
    if touches_system(made.card.exercise_type):
        yield Subheading("Detection time")
        yield Prose(f"From the first impact to detection: {incident.detection_time(made)}.")
    if made.review is not None:
        yield from improved.causes(made.review)
        if any(made.review.fishbone.model_dump().values()):
            yield fishbone_figure(made)


def _impact(made: Material) -> ReportSection:
    """Users, duration, operations; data loss and business impact in words first."""
    cost = made.card.impact
    known = (
        ("Users affected", spell.count(cost.users_touched)),
        ("Duration", incident.duration(made)),
        ("Operations affected", incident.affected(cost)),
        ("Data loss", incident.data_loss(cost)),
    )
    body = tuple((words(name, "strong"), words(text)) for name, text in known)
    figures_of = measured.impact(made)
    blocks = (
        Table("Impact", columns("About", "What is known"), body, narrow=True),
        Subheading("Business impact"),
        *(Prose(text) for text in incident.business_impact(made)),
        Subheading("Figures"),
        *figures_of.blocks,
    )
    return ReportSection(figures_of.anchor, figures_of.title, blocks, figures_of.short)


def _root_cause(made: Material) -> ReportSection:
    return ReportSection("cause", "Root cause", tuple(_causes(made)))


def _evaluation(made: Material) -> ReportSection:
    blocks: list[Block] = []
    if made.review is not None:
        well = improved.strengths(made.card, made.review)
        blocks += [Subheading("What went well"), *well.blocks]
        blocks += [
            Subheading("What fell short"),
            *improved.areas(made.review, made.withdrawn).blocks,
        ]
    if touches_system(made.card.exercise_type):
        blocks += [Subheading("Times"), *measured.times(made).blocks]
    blocks += [Subheading("Escalation"), *obligations.escalation(made).blocks]
    blocks += [Subheading("Communication"), *obligations.communication(made).blocks]
    return ReportSection("evaluation", "Response evaluation", tuple(blocks))


def _under(section: ReportSection) -> tuple[Block, ...]:
    """A section's blocks under a heading of its own."""
    return (Subheading(section.title), *section.blocks)


def _learned(made: Material) -> Iterator[ReportSection]:
    if made.review is None:
        return
    handed_in = incident.learned(made)
    own = (Subheading("In the responders' own analysis"), Bullets(handed_in)) if handed_in else ()
    blocks = (
        *own,
        *improved.lessons(made.review),
        *(part for section in notes.notes(made) for part in _under(section)),
    )
    nothing = (Prose("No lessons were written down yet; review.yaml has room for them.", "soft"),)
    yield ReportSection("lessons", "Lessons", blocks or nothing)
    actions = improved.plan(made, made.review)
    yield ReportSection("actions", "Actions", actions.blocks)


def _messages(made: Material) -> ReportSection:
    rows = tuple(
        (
            words(spell.clock(fact.at)),
            words(titled(fact.body.sender)),
            words(messages.means(fact.body)),
            words(", ".join(made.policy.called(name) for name in fact.body.recipients)),
            words(fact.body.text),
            Cell(
                ", ".join(made.policy.called(name) for name in fact.body.delivered) or "nobody",
                cites=made.index.cites((fact.seq,)),
            ),
        )
        for fact in made.facts.of(Message)
    )
    heads = columns("#Minute", "From", "How", "To", "Words", "Reached")
    table = Table("Communication log", heads, rows, empty="Nobody said anything.")
    return ReportSection("log", "Appendix C: communication log", (table,), "Messages")


def _technical(made: Material) -> ReportSection:
    moves = [
        (
            fact.seq,
            fact.at,
            "Circuit breaker",
            f"{fact.body.old} → {fact.body.new}",
            fact.body.reason,
        )
        for fact in made.facts.of(BreakerMoved)
    ]
    moves += [
        (fact.seq, fact.at, fact.body.service, f"{fact.body.mode} mode", fact.body.reason)
        for fact in made.facts.of(ModeChanged)
    ]
    moves += [
        (
            fact.seq,
            fact.at,
            fact.body.service,
            f"{fact.body.old} → {fact.body.new}",
            fact.body.reason,
        )
        for fact in made.facts.of(HealthChanged)
    ]
    rows = tuple(
        (
            words(spell.clock(at)),
            words(part.replace("_", " ")),
            words(what.replace("_", " ")),
            Cell(why, cites=made.index.cites((seq,))),
        )
        for seq, at, part, what, why in sorted(moves)
    )
    heads = columns("#Minute", "Part", "What", "Why")
    table = Table("Technical log", heads, rows, empty="Nothing changed its state.")
    return ReportSection("technical", "Appendix D: technical log", (table,), "Technical")


def _timeline(made: Material) -> ReportSection:
    happened = timeline.timeline(made)
    return ReportSection(
        happened.anchor, "Appendix A: detailed timeline", happened.blocks, "Timeline"
    )


def _metrics(made: Material) -> ReportSection:
    blocks = (*figures.what_happened(made).blocks, periods.periods(made))
    return ReportSection("metrics", "Appendix B: system metrics", blocks, "Metrics")


def post_incident(made: Material) -> Report:
    """The report as a document."""
    touched = touches_system(made.card.exercise_type)
    return Report(
        kind=KIND,
        title=made.card.title,
        lead=verdict(made.card, made.facts),
        opening=(opening.about(made),),
        sections=sections(
            made,
            _summary,
            _instants,
            _impact if touched else discussion.discussion,
            _root_cause,
            _evaluation,
            beyond.who_decided,
            *((lived.that_night,) if touched else ()),
            corrected.corrected,
            _learned,
            beyond.due_afterwards,
            _timeline,
            *((_metrics,) if touched else ()),
            _messages,
            *((_technical,) if touched else ()),
            timeline.method,
        ),
    )
