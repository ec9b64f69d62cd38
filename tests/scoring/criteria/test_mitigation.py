"""Mitigation by hand: minutes from what the time counts from until all holds for 15.

After a repair by others full to 1 and none from 25 on: 100 x (25 - late) / 24. By hand, from the
impact: full to 5, none from 45: 100 x (45 - late) / 40. Where files were damaged: full to 15, none
from 90: 100 x (90 - late) / 75. The fault begins at 12 and others end it at 47; declared at 15.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest

from tests.stories.setting import fault_that_ends
from tests.stories.story import Story

if TYPE_CHECKING:
    from collections.abc import Callable


def bad_until(minute: int, minutes: int = 240, repaired: float | None = 47) -> Story:
    """Users are out of objective from 12 on up to a minute."""
    return unnoticed(minute, minutes, repaired).does(15, "declare")


def unnoticed(minute: int, minutes: int = 240, repaired: float | None = 47) -> Story:
    """The same, and nobody declares it."""
    return Story(minutes).fault(12, repaired).weather(12, minute, "outage")


def ended_by(by: Literal["scenario", "vendor", "command", "escalation"], minute: int) -> Story:
    """Somebody ends the fault at 47, users are well from a minute on; the lead can be called in."""
    bucket = fault_that_ends("stuck", by="escalation", role="technical_lead", after="10m")
    story = Story(240).knows(bucket).fault(12, 47, "stuck", by=by)
    return story.weather(12, minute, "outage").does(15, "declare")


def rotten_until(minute: int) -> Story:
    """Files were damaged from 12 to 47, and damaged content is served up to a minute."""
    story = Story(240).fault(12, 47, "rot", "corruption_at_rest").does(15, "declare")
    return story.weather(12, minute, "garbled")


ROWS = [
    # Well from the repair on: 0 min.
    pytest.param(bad_until(47), 100.0, id="with-the-repair"),
    # 48 - 47 = 1 min, the last that is full.
    pytest.param(bad_until(48), 100.0, id="at-the-target"),
    # 59 - 47 = 12 min: 100 x 13 / 24.
    pytest.param(bad_until(59), 54.2, id="late"),
    # 71 - 47 = 24 min: 100 x 1 / 24.
    pytest.param(bad_until(71), 4.2, id="just-before-none"),
    # 72 - 47 = 25 min.
    pytest.param(bad_until(72), 0.0, id="at-the-poor-end"),
    # Well at 30, while the fault is still on: by hand, 30 - 12 = 18 min: 100 x 27 / 40.
    pytest.param(bad_until(30), 67.5, id="worked-around"),
    # Well for 8 min from 47 on, bad again 55 to 57: only 57 begins 15 min that hold: 10 min:
    # 100 x 15 / 24.
    pytest.param(bad_until(47).weather(55, 57, "outage"), 62.5, id="relapsed"),
    # Well for exactly 15 min, then bad again: 47 holds.
    pytest.param(
        bad_until(47).weather(62, 70, "outage"), 100.0, id="held-exactly-as-long-as-asked"
    ),
    # Well for 14 min, bad 61 to 62: 62 - 47 = 15 min: 100 x 10 / 24.
    pytest.param(bad_until(47).weather(61, 62, "outage"), 41.7, id="held-a-minute-too-short"),
    # Never, and 240 - 47 min to do it in.
    pytest.param(bad_until(240), 0.0, id="never"),
    # EndEx 15 min after the repair: 1 and the 15 to prove it were not to be had.
    pytest.param(bad_until(62, minutes=62), None, id="too-early-to-tell"),
    # EndEx 16 min after it: they were.
    pytest.param(bad_until(63, minutes=63), 0.0, id="just-late-enough-to-tell"),
    # Still on at EndEx: no repair to count from.
    pytest.param(bad_until(240, repaired=None), None, id="not-repaired"),
    # Two faults: the last repair, at 60, counts: 65 - 60 = 5 min: 100 x 20 / 24.
    pytest.param(bad_until(65).fault(20, 60, "second"), 83.3, id="the-last-repair-counts"),
    # A repair before the impact is none of it: by hand: 32 - 12 = 20: 100 x 25 / 40.
    pytest.param(
        Story(240).fault(5, 9, "early").fault(12, 90).weather(12, 32, "outage").does(15, "declare"),
        62.5,
        id="a-repair-before-the-impact",
    ),
    # It was well by itself at 47, and detected at that very instant.
    pytest.param(unnoticed(47).does(47, "declare"), 0.0, id="detected-when-it-was-over"),
    # Detected a moment earlier.
    pytest.param(unnoticed(47).does(46.9, "declare"), 100.0, id="detected-just-before"),
    # Nobody detected anything.
    pytest.param(unnoticed(47), 0.0, id="never-detected"),
    # A command of theirs ended it at 47: from the impact: 52 - 12 = 40 min: 100 x 5 / 40.
    pytest.param(ended_by("command", 52), 12.5, id="by-hand"),
    # 17 - 12 = 5 min, the last that is full.
    pytest.param(bad_until(17), 100.0, id="by-hand-at-the-target"),
    # 57 - 12 = 45 min.
    pytest.param(ended_by("command", 57), 0.0, id="by-hand-at-the-poor-end"),
    # The vendor did: 52 - 47 = 5 min: 100 x 20 / 24.
    pytest.param(ended_by("vendor", 52), 83.3, id="by-the-vendor"),
    # The lead ended it at 47, called at 20: 27 min of work later than the impact, so from 39:
    # 52 - 39 = 13 min by hand: 100 x 32 / 40.
    pytest.param(
        ended_by("escalation", 52).says(20, "page", "technical_lead"), 80.0, id="by-the-lead"
    ),
    # Called again at 40 the lead has worked since 20 all the same.
    pytest.param(
        ended_by("escalation", 52)
        .says(20, "page", "technical_lead")
        .says(40, "page", "technical_lead"),
        80.0,
        id="by-the-lead-called-twice",
    ),
    # By a broadcast at 30 the lead was told as well: 17 min: from 29: 23 min: 100 x 22 / 40.
    pytest.param(
        ended_by("escalation", 52).says(30, "broadcast", "technical_lead"),
        55.0,
        id="by-the-lead-by-broadcast",
    ),
    # Nobody told the lead: from the impact: 40 min: 100 x 5 / 40.
    pytest.param(ended_by("escalation", 52), 12.5, id="by-the-lead-untold"),
    # Told at 50 only, after the end: as if untold.
    pytest.param(
        ended_by("escalation", 52).says(50, "page", "technical_lead"),
        12.5,
        id="by-the-lead-told-afterwards",
    ),
    # The lead called at 20 ended one at 47 (from 39 on), the vendor another at 30: the latest of
    # the two, which is no repair by others: 80.
    pytest.param(
        ended_by("escalation", 52).says(20, "page", "technical_lead").fault(13, 30),
        80.0,
        id="the-latest-of-both",
    ),
    # The vendor's at 45 is later: 52 - 45 = 7 min after a repair by others: 100 x 18 / 24.
    pytest.param(
        ended_by("escalation", 52).says(20, "page", "technical_lead").fault(13, 45),
        75.0,
        id="the-vendors-later",
    ),
    # Damaged files: 62 - 47 = 15 min, the last that is full.
    pytest.param(rotten_until(62), 100.0, id="by-restore-at-the-target"),
    # Damaged files: 107 - 47 = 60 min: 100 x 30 / 75.
    pytest.param(rotten_until(107), 40.0, id="by-restore-late"),
    # Damaged files: 137 - 47 = 90 min.
    pytest.param(rotten_until(137), 0.0, id="by-restore-at-the-poor-end"),
    # Nothing was out of objective.
    pytest.param(Story(120).fault(12, 47).does(15, "declare"), None, id="no-impact"),
]


@pytest.mark.parametrize(("story", "worth"), ROWS)
def test_mitigation(
    story: Story, worth: float | None, points: Callable[[Story, str], float | None]
) -> None:
    """The time from the last repair to a service that holds, as points."""
    assert points(story, "mitigation") == worth
