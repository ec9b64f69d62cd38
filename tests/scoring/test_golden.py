"""What a scorecard says of some twenty told incidents, in the lines that each story is about.

A card falls into parts: instants, times, obligations, one part a criterion, one a phase of the
procedure. Stored of a story is what its parts say and neither a good response's nor nobody's does,
with the evidence spelt by what it points at; of the good response everything is. A part that is
not stored is nobody's business here: a new criterion or objective touches the whole card only.
After a change that is meant, write them anew with
`TABLETOP_REWRITE=1 pytest tests/scoring/test_golden.py` and read the difference before committing.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scoring.score import score
from sim.journal.conduct import Decision, Joined, MoveBegan
from tests.stories.policy import story_policy
from tests.stories.story import FAILED, PASSED, Story, good_response, outage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scoring.model import Evidence, Scorecard, ScoreFinding
    from sim.journal.bodies import Body
    from sim.journal.encoding import Entry
    from sim.scenario.policy import Policy

GOLDEN = Path(__file__).parents[1] / "golden" / "scorecards"
BACKUP = "backup_20260303_140000"


WHOLE = "good-response"
"""The one story whose card is stored with everything on it."""

BASES = ("good-response", "nobody", "calm")
"""Stories that others are told apart from."""

SUMMARY = "summary"
"""The part that counts over all criteria, objectives and skills; any new one changes it."""


def _clock(at: int | None) -> str:
    return "never" if at is None else f"{at / 60_000:g}"


class _Cited:
    """Spells evidence by what it points at: `declare@15`, `window@13`."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._names = {entry.seq: f"{_named(entry.body)}@{_clock(entry.at)}" for entry in entries}

    def __call__(self, evidence: Evidence) -> str:
        return "".join(f" #{self._names[seq]}" for seq in evidence)


def _named(body: Body) -> str:
    return body.command if body.kind == "action" else body.kind


def _findings(findings: Iterable[ScoreFinding], cited: _Cited) -> Iterator[str]:
    for one in findings:
        yield f"    {one.level}: {one.text} [{_clock(one.at)}]{cited(one.evidence)}"


def _obligations(card: Scorecard, cited: _Cited) -> Iterator[str]:
    for entry in card.obligations:
        times = f"due {_clock(entry.due)} by {_clock(entry.deadline)}, at {_clock(entry.met_at)}"
        how = f" by {entry.how}" if entry.how else ""
        evidence = cited(entry.evidence)
        yield f"{entry.kind} to {entry.to}: {entry.reason}; {times}{how}: {entry.verdict}{evidence}"


def parts(card: Scorecard, entries: Sequence[Entry]) -> dict[str, tuple[str, ...]]:
    """A scorecard as lines, part by part."""
    cited = _Cited(entries)
    found: dict[str, list[str]] = {
        "exercise": [
            f"{card.exercise_type} of {', '.join(card.participants)} under {card.policy}",
            f"starts {card.starts_at}, ended {_clock(card.ended_at)} ({card.end_reason})",
            f"resolved {card.resolved}, false {card.false_resolve}",
            f"assessed {card.assessed_severity}, adherence {card.adherence_percent}",
            f"{card.calls} calls, {len(card.needless)} needless",
        ],
        "impact": [f"{name} {value}" for name, value in card.impact],
        "instants": [
            f"{one.name} {_clock(one.at)} {one.note}{cited(one.evidence)}" for one in card.instants
        ],
        "measures": [
            f"{one.name} ({one.title}) {_clock(one.ms)}{' or more' * one.censored}"
            f"{cited(one.evidence)}"
            for one in card.measures
        ],
        "truth": [f"{_clock(s.start)} to {_clock(s.end)}: {s.level}" for s in card.truth],
        "obligations": list(_obligations(card, cited)),
        "needless": list(_findings(card.needless, cited)),
        "statements": [
            f"severity {one.level} at {_clock(one.at)} by {one.by}, {one.how}"
            f"{'' if one.counts else ' (changes nothing)'}{cited(one.evidence)}"
            for one in card.statements
        ],
        "caps": [
            f"{one.name}: at most {one.at_most:g}. {one.why}{cited(one.evidence)}"
            for one in card.caps
        ],
    }
    for part in card.criteria:
        lines = [f"{part.title} ({part.weight:g}): {part.score}. {part.why}"]
        found[f"criterion {part.id}"] = [*lines, *_findings(part.findings, cited)]
    for step in card.steps:
        why = f" ({step.why})" if step.why else ""
        outcome = f"{step.outcome}{why} [{_clock(step.at)}]{cited(step.evidence)}"
        line = f"{step.name} / {step.skill}: {outcome}"
        found.setdefault(f"phase {step.phase}", []).append(line)
    found[SUMMARY] = [
        f"total {card.total} on {card.coverage_percent}%",
        *(f"skill {one.skill}: {one.score}. {one.why}" for one in card.skills),
        *(f"objective {o.id} ({o.criterion}): {o.text} {o.rating}" for o in card.objectives),
    ]
    return {name: tuple(line.rstrip() for line in lines) for name, lines in found.items()}


