"""What was owed to team, users and public: notices, updates, promised updates."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.scoring.independent.claims import completes, is_untrue, truly_works
from tests.scoring.independent.escalation import Debt, all_updates, starts, worst
from tests.scoring.independent.instants import first, impact_of, instants_of
from tests.scoring.independent.told import side, told
from tests.scoring.independent.windows import MINUTE, severity_at, true_severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.scenario.rules.notices import Notice
    from tests.scoring.independent.record import Record, Word

DAY = 24 * 3_600_000


def notices(record: Record) -> list[Debt]:
    """Every notice of the policy that fell due."""
    found = []
    recover = instants_of(record)["recover"]
    last = record.end if recover is None else recover
    for notice in record.policy.notices:
        if notice.since == "recovered":
            debt = _restoration(record, notice)
        else:
            debt = _notice(record, notice, last)
        if debt is not None:
            found.append(debt)
    return found


def _notice(record: Record, notice: Notice, last: int) -> Debt | None:
    due = starts(record)
    if due is None or due >= last:
        return None
    if notice.since == "declared":
        declared = first(at for at, _ in record.done("declare"))
        # Who does not declare while it lasts owes it as for detection.
        due = due if declared is None or declared >= last else max(declared, due)
    level = worst(record, due)
    if level is None or (notice.levels and level.level not in notice.levels):
        return None
    within = level.tell_within if notice.within is None else notice.within
    words = [word for word in told(record, notice.to) if word.counts]
    template = record.policy.template(notice.template)
    if template is None or not template.claims:
        fits = [word for word in words if not is_untrue(record, word)]
    else:
        fits = completes(record, words, template.claims)
    return _owed(notice.to, due, due + within, fits, notice.id)


def _restoration(record: Record, notice: Notice) -> Debt | None:
    policy, recover = record.policy, instants_of(record)["recover"]
    if recover is None or starts(record) is None:
        return None
    level = worst(record, recover)
    if level is None or (notice.levels and level.level not in notice.levels):
        return None
    within = notice.within
    if within is None:
        within = policy.monitoring_period + policy.grace
    fits = {
        (word.at, word.seq): word
        for to in (notice.to, "status_page")
        for word in told(record, to)
        if word.at >= recover and truly_works(record, word)
    }
    words = [fits[key] for key in sorted(fits)]
    return _owed(notice.to, recover, recover + within, words, notice.id)


def _owed(to: str, due: int, deadline: int, fits: Sequence[Word], name: str) -> Debt:
    by = fits[0].seq if fits else None
    return Debt("notice", to, due, deadline, tuple(word.at for word in fits), name, by)


def rhythm_of(record: Record, at: int, since_start: int) -> int:
    """How long the gap between updates may be, so long after detection."""
    level = record.policy.severity(severity_at(record, at))
    assert level is not None, "there is a rhythm in each stretch"
    passed = 0
    for rhythm in level.updates:
        if rhythm.lasts is None or since_start < passed + rhythm.lasts:
            return rhythm.every
        passed += rhythm.lasts
    return level.updates[-1].every


def updates(record: Record) -> list[Debt]:
    """Every update that the severity's rhythm asked for."""
    start, found = starts(record), list[Debt]()
    if start is None:
        return found
    recover = instants_of(record)["recover"]
    end = record.end if recover is None else recover
    words = all_updates(record)
    for since, until in stretches(record, start, end):
        last = since
        while last < until:
            every = rhythm_of(record, last, last - start)
            due, deadline = last + every, last + every + record.policy.grace
            if due >= until:
                break
            in_time = [word for word in words if last < word.at <= deadline]
            late = [word for word in words if deadline < word.at < deadline + every]
            fits = in_time[-1:] or late[:1]
            found.append(_owed("everybody", due, deadline, fits, "update"))
            last = fits[0].at if fits else deadline
    return found


def stretches(record: Record, start: int, end: int) -> list[tuple[int, int]]:
    """Each stretch of time, from start to end, in which the true severity has a rhythm."""
    levels = {one.level for one in record.policy.severities if one.updates}
    found: list[tuple[int, int]] = []
    for span in true_severity(record):
        since, until = max(span.start, start), min(span.end, end)
        if span.level in levels and since < until:
            joined = found and found[-1][1] == since
            found.append((found.pop()[0], until) if joined else (since, until))
    return found


def promises(record: Record) -> list[Debt]:
    """Every promised update that no newer promise replaced."""
    found = list[Debt]()
    impact = impact_of(record)
    if impact is None or starts(record) is None:
        return found
    # A promise is made to whom it was delivered, whether or not they noticed.
    words = [
        replace(word, heard=(*word.heard, *word.in_vain))
        if word.message.purpose != "call"
        else word
        for word in record.words()
        if word.at >= impact
    ]
    everything = all_updates(record)
    for to in ("team", "users"):
        made = [
            (word.at, word.seq, promised(record, word))
            for word in words
            if word.reading.readable
            and word.reading.next_update
            and word.heard
            and side(record, word) == to
        ]
        for at, seq, due in made:
            deadline = due + record.policy.grace
            if any(
                later <= deadline and other != seq and (later, other) > (at, seq)
                for later, other, _ in made
            ):
                continue
            fits = [one for one in everything if one.at > at and to in {"team", side(record, one)}]
            found.append(_owed(to, due, deadline, fits, "promise"))
    return found


def promised(record: Record, word: Word) -> int:
    """The instant that a word promises the next update for."""
    text = word.reading.next_update or ""
    if text[-1] in "mh":
        return word.at + int(text[:-1]) * (60_000 if text[-1] == "m" else 3_600_000)
    midnight = record.scenario.starts_at.replace(hour=0, minute=0, second=0, microsecond=0)
    hour, minute = map(int, text.split(":"))
    wanted = midnight + timedelta(hours=hour, minutes=minute) - record.scenario.starts_at
    at = wanted // timedelta(milliseconds=1)
    # The running minute has not passed.
    while at + MINUTE <= word.at:
        at += DAY
    return max(at, word.at)
