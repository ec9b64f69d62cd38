"""What boards are made from: a live session, or a moment of a recorded one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.review.hot_wash import HotWash
    from sim.exercise.exercise import Exercise
    from sim.surfaces.web.views.obligations import ObligationsNow
    from sim.surfaces.web.views.seen import PlayersView
    from sim.surfaces.web.views.truth import StaffView

View = Literal["player", "facilitator", "evaluator", "projector"]
State = Literal["waiting", "running", "paused", "discussing", "over"]


class Source(Protocol):
    """A session as boards see it.

    Attributes:
        exercise: scenario, policy and moves; of a record, as it was rebuilt.
        seen: what players can see.
        truth: what is really going on.
    """

    exercise: Exercise
    seen: PlayersView
    truth: StaffView

    @property
    def obligations(self) -> ObligationsNow:
        """What is due now."""

    @property
    def obligations_version(self) -> int:
        """Changes with the obligations where they are worked out beside the journal."""

    @property
    def state(self) -> State:
        """Where the exercise stands."""

    @property
    def pace(self) -> float:
        """Simulated seconds per second."""

    @property
    def codes(self) -> Sequence[tuple[str, str]]:
        """Every seat's role with its join code; "" where nobody can join any more."""

    def waits_outside(self, role: str) -> bool:
        """Whether the role is to see nothing until somebody calls it."""

    @property
    def outside(self) -> frozenset[str]:
        """The roles that the facilitator has set to wait."""

    @property
    def washed(self) -> HotWash:
        """What was written down after EndEx."""

    def now(self) -> int:
        """Milliseconds since StartEx."""

    def box_left(self) -> int | None:
        """Real milliseconds left to discuss the present move; None when there is no limit."""
