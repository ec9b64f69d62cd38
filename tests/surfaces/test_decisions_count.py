"""A tabletop's decisions count, its evaluator has the last word, and the record says so."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from sim.errors import TabletopError
from sim.exercise.discussion import beginning
from sim.exercise.exercise import Exercise
from sim.journal.bodies import Message
from sim.journal.conduct import Decision, Joined
from sim.journal.file import read_journal, write_journal
from sim.records.record import Record
from sim.records.review import REVIEW_NAME
from sim.scenario.durations import MINUTE
from sim.surfaces.cli.main import cli
from sim.surfaces.error_lines import lines_of

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy

OUTSIDE = ("all_users", "status_page")
EVERYBODY = (*OUTSIDE, "response_team")
FAILING = "Downloads fail, uploads are queued. We are working on it. Next update in 20 minutes."
STILL = "Downloads still fail, uploads are queued. Next update in {} minutes."


def decides(exercise: Exercise, minute: int, **deeds: Any) -> None:
    """Ana decides what is to be done at this minute."""
    text = {"severity": "It is severity 1", "told": "Page them"}.get(next(iter(deeds)), "Tell them")
    body = {"by": "Ana", "role": "oncall_engineer", "text": text, "done_at": minute * MINUTE}
    exercise.enter(Decision.model_validate({**body, **deeds}))


@pytest.fixture(scope="module")
def lines(scenario: Scenario, policy: Policy) -> list[str]:
    """The shipped outage discussed to its last move, in decisions only, all of them right."""
    exercise = Exercise(scenario, policy, 1, exercise_type="tabletop")
    exercise.enter(Joined(name="Ana", role="oncall_engineer"))
    exercise.enter(beginning(exercise.moves[0], "Flo"))
    decides(exercise, 17, severity=1)
    decides(exercise, 18, told=("technical_lead", "operations_team"))
    for audience in EVERYBODY:
        decides(exercise, 19, audience=audience, says=FAILING)
    exercise.enter(beginning(exercise.moves[1], "Flo"))
    decides(exercise, 33, told=("technical_lead",))
    for audience in EVERYBODY:
        decides(exercise, 36, audience=audience, says=STILL.format(15))
    exercise.enter(beginning(exercise.moves[2], "Flo"))
    decides(exercise, 48, told=("engineering_manager", "vendor_support"))
    for audience in EVERYBODY:
        decides(exercise, 49, audience=audience, says=STILL.format(30))
    exercise.enter(beginning(exercise.moves[3], "Flo"))
    exercise.finish()
    return exercise.journal.lines


@pytest.fixture
def record(lines: list[str], tmp_path: Path) -> Path:
    """Its record."""
    write_journal(tmp_path, lines)
    return tmp_path


def decisions(record: Path) -> list[int]:
    """The entries of its decisions."""
    return [one.seq for one in read_journal(record) if isinstance(one.body, Decision)]


def run(*words: str) -> tuple[int, str]:
    """A command of the terminal: its exit code, and what it printed or refused with."""
    result = CliRunner().invoke(cli, list(words))
    if isinstance(result.exception, TabletopError):
        return 2, "\n".join(lines_of(result.exception))
    return result.exit_code, result.output


def scored(record: Path) -> dict[str, Any]:
    """What `tabletop score` says."""
    code, text = run("score", str(record), "--json")
    assert code == 0, text
    card: dict[str, Any] = json.loads(text)
    return card


def points(card: dict[str, Any], *names: str) -> list[float]:
    """The scores of these criteria."""
    return [next(one["score"] for one in card["criteria"] if one["id"] == name) for name in names]


def ratings(card: dict[str, Any]) -> dict[str, str | None]:
    """The objectives' ratings."""
    return {one["id"]: one["rating"] for one in card["objectives"]}


def reported(record: Path, kind: str = "after-action") -> str:
    """The report in Markdown, made anew."""
    code, text = run("report", str(record), "--kind", kind, "--form", "md")
    assert code == 0, text
    name = "report" if kind == "after-action" else kind
    return (record / f"{name}.md").read_text(encoding="utf-8")


def section(report: str, title: str) -> str:
    """The part of a report below this heading."""
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", report, re.MULTILINE | re.DOTALL)
    assert found is not None, title
    return found[1]


def edit(record: Path, old: str, new: str) -> None:
    """Change the review as an editor would."""
    path = record / REVIEW_NAME
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


CRITERIA = ("severity", "escalation", "communication")
OF_WORDS = ("classify", "escalate", "inform")


def test_who_said_it_aloud_was_able(record: Path) -> None:
    """Decided in time, rightly and truly, it scores well, and what it was for is P or S."""
    card = scored(record)
    assert min(points(card, *CRITERIA)) >= 70
    assert {ratings(card)[name] for name in OF_WORDS} <= {"P", "S"}


