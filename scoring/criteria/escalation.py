"""Were the right people notified in time?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.criterion import Advice, Criterion
from scoring.messages import PERSONAL, reached, received
from scoring.model import ScoreFinding
from scoring.obligations.duties import duty_reason
from scoring.obligations.ledger import adherence, credit
from scoring.shown import shortened
from scoring.verdict import FULL, Verdict, some
from sim.command_set import typed
from sim.scenario.durations import spoken

if TYPE_CHECKING:
    from scoring.case import ScoredCase
    from scoring.facts import Fact
    from scoring.ground import Ground
    from scoring.model import Obligation
    from sim.journal.bodies import Message
    from sim.scenario.policy import Policy


def _asked(reason: str, policy: Policy) -> str:
    """What would have counted for a duty of a level, in a sentence; "" for one of none."""
    for level in policy.levels:
        for duty in level.duties:
            if reason != duty_reason(duty, level):
                continue
            if duty.told is not None:
                return f"Contacting {policy.called(duty.told)} would have counted."
            if duty.notice_to is not None:
                to = policy.called(duty.notice_to)
                better = "that did not make things sound better than they were"
                return f"A message to {to} {better} would have counted."
            if duty.update_within is not None:
                within = spoken(duty.update_within)
                return f"An update within {within} of reaching this level would have counted."
            return (
                "Any of these would have counted by the deadline: "
                f"{', '.join(map(typed, duty.commands))}."
            )
    return ""


def _duty(entry: Obligation, served: int | None, policy: Policy) -> ScoreFinding:
    words = {"met": "on time", "late": "late", "missed": "not done"}
    text = f"{entry.reason[:1].upper()}{entry.reason[1:]}: {words[entry.verdict]}."
    if entry.met_at is not None and entry.met_at < entry.due:
        # It met the duty, but nobody did it because the level was reached.
        how = f" ({entry.how})" if entry.how else ""
        text = f"{text.partition(': ')[0]}: already met when it fell due{how}."
        return ScoreFinding(level="note", text=text, at=entry.met_at, evidence=entry.evidence)
    if entry.verdict != "met" and served is not None and served < entry.deadline:
        early = spoken(entry.deadline - served)
        text = f"{text[:-1]}; it was due {early} after users were served again."
    if entry.verdict != "met":
        text = f"{text} {_asked(entry.reason, policy)}".rstrip()
    return ScoreFinding(
        level="good" if entry.verdict == "met" else "problem",
        text=text,
        at=entry.met_at if entry.verdict == "met" else entry.deadline,
        due=entry.verdict != "met",
        evidence=entry.evidence,
    )


def _unreadable(ground: Ground, role: str) -> Fact[Message] | None:
    """The last message that reached the role in person and told it nothing."""
    found = None
    for fact in received(ground.facts, ground.since):
        if fact.body.purpose in PERSONAL and not ground.facts.tells_somebody(fact.body):
            unheard = {ground.policy.meant(name) for name in fact.body.unheard}
            if role in reached(fact.body, ground.policy) - unheard:
                found = fact
    return found


def _finding(entry: Obligation, case: ScoredCase) -> ScoreFinding:
    """One obligation in words."""
    policy, player = case.ground.policy, case.ground.facts.scenario.player
    name = policy.called(entry.to)
    if entry.kind == "duty":
        return _duty(entry, case.ground.instants.mitigate.at, policy)
    # The pager may well have reached the one who plays: only a response shows that they know.
    own = entry.to == policy.meant(player)
    done = "responded" if own else "notified"
    seen = entry.evidence
    if entry.verdict == "met":
        text = f"{name} {done} on time ({entry.reason})."
        return ScoreFinding(level="good", text=text, at=entry.met_at, evidence=entry.evidence)
    if entry.met_at is not None:
        over = spoken(entry.met_at - entry.deadline)
        text = f"{name} {done} {over} late ({entry.reason})."
    else:
        # Commands from before the alert are no response to it.
        alerted = case.ground.instants.alert.at is not None
        silent = f"did not respond{' after the alert' if alerted else ''}"
        text = f"{name} {silent if own else 'was never notified'} ({entry.reason})."
        if not own and (vain := _unreadable(case.ground, entry.to)) is not None:
            said = shortened(vain.body.text)
            text = f'{text[:-1]}: "{said}" could not be understood as a statement.'
            seen = (*entry.evidence, vain.seq)
    return ScoreFinding(level="problem", text=text, at=entry.deadline, due=True, evidence=seen)


def judge(case: ScoredCase) -> Verdict:
    """Score the obligations met, a late one in part, less what needless calls cost."""
    owed, points = case.ledger.escalations, case.ground.policy.points
    score, strict = credit(owed, points), adherence(owed)
    if score is None or strict is None:
        return Verdict(None, "No escalation or duty was required.")
    met, needless, calls = (
        sum(entry.verdict == "met" for entry in owed),
        len(case.ledger.needless),
        case.ledger.calls,
    )
    why = (
        f"{met} of {some(len(owed), 'escalation or duty', 'escalations and duties')} on time "
        f"({strict:.0f}%); "
        f"late ones count for {points.late:.0f}%."
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
