"""The message templates of List Cutter's incident response guide, offered beside the policy's.

Shortened, with their statements and blanks as the guide has them: whether what they say is true of
this incident, the sender decides.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GuideTemplate:
    """One template; what is in square brackets is to be filled in."""

    id: str
    title: str
    text: str


GUIDE_TEMPLATES = (
    GuideTemplate(
        "guide-alert",
        "INCIDENT ALERT (team)",
        """INCIDENT ALERT - [Severity level]
Detection time: [Time of detection]
Status: [Active or resolved]
Summary: [What happens]
Affected services: [Which services]
User impact: [Who is hit, and how]
Current actions: [What is being done]
Next update: [Time of the next update]
Incident commander: [Name]""",
    ),
    GuideTemplate(
        "guide-update",
        "INCIDENT UPDATE (team)",
        """INCIDENT UPDATE
Status: [In progress, resolved or escalated]
Progress: [What has been done]
Current status: [How things are]
Next actions: [What comes next]
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
Next update: [Time of the next update]""",
    ),
    GuideTemplate(
        "guide-restored",
        "Service Restored (users)",
        """Service Restored - List Cutter
We are pleased to announce that all services have been fully restored.
- All file operations are now working normally
- Queued operations have been processed
Duration: [Time span]
Affected operations: [Count]
Data loss: [None, or what was lost]
We apologize for any inconvenience caused.""",
    ),
)
