"""The post-incident report: what the operations guide asks for, filled in from the journal.

Summary, timeline, impact, root cause, response evaluation, lessons, actions, and appendices. What
only people can say (contributing factors, lessons) comes from the review. A tabletop has its
discussion in place of what concerns the system.
"""

from __future__ import annotations

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
from reports.phrases import severity_name, titled, verdict, worst_level
from reports.sections import (
    corrected,
    discussion,
    figures,
    improved,
    lived,
    measured,
    notes,
    obligations,
    opening,
    timeline,
)
from scoring import actions, messages
from scoring.tabletop import touches_system
from sim.journal.bodies import BreakerMoved, FaultEdge, HealthChanged, Message, ModeChanged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.document import Block
    from reports.material import Material
    from scoring.model import Instant

KIND = "Post-incident report"
_INSTANTS = {
    "fault": "The fault began (hidden from everybody)",
    "impact": "Users were first affected",
    "alert": "The first alert arrived",
    "ack": "The alert was acknowledged",
    "detect": "The incident was detected",
    "assess": "A severity was assessed",
    "stabilise": "Stabilised: the service degraded or damage withheld",
    "mitigate": "Service was back within its objectives",
    "recover": "Everything was back to normal",
    "resolve": "The incident was declared resolved",
}


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
    rows = (
        ("What happened", verdict(card, made.facts)),
        ("Severity", f"{severity_name(worst, made.policy)}; assessed as {_called(made)}"),
        ("Began", _when(made, impact)),
        ("Ended", _when(made, recover)),
        *(system if touches_system(card.exercise_type) else ()),
        ("Faults", ", ".join(titled(name) for name in begun) or "none"),
    )
    body = tuple((words(name, "strong"), words(text)) for name, text in rows)
    return ReportSection(
        "summary",
        "Summary",
        (Table("Summary", columns("About", "What is known"), body, narrow=True),),
    )


def _called(made: Material) -> str:
    level = made.card.assessed_severity
    return "no severity" if level is None else severity_name(level, made.policy).lower()


def _instants(made: Material) -> ReportSection:
    rows = tuple(
        (
            words(_INSTANTS[instant.name]),
            words(_when(made, instant)),
            Cell(instant.note.replace("_", " "), cites=made.index.cites(instant.evidence)),
        )
        for instant in made.card.instants
        if instant.name in _INSTANTS
    )
    heads = columns("What", "When", "How it was seen")
    return ReportSection(
        "instants", "Timeline of the incident", (Table("Instants", heads, rows),), "When"
    )


def _causes(made: Material) -> Iterator[Block]:
    yield Prose("What was broken, as the scenario has it:")
    yield Prose(made.facts.scenario.ground_truth.strip())
    edges = tuple(
        (
            words(titled(fact.body.fault)),
            words(fact.body.effect.replace("_", " ")),
            words(f"{fact.body.edge} by the {fact.body.by}"),
            Cell(spell.clock(fact.at), cites=made.index.cites((fact.seq,))),
        )
        for fact in made.facts.of(FaultEdge)
    )
    yield Table("Faults", columns("Fault", "Effect", "What", "#Minute"), edges, narrow=True)
    written = actions.causes(made.facts)
    yield Subheading("What the responders identified as the cause")
    if written:
        yield Bullets(tuple(actions.cause_in(fact.body) for fact in written))
    else:
        yield Prose("Nobody wrote down a cause in a readable sentence.", "soft")
    if made.review is not None:
        yield from improved.causes(made.review)


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
    blocks = (
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
    return ReportSection("log", "Appendix: communication log", (table,), "Messages")


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
    return ReportSection("technical", "Appendix: technical log", (table,), "Technical")


def _timeline(made: Material) -> ReportSection:
    happened = timeline.timeline(made)
    return ReportSection(
        happened.anchor, "Appendix: detailed timeline", happened.blocks, "Timeline"
    )


def _metrics(made: Material) -> ReportSection:
    chart = figures.what_happened(made)
    return ReportSection("metrics", "Appendix: metrics", chart.blocks, "Metrics")


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
            measured.impact if touched else discussion.discussion,
            _root_cause,
            _evaluation,
            *((lived.that_night,) if touched else ()),
            corrected.corrected,
            _learned,
            _timeline,
            *((_metrics,) if touched else ()),
            _messages,
            *((_technical,) if touched else ()),
            timeline.method,
        ),
    )
