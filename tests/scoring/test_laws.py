"""Laws that hold for any response, whatever was done and in whatever order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from scoring.score import score
from tests.stories.setting import READS
from tests.stories.story import PASSED, Story, good_response, outage

if TYPE_CHECKING:
    from scoring.model import Evidence, Scorecard

MINUTES = st.integers(0, 119)
COMMANDS = st.sampled_from(
    [
        "ack",
        "declare",
        "resolve",
        "breaker-reset",
        "restore",
        "force-recovery",
        "r2-test",
        "health-check",
        "note",
        *sorted(READS),
    ]
)
WORDS = st.sampled_from(
    [
        "We are on it. Next update in 20 minutes.",
        "Next Update: [Time]",
        "Downloads remain available.",
        "All systems operational.",
    ]
)
TARGETS = st.sampled_from(["technical_lead", "cto", "vp_engineering", "all_users"])


@st.composite
def responses(draw: st.DrawFn) -> Story:
    """An outage with a random response."""
    story = outage()
    for minute, command in draw(st.lists(st.tuples(MINUTES, COMMANDS), max_size=12)):
        story.does(minute, command, response=PASSED)
    for minute, level in draw(st.lists(st.tuples(MINUTES, st.integers(1, 4)), max_size=2)):
        story.does(minute, "assess", severity=level, cause="?")
    for minute, target, text in draw(st.lists(st.tuples(MINUTES, TARGETS, WORDS), max_size=8)):
        story.says(minute, "broadcast", target, label="INCIDENT_UPDATE", text=text)
    for minute in draw(st.lists(MINUTES, max_size=2)):
        story.queue(minute, "forced", 5, attempted=10).queue(minute, "lost", 4, lost=1)
    for minute in draw(st.lists(MINUTES, max_size=2)):
        story.mode(minute, "normal", "operator").queue(minute, "drained", 0)
    return story.leaves(draw(MINUTES))


def _evidence(card: Scorecard) -> list[Evidence]:
    findings = [finding for entry in card.criteria for finding in entry.findings]
    return [
        *(one.evidence for one in card.instants),
        *(one.evidence for one in card.measures),
        *(one.evidence for one in card.obligations),
        *(one.evidence for one in (*card.needless, *findings)),
    ]


@given(responses())
def test_every_statement_holds_together(story: Story) -> None:
    """Evidence exists, scores are percentages, adherence is met of all that fell due."""
    entries = story.entries()
    card = score(entries)
    known = {entry.seq for entry in entries}
    assert all(known.issuperset(evidence) for evidence in _evidence(card))
    assert card.total is None or 0 <= card.total <= 100
    verdicts = [entry.verdict for entry in card.obligations if entry.kind != "notice"]
    assert card.adherence_percent == round(100 * verdicts.count("met") / len(verdicts), 1)
    assert card.truth[0].start == 0
    assert card.truth[-1].end == card.ended_at
    assert all(a.end == b.start for a, b in zip(card.truth, card.truth[1:], strict=False))


@given(responses())
def test_verdicts_follow_from_their_times(story: Story) -> None:
    """Met is by the deadline, late is after it, missed is never and decided by EndEx."""
    card = score(story.entries())
    for entry in card.obligations:
        if entry.met_at is None:
            assert entry.verdict == "missed"
            assert entry.deadline <= card.ended_at
        else:
            assert entry.verdict == ("met" if entry.met_at <= entry.deadline else "late")


@given(responses(), MINUTES, st.sampled_from(sorted(READS)))
def test_looking_never_moves_the_worlds_clocks(story: Story, minute: int, command: str) -> None:
    """One more look changes neither TTM nor TTR nor what the customers had to bear."""
    before = score(story.entries())
    after = score(story.looks(minute, command).entries())
    for name in ("TTM", "TTR", "monitor_ttd"):
        assert after.measure(name).ms == before.measure(name).ms
    assert (after.impact, after.truth) == (before.impact, before.truth)


@given(responses())
def test_scoring_is_a_function_of_the_journal(story: Story) -> None:
    """The same entries give the same card."""
    entries = story.entries()
    assert score(entries) == score(entries)


@given(MINUTES)
def test_telling_earlier_is_never_worse(minute: int) -> None:
    """Paging the technical lead once more never lowers the escalation score."""
    base = outage().does(15, "declare")
    before = score(base.entries()).criteria[5].score or 0
    after = score(base.says(minute, "page", "technical_lead").entries()).criteria[5].score or 0
    assert after >= before


def test_the_reference_is_not_beaten_by_silence() -> None:
    """The two told stories keep their order on every criterion."""
    good, none = score(good_response().entries()), score(outage().entries())
    for better, worse in zip(good.criteria, none.criteria, strict=True):
        assert (better.score or 0) > (worse.score or 0)
