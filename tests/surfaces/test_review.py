"""`review.yaml`: what people write survives every rebuild; bad edits are told line and field."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from reports.review.merge import merge
from reports.review.propose import propose
from scoring.score import score
from sim.errors import BadFile
from sim.records.review import REVIEW_NAME, read_review, update_review
from tests.stories.policy import story_policy
from tests.stories.story import Story, good_response, outage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reports.review.model import Review

DAY = date(2026, 3, 3)
STORIES: tuple[Story, ...] = (
    outage(),
    good_response(),
    outage().does(15, "declare").does(25, "breaker-reset"),
    outage().does(15, "declare").does(16, "assess", severity=3).status_page(17, "identified"),
)
PROPOSALS = tuple(propose(score(one.entries()), story_policy(), DAY) for one in STORIES)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=30
).map(lambda text: f"x{text}x")


def edit(path: Path, change: Callable[[Any], None]) -> None:
    """Change the file as an editor would: everything else, comments too, stays."""
    yaml = YAML()
    yaml.width = 10_000
    data = yaml.load(path.read_text(encoding="utf-8"))
    change(data)
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(data, file)


def _owner(text: str) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        for one in data["improvements"][:1]:
            one["owner"] = text
            one["status"] = "in progress"

    return change


def _note(text: str) -> Callable[[Any], None]:
    return lambda data: data["notes"].append(text)


def _lesson(text: str) -> Callable[[Any], None]:
    return lambda data: data["lessons"].append(text)


def _cause(text: str) -> Callable[[Any], None]:
    return lambda data: data["fishbone"]["people"].append(text)


def _confirm(text: str) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        data["objectives"][0]["confirmed"] = "M"
        data["objectives"][0]["reason"] = text

    return change


def _delete(_: str) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        if data["improvements"]:
            del data["improvements"][0]

    return change


def _mine(text: str) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        count = len(data["improvements"])
        line = {"id": f"ours-{count}", "problem": text, "action": text, "category": "immediate"}
        data["improvements"].append(line)

    return change


EDITS = (_owner, _note, _lesson, _cause, _confirm, _delete, _mine)
CYCLES = st.lists(
    st.tuples(st.sampled_from(range(len(EDITS))), TEXTS, st.sampled_from(range(len(PROPOSALS)))),
    min_size=20,
    max_size=20,
)


@pytest.mark.slow
@given(cycles=CYCLES)
@settings(deadline=None, max_examples=10, derandomize=True)
def test_edits_survive_twenty_rebuilds(
    tmp_path_factory: pytest.TempPathFactory, cycles: list[Any]
) -> None:
    """Edit, rebuild from whatever scorecard, twenty times: all that was written is still there.

    What was deleted does not come back, and a comment stays where it was put.
    """
    record = tmp_path_factory.mktemp("record")
    path = record / REVIEW_NAME
    update_review(record, PROPOSALS[0])
    path.write_text(path.read_text(encoding="utf-8") + "# mine: do not touch\n", encoding="utf-8")
    for how, text, proposal in cycles:
        edit(path, EDITS[how](text))
        written = read_review(record)
        assert written is not None
        after = update_review(record, PROPOSALS[proposal])
        assert read_review(record) == after
        assert after.notes == written.notes
        assert after.lessons == written.lessons
        assert after.fishbone == written.fishbone
        assert after.improvements[: len(written.improvements)] == written.improvements
        gone = set(written.proposed) - {one.id for one in written.improvements}
        assert not gone & {one.id for one in after.improvements}
        kept = [(one.id, one.confirmed, one.reason) for one in written.objectives]
        assert [(one.id, one.confirmed, one.reason) for one in after.objectives] == kept
        assert "# mine: do not touch" in path.read_text(encoding="utf-8")


def test_what_was_deleted_does_not_come_back(tmp_path: Path) -> None:
    """A proposal that people took out is not proposed again, by this scorecard or another."""
    update_review(tmp_path, PROPOSALS[0])
    path = tmp_path / REVIEW_NAME
    before = read_review(tmp_path)
    assert before is not None
    gone = before.improvements[0].id
    edit(path, _delete(""))
    for proposal in PROPOSALS:
        after = update_review(tmp_path, proposal)
        assert gone not in {one.id for one in after.improvements}


def test_a_rebuild_without_news_leaves_the_file_alone(tmp_path: Path) -> None:
    """Byte for byte, however it is laid out."""
    update_review(tmp_path, PROPOSALS[0])
    path = tmp_path / REVIEW_NAME
    odd = path.read_text(encoding="utf-8").replace("notes: []", "notes:   [ 'so' ,  \"it was\" ]")
    path.write_text(odd, encoding="utf-8")
    update_review(tmp_path, PROPOSALS[0])
    assert path.read_text(encoding="utf-8") == odd


@pytest.mark.parametrize("first", PROPOSALS)
@pytest.mark.parametrize("second", PROPOSALS)
def test_merging_twice_is_merging_once(first: Review, second: Review) -> None:
    """The same proposal changes nothing the second time."""
    once = merge(first, second)
    assert merge(once, second) == once


def test_what_is_proposed() -> None:
    """A harm is to be undone at once, a criterion in the dust soon, a small gap in time."""
    fresh = PROPOSALS[2]
    plan = {one.id: (one.category, one.due, one.owner) for one in fresh.improvements}
    assert plan["harm-1"] == ("immediate", date(2026, 3, 10), "Technical lead")
    assert plan["communication"][:2] == ("short-term", date(2026, 3, 31))
    assert {one.id for one in PROPOSALS[1].improvements} == {"recovery"}
    assert [one.id for one in PROPOSALS[1].strengths][:2] == ["detection", "acknowledgement"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "category: immediate",
            "category: soon",
            "improvements[0].category: unknown category 'soon'; expected one of immediate",
        ),
        ("evaluator: ''", "evaluatr: ''", "unknown field 'evaluatr', did you mean 'evaluator'?"),
        (
            "confirmed:",
            "confirmed: X",
            "objectives[0].confirmed: unknown confirmed 'X'; expected one of M, P, S, U",
        ),
        ("due: '2026-03-10'", "due: tomorrow", "improvements[0].due"),
    ],
)
def test_a_bad_edit_is_told_and_nothing_is_changed(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    """File, line and field; the file stays as it is, so that the edit can be mended."""
    update_review(tmp_path, PROPOSALS[2])
    path = tmp_path / REVIEW_NAME
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadFile) as refused:
        update_review(tmp_path, PROPOSALS[2])
    assert says in str(refused.value)
    assert path.read_text(encoding="utf-8") == text.replace(old, new, 1)


@pytest.mark.parametrize(("points", "short"), [(89.9, True), (90.0, False), (90.1, False)])
def test_what_just_performs_is_a_strength_and_no_shortcoming(
    points: float,
    short: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """`P` begins at 90: from there on a criterion is a strength, below it an improvement."""
    card, policy = score(good_response().entries()), story_policy()
    judged = card.criteria[0].model_copy(update={"score": points, "findings": ()})
    made = propose(card.model_copy(update={"criteria": (judged,)}), policy, date(2026, 3, 3))
    assert [one.id for one in made.improvements] == [judged.id] * short
    assert [one.id for one in made.strengths] == [judged.id] * (not short)
