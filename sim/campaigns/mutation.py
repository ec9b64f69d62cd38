"""Mutants of a runbook, played against what its regressions expect: which ones do they catch?

A mutant's runs are played in turn until an expectation fails. What became of one that
no expectation catches, its journals show: the same bytes, other looks only, or another course.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from scoring.effort import effort_of
from scoring.expect import DID, values_of
from scoring.score import score
from sim.campaigns.night import TURN, garbage_kept, versions, work_runbook
from sim.errors import Unusable
from sim.journal.bodies import Action
from sim.runner.runbook_file import Runbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scoring.expect import Expectation
    from sim.campaigns.contestants import Contestant
    from sim.campaigns.night import Edition, NightSpec
    from sim.journal.bodies import Durations
    from sim.journal.encoding import Entry
    from sim.runbook.mutants import Mutant

Fate = Literal["caught", "same", "looks", "survived"]
"""What becomes of a mutant.

`caught`: an expectation fails. `same`: every journal is the unchanged runbook's, byte for byte; the
line is not reached, or what was done to it changes nothing. `looks`: it reads more, less or in
another order, and everything else that it does is the same. `survived`: it does something else,
and nothing that is expected tells.
"""


_NUMBER = re.compile(r"[0-9]{3,}")
"""An id, a time of day, a count: what differs when all comes a few seconds later."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A night of a regression, with what it expects.

    Attributes:
        group: the regression and the scenario, as reports show them.
        night: its edition and contestant are keys of the batch.
        complete: whether every block must be reached and end well.
    """

    group: str
    night: NightSpec
    expect: tuple[Expectation, ...]
    complete: bool

    @property
    def name(self) -> str:
        """`storage-outage[complete-r2-outage-7]`, as in pytest."""
        return f"{self.group[:-1]}-{self.night.seed}]"


@dataclass(frozen=True, slots=True)
class Seen:
    """How a night of a mutant went.

    Attributes:
        missed: the first expectation that failed, with what was found; "" when all held.
        wish: that expectation alone.
        digest: of the journal.
        acts: what was done beside looking, in order, a line each.
        values: everything that can be expected.
        lines: those of the runbook whose commands reached the worker or people.
    """

    trial: Trial
    missed: str
    wish: str
    digest: str
    acts: tuple[str, ...]
    values: Mapping[str, float | None]
    lines: frozenset[int]


@dataclass(frozen=True, slots=True)
class MutantBatch:
    """A mutant, with all that is needed to play it.

    Attributes:
        number: its place; the unchanged runbook has 0.
        mutant: None leaves the runbook as it is, and plays every night.
    """

    number: int
    mutant: Mutant | None
    trials: Sequence[Trial]
    editions: Mapping[str, Edition]
    contestants: Mapping[str, Contestant]
    durations: Durations
    made_by: tuple[str, int] = field(default_factory=versions)


@dataclass(frozen=True, slots=True)
class TriedMutant:
    """What became of it, night by night, up to the first that caught it."""

    number: int
    nights: tuple[Seen, ...]


def try_mutant(batch: MutantBatch) -> TriedMutant:
    """Play a mutant until a night catches it.

    Raises:
        Unusable: this process has another version of the trainer.
        NoIsolation: nothing here can keep a runbook inside.
    """
    if batch.made_by != versions():
        raise Unusable("a worker process has another version of the trainer")
    with TURN, garbage_kept():
        return TriedMutant(batch.number, tuple(_played(batch)))


def _played(batch: MutantBatch) -> Iterator[Seen]:
    for trial in batch.trials:
        seen = _night(batch, trial)
        yield seen
        if seen.missed and batch.mutant is not None:
            return


def _night(batch: MutantBatch, trial: Trial) -> Seen:
    night = trial.night
    contestant = batch.contestants[night.contestant]
    if batch.mutant is not None:
        contestant = changed(contestant, batch.mutant)
    exercise, responder = work_runbook(
        batch.editions[night.edition], contestant, night, batch.durations
    )
    card, effort = score(exercise.journal.entries), effort_of(exercise.journal.entries)
    missed = wish = ""
    if responder.coverage.problem:
        missed, wish = responder.coverage.problem, "it really runs"
    elif failed := next((one for one in trial.expect if not one.holds(card, effort)), None):
        missed, wish = f"{failed.text}: {failed.found(card, effort)}", failed.text
    elif trial.complete and (incomplete := responder.transcript.incomplete):
        missed, wish = f"complete: {incomplete}", "complete"
    acts = tuple(_acts(exercise.journal.entries))
    values = values_of(card, effort)
    values |= {f"{DID}{name}": count for name, count in effort.counts.items()}
    lines = frozenset(call.line for call in responder.transcript.calls)
    return Seen(trial, missed, wish, card.journal_digest, acts, values, lines)


def changed(contestant: Contestant, mutant: Mutant) -> Contestant:
    """Whoever works the runbook, with the mutant in its place."""
    book = contestant.what
    assert isinstance(book, Runbook)
    blocks = list(book.document.blocks)
    blocks[mutant.block] = replace(blocks[mutant.block], text=mutant.changed)
    document = replace(book.document, blocks=tuple(blocks))
    return replace(contestant, what=replace(book, document=document))


def _acts(entries: Sequence[Entry]) -> Iterator[str]:
    for entry in entries:
        body = entry.body
        # A check of backups or files is asked for; what only reads is a GET.
        if isinstance(body, Action) and not ("looks" in body.effect and body.method == "GET"):
            said = f"{body.command} {body.path} {body.body} {body.status}"
            yield _NUMBER.sub("#", said)


@dataclass(frozen=True, slots=True)
class JudgedMutant:
    """A mutant and its fate.

    Attributes:
        by: of a caught one, the expectation; `test`: the night that caught it.
        found: what that night had instead.
        seen: the nights of one that was not caught.
    """

    mutant: Mutant
    fate: Fate
    by: str
    test: str
    found: str
    seen: tuple[Seen, ...]


def judged(mutant: Mutant, tried: TriedMutant, unchanged: TriedMutant) -> JudgedMutant:
    """Say what became of a mutant, beside the nights of the unchanged runbook."""
    last = tried.nights[-1]
    if last.missed:
        return JudgedMutant(mutant, "caught", last.wish, last.trial.name, last.missed, ())
    plain = {one.trial.name: one for one in unchanged.nights}
    pairs = [(one, plain[one.trial.name]) for one in tried.nights]
    fate: Fate = "survived"
    if all(one.digest == other.digest for one, other in pairs):
        fate = "same"
    elif mutant.kind not in _TIMED and all(one.acts == other.acts for one, other in pairs):
        fate = "looks"
    return JudgedMutant(mutant, fate, "", "", "", tried.nights)


_TIMED = ("delayed", "no wait")
"""Those that change when something is done; what is done may well be the same."""


@dataclass(frozen=True, slots=True)
class MutationResult:
    """All of it.

    Attributes:
        runbook: the file's name.
        mutants: how many there are altogether; `judged` may be a part of them.
        unchanged: the nights of the runbook as it is, with every seed of its regressions.
        nights: how many were played for the mutants.
    """

    runbook: str
    mutants: int
    judged: tuple[JudgedMutant, ...]
    unchanged: TriedMutant
    nights: int

    def of(self, fate: Fate) -> tuple[JudgedMutant, ...]:
        """Those with this fate."""
        return tuple(one for one in self.judged if one.fate == fate)

    @property
    def score(self) -> float | None:
        """Percent caught of those that do something else; None when none does."""
        caught, survived = len(self.of("caught")), len(self.of("survived"))
        return None if not caught + survived else 100 * caught / (caught + survived)

    @property
    def idle(self) -> tuple[JudgedMutant, ...]:
        """Steps that nothing depends on: left out, and nothing that is expected tells."""
        return tuple(
            one for one in self.judged if one.mutant.kind == "dropped" and one.fate != "caught"
        )

    @property
    def ordered(self) -> tuple[JudgedMutant, ...]:
        """Pairs whose order matters: exchanged, and an expectation fails."""
        return tuple(
            one for one in self.judged if one.mutant.kind == "swapped" and one.fate == "caught"
        )
