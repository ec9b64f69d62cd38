"""Where nothing broke: did somebody look before answering?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.criterion import Advice, Criterion
from scoring.model import ScoreFinding
from scoring.quiet import alarms, answers, looks
from scoring.verdict import FULL, Verdict

if TYPE_CHECKING:
    from scoring.case import ScoredCase

_LATE = 50.0
"""A look that came after the answer: it confirmed what had been said blindly."""


def judge(case: ScoredCase) -> Verdict:
    """Full for a look before the first answer, half for one after it, none without."""
    ground = case.ground
    if not ground.quiet:
        return Verdict(None, "Something broke; it is scored as an incident.")
    raised = alarms(ground)
    since = raised[0].at if raised else 0
    seen = [look for look in looks(ground) if look.at >= since]
    if not seen:
        finding = ScoreFinding(
            level="problem",
            text="Nobody looked at the service.",
            evidence=tuple(one.seq for one in raised[:1]),
        )
        return Verdict(0.0, "Nobody looked at the service.", (finding,))
    first = seen[0]
    answered = answers(ground)
    blind = bool(answered) and answered[0].fact.seq < first.seq
    text = "The service was looked at " + ("after it had been answered." if blind else "first.")
    finding = ScoreFinding(
        level="note" if blind else "good", text=text, at=first.at, evidence=(first.seq,)
    )
    return Verdict(_LATE if blind else FULL, text, (finding,))


CRITERION = Criterion(
    id="looking",
    title="Looking",
    judge=judge,
    advice=Advice(
        "Look at health, metrics and events before saying anything about the service.",
        owner="oncall_engineer",
    ),
)
