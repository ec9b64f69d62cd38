"""A debrief says nothing that the journal contradicts, whoever played and however oddly."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from reports.debrief.decisions import harm
from reports.debrief.document import debrief
from reports.document import Bullets, Prose, Subheading, Table
from reports.material import material
from scoring.score import score
from sim.exercise.exercise import Exercise
from sim.exercise.expected import expected_actions
from sim.exercise.replay import exercise_of
from sim.exercise.responders import RecordedResponder, nobody, play
from sim.exercise.script import Scripted
from sim.journal.bodies import (
    Action,
    Alert,
    BreakerMoved,
    FaultEdge,
    HealthChanged,
    InjectSent,
    Message,
    ModeChanged,
    QueueChanged,
    Window,
)
from sim.journal.encoding import header_of
from sim.journal.stored import BackupChanged, FilesChanged
from sim.scenario.durations import spoken
from sim.surfaces import debrief as surface
from tests.scoring.cheats.nights import QUIET
from tests.scoring.cheats.play import policy_of, scenario_of, script_of
from tests.scoring.cheats.registry import INCIDENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.debrief.material import Debriefed, PlayedNight
    from reports.document import Report, ReportSection
    from sim.exercise.responders import Responder
    from sim.journal.bodies import ExerciseType
    from sim.journal.encoding import Entry

CLOCK = re.compile(r"\b\d\d:\d\d:\d\d\b")
MOST = 3
"""Nights without a decision that are played for each; the sentences do not depend on how many."""

ODD = ("slow", "spammer", "hammer", "resolve", "clock, hollow", "waits, silent")


def night(scenario: str, responder: str) -> Sequence[Entry]:
    """A journal of seed 1."""
    exercise = Exercise(scenario_of(scenario), policy_of(scenario_of(scenario).policy), 1)
    player: Responder = nobody()
    if responder != "none":
        player = Scripted(script_of(responder, scenario))
    play(exercise, player)
    return exercise.journal.entries


def made(entries: Sequence[Entry], monkeypatch: pytest.MonkeyPatch) -> tuple[Debriefed, Report]:
    """The debrief of a journal, and what it was made from."""
    monkeypatch.setattr(surface, "MOST_PLAYED", MOST)
    found = surface.debriefed(material(score(entries), entries))
    return found, debrief(found)


def section(report: Report, anchor: str) -> ReportSection:
    """The section of this anchor, or an empty one."""
    return next(
        (one for one in report.sections if one.anchor == anchor),
        type(report.sections[0])(anchor, "", ()),
    )


def rows(report: Report, anchor: str) -> list[list[str]]:
    """The texts of a section's table."""
    tables = (one for one in section(report, anchor).blocks if isinstance(one, Table))
    return [[cell.text for cell in row] for table in tables for row in table.rows]


class Clock:
    """The wall clock of a scenario, told by its own arithmetic."""

    def __init__(self, starts_at: str) -> None:
        self._start = datetime.fromisoformat(starts_at)

    def __call__(self, at: int) -> str:
        """An instant as a report shows it."""
        return f"{self._start + timedelta(milliseconds=at):%H:%M:%S}"


def check_wrong(entries: Sequence[Entry], report: Report, clock: Clock) -> None:
    """Every fault stands there with its own instants, in order, and no other."""
    begun = [one for one in entries if isinstance(one.body, FaultEdge) and one.body.edge == "began"]
    table = rows(report, "wrong")
    assert [row[1] for row in table] == [clock(one.at) for one in begun]
    ends = [
        clock(one.at)
        for one in entries
        if isinstance(one.body, FaultEdge) and one.body.edge == "ended"
    ]
    assert sorted(row[2] for row in table if CLOCK.fullmatch(row[2])) == sorted(ends)


def _words_of(entry: Entry) -> str:
    body = entry.body
    match body:
        case Alert() | Message():
            return " ".join(body.text.split())
        case HealthChanged() | BreakerMoved() | ModeChanged():
            return body.reason
        case BackupChanged() | FilesChanged():
            return body.event
        case _:
            return ""


