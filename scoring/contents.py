"""What notices leave out: the parts that the policy's templates require, held against the words.

A notice may be given in several messages; what counts is everything that reached its audience by
the deadline, or the first thing that did when that came late.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.claims import Flaw
from scoring.obligations.notices import due_notices
from sim.journal.bodies import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring.ground import Ground
    from scoring.obligations.due import DueItem, Settlement


def _given(due: DueItem) -> tuple[Settlement, ...]:
    """What gave the notice: everything in time, or else the first."""
    in_time = tuple(one for one in sorted(due.settled_by) if one.at <= due.deadline)
    return in_time or tuple(sorted(due.settled_by)[:1])


def left_out(ground: Ground) -> Iterator[Flaw]:
    """One flaw for each required part that a notice did not say."""
    facts = (*ground.facts.of(Message), *ground.facts.late)
    texts = {fact.seq: fact.body.text for fact in facts}
    for notice, due in due_notices(ground):
        template, given = ground.policy.template(notice.template), _given(due)
        if template is None or not given:
            continue
        said = "\n".join(texts[one.seq] for one in given)
        for part in template.requires:
            if not part.said_in(said):
                yield Flaw(
                    kind="incomplete",
                    text=f"The {notice.title} does not say {part.what}.",
                    at=given[0].at,
                    evidence=tuple(one.seq for one in given),
                )
