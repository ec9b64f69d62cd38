"""Reports of a record as files: the kinds there are, their forms, and what they are made from."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Literal, get_args

from sim.errors import Unusable
from sim.journal.file import JOURNAL_NAME, write_atomically
from sim.surfaces.about import about

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from reports.document import Report
    from reports.material import Material
    from reports.review.proven import Later
    from scoring.model import Scorecard
    from sim.journal.encoding import Entry

Kind = Literal["after-action", "post-incident"]
Form = Literal["html", "pdf", "md", "json", "csv"]
KINDS: tuple[Kind, ...] = get_args(Kind)
FORMS: tuple[Form, ...] = get_args(Form)
FILES: dict[Kind, str] = {"after-action": "report", "post-incident": "post-incident"}
"""What a kind's files are called, without their ending."""


def later_records(record: Path) -> Iterator[Later]:
    """The records beside this one that were played after it and have a scorecard."""
    from pydantic import ValidationError

    from reports.review.proven import Later
    from scoring.model import Scorecard
    from sim.surfaces.record import SCORECARD_NAME

    played_at = about(record).played_at
    for path in sorted(record.resolve().parent.iterdir()):
        card = path / SCORECARD_NAME
        if path == record.resolve() or not card.is_file() or not (path / JOURNAL_NAME).is_file():
            continue
        try:
            then = about(path).played_at
            if then > played_at:
                yield Later(path.name, then, Scorecard.model_validate_json(card.read_bytes()))
        except (ValidationError, Unusable, OSError):
            continue  # a neighbour that cannot be read proves nothing; `tabletop trends` names it


def material_of(record: Path, card: Scorecard, entries: Sequence[Entry]) -> Material:
    """What a record's reports are made from; writes or adds to its review.

    Raises:
        BadFile: the review cannot be read.
    """
    from reports.material import material
    from reports.review.propose import propose
    from scoring.facts import embedded_policy, gather
    from sim.journal.conduct import Remark
    from sim.surfaces.review import update_review

    played = about(record)
    day = played.played_at.astimezone(UTC).date()
    remarks = gather(entries).of(Remark)
    review = update_review(record, propose(card, embedded_policy(entries), day, remarks))
    return material(
        card,
        entries,
        review=review,
        later=tuple(later_records(record)),
        day=day,
        team=played.team,
    )


def document_of(kind: Kind, made: Material) -> Report:
    """The report of this kind."""
    from reports.after_action import after_action
    from reports.post_incident import post_incident

    return {"after-action": after_action, "post-incident": post_incident}[kind](made)


def rendered(document: Report, form: Form) -> bytes:
    """A document in a form."""
    from reports.forms import data, html, markdown, pdf, sheet

    if form == "pdf":
        return pdf.render(document)
    text = {
        "html": html.render,
        "md": markdown.render,
        "json": data.render,
        "csv": sheet.render,
    }[form](document)
    # A spreadsheet takes a file for UTF-8 when it begins with the mark.
    return text.encode("utf-8-sig" if form == "csv" else "utf-8")


def write_report(folder: Path, name: str, document: Report, forms: Sequence[Form]) -> list[Path]:
    """Write a document in these forms; the paths."""
    paths = []
    for form in dict.fromkeys(forms):
        path = folder / f"{name}.{form}"
        write_atomically(path, rendered(document, form))
        paths.append(path)
    return paths
