"""What was wrong with what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.language.read import read
from sim.language.stated import split
from sim.scenario.names import STATUS_PAGE_ORDER
from tests.scoring.independent.claims import verdict_in
from tests.scoring.independent.escalation import row
from tests.scoring.independent.instants import in_public, statements
from tests.scoring.independent.notices import notices
from tests.scoring.independent.progress import causes
from tests.scoring.independent.state import truly_over
from tests.scoring.independent.told import incident_began, side, tells, told

if TYPE_CHECKING:
    from tests.scoring.independent.record import Record, Word


def flaws(record: Record) -> list[tuple[str, str]]:
    """Each flaw by its kind, with the words that it is in: the same of the same words once."""
    began = incident_began(record)
    words = [word for word in record.words() if word.at >= began and word.heard]
    found: dict[tuple[str, str], None] = {}
    # A page that lies unheard on a pager has been written all the same.
    written = [word for word in record.words() if word.at >= began and _reached(word)]
    for word in written:
        text = word.message.text
        for claim in word.reading.claims:
            kind = {"untruth": "contradiction", "worse": "worse"}.get(
                verdict_in(record, word, claim)
            )
            if kind is not None:
                found[kind, f"{claim.quote} {claim.subject} {claim.state}"] = None
        if word.reading.placeholder:
            found["placeholder", word.reading.placeholder] = None
        if in_public(record, word) and not read(split(text).text).readable:
            found["unreadable", text] = None
    return [*found, *_out_of_order(record), *_incomplete(record), *_floods(record, words)]


def _reached(word: Word) -> bool:
    return bool(word.heard or word.message.delivered)


def _out_of_order(record: Record) -> list[tuple[str, str]]:
    found, state, false = list[tuple[str, str]](), -1, False
    for word in record.words(("status_page",)):
        if word.at < incident_began(record) or not word.heard or not word.message.label:
            continue
        new = STATUS_PAGE_ORDER.index(word.message.label)
        skips, goes_back = new > state + 1, new < state and not false
        early = word.message.label == "identified" and not any(
            at <= word.at for at in causes(record)
        )
        if skips or goes_back:
            found.append(("status_order", f"{state} {new} {word.message.text}"))
        if early:
            found.append(("status_order", f"no cause {word.message.text}"))
        state = new
        false = word.message.label == "resolved" and not truly_over(record, word.at)
    return found


def _incomplete(record: Record) -> list[tuple[str, str]]:
    found = list[tuple[str, str]]()
    for debt in notices(record):
        verdict_of = row(record, debt)
        notice = next(one for one in record.policy.notices if one.id == debt.name)
        template = record.policy.template(notice.template)
        if verdict_of is None or verdict_of.verdict == "missed" or template is None:
            continue
        until = max(debt.deadline, min(debt.fits))
        words = [
            word for word in told(record, notice.to) if word.reading.readable and word.at <= until
        ]
        if template.promises and not any(word.reading.next_update for word in words):
            found.append(("incomplete", f"{notice.id} promises"))
        stated = any(one.at <= until for one in statements(record))
        if template.severity and not stated and not any(map(_says_severity, words)):
            found.append(("incomplete", f"{notice.id} severity"))
    return found


def _says_severity(word: Word) -> bool:
    return word.reading.severity is not None or bool(word.message.severity)


def _floods(record: Record, words: list[Word]) -> list[tuple[str, str]]:
    policy, found = record.policy.floods, list[tuple[str, str]]()
    audiences: dict[str, list[int]] = {}
    for word in words:
        if word.sent:
            to = side(record, word)
            if to == "users" or tells(record, word, record.policy.notify_team):
                audiences.setdefault(to, []).append(word.at)
    for name, instants in audiences.items():
        recent: list[int] = []
        for at in instants:
            recent = [one for one in recent if one > at - policy.per] + [at]
            if len(recent) > policy.most:
                found.append(("flood", f"{name} {at}"))
                recent = []
    return found


def clarity(record: Record) -> float:
    """100 less what the flaws cost."""
    costs = [float(getattr(record.policy.points, kind)) for kind, _ in flaws(record)]
    return max(0.0, 100 - sum(costs))
