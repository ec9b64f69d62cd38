"""`tabletop show`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.surfaces.arguments import choose, scenario_argument
from sim.surfaces.layout import fold, fold_paragraphs, say

if TYPE_CHECKING:
    from sim.scenario.faults.base import Ends
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from sim.scenario.published import Repair
    from sim.scenario.relived import Relived


@click.command(epilog="Example: tabletop show complete-r2-outage --facilitator")
@scenario_argument
@click.option(
    "--facilitator", is_flag=True, help="Also show ground truth, tests, MSEL and moves (spoilers)."
)
def command(scenario: str, *, facilitator: bool) -> None:
    """Show a scenario's briefing."""
    from sim.scenario.check_words import in_words
    from sim.scenario.load import with_moves

    picked = choose(scenario)
    chosen = picked.scenario
    say(chosen.title, bold=True)
    say(f"{chosen.starts_at:%A %Y-%m-%d %H:%M} UTC\n")
    say(f"{fold_paragraphs(chosen.briefing)}\n")
    say("Objectives", bold=True)
    for objective in chosen.objectives:
        say(f"  - {objective.text}")
        if facilitator:
            for asked in objective.check:
                say(fold(in_words(asked, picked.policy), lead="      · ", indent="        "))
    if chosen.relived is not None:
        _relived(chosen.relived, facilitator=facilitator)
    if facilitator:
        _facilitator(chosen, picked.policy)
        _moves(with_moves(chosen, picked.path), picked.policy)


def _relived(relived: Relived, *, facilitator: bool) -> None:
    """The real incident: what it is compared by, and to facilitators all that is known."""
    say(f"\nRe-enacts {relived.incident}", bold=True)
    for name, page in relived.sources.items():
        say(f"  {name}: {page}")
    for fact in relived.facts:
        if facilitator or fact.mark is not None:
            say(f"  - {fact.what}: {fact.value} [{fact.source}]")
    if facilitator:
        say(fold(f"Translated: {relived.translated}", lead="  ", indent="  "))
        if relived.cut:
            say(fold(f"Left out or ours: {relived.cut}", lead="  ", indent="  "))


def _time(time: Repair) -> str:
    """A time that differs by seed, for people: `12 min ± 4 min`."""
    from sim.scenario.durations import Spread, spoken

    if isinstance(time, Spread):
        spread = f" ± {spoken(time.spread_ms)}" if time.spread_ms else ""
        return f"{spoken(time.centre_ms)}{spread}"
    span = f"{spoken(time.earliest_ms)} to {spoken(time.latest_ms)}"
    return f"{span} (drawn from published durations of the kind `{time.kind}`)"


def _ends(ends: Ends) -> str:
    """Who or what ends a fault: `repaired by the vendor after 30 min`."""
    if ends.by == "never":
        return "never ends"
    how = {
        "vendor": "repaired by the vendor",
        "command": f"cleared by `{ends.command}`",
        "escalation": f"repaired by {ends.role} once called in",
    }[ends.by]
    if ends.after is None:
        return how
    if ends.after_end_of:
        return f"{how} {_time(ends.after)} after the end of {ends.after_end_of}"
    return f"{how} after {_time(ends.after)}"


def _facilitator(scenario: Scenario, policy: Policy) -> None:
    from sim.scenario.durations import spoken

    say("\nGround truth", bold=True)
    say(scenario.ground_truth.strip())
    if not scenario.faults:
        weighed = ", ".join(f"{name} {weight:g}" for name, weight in policy.quiet.items())
        say(f"Nothing breaks, so it is scored as a quiet day: {weighed}.")
    else:
        say("Faults", bold=True)
    for fault in scenario.faults:
        begins = _time(fault.begins)
        begins = f"at {begins}" if fault.follows is None else f"{begins} after {fault.follows}"
        say(f"  {fault.id}: {fault.effect}, begins {begins}, {_ends(fault.ends)}")
    if scenario.releases:
        say("Releases before StartEx", bold=True)
    for release in scenario.releases:
        when = f"{spoken(release.before)} before"
        say(f"  {release.id}: {when}, to {release.environment}: {release.what}")
    say("\nMSEL", bold=True)
    from sim.scenario.msel import time_of

    for inject in scenario.injects:
        alarm = ", raises an alarm" if inject.alarm else ""
        say(f"  {inject.id}: {time_of(inject)}, {inject.sender} on {inject.channel}{alarm}")
        say(f"      says: {inject.text.strip()}")
        if inject.expects:
            say(f"      expected: {inject.expects}")


def _moves(scenario: Scenario, policy: Policy) -> None:
    """What a tabletop of it discusses, with what good answers contain."""
    from sim.scenario.agenda import moves_of
    from sim.scenario.durations import spoken

    derived = "" if scenario.moves else ", derived from its faults and injects"
    say(f"\nMoves of a tabletop{derived}", bold=True)
    for move in moves_of(scenario, policy):
        box = f", {spoken(move.time_box)} to discuss" if move.time_box else ""
        say(f"  {move.id}: {move.title}, at {spoken(move.at)}{box}")
        if move.situation:
            say(f"      says: {move.situation.strip()}")
        for question in move.questions:
            say(f"      {question.id}: {question.text}")
            if question.asks:
                say(f"          a good answer: {question.asks.strip()}")
