"""The training report as a document: what changed, what is due, what to practise; figures folded.

It is about people. What ran without any is listed in a table of its own and enters no figure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.attempt import folded, sections
from reports.document import Figure, Pairs, Prose, Report, ReportSection, Tile, Tiles
from reports.training import behind, feedback, tables
from reports.training.charts import draw
from reports.training.figures import (
    mean_in,
    mean_words,
    resolved_words,
    summary_of,
    summary_words,
)
from reports.training.lines import key_figures
from reports.training.names import shown, team_name
from reports.training.records import by_edition, by_person, by_team
from scoring.verdict import some

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from reports.actions.model import PlannedAction
    from reports.training.material import Training
    from reports.training.records import Selection

    Maker = Callable[[Training], ReportSection | Iterable[ReportSection]]

KIND = "Training report"
PERSONAL = "Personal training page"


def title(selection: Selection) -> str:
    """Whom and what the report is about."""
    who = [shown(one) for one in (selection.person,) if one is not None]
    if selection.team is not None:
        who.append(team_name(selection.team))
    if selection.scenario is not None:
        who.append(shown(selection.scenario))
    return ", ".join(who) or "All teams"


def lead(made: Training) -> str:
    """The sentence to remember."""
    late = [one for one in made.due if one.late_days or one.last is None]
    told = [
        f"{some(len(late), 'practice')} due or overdue, first: {late[0].practice.title}"
        if late
        else "no practice is overdue"
    ]
    if made.overdue:
        told.append(f"{some(len(made.overdue), 'improvement action')} overdue")
    apart = ""
    if not made.automated.empty:
        many = len(made.automated)
        listed = "is" if many == 1 else "are"
        apart = f" {some(many, 'automated record')} {listed} listed separately."
    if made.records.empty:
        return f"No exercise with people yet; {'; '.join(told)}.{apart}"
    quarters = made.records["quarter"]
    first, last = quarters.iloc[0], quarters.iloc[-1]
    span = first if first == last else f"{first} to {last}"
    recovered = resolved_words(made.records)
    records = some(len(made.records), "record")
    return f"{records} from {span}: {recovered} resolved; {'; '.join(told)}.{apart}"


def _tiles(made: Training) -> Tiles:
    records = made.records
    recover = summary_of(records, "TTR")
    detect = summary_of(records, "TTD")
    late = sum(one.late_days > 0 or one.last is None for one in made.due)
    overdue = len(made.overdue)
    return Tiles(
        (
            Tile("Records", str(len(records)), some(len(by_edition(records)), "scenario edition")),
            Tile("Resolved", resolved_words(records), "said to be over when it was"),
            Tile("TTD", summary_words(detect).split(" (")[0], "median time to detect"),
            Tile("TTR", summary_words(recover).split(" (")[0], "median time to recover"),
            Tile(
                "Due now",
                f"{late} of {len(made.due)}",
                "practices not done yet or overdue",
                "problem" if late else "",
            ),
            Tile(
                "Actions overdue",
                f"{overdue} of {len(made.actions)}",
                "open improvement actions",
                "problem" if overdue else "",
            ),
        )
    )


def _about(made: Training) -> Pairs:
    records = made.records
    teams, people = by_team(records), by_person(records)
    days = records["day"]
    return Pairs(
        (
            ("Played", f"{days.iloc[0].isoformat()} to {days.iloc[-1].isoformat()}"),
            ("Teams", shown(", ".join(team for team, _ in teams), 120)),
            ("People", str(len(people))),
            ("Mean total", f"{mean_words(mean_in(records, 'total'))} of 100"),
            ("Calendar of", made.policy.name),
            ("Calendar for", made.today.isoformat()),
            ("Judged by", some(records["policy_digest"].nunique(), "policy", "policies")),
        )
    )


def overdue_section(made: Training) -> tuple[ReportSection, ...]:
    """Overdue actions lead the page; open ones that are not follow further down."""
    if not made.overdue:
        return ()
    return (_action_section(made, made.overdue, "overdue", "Overdue improvement actions"),)


def open_section(made: Training) -> tuple[ReportSection, ...]:
    """Actions that are open and not overdue."""
    waiting = tuple(one for one in made.actions if not one.days_late(made.today))
    if not waiting:
        return ()
    return (_action_section(made, waiting, "actions", "Open improvement actions"),)


def _action_section(
    made: Training, found: Sequence[PlannedAction], anchor: str, title: str
) -> ReportSection:
    more = len(found) - tables.MOST_ACTIONS
    left = f"{some(more, 'more action')}: the" if more > 0 else "The"
    how = Prose(
        f'{left} command "tabletop actions" lists them all. An action closes when its review says '
        "complete, or when a later exercise proves it.",
        "soft",
    )
    return ReportSection(anchor, title, (tables.actions(found, made.today), how))


def changes_section(made: Training) -> ReportSection:
    """What the trends say in words."""
    how = Prose(
        "Each team is compared with itself: the same scenario, edition and seed, the first time "
        "against the latest. A change is named only where chance alone would rarely make it.",
        "soft",
    )
    blocks = (tables.changes(made.changes), how)
    return ReportSection("changes", "What changed", blocks)


def figures_section(made: Training) -> ReportSection:
    """The key figures of the review process, quarter by quarter."""
    how = Prose(
        "Detect and Recover are medians: half took that long or less. MTTD and MTTR are means. An "
        "incident that outlasted its exercise counts as longer than that; where there is one, the "
        "mean stops at the longest time known and is marked with >. Bad minutes are those out of "
        "objective. Failed operations and users touched are means of an exercise. Complaints are "
        "messages of simulated users, or of colleagues who hear them, counted from the exercise. "
        "Timeliness and clarity are the parts of the communication score.",
        "soft",
    )
    figure = Figure(
        name="Key figures over the quarters",
        svg=draw(
            key_figures(made.records),
            "Detection, recovery, customer impact, complaints, timeliness, clarity by quarter",
            "figures",
        ),
        text=(
            "Time to detect and to recover, minutes out of objective, complaints, timeliness and "
            "clarity by quarter and team. The table below has the same for all teams together."
        ),
        caption="Quarters differ in what was played; what changed is said above.",
    )
    blocks = (figure, tables.key_figures(made.records), how)
    return ReportSection("key-figures", "Key figures by quarter", blocks, "Key figures")


def calendar_section(made: Training) -> ReportSection:
    """What is practised how often, and when it is due."""
    how = Prose(
        "A practice is due one period after the newest exercise that counts; the policy says "
        "which do. Any of the chosen people may have played it; runs without people never count. "
        "calendar.ics has the same for calendar programs.",
        "soft",
    )
    return ReportSection("calendar", "Training calendar", (tables.due(made.due), how), "Calendar")


def advice_section(made: Training) -> ReportSection:
    """What to practise next, and why."""
    how = Prose(
        "Weak spots are those of the newest quarter. Named are the scenario in which the "
        "spot was weakest, then others whose objectives train it, those not played recently first.",
        "soft",
    )
    blocks = (
        tables.advice(made.advice, "Team" if made.selection.person is None else "Person"),
        how,
    )
    return ReportSection("practise", "What to practise next", blocks, "Practise next")


def document(made: Training) -> Report:
    """The report."""
    read: list[Maker] = [
        overdue_section,
        changes_section,
        calendar_section,
        advice_section,
        open_section,
        figures_section,
        feedback.section,
    ]
    looked_up: list[Maker] = [behind.over_time, behind.teams, behind.rest, behind.records]
    if made.selection.person is not None:
        looked_up = [behind.over_time, behind.of_person, behind.records]
    if made.records.empty:
        read, looked_up = [overdue_section, calendar_section, open_section], []
    looked_up += [behind.automation, behind.method]
    return Report(
        kind=KIND if made.selection.person is None else PERSONAL,
        title=title(made.selection),
        lead=lead(made),
        opening=() if made.records.empty else (_tiles(made), _about(made)),
        sections=sections(made, *read) + folded(made, *looked_up),
    )
