"""The section of the drawing: service, faults and people over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.charts import draw
from reports.cites import all_evidence
from reports.document import Figure, ReportSection
from reports.plot import plot_of

if TYPE_CHECKING:
    from reports.material import Material

CAPTION = (
    "Grey background: a fault was present (ground truth, hidden during the exercise). Dashed "
    "lines: the service objectives, and the queue's limit if it was reached. While read-only, "
    "writes wait in the queue. The lowest lanes show who had to be notified, when it was due "
    "and when it was done."
)


def what_happened(material: Material) -> ReportSection:
    """Errors, response times and queue over the exercise, with what people did."""
    card = material.card
    drawing = draw(plot_of(card, material.facts, material.policy))
    figure = Figure(
        name="What happened",
        svg=drawing,
        text=(
            "Error rate, response time and queue length over the exercise, with faults, alerts, "
            "what responders did and what was due. The timeline below says the same in words."
        ),
        caption=CAPTION,
        anchors=material.index.untold(all_evidence(card)),
    )
    return ReportSection("chart", "What happened", (figure,), "What happened")
