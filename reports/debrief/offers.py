"""Each inject as it came, what was hoped for, and what you and par did about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import format as spell
from reports.debrief.said import acts, did, quoted
from reports.document import Bullets, Prose, ReportSection, Subheading
from reports.phrases import titled
from scoring.verdict import some
from sim.journal.bodies import InjectSent, Message
from sim.scenario.durations import MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.debrief.material import Debriefed, PlayedNight
    from scoring.facts import Fact

SPAN_MS = 10 * MINUTE
"""For how long after an inject what is done is told beside it."""

_COUNTS = (
    "An expected action counts here once it is taken. Whether a message said what it had to is "
    "scored under Communication."
)
_MOST = 4
_MOST_SAID = 240


def _next_steps(debriefed: Debriefed, night: PlayedNight, since: int) -> Iterator[str]:
    """What was done in the minutes after an instant, looks left out; what is repeated, once."""
    clock, policy = debriefed.made.card.starts_at, debriefed.made.policy
    done: dict[str, list[int]] = {}
    for one in night.ground.facts.actions:
        if since < one.at <= since + SPAN_MS and acts(one.body):
            done.setdefault(did(one.body, policy), []).append(one.at)
    for what, times in done.items():
        first, last = (spell.wall_clock(clock, at) for at in (times[0], times[-1]))
        often = f" ({spell.often(len(times), last)})" if len(times) > 1 else ""
        yield f"{first} {what}{often}"


def _steps(debriefed: Debriefed, night: PlayedNight, sent_at: int) -> str:
    """The next things that were done, or that only looks were."""
    found = list(_next_steps(debriefed, night, sent_at))
    span = spell.spoken(SPAN_MS)
    if not found:
        looked = any(sent_at < one.at <= sent_at + SPAN_MS for one in night.ground.facts.actions)
        return f"{'only looked things up' if looked else 'no action'} within {span}."
    more = f"; and {some(len(found) - _MOST, 'other step')}" if len(found) > _MOST else ""
    return f"within {span}: {'; '.join(found[:_MOST])}{more}."


def _sent(night: PlayedNight) -> dict[str, Fact[InjectSent]]:
    return {one.body.inject: one for one in night.ground.facts.of(InjectSent)}


def _came(debriefed: Debriefed, inject: str) -> Iterator[str]:
    """Whether the expected action came, from you and from par."""
    for who, night in ((debriefed.who, debriefed.mine), ("Par", debriefed.par)):
        if night is None or (one := night.came.get(inject)) is None:
            continue
        words, at = one
        clock = "" if at is None else f", at {spell.wall_clock(debriefed.made.card.starts_at, at)}"
        yield f"{who}: {words}{clock}."


def _words(night: PlayedNight, sent: Fact[InjectSent]) -> str:
    """Who said it, over what, in which words."""
    said = (one.body for one in night.ground.facts.of(Message) if one.seq > sent.seq)
    message = next((one for one in said if one.purpose == "inject"), None)
    if message is None:
        return ""
    return f"{message.sender}, {message.channel}: {quoted(message.text, _MOST_SAID)}"


def _offer(debriefed: Debriefed, sent: Fact[InjectSent], expects: str) -> Bullets:
    mine, par = debriefed.mine, debriefed.par
    lines = [f"Expected: {' '.join(expects.split())}"] if expects else []
    lines += _came(debriefed, sent.body.inject)
    own = _steps(debriefed, mine, sent.at)
    lines.append(f"{debriefed.who}: {own}")
    if par is not None:
        other = _sent(par).get(sent.body.inject)
        theirs = "" if other is None else _steps(debriefed, par, other.at)
        lines.append(
            "Par: not sent; its trigger did not occur."
            if other is None
            else "Par did the same."
            if theirs == own
            else f"Par: {theirs}"
        )
    return Bullets(tuple(lines))


def offers(debriefed: Debriefed) -> tuple[ReportSection, ...]:
    """One heading an inject that was sent; none when none was."""
    clock = debriefed.made.card.starts_at
    hoped = {one.id: one.expects for one in debriefed.mine.ground.facts.scenario.injects}
    blocks: list[Subheading | Prose | Bullets] = []
    if debriefed.mine.came:
        blocks.append(Prose(_COUNTS, "soft"))
    for sent in debriefed.mine.ground.facts.of(InjectSent):
        name = sent.body.inject
        blocks.append(
            Subheading(f"{spell.wall_clock(clock, sent.at)} {titled(name)}", f"inject-{name}")
        )
        if said := _words(debriefed.mine, sent):
            blocks.append(Prose(said))
        blocks.append(_offer(debriefed, sent, hoped.get(name, "")))
    if not any(isinstance(one, Subheading) for one in blocks):
        return ()
    title = f"Injects and {'your' if debriefed.who == 'You' else 'the'} response"
    return (ReportSection("offers", title, tuple(blocks), "Injects"),)
