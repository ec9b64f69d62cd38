"""The conditions about what is stored: verify a backup before restoring it, files before release.

Also what is known of a fault that touched data, and of what a restore took its files from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring import said
from scoring.procedure.steps import Seen

if TYPE_CHECKING:
    from scoring.case import Case
    from scoring.facts import Fact
    from sim.journal.bodies import Action

RESTORING = frozenset({"backup-restore", "backup-rollback"})


def data_at_risk(case: Case) -> bool:
    """Whether a fault that touched data began."""
    return any(fault.concern == "data" for fault in case.facts.begun)


def backup_of(action: Action) -> str:
    """Which backup a restore took."""
    return said.argument(action, "id") or said.argument(action, "target_backup")


def verdict_before(case: Case, backup: str, seq: int) -> str:
    """What verifying a backup had shown by then: `verified`, `unsound`, or "" for nothing."""
    return next(
        (
            fact.body.event
            for fact in reversed(case.facts.backups)
            if fact.seq < seq
            and fact.body.backup == backup
            and fact.body.event in {"verified", "unsound"}
        ),
        "",
    )


def _restores(case: Case) -> tuple[Fact[Action], ...]:
    return said.effective(case.facts, RESTORING, case.facts.began_at)


def backup_verified_before_restore(case: Case) -> Seen:
    """Every backup that files came back from was found sound before."""
    restores = _restores(case)
    if not restores:
        return Seen("not applicable", "no files were restored")
    for fact in restores:
        backup = backup_of(fact.body)
        found = verdict_before(case, backup, fact.seq)
        if found != "verified":
            why = f"{backup} was known to be corrupt" if found else f"{backup} was not verified"
            return Seen("out of order", why, fact.at, (fact.seq,))
    last = restores[-1]
    return Seen("done", at=last.at, evidence=(last.seq,))


def valid_before_release(case: Case) -> Seen:
    """Files were found valid before they were released from quarantine."""
    released = said.effective(case.facts, ("unquarantine",), case.facts.began_at)
    if not released:
        return Seen("not applicable", "no file was released")
    first = released[0]
    checks = said.effective(case.facts, ("verify-restored",), case.facts.began_at)
    passed = [fact for fact in checks if said.test_passed(fact.body) and fact.seq < first.seq]
    if passed:
        return Seen("done", at=passed[-1].at, evidence=(passed[-1].seq, first.seq))
    why = "they were not valid" if checks else "nobody looked"
    return Seen("out of order", why, first.at, (first.seq,))
