"""A fork differs from its record by what was changed and by what follows from that, and no more."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest

from reports.what_if.decisions import lead
from reports.what_if.material import MeanDifference, outcome_of
from reports.what_if.sentences import remarks, sentences
from sim.campaigns.what_if.changes import NOTHING, AddedCommand, Changes
from sim.campaigns.what_if.each import DecisionTrial, VariantBatch, decisions_of, each, interactions
from sim.campaigns.what_if.each import play_variants as played_variants
from sim.campaigns.what_if.fork import ForkSource, forked, source_of
from sim.campaigns.what_if.night import OwnRecord, beside, every
from sim.commands.command import Actor, Request
from sim.commands.console import parse_line
from sim.errors import Unusable
from sim.exercise.exercise import Exercise
from sim.exercise.picked import pick
from sim.exercise.responders import Firing, TimedCommand, play
from sim.exercise.script import Scripted
from sim.journal.bodies import Action, Alert, Message, Participant
from sim.journal.conduct import Joined, Remark
from sim.scenario.library import find_policy, find_reference, find_scenario, scenario_names
from sim.scenario.library import find_what_they_did as find_done
from sim.scenario.load import load_policy, load_responder, load_scenario
from sim.scenario.responder import ResponderScript

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.campaigns.what_if.each import PlayedVariants
    from sim.exercise.responders import Responder
    from sim.journal.encoding import Entry

MINUTE = 60_000
QUICK = ("breaker-stuck-open", "leaked-token", "no-incident")
OUTAGE = "complete-r2-outage"


@cache
def script_of(name: str, trap: str = "") -> ResponderScript:
    """A scenario's reference response; with a premature reset 90 s after `declared` as a trap."""
    scenario = load_scenario(find_scenario(name))
    path = find_reference(scenario) or find_done(scenario, find_scenario(name))
    assert path is not None
    script = load_responder(path)
    if not trap:
        return script
    data = script.model_dump(mode="json", exclude_defaults=True)
    step = {"do": trap, "body": {}, "after": "declared", "wait": "90s"}
    data["tracks"]["trap"] = [step]
    return ResponderScript.model_validate({"format": 1, "scenario": name, **data})


RESET = "POST /health/circuit-breaker/reset"


def played(
    name: str, responder: Responder, firings: tuple[Firing, ...] = (), seed: int = 1
) -> tuple[Entry, ...]:
    """A record's journal."""
    scenario = load_scenario(find_scenario(name))
    exercise = Exercise(
        scenario,
        load_policy(find_policy(scenario.policy)),
        seed,
        participants=(Participant(name="somebody", role=scenario.player),),
    )
    play(exercise, responder, firings)
    return exercise.journal.entries


@cache
def record(name: str, trap: str = "") -> tuple[Entry, ...]:
    """A script's record."""
    return played(name, Scripted(script_of(name, trap)))


@cache
def source(name: str, trap: str = "", *, script: bool = False) -> ForkSource:
    """The same ready to be forked, as a script's or as a person's."""
    return source_of(record(name, trap), script_of(name, trap) if script else None)


def own(name: str, trap: str = "", *, script: bool = False) -> OwnRecord:
    return OwnRecord("mine", record(name, trap), source(name, trap, script=script))


def seq_of(entries: Iterable[Entry], command: str, path: str = "") -> int:
    """The first entry of a command."""
    return next(
        one.seq
        for one in entries
        if isinstance(one.body, Action)
        and one.body.command == command
        and path in f"{one.body.path}{one.body.body}"
    )


def commands(entries: Iterable[Entry]) -> list[tuple[int, str, str]]:
    """The commands of a journal with their instants."""
    return [
        (one.at, one.body.path, one.body.body) for one in entries if isinstance(one.body, Action)
    ]


# The law.


@pytest.mark.parametrize("script", [True, False], ids=["script", "person"])
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in QUICK else (pytest.mark.slow,))
        for name in scenario_names()
    ],
)
def test_without_a_change_a_fork_is_its_record_byte_for_byte(name: str, *, script: bool) -> None:
    """Whoever responded: every line of the journal comes out the same."""
    found = source(name, script=script)
    assert (found.script is not None) is script
    night = forked(found)
    assert night.entries[-1].hash == record(name)[-1].hash
    assert night.entries == record(name)
    assert (night.skipped, night.refused, night.unreached, night.alone) == ((), (), (), ())


