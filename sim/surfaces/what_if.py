"""`tabletop what-if` read from the command line: changes, the script behind a record, who plays."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import NotFound, OtherWorld, Unusable
from sim.surfaces.moments import moment_of
from sim.surfaces.progress import counting, stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pydantic import JsonValue

    from reports.document import Report
    from reports.what_if.material import EveryDecision
    from sim.campaigns.plan import Setting
    from sim.campaigns.what_if.changes import Changes
    from sim.campaigns.what_if.each import PlayedVariants, VariantBatch
    from sim.campaigns.what_if.fork import ForkedNight
    from sim.campaigns.what_if.night import OwnRecord
    from sim.commands.command import Request
    from sim.journal.bodies import Header
    from sim.scenario.responder import ResponderScript
    from sim.surfaces.reports import Form

SCRIPTS = ("reference", "what-they-did")
"""Shipped responders, which leave their name in the record."""
_PAIR = re.compile(r"\s*(\S.*?)\s*:\s+(\S.*?)\s*", re.DOTALL)
_SCRIPT_FILES = (".yaml", ".yml")


def own_record(path: Path, responder: str | None) -> OwnRecord:
    """A record, ready to be forked.

    Args:
        path: its directory, or its journal.
        responder: the script that it was played by; None to try what its participant is called.

    Raises:
        TabletopError: it is damaged, not ended, of another world, or the script is not its own.
    """
    from sim.campaigns.what_if.fork import source_of
    from sim.campaigns.what_if.night import OwnRecord
    from sim.journal.encoding import header_of
    from sim.journal.file import read_journal
    from sim.records.record import Record

    if (words := Record.at(path).in_use) is not None:
        raise Unusable(f"{path}: {words}: fork it when the exercise has ended")
    entries = tuple(read_journal(path))
    header = header_of(entries)
    try:
        with stage("reading the record"):
            source = source_of(entries, _script(header, responder))
            record = OwnRecord(str(path), entries, source)
            if source.script is None:
                record.check()
    except (OtherWorld, Unusable) as error:
        raise Unusable(f"{path}: {error}") from None
    if responder is not None and source.script is None:
        raise Unusable(
            f"--responder {responder}: does not leave this record; without the option its "
            "commands are given again at their distances"
        )
    return record


def _script(header: Header, responder: str | None) -> ResponderScript | None:
    """The script to try."""
    from sim.journal.embedded import policy_of, scenario_of
    from sim.journal.versions import check_world
    from sim.scenario.library import find_reference, find_what_they_did
    from sim.scenario.load import load_responder
    from sim.surfaces.arguments import chosen_of

    check_world(header.world_version, header.tool_version)
    name = responder or next((one.name for one in header.participants), "")
    if responder is not None and Path(responder).suffix.lower() in _SCRIPT_FILES:
        return load_responder(Path(responder))
    if name not in SCRIPTS:
        if responder is not None:
            raise NotFound("responder", responder, (*SCRIPTS, "a responder script (.yaml)"))
        return None
    chosen = chosen_of(scenario_of(header), policy_of(header))
    find = find_reference if name == "reference" else find_what_they_did
    path = find(chosen.scenario, chosen.path)
    return None if path is None else load_responder(path)


def changes_of(
    record: OwnRecord,
    *,
    without: Sequence[int],
    instead: Sequence[str],
    moved: Sequence[str],
    inserted: Sequence[str],
    settings: Sequence[str],
) -> tuple[Changes, tuple[str, ...]]:
    """What is done otherwise, as options say it, and in sentences.

    Raises:
        Unusable: an option cannot be used; the message begins with it.
    """
    from sim.campaigns.what_if.changes import AddedCommand, Changes, command_at
    from sim.exercise.responders import TimedCommand, recorded_moves

    entries, words = record.entries, []
    moves = recorded_moves(entries)
    given = {seq: move.request for seq, move in moves if isinstance(move, TimedCommand)}
    left_out: set[int] = set()
    other: dict[int, Request] = {}
    added: list[AddedCommand] = []

    def named(seq: int, option: str) -> str:
        command_at(entries, seq, option)
        if seq in left_out or seq in other:
            raise Unusable(f"{option} {seq}: entry {seq} is changed twice; choose one option")
        step = record.step(seq)
        return f"{seq} ({_clock(record, step.at)}, {step.what})"

    for seq in without:
        words.append(f"Without {named(seq, '--without')}.")
        left_out.add(seq)
    for text in instead:
        seq, line = _seq_pair("--instead", text, 'COMMAND, such as "41: GET /health/r2/status"')
        told = named(seq, "--instead")
        other[seq] = request_of_line(line, f"--instead {text}")
        words.append(f"Instead of {told}: {line}.")
    for text in moved:
        seq, time = _seq_pair("--at", text, 'TIME, such as "41: 14:20"')
        told = named(seq, "--at")
        at = _moment(record, time, f"--at {text}")
        added.append(AddedCommand(at, given[seq], seq))
        left_out.add(seq)
        words.append(f"At {_clock(record, at)}: {told}.")
    for text in inserted:
        time, line = _pair("--insert", text, 'TIME: COMMAND, such as "14:20: ack"')
        at = _moment(record, time, f"--insert {text}")
        added.append(AddedCommand(at, request_of_line(line, f"--insert {text}")))
        words.append(f"Added at {_clock(record, at)}: {line}.")
    values = _settings(record, settings)
    words += [f"Set {name} to {value}." for name, value in values.items()]
    if added and record.source.actor is None:
        raise Unusable("nobody gave a command in this record, so nobody can give another one")
    return Changes(frozenset(left_out), other, tuple(added), values), tuple(words)


def _clock(record: OwnRecord, at: int) -> str:
    from reports.format import wall_clock

    return wall_clock(record.starts_at, at)


def _pair(option: str, text: str, form: str) -> tuple[str, str]:
    found = _PAIR.fullmatch(text)
    if found is None:
        raise Unusable(f"{option} {text}: write {form}")
    return found[1], found[2]


def _seq_pair(option: str, text: str, form: str) -> tuple[int, str]:
    seq, rest = _pair(option, text, f"SEQ: {form}")
    if not re.fullmatch(r"[0-9]{1,9}", seq):
        raise Unusable(f"{option} {text}: {seq!r} is no entry's number; write SEQ: {form}")
    return int(seq), rest


def _moment(record: OwnRecord, text: str, option: str) -> int:
    scenario = record.source.scenario
    return moment_of(
        text, scenario.starts_at, scenario.horizon - 1, option=option, ends="the exercise ends"
    )


def request_of_line(line: str, option: str) -> Request:
    """The request behind `POST /health/r2/test {"…": …}` or an incident command line.

    Args:
        line: as typed.
        option: how an error begins.

    Raises:
        Unusable: it is neither.
    """
    from sim.commands.console import METHODS, parse_line
    from sim.commands.table import at_path

    method, _, rest = line.partition(" ")
    try:
        if method not in METHODS:
            return parse_line(line)
        path, _, text = rest.strip().partition(" ")
        request = parse_line(f"{method} {path}", _body(text.strip()))
    except Unusable as error:
        raise Unusable(f"{option}: {error}") from None
    known = [command.method for command, _ in at_path(path.partition("?")[0])]
    if method not in known:
        hint = f"; it answers {', '.join(sorted(set(known)))}" if known else ""
        raise Unusable(f"{option}: there is no command {method} {path}{hint}")
    return request


def _body(text: str) -> Mapping[str, JsonValue] | None:
    if not text:
        return None
    try:
        body = json.loads(text)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Unusable(f'{text[:60]!r} is no JSON object; write a body like {{"key": 1}}')
    return body


def _settings(record: OwnRecord, texts: Iterable[str]) -> dict[str, Setting]:
    from sim.campaigns.settings import with_settings
    from sim.surfaces.campaign_options import settings_of

    values: dict[str, Setting] = {}
    for name, several in settings_of(texts).items():
        if len(several) > 1:
            raise Unusable(f"--set {name}: one value at a time here; tabletop campaign takes more")
        values[name] = several[0]
    with_settings(record.source.scenario, values)
    return values


def keep(
    out: Path, document: Report, forms: Sequence[Form], fork: ForkedNight | None
) -> list[Path]:
    """Write the fork's record, when there is one, and the report.

    Raises:
        Unusable: the directory already contains a record, or cannot be made.
    """
    from scoring.score import score
    from sim.journal.file import write_journal
    from sim.records.record import Record
    from sim.surfaces.reports import write_report

    if fork is None:
        out.mkdir(parents=True, exist_ok=True)
        return write_report(out, "what-if", document, forms)
    with Record.begun(out, "what-if") as kept:
        written = [write_journal(kept.folder, fork.lines)]
        kept.write_scorecard(score(fork.entries))
        kept.write_about()
        return [*written, *write_report(kept.folder, "what-if", document, forms)]


def decided(
    record: OwnRecord,
    settings: Sequence[str],
    *,
    draws: int,
    workers: int | None,
    others: bool,
) -> EveryDecision:
    """Leave every decision out in turn, with a bar on a terminal.

    Args:
        record: the record.
        settings: what is set in all runs.
        draws: how many runs each decision is tried in.
        workers: processes of this machine; None for one a core.
        others: whether the worker's settings are tried, too.
    """
    from sim.campaigns.engines import work_on
    from sim.campaigns.what_if.changes import Changes
    from sim.campaigns.what_if.each import MOST_PAIRS, DecisionTrial, decisions_of, play_variants
    from sim.campaigns.what_if.night import every
    from sim.surfaces.campaigns import cores

    record.check()
    many = workers or cores()

    def play(batches: Iterable[VariantBatch]) -> Iterator[PlayedVariants]:
        return work_on(play_variants, batches, many)

    found = len(decisions_of(record.source, record.entries))
    # Pairs and settings come on top; how many there are shows later.
    with counting("playing", draws * (found + MOST_PAIRS)) as tell:
        base = Changes(settings=_settings(record, settings))
        return every(record, DecisionTrial(record.source, base, draws, play, tell), settings=others)
