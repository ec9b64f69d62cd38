"""Who was told when: roles, the team, the users, the public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.rules.notices import PUBLIC, STATUS_PAGE
from tests.scoring.independent.instants import impact_of, instants_of

if TYPE_CHECKING:
    from tests.scoring.independent.record import Record, Word

IN_PERSON = ("page", "call", "email")
IN_THE_FIRST_COLUMN = (*IN_PERSON, "broadcast")


def incident_began(record: Record) -> int:
    """From here on what is said counts: the first fault or the impact, whichever comes first."""
    impact = impact_of(record)
    return record.counts_from if impact is None else min(record.counts_from, impact)


def role_told(record: Record, role: str, purposes: tuple[str, ...] = IN_PERSON) -> list[int]:
    """Each instant at which the role, or its deputy after it was called in vain, was told."""
    if role == record.player:
        respond = instants_of(record)["respond"]
        return [] if respond is None else [respond]
    began = incident_began(record)
    words = [word for word in record.words(purposes) if word.at >= began]
    words_that_tell = [word for word in words if word.counts or word.bare]
    told = [word.at for word in words_that_tell if role in word.heard]
    in_vain = [
        word.at
        for word in record.words(IN_THE_FIRST_COLUMN)
        if word.at >= began and role in word.in_vain
    ]
    deputy = record.policy.roles[role].deputy
    if in_vain and deputy is not None:
        told += [
            word.at for word in words_that_tell if deputy in word.heard and word.at >= min(in_vain)
        ]
    return sorted(told)


def told(record: Record, to: str) -> list[Word]:
    """Every word that a group, an audience, the status page or the public got, in order."""
    words = [word for word in record.words() if word.at >= incident_began(record)]
    return [word for word in words if tells(record, word, to)]


def side(record: Record, word: Word) -> str:
    """Which of the two audiences of promises and corrections it is for: users, or the team."""
    outside = (*record.policy.audiences, STATUS_PAGE, PUBLIC)
    return "users" if any(tells(record, word, to) for to in outside) else "team"


def tells(record: Record, word: Word, to: str) -> bool:
    """Whether a word reaches a group, an audience, the status page or the public."""
    if not word.heard:
        return False
    if word.only:
        return to == word.only or (word.only == STATUS_PAGE and to == PUBLIC)
    if to == STATUS_PAGE:
        return word.message.purpose == "status_page"
    if to == PUBLIC:
        return _in_public(word)
    if to in record.policy.groups:
        return _tells_group(record, word, to)
    return _tells_audience(record, word, to)


def _in_public(word: Word) -> bool:
    return word.message.channel in {"status_page", "social"}


def _tells_audience(record: Record, word: Word, to: str) -> bool:
    policy = record.policy
    if any(policy.tells(name, to) for name in word.heard):
        return True
    return _in_public(word) and set(policy.audiences[to]) <= record.channels_down(word.at)


def _tells_group(record: Record, word: Word, group: str) -> bool:
    policy = record.policy
    if word.message.purpose == "post" and word.message.channel == policy.team_channel:
        detect = instants_of(record)["detect"]
        return group == policy.notify_team and detect is not None and word.at >= detect
    if any(name in policy.groups[group] and name != record.player for name in word.heard):
        return True
    return group == policy.notify_team and any(
        policy.team_channel in policy.audiences.get(name, ()) for name in word.heard
    )
