"""Reports of a record as files: the kinds there are, their forms, and what they are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Literal, get_args

from sim.disk import refusal, write_atomically
from sim.errors import TabletopError, Unusable
from sim.records.record import Record
from sim.records.shelf import last_before, later_records
from sim.surfaces.complaints import cause
from sim.surfaces.error_lines import lines_of
from sim.surfaces.fonts import warnings_for
from sim.surfaces.layout import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from reports.document import Report
    from reports.material import Material
    from scoring.corrections import Corrections
    from scoring.model import Impact, Scorecard
    from sim.journal.encoding import Entry

Kind = Literal["after-action", "post-incident", "forms", "agenda"]
Form = Literal["html", "pdf", "md", "json", "csv"]
KINDS: tuple[Kind, ...] = get_args(Kind)
FORMS: tuple[Form, ...] = get_args(Form)
FILES: dict[Kind, str] = {
    "after-action": "report",
    "post-incident": "post-incident",
    "forms": "forms",
    "agenda": "agenda",
}
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
    policy, written, wash = embedded_policy(entries), kept.review(), kept.hot_wash()
    corrected = corrections is not None and corrections != Corrections()
    uncorrected = score(entries, par=card.par) if corrected else card
    fresh, plain = (
        propose(one, policy, day, remarks, written, wash=wash) for one in (card, uncorrected)
    )
    stands = standing(kept.update_review(fresh, wash), fresh, plain)
    return material(
        card,
        entries,
        review=stands.review,
        withdrawn=stands.withdrawn,
        corrections=corrections,
        uncorrected=uncorrected,
        later=tuple(later_records(kept)),
        last=last_before(kept, card),
        day=day,
        team=played.team,
        wash=wash,
    )


def document_of(kind: Kind, made: Material) -> Report:
    """The report of this kind."""
    from reports.after_action import after_action
    from reports.incident_forms import incident_forms
    from reports.post_incident import post_incident
    from reports.review_agenda import review_agenda

    return {
        "after-action": after_action,
        "post-incident": post_incident,
        "forms": incident_forms,
        "agenda": review_agenda,
    }[kind](made)


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
        if form == "pdf":
            for line in warnings_for(str(document)):
                say(f"{path}: {line}", err=True)
        paths.append(path)
    return paths


def write_results(
    record: Path,
    card: Scorecard,
    entries: Sequence[Entry],
    corrections: Corrections | None = None,
    forms: Sequence[Form] = ("html",),
) -> Path:
    """Write scorecard and after-action report beside the journal; the report's path.

    Args:
        record: its directory.
        card: the verdicts.
        entries: the journal.
        corrections: what the card was scored with.
        forms: of the report; the first one's path is returned.
    """
    Record(record).write_scorecard(card)
    made = material_of(record, card, entries, corrections)
    kind: Kind = "after-action"
    return write_report(record, FILES[kind], document_of(kind, made), forms)[0]


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
    """Score a record and write its scorecard and report, as far as either can be done."""
    return _results(record, score, lambda card: write_results(record, card, entries))


def rebuilt_results(record: Path, entries: Sequence[Entry], par: Impact | None) -> Results:
    """Score and report a record again with its review and its hot wash, in all forms for people.

    Args:
        record: its directory.
        entries: the journal, which is complete.
        par: what the reference response costs.
    """
    from scoring.corrections import Corrections
    from scoring.score import score

    used = [Corrections()]

    def scored() -> Scorecard:
        used[0] = Record(record).corrections(entries)
        return score(entries, par=par, corrections=used[0])

    def write(card: Scorecard) -> Path:
        try:
            return write_results(record, card, entries, used[0], ("html", "md", "pdf"))
        except Unusable:
            # No PDF on this machine; `tabletop report --form pdf` says what it needs.
            return write_results(record, card, entries, used[0], ("html", "md"))

    return _results(record, scored, write)


def _results(
    record: Path, score: Callable[[], Scorecard], write: Callable[[Scorecard], Path]
) -> Results:
    """What score and report came to.

    The journal is complete by now. Whatever fails here, nobody who played may lose more than a
    report, which can be made again.
    """
    card: Scorecard | None = None
    try:
        card = score()
        return Results(card, write(card))
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
