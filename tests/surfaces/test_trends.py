"""`tabletop trends` as its users meet it: records of any state in, a report and a calendar out."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from click.testing import CliRunner

from reports.review.hot_wash import Feedback
from reports.training.records import Selection
from scoring.model import Scorecard
from scoring.statistics.summary import summarise
from scoring.statistics.times import Observation
from sim.exercise.exercise import Exercise
from sim.exercise.responders import nobody, play
from sim.exercise.script import Scripted
from sim.journal.bodies import Participant
from sim.journal.file import JOURNAL_NAME, write_journal
from sim.records.about import ABOUT_NAME
from sim.records.record import SCORECARD_NAME, Record
from sim.surfaces.cli.main import cli
from sim.surfaces.training import calendar_file, gathered, read_records

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from sim.scenario.responder import ResponderScript
    from tests.surfaces.conftest import Tabletop

HOSTILE = "<script>alert('a')</script>; \u202ex, =1+1"
FIELD = re.compile(r"[A-Z-]+(;[A-Z-]+=[^:;,\"]+)*:.*", re.DOTALL)


@pytest.fixture(scope="module")
def shelf(
    tmp_path_factory: pytest.TempPathFactory,
    scenario: Scenario,
    policy: Policy,
    reference: ResponderScript,
) -> Path:
    """Three records of two teams, one below the other; look at them, do not change them."""
    folder = tmp_path_factory.mktemp("shelf") / "records"
    for name, team, day, responder in (
        ("q1/blue", "Blue", 5, Scripted(reference)),
        ("q1/hostile", HOSTILE, 6, nobody()),
        ("late/blue", "Blue", 25, Scripted(reference)),
    ):
        who = (Participant(name=f"{team} lead", role=scenario.player),)
        exercise = Exercise(scenario, policy, 7, exercise_type="drill", participants=who)
        play(exercise, responder)
        record = folder / name
        record.mkdir(parents=True)
        write_journal(record, exercise.journal.lines)
        Record(record).write_about(team, datetime(2026, 1, day, 9, tzinfo=UTC))
        Record(record).write_scorecard(Record(record).scorecard())
    return folder


@pytest.fixture
def copy(shelf: Path, tmp_path: Path) -> Path:
    """A copy of the records, to be spoilt."""
    return shutil.copytree(shelf, tmp_path / "records")


def trends(*words: str | Path) -> Result:
    """`tabletop trends` in this process: the drawing library is loaded once for all tests."""
    done = CliRunner().invoke(cli, ["trends", *map(str, words)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done


def _table(report: dict[str, Any], name: str) -> list[list[str]]:
    blocks = [block for section in report["sections"] for block in section["blocks"]]
    (table,) = [one for one in blocks if one["block"] == "table" and one["name"] == name]
    return [[cell["text"] for cell in row] for row in table["rows"]]


@pytest.mark.slow
def test_every_figure_is_found_again_in_the_scorecards(shelf: Path, tmp_path: Path) -> None:
    """The records' rows and the headlines say what the three scorecard.json say."""
    done = trends(shelf, "--form", "json", "--out", tmp_path, "--today", "2026-02-01")
    assert "Incident response procedures review: on time" in done.stdout  # the records' own policy
    report = json.loads((tmp_path / "training.json").read_text(encoding="utf-8"))
    cards = [
        Scorecard.model_validate_json((shelf / name / SCORECARD_NAME).read_bytes())
        for name in ("late/blue", "q1/hostile", "q1/blue")
    ]
    for row, card in zip(_table(report, "Records"), cards, strict=True):
        detect, recover = card.measure("TTD"), card.measure("TTR")
        owed = [one for one in card.obligations if one.kind != "notice"]
        assert row[4] == str(card.seed)
        assert row[5] == _clock(detect.ms, censored=detect.censored)
        assert row[8] == _clock(recover.ms, censored=recover.censored)
        assert row[9] == f"{sum(one.verdict == 'met' for one in owed)} of {len(owed)}"
        assert row[10] == f"{card.total:.0f}"
        assert row[12] == ("yes" if card.resolved else "no")
    tiles = {tile["label"]: tile["value"] for tile in report["opening"][0]["tiles"]}
    assert tiles["Resolved"] == f"{sum(card.resolved for card in cards)} of 3"
    times = [(card, card.measure("TTR")) for card in cards]
    seen = [
        Observation(card.scenario, card.seed, time.ms, time.censored)
        for card, time in times
        if time.ms is not None
    ]
    median = summarise(seen).median
    assert median is not None
    assert tiles["TTR"] == f"{median.ms / 60_000:.1f} min"