class _Team:
    """Two people and a facilitator: seats, a remark, an inject fired, a page that one answers."""

    def __init__(self, moves: list[TimedCommand]) -> None:
        self._moves = moves

    def next_move(self) -> TimedCommand | None:
        return self._moves[0] if self._moves else None

    def finished(self) -> bool:
        return not self._moves

    def leaves_at(self) -> int:
        return 45 * MINUTE

    def notice(self, entry: Entry) -> bool:  # noqa: ARG002 - sees nothing
        return False

    def answered(self, response: object) -> None:  # noqa: ARG002 - same
        self._moves.pop(0)


@cache
def team() -> tuple[Entry, ...]:
    """The record of a team."""
    scenario = load_scenario(find_scenario(OUTAGE))
    exercise = Exercise(scenario, load_policy(find_policy(scenario.policy)), 3)
    exercise.enter(Joined(name="Ada", role="oncall_engineer"), 0)
    exercise.enter(Joined(name="Ben", role="technical_lead"), 1_000)
    exercise.enter(Remark(by="Eva", role="evaluator", text="They begin."), 30_000)
    ada, ben = Actor("Ada", "responder"), Actor("Ben", "responder")
    moves = [
        TimedCommand(17 * MINUTE, parse_line('declare "Downloads fail"'), ada),
        TimedCommand(18 * MINUTE, parse_line('page technical_lead "Please join"'), ada),
        TimedCommand(19 * MINUTE, parse_line("answer"), ben),
        TimedCommand(21 * MINUTE, parse_line("POST /health/r2/test"), ben),
        TimedCommand(22 * MINUTE, parse_line("POST /health/services/R2_STORAGE/degrade"), ben),
    ]
    play(exercise, _Team(moves), (Firing(20 * MINUTE, "press-call"),))
    return exercise.journal.entries


def test_a_team_with_a_facilitator_comes_out_the_same() -> None:
    """Seats, remarks and injects that were fired have their instants, people their distances."""
    night = forked(source_of(team()))
    assert night.entries == team()


# A script.


def test_a_script_without_its_wrong_step_is_the_script_that_never_had_it() -> None:
    """The same journal but for the wrong step: what follows reacts as it would have."""
    entries = record(OUTAGE, RESET)
    wrong = seq_of(entries, "breaker-reset")
    night = forked(source(OUTAGE, RESET, script=True), Changes(frozenset({wrong})))
    assert [(one.at, one.body) for one in night.entries] == [
        (one.at, one.body) for one in record(OUTAGE)
    ]


def test_a_script_reacts_to_a_longer_outage() -> None:
    """It tests until a test passes, and restores after that."""
    found = source("leaked-token", script=True)
    entries = record("leaked-token")
    page = seq_of(entries, "page", "security_team")
    late = AddedCommand(
        entries[page].at + 20 * MINUTE, Request("POST", *_spelt(entries, page)), page
    )
    night = forked(found, Changes(frozenset({page}), added=(late,)))
    restored = [one[seq_of(one, "restore")].at for one in (entries, night.entries)]
    assert 18 * MINUTE <= restored[1] - restored[0] <= 22 * MINUTE


def _made(entries: tuple[Entry, ...], seq: int) -> str:
    """The number of what a command made."""
    body = entries[seq].body
    assert isinstance(body, Action)
    return str(pick(body.response, "data.id"))


def _spelt(entries: tuple[Entry, ...], seq: int) -> tuple[str, str]:
    body = entries[seq].body
    assert isinstance(body, Action)
    return body.path, body.body


# A person.


def test_a_command_keeps_its_distance_from_the_alert_that_it_answered() -> None:
    """Alerts come three minutes later: the acknowledgement, and what hangs on it, does as well."""
    person = Actor("Ada", "responder")
    # Under the seed 2 no message comes between the alert and its acknowledgement.
    entries = played("partial-degradation", _Team([]), seed=2)
    alert = next(
        one.at for one in entries if isinstance(one.body, Alert) and one.body.state == "delivered"
    )
    moves = [
        TimedCommand(alert + 40_000, parse_line("ack"), person),
        TimedCommand(alert + 55_000, parse_line('declare "Errors"'), person),
    ]
    own_night = played("partial-degradation", _Team(moves), seed=2)
    later = forked(source_of(own_night), Changes(settings={"worker.alerts.window": "4m"}))
    came = next(
        one.at
        for one in later.entries
        if isinstance(one.body, Alert) and one.body.state == "delivered"
    )
    assert came != alert
    assert [at - came for at, _, _ in commands(later.entries)] == [40_000, 55_000]


