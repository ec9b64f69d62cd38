"""When the next update is due and when a repair is expected, as a text promises them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_COUNTS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty": 40, "fortyfive": 45, "fifty": 50, "sixty": 60, "ninety": 90,
}  # fmt: skip
_NUMBER: Final = r"(?:\d{1,3}(?:[.,]\d)?|" + "|".join(sorted(_COUNTS, key=len, reverse=True)) + ")"
_TIME: Final = re.compile(
    r"(?P<half>\b(?:a\s+|one\s+)?half(?:\s+an?|\s*-?\s*)\s*(?:hour|hr)\b)"
    r"|(?P<quarter>\b(?:a\s+)?quarter(?:\s+of)?(?:\s+an)?\s+hour\b)"
    r"|(?P<threeq>\bthree[\s-]quarters(?:\s+of)?(?:\s+an)?\s+hour\b)"
    r"|(?P<onehalf>\b(?:an|one)\s+(?:and\s+a\s+half\s+hours?|hour\s+and\s+a\s+half))"
    r"|\b(?P<ch>[01]?\d|2[0-3])\s?(?:(?P<sep>[:.h])\s?(?P<cm>[0-5]\d)(?![\d%])(?!\s?(?:s"
    r"|sec|seconds|percent|%|gb|mb)\b))"
    r"(?::\d\d)?\s?(?P<ap>[ap]\.?\s?m\b\.?)?"
    r"|\b(?P<oh>1[0-2]|0?[1-9])\s?(?P<oap>[ap]\.?\s?m\b\.?)"
    r"|\b(?P<och>[01]?\d|2[0-3])\s?(?:o'clock|uhr\b)"
    r"|\b(?P<mil>(?:[01]\d|2[0-3])[0-5]\d)\s?(?:utc|hrs?|hours|z|gmt|cet|cest|ist)\b"
    r"|(?:(?<=\beta)|(?<=\bat )|(?<=\bby )|(?<=\bupd )|(?<=\bupdate )|(?<=\bnext ))"
    r"\s?(?:[:~]\s?)?(?P<mil"
    r"2>(?:[01]\d"
    r"|2[0-3])[0-5]\d)(?=\s*(?:[.,;!)]|$))"
    r"|\b(?P<hourly>(?:every|each|within (?:the|one|an)|in (?:the next|under an"
    r"|less than an)|per|inside (?:the|an)) hour)\b"
    r"|\b(?P<spoken>(?:(?:a\s)?(?P<part>quarter|half|five|ten|twenty(?:[ -]five)?"
    r"|\d{1,2}\sminutes)\s?(?P<way>past|to|after|before)?\s)"
    r"(?P<sh>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?![:\d])"
    r"(?!\s?(?:minutes?|mins?|hours?|hrs?|h|m|seconds?|lists?|users?|%)\b)"
    r"\s?(?:o'clock)?\s?(?P<sap>[ap]\.?m\b)?(?P<day>\s?(?:in the|this|tomorrow"
    r"|at)\s(?:morning|afternoon|evening|night))?)"
    r"|(?:(?<=\bby )|(?<=\bat ))(?P<hour>[1-9]|1\d|2[0-3])(?=\s*(?:[.,;!)]|$|sharp|or\b)"
    r"|(?<=\bat \d\d)\s?h\b)"
    r"|(?:(?<=\bby )|(?<=\bat ))(?P<hword>one|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve)"
    r"(?=\s*(?:[.,;!)]|$|sharp|o'clock))"
    r"|(?<=\bin )(?P<bare>[1-9]\d?)(?=\s*(?:[.,;!)]|$))"
    r"|\b(?P<name>noon|midday|midnight)\b"
    r"|\b(?:(?P<lo>\d{1,3})\s?(?:-|to|or)\s?)?(?P<n>" + _NUMBER + r")"
    r"(?:\s|-)?(?P<more>more\s)?(?P<u>minutes?|mins?|min|m|hours?|hrs?|hr|h)\b"
    r"(?:\s?(?:and\s)?(?P<n2>\d{1,2})\s?(?:minutes?|mins?|m)?\b(?!:))?"
)
_NEXT: Final = re.compile(
    r"\b(?:posted|keep you \w+|upd|updates?|news|reports?|reporting|messages?|bulletins?"
    r"|post|write|inform|hear|revert(?:ing)?(?: back)?(?= (?:latest|by|at|to|in|within)\b)"
    r"|get back|"
    r"back to you|back with|(?<!can )tell(?! legal)|notice|note|info|"
    r"information|announcement|communication|sitrep|"
    r"status|word|share|results?|let you know|speak|more (?:in|at|by|within)|ping|brief|briefing|"
    r"details|mail|talk|again here|check in|come back (?:to|with)|(?<!which to )notify|"
    r"sync|statement|round|respond|"
    r"you will know|know more|say more|next\b|intimate|progress|entry|follows|further|send"
    r"|ring|phone|in touch|"
    r"call(?:-| )?back|call you|more from (?:us|me)|reply|publish|"
    r"will be sent|sign of life|point on|circle back|touch base|answer|"
    r"we(?:'ll| will) be back|i(?:'ll| will) be back|i(?:'m| am) back)\b"
)
_ETA: Final = re.compile(
    r"\b(?:(?:expect|hope for) (?:it|them|this|that|everything|\w+s) (?:to be )?back"
    r"|eta|etr|guess|target\w*|hopeful|hoping for|shooting for|wrap\w* up"
    r"|(?:will|should) be (?:switched|turned) (?:back )?on"
    r"|promis\w*|foresee\w*|forecast|anticipat\w*|reckon\w*|restor\w*"
    r"|resol(?:ved?|ution|ving)|repair\w*|fix(?:ed|es)?|recover\w*|"
    r"back (?:up|online|to normal|in (?:business|service|operation|action)|on)|be back|"
    r"(?:work\w*|\w+able|up|running|normal|possible|online|ok|open|flow\w*) again|return\w*|"
    r"solved|come back|done in|done by|finished (?:in|by)|(?:put|set|make) (?:this|it"
    r"|things|that|everything) right|mend\w*|cure|sort(?:ed)?|remed\w+|(?:normal|full) (?:service"
    r"|operation)|resum\w*|completion|mended|up and running|all clear|"
    r"(?:should|will|expected to|to) (?:work|function|be (?:up|available|usable|working"
    r"|healthy|green"
    r"|operational|"
    r"normal|possible|fine|ok|over|done|ready|finished|drained|solved|live|sorted|stored"
    r"|processed))|"
    r"re-?establish\w*|expected end|"
    r"time to (?:fix|repair|restore)|back by|end of (?:the )?(?:outage|disruption|incident)|"
    r"(?:aim|plan|hope|intend|expect|want|goal|target|promis)\w*(?: is)? to "
    r"(?:have|turn|bring|get|switch|restore|see|reopen|enable)|mitigat\w+|"
    r"over by|ends? (?:at|by)|works? by|estimate[ds]?|good again|reopen\w*)\b"
)
_NO_TIME_BEFORE: Final = re.compile(
    r"(?:\b(?:since|from|between|for|for (?:about|around|at least|over|nearly|almost|some"
    r"|the|another)|"
    r"last|past|took|takes?|taking|lasted|duration|after|during|(?:more|less|longer|older"
    r"|faster) than|started|began|detected|"
    r"(?:this|today|yesterday) ?(?:morning)?|\d:\d\d\s?(?:to|and|-|until|till)|the last|was"
    r"|were|ended at|ended|it's|it is|~"
    r"|done|finished|completed|reverted|restarted|wrote|posted|previous"
    r"|as of|as on|as at|got a mail|got a message|told|uploaded|latest|up to|lasts|older than"
    r"|every upload|of|"
    r"at up to|least|and|down|noticed|found|reported|sent"
    r"|rolled out|deployed|shipped|applied|released|installed|pushed(?: out)?|rolled back)"
    r"\s*[:(]?\s*(?:about\s|around\s|~\s?"
    r"|at\s|some\s|the\s|"
    r"approximately\s|approx\.?\s|ca\.?\s|roughly\s)*)$"
)
_NO_TIME_AFTER: Final = re.compile(
    r"\s*(?:per|for each|for every)\b|\s*(?:notice|mail|note|post|statement|bulletin)\b"
    r"|\s*(?:to (?:notice|find|fix|repair"
    r"|put|download|upload|open|load|save|log|sign)|ago"
    r"|old|long|late\b|behind|delay|earlier|of\b|outage|call\b|meeting|batch|shift|backup|run\b)"
)
_STAMP: Final = re.compile(
    r"\W*(?:last |latest |previous )?(?:status |incident |service |shift )?(?:update|updated"
    r"|investigating|identified|monitoring|resolved|note"
    r"|report|status|(?:\w+ )?brief|briefing|summary|sitrep|"
    r"message|news|bulletin|note|posted)\s*(?:no\.?\s?|#)?\d{0,2}"
    r"(?: for (?:the )?\w+(?: \w+)?)?\s*[-:(@,|]*\s*(?:at\s"
    r"|as of\s|of\s)?$"
)
_OLD: Final = re.compile(
    r"\b(?:last|latest|previous|earlier|first|our) (?:update|message|report)\b[^,;]{0,20}$"
)
_ABOUT: Final = re.compile(
    r"\b(?:updates?|news|information|info|details|word|report|more|result|decision)\s+"
    r"(?:on|about|regarding|concerning|whether|of|for|as to)\b[^,;:]{0,40}$"
)


def _value(match: re.Match[str]) -> str | None:
    """A matched time as `20m`, `2h` or `14:40`."""
    for name, minutes in _FIXED:
        if match[name]:
            return _span(minutes)
    if match["ch"]:
        if match["sep"] == "h" and match["ch"] in {"1", "2", "3"}:
            return _span(60 * int(match["ch"]) + int(match["cm"]))
        return _clock(int(match["ch"]), int(match["cm"]), match["ap"])
    if match["spoken"]:
        return _spoken(match)
    return _length(match) if match["n"] or match["bare"] else _whole_hour(match)


_FIXED: Final = (("half", 30), ("quarter", 15), ("threeq", 45), ("onehalf", 90), ("hourly", 60))


def _whole_hour(match: re.Match[str]) -> str | None:
    """`3 pm`, `15 Uhr`, `noon`, and `1440 UTC`."""
    figures = match["mil"] or match["mil2"]
    if figures:
        return _clock(int(figures[:2]), int(figures[2:]), None)
    if match["name"]:
        return "00:00" if match["name"] == "midnight" else "12:00"
    if match["hword"]:
        return _clock(_HOURS.index(match["hword"]), 0, None)
    return _clock(int(match["oh"] or match["och"] or match["hour"]), 0, match["oap"])


def _length(match: re.Match[str]) -> str | None:
    if match["bare"]:
        return _span(int(match["bare"]))
    said = match["n"]
    number = float(_COUNTS.get(said) or said.replace(",", "."))
    hours = match["u"].startswith("h")
    minutes = round(number * 60 if hours else number) + int((hours and match["n2"]) or 0)
    return _span(minutes) if 0 < minutes < 10_000 else None  # noqa: PLR2004


_HOURS: Final = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
_PARTS: Final = {"quarter": 15, "half": 30, "five": 5, "ten": 10, "twenty": 20}


def _spoken(match: re.Match[str]) -> str | None:
    """`Quarter past five pm` and `ten to nine in the evening`."""
    said, part = match["sh"], match["part"].replace("-", " ")
    hour = _HOURS.index(said) if said in _HOURS else int(said)
    minutes = 25 if part.startswith("twenty ") else _PARTS.get(part) or int(part.split()[0])
    way = match["way"]
    if way is None and part != "half":
        return None
    total = 60 * hour + (-minutes if way in {"to", "before"} else minutes)
    evening = match["sap"] == "pm" or any(
        one in (match["day"] or "") for one in ("afternoon", "evening", "night")
    )
    if evening and hour < 12:  # noqa: PLR2004
        total += 720
    return f"{total // 60 % 24:02d}:{total % 60:02d}"


def _span(minutes: int) -> str:
    return f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m"


def _clock(hour: int, minute: int, half: str | None) -> str | None:
    if half and hour > 12:  # noqa: PLR2004
        half = None
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 else None  # noqa: PLR2004


_ASKED_FOR: Final = re.compile(
    r"\b(?:(?:i|we) (?:ask|beg|request|demand|wait|would like|need|want|require)\b|"
    r"(?:please|kindly|pls) (?:tell|send|give|let|inform|update|report|confirm|answer|reply"
    r"|call|write)|"
    r"(?:could|can|would) you\b|(?:tell|send|give|let) (?:me|us)\b)"
)
"""Who asks for a message does not promise one."""


def promises(sentences: Iterable[str]) -> tuple[str | None, str | None]:
    """The next update and the repair's time that plain sentences give, in this order."""
    following: str | None = None
    eta: str | None = None
    for sentence in sentences:
        if _ASKED_FOR.search(sentence):
            continue
        ahead = [(one.start(), one.end(), "next") for one in _NEXT.finditer(sentence)]
        covered = {at for start, end, _ in ahead for at in range(start, end)}
        cues = sorted(
            ahead
            + [
                (one.start(), one.end(), "eta")
                for one in _ETA.finditer(sentence)
                if one.start() not in covered
                and not _PROMISED_NEXT.search(sentence, 0, one.end())
                and not _ABOUT.search(sentence, max(0, one.start() - 60), one.start())
            ]
        )
        for match in _TIME.finditer(sentence):
            kind = _kind(sentence, match, cues)
            if kind == "next" and following is None:
                following = _value(match)
            elif kind == "eta" and eta is None:
                eta = _value(match)
    return following, eta


