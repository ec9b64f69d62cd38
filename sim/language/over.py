"""Whether a text says that the incident is over, or that it is not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_WHAT: Final = (
    r"(?:incidents?|outage|issues?|problems?|disruption|event|situation|case|it|this(?: one)?|"
    r"trouble|disturbance|emergency|crisis|that|thing|everything|we|nightmare|matter|interruption|episode|"
    r"fire|drama|mess|ordeal|inc[-\w]*|major|degradation)"
)
_ENDED: Final = (
    r"(?:resolved|come to (?:an|its) end|eliminated|remedied|overcome|at an end|"
    r"over(?! to\b)|closed|finished|ended|solved|concluded|behind us|history|dealt with|"
    r"over and done|done(?: and dusted)?|wrapped up|settled|a thing of the past|terminated|fixed)"
)
_NOT: Final = (
    r"(?:not|isn't|is not|no|never|hasn't|ain't|far from|nowhere near|cannot|can't|"
    r"don't|do not|by no means|anything but|yet to be|nothing)"
)
_OPEN: Final = re.compile(
    r"\b(?:incident\s+|current\s+)?(?:status|state)\s*[:=-]+\s*\W*(?:active|in[ -]progress"
    r"|ongoing|open|unresolved|continuing|live|not resolved)\b"
    r"|\b"
    + _WHAT
    + r"\b[^,;:.]{0,40}?\b"
    + _NOT
    + r"\b[^,;:.]{0,24}?\b(?:"
    + _ENDED
    + r"|finish|out of the woods)\b"
    r"|\b(?:not|isn't|aren't|ain't|never)\s+(?:yet\s+|at all\s+|quite\s+|by any means\s+"
    r"|anywhere near\s+|nearly\s+|really\s+|exactly\s+)?(?:"
    + _ENDED
    + r"|out of the woods|there yet|home and dry|in the clear|the end(?! of the world)|done yet)\b"
    r"|\bfar from (?:over|resolved|finished|done|closed|solved|ended)\b"
    r"|\b(?:incident|outage|issue|problem|disruption|situation|trouble|it|this|crisis"
    r"|emergency|event|interruption|degradation|case)\b[^,;:.]{0,24}?\b(?:is|are|remains?"
    r"|stays?|still|keeps?)\b[^,;:.]{0,16}?\b(?:open|ongoing|on-going|active|in progress"
    r"|unresolved|continuing|live|under way|underway|with us"
    r"|running(?! (?:normal|fine|smooth|again|well|ok|as|stabl|without|now|perfect|on)))\b"
    r"|\b(?:incident|outage|issue|problem|disruption|situation|trouble|crisis|emergency"
    r"|event|interruption|degradation)s?\b[^,;:.]{0,24}?\b(?:continues?|persists?|goes on"
    r"|go on|drags? on|lasts\b|lingers?|carries on|is still on)\b"
    r"|\bunresolved\b|\b(?:ongoing|on-going|open|active|continuing) (?:incident|outage"
    r"|issue|problem|disruption|event)\b"
    r"|\bend\b[^,;:.]{0,30}\bnot in sight\b|\bnobody should think\b[^,;:.]{0,30}"
    r"\b(?:over|finished|done|resolved)\b|\b(?:premature|too early|too soon) to (?:call|say"
    r"|declare)\b"
    r"[^,;:.]{0,20}\b(?:over|resolved|done|closed|finished)\b"
    r"|^\W*still (?:active|open|ongoing|burning)\b"
    r"|\bno end\b[^,;:.]{0,30}\bin sight\b|\bstill in the (?:thick|middle|woods)\b"
    r"|\b(?:don't|dont|do not|can't"
    r"|cannot|wouldn't|would not) (?:yet )?(?:consider|call|declare"
    r"|regard)\b[^,;:.]{0,30}?\b(?:closed|over|resolved|done|finished|incident|it|solved)\b"
    r"|\bnot (?:yet )?(?:closing|closed)\b|\b(?:keep|keeping|leave|leaving|kept|hold"
    r"|holding)\s+(?:the|this|it|our)\s?(?:\w+\s)?(?:incident|ticket|case|one"
    r"|alert)?\s?(?:open|active|alive)\b"
    r"|^\W*(?:incident|inc[-\s]?[\w-]*\d|outage|issue|state of the incident|state|situation"
    r"|the incident)\s*[:-]?\s*(?:status\s*[:-]?\s*)?(?:is\s)?(?:still\s)?(?:open|ongoing"
    r"|on-going|active|in progress|unresolved|continuing|continues|not over|not closed"
    r"|not resolved)\b"
)
_OVER: Final = re.compile(
    r"^\W*(?:(?:incident\s+|current\s+)?(?:status|state)\s*[:=-]+\s*\W*)?(?:resolved|closed"
    r"|all[ -]clear|solved|over(?! to\b)|ended|completed|service fully restored"
    r"|incident resolved|fully restored)\b(?!\s+(?:by|when|if|once|for))"
    r"|\b(?:status|state)\s*[:=-]+\s*\W*(?:resolved|closed|over|solved|completed)\b"
    r"|\b(?:incident|outage|issue|problem|disruption|disturbance|situation|crisis|emergency|event|it"
    r"|this|that|affair|matter|storm|ticket|trouble|difficulties|difficulty|case"
    r"|interruption|degradation|ordeal)\b[^,;:.]{0,40}?\b(?:is|are|was|were|has|have|been"
    r"|'s|as|considered|declared|now|gets?)\b[^,;:.]{0,24}?\b" + _ENDED + r"\b"
    r"|\b(?:inc|incident|outage|disruption|crisis|emergency|case|issue|problem|trouble"
    r"|interruption)s?\s+(?:fully\s+|now\s+|officially\s+|finally\s+)?(?:resolved|over"
    r"|closed|ended|finished|solved|concluded|done)\b"
    r"|\b(?:closing|close|closed|ending|ended|concluding|terminating"
    r"|closes)\s+(?:out\s+)?(?:this|the|our)\s+(?:\w+\s+)?(?:one|incident|case|ticket|event"
    r"|outage|matter|issue|bridge|book|chapter|file)\b"
    r"|\b(?:closing|closed|close|resolving)\s+(?:out\s+)?(?:inc|incident|ticket|case"
    r"|#)[-\s#]?[\w-]*\d"
    r"|\b(?:curtain|storm|dust|book)\b[^,;:.]{0,24}\b(?:fallen|settled|closed|over|passed)\b"
    r"|\b(?:incident|outage|affair|matter|case|ticket|crisis|problem|trouble|difficulties"
    r"|storm)\b[^,;:.]{0,24}\b(?:finito|over and done|come to an end|at an end|settled"
    r"|done and dusted|history|passed|closed for good)\b"
    r"|^\W*(?:so\W+)?(?:short version:?\s*)?(?:it's|it is|its|it's all"
    r"|all)\s+(?:all\s+)?(?:sorted|fixed|solved|done|finished|dealt with|behind us)\b"
    r"|\bconsider (?:it|this|that|the incident|the matter) (?:closed|resolved|over|done|finished)\b"
    r"|\bincident\s[\w-]*\d\s(?:is |was |has been )?(?:closed|resolved|over)\b"
    r"|^\W*closing(?: now| up| out)?\W*$|\bthat'?s a wrap\b|\bstood down\b"
    r"|\bcalling it (?:done|over|closed|a day|resolved)\b|\b(?:can|may) (?:all )?(?:relax"
    r"|go home|stand down)\b"
    r"|\ball[ -]clear\b|\bstand(?:ing)? down\b|\bout of the woods\b|\b(?:it's|it is|we're"
    r"|we are|that's|that is) (?:all |finally |now )?(?:over|done|done here)\b"
    r"|\b(?:services?|systems?|everything|operations?|service levels?|all functions?"
    r"|functionality)\b[^,;:.]{0,30}?\b(?:fully|completely|entirely)\s+(?:restored"
    r"|recovered|resolved)\b"
    r"|\bfull(?:y)? (?:service )?restor(?:ed|ation)\b(?= (?:is )?(?:complete|as of|since|at"
    r"|for all)|\W*$)"
    r"|\bfull (?:service|operation|functionality)\b[^,;:.]{0,24}\brestored\b"
    r"|\bend of (?:the )?(?:incident|outage|alert)\b|\bput to bed\b|\bmission accomplished\b"
)
_LATER: Final = re.compile(
    r"\b(?:will|shall|once|until|till|when|if|before|expects?|expected|estimat\w+|should"
    r"|would|love to|wish|by the time|believe|think|seems?|looks? like|"
    r"as soon as|hope|hopefully|after|unless|working|trying|aim|to be|may|might|could|whether|"
    r"'ll|resolve|going to|want|wait|tomorrow|partly|partially|not sure|unclear|some|"
    r"don't|dont|do not|never|please|pls|cannot|can't|like to|closer to)\b"
)
_LATER_OPEN: Final = re.compile(r"\b(?:once|if|whether|when|unless|no longer)\b")
_CLAUSE: Final = re.compile(r"[,;]\s|\||:\s|\s[-]\s|(?<!anything )\bbut\b|\band\b|\(|\)|\n")


_TOLD: Final = re.compile(
    r"(\b(?:incident|outage|disruption|interruption|disturbance|event|degradation|problem|issue)),"
    r"\s(?:which|that)\b[^;]{1,160}?,(?=\s(?:is|has|was|now)\b)"
    r"|(\b(?:incident|outage|disruption|interruption|disturbance|event|degradation))\s"
    r"(?:which|that) (?:\w+ed|hit|made|was|were|had)\b[^;,]{1,120}?"
    r"(?=\s(?:is|has|was|ended|finished)\b)"
)
"""`The disruption, which affected logins, has ended`: what stands between says no end."""
_CLOCK: Final = re.compile(r"(\d):(\d\d)\b")
_STAMP: Final = re.compile(
    r"^\W*\d{1,2}h\d\d\s*(?:utc|gmt|cest|cet|z)?\b(?=\W*(?:resolved|closed|all clear)\b)"
)


def over_in(sentences: Iterable[str]) -> tuple[bool | None, str]:
    """What plain sentences say of the incident's end, and the words; the last word counts."""
    found: tuple[bool | None, str] = (None, "")
    for said_so in sentences:
        sentence = _STAMP.sub("", _CLOCK.sub(r"\1h\2", said_so))
        sentence = _TOLD.sub(lambda match: match[1] or match[2], sentence)
        start = 0
        edges = [match.start() for match in _CLAUSE.finditer(sentence)]
        whole = _field(sentence)
        if whole is not None:
            found = whole
            continue
        for edge in [*edges, len(sentence)]:
            said = _clause(sentence[start:edge], sentence[:start])
            if said is not None:
                found = said
            start = edge
    return found