def test_what_a_command_made_has_its_new_number_afterwards() -> None:
    """A backup that is made a minute later has another name: it is verified by that one."""
    name = "corrupt-latest-backup"
    entries = record(name)
    full = seq_of(entries, "backup-create", "new-start")
    moved = AddedCommand(entries[full].at + MINUTE, Request("POST", *_spelt(entries, full)), full)
    night = forked(source(name), Changes(frozenset({full}), added=(moved,)))
    old = _made(entries, full)
    new = _made(night.entries, seq_of(night.entries, "backup-create", "new-start"))
    assert old != new
    verified = [path for _, path, _ in commands(night.entries) if path.endswith(str(new))]
    assert f"/api/backup/verify/{new}" in verified
    assert not [path for _, path, _ in commands(night.entries) if str(old) in path]


def test_what_makes_no_sense_any_more_is_left_out_and_listed() -> None:
    """No backup, nothing to verify; no page, nothing to answer."""
    name = "corrupt-latest-backup"
    full = seq_of(record(name), "backup-create", "new-start")
    mine = own(name)
    made, night = beside(mine, Changes(frozenset({full})), ("Without it.",))
    gone = [one for one in commands(record(name)) if "backup_20260415_104404" in one[1]]
    assert len(made.skipped) == len(gone) > 0
    assert not [one for one in commands(night.entries) if "backup_20260415_104404" in one[1]]
    ((title, lines),) = remarks(made)
    assert title == "Left out because it no longer makes sense"
    assert all("there is no backup_20260415_104404 in this run" in line for line in lines)
    page, answer = (seq_of(team(), one) for one in ("page", "answer"))
    without = forked(source_of(team()), Changes(frozenset({page})))
    assert [one.seq for one in without.skipped] == [answer]
    # What the other two did comes all the same, and at the same distance.
    assert [path for _, path, _ in commands(without.entries)][1:] == [
        path for _, path, _ in commands(team())
    ][3:]


def test_an_inject_that_came_already_is_not_fired_again() -> None:
    """The facilitator's own line is left out, with the reason, and the rest is played."""
    scenario = load_scenario(find_scenario(OUTAGE))
    timed = scenario.injects[0].id
    entries = played(OUTAGE, _Team([]), (Firing(5 * MINUTE, timed),))
    # It is sent on the condition that a fault is on: from the start here.
    night = forked(
        source_of(entries),
        Changes(
            settings={f"injects.{timed}.when.wait": "0s", "faults.bucket-unreachable.begins": "1m"}
        ),
    )
    sent = [one for one in night.skipped if "already" in one.why]
    assert len(sent) == 1


def test_think_times_are_drawn_from_a_stream_of_their_own() -> None:
    """Another draw is another journal, the same draw the same one; the world draws nothing more."""
    found = source("leaked-token")
    first, again, other = (forked(found, draw=draw) for draw in (1, 1, 2))
    assert first.entries == again.entries
    assert first.entries != other.entries
    faults = [
        [(one.at, one.body) for one in night.entries if one.body.kind == "fault"][:1]
        for night in (forked(found), first, other)
    ]
    assert faults[0] == faults[1] == faults[2]


# The comparison.


def test_each_sentence_has_its_figures_from_the_two_journals() -> None:
    """Recovery, operations, points and harm, as the journals say them."""
    wrong = seq_of(record(OUTAGE, RESET), "breaker-reset")
    made, night = beside(own(OUTAGE, RESET, script=True), Changes(frozenset({wrong})), ())
    before, after = outcome_of(record(OUTAGE, RESET)), outcome_of(night.entries)
    told = " ".join(sentences(made))
    end = made.until
    assert f"{after.operations(end):,} instead of {before.operations(end):,}" in told
    assert f"{before.operations(end) - after.operations(end):,} fewer operations" in told
    assert f"Total: {after.total:.1f} points instead of {before.total:.1f}" in told
    assert "Harms found: 0 instead of 1." in told
    assert "No harm any more: The breaker was reset while the bucket was broken" in told


def test_a_moved_command_tells_what_its_time_cost_or_saved() -> None:
    """`Doing this at 14:17 instead of 14:37 saved 20 min and 9,000 failed operations`."""
    entries = record("leaked-token")
    page = seq_of(entries, "page", "security_team")
    late = AddedCommand(
        entries[page].at + 20 * MINUTE, Request("POST", *_spelt(entries, page)), page
    )
    changes = Changes(frozenset({page}), added=(late,))
    made, night = beside(own("leaked-token", script=True), changes, ())
    before, after = outcome_of(entries), outcome_of(night.entries)
    assert before.recovered_at is not None
    assert after.recovered_at is not None
    minutes = round((after.recovered_at - before.recovered_at) / MINUTE)
    operations = made.after.operations(made.until) - made.before.operations(made.until)
    first = sentences(made)[0]
    assert first.startswith("Doing this at ")
    assert f"saved {minutes} min and {operations:,} failed operations" in first


