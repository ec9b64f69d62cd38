"""What a simulated colleague gets out of a message: what it asks, claims and promises.

Plain words on purpose, and not the reader of claims (`sim.language`): what colleagues hear decides
what they say, and the journal holds that, so a better reader would change the journal of the same
actions. In doubt nothing is heard. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sim.world.topics import TOPICS

if TYPE_CHECKING:
    from sim.world.topics import Scope, Topic

LONGEST_QUOTE: Final = 80
"""So much of a message is repeated to its sender, in characters."""

_SENTENCE: Final = re.compile(r"[^.!?\n]+(?:\.(?=\w)[^.!?\n]*)*[.!?]*")
_CLAUSE: Final = re.compile(r"[^.!?;:\n]+?(?=[.!?;:\n]|,|\bbut\b|\band\b|$)")
_ASKS: Final = re.compile(
    r"\?|\bplease (?:confirm|check|look|tell|say|send)\b|\b(?:tell|give|send) (?:us|me)\b|"
    r"\blet (?:us|me) know\b|\b(?:can|could|would) you\b|\bdo you (?:know|see|have)\b"
)
_WELL: Final = re.compile(
    r"\b(?:all|everything)(?:'s| is| has been)? (?:fixed|good|clear|well|fine|green|restored|ok)\b|"
    r"\b(?:it|this|issue|incident|problem|outage)(?:'s| is| was| has been) "
    r"(?:now )?(?:fixed|over|resolved|solved)\b|"
    r"\b(?:is|are) (?:now |fully )?(?:back to normal|restored|operational|up and running)\b|"
    r"\b(?:works?|working|operat(?:es?|ing)) (?:again|normally|fine|as usual)\b|"
    r"\beverything works\b|\bfully (?:recovered|restored|operational)\b|"
    r"\bno (?:user |customer )?impact\b|\bservice (?:works|working)\b|\bthe incident is over\b"
)
_DOUBT: Final = re.compile(
    r"\b(?:not|no longer|never|until|till|when|once|if|unless|before|after|will|would|should|soon|"
    r"expect\w*|hope\w*|may|might|could|can't|cannot|some|most|mostly|part|partly|almost|nearly|"
    r"as soon as|says?|said|whether|think|claims?|reports?|only)\b|n't\b"
)
_NAMED: Final = re.compile(
    r"\b(?:up-?load|down-?load|file|list|sign|log ?in|logging in|sav(?:e|ing)|stor|open|"
    r"requests?|session|data|error|slow|app\b|edit|cut|delet|normal|service|work)\w*",
    re.IGNORECASE,
)
_SCOPES: Final[dict[Scope, re.Pattern[str]]] = {
    "downloads": re.compile(r"\bdown-?load", re.IGNORECASE),
    "uploads": re.compile(r"\bup-?load", re.IGNORECASE),
    "sign_in": re.compile(r"\b(?:sign|log)(?:ging|ning|ing)?[- ]?in", re.IGNORECASE),
}
_PROMISE: Final = re.compile(
    r"\b(?:next update|next (?:message|post|news)|more|hear from us(?: again)?|update you|"
    r"post again|report back|back to you)\b[^.!?\n]{0,24}?\b(?:in|within|at|by|before)\s+"
    r"(?:(?P<count>\d{1,3})\s*(?P<unit>m|min|mins|minutes?|h|hours?)\b|"
    r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)|(?P<half>half an hour)|(?P<one>an hour))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What one message said to a colleague.

    Attributes:
        asks: whether it asks anything; `topics`: about what, in the order of the table.
        well: its words that say that all is well; "" when none do. `scope`: what they speak of.
        says_something: whether it names anything that users know.
        promised_in: minutes to the next update it promises; None without.
        promised_at: the same as a minute of the day.
    """

    asks: bool = False
    topics: tuple[Topic, ...] = ()
    well: str = ""
    scope: Scope = "all"
    says_something: bool = True
    promised_in: int | None = None
    promised_at: int | None = None


_CUES: Final[dict[Topic, re.Pattern[str]]] = {
    topic: re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")
    for topic, words in TOPICS.items()
}


def hear(text: str) -> Heard:
    """What a message asks, claims and promises; any text is heard."""
    sentences = [found.group() for found in _SENTENCE.finditer(text)]
    questions = " ".join(one for one in sentences if _ASKS.search(one.lower())).lower()
    topics = tuple(topic for topic, cues in _CUES.items() if cues.search(questions))
    promise = _PROMISE.search(text)
    well = _well(sentences)
    return Heard(
        asks="?" in questions or bool(topics),
        topics=topics,
        well=well,
        scope=next((of for of, words in _SCOPES.items() if words.search(well)), "all"),
        says_something=bool(_NAMED.search(text)),
        promised_in=_minutes(promise),
        promised_at=_clock(promise),
    )


def quoted(text: str) -> str:
    """Words as they are repeated to whoever wrote them: one line, and not too long."""
    line = " ".join(text.split()).strip(" .,;:")
    return line if len(line) <= LONGEST_QUOTE else f"{line[:LONGEST_QUOTE].rsplit(' ', 1)[0]} …"


def _well(sentences: list[str]) -> str:
    for sentence in sentences:
        if "?" in sentence:
            continue
        for clause in _CLAUSE.finditer(sentence):
            small = clause.group().lower().replace("\u2019", "'")
            if _WELL.search(small) and not _DOUBT.search(small):
                return quoted(clause.group())
    return ""


def _minutes(promise: re.Match[str] | None) -> int | None:
    if promise is None:
        return None
    if promise["half"]:
        return 30
    if promise["one"]:
        return 60
    if promise["count"] is None:
        return None
    return int(promise["count"]) * (60 if promise["unit"].lower().startswith("h") else 1)


def _clock(promise: re.Match[str] | None) -> int | None:
    if promise is None or promise["hour"] is None:
        return None
    return int(promise["hour"]) * 60 + int(promise["minute"])
