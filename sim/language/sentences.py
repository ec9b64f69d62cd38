"""A message as sentences that can be read: lines, dated entries, headings, quotes, questions."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from sim.language.quotes import FORBIDDEN

if TYPE_CHECKING:
    from collections.abc import Iterator

_ALIKE: Final = str.maketrans(
    {
        **dict.fromkeys("\u2019\u2018`\u00b4\u02bc", "'"),
        **dict.fromkeys("\u2013\u2014\u2212", "-"),
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("\u00a0\ufe0f\u200b\u200d\t\r", " "),
    }
)
_AWAY: Final = re.compile(r"https?://\S+|www\.\S+|\b[\w.+-]{1,64}@[\w.-]{1,64}\b")
_FILE_NAME: Final = re.compile(r"\b[\w-]{1,64}\.(?:csv|tsv|xlsx?|json|txt|pdf|zip)\b")
"""`members_q2.csv` is a list, whatever its name says."""
_USUAL: Final = re.compile(
    r"\((?:normal|normally|usual|usually|typical|typically|norm|target|baseline|threshold|limit|slo|"
    r"before|was)\b[^()\n]{0,40}\)"
)
"""What a figure is measured by: (normal: 2 s)."""
_END: Final = re.compile(r"[.!?]+(?=[\s\")\]]|$)|\n|(?P<item>(?<=[,;:] )\(?\d{1,2}\) )")
_SHORTENED: Final = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|approx|ca|mr|mrs|ms|dr|no|nr|vs|etc|incl|resp|a\.m|p\.m|st|h|min)\.?$"
)
_CLOCK: Final = r"(?P<h>[01]?\d|2[0-3])\s?[:.h]\s?(?P<m>[0-5]\d)(?!\d)"
_ZONE: Final = r"(?::\d\d)?\s?(?:am|pm|utc|gmt|z|cet|cest|ist|est|pst|jst|h|hrs|uhr)?\b"
_WEEKDAY: Final = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s)?"
_DAY_TIME: Final = re.compile(r"\W*" + _WEEKDAY + r"[012]?\d:[0-5]\d\b")
_IN_LINE: Final = re.compile(
    r";\s(?=" + _WEEKDAY + r"[012]?\d:[0-5]\d\b)|\.\s(?=[012]?\d:[0-5]\d\s?-\s)"
)
"""`08:00 uploads slow; 08:30 uploads fail` is two entries in one line."""
_ENTRY: Final = re.compile(
    r"[^\w\n]*" + _WEEKDAY + r"(?:(?:update|status|entry|at|am|um)\s*(?:\#?\d\s)?[-:@(]?\s*)?"
    r"(?:\d{4}-\d\d-\d\d[ t]|\d{1,2}\.?\s[a-z]{3,9}\.?,?\s(?:\d{4},?\s)?"
    r"|\d{1,2}[./]\d{1,2}[./]?(?:\d{2,4})?,?\s|[a-z]{3,9}\.?\s\d{1,2},?\s"
    r"(?:\d{4},?\s)?)?" + _CLOCK + _ZONE + r"[^\w\n]{1,6}(?=\S)"
)
_HEADED: Final = re.compile(
    r"[^\w\n]*(?:resolved|monitoring|identified|investigating|update|updated|recovered|recovering|"
    r"restored|mitigated|closed|degraded|outage|in progress|new|fixed|verifying|scheduled)"
    r"\s*(?:#?\d+\s*)?[-:|@(,\])]{0,3}\s*(?:at\s)?(?:\d{4}-\d\d-\d\d[ t]"
    r"|[a-z]{3,9}\.?\s\d{1,2},?\s)?" + _CLOCK + _ZONE
)
_ASKED: Final = (
    r"can(?!'t)|can't (?:you|we|i|they|u|somebody|someone|anyone)|could|does|do|did|is|are|has|"
    r"have|any|anyone|anybody|who|what|when|where|why|how|should|"
    r"shall|will|would|which|was|were|isn't|aren't|doesn't|don't|may|might"
)
_ASKING: Final = re.compile(
    r"(?:^|[,;:]\s*|\s-\s*|\band\s+|\bso\s+|\bbut\s+)(?P<q>(?:" + _ASKED + r")\b)"
)
_ASKS: Final = re.compile(
    r"\W*(?:(?:i|we|just) (?:wonder|was wondering|am wondering|wondering)\b)|\W*(?:(?:so"
    r"|and|but|hey|hi|ok|also|pls|please|all|team)[,\s]+)*"
    r"(?:(?:does|did|has|is|are|can|could|should|would|will)\s+(?:anyone|anybody|someone|somebody|u|"
    r"you|u|we|i|the|any|it|there|this|that|our|uploads?|downloads?|sign|login|files?|lists?)\b"
    r"|(?:who|why|how(?! (?:it is|it looks|things (?:are|stand|look)|we are)\b)|what time|anyone"
    r"|anybody)\b(?!\s+(?:who|is\s+affected|can|trying|that)))"
)
_OF_TOPIC: Final = re.compile(r"(?:do|does|did|is|are|will|can|could|has|have)\s+(?:it|they)\b")
_TOPIC: Final = re.compile(r"\b(?:that|which|who)\b")
"""`The file that waits, does it go up alone?` asks all of it."""
_SINCE_WHEN: Final = re.compile(
    r"\W*(?:since|until|till|for|from|at|by|in|on|to) (?:when|how|what|which|whom)\b"
)
_TAGS: Final = re.compile(
    r"(?:right|no|yes|correct|or(?: not)?|huh|eh|true|(?:is|are|do|does|has|have)n't (?:it|they))$"
)
"""What makes a question of a statement."""
_AFTER_ALL: Final = re.compile(r"[,;:]\s*(?=(?:they|it|because|we|that)\b)")
"""After what is not to be said, what is so."""
_PAST_KEYS: Final = re.compile(
    r"[^:\n]{0,24}\bdraft\b[^:\n]{0,40}:|\W*(?:current actions?|actions?(?: taken)?"
    r"|next steps?|(?:root )?cause|timeline|history|"
    r"work ?around|started?|start time|begin|detected|detection(?: time)?|earlier(?: today)?|"
    r"previous(?:ly)?(?: update)?|duration|what happened|background|plan(?:ned)?|todo|to do|"
    r"past incidents?|draft|template|suggested text|example|"
    r"mitigation|what we are doing|what to do|"
    r"what you can do|recommendation|recommended action|instructions?|before|lessons(?: learned)?|"
    r"what we did|prevention|follow-?ups?|yesterday|past)\s*:"
)


class Sentence(NamedTuple):
    """One sentence: its place, its heading's, whether its answer is no, whether it only asks."""

    start: int
    end: int
    heading: tuple[int, int] | None = None
    turned: bool = False
    asked: bool = False


