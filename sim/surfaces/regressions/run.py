"""One regression played and judged: what was found, and what a failing one says.

A failure names the figure that missed its bound, the steps that went wrong, and the lines of the
runbook that stand behind them; its record is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.effort import effort_of
from scoring.score import score
from sim.exercise.exercise import Exercise
from sim.journal.bodies import Participant
from sim.journal.file import write_journal
from sim.legible import clean
from sim.records.record import Record
from sim.scenario.durations import format_duration
from sim.surfaces.arguments import choose
from sim.surfaces.par import par_for
from sim.surfaces.play_runbook import play_runbook
from sim.surfaces.reports import results_of

if TYPE_CHECKING:
    from pathlib import Path

    from scoring.model import Scorecard
    from sim.exercise.exercise import Exercise as Played
    from sim.runbook.transcript import Transcript
    from sim.surfaces.play_runbook import Played as PlayedRunbook
    from sim.surfaces.regressions.cases import Case

MOST_LINES = 12
"""So many findings of a kind are printed; the rest stands in the record."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a case went.

    Attributes:
        missed: expectations that did not hold, with what was found instead.
    """

    case: Case
    card: Scorecard
    exercise: Played
    runbook: PlayedRunbook
    missed: tuple[str, ...]

    @property
    def figures(self) -> dict[str, str]:
        """The headline figures, as a table shows them."""
        card = self.card
        shown = {}
        for name in ("TTD", "TTM", "TTR"):
            measure = card.measure(name)
            value = "n/a" if measure.ms is None else format_duration(measure.ms // 1000 * 1000)
            shown[name] = f"> {value}" if measure.censored else value
        adherence = card.adherence_percent
        shown["adherence"] = "n/a" if adherence is None else f"{adherence:g}%"
        shown["total"] = "n/a" if card.total is None else f"{card.total:g}"
        return shown


def run_case(case: Case) -> Outcome:
    """Play a case and hold its scorecard against what was expected.

    Raises:
        NoIsolation: nothing here can keep a runbook inside.
        NotFound, BadFile: what it names cannot be used.
    """
    chosen = choose(str(case.scenario))
    who = Participant(name=clean(case.runbook.stem), role=chosen.scenario.player)
    exercise = Exercise(chosen.scenario, chosen.policy, case.seed, participants=(who,))
    played = play_runbook(exercise, case.runbook, case.sections, case.profile, hosts=case.hosts)
    card = score(exercise.journal.entries)
    effort = effort_of(exercise.journal.entries)
    missed = [
        f"{wish.text}: {wish.found(card, effort)}"
        for wish in case.expect
        if not wish.holds(card, effort)
    ]
    if played.problem:
        # First, and beside whatever holds: a quiet world meets expectations by itself.
        missed.insert(0, played.problem)
    if case.complete and (incomplete := played.transcript.incomplete):
        # The blocks are named further down.
        missed.append(f"complete: {incomplete}")
    return Outcome(case, card, exercise, played, tuple(missed))


def keep(outcome: Outcome, folder: Path) -> tuple[Path, str]:
    """Write a case's record with its report; where it is, and what could not be made of it."""
    case = outcome.case
    chosen = choose(str(case.scenario))
    name = f"{case.regression}-{case.scenario.stem}-{case.seed}"
    with Record.begun(folder / name, name, force=True, doing="written") as kept:
        record = kept.folder
        write_journal(record, outcome.exercise.journal.lines)
        outcome.runbook.write(record)
        entries = outcome.exercise.journal.entries
        par = par_for(chosen, outcome.exercise.journal.header, entries[-1].at)
        problem = results_of(record, lambda: score(entries, par=par), entries).problem
    return record, problem


def explain(outcome: Outcome, record: Path | None) -> str:
    """Why a case failed, for the log: figures, steps, and the runbook's lines."""
    case = outcome.case
    lines = [f"{case.scenario.stem}, seed {case.seed}, {case.runbook.name}, {case.profile}"]
    lines += [f"not met: {text}" for text in outcome.missed]
    lines += _wrong_steps(outcome.card, case.runbook.name, outcome.runbook.transcript)
    lines += _where(case.runbook.name, outcome.runbook.transcript)
    if record is not None:
        lines.append(f"record: {record}")
    return "\n".join(lines)


def _wrong_steps(card: Scorecard, name: str, run: Transcript) -> list[str]:
    """What the scorer holds against it, worst first, with the line of the command it is about.

    Harm first, then why it was not recovered, then what one command did, then what was missed.
    """
    lines = {call.at: call.line for call in reversed(run.calls)}
    ranks: dict[str, int] = {}
    times: dict[str, int] = {}
    for part in card.criteria:
        for finding in part.findings:
            if finding.level not in ("harm", "problem"):
                continue
            text, rank = f"{part.title.lower()}: {finding.text}", 3
            if finding.at in lines:
                text, rank = f"{text} ({name}:{lines[finding.at]})", 2
            if part.id == "recovery":
                rank = 1
            ranks[text] = 0 if finding.level == "harm" else rank
            times[text] = times.get(text, 0) + 1
    ordered = sorted(ranks, key=lambda text: (ranks[text], text))
    return _cut([text if times[text] == 1 else f"{text} ({times[text]} times)" for text in ordered])


def _where(name: str, run: Transcript) -> list[str]:
    """Blocks that did not end well or were not reached, and what was found in them."""
    found: list[str] = []
    for block in run.blocks:
        said = [one for one in block.findings if one.level != "note"]
        if block.code != 0:
            code = "was interrupted" if block.code is None else f"ended with {block.code}"
            found.append(f'{name}:{block.line}: the block of "{block.section}" {code}')
        found += [f"{name}:{one.line or block.line}: {one.text} [{one.rule}]" for one in said]
    found += [f"{name}:{one.line}: {one.text} [{one.rule}]" for one in run.findings if one.line]
    found += [f"{name}:{line}: this block was not reached" for line in run.not_run]
    return _cut(list(dict.fromkeys(found)))


def _cut(lines: list[str]) -> list[str]:
    more = len(lines) - MOST_LINES
    return lines if more <= 0 else [*lines[:MOST_LINES], f"… and {more} more"]