def test_a_rejected_decision_is_worth_nothing(record: Path) -> None:
    """All of them rejected in the review: the same record scores as if nothing had been said."""
    reported(record)
    all_of_them = ", ".join(f"{seq}: rejected" for seq in decisions(record))
    edit(record, "decisions: {}", f"decisions: {{{all_of_them}}}")
    card = scored(record)
    assert points(card, *CRITERIA) == [0, 0, 0]
    assert {ratings(card)[name] for name in OF_WORDS} <= {"U", "M"}
    code, text = run("score", str(record))
    assert code == 0
    assert f"review  {len(decisions(record))} decisions rejected" in text


def test_what_is_confirmed_counts_as_proposed(record: Path) -> None:
    """It changes no verdict, only the word in the report."""
    before = scored(record)
    assert "proposed as met" in reported(record)
    confirmed = ", ".join(f"{seq}: confirmed" for seq in decisions(record))
    edit(record, "decisions: {}", f"decisions: {{{confirmed}}}")
    assert scored(record) == before
    report = reported(record)
    assert "severity 1 at T+17:00: confirmed" in report
    assert "proposed as met" not in report
    assert "## Corrections" not in report


@pytest.mark.parametrize("kind", ["after-action", "post-incident"])
def test_the_report_says_what_stands_on_a_correction(record: Path, kind: str) -> None:
    """What was rejected, each verdict without and with it, and the word where it stands."""
    reported(record)
    severity = decisions(record)[0]
    edit(record, "decisions: {}", f"decisions: {{{severity}: rejected}}")
    report = reported(record, kind)
    told = section(report, "Corrections")
    assert "rejected: it counts for nothing" in told
    assert "Severity assessment" in told
    assert "Escalation" in told  # a duty that stating the severity did
    if kind == "after-action":
        assert "the proposal rests on a correction (P without it)" in report
        assert "Rests on a correction: " in section(report, "Criteria")
        assert "rejected by the evaluator" in section(report, "Discussion")


def test_a_misread_message_is_read_anew(record: Path) -> None:
    """A false word that an evaluator finds in it is an untruth, and the report shows both."""
    before = scored(record)
    reported(record)
    word = next(
        one.seq
        for one in read_journal(record)
        if isinstance(one.body, Decision) and one.body.audience == "all_users"
    )
    reading = f"{{message: {word}, claims: {{downloads: works}}, next_update: 20m}}"
    edit(record, "readings: []", f"readings: [{reading}]")
    after = scored(record)
    assert points(after, "communication") < points(before, "communication")
    told = section(reported(record), "Corrections")
    assert "understood as: downloads failing, uploads delayed; next update in 20m" in told
    assert "should be understood as: downloads working; next update in 20m" in told


@pytest.mark.parametrize(
    ("field", "written", "says"),
    [
        (
            "decisions: {}",
            "decisions: {0: rejected}",
            "decisions['0']: entry 0 is not a decision; there",
        ),
        ("decisions: {}", "decisions: {99999: rejected}", "there is no entry 99999; there are"),
        ("decisions: {}", "decisions: {one: rejected}", "there is no entry one"),
        ("decisions: {}", "decisions: {7: maybe}", "'maybe'; expected one of confirmed, rejected"),
        (
            "readings: []",
            "readings: [{message: 0}]",
            "readings[0].message: entry 0 is no message of the responders",
        ),
        ("readings: []", "readings: [{message: 99999}]", "entry 99999 does not exist"),
        ("readings: []", "readings: [{}]", "readings[0].message: missing field"),
        ("readings: []", "readings: [{message: 0, claims: {loads: works}}]", "'loads'"),
        (
            "readings: []",
            "readings: [{message: 0, claims: {files: works}}]",
            "readings[0].claims.files: 'works' is not said of it; say safe, at_risk, unknown",
        ),
        (
            "readings: []",
            "readings: [{message: 0, next_update: soon}]",
            "'soon' is not a time: write 20m, 2h or 14:40.",
        ),
        ("readings: []", "readings: [{message: 0, over: perhaps}]", "must be true or false"),
        ("readings: []", "readings: [{message: 0, severity: 9}]", "must be at most 5, not 9"),
    ],
)
def test_a_correction_that_fits_nothing(record: Path, field: str, written: str, says: str) -> None:
    """One clear line with its place, from both commands; nothing is written."""
    reported(record)
    edit(record, field, written)
    before = {path.name: path.read_bytes() for path in record.iterdir()}
    for command in ("score", "report"):
        code, text = run(command, str(record))
        assert code == 2
        told = [line for line in text.splitlines() if says in line]
        assert len(told) == 1, text
        assert re.match(rf".*{REVIEW_NAME}:\d+: ", told[0])
    assert {path.name: path.read_bytes() for path in record.iterdir()} == before


