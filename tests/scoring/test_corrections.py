"""What an evaluator corrects: how a message was read, and decisions that do not count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scoring.corrections import Corrections
from scoring.flaws import flaws
from scoring.ground import ground_of
from scoring.obligations.updates import UPDATE
from scoring.score import score
from sim.journal.bodies import Arrived, Message
from sim.journal.conduct import Decision
from sim.language.model import Claim, Reading
from tests.stories.setting import ms
from tests.stories.story import Story, outage

if TYPE_CHECKING:
    from scoring.model import Scorecard
    from sim.journal.encoding import Entry

FAILING = Reading(claims=(Claim("downloads", "failing", "x"),), readable=True)
WORKING = Reading(claims=(Claim("downloads", "works", "x"),), readable=True)


def broken() -> Story:
    """Downloads fail from 10 to 40; declared at 12: users are owed word by 17."""
    return Story(90).fault(10, 40).weather(10, 40, "outage").does(12, "declare")


def of(entries: tuple[Entry, ...], kind: type) -> int:
    """The number of the first entry of a kind."""
    return next(entry.seq for entry in entries if isinstance(entry.body, kind))


def notice(card: Scorecard) -> str:
    """What became of the user notice."""
    return next(one.verdict for one in card.obligations if one.reason == "user notice")


@pytest.mark.parametrize(
    ("text", "reading", "before", "after"),
    [
        pytest.param("asdf qwer", FAILING, "missed", "met", id="rescued"),
        pytest.param("Downloads are failing.", Reading(), "met", "missed", id="condemned"),
        pytest.param("Downloads are failing.", WORKING, "met", "missed", id="made-untrue"),
        pytest.param("Downloads are working.", FAILING, "missed", "met", id="made-true"),
    ],
)
def test_a_reading_that_was_corrected_decides(
    text: str, reading: Reading, before: str, after: str
) -> None:
    """A notice is given, or is not, by what its message is to be read as."""
    entries = broken().says(16, "email", "all_users", text=text).entries()
    assert notice(score(entries)) == before
    corrections = Corrections(readings={of(entries, Message): reading})
    assert notice(score(entries, corrections=corrections)) == after


def test_a_corrected_reading_changes_flaws_and_caps() -> None:
    """An untruth that was read into it costs nothing any more, and holds nothing down."""
    entries = broken().says(16, "email", "all_users", text="Downloads are working.").entries()
    corrections = Corrections(readings={of(entries, Message): FAILING})
    assert [flaw.kind for flaw in flaws(ground_of(entries))] == ["untruth"]
    assert flaws(ground_of(entries, None, corrections)) == ()
    assert [cap.name for cap in score(entries).caps] == ["unsaid", "untruth"]
    assert score(entries, corrections=corrections).caps == ()


def test_a_corrected_word_that_it_is_over_counts() -> None:
    """Neither said before: a false resolve after it, and a severity as well."""
    entries = broken().says(16, "email", "all_users", text="We are on it.").entries()
    over = Reading(over=True, severity=2, readable=True)
    card = score(entries, corrections=Corrections(readings={of(entries, Message): over}))
    assert (card.false_resolve, card.assessed_severity) == (True, 2)
    assert not score(entries).false_resolve


@pytest.mark.parametrize("kind", [Message, Arrived])
def test_a_message_that_arrives_later_is_corrected_by_either_entry(kind: type) -> None:
    """By that of its sending, or that of its arrival."""
    story = broken().says(13, "email", "all_users", text="asdf qwer", arrives=16)
    entries = story.entries()
    corrections = Corrections(readings={of(entries, kind): FAILING})
    assert notice(score(entries, corrections=corrections)) == "met"


def test_another_entry_is_corrected_to_no_effect() -> None:
    """A correction of the header says nothing of any message."""
    entries = broken().says(16, "email", "all_users", text="asdf qwer").entries()
    assert score(entries, corrections=Corrections(readings={0: FAILING})) == score(entries)


def decided(**what: object) -> tuple[Entry, ...]:
    """A tabletop in which one thing is decided at 16."""
    body = Decision.model_validate({"by": "Ana", "role": "cto", "text": "So be it.", **what})
    return outage().played_as("tabletop").does(15, "declare").enters(16, body).entries()


def met(card: Scorecard) -> set[str]:
    """What was met, by its role or its reason; but for updates."""
    return {
        one.to if one.kind == "escalation" else one.reason
        for one in card.obligations
        if one.verdict == "met" and one.reason != UPDATE
    }


USUAL = {"oncall_engineer"}

DECISIONS = [
    pytest.param({}, USUAL, None, 0, id="nothing-told"),
    pytest.param({"severity": 1}, USUAL, 1, 0, id="severity"),
    pytest.param({"severity": 5}, USUAL, None, 0, id="no-such-severity"),
    pytest.param(
        {"told": ("technical_lead",)},
        USUAL | {"technical_lead", "team notice"},
        None,
        1,
        id="a-role",
    ),
    pytest.param(
        {"told": ("cto", "engineering_manager")},
        USUAL | {"cto", "engineering_manager"},
        None,
        2,
        id="two-roles",
    ),
    pytest.param(
        {"audience": "all_users", "says": "Downloads are failing."},
        USUAL | {"user notice"},
        None,
        0,
        id="users",
    ),
    pytest.param(
        {"audience": "status_page", "says": "Downloads are failing."},
        USUAL | {"status page"},
        None,
        0,
        id="the-page",
    ),
    pytest.param(
        {"audience": "response_team", "says": "Downloads are failing."},
        USUAL | {"team notice"},
        None,
        0,
        id="the-team",
    ),
    pytest.param({"audience": "all_users", "says": "asdf qwer"}, USUAL, None, 0, id="unreadable"),
    pytest.param({"says": "Downloads are failing."}, USUAL, None, 0, id="to-nobody"),
    pytest.param({"audience": "all_users"}, USUAL, None, 0, id="no-words"),
]


@pytest.mark.parametrize(("what", "found", "severity", "calls"), DECISIONS)
def test_a_decision_counts_like_the_command_that_it_decides(
    what: dict[str, object], found: set[str], severity: int | None, calls: int
) -> None:
    """A severity, roles that are told, and words for an audience; confirmed where not rejected."""
    entries = decided(**what)
    card = score(entries)
    assert (met(card), card.assessed_severity, card.calls) == (found, severity, calls)
    rejected = score(entries, corrections=Corrections(rejected=frozenset({of(entries, Decision)})))
    assert (met(rejected), rejected.assessed_severity, rejected.calls) == (USUAL, None, 0)


def test_a_decision_is_held_against_the_world() -> None:
    """That downloads work is as untrue when it is decided as when it is sent."""
    entries = decided(audience="all_users", says="Downloads are not affected.", done_at=ms(20))
    assert [cap.name for cap in score(entries).caps] == ["unsaid", "untruth"]


@pytest.mark.parametrize(("done", "verdict"), [(20, "met"), (20.001, "late"), (None, "met")])
def test_a_decision_counts_when_it_would_be_done(done: float | None, verdict: str) -> None:
    """At its own time, or at once."""
    entries = decided(
        audience="all_users",
        says="Downloads are failing.",
        done_at=None if done is None else ms(done),
    )
    assert notice(score(entries)) == verdict


def test_only_the_rejected_one_is_left_out() -> None:
    """Of two decisions the other one counts all the same."""
    first = Decision(by="Ana", role="cto", text="One.", severity=2)
    second = Decision(by="Ana", role="cto", text="Two.", severity=1)
    story = outage().played_as("tabletop").does(15, "declare").enters(16, first).enters(17, second)
    entries = story.entries()
    assert score(entries).assessed_severity == 1
    last = max(entry.seq for entry in entries if isinstance(entry.body, Decision))
    card = score(entries, corrections=Corrections(rejected=frozenset({last})))
    assert (card.assessed_severity, len(card.statements)) == (2, 1)


@pytest.mark.parametrize(
    ("done", "stated"),
    [(None, ms(16)), (18, ms(18)), (121, None)],
    ids=["at-once", "later", "never"],
)
def test_a_decided_severity_stands_from_when_it_would_be_stated(
    done: float | None, stated: int | None
) -> None:
    """At once, or when it would be done; after EndEx it was not done."""
    entries = decided(severity=1, done_at=None if done is None else ms(done))
    assert [one.at for one in score(entries).statements] == ([] if stated is None else [stated])
