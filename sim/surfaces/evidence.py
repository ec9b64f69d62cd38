"""An evidence pack out of records, and its verification: what goes in, and what must agree."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from sim.disk import CannotRead, read_file
from sim.errors import TabletopError, Unusable
from sim.records.pack import MOST_BYTES, SIGNATURE, SUMS, packed, sums_of, unpacked, wrong_sums

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from reports.evidence.document import Declared, Exercised
    from reports.evidence.framework import Framework
    from reports.material import Material

MANIFEST = "manifest.json"
PUBLIC_KEY = "evidence.pub"
FORMAT = 1
_KEPT = ("journal.jsonl", "record.json", "review.yaml")
_ODD = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Packed:
    """A pack that was made.

    Attributes:
        data: the archive.
        missing: what nobody has stated.
        left_out: records that could not be taken, each with why.
    """

    data: bytes
    missing: tuple[str, ...]
    left_out: tuple[str, ...]


def material_of(folder: Path) -> Material:
    """A record's material; nothing is written into it.

    Raises:
        TabletopError: it is missing, damaged, or still being played.
    """
    from reports.material import material
    from sim.records.record import Record
    from sim.records.shelf import last_before, later_records

    kept = Record(folder)
    if words := kept.in_use:
        raise Unusable(f"{folder}: {words}: end it first")
    entries = kept.entries()
    about = kept.about()
    card = kept.scorecard()
    return material(
        card,
        entries,
        review=kept.review(),
        corrections=kept.corrections(entries),
        later=tuple(later_records(kept)),
        last=last_before(kept, card),
        day=about.played_at.astimezone(UTC).date(),
        team=about.team,
    )


def _inside(number: int, folder: Path) -> str:
    """A record's folder in the pack: numbered, because two can be called the same."""
    return f"records/{number:03d}-{_ODD.sub('-', folder.name).strip('-.') or 'record'}"


def _exercised(name: str, made: Material) -> Exercised:
    from reports.evidence.document import Exercised
    from reports.evidence.shown import recovered, shown

    card = made.card
    day = "" if made.day is None else made.day.isoformat()
    return Exercised(name, card.title, card.exercise_type, day, shown(made), recovered(made))


def _files_of(name: str, folder: Path, made: Material) -> Iterator[tuple[str, bytes]]:
    from reports.after_action import after_action
    from sim.surfaces.reports import rendered

    for file in _KEPT:
        path = folder / file
        if path.is_file():
            yield f"{name}/{file}", path.read_bytes()
    yield f"{name}/scorecard.json", f"{made.card.model_dump_json(indent=2)}\n".encode()
    yield f"{name}/report.html", rendered(after_action(made), "html")


def _manifest(
    named: str,
    chosen: Framework,
    exercises: Sequence[Exercised],
    materials: Sequence[Material],
    declared: Declared,
) -> bytes:
    from reports.evidence.document import lacking, showing
    from sim.exercise.exercise import tool_version

    controls = [
        {
            "id": control.id,
            "line": control.line,
            "shown_by": [
                {"record": record, "kind": kind, "statement": text}
                for record, kind, text in showing(control, exercises, declared)
            ],
            "not_shown": list(lacking(control, exercises, declared)),
        }
        for control in chosen.controls
    ]
    records = [
        {
            "folder": one.name,
            "scenario": made.card.scenario,
            "scenario_digest": made.card.scenario_digest,
            "policy_digest": made.card.policy_digest,
            "seed": made.card.seed,
            "exercise_type": one.kind,
            "played_on": one.day,
            "journal_digest": made.card.journal_digest,
            "world_version": made.facts.header.world_version,
        }
        for one, made in zip(exercises, materials, strict=True)
    ]
    whole = {
        "format": FORMAT,
        "made_by": f"tabletop {tool_version()}",
        "framework": {"name": named, "title": chosen.title, "source": chosen.source,
                      "checked": chosen.note},
        "declared": asdict(declared),
        "missing": list(declared.missing()),
        "records": records,
        "controls": controls,
    }  # fmt: skip
    return f"{json.dumps(whole, indent=2, ensure_ascii=False)}\n".encode()


