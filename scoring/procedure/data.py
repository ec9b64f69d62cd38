"""The steps about what is stored: look at backups and integrity, keep the evidence, verify.

Looking at the backups is part of every incident; the rest applies where a fault touched data, or
where somebody restored or released files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring import said
from scoring.procedure.looking import look, looked
from scoring.procedure.steps import Step

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def _integrity(case: Case) -> Step:
    name = "integrity looked at"
    if not data_at_risk(case):
        return Step(name, "not applicable", "no data was at risk")
    return look(case, name, said.INTEGRITY_LOOKS, None)


def _emergency_backup(case: Case) -> Step:
    name = "emergency backup before any repair"
    if not data_at_risk(case):
        return Step(name, "not applicable", "no data was at risk")
    made, repair = looked(case, ("backup-create",)), looked(case, said.REPAIRS)
    if made is None:
        return Step(name, "missed")
    if repair is not None and repair.seq < made.seq:
        why = f"{repair.body.command} came first"
        return Step(name, "out of order", why, made.at, (repair.seq, made.seq))
    return Step(name, "done", at=made.at, evidence=(made.seq,))


def _restores(case: Case) -> tuple[Fact[Action], ...]:
    return said.effective(case.facts, RESTORING, case.facts.began_at)


def _verified(case: Case) -> Step:
    name = "backup verified before files are restored"
    restores = _restores(case)
    if not restores:
        return Step(name, "not applicable", "no files were restored")
    for fact in restores:
        backup = backup_of(fact.body)
        found = verdict_before(case, backup, fact.seq)
        if found != "verified":
            why = f"{backup} was known to be corrupt" if found else f"{backup} was not verified"
            return Step(name, "out of order", why, fact.at, (fact.seq,))
    last = restores[-1]
    return Step(name, "done", at=last.at, evidence=(last.seq,))


def _checked_before_release(case: Case) -> Step:
    name = "files verified before they are released"
    released = said.effective(case.facts, ("unquarantine",), case.facts.began_at)
    if not released:
        return Step(name, "not applicable", "no file was released")
    first = released[0]
    checks = said.effective(case.facts, ("verify-restored",), case.facts.began_at)
    passed = [fact for fact in checks if said.test_passed(fact.body) and fact.seq < first.seq]
    if passed:
        return Step(name, "done", at=passed[-1].at, evidence=(passed[-1].seq, first.seq))
    why = "they were not valid" if checks else "nobody looked"
    return Step(name, "out of order", why, first.at, (first.seq,))


def about_data(case: Case) -> Iterator[Step]:
    """The steps about what is stored, in the procedure's order."""
    yield look(case, "backups looked at", said.BACKUP_LOOKS, None)
    yield _emergency_backup(case)
    yield _integrity(case)
    yield _verified(case)
    yield _checked_before_release(case)
