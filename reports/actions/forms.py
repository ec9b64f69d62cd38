"""Actions as tables, as calendar entries, and as commands for GitHub's and GitLab's clients.

Every form carries the action's id, by which a status finds its way back. Texts are anybody's: in
tables the writer of spreadsheets sees to formulas, in commands everything is quoted for the shell.
"""

from __future__ import annotations

import hashlib
import shlex
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from icalendar import Calendar, Todo

from reports.forms.plain import one_line
from reports.training.ics import text as ics_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from reports.actions.model import PlannedAction

Rows = list[list[str]]

ID, STATUS = "ID", "Status"
COLUMNS = (
    ID, "Action", "Problem", "Owner", "Due", STATUS, "Category", "Success criterion",
    "Proved by", "Scenario", "Played on",
)  # fmt: skip
_JIRA = (
    "Summary", "Description", "Issue Type", "Priority", "Assignee", "Due Date", "Labels",
    "Status", "External ID",
)  # fmt: skip
_PRIORITY = {"immediate": "Highest", "short-term": "High", "long-term": "Medium"}
_JIRA_STATUS = {"not started": "To Do", "in progress": "In Progress", "complete": "Done"}
_ICS_STATUS = {
    "not started": "NEEDS-ACTION",
    "in progress": "IN-PROCESS",
    "complete": "COMPLETED",
}
_LABEL = "tabletop"
_MOST_TITLE = 200


def _due(action: PlannedAction) -> str:
    due = action.improvement.due
    return "" if due is None else due.isoformat()


def table(actions: Sequence[PlannedAction]) -> Rows:
    """Our own table, headings first; the one that is read back."""
    rows = [list(COLUMNS)]
    for one in actions:
        plan = one.improvement
        rows.append(
            [one.id, plan.action, plan.problem, plan.owner, _due(one), one.status, plan.category,
             plan.success, one.proven, one.scenario, one.day.isoformat()]
        )  # fmt: skip
    return rows


def _title(action: PlannedAction) -> str:
    whole = one_line(action.improvement.action)
    return whole if len(whole) <= _MOST_TITLE else f"{whole[: _MOST_TITLE - 1].rstrip()}…"


def _story(action: PlannedAction) -> str:
    """What somebody needs who sees nothing but the issue."""
    plan = action.improvement
    parts = [
        f"Problem: {plan.problem}",
        f"Found in: {action.scenario}, {action.day.isoformat()}",
        *([f"Done when: {plan.success}"] if plan.success else []),
        *([f"Due: {_due(action)}"] if plan.due else []),
        *([f"Owner: {plan.owner}"] if plan.owner else []),
        f"Action: {action.id}",
    ]
    return "\n\n".join(parts)


def jira(actions: Sequence[PlannedAction]) -> Rows:
    """The columns that Jira's CSV import maps by itself, headings first."""
    rows = [list(_JIRA)]
    for one in actions:
        plan = one.improvement
        rows.append(
            [_title(one), _story(one), "Task", _PRIORITY[plan.category], plan.owner, _due(one),
             _LABEL, _JIRA_STATUS[one.status], one.id]
        )  # fmt: skip
    return rows


def calendar(actions: Sequence[PlannedAction], stamp: date) -> bytes:
    """A to-do of each, as iCalendar (RFC 5545)."""
    whole = Calendar()
    whole.add("prodid", "-//tabletop trainer//actions//EN")
    whole.add("version", "2.0")
    for one in actions:
        todo = Todo()
        digest = hashlib.sha256(one.id.encode("utf-8", "replace")).hexdigest()[:24]
        todo.add("uid", f"{digest}@tabletop-trainer")
        todo.add("dtstamp", datetime.combine(stamp, time(), UTC))
        todo.add("summary", ics_text(_title(one)))
        todo.add("description", ics_text(_story(one)))
        if one.improvement.due is not None:
            todo.add("due", one.improvement.due)
        todo.add("status", _ICS_STATUS[one.status])
        whole.add_component(todo)
    return bytes(whole.to_ical())


def _script(actions: Sequence[PlannedAction], program: str, body: str) -> str:
    lines = [
        "#!/bin/sh",
        f"# Opens an issue for each open action; needs {program}, logged in. A second time opens",
        "# them once more.",
        "set -e",
    ]
    if program == "gh":  # which refuses a label that the repository has not; glab makes it
        lines.append(f"gh label create {_LABEL} --force")
    for one in actions:
        if one.status == "complete":
            continue
        words = [program, "issue", "create", "--title", _title(one), body, _story(one),
                 "--label", _LABEL]  # fmt: skip
        lines.append(shlex.join(words))
    return "\n".join((*lines, ""))


def github(actions: Sequence[PlannedAction]) -> str:
    """A shell script of `gh issue create`."""
    return _script(actions, "gh", "--body")


def gitlab(actions: Sequence[PlannedAction]) -> str:
    """A shell script of `glab issue create`."""
    return _script(actions, "glab", "--description")
