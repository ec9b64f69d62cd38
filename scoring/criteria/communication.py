"""Were team, users and public told in time, and was what they were told right?

Timeliness is what obligations were met, each kind as heavy as the others; clarity is what was said.
Clarity can take away up to the policy's share (half) of what timeliness earned, and earns nothing
by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.criterion import Advice, Criterion
from scoring.flaws import flaws
from scoring.model import ScoreFinding
from scoring.obligations.ledger import by_kind, credit
from scoring.obligations.notices import addressed, asked_by
from scoring.shown import what_was_sent
from scoring.undelivered import in_vain
from scoring.verdict import FULL, Verdict, some
from sim.scenario.rules.notices import ANY, OVER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.case import ScoredCase
    from scoring.flaws import Flaw
    from scoring.ground import Ground
    from scoring.model import Obligation
    from sim.scenario.rules.rubric import Points


def clarity(found: Sequence[Flaw], points: Points) -> float:
    """100 less the cost of every flaw, at least 0."""
    costs = {
        "untruth": points.contradiction,
        "worse": points.worse,
        "placeholder": points.placeholder,
        "order": points.status_order,
        "incomplete": points.incomplete,
        "unreadable": points.unreadable,
        "flood": points.flood,
    }
    return max(0.0, FULL - sum(costs[flaw.kind] for flaw in found))


def _part(asked: str) -> str:
    """One thing that a notice asks for: `downloads`, `files at risk`."""
    subject, _, state = asked.partition("=")
    name = {"service": "the service", "sign_in": "sign-in"}.get(subject, subject)
    if asked == OVER:
        return "the incident being over"
    if not state:
        return "the service as a whole" if subject == "service" else name
    return f"{name} {'working' if state == 'works' else state.replace('_', ' ')}"


def _asked(sets: Sequence[Sequence[str]]) -> str:
    """What would have counted: `an accurate statement of: downloads and uploads; or files …`."""
    if any(list(one) == [ANY] for one in sets):
        return "one accurate statement that can be checked"
    return (
        f"an accurate statement of: {'; or '.join(' and '.join(map(_part, one)) for one in sets)}"
    )


def _posted_too_soon(ground: Ground) -> bool:
    """Whether something was posted in the team's channel before the incident was detected."""
    detected = ground.instants.detect.at
    return any(
        one.fact.body.purpose == "post"
        and one.fact.body.channel == ground.policy.team_channel
        and (detected is None or one.at < detected)
        for one in ground.said
    )


def _fell_short(case: ScoredCase, entry: Obligation) -> str:
    """Why a notice was late or missed: what was sent for it, and what would have counted."""
    ground = case.ground
    notice = next((one for one in ground.policy.notices if one.title == entry.reason), None)
    if notice is None:
        return ""
    restoration = notice.since == "recovered"
    start = entry.due if restoration else 0
    told = [
        one
        for one in addressed(ground, notice.to, restoration=restoration)
        if start <= one.at <= entry.deadline
    ]
    sent, sets = what_was_sent(told), asked_by(ground.policy, notice)
    if notice.to == ground.policy.notify_team and _posted_too_soon(ground):
        sent = (
            f"{sent} What is posted before anybody has detected the incident is no notice.".strip()
        )
    asked = f" It needed {_asked(sets)}." if sets else ""
    return f" {sent}{asked}" if sent else asked


def _finding(case: ScoredCase, entry: Obligation) -> ScoreFinding | None:
    if entry.verdict == "met":
        return None
    name, why = case.ground.policy.called(entry.to), in_vain(case.ground, entry.deadline)
    text = (
        f"{entry.reason.capitalize()} ({name}): {entry.verdict}."
        f"{_fell_short(case, entry)}{why and ' '}{why}"
    )
    return ScoreFinding(level="problem", text=text, at=entry.deadline, evidence=entry.evidence)


def judge(case: ScoredCase) -> Verdict:
    """Score timeliness, less what unclear or untrue words take away."""
    owed, found = case.ledger.notices, flaws(case.ground)
    said_wrong = tuple(
        ScoreFinding(level="problem", text=flaw.text, at=flaw.at, evidence=flaw.evidence)
        for flaw in found
    )
    points = case.ground.policy.points
    kinds = by_kind(owed)
    if not kinds:
        return Verdict(None, "No notice fell due.", said_wrong)
    earned = [credit(entries, points) or 0.0 for entries in kinds.values()]
    timeliness = sum(earned) / len(earned)
    clear = clarity(found, points)
    met = sum(entry.verdict == "met" for entry in owed)
    said = (
        f"clarity {clear:.0f} ({some(len(found), 'flaw')})"
        if found or case.ground.said
        else "clarity: not judged, nothing was sent"
    )
    why = (
        f"Timeliness {timeliness:.0f} ({met} of {len(owed)} in time, of "
        f"{some(len(kinds), 'kind')}), {said}."
    )
    late = tuple(one for entry in owed if (one := _finding(case, entry)) is not None)
    score = timeliness * (1 - points.clarity_share / FULL * (1 - clear / FULL))
    return Verdict(score, why, (*late, *said_wrong))


CRITERION = Criterion(
    id="communication",
    title="Communication",
    judge=judge,
    advice=Advice(
        "Keep the templates ready, set a timer for every promised update, and read receipts.",
        owner="communications_lead",
    ),
    in_tabletop=True,
)
