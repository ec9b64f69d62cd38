"""The boards after EndEx: the hot wash in place of whatever belonged to the running exercise.

It knows the boards' sections by their ids; who wrote what is a fold (`views.washed`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.review.hot_wash import OPEN_QUESTION, QUESTIONS, SCALE
from sim.surfaces.web.views.washed import to_rate

if TYPE_CHECKING:
    from scoring.model import Scorecard
    from sim.surfaces.web.render import Renderer
    from sim.surfaces.web.source import Source, View

OF_THE_EXERCISE = frozenset(
    {
        "calls",
        "coach",
        "pager",
        "duties",
        "say",
        "declaring",
        "terminal",
        "move",
        "add",
        "dialogs",
        "note",
    }
)
"""Sections with forms of the running exercise, which close with it."""
EMPTIED = frozenset({"calls", "note"})
"""Those that are no panels of their own and so do not disappear when they are not sent."""


@dataclass(frozen=True, slots=True)
class AfterEnd:
    """Makes what live boards show once the exercise has ended.

    Attributes:
        source: the session.
        render: the templates.
    """

    source: Source
    render: Renderer

    @property
    def holds(self) -> bool:
        """Whether it is that time; a replay shows the boards as they were."""
        return self.render.live and self.source.seen.ended_at is not None

    def sections(
        self, view: View, sections: dict[str, str], card: Scorecard | None, *, reported: bool
    ) -> dict[str, str]:
        """The shared sections of a board.

        Args:
            view: whose board it is.
            sections: as they are made for the running exercise.
            card: the scorecard, once there is one.
            reported: whether there is a report to open.
        """
        wash = self.source.washed
        kept = {name: html for name, html in sections.items() if name not in OF_THE_EXERCISE}
        kept |= dict.fromkeys(EMPTIED, "")
        writes = {"writes": view != "projector", "removes": view == "facilitator"}
        kept["washing"] = self.render("washing", {"wash": wash, **writes})
        if view == "projector":
            kept["projector"] = ""
        if view in {"facilitator", "evaluator"}:
            remarks = self.source.truth.remarks
            values = {
                "rows": to_rate(self.source.exercise.scenario, card, remarks, wash),
                "scored": card is not None,
                "notes": wash.notes,
                # The facilitator has the link beside the button that rebuilds it.
                "reported": reported and view == "evaluator",
            }
            kept["rate"] = self.render("rate", values)
        return kept

    def own(self, view: View, own: dict[str, str]) -> dict[str, str]:
        """The sections that are a person's own."""
        kept = {name: html for name, html in own.items() if name not in OF_THE_EXERCISE}
        if view != "projector":
            values = {"questions": QUESTIONS, "scale": SCALE, "open": OPEN_QUESTION}
            kept["feedback"] = self.render("feedback", values)
        if view == "facilitator":
            kept["dialogs"] = self.render("closing", {})
        return kept