_PROMISED_NEXT: Final = re.compile(r"\b(?:update|message|report|news) promised$")
"""`Next update promised: 07:00` promises a message, no repair."""
_DONE: Final = re.compile(
    r"\b(?:recovered|restored|resolved|fixed|repaired|returned|resumed|solved|mended|sorted|back)$"
)
_AHEAD: Final = re.compile(
    r"\b(?:be|to|will|should|shall|expect\w*|estimat\w*|hop\w+|by(?! (?:it|them)sel)|eta"
    r"|get|have (?:it|this)"
    r"|until|till|"
    r"aim\w*|plan\w*|'ll|within|foreseen|promis\w*|done)\b"
)
_UNTIL: Final = re.compile(
    r"\b(?:cannot|can't|can not|cant|not|n't|off|paused?|suspended|disabled|down"
    r"|unavailable|closed|"
    r"stopped|blocked|failing|fails?|out|halted|impossible|refused|rejected|no|nobody|locked|"
    r"read[- ]only|maintenance|unable|queue\w*|parked|on hold|slow|degraded"
    r"|limited)\b[^.;]*\b(?:until"
    r"|till|til)\b"
    r"[^.;,]{0,20}$"
)


def _past_repair(sentence: str, cue: tuple[int, int, str], at: int) -> bool:
    """`Recovered at 07:44` is no promise."""
    said = _DONE.search(sentence[: cue[1]]) is not None
    return said and not _AHEAD.search(sentence[max(0, cue[0] - 48) : at])