def _clock(ms: int | None, *, censored: bool) -> str:
    assert ms is not None
    minutes, seconds = divmod(ms // 1000, 60)
    return f"> {minutes}" if censored else f"{minutes}:{seconds:02d}"


def test_the_scorecard_is_enough_and_the_journal_is_too(copy: Path) -> None:
    """A record without a scorecard, or with one of another version, is scored from its journal.

    Nothing is written; a missing journal does not matter where the scorecard is fine.
    """
    whole = read_records(copy, pytest.fail)
    (copy / "q1/blue" / SCORECARD_NAME).unlink()
    old = copy / "late/blue" / SCORECARD_NAME
    old.write_text(old.read_text().replace('"schema_version": 2', '"schema_version": 1'))
    (copy / "q1/hostile" / JOURNAL_NAME).unlink()
    assert read_records(copy, pytest.fail).equals(whole)
    assert not (copy / "q1/blue" / SCORECARD_NAME).exists()


@pytest.mark.parametrize("spoil", ["edited", "torn", "rewritten"])
def test_a_scorecard_of_another_journal_counts_for_nothing(copy: Path, spoil: str) -> None:
    """A journal changed since is read anew; one that is damaged is left out by name."""
    journal = copy / "q1/blue" / JOURNAL_NAME
    lines = journal.read_bytes().splitlines(keepends=True)
    if spoil == "edited":
        lines[-2] = lines[-2].replace(b'"at":1', b'"at":2', 1).replace(b'"kind":"', b'"kind":"x', 1)
    elif spoil == "torn":
        lines[-1] = lines[-1][:-20]
    else:
        lines[3] = lines[3].replace(b",", b", ", 1)
    journal.write_bytes(b"".join(lines))
    told: list[str] = []
    assert "q1/blue" not in list(read_records(copy, told.append)["record"])
    assert len(told) == 1
    assert "q1/blue" in told[0]
    whole = (copy / "q1/hostile" / JOURNAL_NAME).read_bytes().splitlines(keepends=True)
    (copy / "q1/hostile" / JOURNAL_NAME).write_bytes(b"".join(whole[:40]))
    card = Record(copy / "q1/hostile").written_scorecard()
    assert card is None


def _break_two(records: Path) -> None:
    (records / "q1/blue" / SCORECARD_NAME).write_text("{}")
    (records / "q1/blue" / JOURNAL_NAME).write_text("not a journal\n")
    (records / "q1/hostile" / ABOUT_NAME).write_text('{"played_at": "yesterday"}')


def test_a_broken_record_is_told_and_left_out(copy: Path) -> None:
    """One line a record names the file; the others are read."""
    _break_two(copy)
    told: list[str] = []
    assert list(read_records(copy, told.append)["record"]) == ["late/blue"]
    assert len(told) == 2
    assert told[0].startswith(f"left out: {copy}/q1/blue: journal.jsonl:1: ")
    assert told[1].startswith(f"left out: {copy}/q1/hostile: record.json: played_at: ")


@pytest.mark.slow
def test_broken_records_do_not_fail_the_report(copy: Path, tabletop: Tabletop) -> None:
    """The lines go to stderr, the rest is reported on, and the exit code is 0.

    The newest record has no journal: the calendar takes the policy of one before it.
    """
    _break_two(copy)
    Record(copy / "q1/blue").write_about("Blue", datetime(2026, 1, 1, tzinfo=UTC))
    shutil.copytree(copy / "late/blue", copy / "newest")
    Record(copy / "newest").write_about("Blue", datetime(2026, 1, 30, tzinfo=UTC))
    (copy / "newest" / JOURNAL_NAME).unlink()
    done = tabletop("trends", copy, "--today", "2026-02-01")
    assert done.returncode == 0
    assert len(done.stderr.splitlines()) == 2
    assert "2 records from 2026 Q1: 2 of 2 resolved" in done.stdout
    assert "Incident response procedures review: on time" in done.stdout


@pytest.mark.slow
def test_one_record_is_a_directory_too(shelf: Path, tmp_path: Path) -> None:
    """`tabletop trends records/mine` reports on that record."""
    done = trends(shelf / "late" / "blue", "--out", tmp_path / "out")
    assert "1 record from 2026 Q1" in done.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "no record in it that can be read"),
        (("--form", "docx"), "choose from html, pdf, md, json, csv"),
        (("--today", "tomorrow"), "'tomorrow' does not match the format '%Y-%m-%d'"),
    ],
)
def test_wrong_use_is_one_line(
    words: tuple[str, ...], told: str, tmp_path: Path, tabletop: Tabletop
) -> None:
    """A directory without records, an unknown form and a day that is none: exit 2, one line."""
    empty = tmp_path / "empty"
    empty.mkdir()
    done = tabletop("trends", empty, *words)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert told in done.stderr


