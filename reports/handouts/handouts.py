"""Handouts of a planned session as documents, which the forms of reports turn into HTML and PDF.

Players get the situation manual and their role card: neither says more than their board will.
Evaluators get a sheet for each objective, facilitators what is really going on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.document import (
    Bullets,
    Pairs,
    Prose,
    Report,
    ReportSection,
    Space,
    Subheading,
    Table,
    columns,
    words,
)
from reports.phrases import RATINGS
from scoring.criteria import CRITERIA
from sim.scenario.agenda import moves_of
from sim.scenario.check_words import in_words
from sim.scenario.durations import spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reports.document import Block
    from sim.scenario.model import Objective, Scenario
    from sim.scenario.policy import Policy
    from sim.scenario.session_plan import SessionPlan

_RULES = {
    "tabletop": (
        "This is a discussion without blame. Nobody touches a system.",
        "Time stands still within a move. The facilitator begins each move.",
        "Decide with what you know. Write each decision down with its reason on your board.",
        "What is decided counts: severities, calls and messages are scored like the real ones.",
    ),
    "functional": (
        "Work on the simulated service as you would on the real one, and on nothing else.",
        "Call people and write to users through your board. A person in a seat answers in person.",
        "Each message that belongs to the exercise stays in the exercise.",
        "The facilitator can stop the clock at any time. Real incidents go first.",
    ),
}


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with the scenario and the policy that it is about."""

    plan: SessionPlan
    scenario: Scenario
    policy: Policy

    def seat(self, role: str) -> str:
        """A seat as people call it."""
        known = role in self.policy.roles
        return self.policy.called(role) if known else role.capitalize()

    def names(self, role: str) -> str:
        """Everybody planned for a seat; "" for nobody."""
        return ", ".join(one.name for one in self.plan.participants if one.role == role)


def when_of(plan: SessionPlan) -> str:
    """The day and time, as far as they are set."""
    day = plan.day.isoformat() if plan.day is not None else "day not set"
    return f"{day}, {plan.time}" if plan.time else day


def _unrevealing(made: Planned) -> str:
    """The title of what players are given: the scenario's own would tell what will break."""
    day = made.plan.day
    return "Exercise" if day is None else f"Exercise, {day.isoformat()}"


def length_of(scenario: Scenario, policy: Policy, kind: str) -> int:
    """How long a session takes at most, ms: a tabletop's time boxes, or up to EndEx."""
    if kind != "tabletop":
        return scenario.horizon
    return sum(move.time_box for move in moves_of(scenario, policy))


def _about(made: Planned) -> Pairs:
    length = length_of(made.scenario, made.policy, made.plan.type)
    pairs = (
        ("When", when_of(made.plan)),
        ("Type", made.plan.type),
        ("Takes", f"{spoken(length)}, and half an hour for the hot wash"),
        ("Team", made.plan.team or "not named"),
    )
    return Pairs(pairs)


def _objectives(made: Planned) -> ReportSection:
    texts = tuple(one.text for one in made.plan.in_focus(made.scenario))
    return ReportSection("objectives", "Objectives", (Bullets(texts),))


def _trains(made: Planned) -> tuple[str, ...]:
    focus = made.plan.in_focus(made.scenario)
    return tuple(dict.fromkeys(CRITERIA[one.criterion].title for one in focus))


def manual(made: Planned) -> Report:
    """The situation manual: for everybody, before StartEx."""
    plan, policy = made.plan, made.policy
    rows = tuple(
        (words(made.seat(one.role)), words(one.name, "strong")) for one in plan.participants
    )
    seated = Table("Participants", columns("Seat", "Name"), rows, empty="Nobody is named yet.")
    severities = tuple(
        (
            words(f"{one.level} {one.name}", "strong"),
            words(f"{spoken(one.respond_within)}"),
        )
        for one in policy.severities
    )
    briefing = tuple(Prose(part) for part in made.scenario.briefing.split("\n\n") if part.strip())
    agenda = ("Welcome, roles and rules", "The exercise, from StartEx to EndEx", "Hot wash")
    sections = (
        ReportSection("purpose", "Purpose", (Prose(plan.purpose),)) if plan.purpose else None,
        # The objectives' own words would tell players what is going to break.
        ReportSection("trains", "What it trains", (Bullets(_trains(made)),)),
        ReportSection("situation", "Situation before StartEx", briefing),
        ReportSection("participants", "Participants", (seated,)),
        ReportSection("agenda", "Agenda", (Bullets(agenda),)),
        ReportSection("rules", "Rules", (Bullets(_RULES[plan.type]),)),
        ReportSection(
            "severities",
            "Severities",
            (Table("Severities", columns("Severity", "Respond within"), severities, narrow=True),),
        ),
        ReportSection("notes", "Notes", (Space(12),)),
    )
    return Report(
        kind="Situation manual",
        title=_unrevealing(made),
        lead="Read this before the exercise begins.",
        opening=(_about(made),),
        sections=tuple(one for one in sections if one is not None),
    )


