"""Documents about the incident: its report, its analysis, what is to be done.

The world keeps that they were written and when; the words stand in the journal's action.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from sim.commands.command import Answer, Example, Params, Reply, command
from sim.world.world import World

Kind = Literal["report", "analysis", "action_items"]
IncidentId = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,43}$", max_length=44)
]
Line = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
Lines = Annotated[tuple[Line, ...], Field(max_length=50)]


class ReportParams(Params):
    """What happened."""

    id: IncidentId = Field(description="INC-001 is the exercise's incident.")
    summary: str = Field(default="", max_length=8_000)
    title: str = Field(default="", max_length=200)
    impact: str = Field(default="", max_length=4_000)
    timeline: Lines = ()


class AnalysisParams(Params):
    """Why it happened."""

    id: IncidentId = Field(description="INC-001 is the exercise's incident.")
    root_cause: str = Field(default="", max_length=4_000)
    contributing_factors: Lines = ()
    lessons: Lines = ()


class ActionItem(Params):
    """One thing to do."""

    text: Line
    owner: str = Field(default="", max_length=80)
    due: str = Field(default="", max_length=40)


class ActionItemParams(Params):
    """What is to be done, by whom."""

    items: tuple[ActionItem, ...] = Field(min_length=1, max_length=50)
    incident: IncidentId = Field(default="INC-001")


class DocumentRecord(Answer):
    """A document that was kept."""

    id: str
    incident: str
    kind: Kind
    created_at: str
    items: int = Field(description="Lines or items it lists.")
    documents: int = Field(description="Documents about this incident so far.")


class IncidentName(Params):
    """Names an incident."""

    id: IncidentId = Field(description="INC-001 is the exercise's incident.")


class DocumentLine(Answer):
    """A document that there is."""

    id: str
    incident: str
    kind: str
    created_at: str


def _kept(world: World, kind: Kind, incident: str) -> Reply[tuple[DocumentLine, ...]]:
    found = tuple(
        DocumentLine(
            id=document.id,
            incident=incident,
            kind=kind,
            created_at=world.timestamp(document.at),
        )
        for document in reversed(world.incident.documents)
        if document.incident == incident and document.kind == kind
    )
    return Reply(found, total=len(found))


def _keep(world: World, kind: Kind, incident: str, items: int) -> Reply[DocumentRecord]:
    card = world.incident
    document = card.file(kind, incident, world.now)
    return Reply(
        DocumentRecord(
            id=document.id,
            incident=incident,
            kind=kind,
            created_at=world.timestamp(document.at),
            items=items,
            documents=sum(entry.incident == incident for entry in card.documents),
        ),
        message=f"{kind.replace('_', ' ')} of {incident} filed as {document.id}",
    )


@command(
    "incident-report",
    access="responder",
    example=Example(
        path="/api/incidents/report/INC-001",
        body={"summary": "R2 was unreachable for 35 minutes; uploads were queued."},
    ),
)
def report(world: World, params: ReportParams) -> Reply[DocumentRecord]:
    """File the incident report."""
    return _keep(world, "report", params.id, len(params.timeline))


@command(
    "incident-analysis",
    access="responder",
    example=Example(
        path="/api/incidents/analysis/INC-001",
        body={"root_cause": "The vendor's region failed.", "lessons": ["Page earlier."]},
    ),
)
def analysis(world: World, params: AnalysisParams) -> Reply[DocumentRecord]:
    """File the analysis of the incident's causes."""
    items = len(params.contributing_factors) + len(params.lessons)
    return _keep(world, "analysis", params.id, items)


@command(
    "incident-action-items",
    access="responder",
    example=Example(
        body={"items": [{"text": "Alert on queue growth", "owner": "operations_team"}]}
    ),
)
def action_items(world: World, params: ActionItemParams) -> Reply[DocumentRecord]:
    """File the follow-up action items."""
    return _keep(world, "action_items", params.incident, len(params.items))


@command(
    "incident-reports",
    access="responder",
    example=Example(path="/api/incidents/report/INC-001"),
)
def reports(world: World, params: IncidentName) -> Reply[tuple[DocumentLine, ...]]:
    """List filed reports, newest first; `data` is the array."""
    return _kept(world, "report", params.id)


@command(
    "incident-analyses",
    access="responder",
    example=Example(path="/api/incidents/analysis/INC-001"),
)
def analyses(world: World, params: IncidentName) -> Reply[tuple[DocumentLine, ...]]:
    """List filed analyses, newest first; `data` is the array."""
    return _kept(world, "analysis", params.id)