def _not_given(sentence: str, match: re.Match[str], before: str, *, first: bool) -> bool:
    """Whether the words around a time say that it is none of a message or a repair to come."""
    start = match.start()
    wider = sentence[max(0, start - 100) : start]
    return bool(
        (_NO_TIME_BEFORE.search(before) and not _FORESEEN.search(before))
        or _NO_TIME_AFTER.match(sentence, match.end())
        or _IF.search(wider)
        or _BEGAN.match(sentence, match.end())
        or _OLD.search(before)
        or (match["ch"] and _is_stamp(sentence, match, before))
        or (first and _AT_THEN.search(wider))
    )


def _kind(sentence: str, match: re.Match[str], cues: list[tuple[int, int, str]]) -> str:
    """What a time is given for: next, eta, or "" for neither."""
    before = sentence[max(0, match.start() - 48) : match.start()]
    if match["n"] in {"a", "an", "one"} and not _A_SPAN.search(before):
        return ""
    left = [one for one in cues if one[1] <= match.start()]
    if _TILL.search(before) and not re.search(r"\b(?:update|message|news|next)\b", before):
        known = any(one[2] == "eta" for one in left)
        return "eta" if known or _UNTIL.search(sentence[: match.start()]) else ""
    if any(one[2] == "eta" for one in left) and _WILL_TAKE.search(before):
        return "eta"
    if _not_given(sentence, match, before, first=not left):
        return ""
    kind = _nearest(sentence, match, left, [one for one in cues if one[0] >= match.end()])
    heads_line = match["ch"] and not any(one.isalpha() for one in sentence[: match.start()])
    named = re.match(
        r"\s*(?:(?:utc|gmt|cest|cet|z)\s)?(?:update|status|news)\b", sentence[match.end() :]
    )
    if not heads_line or not kind:
        return kind
    cue = next(one for one in cues if one[2] == kind)
    later = kind == "next" and _TIME.search(sentence, max(cue[1], match.end()))
    return "" if later or kind == "eta" or named else kind