_FIELD: Final = re.compile(
    r"^\W*(?:(?:incident|current|overall|the)\s+)?(?:status|state|incident"
    r"|state of the incident|incident state|situation)\s*[:=-]+\s*\W*(?P<open>active"
    r"|in[ -]progress|"
    r"ongoing|open|unresolved|continuing|live|not resolved|not over)?(?P<over>resolved"
    r"|closed|over|solved|"
    r"completed|all clear|restored)?\b"
)


def _field(sentence: str) -> tuple[bool, str] | None:
    match = _FIELD.match(sentence)
    if match is None or not (match["open"] or match["over"]):
        return None
    return bool(match["over"]), match[0].strip()


def _clause(clause: str, before: str) -> tuple[bool, str] | None:
    if _INCIDENT.search(before[-_NEAR:]):
        goes_on = _GOES_ON.match(clause)
        if goes_on:
            return goes_on["open"] is None, goes_on[0].strip()
    opened = _OPEN.search(clause)
    one = _OF_ONE.search(clause) is not None and not re.search(r"\b(?:incident|outage)\b", clause)
    if opened and not one and not _LATER_OPEN.search(clause[: opened.start()]):
        return False, opened[0].strip()
    if opened:
        return None
    ended = _OVER.search(clause)
    if (
        ended
        and not _LATER.search(clause[: ended.end()])
        and not re.search(r"\bnot\b|n't\b", clause)
    ):
        behind = re.match(r"\s*(?:when|once|if|until|unless)\b", clause[ended.end() :])
        ahead = re.search(r"\b(?:if|once|when|until|as soon as|after|unless)\b[^,]*$", before)
        if (
            behind
            or ahead
            or (
                _OF_ONE.search(clause[: ended.end()])
                and not _INCIDENT.search(clause[: ended.end()])
            )
        ):
            return None
        return True, ended[0].strip()
    return None


_INCIDENT: Final = re.compile(r"\b(?:incident|outage)\b[^.;]*$")
_NEAR: Final = 160
_GOES_ON: Final = re.compile(
    r"\W*(?:and )?(?:is|remains|stays|has been|was) (?:still |now |therefore )?"
    r"(?:(?P<open>open|ongoing|in progress|active|under way)|closed|over|resolved)\b"
    r"(?! (?:once|when|if|by))"
)
"""`The incident (uploads fail) is closed`: what is said of it behind a bracket or an `and`."""
_OF_ONE: Final = re.compile(
    r"\b(?:uploads?|downloads?|uploading|downloading|log-?ins?|sign-?ins?|lists?)\b.*"
    r"\b(?:fixed|solved|sorted|restored|recovered|out of the woods|mended)\b"
    r"|\b(?:problems?|issues?|troubles?) (?:of|with|in|for) (?:the )?"
    r"(?:upload|download|log|sign|sav|stor|open)\w*[^.;]{0,60}\b(?:resolved|solved|fixed|over|finished)\b"
    r"|\b(?:upload|download|log-?in|sign-?in)s? (?:problems?|issues?|troubles?)\b.*\bresolved\b"
)
"""One subject works again: that is not the incident's end."""
