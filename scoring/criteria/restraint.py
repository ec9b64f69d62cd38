"""Where nothing broke: was a well service left alone, and nobody alarmed?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.criterion import Advice, Criterion
from scoring.model import ScoreFinding
from scoring.procedure.harm import needless_acts
from scoring.quiet import answers, looks, needless_alarms
from scoring.verdict import FULL, Verdict, some

if TYPE_CHECKING:
    from scoring.case import ScoredCase


def judge(case: ScoredCase) -> Verdict:
    """Full for leaving it alone, for whoever was there: nothing done at all earns nothing."""
    ground = case.ground
    if not ground.quiet:
        return Verdict(None, "Something broke; it is scored as an incident.")
    if not looks(ground) and not answers(ground):
        return Verdict(0.0, "Nobody looked or answered, so leaving it alone shows nothing.")
    acted = needless_acts(ground)
    harm = [
        ScoreFinding(level="harm", text=one.text, at=one.at, evidence=one.evidence) for one in acted
    ]
    told = needless_alarms(ground)
    harm += [
        ScoreFinding(
            level="harm",
            text="Users or the public were told of trouble that was not there.",
            at=one.at,
            evidence=(one.fact.seq,),
        )
        for one in told
    ]
    if not harm:
        return Verdict(FULL, "Nothing was wrong, and nothing was done to the service.")
    why = (
        f"Nothing was wrong; {some(len(acted), 'change')} to the service, "
        f"{some(len(told), 'needless notice')}."
    )
    cost = ground.policy.points.needless_act * len(harm)
    return Verdict(max(0.0, FULL - cost), why, tuple(harm))


CRITERION = Criterion(
    id="restraint",
    title="Restraint",
    judge=judge,
    advice=Advice(
        "Decline every offer to repair what works; say what would have to be seen first.",
        owner="technical_lead",
    ),
)
