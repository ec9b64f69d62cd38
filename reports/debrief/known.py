"""When it was detectable, and where: the signs in order, and who saw them when."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reports import format as spell
from reports.debrief.said import did, quoted
from reports.document import Cell, Prose, ReportSection, Table, columns, words
from scoring.verdict import some
from sim.journal.bodies import Alert, BreakerMoved, HealthChanged, Message, ModeChanged
from sim.journal.stored import BackupChanged, FilesChanged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.debrief.material import Debriefed, PlayedNight

_MOST = 10
_RECOGNISED = "declared, acknowledged or announced it"
_ALL = "The responders"
_IN_A_ROW = " failures in a row"
_WORSE = {"DEGRADED", "OFFLINE"}
_BACKUP = {"failed": "failed", "unsound": "proved unsound"}


class _Sign(NamedTuple):
    """Something that showed it: when, by what, and where to look for it."""

    at: int
    seq: int
    what: str
    where: str


def _opened(move: BreakerMoved) -> str:
    """Why the breaker opened, without a colon: the sentence around it has one."""
    if move.by == "traffic" and move.reason.endswith(_IN_A_ROW):
        return f"the breaker opened after {move.reason}"
    return f"the breaker opened ({move.reason})"


def _alerted(alert: Alert) -> str:
    return f"the alert {quoted(alert.text.rstrip('.'))}"


def _worker(night: PlayedNight) -> Iterator[_Sign]:
    """What a look at the services and the breaker would have shown from then on."""
    facts = night.ground.facts
    for one in facts.of(HealthChanged):
        if one.body.new in _WORSE:
            said = f"{one.body.service} became {one.body.new} ({one.body.reason})"
            yield _Sign(one.at, one.seq, said, "service status, event log")
    for two in facts.of(BreakerMoved):
        # From half open it was known before.
        if (two.body.old, two.body.new) == ("CLOSED", "OPEN"):
            yield _Sign(two.at, two.seq, _opened(two.body), "the breaker")
    for three in facts.of(ModeChanged):
        if three.body.mode == "degraded" and three.body.by == "automatic":
            said = f"{three.body.service} went read-only automatically ({three.body.reason})"
            yield _Sign(three.at, three.seq, said, "service status, event log")


def _files(night: PlayedNight) -> Iterator[_Sign]:
    """The same of files and backups."""
    facts = night.ground.facts
    for one in facts.of(FilesChanged):
        if one.body.event == "noticed":
            yield _Sign(one.at, one.seq, "damage was noticed in a file that was read", "the events")
    for two in facts.of(BackupChanged):
        if two.body.event in _BACKUP:
            yield _Sign(
                two.at, two.seq, f"a backup {_BACKUP[two.body.event]}", "the backups' figures"
            )


def _brought(night: PlayedNight) -> Iterator[_Sign]:
    """What came to the responders without a look: alerts, and words of others."""
    facts = night.ground.facts
    for one in facts.of(Alert):
        if one.body.state == "delivered":
            yield _Sign(one.at, one.seq, _alerted(one.body), f"{one.body.channel}")
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


def _first_sign(night: PlayedNight) -> _Sign | None:
    """The one that the score counts from: what reached the responders first, a look included."""
    ground = night.ground
    for seq in ground.instants.visible.evidence:
        brought = next((sign for sign in _brought(night) if sign.seq == seq), None)
        if brought is not None:
            return brought
        look = next((fact for fact in ground.facts.actions if fact.seq == seq), None)
        if look is not None:
            said = f"a look at {look.body.path} by {look.body.actor}"
            return _Sign(look.at, seq, said, "the answer")
    return None


def _waited(night: PlayedNight) -> str:
    """From the first sign to detection, as scored: a sign from before the impact counts from it."""
    visible, found = night.ground.instants.visible, night.ground.instants.detect
    sign = _first_sign(night)
    if sign is None or visible.at is None or found.at is None:
        return ""
    since = "the impact" if sign.at < visible.at else "the first sign"
    if found.at < visible.at:
        return f", before {since}"
    return f", {spell.spoken(found.at - visible.at)} after {since}"


def _noticed(night: Debriefed, you: str) -> Iterator[str]:
    """When it was recognised, by you and by par, counted from the first sign."""
    nobody = night.made.card.participants in {(), ("none",)}
    never = "Nobody" if nobody or you == _ALL else f"{you} never"
    clock, signs = night.made.card.starts_at, _signs(night.mine)
    impact = night.mine.ground.instants.impact
    if impact.at is not None:
        yield f"User impact began at {spell.wall_clock(clock, impact.at)}."
    if signs:
        yield (
            f"First visible in the system at {spell.wall_clock(clock, signs[0].at)}: "
            f"{signs[0].what}."
        )
    if (sign := _first_sign(night.mine)) is not None:
        yield (
            "First sign to reach the responders at "
            f"{spell.wall_clock(clock, sign.at)}: {sign.what}."
        )
    for who, other in ((you, night.mine), ("The reference response", night.par)):
        if other is None:
            continue
        found = other.ground.instants.detect
        if found.at is None:
            yield f"{never if other is night.mine else f'{who} never'} {_RECOGNISED}."
            continue
        by = next((f.body for f in other.ground.facts.actions if f.seq in found.evidence), None)
        how = "detected it" if by is None else did(by, night.made.policy)
        yield f"{who} {how} at {spell.wall_clock(clock, found.at)}{_waited(other)}."


def when_it_could_be_known(night: Debriefed, you: str = "") -> ReportSection:
    """The signs in order, and where each could be seen; `you`: what those who played are called."""
    you = you or night.who
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
    rest = (
        (
            Prose(
                f"{some(more, 'more sign')} {'is' if more == 1 else 'are'} in the timeline.", "soft"
            ),
        )
        if more > 0
        else ()
    )
    return ReportSection(
        "known",
        "When and where it was visible",
        (*(Prose(line) for line in _noticed(night, you or night.who)), table, *rest),
        "When it was detectable",
    )