def test_an_unknown_choice_names_the_known_ones(shelf: Path, tabletop: Tabletop) -> None:
    """A misspelt team is told with the teams that there are."""
    done = tabletop("trends", shelf, "--team", "Bleu", "--out", "out")
    assert done.returncode == 2
    assert done.stderr.startswith("--team Bleu: in no record; there is: ")
    assert "Blue" in done.stderr


@pytest.mark.slow
def test_a_hostile_team_is_a_name(shelf: Path, tmp_path: Path) -> None:
    """Markup, commas, semicolons and a turned direction in a team's name change no file's shape."""
    out = tmp_path / "out"
    form = "html,csv,md"
    done = trends(shelf, "--team", HOSTILE, "--out", out, "--form", form, "--today", "2026-02-01")
    assert "\u202e" not in done.stdout
    page = (out / "training.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    events = _events((out / "calendar.ics").read_bytes())
    assert len(events) == 4
    assert all(r"\; " in event["SUMMARY"] and r"\, =1+1" in event["SUMMARY"] for event in events)


def _events(file: bytes) -> list[dict[str, str]]:
    """The events of an iCalendar file, read strictly: line breaks, lengths, nesting, escaping."""
    assert file.endswith(b"\r\n")
    raw = file.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(piece) <= 75 for piece in raw)
    assert all(b"\r" not in piece and b"\n" not in piece for piece in raw)
    lines: list[str] = []
    for text in (piece.decode("utf-8") for piece in raw):
        if text.startswith(" "):
            lines[-1] += text[1:]
        else:
            lines.append(text)
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    events: list[dict[str, str]] = []
    inside = False
    for line in lines[1:-1]:
        assert FIELD.fullmatch(line), line
        name, value = line.split(":", 1)
        if name in {"BEGIN", "END"}:
            assert value == "VEVENT"
            assert inside == (name == "END")
            inside = name == "BEGIN"
            events += [{}] if inside else []
        elif inside:
            key = name.split(";")[0]
            assert key not in events[-1]
            events[-1][key] = value
            if key in {"SUMMARY", "DESCRIPTION"}:
                assert re.fullmatch(r"(?:[^\\,;]|\\[\\,;n])*", value), value
    return events


def test_the_calendar_is_by_the_book(shelf: Path, policy: Policy) -> None:
    """Every practice of the policy is an event; the same day gives the same bytes.

    Procedures were last gone through on 25 January, so they are due on 25 February.
    """
    records = read_records(shelf, pytest.fail)

    def on(day: date) -> bytes:
        return calendar_file(gathered(records, Selection(), policy, day))

    first, again, last = on(date(2026, 2, 1)), on(date(2026, 2, 1)), on(date(2026, 5, 5))
    assert first == again
    now, later = _events(first), _events(last)
    assert {event["UID"] for event in now} == {event["UID"] for event in later}
    assert len({event["UID"] for event in now}) == 4
    assert {event["DTSTAMP"] for event in now} == {"20260125T000000Z"}
    starts = [
        next(event["DTSTART"] for event in events if event["UID"].startswith("procedures-"))
        for events in (now, later)
    ]
    assert starts == ["20260225", "20260505"]
    assert b"69 days ago" in last.replace(b"\r\n ", b"")


def test_the_table_of_records_is_the_scorecards(shelf: Path, tmp_path: Path) -> None:
    """CSV and Parquet hold a row a record, oldest first, with the same figures; no formula runs.

    The hostile team's record never ended: its time is the exercise's length, marked as censored.
    """
    trends(shelf, "--form", "csv,parquet", "--out", tmp_path, "--today", "2026-02-01")
    table = pd.read_parquet(tmp_path / "records.parquet")
    sheet = pd.read_csv(tmp_path / "records.csv")
    assert list(table["record"]) == list(sheet["record"]) == ["q1/blue", "q1/hostile", "late/blue"]
    assert list(table.columns) == list(sheet.columns)
    for row, cell, name in zip(
        table.to_dict("records"), sheet.to_dict("records"), table["record"], strict=True
    ):
        card = Scorecard.model_validate_json((shelf / name / SCORECARD_NAME).read_bytes())
        recover = card.measure("TTR")
        assert (row["TTR_ms"], row["TTR_censored"]) == (recover.ms, recover.censored)
        assert cell["TTR_ms"] == recover.ms
        assert row["total"] == cell["total"] == card.total
        assert {f"criterion_{one.id}": one.score for one in card.criteria}.items() <= {
            key: None if pd.isna(cell[key]) else cell[key]
            for key in row
            if key.startswith("criterion_")
        }.items()
    assert list(table["TTR_censored"]) == [False, True, False]
    assert list(table["people"].iloc[1]) == [f"{HOSTILE} lead"]
    assert not sheet["team"].str.contains("\u202e").any()


