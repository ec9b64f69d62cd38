"""What a policy asks for beyond calls and notices: who decided, and what is due afterwards.

Only where the policy has it. Who decided costs no points: a person alone at a console decides all.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from reports import format as spell
from reports.document import Cell, Prose, ReportSection, Table, columns, words
from reports.phrases import seat_of, worst_level
from scoring import actions, messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.material import Material
    from sim.scenario.rules.after import Decision

_DECIDED: dict[Decision, str] = {
    "severity": "Severity stated",
    "resolve": "Declared over",
    "public": "Users or the public told",
}


def due_afterwards(made: Material) -> Iterator[ReportSection]:
    """Each duty after the end with its date, and whether it was done before EndEx."""
    policy, card = made.policy, made.card
    recovered = card.instant("recover").at
    end = datetime.fromisoformat(card.starts_at) + timedelta(
        milliseconds=card.ended_at if recovered is None else recovered
    )
    worst, rows = worst_level(card), []
    for one in policy.afterwards:
        if worst is None or (one.levels and worst not in one.levels):
            continue
        given = actions.named(made.facts, one.commands)
        state = words("open")
        if given:
            at = spell.instant(card.starts_at, given[0].at)
            state = Cell(f"done, {at}", "good", cites=made.index.cites((given[0].seq,)))
        due = spell.start_time(one.due(end, policy.office_hours).isoformat())
        rows.append((words(one.title), words(policy.called(one.by)), words(due), state))
    if rows:
        heads = columns("What", "By whom", "Due by", "State")
        table = Table("Due afterwards", heads, tuple(rows))
        lead = Prose("Counted from when everything was back to normal, by the policy.", "soft")
        yield ReportSection("afterwards", "Due after the incident", (lead, table))


def _decisions(made: Material) -> Iterator[tuple[Decision, int, int, str]]:
    """What was decided, when, by which entry, and in which role."""
    facts, began = made.facts, made.facts.began_at
    for fact in actions.did(facts, "assesses", "declares", since=began):
        if fact.body.arguments.get("severity") is not None:
            yield "severity", fact.at, fact.seq, fact.body.role
    for fact in actions.did(facts, "resolves", since=began):
        yield "resolve", fact.at, fact.seq, fact.body.role
    for message in messages.by_responders(facts, began):
        if messages.tells_outside(message.body, made.policy):
            yield "public", message.at, message.seq, message.body.sender_role


def who_decided(made: Material) -> Iterator[ReportSection]:
    """Each decision that the policy reserves to roles, with the role that took it."""
    deciders = made.policy.deciders
    if deciders is None:
        return
    alone = len(made.facts.header.participants) < 2  # noqa: PLR2004 - two people can share roles
    rows = []
    for what, at, seq, role in sorted(_decisions(made), key=lambda one: one[2]):
        allowed: tuple[str, ...] = getattr(deciders, what)
        if not allowed:
            continue
        names = ", ".join(map(made.policy.called, allowed))
        verdict = words("✓ yes", "good") if role in allowed else words("✗ no", "late")
        rows.append(
            (
                words(_DECIDED[what]),
                words(spell.instant(made.card.starts_at, at)),
                words(seat_of(role, made.policy)),
                words(names),
                words("one person in all roles", "soft") if alone else verdict,
                Cell("", cites=made.index.cites((seq,))),
            )
        )
    heads = columns("Decision", "When", "Taken by", "The policy lets", "As it should be", "Entry")
    table = Table("Decisions", heads, tuple(rows), empty="No such decision was taken.")
    yield ReportSection("deciders", "Decisions and deciders", (table,))
