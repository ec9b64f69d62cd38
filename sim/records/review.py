"""`review.yaml` of a record: written from the scorer's proposal, edited by people, never lost.

A file that people have touched is only added to: ruamel.yaml keeps its comments, its order and its
quotes. What the file means is decided in `reports.review`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from reports.review.correct import corrections, wrong
from reports.review.merge import merge
from reports.review.model import Review
from scoring.corrections import Corrections
from sim.disk import write_atomically
from sim.errors import BadFile, Unusable
from sim.journal.versions import REVIEW, check_format
from sim.scenario.load import validated
from sim.scenario.yaml_lines import read_yaml
from sim.scenario.yaml_text import dumped, loaded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from reports.review.hot_wash import HotWash
    from reports.review.model import Status
    from sim.journal.encoding import Entry
    from sim.scenario.yaml_lines import YamlFile

REVIEW_NAME = "review.yaml"
HEAD = """\
What the scorer proposes, and what evaluators entered during the exercise (their ratings are
in `confirmed`), for people to edit: change, add and delete as you like. Building the report again
adds what is new and takes nothing back; what you delete stays deleted (`proposed` remembers it).
Category: immediate, short-term, long-term. Status: not started, in progress, complete.
Rating: P, S, M, U. `whys` answers why, up to five times.
`decisions: {57: rejected}` takes away what entry 57, a decision, would have done (or `confirmed`);
`readings: [{message: 61, claims: {downloads: failing}, next_update: 20m}]` says what a misread
message says, whole. The report names the entries.
"""
_LISTS = ("objectives", "strengths", "improvements")


def _plain(review: Review) -> dict[str, Any]:
    return review.model_dump(mode="json")


def _added(text: str, before: Review, after: Review) -> str:
    """The file's text with what the merge added, everything else as it was."""
    data = loaded(text)
    was, now = _plain(before), _plain(after)
    for name in _LISTS:
        known = {one["id"] for one in was[name]}
        new = [one for one in now[name] if one["id"] not in known]
        if data.get(name):
            # Into the list as it was read: a new one would lose the comments in it.
            data[name].extend(new)
        elif new:
            data[name] = new
    rated, earlier = ({one["id"]: one for one in side["objectives"]} for side in (now, was))
    for one in data.get("objectives") or ():
        for field, value in rated.get(one["id"], {}).items():
            # What the hot wash rated; where nothing is new, what people wrote stays as it is.
            new = field == "proposed" or value != earlier.get(one["id"], {}).get(field)
            if new and one.get(field) != value:
                one[field] = value
    more = [name for name in now["proposed"] if name not in was["proposed"]]
    if data.get("proposed"):
        data["proposed"].extend(more)
    elif more:
        data["proposed"] = more
    return dumped(data)


def read_review(folder: Path) -> Review | None:
    """The review of a record; None when nobody has written one.

    Raises:
        BadFile: it cannot be read; names line and field.
    """
    path = folder / REVIEW_NAME
    return validated(_read(path), Review) if os.path.lexists(path) else None


def _read(path: Path) -> YamlFile:
    """The file as data.

    Raises:
        BadFile: it cannot be read.
        TooNew: a newer version wrote it.
    """
    file = read_yaml(path, frozenset({"decisions"}))
    check_format(file.data.get("format"), REVIEW, str(path))
    return file


def read_corrections(folder: Path, entries: Sequence[Entry]) -> Corrections:
    """What the review of a record corrects for the scorer.

    Raises:
        BadFile: it cannot be read, or corrects what the journal does not have.
    """
    path = folder / REVIEW_NAME
    if not os.path.lexists(path):
        return Corrections()
    file = _read(path)
    review = validated(file, Review)
    if problems := tuple(file.finding(where, text) for where, text in wrong(review, entries)):
        raise BadFile(problems)
    return corrections(review, entries)


def update_review(folder: Path, fresh: Review, wash: HotWash | None = None) -> Review:
    """Write the review, or add to the one that is there what is new, in the hot wash as well.

    Raises:
        BadFile: the one that is there cannot be read; it is left as it is.
    """
    path = folder / REVIEW_NAME
    edited = read_review(folder)
    if edited is None:
        write_atomically(path, dumped(_plain(fresh), HEAD).encode())
        return fresh
    merged = merge(edited, fresh, wash)
    if merged != edited:
        text = path.read_text(encoding="utf-8")
        write_atomically(path, _added(text, edited, merged).encode())
    return merged


def set_statuses(folder: Path, statuses: Mapping[str, Status]) -> int:
    """Write the statuses of improvements into the review, everything else as it was.

    Args:
        folder: the record.
        statuses: by the improvement's id.

    Returns:
        How many changed.

    Raises:
        Unusable: there is no review, or no improvement of that id in it.
        BadFile: it cannot be read; it is left as it is.
    """
    review = read_review(folder)
    known = {} if review is None else {one.id: one.status for one in review.improvements}
    if unknown := sorted(set(statuses) - set(known)):
        raise Unusable(f"{folder / REVIEW_NAME}: has no improvement {unknown[0]}")
    changed = {name for name, status in statuses.items() if known[name] != status}
    if changed:
        path = folder / REVIEW_NAME
        data = loaded(path.read_text(encoding="utf-8"))
        for one in data["improvements"]:
            if one["id"] in changed:
                one["status"] = statuses[one["id"]]
        write_atomically(path, dumped(data).encode())
    return len(changed)