_IF: Final = re.compile(r"\b(?:if|unless|in case|where the|should (?:the|it))\b[^,;:]{0,80}$")
"""`If it is not back by noon, we switch` gives no time of repair."""
_BEGAN: Final = re.compile(
    r"\s*(?:utc |cet |today )?(?:our |the |their )?\w+ "
    r"(?:started|began|stopped|lost|found|noticed)\b"
)
"""`At noon the vendor started to repair` tells when it began."""
_FORESEEN: Final = re.compile(
    r"\b(?:foreseen|expected|planned|scheduled|announced|due) for\s$"
    r"|\b(?:will|to|shall) be (?:sent|posted|reported|released) (?:at|by|around)?\s?$"
)
_AT_THEN: Final = re.compile(
    r"\b(?:failed|stopped|broke|crashed|began|started|went|was|were)\b[^.;]{0,40}\b(?:at|around)\s$"
)
"""`Uploads failed at noon, but work again` is no time of repair."""
_WILL_TAKE: Final = re.compile(
    r"\b(?:expected|estimated|likely|will|should|may|might|could|foreseen) (?:to )?take\s"
    r"(?:about\s|around\s|another\s|some\s|up to\s|roughly\s|at least\s|only\s)?$"
)
_A_SPAN: Final = re.compile(r"\b(?:in|within|every|after|next|about|for|:)\s*(?:about\s)?$")
_TILL: Final = re.compile(r"\b(?:until|till|til)\s+(?:about\s|around\s|at\s)?$")
_ZONED: Final = re.compile(r"\s*(?:utc|cest|cet|gmt|z|ist|h|uhr|[ecmp][sd]?t)?\s*[-:|\])]")
_DATED: Final = re.compile(r"\W*[a-z]{3,9}\.? \d{1,2},? (?:\d{4},? )?")
"""`Dec 4, 11:20 PST - ` stands before an entry."""
_AT: Final = re.compile(r"\b(?:at|by|in|around|before|next)\b[^,;]{0,12}$")


