"""What the training report is made from: the chosen records, what is due, advice, open actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.training.calendar import calendar
from reports.training.changes import changes
from reports.training.names import shown
from reports.training.practice import advise
from reports.training.records import by_team, of_automation, of_people

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import pandas as pd

    from reports.actions.model import PlannedAction
    from reports.review.hot_wash import Feedback
    from reports.training.calendar import DuePractice
    from reports.training.changes import Change
    from reports.training.practice import Playable, TeamAdvice
    from reports.training.records import Selection
    from sim.scenario.policy import Policy

    Given = Mapping[str, Sequence[Feedback]]
    """The feedback of each record by the record's name; records without any are not in it."""


@dataclass(frozen=True, slots=True)
class Training:
    """What the report is made from.

    Attributes:
        records: those the report is about, oldest first; each has people.
        automated: those of the same choice that no person played.
        every_record: both together; at least one.
        selection: how they were chosen.
        due: the training calendar.
        changes: what changed, in words; empty without records.
        advice: what to practise next, by team; for one person, by that person.
        actions: open improvement actions, overdue ones first.
        feedback: what participants said, by the record's name.
        policy: whose calendar and skill areas these are.
        today: the day the calendar is for.
    """

    records: pd.DataFrame
    automated: pd.DataFrame
    every_record: pd.DataFrame
    selection: Selection
    due: tuple[DuePractice, ...]
    changes: tuple[Change, ...]
    advice: tuple[tuple[str, tuple[TeamAdvice, ...]], ...]
    actions: tuple[PlannedAction, ...]
    feedback: Given
    policy: Policy
    today: date

    @property
    def overdue(self) -> tuple[PlannedAction, ...]:
        """The actions that should have been done."""
        return tuple(one for one in self.actions if one.days_late(self.today))


def training(
    records: pd.DataFrame,
    selection: Selection,
    *,
    policy: Policy,
    playable: Sequence[Playable],
    today: date,
    actions: Sequence[PlannedAction] = (),
    feedback: Given | None = None,
) -> Training:
    """Gather it.

    Calendar and advice look at all scenarios of the chosen team and person: a choice of one
    scenario does not make the others due.
    """
    chosen = selection.players(records)
    players = of_people(chosen)
    skills = {
        "technical": policy.skills.technical,
        "communication": policy.skills.communication,
        "coordination": policy.skills.coordination,
        "documentation": policy.skills.documentation,
    }
    groups = by_team(players)
    if selection.person is not None and not players.empty:
        groups = [(shown(selection.person), players)]
    of_choice = selection.records(records)
    mine = of_people(of_choice)
    if selection.person is not None:
        # A person's own page names nobody else.
        mine = mine.assign(people=[(selection.person,)] * len(mine))
    return Training(
        records=mine,
        automated=of_automation(of_choice),
        every_record=of_choice,
        selection=selection,
        # A practice of runbooks is done without people; every other one counts people only.
        due=calendar(
            policy.training,
            chosen,
            today,
            {role: about.title for role, about in policy.roles.items()},
        ),
        changes=() if mine.empty else changes(mine),
        advice=tuple((group, advise(theirs, playable, skills)) for group, theirs in groups),
        actions=tuple(actions),
        feedback=feedback or {},
        policy=policy,
        today=today,
    )
