"""Attacks on the files beside a journal: the scorecard, the review, the day and the team."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sim.records.about import ABOUT_NAME
from sim.records.record import SCORECARD_NAME
from sim.records.review import REVIEW_NAME
from tests.attacks.attack import Attack
from tests.attacks.records.places import instead
from tests.attacks.records.spoil import RecordAttack, deep

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_ANEW = "trends scores the journal anew"
_LEFT_OUT = "trends leaves the record out by name; scoring the journal does not ask for it"
_REFUSED = "one line names file and line"


def _text(name: str, content: str | bytes) -> Callable[[Path], None]:
    def spoil(record: Path) -> None:
        data = content.encode() if isinstance(content, str) else content
        (record / name).write_bytes(data)

    return spoil


def _card(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def spoil(record: Path) -> None:
        path = record / SCORECARD_NAME
        card = json.loads(path.read_text())
        change(card)
        path.write_text(json.dumps(card))

    return spoil


def _alone(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    """A scorecard without its journal."""

    def spoil(record: Path) -> None:
        _card(change)(record)
        (record / "journal.jsonl").unlink()

    return spoil


_BOMB = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcdefghi", "bcdefghij", strict=True)
)
_REVIEW = "format: 2\n"

ATTACKS = (
    *(
        RecordAttack(
            Attack(f"scorecard-{short}", f"the scorecard is {words}", _LEFT_OUT),
            spoil,
            score=0,
            counted=False,
        )
        for short, words, spoil in instead(SCORECARD_NAME)
    ),
    *(
        RecordAttack(
            Attack(f"review-{short}", f"the review is {words}", "one line says what it is"),
            spoil,
        )
        for short, words, spoil in instead(REVIEW_NAME)
    ),
    *(
        RecordAttack(
            Attack(f"record-json-{short}", f"record.json is {words}", _LEFT_OUT),
            spoil,
            score=0,
            counted=False,
        )
        for short, words, spoil in instead(ABOUT_NAME)
    ),
    RecordAttack(
        Attack("scorecard-without-a-measure", "the scorecard lacks the time to detect", _ANEW),
        _card(lambda card: card.update(measures=card["measures"][1:])),
        score=0,
    ),
    RecordAttack(
        Attack("scorecard-without-instants", "the scorecard has no instants", _ANEW),
        _card(lambda card: card.update(instants=[])),
        score=0,
    ),
    RecordAttack(
        Attack("scorecard-alone", "a scorecard without a measure, and no journal", _LEFT_OUT),
        _alone(lambda card: card.update(measures=[])),
        counted=False,
    ),
    RecordAttack(
        Attack("scorecard-of-0-1-alone", "a scorecard of 0.1, and no journal", _LEFT_OUT),
        _alone(lambda card: card.update(schema_version=1)),
        counted=False,
    ),
    RecordAttack(
        Attack("scorecard-of-other-types", "the scorecard's figures are texts and lists", _ANEW),
        _card(lambda card: card.update(total=[], participants=7, measures="TTD", seed={})),
        score=0,
    ),
    RecordAttack(
        Attack("scorecard-of-huge-numbers", "a time of 10^18 ms, a seed of 10^18 and more", _ANEW),
        _card(lambda card: card["measures"][0].update(ms=10**18)),
        score=0,
    ),
    RecordAttack(
        Attack("scorecard-not-a-number", "the total is NaN", _LEFT_OUT),
        _card(lambda card: card.update(total=float("nan"))),
        score=0,
        counted=False,
    ),
    RecordAttack(
        Attack("scorecard-beyond-floats", "the total is 1e999", _LEFT_OUT),
        _text(SCORECARD_NAME, '{"schema_version": 2, "total": 1e999}'),
        score=0,
        counted=False,
    ),
    RecordAttack(
        Attack("scorecard-deep", "the scorecard is 100,000 levels deep", _LEFT_OUT),
        _text(SCORECARD_NAME, '{"a":' * 100_000),
        score=0,
        counted=False,
    ),
    RecordAttack(
        Attack("scorecard-deep-within", "the title is 500 levels deep", _LEFT_OUT),
        _card(lambda card: card.update(title=deep(500))),
        score=0,
        counted=False,
    ),
    RecordAttack(
        Attack("scorecard-doubled", "a field of the scorecard is written twice", _LEFT_OUT),
        _text(SCORECARD_NAME, '{"total": 1, "total": 100}'),
        score=0,
        counted=False,
    ),
    RecordAttack(
        Attack("scorecard-not-utf-8", "the scorecard is no UTF-8", _LEFT_OUT),
        _text(SCORECARD_NAME, b'{"title": "\xff"}'),
        score=0,
        counted=False,
    ),
    RecordAttack(
        Attack(
            "scorecard-of-half-characters", "title and people are half characters", "it is read"
        ),
        _card(lambda card: card.update(title="\ud800", participants=["\udfff"])),
        score=0,
        counted=True,
    ),
    RecordAttack(
        Attack("scorecard-of-tomorrow", "the scorecard is of format 99", _LEFT_OUT),
        _card(lambda card: card.update(schema_version=99)),
        score=0,
        counted=False,
    ),
    RecordAttack(
        Attack(
            "review-of-aliases",
            "the review doubles a list ten times by aliases",
            "a line for each anchor and alias, and none is followed",
        ),
        _text(REVIEW_NAME, _BOMB),
        lines=40,
    ),
    RecordAttack(
        Attack("review-deep", "the review is 10,000 lists deep", _REFUSED),
        _text(REVIEW_NAME, f"{_REVIEW}notes: {'[' * 10_000}"),
    ),
    RecordAttack(
        Attack("review-with-a-tag", "the review asks for a Python object", _REFUSED),
        _text(REVIEW_NAME, f"{_REVIEW}notes: !!python/object/apply:os.system ['true']\n"),
    ),
    RecordAttack(
        Attack("review-of-tomorrow", "the review is of format 99", _REFUSED),
        _text(REVIEW_NAME, "format: 99\nnovelty: 1\n"),
    ),
    RecordAttack(
        Attack("review-of-nothing", "it rejects entry 999999 and rereads a window", _REFUSED),
        _text(REVIEW_NAME, f"{_REVIEW}decisions:\n  999999: rejected\nreadings:\n- message: 3\n"),
    ),
    RecordAttack(
        Attack("review-with-an-endless-number", "a decision's number has 5,000 digits", _REFUSED),
        _text(REVIEW_NAME, f"{_REVIEW}decisions:\n  {'9' * 5000}: rejected\n"),
    ),
    RecordAttack(
        Attack("review-not-utf-8", "the review is no UTF-8", _REFUSED),
        _text(REVIEW_NAME, b"format: 2\nevaluator: \xff\n"),
    ),
    RecordAttack(
        Attack("record-json-deep", "record.json is 3,000 levels deep", _LEFT_OUT),
        _text(ABOUT_NAME, '{"a":' * 3000),
        score=0,
        counted=False,
    ),
    RecordAttack(
        Attack("played-at-the-end-of-time", "played on the last day, west of Greenwich", _LEFT_OUT),
        _text(ABOUT_NAME, '{"format": 1, "played_at": "9999-12-31T23:59:59-12:00", "team": ""}'),
        score=0,
        counted=False,
    ),
    RecordAttack(
        Attack("played-at-the-beginning", "played on the first day, east of Greenwich", _LEFT_OUT),
        _text(ABOUT_NAME, '{"format": 1, "played_at": "0001-01-01T00:00:00+14:00", "team": ""}'),
        score=0,
        counted=False,
    ),
    RecordAttack(
        Attack("team-of-escapes", "the team's name is terminal escapes", "it is read"),
        _text(
            ABOUT_NAME,
            '{"format": 1, "played_at": "2026-03-03T14:00:00Z", "team": "\\u001b[2J\\ud800"}',
        ),
        score=0,
        counted=True,
    ),
)