def _is_stamp(sentence: str, match: re.Match[str], before: str) -> bool:
    """Whether a time of day only says when a line was written."""
    head = sentence[: match.start()]
    if (not any(one.isalpha() for one in head) or _DATED.fullmatch(head)) and _ZONED.match(
        sentence, match.end()
    ):
        return True
    if _STAMP.match(head) and not re.search(r"\bnext\b", before):
        colon = re.match(r"\s*\w{0,4}\s*[-:|)\]]", sentence[match.end() :])
        if colon or not re.search(r"\b(?:at|by)\s$", before):
            return True
    return sentence[match.end() :].lstrip()[:1] == ":" and not _AT.search(before)


def _nearest(
    sentence: str,
    match: re.Match[str],
    left: list[tuple[int, int, str]],
    right: list[tuple[int, int, str]],
) -> str:
    """The cue before a time, unless a comma or a stop stands between and one follows it."""
    if not left:
        return right[0][2] if right else ""
    between = sentence[left[-1][1] : match.start()]
    near = bool(right) and not re.search(r"[,;]", sentence[match.end() : right[0][0]])
    if left[-1][2] == "eta" and _past_repair(sentence, left[-1], match.start()):
        return right[0][2] if near else ""
    if not re.search(r"[;.]", between) and not ("," in between and near):
        return left[-1][2]
    return right[0][2] if right else left[-1][2]
