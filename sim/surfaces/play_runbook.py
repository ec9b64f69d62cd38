"""A runbook played from the command line: run it, keep its transcript, say how it went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.disk import write_atomically
from sim.exercise.responders import play
from sim.runbook.budgets import budgets_of
from sim.runbook.operator_pace import find_profile
from sim.runner.responder import RunbookResponder
from sim.runner.runbook_file import load_runbook
from sim.surfaces.layout import say
from sim.world.streams import Streams

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sim.exercise.exercise import Exercise
    from sim.exercise.responders import Firing
    from sim.runbook.coverage import Coverage
    from sim.runbook.transcript import Transcript
    from sim.scenario.names import Place

TRANSCRIPT_NAME = "runbook.json"
SAVED_NAME = "saved"
SHOWN = 12
"""Findings that the terminal shows; all stand in the transcript."""


@dataclass(frozen=True, slots=True)
class Played:
    """A runbook that was played.

    Attributes:
        saved: the scratch folder's files.
    """

    transcript: Transcript
    saved: Mapping[str, bytes]
    coverage: Coverage

    @property
    def problem(self) -> str:
        """Why the run proves nothing about the runbook; "" when it does."""
        why = self.coverage.problem
        return f"{self.transcript.runbook} did not really run: {why}" if why else ""

    def write(self, record: Path) -> None:
        """Keep transcript and scratch files in the record."""
        write_atomically(record / TRANSCRIPT_NAME, self.transcript.as_json().encode())
        for name, content in self.saved.items():
            path = record / SAVED_NAME / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, content)

    def print(self, record: Path) -> None:
        """Say in the terminal how it went."""
        run, seen = self.transcript, self.coverage
        say(
            f"  runbook {seen.run} of {seen.blocks} blocks run, {seen.failed} failed; "
            f"{seen.answered} requests answered; profile {run.profile}"
        )
        for one in seen.unseen:
            say(f"    {run.runbook}:{one.line}: not run: {one.why}")
        findings = [found for found in run.all_findings if found.level != "note"]
        for found in findings[:SHOWN]:
            where = f"{run.runbook}:{found.line}" if found.line else run.runbook
            level = "not simulated" if found.level == "limit" else found.level
            say(f"    {where}: {level}: {found.text} [{found.rule}]")
        if len(findings) > SHOWN:
            say(f"    … and {len(findings) - SHOWN} more")
        # A token's placeholder is the token here, and so is nothing that was filled in.
        if used := ", ".join(
            f"{one.text} = {one.value}" for one in run.bindings if one.value != one.text
        ):
            say(f"  bound   {used}")
        say(f"  steps   {record / TRANSCRIPT_NAME}")


def play_runbook(  # noqa: PLR0917 - the options of a run
    exercise: Exercise,
    path: Path,
    sections: tuple[str, ...],
    profile: str,
    firings: Sequence[Firing] = (),
    hosts: Mapping[str, Place] | None = None,
) -> Played:
    """Let a runbook work the exercise from StartEx to EndEx.

    Args:
        exercise: at StartEx.
        path: the Markdown file.
        sections: headings; the whole document when empty.
        profile: how fast it is worked.
        firings: what the facilitator fires meanwhile, in order of time.
        hosts: names in the runbook that are the worker, beside those that it declares.

    Raises:
        NotFound: there is no such file, heading or profile.
        NoIsolation: nothing here can keep a runbook inside.
    """
    runbook = load_runbook(path, hosts)
    seed = exercise.journal.header.seed
    with RunbookResponder(
        runbook,
        exercise.scenario,
        find_profile(profile),
        Streams(seed),
        seed=seed,
        budgets=budgets_of(runbook.settings),
        sections=sections,
    ) as responder:
        play(exercise, responder, firings)
    return Played(responder.transcript, responder.saved, responder.coverage)