def _read(path: Path) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            found[line.removeprefix("== ")] = []
        else:
            found[list(found)[-1]].append(line)
    return {name: tuple(lines) for name, lines in found.items()}


def _write(path: Path, stored: dict[str, tuple[str, ...]]) -> None:
    lines = [line for name, said in stored.items() for line in (f"== {name}", *said)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def rot() -> Story:
    """Files rot from 10 to 40 and damage is served."""
    story = Story(150).fault(10, 40, "rot", "corruption_at_rest").weather(10, 60, "garbled")
    return story.files(10, "damaged", 60, damaged=60, owners=50).alert(12).does(13, "declare")


def levels() -> Policy:
    """Duties at two levels, an alert that escalates by itself, templates."""
    data = story_policy().model_dump(mode="json")
    data["levels"] = [
        {
            "level": 1,
            "within": "15m",
            "duties": [
                {"text": "timeline kept", "commands": ["note"], "mentions": ["queue"]},
                {"text": "word more often", "update_within": "10m"},
                {"text": "public told", "notice_to": "public"},
                {"text": "resources weighed"},
            ],
        },
        {
            "level": 2,
            "within": "10m",
            "duties": [{"text": "vice president told", "told": "vp_engineering"}],
        },
    ]
    data["severities"][0]["unacknowledged"] = "10m"
    data["notices"][0]["template"] = data["notices"][1]["template"] = "short"
    data["templates"] = [
        {
            "id": "short",
            "title": "Short",
            "text": "So.",
            "claims": [["downloads"], ["service"]],
            "promises": True,
            "severity": True,
        }
    ]
    return story_policy().model_validate(data)


def _reset_too_early() -> Story:
    story = outage().acks(15).does(15.5, "declare").does(16, "assess", severity=2).acks(17)
    story.does(20, "r2-test", response=FAILED).does(25, "breaker-reset")
    story.breaker(25, "OPEN", "HALF_OPEN").breaker(25.5, "HALF_OPEN", "OPEN")
    story.does(30, "force-recovery").does(40, "restore", name="R2_STORAGE")
    story.mode(40, "normal", "operator").mode(41, "degraded")
    return story.does(44, "resolve", text="over").leaves(50)


def _forced_queue() -> Story:
    story = outage().does(15, "declare")
    for minute in (20, 22):
        story.queue(minute, "forced", 40, attempted=10).does(minute, "queue-process")
        story.queue(minute + 0.5, "lost", 30, lost=10)
    return story.queue(60, "drained", 0)


def _restored_badly() -> Story:
    story = rot().backup(20, BACKUP, "unsound").does(25, "backup-restore", id=BACKUP)
    story.backup(45, BACKUP, "restored", files=60, damaged=12, overwritten=7, unrecoverable=3)
    story.files(45, "damaged", 12, damaged=12, owners=9)
    story.files(60, "quarantined", 12).does(61, "verify-restored", response=FAILED)
    story.does(62, "unquarantine").files(62, "released", 12, damaged=12, owners=9)
    return story.does(70, "clear-bucket").files(70, "cleared", 900, missing=900, owners=90)


def _restored_well() -> Story:
    story = rot().acks(14).looks(15, "integrity-scan", "services", "events", "backup-list")
    story.does(16, "backup-create", type="emergency").says(17, "page", "cto")
    story.files(20, "quarantined", 60).backup(25, BACKUP, "verified")
    story.does(26, "backup-restore", id=BACKUP).backup(58, BACKUP, "restored", files=60)
    story.does(60, "verify-restored", response=PASSED).does(61, "unquarantine")
    story.files(61, "released", 60).does(80, "resolve", text="over")
    return story


def _said_wrongly() -> Story:
    story = outage().does(15, "declare").does(16, "assess", severity=3)
    story.says(
        16,
        "post",
        "response_team",
        channel="slack",
        text="Downloads fail. Next update in 10 minutes.",
    )
    story.says(17, "broadcast", "all_users", text="Downloads remain available until [Time].")
    story.says(18, "email", "all_users", channel="email", text="Uploads are failing.")
    story.status_page(19, "identified").status_page(20, "investigating")
    story.says(
        30, "broadcast", "all_users", label="SERVICE_RESTORED", text="The service is restored."
    )
    return story.status_page(31, "resolved", "All systems operational.")


def _in_vain() -> Story:
    story = outage().fault(1, None, "pager-dead", "channel_down").does(15, "declare")
    story.says(16, "post", "response_team", channel="slack", delivered=False)
    story.says(17, "page", "technical_lead", delivered=False)
    story.says(18, "call", "technical_lead", channel="phone", delivered=False)
    story.says(20, "call", "vp_engineering", channel="phone")
    story.says(32, "email", "engineering_manager", channel="email", arrives=41)
    return story.says(33, "page", "cto", unheard=True).says(40, "call", "cto", channel="phone")


def _rising() -> Story:
    story = Story(120).fault(12, 50).weather(12, 30, "rough").weather(30, 50, "outage").alert(14)
    story.health(31, "R2_STORAGE", "OFFLINE").health(32, "D1_DATABASE", "DEGRADED")
    story.acks(15).does(16, "assess", severity=3).says(20, "page", "operations_team")
    story.does(33, "assess", severity=1, cause="The bucket is gone.").says(
        34, "page", "technical_lead"
    )
    return story.does(52, "resolve").does(53, "note", text="nothing more")


def _hidden_alerts() -> Story:
    story = outage().does(13, "declare")
    return story.settings(
        15, {"error_percent": 5, "queue": 100}, {"error_percent": 90, "queue": 100}
    )


def _discussed() -> Story:
    story = (
        outage(70)
        .played_as("tabletop")
        .enters(
            0,
            Joined(name="Ana", role="oncall_engineer"),
            Joined(name="Flo", role="facilitator"),
        )
    )
    story.enters(15, MoveBegan(by="Flo", move="first", title="First signs", time_box=900_000))
    story.acks(16).does(16, "declare").does(17, "assess", severity=1)
    story.says(
        17,
        "post",
        "response_team",
        channel="slack",
        text="Downloads fail. Next update in 30 minutes.",
    )
    story.says(18, "email", "all_users", channel="email", text="Downloads remain available.")
    story.does(20, "restore", status=403, name="R2_STORAGE")
    story.enters(21, Decision(by="Ana", role="oncall_engineer", text="Wait.", why="No test."))
    story.enters(
        22,
        Decision(
            by="Ana",
            role="oncall_engineer",
            text="Tell users.",
            severity=2,
            told=("engineering_manager",),
            audience="all_users",
            says="Downloads are failing.",
        ),
    )
    story.says(34, "page", "technical_lead").status_page(35, "identified")
    return story.says(60, "page", "vp_engineering").leaves(70)


STORIES: dict[str, tuple[Story, Policy | None]] = {
    "good-response": (good_response(), None),
    "nobody": (outage(), None),
    "nobody-with-duties": (outage(), levels()),
    "with-duties": (
        good_response().does(31, "note", text="the queue is half full"),
        levels(),
    ),
    "calm": (Story(60), None),
    "needless": (
        Story(60)
        .alarm(10)
        .alarm(40, "press")
        .does(20, "degrade")
        .weather(20, 30, "queueing")
        .does(31, "restore")
        .says(32, "email", "all_users", channel="email", text="Downloads work.")
        .says(38, "email", "all_users", channel="email", text="Downloads are failing.")
        .looks(39, "metrics"),
        None,
    ),
    "reset-too-early": (_reset_too_early(), None),
    "forced-queue": (_forced_queue(), None),
    "restored-badly": (_restored_badly(), None),
    "restored-well": (_restored_well(), None),
    "said-wrongly": (_said_wrongly(), levels()),
    "in-vain": (_in_vain(), None),
    "rising": (_rising(), None),
    "hidden-alerts": (_hidden_alerts(), None),
    "hidden-response": (
        Story(90)
        .fault(12, 40)
        .weather(12, 40, "slow")
        .queue(12, "started", 400)
        .alert(14)
        .does(15, "declare")
        .settings(16, {"response": 10_000, "queue": 100}, {"response": 60_000, "queue": 500}),
        None,
    ),
    "too-grave": (
        Story(90)
        .fault(12, 40)
        .weather(12, 40, "rough")
        .alert(14)
        .does(15, "declare")
        .does(15, "assess", severity=1, cause="vendor")
        .does(20, "note", text="cause: the vendor"),
        None,
    ),
    "released-in-turns": (
        rot()
        .files(20, "quarantined", 30, damaged=30, owners=25)
        .files(25, "quarantined", 30)
        .files(30, "released", 10, damaged=10, owners=9)
        .files(35, "released", 10, damaged=20, owners=18)
        .files(40, "released", 10, damaged=20, owners=18),
        None,
    ),
    "old-backup": (Story(200).fault(10, 20).backup(0, BACKUP, "completed").alert(130), None),
    "slow": (Story(90).fault(12, 40).weather(12, 40, "slow").alert(14).acks(20), None),
    "stuck-breaker": (
        outage()
        .fault(46, 60, "stuck", "breaker_stuck_open")
        .does(15, "declare")
        .does(50, "breaker-reset")
        .does(52, "restore", name="R2_STORAGE"),
        None,
    ),
    "not-repaired": (
        Story(90).fault(12, None).weather(12, 90, "outage").alert(14).acks(16),
        None,
    ),
    "no-procedure": (good_response(), story_policy(procedure=[], notices=[])),
    "tabletop": (_discussed(), None),
    "too-early-to-tell": (outage(16), None),
}


@cache
def _parts_of(name: str) -> dict[str, tuple[str, ...]]:
    story, policy = STORIES[name]
    entries = story.entries()
    return parts(score(entries, policy), entries)


def _about(name: str) -> dict[str, tuple[str, ...]]:
    """What a story's card says in each part that the stories before it do not say there."""
    if name == WHOLE:
        return _parts_of(name)
    bases = BASES[: BASES.index(name)] if name in BASES else BASES
    found = {}
    for part, lines in _parts_of(name).items():
        known = {line for base in bases for line in _parts_of(base).get(part, ())}
        found[part] = tuple(line for line in lines if line not in known)
    return {part: lines for part, lines in found.items() if lines and part != SUMMARY}


@pytest.mark.parametrize("name", STORIES)
def test_the_scorecard_says_what_the_story_is_about(name: str) -> None:
    """Every figure, word, verdict and piece of evidence that is stored, and nothing beside it."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("TABLETOP_REWRITE"):
        _write(path, _about(name))
    stored, about = _read(path), _about(name)
    assert stored
    assert {part: about.get(part, ()) for part in stored} == stored


def test_a_journal_that_was_cut_off_says_so() -> None:
    """Without EndEx the last entry is the end, and the card says that it was cut off."""
    entries = outage().entries(finished=False)
    card = score(entries)
    assert (card.end_reason, card.ended_at) == ("unfinished", entries[-1].at)


def test_no_stored_card_is_left_over() -> None:
    """Each stored card belongs to a story."""
    assert {path.stem for path in GOLDEN.iterdir()} == set(STORIES)