def plain(text: str) -> str:
    """The text in small letters and plain quotes, place by place."""
    small = text.translate(_ALIKE)
    lower = small.lower()
    if len(lower) != len(small):
        lower = "".join(low if len(low := one.lower()) == 1 else one for one in small)
    for aside in (_AWAY, _USUAL):
        lower = aside.sub(lambda match: " " * len(match[0]), lower)
    return _FILE_NAME.sub(lambda match: "file".ljust(len(match[0])), lower)


def lines_now(text: str) -> list[tuple[int, int]]:
    """The lines that speak of now: of dated entries only the newest, with its lines."""
    lines: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        edges = [start, *(start + one.end() for one in _IN_LINE.finditer(line)), start + len(line)]
        lines.extend(itertools.pairwise(edges if _DAY_TIME.match(line) else [edges[0], edges[-1]]))
        start += len(line) + 1
    entries: list[tuple[int, int]] = []
    for number, (left, right) in enumerate(lines):
        match = _ENTRY.match(text, left, right) or _HEADED.match(text, left, right)
        if match:
            entries.append((number, 60 * int(match["h"]) + int(match["m"])))
    if len(entries) < 2:  # noqa: PLR2004
        return lines
    newest = _newest(text, [minute for _, minute in entries])
    kept = []
    current = -1
    filled = False
    places = {line: at for at, (line, _) in enumerate(entries)}
    for number, (left, right) in enumerate(lines):
        found = places.get(number)
        if found is not None:
            current = found
            match = _ENTRY.match(text, left, right)
            filled = match is not None and bool(text[match.end() : right].strip())
        elif not text[left:right].strip():
            if filled:
                current = -1
        else:
            filled = True
        if current in {-1, newest}:
            kept.append((left, right))
    return kept