def test_the_same_message_twice_and_no_such_level(record: Path) -> None:
    """Which of two corrections counts is not guessed; the policy's levels are those there are."""
    reported(record)
    word = next(
        one.seq for one in read_journal(record) if isinstance(one.body, Decision) and one.body.says
    )
    twice = f"readings: [{{message: {word}}}, {{message: {word}, severity: 5}}]"
    edit(record, "readings: []", twice)
    code, text = run("score", str(record))
    assert code == 2
    assert "readings[1].message: this message is read anew in readings[0] already" in text
    assert "readings[1].severity: the policy has no level 5; it has 1, 2, 3, 4" in text


@pytest.mark.slow
def test_messages_of_a_drill_can_be_read_anew(tmp_path: Path) -> None:
    """Not only a tabletop's: a message, or its arrival, by its entry."""
    code, text = run(
        "run", "complete-r2-outage", "--responder", "reference", "--seed", "7", "--out",
        str(tmp_path / "drill"),
    )  # fmt: skip
    assert code == 0, text
    record = tmp_path / "drill"
    page = next(
        one.seq
        for one in read_journal(record)
        if isinstance(one.body, Message) and one.body.purpose == "status_page"
    )
    edit(record, "readings: []", f"readings: [{{message: {page}, claims: {{downloads: works}}}}]")
    report = reported(record)
    assert "should be understood as: downloads working" in section(report, "Corrections")
    assert "1 message read anew" in run("score", str(record))[1]


# -- ratings ---------------------------------------------------------------------------------------


def rate(record: Path, objective: str, rating: str, reason: str) -> None:
    """An evaluator overrules an objective's rating in the review."""
    path = record / REVIEW_NAME
    text = path.read_text(encoding="utf-8")
    found = re.search(
        rf"  - id: {objective}\n    proposed: .*\n    confirmed:.*\n    reason: .*", text
    )
    assert found is not None
    proposed = found[0].splitlines()[1]
    line = f"  - id: {objective}\n{proposed}\n    confirmed: {rating}\n    reason: {reason}"
    path.write_text(text.replace(found[0], line), encoding="utf-8")


def test_overruled_to_fallen_short_it_is_planned(record: Path) -> None:
    """It stands among the areas and in the plan, is no strength, and both ratings are shown."""
    assert "Bring in the roles" not in section(reported(record), "Improvement plan")
    rate(record, "escalate", "M", "The wrong person was asked.")
    report = reported(record)
    for title in ("Areas for improvement", "Improvement plan"):
        sentence = "Bring in the roles in the severity matrix on time"
        assert sentence in section(report, title), title
    areas = section(report, "Areas for improvement")
    assert "as evaluated (proposed P). The wrong person was asked." in areas
    assert "Escalation" not in section(report, "Strengths")
    assert "overruled (proposed P)" in section(report, "Objectives")


def test_overruled_to_performed_it_is_no_weakness(record: Path) -> None:
    """The area and its row go, the file keeps them, and it is a strength instead."""
    reported(record)
    rejected = ", ".join(f"{seq}: rejected" for seq in decisions(record))
    edit(record, "decisions: {}", f"decisions: {{{rejected}}}")
    report = reported(record)
    assert "Communication: 0 of 100" in section(report, "Areas for improvement")
    rate(record, "inform", "P", "All of it was said, on the phone.")
    report = reported(record)
    areas = section(report, "Areas for improvement")
    assert "Communication: 0 of 100" not in areas
    assert "Not proposed any more, by an evaluator's rating or correction: Communication." in areas
    assert "communication>=" not in section(report, "Improvement plan")
    assert "as evaluated (proposed U). All of it was said" in section(report, "Strengths")
    assert "overruled (proposed U)" in section(report, "Objectives")
    review = Record(record).review()
    assert review is not None
    assert "communication" in {one.id for one in review.improvements}


@pytest.mark.slow
def test_what_somebody_works_on_stays_planned(record: Path) -> None:
    """Once its status says that it was begun, no rating takes it out of the plan."""
    reported(record)
    rejected = ", ".join(f"{seq}: rejected" for seq in decisions(record))
    edit(record, "decisions: {}", f"decisions: {{{rejected}}}")
    reported(record)
    rate(record, "inform", "P", "Said on the phone.")
    path = record / REVIEW_NAME
    head, here, rest = path.read_text(encoding="utf-8").partition("  - id: communication\n")
    rest = rest.replace("status: not started", "status: in progress", 1)
    path.write_text(head + here + rest, encoding="utf-8")
    report = reported(record)
    assert "Communication: " in section(report, "Areas for improvement")
    assert "in progress" in section(report, "Improvement plan")