def check_known(entries: Sequence[Entry], report: Report, clock: Clock) -> None:
    """Each sign was there at that instant; none that came to the responders first is left out."""
    table = rows(report, "known")
    assert [row[0] for row in table] == sorted(row[0] for row in table)
    for at, sign, _ in table:
        here = [_words_of(one) for one in entries if clock(one.at) == at]
        said = sign.rpartition("“")[2].rstrip("”").removesuffix(" …") if "“" in sign else sign
        assert any(
            words and (said in words or words in said or words in ("noticed", "failed", "unsound"))
            for words in here
        ), (at, sign)
    broke = [one.at for one in entries if isinstance(one.body, FaultEdge)]
    delivered = [
        one.at
        for one in entries
        if isinstance(one.body, Alert)
        and one.body.state == "delivered"
        and one.at >= min(broke, default=0)
    ]
    if delivered:
        assert table
        assert table[0][0] <= clock(delivered[0])


def _came_to_grief(entries: Sequence[Entry], until: int) -> int:
    """Counted from the entries, without the scorer."""
    windows = [
        one.body for one in entries if isinstance(one.body, Window) and one.body.end <= until
    ]
    lost = [
        one.body.lost
        for one in entries
        if isinstance(one.body, QueueChanged) and one.body.event == "lost" and one.at <= until
    ]
    stored = [
        one.body for one in entries if isinstance(one.body, BackupChanged) and one.at <= until
    ]
    failed = sum(row.failed for one in windows for row in one.operations)
    damaged = sum(row.corrupted for one in windows for row in one.operations)
    gone = sum(one.overwritten + one.unrecoverable for one in stored)
    return (
        failed + damaged + gone + (max((one.queue_lost for one in windows), default=0) or sum(lost))
    )


def check_decisions(found: Debriefed, report: Report, clock: Clock) -> None:
    """Each sentence's figure is the difference between two nights, counted anew."""
    lines = [
        line
        for block in section(report, "decisions").blocks
        if isinstance(block, Bullets)
        for line in block.items
    ]
    checked = 0
    for mine in (found.mine, *(() if found.par is None else (found.par,))):
        entries = _entries(mine, found)
        for one in mine.left_out:
            action = next(entry for entry in entries if entry.seq == one.seq)
            begins = (f"Hurt: {clock(action.at)}, ", f"Helped: {clock(action.at)}, ")
            for line in (line for line in lines if line.startswith(begins)):
                checked += _check_line(line, entries, one.seq)
    assert checked >= len(lines)


def _entries(mine: PlayedNight, found: Debriefed) -> Sequence[Entry]:
    if mine is found.mine:
        return found.made.entries
    exercise = exercise_of(mine.ground.facts.header)
    play(exercise, Scripted(script_of("reference", mine.ground.facts.scenario.name)),
         stay_until=found.made.entries[-1].at)  # fmt: skip
    return exercise.journal.entries


def _check_line(line: str, entries: Sequence[Entry], seq: int) -> bool:
    """Whether the line is about this command; its figures must be right then."""
    until = entries[-1].at
    again = exercise_of(header_of(entries))
    play(again, RecordedResponder.of(entries, frozenset({seq})), stay_until=until)
    change = _came_to_grief(again.journal.entries, until) - _came_to_grief(entries, until)
    said = re.search(r"Without it, ([\d,]+) (more|fewer) operation", line)
    figure = 0 if said is None else int(said[1].replace(",", "")) * (1 if said[2] == "more" else -1)
    assert line.startswith("Hurt") == (change < 0)
    return figure == change


def check_offers(entries: Sequence[Entry], report: Report, clock: Clock, who: str) -> None:
    """Each inject at its instant, each step within ten minutes of it, each outcome as checked."""
    sent = [one for one in entries if isinstance(one.body, InjectSent)]
    blocks = section(report, "offers").blocks
    heads = [one.text for one in blocks if isinstance(one, Subheading)]
    assert [head.split(" ")[0] for head in heads] == [clock(one.at) for one in sent]
    words = {one.inject: one.words for one in expected_actions(entries)}
    bullets = [one for one in blocks if isinstance(one, Bullets)]
    for inject, bullet in zip(sent, bullets, strict=True):
        if (outcome := words.get(inject.body.inject)) is not None:  # type: ignore[union-attr]
            assert any(line.startswith(f"{who}: {outcome}") for line in bullet.items)
        yours = [line for line in bullet.items if line.startswith(f"{who}: ")][-1]
        near = {
            clock(one.at)
            for one in entries
            if isinstance(one.body, Action) and inject.at < one.at <= inject.at + 600_000
        }
        named = set(re.findall(r"(?:^|[:;] |until )(\d\d:\d\d:\d\d)", yours))
        assert named <= near
        assert ("no action" in yours) == (not near)


