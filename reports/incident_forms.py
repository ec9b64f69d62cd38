"""The operations guide's forms, filled in from the journal: what each message should have said.

Team alert, status update, user notices, status page, action items and the daily report. Every field
is there; what the journal cannot know says that a person fills it in. To be laid beside what was
really sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from reports import format as spell
from reports.attempt import sections
from reports.document import Pairs, Prose, Report, ReportSection, Subheading, Table, columns, words
from reports.phrases import severity_name, titled, worst_level
from reports.review.proven import status_of
from reports.sections import incident
from scoring.subjects import Subjects
from scoring.verdict import some
from sim.journal.bodies import FaultEdge, HealthChanged, Message, Window
from sim.scenario.incident_id import both_ids, incident_id
from sim.scenario.names import STATUS_PAGE_ORDER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reports.document import Block
    from reports.material import Material
    from reports.row import LogRow

KIND = "Incident forms"
BLANK = "to be filled in by hand"
_MOST = 3
_RHYTHM_MS = 30 * 60_000
"""The next update where the policy names no rhythm: the guide's half hour."""

_UPLOADS = {
    "works": "File uploads work",
    "slow": "File uploads are slower than usual",
    "delayed": "File uploads are queued and will be processed later",
    "failing": "File uploads are failing",
}
_DOWNLOADS = {
    "works": "File downloads remain available",
    "slow": "File downloads are slower than usual",
    "delayed": "File downloads are delayed",
    "failing": "File downloads are failing",
}


@dataclass(frozen=True, slots=True)
class AsOf:
    """An instant at which a form would be written, ms since StartEx, and the window around it."""

    made: Material
    at: int

    @property
    def time(self) -> str:
        """The instant by the wall clock."""
        return spell.wall_clock(self.made.card.starts_at, self.at)

    @property
    def window(self) -> tuple[int, Window] | None:
        """The newest window that had begun, with its index; None before the first."""
        begun = [
            (index, fact.body)
            for index, fact in enumerate(self.made.facts.of(Window))
            if fact.body.start <= self.at
        ]
        return begun[-1] if begun else None

    @property
    def level(self) -> int | None:
        """The severity of the moment."""
        spans = (one for one in self.made.card.truth if one.start <= self.at < one.end)
        return next((one.level for one in spans), None)

    @property
    def over(self) -> bool:
        """Whether everything was back to normal."""
        recovered = self.made.card.instant("recover").at
        return recovered is not None and recovered <= self.at

    @property
    def next_update(self) -> str:
        """When the next message was due."""
        severity = None if self.level is None else self.made.policy.severity(self.level)
        every = severity.updates[0].every if severity and severity.updates else _RHYTHM_MS
        return spell.wall_clock(self.made.card.starts_at, self.at + every)

    def unhealthy(self) -> tuple[str, ...]:
        """Services that were not healthy."""
        states: dict[str, str] = {}
        for fact in self.made.facts.of(HealthChanged):
            if fact.at <= self.at:
                states[fact.body.service] = fact.body.new
        return tuple(name for name, state in states.items() if state != "HEALTHY")

    def felt(self) -> tuple[str, ...]:
        """What users noticed, a line for uploads, downloads and files each."""
        found = self.window
        if found is None:
            return ("Nothing was measured yet",)
        index, _ = found
        subjects = Subjects(self.made.facts, self.made.policy)
        lines = []
        for subject, told in (("uploads", _UPLOADS), ("downloads", _DOWNLOADS)):
            state = next(iter(subjects.states(subject, index)))  # type: ignore[arg-type]
            lines.append(told.get(state, f"{subject.capitalize()}: {state}"))
        safe = subjects.states("files", index) == {"safe"}
        lines.append("Your existing files are safe" if safe else "Some files are at risk")
        return tuple(lines)

    def done(self, *, most: int = _MOST) -> tuple[str, ...]:
        """The newest things that responders had done, oldest first."""
        rows = [row for row in self.made.rows if row.at <= self.at and _is_action(row)]
        return tuple(map(_did, rows[-most:]))

    def ahead(self, *, most: int = 2) -> tuple[str, ...]:
        """What responders went on to do."""
        rows = [row for row in self.made.rows if row.at > self.at and _is_action(row)]
        return tuple(map(_did, rows[:most]))


def _is_action(row: LogRow) -> bool:
    return row.tone == "action"


def _did(row: LogRow) -> str:
    return row.what if row.code in {"", row.what} else f"{row.what} ({row.code})"


def _list(items: Iterable[str], nothing: str) -> str:
    return "; ".join(items) or nothing


def _form(name: str, fields: Iterable[tuple[str, str]], lead: str) -> tuple[Block, ...]:
    rows = tuple((words(field, "strong"), words(text)) for field, text in fields)
    return (
        Prose(lead, "soft"),
        Table(name, columns("Field", "Filled in"), rows, narrow=True),
    )


