"""What the responders have said about the incident: declared, acknowledged, assessed, resolved."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.scenario.incident_id import SHORT


@dataclass(frozen=True, slots=True)
class IncidentDocument:
    """Something written about an incident; its words stand in the journal's action."""

    id: str
    incident: str
    kind: str
    at: int


@dataclass(slots=True)
class Incident:
    """The incident's card, filled in by the incident commands; instants in ms since StartEx."""

    declared_at: int | None = None
    title: str = ""
    acknowledged: dict[str, int] = field(default_factory=dict)
    severity: int | None = None
    cause: str = ""
    resolved_at: int | None = None
    status_page: str = ""
    documents: list[IncidentDocument] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The incident's number; an exercise has one incident."""
        return SHORT

    def file(self, kind: str, incident: str, at: int) -> IncidentDocument:
        """Keep a document; it gets the next number."""
        document = IncidentDocument(f"doc-{len(self.documents) + 1:03d}", incident, kind, at)
        self.documents.append(document)
        return document
