"""Who was told when: roles, the team, the users, the public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.scoring.independent.instants import instants_of

if TYPE_CHECKING:
    from tests.scoring.independent.record import Record, Word

IN_PERSON = ("page", "call", "email", "broadcast")


def incident_began(record: Record) -> int:
    """From here on what is said counts: the first fault or the impact, whichever comes first."""
    impact = instants_of(record)["impact"]
    return record.counts_from if impact is None else min(record.counts_from, impact)


def role_told(record: Record, role: str) -> list[int]:
    """Each instant at which the role, or its deputy after it was called in vain, was told."""
    if role == record.player:
        respond = instants_of(record)["respond"]
        return [] if respond is None else [respond]
    words = [word for word in record.words(IN_PERSON) if word.at >= incident_began(record)]
    told = [word.at for word in words if role in word.heard]
    in_vain = [word.at for word in words if role in word.in_vain]
    deputy = record.policy.roles[role].deputy
    if in_vain and deputy is not None:
        told += [word.at for word in words if deputy in word.heard and word.at >= min(in_vain)]
    return sorted(told)


def told(record: Record, to: str) -> list[int]:
    """Each instant at which a group, an audience, the status page or the public was told."""
    words = [word for word in record.words() if word.at >= incident_began(record)]
    return sorted(word.at for word in words if _tells(record, word, to))


def updates(record: Record) -> list[int]:
    """Each instant at which the team, the users or the public got a message."""
    policy = record.policy
    return sorted(
        {
            *told(record, policy.notify_team),
            *told(record, policy.notify_users),
            *told(record, "public"),
        }
    )


def _tells(record: Record, word: Word, to: str) -> bool:
    policy, message = record.policy, word.message
    if to == "status_page":
        return message.purpose == "status_page" and bool(word.heard)
    if to == "public":
        return message.channel in ("status_page", "social") and bool(word.heard)
    if to in policy.groups:
        return _tells_group(record, word, to)
    if any(policy.tells(name, to) for name in word.heard):
        return True
    in_public = message.channel in ("status_page", "social") and bool(word.heard)
    return in_public and set(policy.audiences[to]) <= record.channels_down(word.at)


def _tells_group(record: Record, word: Word, group: str) -> bool:
    policy = record.policy
    if word.message.purpose == "post" and word.message.channel == policy.team_channel:
        return group == policy.notify_team and bool(word.heard)
    if any(name in policy.groups[group] and name != record.player for name in word.heard):
        return True
    return group == policy.notify_team and any(
        policy.team_channel in policy.audiences.get(name, ()) for name in word.heard
    )
