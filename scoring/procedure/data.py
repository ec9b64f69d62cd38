"""The conditions about what is stored: verify a backup before restoring it, files before release.

Also what is known of a fault that touched data, and of what a restore took its files from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring import actions
from scoring.procedure.steps import StepOutcome
from sim.journal.stored import BackupChanged

if TYPE_CHECKING:
    from scoring.facts import Fact
    from scoring.ground import Ground
    from sim.journal.bodies import Action


def data_at_risk(ground: Ground) -> bool:
    """Whether a fault that touched data began."""
    return any(fault.concern == "data" for fault in ground.facts.begun)


def backup_of(action: Action) -> str:
    """Which backup a restore took."""
    return actions.argument(action, "id") or actions.argument(action, "target_backup")


def verdict_before(ground: Ground, backup: str, seq: int) -> str:
    """What verifying a backup had shown by then: `verified`, `unsound`, or "" for nothing."""
    return next(
        (
            fact.body.event
            for fact in reversed(ground.facts.of(BackupChanged))
            if fact.seq < seq
            and fact.body.backup == backup
            and fact.body.event in {"verified", "unsound"}
        ),
        "",
    )


def _restores(ground: Ground) -> tuple[Fact[Action], ...]:
    return actions.did(ground.facts, "restores_files", since=ground.facts.began_at)


def backup_verified_before_restore(ground: Ground) -> StepOutcome:
    """Every backup that files came back from was found sound before."""
    restores = _restores(ground)
    if not restores:
        return StepOutcome("not applicable", "no files were restored")
    for fact in restores:
        backup = backup_of(fact.body)
        found = verdict_before(ground, backup, fact.seq)
        if found != "verified":
            why = f"{backup} was known to be corrupt" if found else f"{backup} was not verified"
            return StepOutcome("out of order", why, fact.at, (fact.seq,))
    last = restores[-1]
    return StepOutcome("done", at=last.at, evidence=(last.seq,))


def valid_before_release(ground: Ground) -> StepOutcome:
    """Files were found valid before they were released from quarantine."""
    released = actions.did(ground.facts, "releases_files", since=ground.facts.began_at)
    if not released:
        return StepOutcome("not applicable", "no file was released")
    first = released[0]
    checks = actions.did(ground.facts, "verifies_files", since=ground.facts.began_at)
    passed = [fact for fact in checks if actions.test_passed(fact.body) and fact.seq < first.seq]
    if passed:
        return StepOutcome("done", at=passed[-1].at, evidence=(passed[-1].seq, first.seq))
    why = "they were not valid" if checks else "nobody looked"
    return StepOutcome("out of order", why, first.at, (first.seq,))
