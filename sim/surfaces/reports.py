"""Reports of a record as files: the kinds there are, their forms, and what they are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Literal, get_args

from sim.disk import refusal, write_atomically
from sim.errors import TabletopError
from sim.records.record import Record
from sim.records.shelf import last_before, later_records
from sim.surfaces.complaints import cause
from sim.surfaces.error_lines import lines_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from reports.document import Report
    from reports.material import Material
    from scoring.corrections import Corrections
    from scoring.model import Scorecard
    from sim.journal.encoding import Entry

Kind = Literal["after-action", "post-incident"]
Form = Literal["html", "pdf", "md", "json", "csv"]
KINDS: tuple[Kind, ...] = get_args(Kind)
FORMS: tuple[Form, ...] = get_args(Form)
FILES: dict[Kind, str] = {"after-action": "report", "post-incident": "post-incident"}
"""What a kind's files are called, without their ending."""


def material_of(
    record: Path,
    card: Scorecard,
    entries: Sequence[Entry],
    corrections: Corrections | None = None,
) -> Material:
    """What a record's reports are made from; writes or adds to its review.

    Args:
        record: its directory.
        card: the verdicts.
        entries: the journal.
        corrections: what the card was scored with.

    Raises:
        BadFile: the review cannot be read.
    """
    from reports.material import material
    from reports.review.propose import propose
    from reports.review.standing import standing
    from scoring.corrections import Corrections
    from scoring.facts import embedded_policy, gather
    from scoring.score import score
    from sim.journal.conduct import Remark

    kept = Record(record)
    played = kept.about()
    day = played.played_at.astimezone(UTC).date()
    remarks = gather(entries).of(Remark)
    policy, written = embedded_policy(entries), kept.review()
    corrected = corrections is not None and corrections != Corrections()
    uncorrected = score(entries, par=card.par) if corrected else card
    fresh, plain = (propose(one, policy, day, remarks, written) for one in (card, uncorrected))
    stands = standing(kept.update_review(fresh), fresh, plain)
    return material(
        card,
        entries,
        review=stands.review,
        withdrawn=stands.withdrawn,
        corrections=corrections,
        uncorrected=uncorrected,
        later=tuple(later_records(kept)),
        last=last_before(kept, card.scenario_digest),
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


def write_results(record: Path, card: Scorecard, entries: Sequence[Entry]) -> Path:
    """Write scorecard and after-action report beside the journal; the report's path."""
    Record(record).write_scorecard(card)
    made = material_of(record, card, entries)
    kind: Kind = "after-action"
    (report,) = write_report(record, FILES[kind], document_of(kind, made), ("html",))
    return report


@dataclass(frozen=True, slots=True)
class Results:
    """What became of a record once its exercise had ended.

    Attributes:
        card: the verdicts; None when the record could not be scored.
        report: the report's path; None when there is none.
        problem: why something is missing, and how to make it again; "" when nothing is.
    """

    card: Scorecard | None = None
    report: Path | None = None
    problem: str = ""


def results_of(record: Path, score: Callable[[], Scorecard], entries: Sequence[Entry]) -> Results:
    """Score a record and write its scorecard and report, as far as either can be done.

    The journal is complete by now. Whatever fails here, nobody who played may lose more than a
    report, which can be made again.
    """
    card: Scorecard | None = None
    try:
        card = score()
        return Results(card, write_results(record, card, entries))
    except TabletopError as error:
        why = lines_of(error)[0]
    except OSError as error:
        why = refusal(error)
    except Exception as error:  # noqa: BLE001 - see above
        why = cause(error)
    missing = "scored" if card is None else "reported"
    return Results(
        card,
        problem=f"the exercise could not be {missing} ({why}); its record is complete, "
        f"try again with: tabletop report {record}",
    )
