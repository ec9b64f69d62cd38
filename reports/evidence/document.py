"""The evidence as a document: each control, what shows it, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.document import (
    Bullets,
    Cell,
    Pairs,
    Prose,
    Report,
    ReportSection,
    Table,
    columns,
    words,
)
from reports.evidence.shown import KINDS
from reports.training.figures import NONE
from scoring.tabletop import by_people
from scoring.verdict import some

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reports.evidence.framework import Control, Framework

KIND = "Evidence"
MOST_TOLD = 4
"""Statements of one control that its row quotes; all of them are in the manifest."""


@dataclass(frozen=True, slots=True)
class Exercised:
    """One exercise in the pack.

    Attributes:
        name: the record's folder in the pack.
        title: what was played; `kind`: the exercise's type; `day`: when, as 2026-03-31.
        shows: what it shows, by kind.
        recovered: the time to recover; `> 225.0 min` where it was not reached.
    """

    name: str
    title: str
    kind: str
    day: str
    shows: Mapping[str, str]
    recovered: str = ""

    @property
    def has_people(self) -> bool:
        """Whether people played it."""
        return by_people(self.kind)


@dataclass(frozen=True, slots=True)
class Declared:
    """What people state about the tests; empty where nobody has.

    Attributes:
        tester: who carried the exercises out.
        independent: `yes` or `no`: whether the tester is independent of what is tested.
        signed_off_by: who has seen and accepted the results.
    """

    tester: str = ""
    independent: str = ""
    signed_off_by: str = ""

    def missing(self) -> tuple[str, ...]:
        """The fields that nobody filled in, with the option that does."""
        fields = (
            (self.tester, "tester (--tester)"),
            (self.independent, "whether the tester is independent (--independent yes or no)"),
            (self.signed_off_by, "signed off by (--signed-off-by)"),
        )
        return tuple(what for value, what in fields if not value)


def showing(
    control: Control, exercises: Sequence[Exercised], declared: Declared
) -> list[tuple[str, str, str]]:
    """What shows a control: the record, the kind and the sentence, in order."""
    found = [
        (one.name, kind, one.shows[kind])
        for kind in control.shows
        # What people have shown comes first; a sort keeps the order otherwise.
        for one in sorted(exercises, key=lambda one: not one.has_people)
        if kind in one.shows
    ]
    if "independence" in control.shows and declared.independent:
        is_not = "" if declared.independent == "yes" else "not "
        text = f"{declared.tester or 'The tester'} is {is_not}independent of what is tested."
        found.append(("", "independence", text))
    return found


def lacking(
    control: Control, exercises: Sequence[Exercised], declared: Declared
) -> tuple[str, ...]:
    """The kinds that no exercise shows, in words."""
    there = {kind for _, kind, _ in showing(control, exercises, declared)}
    return tuple(KINDS[kind] for kind in control.shows if kind not in there)


def _controls(framework: Framework, exercises: Sequence[Exercised], declared: Declared) -> Table:
    rows = []
    for control in framework.controls:
        found = showing(control, exercises, declared)
        missing = lacking(control, exercises, declared)
        told = "; ".join(f"{name}: {text}" if name else text for name, _, text in found[:MOST_TOLD])
        more = (
            f"; and {some(len(found) - MOST_TOLD, 'other statement')}"
            if len(found) > MOST_TOLD
            else ""
        )
        rows.append(
            (
                words(control.id),
                words(control.line),
                Cell(
                    f"{told}{more}" if told else "Nothing in this pack.", "" if told else "problem"
                ),
                words("; ".join(missing) or "nothing"),
            )
        )
    heads = columns("Control", "In our words", "Shown by", "Not shown")
    return Table("Controls", heads, tuple(rows))


def _exercises(exercises: Sequence[Exercised]) -> Table:
    rows = tuple(
        (
            words(one.name),
            words(one.title),
            words(one.kind if one.has_people else "test without people"),
            words(one.day),
            words(one.recovered or NONE),
        )
        for one in exercises
    )
    head = columns("Record", "Scenario", "Type", "Played on", "Time to recover")
    return Table("Exercises", head, rows)


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def evidence(framework: Framework, exercises: Sequence[Exercised], declared: Declared) -> Report:
    """The document."""
    shown_all = sum(not lacking(one, exercises, declared) for one in framework.controls)
    shown_part = sum(
        bool(showing(one, exercises, declared) and lacking(one, exercises, declared))
        for one in framework.controls
    )
    whole = some(len(framework.controls), "control")
    missing = declared.missing()
    stated = Pairs(
        (
            ("Framework", f"{framework.title}, {framework.source}"),
            ("Tester", declared.tester or "not stated"),
            ("Independent", declared.independent or "not stated"),
            ("Signed off by", declared.signed_off_by or "not stated"),
        )
    )
    gaps = (
        (Prose("Nobody has stated:"), Bullets(missing))
        if missing
        else (Prose("Tester, independence and sign-off are stated."),)
    )
    note = (
        f"{framework.note} The lines are ours and are no legal advice; an auditor decides what "
        "counts."
    )
    tests = sum(not one.has_people for one in exercises)
    source = some(len(exercises) - tests, "exercise")
    if tests:
        source += f" and {some(tests, 'test')} without people"
    return Report(
        kind=KIND,
        title=framework.title,
        lead=f"Of {whole}, {shown_all} {_have(shown_all)} every kind of evidence that is looked "
        f"for here, and {shown_part} {_have(shown_part)} some of it, from {source}.",
        opening=(stated,),
        sections=(
            ReportSection(
                "controls",
                "Controls and what shows them",
                (Prose(note, "soft"), _controls(framework, exercises, declared)),
                "Controls",
            ),
            ReportSection("exercises", "Exercises", (_exercises(exercises),)),
            ReportSection("missing", "What is missing", gaps, "Missing"),
        ),
    )