def _newest(text: str, minutes: list[int]) -> int:
    """Which of the times is the newest: the first or the last, whichever way they run."""
    told = re.search(
        r"\b(?P<which>oldest|earliest|newest|latest|most recent)\b[^\n]{0,24}?\b(?P<place>to"
        r"p|first|"
        r"above|bottom|last|below|end)\b",
        text,
    )
    if told:
        on_top = told["place"] in {"top", "first", "above"}
        old = told["which"] in {"oldest", "earliest"}
        return len(minutes) - 1 if on_top == old else 0
    forward = sum(
        1 if 0 < (after - before) % 1440 < 720 else -1 if after != before else 0  # noqa: PLR2004
        for before, after in itertools.pairwise(minutes)
    )
    return len(minutes) - 1 if forward >= 0 else 0


def sentences(text: str) -> list[Sentence]:
    """The sentences that state something of now; `text` is plain."""
    found: list[Sentence] = []
    skipped = False
    heading: tuple[int, int] | None = None
    for left, right in _joined(text, lines_now(text)):
        line = text[left:right].rstrip()
        bullet = _BULLET.match(line) is not None
        if not line:
            skipped, heading = False, None
        elif skipped and bullet:
            continue
        elif _PAST_KEYS.match(line):
            skipped = True
        elif line.endswith(":") or (not bullet and _heads(text, right, line)):
            skipped, heading = False, (left, left + len(line))
        else:
            skipped = False
            near = heading is not None and (bullet or heading[1] + 2 >= left)
            found.extend(_of_line(text, left, right, heading if near else None))
            heading = heading if bullet else None
    return found


_BULLET: Final = re.compile(r"\s*(?:[-•*·▪◦>]|\d{1,2}[.)]\s|[a-h]\)\s)")


_YES: Final = re.compile(
    r"\W*(?:(?:yes|yep|yeah|yup|correct|indeed|sure)\b|"
    r"(?:they|it) (?:are|do|can|is|does|have|has)\b(?!n't| not))"
)
_ONLY_SO: Final = re.compile(r"\b(?:but|though|slow\w*|late\w*|partly|some\w*|only|mostly)\b")
_NO: Final = re.compile(
    r"\W*(?:no|nope|nah|not (?:yet|at|really|right|any)|"
    r"(?:unfortunately|sadly|afraid) not|negative|"
    r"(?:they|it) (?:are not|aren't|do not|don't|cannot|can't|is not|isn't|does not|doesn't|"
    r"have not|haven't|has not|hasn't|were not|weren't|was not|wasn't|did not|didn't|"
    r"could not|couldn't))\b"
)
_ANSWERED: Final = re.compile(r"\W*(?:so |and |q: ?)?(?:is|are|do|does|can|has|have)\s")
"""A question that the next sentence answers with yes or no."""
_SHORTLY: Final = re.compile(
    r"\W*[\w-]+(?: [\w-]+)? (?:ok|okay|fine|up|down|working|broken|good|back|failing|slow)\W*$"
)
"""`Uploads ok?`"""


_YEAR: Final = re.compile(r"\W*(?:in\s)?(?:19|20)\d\d\s?:\s")
"""`2024: one outage` is history."""
_WHETHER: Final = re.compile(
    r"\W*(?:we|i|some|many|several|people|customers|users|you)\b[^.!?,;:\n]{0,40}"
    r"\b(?:ask|asks|asked|asking|wonder|wondered|want to know|wanted to know)\b[^.!?,;:\n]{0,20}"
    r"\b(?:whether|if)\b"
)
"""Somebody's question, told; the next sentence answers it."""


