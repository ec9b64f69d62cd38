"""Data in the scorer: hand-told stories of damaged files, backups and restores.

The expected figure is worked out beside each story. Minute n is the window [n, n+1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scoring.case import case_of
from scoring.ground import ground_of
from scoring.procedure.worked import worked
from scoring.score import score
from tests.stories.setting import ms
from tests.stories.story import Story

if TYPE_CHECKING:
    from scoring.model import Scorecard

ROT = ("rot", "corruption_at_rest")
BACKUP = "backup_20260303_140000"


def rot(minutes: float = 120) -> Story:
    """Sixty files of fifty users are damaged from minute 10 on; the fault is over at 40."""
    return (
        Story(minutes)
        .fault(10, 40, *ROT)
        .files(10, "damaged", 60, damaged=60, owners=50)
        .weather(12, round(minutes), "garbled")
    )


def mended() -> Story:
    """The same, found, withheld at 30, restored at 50 and released at 52."""
    return (
        rot()
        .weather(30, 120, "calm")
        .files(30, "quarantined", 60, damaged=0, owners=0)
        .backup(50, BACKUP, "restored", files=60)
        .files(52, "released", 60)
    )


def texts(card: Scorecard, criterion: str, level: str) -> list[str]:
    found = next(entry for entry in card.criteria if entry.id == criterion)
    return [finding.text for finding in found.findings if finding.level == level]


def test_a_damaged_file_served_is_the_impact() -> None:
    """No operation fails; the first minute in which damage is served is t0 (12)."""
    impact = score(rot().entries()).instant("impact")
    assert (impact.at, impact.note) == (12 * 60_000, "2 damaged files were served or stored")


def test_several_users_data_is_severity_one_and_one_users_is_not() -> None:
    """Two owners at risk are level 1; one owner is below every bound of the story's policy."""
    assert {span.level for span in score(rot().entries()).truth} == {None, 1}
    one = Story().fault(10, 40, *ROT).files(10, "damaged", 3, damaged=3, owners=1)
    assert {span.level for span in score(one.entries()).truth} == {None}


def test_recovery_waits_for_the_last_damaged_file_within_reach() -> None:
    """Fault over at 40, files withheld at 30: nothing is in the way from 40 on."""
    assert score(mended().entries()).instant("recover").at == 40 * 60_000


def test_damage_within_reach_blocks_although_nobody_asked_for_it() -> None:
    """Calm from 20 on, fault over at 40, but the files stay within reach until 60."""
    story = rot().weather(20, 120, "calm").files(60, "quarantined", 60)
    card = score(story.entries())
    assert card.instant("mitigate").at == 20 * 60_000
    assert card.instant("recover").at == 60 * 60_000


def test_missing_files_block_until_they_are_back() -> None:
    """Lost at 10, restored at 45.5: the window that ends at 46 shows none missing."""
    story = (
        Story()
        .fault(10, 20, *ROT)
        .files(10, "lost", 500, missing=500, owners=90)
        .weather(10, 45, "rough")
        .files(45.5, "lost", 0, told=False)
    )
    assert score(story.entries()).instant("recover").at == 46 * 60_000


def test_a_backup_too_old_is_outside_the_objectives() -> None:
    """The last sound one is from minute 0: after two hours, from minute 120 on, it is bad."""
    card = score(Story(180).fault(10, 20).backup(0, BACKUP, "completed").entries())
    assert card.instant("impact").at == 120 * 60_000
    assert [(s.start, s.level) for s in card.truth if s.level] == [(119 * 60_000, 2)]


def test_what_it_cost_is_counted() -> None:
    """Two damaged downloads in each of 18 minutes; four versions overwritten, three lost."""
    story = mended().backup(60, BACKUP, "restored", files=9, overwritten=4, unrecoverable=3)
    impact = score(story.entries()).impact
    assert (impact.corrupted, impact.overwritten, impact.unrecoverable) == (36, 4, 3)


STEPS = {
    "make an emergency backup before any repair": "emergency",
    "check data integrity": "integrity",
    "verify the backup before restoring files": "verified",
    "verify files before releasing them": "checked",
    "check the backups": "looked",
}


def outcomes(story: Story) -> dict[str, str]:
    """What became of the steps about data."""
    steps = worked(case_of(story.entries()))
    return {STEPS[step.name]: step.outcome for step in steps if step.phase == "Data"}


def test_steps_by_the_book() -> None:
    """Looked, kept, verified, restored, checked, released: all done."""
    story = (
        mended()
        .does(15, "backup-create", type="emergency")
        .looks(16, "backup-stats")
        .does(17, "integrity-check")
        .backup(25, BACKUP, "verified")
        .does(45, "backup-restore", id=BACKUP)
        .does(51, "verify-restored", response={"success": True, "data": {"success": True}})
        .does(52, "unquarantine")
    )
    assert outcomes(story) == dict.fromkeys(STEPS.values(), "done")


def test_steps_that_nobody_took() -> None:
    """What applies is missed; what presupposes a restore or release does not apply."""
    assert outcomes(rot()) == {
        "looked": "missed",
        "emergency": "missed",
        "integrity": "missed",
        "verified": "not applicable",
        "checked": "not applicable",
    }


def test_steps_in_the_wrong_order() -> None:
    """Restored before it was verified, kept after the repair, released before anybody looked."""
    story = (
        mended()
        .does(45, "backup-restore", id=BACKUP)
        .backup(46, BACKUP, "verified")
        .does(47, "backup-create", type="emergency")
        .does(52, "unquarantine")
        .does(53, "verify-restored", response={"success": True, "data": {"success": True}})
    )
    found = outcomes(story)
    assert (found["verified"], found["emergency"], found["checked"]) == ("out of order",) * 3