def check_beside(report: Report, entries: Sequence[Entry], clock: Clock) -> None:
    """What the scorecard knows as an instant stands there as that instant."""
    card = score(entries)
    names = {
        "Detected": "detect",
        "Alert acknowledged": "ack",
        "Users served again": "mitigate",
        "Everything back to normal": "recover",
        "Declared resolved": "resolve",
    }
    table = {row[0]: row[1] for row in rows(report, "beside-par")}
    for title, name in names.items():
        at = card.instant(name).at
        shown, _, remark = table.get(title, "never").partition(" (")
        assert shown == ("never" if at is None else clock(at)), title
        # A word that it is over, said too early, is no lead over anybody.
        assert remark in {"", "automatic)", "status page)", "not yet over)"}, title
        if remark == "not yet over)":
            assert (title, card.false_resolve) == ("Declared resolved", True)


def check(scenario: str, responder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold every sentence of one night's debrief against its journal."""
    entries = night(scenario, responder)
    found, report = made(entries, monkeypatch)
    clock = Clock(found.made.card.starts_at)
    assert not [one for one in report.sections if one.anchor.startswith("failed-")]
    check_wrong(entries, report, clock)
    check_known(entries, report, clock)
    check_decisions(found, report, clock)
    check_offers(entries, report, clock, found.who)
    check_beside(report, entries, clock)
    assert harm(found.mine.impact) == _came_to_grief(entries, entries[-1].at)


@pytest.mark.parametrize("responder", ["none", "slow"])
@pytest.mark.parametrize("scenario", ["complete-r2-outage", "false-alarm"])
def test_every_sentence_holds(
    scenario: str, responder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A night with and one without an incident, by nobody and by a beginner."""
    if responder == "slow" and scenario in QUIET:
        responder = "look too late"
    check(scenario, responder, monkeypatch)


@pytest.mark.slow
@pytest.mark.one_of_many
@pytest.mark.parametrize("responder", ["reference", "none", *ODD])
@pytest.mark.parametrize("scenario", INCIDENTS)
def test_every_sentence_holds_for_everybody(
    scenario: str, responder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every incident, played well, not at all, and in odd ways."""
    check(scenario, responder, monkeypatch)


def played_again(entries: Sequence[Entry], kind: ExerciseType) -> Sequence[Entry]:
    """The same journal, as if an exercise of another type had left it."""
    head = entries[0]
    header = header_of(entries).model_copy(update={"exercise_type": kind})
    return (replace(head, body=header), *entries[1:])


def told(report: Report) -> str:
    """Everything that the debrief says beside its timeline."""
    parts: list[str] = []
    for one in report.sections:
        parts.append(one.title)
        for block in one.blocks:
            parts += block.items if isinstance(block, Bullets) else ()
            parts += [block.text] if isinstance(block, Prose) else ()
            if isinstance(block, Table):
                parts += [column.title for column in block.columns]
    return "\n".join(parts)


def test_nobody_is_addressed_who_did_not_play(monkeypatch: pytest.MonkeyPatch) -> None:
    """A script's night has no "you"; and where it is par itself, nothing is set against par."""
    entries = night("complete-r2-outage", "reference")
    words = told(made(entries, monkeypatch)[1])
    assert re.search(r"\b[Yy](?:ou|our|ours)\b(?! answer)", words.partition("Injects")[0]) is None
    assert "\nThe responders: " in words
    assert "\nYou: " not in words
    assert "gainst par" not in words
    drill = played_again(entries, "drill")
    assert "\nYou: " in told(made(drill, monkeypatch)[1])


def test_detection_counts_from_the_sign_that_the_score_counts_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The debrief's time is the scorecard's, and the sign is named with its instant."""
    entries = night("complete-r2-outage", "slow")
    found, report = made(entries, monkeypatch)
    lines = [one.text for one in section(report, "known").blocks if isinstance(one, Prose)]
    noticed = score(entries).measure("noticed").ms
    assert noticed
    (detected,) = (line for line in lines if line.startswith("The responders "))
    assert detected.endswith(f", {spoken(noticed)} after the first sign.")
    (sign,) = (line for line in lines if line.startswith("First sign "))
    visible = found.mine.ground.instants.visible.at
    assert visible is not None
    assert Clock(found.made.card.starts_at)(visible) in sign