def _name(made: Material) -> str:
    return incident_id(datetime.fromisoformat(made.card.starts_at))


def _detected(made: Material) -> int:
    """When the forms begin: detection, or the impact where nobody detected."""
    for name in ("detect", "impact", "alert"):
        at = made.card.instant(name).at
        if at is not None:
            return at
    return 0


def _cause(made: Material) -> str:
    begun = [fact.body.fault for fact in made.facts.of(FaultEdge) if fact.body.edge == "began"]
    return ", ".join(dict.fromkeys(map(titled, begun))) or "nothing broke"


def _commander(made: Material) -> str:
    """Who led: the policy's incident commander, else the role that played."""
    policy = made.policy
    role = policy.meant("incident_commander")
    if role not in policy.roles:
        role = policy.meant(made.facts.scenario.player)
    person = policy.roles[role].person if role in policy.roles else None
    players = ", ".join(one.name for one in made.facts.header.participants)
    named = players if person in {None, "you"} else person
    return f"{policy.called(role)}{f' ({named})' if named else ''}"


def team_alert(made: Material) -> ReportSection:
    """The alert to the response team, as of detection."""
    then = AsOf(made, _detected(made))
    users = then.window[1].users_touched if then.window else 0
    fields = (
        ("Incident ID", both_ids(_name(made))),
        ("Detection time", then.time),
        ("Severity", severity_name(then.level or worst_level(made.card), made.policy)),
        ("Status", "Resolved" if then.over else "Active"),
        ("Summary", _list(then.felt(), BLANK)),
        ("Affected services", _list(then.unhealthy(), "none reported unhealthy yet")),
        ("User impact", _list(then.felt()[:2], BLANK)),
        ("Estimated users affected", some(users, "user")),
        *(
            (f"Current action {number}", text)
            for number, text in enumerate(then.done() or (BLANK,), start=1)
        ),
        ("Next update", then.next_update),
        ("Incident commander", _commander(made)),
    )
    lead = f"To the response team, as of {then.time}, when the incident was detected."
    return ReportSection("team-alert", "Team alert", _form("Team alert", fields, lead))


def status_update(made: Material) -> ReportSection:
    """The update half an hour later, or at the end of a shorter exercise."""
    then = AsOf(made, min(_detected(made) + _RHYTHM_MS, made.card.ended_at))
    state = "Resolved" if then.over else "In progress"
    calls = [one for one in made.card.obligations if one.kind == "escalation"]
    if state != "Resolved" and any(one.met_at is not None and one.due <= then.at for one in calls):
        state = "Escalated"
    fields = (
        ("Incident ID", both_ids(_name(made))),
        ("Time", then.time),
        ("Status", state),
        *(
            (f"Progress {number}", text)
            for number, text in enumerate(then.done() or ("nothing yet",), start=1)
        ),
        ("Current status", _list(then.felt(), BLANK)),
        ("Next actions", _list(then.ahead(), "none: nothing was done after this")),
        ("ETA for resolution", "resolved" if then.over else BLANK),
        ("Next update", then.next_update),
    )
    lead = "To the team and stakeholders, at the first update that was due."
    return ReportSection("status-update", "Status update", _form("Status update", fields, lead))


def degradation(made: Material) -> ReportSection:
    """The notice to users that something does not work."""
    then = AsOf(made, _detected(made))
    fields = (
        ("Headline", "Service alert: technical difficulties with file storage"),
        *zip(("Uploads", "Downloads", "Files"), then.felt(), strict=False),
        ("What we are doing", "We are working on it."),
        ("Estimated resolution", BLANK),
        ("Next update", then.next_update),
        ("Status page", "https://status.listcutter.com"),
        ("Support", "support@listcutter.com"),
    )
    lead = f"To all users, true as of {then.time}."
    return ReportSection(
        "degradation", "Service degradation", _form("Service degradation", fields, lead)
    )


def restoration(made: Material) -> ReportSection:
    """The notice to users that it works again; that there is none to send says so."""
    title, recovered = "Service restoration", made.card.instant("recover").at
    if recovered is None:
        text = "Do not send: the service was not back to normal when the exercise ended."
        return ReportSection("restoration", title, (Prose(text, "problem"),))
    then, cost = AsOf(made, recovered), made.card.impact
    queued = then.window[1].queue_pending if then.window else 0
    fields = (
        ("Headline", "Service restored"),
        ("Operations", "All file operations work normally again."),
        (
            "Queued operations",
            "All were processed." if not queued else f"{some(queued, 'operation')} still queued.",
        ),
        (
            "Stability",
            f"To be confirmed by {spell.spoken(made.policy.monitoring_period)} of monitoring.",
        ),
        ("Duration", incident.duration(made)),
        ("Affected operations", incident.affected(cost)),
        ("Data loss", incident.data_loss(cost)),
        ("Apology", "We are sorry for the trouble."),
        ("Post-incident report", f"{_name(made)}, post-incident.html"),
    )
    lead = f"To all users, from {then.time} on."
    return ReportSection("restoration", title, _form(title, fields, lead))