def test_on_the_relived_outage_the_threshold_is_decisive() -> None:
    """With a threshold of 20 the breaker no longer turns away the reads that R2 serves."""
    name = "r2-2025-03-21"
    made, _ = beside(
        own(name, script=True), Changes(settings={"worker.breaker.failure_threshold": 20}), ()
    )
    before, after = (one.operations(made.until) for one in (made.before, made.after))
    assert after < 0.7 * before


# Every decision.


def here(batches: Iterable[VariantBatch]) -> Iterator[PlayedVariants]:
    return map(played_variants, batches)


def trial(found: ForkSource, draws: int = 3) -> DecisionTrial:
    return DecisionTrial(found, NOTHING, draws, here, lambda _: None)


def test_what_changes_nothing_differs_in_nothing() -> None:
    """Common random numbers: the same night twice has no difference in any draw."""
    (found,) = trial(source("breaker-stuck-open"), 2).differences([NOTHING])
    assert {(one.operations, one.ms, one.points, one.harms) for one in found} == {(0, 0, 0, 0)}


def test_an_interval_is_students() -> None:
    """Of 1 … 5: mean 3, standard error 0.7071, t 2.776."""
    found = MeanDifference.of([1, 2, 3, 4, 5])
    assert found.mean == 3
    assert found.high - found.mean == pytest.approx(2.7764 * 0.70711, abs=1e-3)
    assert MeanDifference.of([1.0, 2.0]).sure is False


@pytest.mark.slow
def test_two_resets_that_stand_in_for_each_other_interact() -> None:
    """Each alone looks needless, because the other does its work; without both nothing recovers."""
    name = "breaker-stuck-open"
    data = script_of(name).model_dump(mode="json", exclude_defaults=True)
    (track,) = [one for one in data["tracks"].values() if any(s["do"] == RESET for s in one)]
    place = next(number for number, step in enumerate(track) if step["do"] == RESET)
    track.insert(place + 1, {"do": RESET, "body": {}, "wait": "10s"})
    twice = ResponderScript.model_validate({"format": 1, "scenario": name, **data})
    entries = played(name, Scripted(twice))
    mine = OwnRecord("mine", entries, source_of(entries, twice))
    resets = [
        one.seq for one in entries if isinstance(one.body, Action) and "resets" in one.body.effect
    ]
    steps = [mine.step(seq) for seq in resets[:2]]
    tried = trial(mine.source)
    _, singles = each(tried, steps)
    (found,) = interactions(tried, singles, [(steps[0], steps[1])])
    joint, apart, beyond = (part[0] for part in (found.joint, found.apart, found.beyond))
    assert beyond.sure
    assert joint.mean < 10 * apart.mean < 0


@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False], ids=["script", "person"])
def test_the_premature_reset_is_the_costliest_decision(*, script: bool) -> None:
    """Among all decisions of a record that falls into the trap."""
    mine = own(OUTAGE, RESET, script=script)
    made = every(mine, trial(mine.source, 4), settings=False)
    assert made.effects[0].step.seq == seq_of(record(OUTAGE, RESET), "breaker-reset")
    assert "reset the circuit breaker" in lead(made)
    assert made.effects[0].points is not None
    assert made.effects[0].points.low > 0
    assert len(made.effects) == len(decisions_of(mine.source, mine.entries))


@pytest.mark.slow
def test_the_threshold_is_found_among_the_settings() -> None:
    """Of all numbers and durations of the worker, four times the threshold saves most."""
    mine = own("r2-2025-03-21", script=True)
    made = every(mine, trial(mine.source), settings=True)
    assert "worker.breaker.failure_threshold" in made.settings[0].step.what
    saved = min(made.settings, key=lambda one: one.operations.mean)
    assert saved.step.what == "worker.breaker.failure_threshold=20 instead of 5"


# What cannot be forked.


def test_what_has_not_ended_is_not_forked() -> None:
    """A record without EndEx: in one line, with what to do."""
    with pytest.raises(Unusable, match="has not ended: finish it first with tabletop resume"):
        source_of(record("no-incident")[:-1])


def test_a_script_that_leaves_another_journal_is_not_believed() -> None:
    """Then the record counts as a person's."""
    found = source_of(record(OUTAGE, RESET), script_of(OUTAGE))
    assert found.script is None
    assert replace(found, script=None) == found


def test_messages_have_names_that_do_not_count_others() -> None:
    """Without a page there is one message fewer, and the answers that come are still found."""
    entries = record(OUTAGE)
    numbers = [one.body.message for one in entries if isinstance(one.body, Message)]
    assert numbers == sorted(numbers)
    course = source(OUTAGE).course
    assert len(set(course.names.values())) == len(course.names)
