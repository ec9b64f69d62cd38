"""When it was detectable, and where: the signs in order, and who saw them when."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reports import format as spell
from reports.debrief.said import did, quoted
from reports.document import Cell, Prose, ReportSection, Table, columns, words
from sim.journal.bodies import Alert, BreakerMoved, HealthChanged, Message, ModeChanged
from sim.journal.stored import BackupChanged, FilesChanged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.debrief.material import Debriefed, PlayedNight

_MOST = 10
_RECOGNISED = "declared, acknowledged or announced it"
_WORSE = {"DEGRADED", "OFFLINE"}


class _Sign(NamedTuple):
    """Something that showed it: when, by what, and where to look for it."""

    at: int
    seq: int
    what: str
    where: str


def _worker(night: PlayedNight) -> Iterator[_Sign]:
    """What a look at the services and the breaker would have shown from then on."""
    facts = night.ground.facts
    for one in facts.of(HealthChanged):
        if one.body.new in _WORSE:
            said = f"{one.body.service} is {one.body.new}: {one.body.reason}"
            yield _Sign(one.at, one.seq, said, "service status, event log")
    for two in facts.of(BreakerMoved):
        # From half open it was known before.
        if (two.body.old, two.body.new) == ("CLOSED", "OPEN"):
            yield _Sign(two.at, two.seq, f"the breaker opens: {two.body.reason}", "the breaker")
    for three in facts.of(ModeChanged):
        if three.body.mode == "degraded" and three.body.by == "automatic":
            said = f"{three.body.service} goes read-only automatically: {three.body.reason}"
            yield _Sign(three.at, three.seq, said, "service status, event log")


def _files(night: PlayedNight) -> Iterator[_Sign]:
    """The same of files and backups."""
    facts = night.ground.facts
    for one in facts.of(FilesChanged):
        if one.body.event == "noticed":
            yield _Sign(one.at, one.seq, "damage is noticed in a file that was read", "the events")
    for two in facts.of(BackupChanged):
        if two.body.event in {"failed", "unsound"}:
            yield _Sign(two.at, two.seq, f"a backup is {two.body.event}", "the backups' figures")


def _brought(night: PlayedNight) -> Iterator[_Sign]:
    """What came to the responders without a look: alerts, and words of others."""
    facts = night.ground.facts
    for one in facts.of(Alert):
        if one.body.state == "delivered":
            yield _Sign(one.at, one.seq, f"alert: {one.body.text}", f"{one.body.channel}")
    player = facts.scenario.player
    for two in (*facts.of(Message), *facts.late):
        heard = player in two.body.delivered and player not in two.body.unheard
        if heard and not two.body.by_responders:
            said = f"{two.body.sender}: {quoted(two.body.text)}"
            yield _Sign(two.at, two.seq, said, two.body.channel)


def _signs(night: PlayedNight) -> list[_Sign]:
    """The first of each, from the first fault on, in order."""
    since = night.ground.facts.began_at
    found = sorted(
        sign for sign in (*_worker(night), *_files(night), *_brought(night)) if sign.at >= since
    )
    first: dict[str, _Sign] = {}
    for sign in found:
        first.setdefault(sign.what, sign)
    return sorted(first.values())


def _noticed(night: Debriefed, you: str) -> Iterator[str]:
    """When it was recognised, by you and by par, counted from the first sign."""
    played = you == "You" and night.made.card.participants not in {(), ("none",)}
    never = "You never" if played else "Nobody"
    clock, signs = night.made.card.starts_at, _signs(night.mine)
    impact = night.mine.ground.instants.impact
    if impact.at is not None:
        yield f"User impact began at {spell.wall_clock(clock, impact.at)}."
    if signs:
        yield (
            f"First visible in the system at {spell.wall_clock(clock, signs[0].at)}: "
            f"{signs[0].what}."
        )
    brought = sorted(sign for sign in _brought(night.mine) if sign in signs)
    if brought:
        yield (
            "First signal to reach the responders at "
            f"{spell.wall_clock(clock, brought[0].at)}: {brought[0].what}."
        )
    for who, other in ((you, night.mine), ("The reference response", night.par)):
        if other is None:
            continue
        found = other.ground.instants.detect
        if found.at is None:
            yield f"{never if other is night.mine else f'{who} never'} {_RECOGNISED}."
            continue
        after = (
            f", {spell.spoken(max(0, found.at - signs[0].at))} after it was first visible"
            if signs
            else ""
        )
        by = next((f.body for f in other.ground.facts.actions if f.seq in found.evidence), None)
        how = "recognised it" if by is None else did(by, night.made.policy)
        yield f"{who} {how} at {spell.wall_clock(clock, found.at)}{after}."


def when_it_could_be_known(night: Debriefed, you: str = "You") -> ReportSection:
    """The signs in order, and where each could be seen; `you`: what those who played are called."""
    clock, signs = night.made.card.starts_at, _signs(night.mine)
    rows = tuple(
        (
            words(spell.wall_clock(clock, sign.at)),
            Cell(sign.what, cites=night.cites(night.mine, sign.seq)),
            words(sign.where),
        )
        for sign in signs[:_MOST]
    )
    more = len(signs) - len(rows)
    table = Table("The signs, in order", columns("At", "Sign", "Visible in"), rows)
    rest = (Prose(f"{more} later signs are in the timeline.", "soft"),) if more > 0 else ()
    return ReportSection(
        "known",
        "When it was detectable, and where",
        (*(Prose(line) for line in _noticed(night, you)), table, *rest),
        "When it was detectable",
    )