def test_without_data_at_risk_only_the_backups_are_looked_at() -> None:
    """An outage asks for a check the backups and for no emergency backup."""
    story = Story().fault(10, 40).weather(10, 40, "outage").looks(12, "backup-list")
    assert outcomes(story) == {
        "looked": "done",
        "emergency": "not applicable",
        "integrity": "not applicable",
        "verified": "not applicable",
        "checked": "not applicable",
    }


@pytest.mark.parametrize(
    ("verdict", "says"),
    [
        (None, "not verified"),
        ("unsound", "known to be corrupt"),
        ("verified", "sound, but taken when the files were damaged already"),
    ],
)
def test_damage_that_a_restore_brings_is_harm(verdict: str | None, says: str) -> None:
    """Nine files come back damaged; what was known of the backup is said."""
    story = rot().does(45, "backup-restore", id=BACKUP)
    if verdict == "unsound":
        story.backup(44, BACKUP, "unsound")
    elif verdict == "verified":
        story.backup(44, BACKUP, "verified")
    story.backup(50, BACKUP, "restored", files=60, damaged=9)
    text = f"9 files came back damaged from {BACKUP}: {says}."
    assert texts(score(story.entries()), "procedure", "harm") == [text]


def test_releasing_damaged_files_is_harm_with_what_followed() -> None:
    """Withheld at 20, released damaged at 30: two damaged reads a minute for the next 90."""
    story = (
        rot()
        .weather(20, 30, "calm")
        .files(20, "quarantined", 60)
        .files(30, "released", 60, damaged=60, owners=50)
    )
    (text,) = texts(score(story.entries()), "procedure", "harm")
    assert text == (
        "60 damaged files released to users: from then on 180 operations met damage unnoticed and "
        "0 failed on it."
    )


def test_releasing_sound_files_is_no_harm() -> None:
    assert texts(score(mended().entries()), "procedure", "harm") == []


def test_an_alert_that_was_hidden_is_harm_with_its_minutes() -> None:
    """12.5% fail from 20 to 30; the limit moved from 10 to 50 at minute 5: ten silent minutes."""
    story = (
        Story()
        .fault(20, 30)
        .weather(20, 30, "rough")
        .settings(5, {"error_percent": 10}, {"error_percent": 50})
    )
    (text,) = texts(score(story.entries()), "procedure", "harm")
    assert text == (
        "The alert on error percent was moved from 10 to 50: it stayed silent for 10 min in "
        "which it would have fired."
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"error_percent": 50}, {"error_percent": 10}),
        ({"error_percent": 20}, {"error_percent": 50}),
        ({"min_requests": 20}, {"min_requests": 30}),
    ],
    ids=["lowered", "above it anyway", "no limit of a figure"],
)
def test_settings_that_hid_nothing_are_no_harm(old: dict[str, int], new: dict[str, int]) -> None:
    story = Story().fault(20, 30).weather(20, 30, "rough").settings(5, old, new)
    assert texts(score(story.entries()), "procedure", "harm") == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Your files are safe.", True),
        ("In short: files safe.", True),
        ("All files are intact.", True),
        ("We will tell you once your files are safe again.", False),
        ("We do not know yet whether your files are safe.", False),
        ("Some files are damaged.", False),
    ],
)
def test_saying_that_files_are_safe_while_they_are_not(text: str, wrong: bool) -> None:  # noqa: FBT001 - a column of the table
    """A claim the world contradicts; put off to later or denied it is none."""
    told = rot().does(20, "broadcast").says(20, "broadcast", "all_users", label="UPDATE", text=text)
    problems = texts(score(told.entries()), "communication", "problem")
    assert any("was said while 60 files were damaged or gone" in one for one in problems) is wrong


def test_quarantine_stabilises() -> None:
    """The fault's own stabilising action, where degraded mode is none."""
    card = score(mended().does(30, "quarantine").entries())
    assert (card.instant("stabilise").at, card.instant("stabilise").note) == (
        30 * 60_000,
        "60 files quarantined",
    )


def test_a_restore_has_longer_targets() -> None:
    """Mitigated 35 min after the fault's end: 0 after a vendor's repair, 100 x 55 / 75 here."""
    story = (
        Story(240)
        .fault(10, 15, *ROT)
        .files(10, "lost", 500, missing=500, owners=90)
        .weather(10, 50, "rough")
        .files(50, "lost", 0, told=False)
        .does(20, "declare")
    )
    card = score(story.entries())
    found = next(entry for entry in card.criteria if entry.id == "mitigation")
    assert (card.instant("mitigate").at, found.score) == (50 * 60_000, 73.3)


def test_a_noticed_read_does_not_mend_the_files() -> None:
    """Who reads a damaged file and notices tells of one read; what is damaged stays so."""
    story = Story(60).fault(10, 20, "rot", "corruption_at_rest")
    story.files(10, "damaged", 60, damaged=60).files(15.5, "noticed", 1)
    # What users can reach is told by windows as well: the read changes nothing there either.
    story.files(15.6, "damaged", 0, damaged=60, told=False).files(30, "quarantined", 60)
    spans = [span for span in ground_of(story.entries()).blocked if "within" in span.what]
    assert [(span.start, span.end) for span in spans] == [(ms(10), ms(30))]