def test_a_formula_is_a_text_in_the_sheet(copy: Path, tmp_path: Path) -> None:
    """A team called like a formula is quoted in CSV and itself in Parquet."""
    Record(copy / "q1/hostile").write_about("=1+1", datetime(2026, 1, 6, tzinfo=UTC))
    trends(copy, "--form", "csv,parquet", "--out", tmp_path, "--today", "2026-02-01")
    assert pd.read_csv(tmp_path / "records.csv")["team"].iloc[1] == "'=1+1"
    assert pd.read_parquet(tmp_path / "records.parquet")["team"].iloc[1] == "=1+1"


def test_a_day_far_ahead_is_a_day(copy: Path) -> None:
    """record.json may say any year up to 9000, further than nanoseconds reach."""
    Record(copy / "q1/blue").write_about("Blue", datetime(8999, 12, 31, tzinfo=UTC))
    assert read_records(copy, pytest.fail)["quarter"].iloc[-1] == "8999 Q4"


@pytest.mark.slow
def test_another_policy_has_another_calendar(shelf: Path, tmp_path: Path) -> None:
    """With --policy the calendar is that policy's, not the newest record's."""
    day = "2026-02-01"
    done = trends(shelf, "--out", tmp_path, "--today", day, "--policy", "incident-command")
    assert "Game day: not done yet: due now" in done.stdout
    assert "Incident drill" not in done.stdout


def test_links_that_go_in_circles_end(copy: Path) -> None:
    """A symbolic link to the directory above is not followed."""
    (copy / "q1" / "again").symlink_to(copy)
    assert len(read_records(copy, pytest.fail)) == 3


def test_a_choice_is_exact(shelf: Path) -> None:
    """Team and person are compared whole, never as a part of a name."""
    records = read_records(shelf, pytest.fail)
    assert len(Selection(team="Blue").records(records)) == 2
    assert Selection(team="Blu").records(records).empty
    assert len(Selection(person="Blue lead", scenario="complete-r2-outage").records(records)) == 2


def test_feedback_reaches_the_page_and_nobodys_own(
    tabletop: Tabletop, shelf: Path, tmp_path: Path
) -> None:
    """What a participant asked for is quoted, as text; a person's own page has no feedback."""
    copy = tmp_path / "copy"
    shutil.copytree(shelf, copy)
    record = next(one.parent for one in sorted(copy.rglob("scorecard.json")))
    head = json.dumps({"format": 1, "questions": {}})
    line = Feedback(person="0" * 12, answers={"learned": 5}, text="More <b>people</b>.")
    (record / "hot-wash.jsonl").write_text(f"{head}\n{line.model_dump_json()}\n")
    assert tabletop("trends", str(copy), "--form", "html", "--out", "r").returncode == 0
    page = (tmp_path / "r" / "training.html").read_text()
    assert "1 participant of 1 exercise answered" in page
    assert "More &lt;b&gt;people&lt;/b&gt;." in page
    (record / "hot-wash.jsonl").write_text("no head\n")
    spoilt = tabletop("trends", str(copy), "--form", "html", "--out", "r")
    assert "feedback left out: " in spoilt.stderr


def test_a_day_beyond_every_calendar_costs_only_its_record(copy: Path, tmp_path: Path) -> None:
    """A slip in record.json leaves that record out by name; one in `--today` is refused."""
    about = copy / "late" / "blue" / ABOUT_NAME
    told = json.loads(about.read_text(encoding="utf-8"))
    about.write_text(json.dumps({**told, "played_at": "9999-12-31T23:59:59Z"}), encoding="utf-8")
    done = trends(copy, "--form", "md", "--out", tmp_path / "out")
    assert "9999-12-31 is no day on which anything was played" in done.stderr
    assert "2 records" in (tmp_path / "out" / "training.md").read_text(encoding="utf-8")
    for day in ("0001-01-01", "9999-12-31"):
        words = ["trends", str(copy), "--today", day, "--out", str(tmp_path / day)]
        refused = CliRunner().invoke(cli, words)
        assert refused.exit_code != 0
        assert f"--today {day}: give a year from 1970 to 9000" in str(refused.exception)