def _of_line(
    text: str, left: int, right: int, heading: tuple[int, int] | None
) -> Iterator[Sentence]:
    pieces = _cut(text, left, right)
    for place, (start, end) in enumerate(pieces):
        answer = text[slice(*pieces[place + 1])] if place + 1 < len(pieces) else ""
        asks = _ANSWERED.match(text, start, end) or _SHORTLY.match(text, start, end)
        if text[start:end].rstrip().endswith("?") and asks:
            denied = _NO.match(answer) is not None
            if denied or (_YES.match(answer) and not _ONLY_SO.search(answer)):
                yield Sentence(start, end, None, denied)
                continue
        if _names_only(text[start:end]):
            heading = (start, end - 1)
            continue
        if _YEAR.match(text, start, end):
            continue
        whether = _WHETHER.match(text, start, end)
        denied = _NO.match(answer) is not None
        if whether and (denied or _YES.match(answer)):
            yield Sentence(whether.end(), end, None, denied)
            continue
        kept = _stated_part(text, start, end)
        if kept < 0:
            yield Sentence(-kept, end, heading)
        elif kept > start:
            yield Sentence(start, kept, heading)
        elif text[start:end].rstrip().endswith("?"):
            yield Sentence(start, end, asked=True)


def _names_only(sentence: str) -> bool:
    """`Saving lists?` names what the next sentence speaks of."""
    stripped = sentence.strip()
    return (
        stripped.endswith("?")
        and 1 <= stripped.count(" ") + 1 <= 4  # noqa: PLR2004
        and not re.match(r"\W*(?:" + _ASKED + r")\b", stripped)
    )


def _heads(text: str, right: int, line: str) -> bool:
    """Whether a short line without an end stands right above a list."""
    after = text[right + 1 : right + 5].lstrip(" ")[:2]
    return (
        len(line) < 60  # noqa: PLR2004
        and line[-1:].isalnum()
        and after[:1] in set("-•*·▪◦>")
        and after[1:2] == " "
    )


def _joined(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Lines that were broken in the middle of a sentence, joined."""
    found: list[tuple[int, int]] = []
    for left, right in lines:
        if found:
            before, until = found[-1]
            one = text[left:right]
            last = text[before:until].rstrip()
            if (
                until + 1 == left
                and until - before > 48  # noqa: PLR2004
                and last[-1:].isalnum()
                and one[:1].isalpha()
                and ":" not in one[:30]
            ):
                found[-1] = (before, right)
                continue
        found.append((left, right))
    return found


def _cut(text: str, left: int, right: int) -> list[tuple[int, int]]:
    """A line at its full stops."""
    found = []
    start = left
    for match in _END.finditer(text, left, right):
        if match["item"] and start < match.start():
            found.append((start, match.start()))
            start = match.start()
        if match["item"]:
            continue
        if match[0] == "\n" or match[0][:4] == "....":
            continue
        if match[0] == "." and _SHORTENED.search(text[max(start, match.start() - 8) : match.end()]):
            after = text[match.end() : match.end() + 2].strip()
            if after:
                continue
        found.append((start, match.end()))
        start = match.end()
    if text[start:right].strip():
        found.append((start, right))
    return found


def _stated_part(text: str, start: int, end: int) -> int:
    """Where the stating part of a sentence ends: questions and what is not to be said follow."""
    sentence = text[start:end]
    forbidden = FORBIDDEN.search(sentence)
    if forbidden:
        after = _AFTER_ALL.search(sentence, forbidden.end())
        if after and start + after.end() < end:
            return -(start + after.start())
        end = start + forbidden.start()
        sentence = text[start:end]
    if sentence.rstrip().endswith("?"):
        return _before_question(sentence, start, end)
    return start if _ASKS.match(sentence) else end


def _before_question(sentence: str, start: int, end: int) -> int:
    """Where the question of a sentence begins that ends in one."""
    if _SINCE_WHEN.match(sentence):
        return start
    if len(sentence.strip()) < 2 or sentence.rstrip(" ?")[-1:] in {":", "-"}:  # noqa: PLR2004
        return end
    asked = _ASKING.search(sentence)
    if asked:
        topic = _OF_TOPIC.match(sentence, asked.start("q")) and _TOPIC.search(
            sentence, 0, asked.start("q")
        )
        return start if topic else start + asked.start("q")
    comma = sentence.rfind(",")
    tail = sentence[comma + 1 :].strip(" ?!.") if comma > 0 else "no"
    return start if _TAGS.match(tail) else start + comma
