"""Were team, users and public told in time, and was what they were told right?

Timeliness is what obligations were met, each kind as heavy as the others; clarity is what was said.
Clarity can take away up to the policy's share (half) of what timeliness earned, and earns nothing
by itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scoring.criterion import Advice, Criterion
from scoring.flaws import flaws
from scoring.model import ScoreFinding
from scoring.obligations.ledger import by_kind, credit
from scoring.obligations.notices import addressed, asked_by
from scoring.shown import named, what_was_sent
from scoring.undelivered import in_vain
from scoring.verdict import FULL, Verdict, some
from sim.language.echo import state_in_words
from sim.scenario.rules.notices import ANY, OVER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.case import ScoredCase
    from scoring.flaws import Flaw
    from scoring.ground import Ground
    from scoring.model import Obligation
    from sim.scenario.rules.rubric import Points


_WHY = re.compile(r"Timeliness (\d+) .*?, clarity (\d+)(?: |\.)")


def parts_of(why: str) -> tuple[float | None, float | None]:
    """Timeliness and clarity, 0 to 100, from a verdict's sentence; None for what was not judged."""
    if (both := _WHY.search(why)) is not None:
        return float(both[1]), float(both[2])
    one = re.match(r"Timeliness (\d+) ", why)
    return (None if one is None else float(one[1])), None


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


_PLURAL = frozenset({"downloads", "uploads", "files"})


def _how(one: Sequence[str]) -> str:
    """One set that a notice asks for: `how uploads are doing`, `that files are at risk`."""
    free = [asked for asked in one if "=" not in asked and asked != OVER]
    parts = []
    if free:
        verb = "are" if len(free) > 1 or free[0] in _PLURAL else "is"
        parts.append(f"how {' and '.join(map(named, free))} {verb} doing")
    for asked in one:
        subject, _, state = asked.partition("=")
        if asked == OVER:
            parts.append("that the incident is over")
        elif state:
            verb = "are" if subject in _PLURAL else "is"
            shown = state_in_words(state)
            parts.append(f"that {named(subject)} {verb} {shown}")
    return " and ".join(parts)


def _asked(sets: Sequence[Sequence[str]]) -> str:
    """What would have counted: `It had to state accurately how …, or that files are at risk`."""
    if any(list(one) == [ANY] for one in sets):
        return "It needed one accurate statement that can be checked"
    return f"It had to state accurately {', or '.join(map(_how, sets))}"


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
    sent_to = [
        one for one in addressed(ground, notice.to, restoration=restoration) if start <= one.at
    ]
    told = [one for one in sent_to if one.at <= entry.deadline]
    if not told and entry.verdict == "missed":
        # What was tried too late did not count either.
        told = sent_to[:1]
    sent, sets = what_was_sent(told), asked_by(ground.policy, notice)
    if notice.to == ground.policy.notify_team and _posted_too_soon(ground):
        early = "A post from before anybody had detected the incident does not count as a notice."
        sent = f"{sent} {early}".strip()
    # A late one said what it had to; only its time was wrong.
    asked = f" {_asked(sets)}." if sets and entry.verdict != "late" else ""
    return f" {sent}{asked}" if sent else asked


def _finding(case: ScoredCase, entry: Obligation) -> ScoreFinding | None:
    if entry.verdict == "met":
        return None
    name, why = case.ground.policy.called(entry.to), in_vain(case.ground, entry.deadline)
    title = entry.reason.capitalize()
    whom = "" if name.casefold() == title.casefold() else f" ({name})"
    text = f"{title}{whom}: {entry.verdict}.{_fell_short(case, entry)}{why and ' '}{why}"
    return ScoreFinding(
        level="problem", text=text, at=entry.deadline, due=True, evidence=entry.evidence
    )


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
        else "clarity: not scored, nothing was sent"
    )
    why = (
        f"Timeliness {timeliness:.0f} ({met} of {some(len(owed), 'required message')} on time), "
        f"{said}."
    )
    late = tuple(one for entry in owed if (one := _finding(case, entry)) is not None)
    score = timeliness * (1 - points.clarity_share / FULL * (1 - clear / FULL))
    return Verdict(score, why, (*late, *said_wrong))


CRITERION = Criterion(
    id="communication",
    title="Communication",
    judge=judge,
    advice=Advice(
        "Keep the templates ready, set a timer for every promised update, and check the delivery "
        "receipts.",
        owner="communications_lead",
    ),
    in_tabletop=True,
)
