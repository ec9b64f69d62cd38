"""What the responders have said about the incident: declared, acknowledged, assessed, resolved."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Incident:
    """The incident's card, filled in by the people's commands; instants in ms since StartEx."""

    declared_at: int | None = None
    title: str = ""
    acknowledged: dict[str, int] = field(default_factory=dict)
    severity: int | None = None
    cause: str = ""
    resolved_at: int | None = None
    status_page: str = ""

    @property
    def id(self) -> str:
        """The incident's number; an exercise has one incident."""
        return "INC-001"