def _card(made: Planned, role: str) -> ReportSection:
    entry = made.policy.roles[role]
    player = made.names(role) or "not named yet"
    blocks: list[Block] = [Prose(f"Played by {player}.", "strong")]
    if entry.duties:
        blocks += [Subheading("Your duties"), Bullets(entry.duties)]
    if entry.deputy is not None:
        blocks.append(Prose(f"Your deputy: {made.policy.called(entry.deputy)}."))
    if role == made.scenario.player:
        blocks.append(Prose("The first alert comes to you."))
    elif role in made.plan.outside:
        blocks.append(Prose("You wait outside until somebody calls you."))
    blocks += [Subheading("Notes"), Space(8)]
    return ReportSection(f"role-{role.replace('_', '-')}", entry.title, tuple(blocks), sheet=True)


def role_cards(made: Planned) -> Report:
    """A card for each role that somebody plays; for all roles while nobody is named."""
    played = {one.role for one in made.plan.participants} & set(made.policy.roles)
    roles = [role for role in made.policy.roles if role in played or not played]
    return Report(
        kind="Role cards",
        title=_unrevealing(made),
        lead="One card for each role: what it is there for.",
        opening=(_about(made),),
        sections=tuple(_card(made, role) for role in roles),
    )


def _expected(made: Planned, objective: Objective) -> tuple[str, ...]:
    injects = (
        f"{one.id}: {one.expects}"
        for one in made.scenario.injects
        if one.expects and one.objective == objective.id
    )
    checks = (f"{in_words(one, made.policy)}." for one in objective.check)
    return (*checks, *injects)


def _sheet(made: Planned, objective: Objective) -> ReportSection:
    ratings = tuple(
        (words(f"☐ {letter}", "strong"), words(text)) for letter, text in RATINGS.items()
    )
    blocks: list[Block] = [Prose(objective.text, "strong")]
    if expected := _expected(made, objective):
        blocks += [Subheading("Expected actions"), Bullets(expected)]
    blocks += [
        Subheading("Observed: what was done, by whom, at what time"),
        Space(8),
        Subheading("Rating"),
        Table(f"Rating of {objective.id}", columns("Rating", "Meaning"), ratings, narrow=True),
        Subheading("Why"),
        Space(4),
    ]
    return ReportSection(f"objective-{objective.id}", objective.id, tuple(blocks), sheet=True)


def evaluator_sheets(made: Planned) -> Report:
    """A sheet for each objective, then the expected actions that belong to none."""
    focus = made.plan.in_focus(made.scenario)
    sheets = [_sheet(made, one) for one in focus]
    rest = tuple(
        (words(one.id), words(one.expects), words("☐ met  ☐ partly  ☐ not met"))
        for one in made.scenario.injects
        if one.expects and one.objective is None
    )
    if rest:
        heads = columns("Inject", "Expected action", "Observed")
        table = Table("Expected actions", heads, rest)
        blocks: tuple[Block, ...] = (table, Space(6))
        sheets.append(ReportSection("expected", "Expected actions", blocks, sheet=True))
    return Report(
        kind="Evaluator sheets",
        title=made.scenario.title,
        lead="For evaluators only: it tells what is expected.",
        opening=(_about(made), Pairs((("Evaluator", made.names("evaluator") or "not named yet"),))),
        sections=tuple(sheets),
    )


def _moves(made: Planned) -> Iterator[ReportSection]:
    for number, move in enumerate(moves_of(made.scenario, made.policy), 1):
        rows = tuple((words(one.text, "strong"), words(one.asks)) for one in move.questions)
        heads = columns("Question", "Good answers contain")
        blocks: list[Block] = [Prose(f"{spoken(move.time_box)} for it.", "soft")]
        if move.situation:
            blocks.append(Prose(move.situation))
        blocks.append(Table(f"Questions of move {number}", heads, rows))
        yield ReportSection(f"move-{move.id}", f"Move {number}: {move.title}", tuple(blocks))


def facilitator_guide(made: Planned) -> Report:
    """What is really going on, the moves or the MSEL, what is expected of players."""
    truth = tuple(Prose(part) for part in made.scenario.ground_truth.split("\n\n") if part.strip())
    rows = tuple(
        (
            words(one.id, "strong"),
            words(one.type),
            words(f"{one.sender}: {one.text}"),
            words(one.expects or "-"),
        )
        for one in made.scenario.injects
    )
    heads = columns("Inject", "Type", "Message", "Expected action")
    moves = tuple(_moves(made)) if made.plan.type == "tabletop" else ()
    return Report(
        kind="Facilitator guide",
        title=made.scenario.title,
        lead="For facilitators only: it gives the scenario away.",
        opening=(_about(made),),
        sections=(
            ReportSection("truth", "What is really going on", truth),
            _objectives(made),
            *moves,
            ReportSection("msel", "MSEL", (Table("MSEL", heads, rows),)),
        ),
    )


HANDOUTS: dict[str, tuple[str, str, Callable[[Planned], Report]]] = {
    "manual": ("Situation manual", "for everybody, some days before", manual),
    "role-cards": ("Role cards", "for each player their own", role_cards),
    "evaluator-sheets": ("Evaluator sheets", "for evaluators, not for players", evaluator_sheets),
    "facilitator-guide": (
        "Facilitator guide",
        "for facilitators, not for players",
        facilitator_guide,
    ),
}
"""Every handout by its file's name, with its title and who gets it."""
