"""The message templates of List Cutter's incident response guide, offered beside the policy's.

With all their fields: whether what they say is true of this incident, the sender decides.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GuideTemplate:
    """One template; what is in square brackets is to be filled in."""

    id: str
    title: str
    text: str


INCIDENT_ID = "{incident_id}"
"""Stands in a template for the incident's name, which nobody has to fill in."""

GUIDE_TEMPLATES = (
    GuideTemplate(
        "guide-alert",
        "INCIDENT ALERT (team)",
        """INCIDENT ALERT - [Severity level]
Incident ID: {incident_id}
Detection time: [Time of detection]
Status: [Active or resolved]
Summary: [What happens]
Affected services: [Which services]
User impact: [Who is hit, and how]
Estimated users affected: [Number]
Current actions:
- [First action]
- [Second action]
- [Third action]
Next update: [Time of the next update]
Incident commander: [Name]""",
    ),
    GuideTemplate(
        "guide-update",
        "INCIDENT UPDATE (team)",
        """INCIDENT UPDATE - {incident_id}
Time: [Time]
Status: [In progress, resolved or escalated]
Progress:
- [What has been done]
- [What else has been done]
Current status: [How things are]
Next actions:
- [What comes next]
- [What comes after that]
ETA for resolution: [Time estimate]
Next update: [Time of the next update]""",
    ),
    GuideTemplate(
        "guide-service-alert",
        "Service Alert (users)",
        """Service Alert - List Cutter
We are currently experiencing technical difficulties with our file storage system.
- File uploads may be delayed or queued
- File downloads remain available
- Your existing files are safe
We are actively working to resolve this issue.
Estimated resolution: [Time estimate]
Next update: [Time of the next update]
Status page: https://status.listcutter.com
Support: support@listcutter.com""",
    ),
    GuideTemplate(
        "guide-restored",
        "Service Restored (users)",
        """Service Restored - List Cutter
We are pleased to announce that all services have been fully restored.
- All file operations are now working normally
- Queued operations have been processed
- System monitoring confirms stability
Duration: [Time span]
Affected operations: [Count]
Data loss: [None, or what was lost]
We apologize for any inconvenience caused.
Post-incident report: [Link, or when it comes]""",
    ),
    GuideTemplate(
        "guide-daily",
        "Daily report (severity 4)",
        """Daily report - {incident_id}
Severity: 4
What happened: [What happened, from when to when]
User impact: [Who noticed, and what]
Done about it: [What was done]
Still open: [What is left, and who has it]""",
    ),
    GuideTemplate(
        "guide-action",
        "Action item (after the incident)",
        """Action: [What is to be done] ({incident_id})
Category: [Immediate, short-term or long-term]
Owner: [Name]
Due date: [Date]
Success criteria: [How one sees that it is done]
Status: [Not started, in progress or complete]""",
    ),
)


def for_incident(name: str) -> tuple[GuideTemplate, ...]:
    """The templates with the incident's name in them."""
    return tuple(
        GuideTemplate(one.id, one.title, one.text.replace(INCIDENT_ID, name))
        for one in GUIDE_TEMPLATES
    )
