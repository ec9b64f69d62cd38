"""A record: the directory of one exercise, with its journal and all that was made from it.

The journal is the truth. Scorecard, review and reports are made from it and may be missing, or of
another version; what they say is `scoring`'s and `reports`' business.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sim.disk import reason, sweep_parts, write_atomically
from sim.errors import Unusable
from sim.journal.encoding import unbroken_digest
from sim.journal.file import (
    JOURNAL_NAME,
    journal_bytes,
    journal_path,
    read_journal,
    read_torn_journal,
)
from sim.journal.versions import SCORECARD
from sim.records.about import About, read_about, write_about
from sim.records.document import problem_of, read_document
from sim.records.lock import in_use, owned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reports.review.hot_wash import HotWash
    from reports.review.model import Review
    from scoring.corrections import Corrections
    from scoring.model import Scorecard
    from sim.journal.encoding import Entry
    from sim.records.lock import Doing
    from sim.scenario.policy import Policy

RECORDS = Path("records")
SCORECARD_NAME = "scorecard.json"
MOST_BYTES = 20_000_000
"""No scorecard is as large; what is, is something else."""


def _made(out: Path | None, name: str) -> tuple[Path, tuple[Path, ...]]:
    """The directory of a new record, and what had to be made for it, the innermost first."""
    folder, number = out or RECORDS / name, 1
    while True:
        missing = tuple(one for one in (folder, *folder.parents) if not os.path.lexists(one))
        try:
            if not folder.parent.exists():
                folder.parent.mkdir(parents=True)
            folder.mkdir(mode=0o700)
        except FileExistsError as error:
            if out is None:
                number += 1
                folder = RECORDS / f"{name}-{number}"
            elif folder.is_dir():
                return folder, ()
            else:
                raise Unusable(f"{out}: cannot be made: {reason(error)}") from error
        except OSError as error:
            raise Unusable(f"{folder}: cannot be made: {reason(error)}") from error
        else:
            return folder, missing


@dataclass(frozen=True, slots=True)
class Record:
    """A record by its directory; reading one writes nothing."""

    folder: Path

    @classmethod
    @contextmanager
    def begun(
        cls, out: Path | None, name: str, *, force: bool | None = None, doing: Doing = "played"
    ) -> Iterator[Self]:
        """Make the directory of a new record and own it as long as the context lasts.

        It is closed to other users of the machine: a journal tells what a player must not know. A
        directory that was made here and in which nothing came to be is taken away again.

        Args:
            out: the directory the user asked for, or None for `records/NAME`, numbered when taken.
            name: what the exercise is called.
            force: whether an existing record may be overwritten; None where nobody may ask for it.
            doing: what it is owned for.

        Raises:
            Unusable: it already contains a record, another process owns it, or it cannot be made.
        """
        folder, made = _made(out, name)
        try:
            kept = cls(folder)
            with kept.owned(doing):
                if (folder / JOURNAL_NAME).exists() and not force:
                    instead = " or add --force" if force is not None else ""
                    raise Unusable(
                        f"{folder}: already contains a record; choose another --out{instead}"
                    )
                yield kept
        finally:
            # Only empty ones can be removed: the first that is not ends it.
            with suppress(OSError):
                for one in made:
                    one.rmdir()

    @classmethod
    def at(cls, path: Path) -> Self:
        """The record that a user named, by its directory or by its journal."""
        return cls(path if path.is_dir() else path.parent)

    @contextmanager
    def owned(self, doing: Doing = "written") -> Iterator[None]:
        """Own it: nobody else plays it or writes into it as long as the context lasts.

        Raises:
            Unusable: another process owns it.
        """
        with owned(self.folder, doing):
            # Nobody else writes here now: what is half-written was left by one that was killed.
            sweep_parts(self.folder)
            yield

    @property
    def in_use(self) -> str | None:
        """Who owns it, as words that follow its name; None when nobody does."""
        return in_use(self.folder)

    def entries(self) -> list[Entry]:
        """The journal, read and checked.

        Raises:
            TabletopError: it is missing or damaged.
        """
        # What is played is read as far as it is written: its last line may be on its way to disk.
        return read_torn_journal(self.folder)[0] if self.in_use else read_journal(self.folder)

    def policy(self) -> Policy:
        """The policy it was played under, from the first line of its journal.

        Raises:
            TabletopError: it is missing or damaged.
        """
        from sim.journal.embedded import policy_of
        from sim.journal.encoding import header_of

        return policy_of(header_of(self.entries()))

    def written_scorecard(self) -> Scorecard | None:
        """The scorecard beside the journal; None when there is none of today's format.

        One of another journal counts for none: the journal was changed, cut or repaired since.
        One of 0.1 counts for none: its marks do not compare with today's, and the journal, scored
        anew, says the same by today's rules. So does one that does not hold together.

        Raises:
            Unusable: it cannot be read as JSON, or there is no journal to score anew.
            TooNew: a newer version wrote it.
        """
        from pydantic import ValidationError

        from scoring.model import Scorecard

        path = self.folder / SCORECARD_NAME
        if not os.path.lexists(path):
            return None
        data = read_document(path, MOST_BYTES, "schema_version", SCORECARD)
        try:
            card = Scorecard.model_validate(data)
            return card if self._belongs_to(card.journal_digest) else None
        except ValidationError as error:
            if not os.path.lexists(self.folder / JOURNAL_NAME):
                # Then nothing can be scored anew: say what is wrong with it.
                problem = problem_of(data, error, SCORECARD)
                raise Unusable(f"{path}: {problem}") from error
            return None

    def _belongs_to(self, digest: str) -> bool:
        """Whether the journal is still the one that was scored; it is when there is none."""
        if not os.path.lexists(self.folder / JOURNAL_NAME):
            return True
        return unbroken_digest(journal_bytes(self.folder)) == digest

    def scorecard(self) -> Scorecard:
        """The scorecard, as it was written or scored anew from the journal.

        Raises:
            TabletopError: the journal is missing or damaged, or a newer version scored it.
        """
        from scoring.score import score

        if (card := self.written_scorecard()) is not None:
            return card
        entries = self.entries()
        return score(entries, corrections=self.corrections(entries))

    def write_scorecard(self, card: Scorecard) -> Path:
        """Write the scorecard beside the journal; its path.

        Raises:
            TooNew: a newer version wrote the one that is there; it is left as it is.
        """
        path = self.folder / SCORECARD_NAME
        if os.path.lexists(path):
            # Damaged or not, it is made anew; a newer version's is not ours to replace.
            with suppress(Unusable):
                read_document(path, MOST_BYTES, "schema_version", SCORECARD)
        write_atomically(path, f"{card.model_dump_json(indent=2)}\n".encode())
        return path

    def about(self) -> About:
        """When it was played and by which team; without a file, when its journal was written.

        Raises:
            Unusable: the file beside the journal cannot be read.
        """
        found = read_about(self.folder)
        if found is None:
            written = datetime.fromtimestamp(journal_path(self.folder).stat().st_mtime, UTC)
            found = About(played_at=written.replace(microsecond=0))
        return found

    def write_about(self, team: str = "", played_at: datetime | None = None) -> None:
        """Write when it was played (now, unless told) and by which team."""
        at = played_at or datetime.now(UTC).replace(microsecond=0)
        write_about(self.folder, About(played_at=at, team=team))

    def review(self) -> Review | None:
        """The review beside the journal; None when nobody has written one.

        Raises:
            BadFile: it cannot be read; names line and field.
        """
        from sim.records.review import read_review

        return read_review(self.folder)

    def corrections(self, entries: Sequence[Entry]) -> Corrections:
        """What the review corrects for the scorer; nothing when there is no review.

        Raises:
            BadFile: it cannot be read, or corrects what the journal does not have.
        """
        from sim.records.review import read_corrections

        return read_corrections(self.folder, entries)

    def hot_wash(self) -> HotWash:
        """What everybody wrote after EndEx; an empty one when nobody did.

        Raises:
            CannotRead: it cannot be read; names the line.
        """
        from sim.records.hot_wash import read_hot_wash

        return read_hot_wash(self.folder)

    def update_review(self, fresh: Review, wash: HotWash | None = None) -> Review:
        """Write the review, or add to the one that is there what is new, in the hot wash as well.

        Raises:
            BadFile: the one that is there cannot be read; it is left as it is.
        """
        from sim.records.review import update_review

        return update_review(self.folder, fresh, wash)