def make_pack(
    folders: Sequence[Path], named: str, declared: Declared, secret: bytes | None
) -> Packed:
    """Make a pack.

    Args:
        folders: records; one that cannot be read is left out by name.
        named: the framework.
        declared: what people state.
        secret: the key that signs it; None for a pack without a signature.

    Raises:
        Unusable: there is no such framework, no record that can be taken, or no such key.
    """
    from reports.evidence.document import evidence
    from reports.evidence.framework import framework
    from scoring.verdict import some
    from sim.records.signing import public_key, sign
    from sim.surfaces.error_lines import lines_of
    from sim.surfaces.reports import rendered

    chosen = framework(named)
    files: dict[str, bytes] = {}
    if secret is not None:
        files[PUBLIC_KEY] = public_key(secret)
    exercises: list[Exercised] = []
    materials: list[Material] = []
    left_out: list[str] = []
    for folder in folders:
        name = _inside(len(exercises) + 1, folder)
        try:
            made = material_of(folder)
            files |= dict(_files_of(name, folder, made))
        except (TabletopError, OSError) as error:
            why = lines_of(error)[0] if isinstance(error, TabletopError) else str(error)
            left_out.append(why if str(folder) in why else f"{folder}: {why}")
            continue
        exercises.append(_exercised(name, made))
        materials.append(made)
    if not exercises:
        raise Unusable(f"no record could be taken; {'; '.join(left_out) or 'there is none'}")
    files[MANIFEST] = _manifest(named, chosen, exercises, materials, declared)
    document = evidence(chosen, exercises, declared)
    files["evidence.html"] = rendered(document, "html")
    files["evidence.md"] = rendered(document, "md")
    sums = sums_of(files)
    files[SUMS] = sums
    if secret is not None:
        comment = f"evidence for {named}, {some(len(exercises), 'record')}"
        files[SIGNATURE] = sign(sums, secret, comment)
    return Packed(packed(files), declared.missing(), tuple(left_out))


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found.

    Attributes:
        problems: what does not agree, a line each; none when the pack is as it was made.
        signed: the signature's comment; "" when the pack has no signature.
        known_key: whether the key was named by whoever verifies, and is not only the pack's own.
        records: how many journals were found whole.
    """

    problems: tuple[str, ...]
    signed: str
    known_key: bool
    records: int


def verify_pack(path: Path, key: Path | None) -> Verified:
    """Verify a pack, from nothing but its own bytes.

    Args:
        path: the archive.
        key: the public key that it must be signed with; None to take the pack's own.

    Raises:
        CannotRead: it, or the key, is no file, or cannot be read.
    """
    if path.stat().st_size > MOST_BYTES:
        return Verified((f"larger than {MOST_BYTES // 1_000_000} MB",), "", key is not None, 0)
    from sim.records.signing import MAX_KEY_BYTES

    try:
        files = unpacked(read_file(path, MOST_BYTES))
    except CannotRead:
        raise
    except Unusable as error:
        return Verified((str(error),), "", key is not None, 0)
    problems = wrong_sums(files)
    signed, why = _signed(files, None if key is None else read_file(key, MAX_KEY_BYTES))
    problems += why
    whole = 0
    if not problems:
        for problem in _journals(files):
            if problem:
                problems.append(problem)
            else:
                whole += 1
    return Verified(tuple(problems), signed, key is not None, whole)


def _signed(files: dict[str, bytes], key: bytes | None) -> tuple[str, list[str]]:
    """The signature's comment, and what is wrong with it."""
    from sim.records.signing import trusted_comment

    signature = files.get(SIGNATURE)
    if signature is None:
        wanted = key is not None or PUBLIC_KEY in files
        return "", ["it is not signed"] if wanted else []
    public = files.get(PUBLIC_KEY) if key is None else key
    if public is None:
        return "", [f"{PUBLIC_KEY} is not there"]
    try:
        return trusted_comment(files.get(SUMS, b""), signature, public), []
    except Unusable as error:
        return "", [str(error)]


def _journals(files: dict[str, bytes]) -> Iterator[str]:
    """Of each record: "" when its journal is whole and the one that the manifest names."""
    from sim.journal.encoding import unbroken_digest

    try:
        records = json.loads(files[MANIFEST])["records"]
        named = [(str(one["folder"]), str(one["journal_digest"])) for one in records]
    except (KeyError, TypeError, ValueError):
        yield f"{MANIFEST} cannot be read"
        return
    for folder, digest in named:
        journal = files.get(f"{folder}/journal.jsonl")
        if journal is None:
            yield f"{folder}/journal.jsonl is not there"
        elif unbroken_digest(journal) != digest:
            yield f"{folder}/journal.jsonl is not the journal that was scored"
        else:
            yield ""
