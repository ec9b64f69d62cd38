"""Were the right people notified in time?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.criterion import Advice, Criterion
from scoring.model import ScoreFinding
from scoring.obligations.duties import duty_reason
from scoring.obligations.ledger import adherence, credit
from scoring.verdict import FULL, Verdict, minutes, some

if TYPE_CHECKING:
    from scoring.case import ScoredCase
    from scoring.model import Obligation
    from sim.scenario.policy import Policy


def _asked(reason: str, policy: Policy) -> str:
    """What would have counted for a duty of a level, in a sentence; "" for one of none."""
    for level in policy.levels:
        for duty in level.duties:
            if reason != duty_reason(duty, level):
                continue
            if duty.told is not None:
                return f"Contacting the {policy.called(duty.told)} would have counted."
            if duty.notice_to is not None:
                return f"An accurate message to {policy.called(duty.notice_to)} would have counted."
            if duty.update_within is not None:
                return "An update on time would have counted."
            return f"One of these commands would have counted: {', '.join(duty.commands)}."
    return ""


def _duty(entry: Obligation, served: int | None, policy: Policy) -> ScoreFinding:
    words = {"met": "on time", "late": "late", "missed": "not done"}
    text = f"{entry.reason[:1].upper()}{entry.reason[1:]}: {words[entry.verdict]}."
    if entry.verdict != "met" and served is not None and served < entry.deadline:
        early = minutes(entry.deadline - served)
        text = f"{text[:-1]}; it was due {early} after users were served again."
    if entry.verdict != "met":
        text = f"{text} {_asked(entry.reason, policy)}".rstrip()
    return ScoreFinding(
        level="good" if entry.verdict == "met" else "problem",
        text=text,
        at=entry.met_at if entry.verdict == "met" else entry.deadline,
        evidence=entry.evidence,
    )


def _finding(entry: Obligation, case: ScoredCase) -> ScoreFinding:
    """One obligation in words."""
    policy, player = case.ground.policy, case.ground.facts.scenario.player
    name = policy.called(entry.to)
    if entry.kind == "duty":
        return _duty(entry, case.ground.instants.mitigate.at, policy)
    # The pager may well have reached the one who plays: only a response shows that they know.
    own = entry.to == policy.meant(player)
    done = "responded" if own else "notified"
    if entry.verdict == "met":
        text = f"{name} {done} on time ({entry.reason})."
        return ScoreFinding(level="good", text=text, at=entry.met_at, evidence=entry.evidence)
    if entry.met_at is not None:
        over = minutes(entry.met_at - entry.deadline)
        text = f"{name} {done} {over} late ({entry.reason})."
    else:
        text = f"{name} {'did not respond' if own else 'was never notified'} ({entry.reason})."
    return ScoreFinding(level="problem", text=text, at=entry.deadline, evidence=entry.evidence)


def judge(case: ScoredCase) -> Verdict:
    """Score the obligations met, a late one in part, less what needless calls cost."""
    owed, points = case.ledger.escalations, case.ground.policy.points
    score, strict = credit(owed, points), adherence(owed)
    if score is None or strict is None:
        return Verdict(None, "No escalation fell due.")
    met, needless, calls = (
        sum(entry.verdict == "met" for entry in owed),
        len(case.ledger.needless),
        case.ledger.calls,
    )
    why = (
        f"{met} of {len(owed)} escalations in time ({strict:.0f} %); "
        f"late ones count {points.late:.0f} %."
    )
    if needless:
        score *= 1 - points.needless_call / FULL * needless / calls
        why += f" {needless} of {some(calls, 'call')} needless."
    return Verdict(score, why, tuple(_finding(entry, case) for entry in owed))


CRITERION = Criterion(
    id="escalation",
    title="Escalation",
    judge=judge,
    advice=Advice(
        "Keep the escalation matrix and its deadlines at hand; name one person to watch the clock.",
        owner="engineering_manager",
    ),
    in_tabletop=True,
)
