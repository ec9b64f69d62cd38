"""Where nothing broke: did whoever raised the alarm get an answer that is true?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.criterion import Advice, Criterion
from scoring.model import ScoreFinding
from scoring.quiet import alarms, answers
from scoring.shown import what_was_sent
from scoring.verdict import Verdict, latest_that_scores, scaled
from sim.scenario.durations import spoken

if TYPE_CHECKING:
    from scoring.case import ScoredCase
    from scoring.facts import Fact
    from scoring.ground import Ground
    from sim.journal.bodies import Message


def _unanswered(ground: Ground, alarm: Fact[Message]) -> str:
    """What became of an alarm that nobody answered, with the last words after it."""
    later = what_was_sent(one for one in ground.said if one.at >= alarm.at)
    sent = f" {later}" if later else ""
    return (
        f"{alarm.body.sender} got no answer after that which says, truly, that the service, or "
        f"downloads or uploads, work.{sent}"
    )


def judge(case: ScoredCase) -> Verdict:
    """How soon each alarm was answered, saying truly what works: the mean over the alarms."""
    ground = case.ground
    raised = alarms(ground)
    if not ground.quiet:
        return Verdict(None, "Something broke; it is scored as an incident.")
    if not raised:
        return Verdict(None, "Nobody raised an alarm, so there was none to answer.")
    said, findings, answered, earned = answers(ground), [], 0, 0.0
    for alarm in raised:
        reply = next((one for one in said if one.at >= alarm.at), None)
        if reply is not None:
            answered += 1
            earned += scaled(reply.at - alarm.at, ground.policy.targets.answer)
        sender = alarm.body.sender
        findings.append(
            ScoreFinding(
                level="good" if reply else "problem",
                text=(
                    f"{sender} was told what was found, {spoken(reply.at - alarm.at)} later."
                    if reply
                    else _unanswered(ground, alarm)
                ),
                at=reply.at if reply else alarm.at,
                evidence=(alarm.seq, reply.fact.seq) if reply else (alarm.seq,),
            )
        )
    why = (
        f"{answered} of {len(raised)} alarms answered, saying truly what works; "
        f"{latest_that_scores(ground.policy.targets.answer)}."
    )
    return Verdict(earned / len(raised), why, tuple(findings))


CRITERION = Criterion(
    id="answering",
    title="Answering",
    judge=judge,
    advice=Advice(
        "Tell the person who raised the alarm what the figures say and what works.",
        owner="oncall_engineer",
    ),
)