def status_page(made: Material) -> ReportSection:
    """The stages of the status page, each with when it was really set."""
    posts: dict[str, tuple[int, Message]] = {}
    for fact in made.facts.of(Message):
        if fact.body.purpose == "status_page":
            posts.setdefault(fact.body.label, (fact.at, fact.body))
    rows = []
    for state in STATUS_PAGE_ORDER:
        at, body = posts.get(state, (None, None))
        when = "not set" if at is None else spell.instant(made.card.starts_at, at)
        rows.append(
            (words(state.capitalize(), "strong"), words(when), words(body.text if body else "-"))
        )
    heads = columns("Stage", "Set at", "What it said")
    return ReportSection("stages", "Status page", (Table("Status page", heads, tuple(rows)),))


def action_items(made: Material) -> ReportSection:
    """The action template, once for each improvement of the review; one blank one without any."""
    planned = () if made.review is None else made.review.improvements
    blocks: list[Block] = []
    for number, one in enumerate(planned, start=1):
        due = one.due.isoformat() if one.due else BLANK
        fields = (
            ("Action", one.action),
            ("Category", one.category.capitalize()),
            ("Owner", one.owner or BLANK),
            ("Due date", due),
            ("Success criteria", one.success or BLANK),
            ("Status", status_of(one, made.proof_of(one)).capitalize()),
        )
        blocks += [Subheading(f"Action {number}"), Pairs(fields)]
    if not planned:
        names = ("Action", "Category", "Owner", "Due date", "Success criteria", "Status")
        blocks = [Pairs(tuple((name, BLANK) for name in names))]
    return ReportSection("action-items", "Action items", tuple(blocks))


def daily_report(made: Material) -> ReportSection:
    """The day's report: every period of trouble; severity 4 appears only here."""
    policy = made.policy
    mildest = max(severity.level for severity in policy.severities)
    rows = []
    for span in made.card.truth:
        if span.level is None:
            continue
        by_day = span.level == mildest
        rows.append(
            (
                words(_name(made)),
                words(severity_name(span.level, policy)),
                words(
                    f"{spell.wall_clock(made.card.starts_at, span.start)} to "
                    f"{spell.wall_clock(made.card.starts_at, span.end)}"
                ),
                words(spell.spoken(span.end - span.start)),
                words(
                    "no separate notice; reported here"
                    if by_day
                    else "to be notified at once under the policy"
                ),
            )
        )
    heads = columns("Incident", "Severity", "Period", "#Duration", "Notice")
    lead = (
        f"For {made.card.starts_at[:10]}. {severity_name(mildest, policy)} needs no separate "
        "notice; it goes into the daily report."
    )
    table = Table("Daily report", heads, tuple(rows), empty="Nothing to report: no trouble today.")
    summary = Pairs(
        (
            ("Cause", _cause(made)),
            ("Data loss", incident.data_loss(made.card.impact)),
            (
                "Open at the end of the day",
                "no" if AsOf(made, made.card.ended_at).over else "yes",
            ),
        )
    )
    return ReportSection("daily-report", "Daily report", (Prose(lead, "soft"), table, summary))


_FEEDBACK = (
    ("Response team", "What helped you, what got in your way, and did you know who led?"),
    ("Customers", "How badly were you affected, and were you told what you needed, in time?"),
    (
        "Stakeholders",
        "Did our messages give you what you needed to decide, and when you needed it?",
    ),
    ("Vendor and partners", "Did we reach you in time, and did we tell you what you needed?"),
)


def feedback(made: Material) -> ReportSection:
    """What to ask whom afterwards; what simulated users complained of stands with it."""
    cost = made.card.impact
    known = {
        "Customers": (
            f"{some(cost.complaints or 0, 'complaint')} reached the responders; "
            f"{some(cost.users_touched, 'user')} affected"
        ),
        "Response team": f"took part: {', '.join(made.card.participants) or 'nobody by name'}",
    }
    rows = tuple(
        (words(whom, "strong"), words(asked), words(known.get(whom, "-")), words(""))
        for whom, asked in _FEEDBACK
    )
    heads = columns("Whom to ask", "Question", "Known from the record", "Answer, rating (1 to 5)")
    return ReportSection("feedback", "Feedback", (Table("Feedback", heads, rows),))


def incident_forms(made: Material) -> Report:
    """All forms as one document."""
    return Report(
        kind=KIND,
        title=f"{_name(made)}: {made.card.title}",
        lead=(
            "What each message of the incident-response guide should have said, given the state "
            "of the service at the time."
        ),
        opening=(),
        sections=sections(
            made,
            team_alert,
            status_update,
            degradation,
            restoration,
            status_page,
            action_items,
            daily_report,
            feedback,
        ),
    )
