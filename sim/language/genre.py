"""What kind of text it is: only news of an incident claims anything about now.

Announcements of maintenance, drills, reviews, digests, advertising, template texts and code
speak of the same things in the same words, and of another time or of no time at all.
"""

from __future__ import annotations

import re
from typing import Final

_OTHER: Final = re.compile(
    r"(?<!carrying out )\bplanned (?:maintenance|downtime|works?)\b"
    r"|\bscheduled (?:maintenance|downtime|works?)\b"
    r"|\bmaintenance (?:window|bulletin|notice)\b|\b(?:do|doing|have|perform\w*|carry out) "
    r"maintenance\b|\bduring (?:the|this) (?:window|maintenance)\b"
    r"|\b(?:this is|for) (?:only |just )?(?:an? )?(?:exercise|drill|rehearsal)\b"
    r"|\b(?:monday|tuesday|wednesday|thursday|friday|tomorrow|next week)(?:'s)? "
    r"(?:drill|exercise|training|rehearsal|workshop)\b"
    r"|(?:\bpost[- ]?(?:mortem|incident review)|\blessons learned|\bretro(?:spective)?)\b"
    r"(?! (?:on|at|is on|tomorrow|next|follows|will|to follow|later|in|meeting)\b)"
    r"|\bdrill\b|^\W*rca\b|^\W*release \d|\brelease notes?\b|\bchangelog\b"
    r"|\breminder\b|\bdigest\b|\bnewsletter\b|\bsubscribers\b"
    r"|\bfree trial\b|\b\d+-day trial\b"
    r"|\bpast (?:quarter|month|year)\b|\bmacro \d|\{\{|\bquick q(?:uestion)? from\b"
    r"|\bwill be (?:retired|discontinued|switched over)\b|\bhow the [\w\s]{2,30} works\b"
    r"|\b(?:timeline|chronology|history) of (?:yesterday|last|monday|tuesday"
    r"|wednesday|thursday|friday)\b"
    r"|\bif \(\w|\bstaging first\b|\bfrom \d\d:\d\d (?:on )?uploads will\b"
    r"|\btraining (?:on|next|tomorrow)\b"
    r"|\b(?:tomorrow|tonight|next week|on (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b[^.\n]{0,40}"
    r"\bwe(?:'ll| will| shall| are going to|'re going to)\b"
    r"|\bfrom time to time\b"
    r"|\bhypothetical\w*\b|\bwithout prejudice\b|\bgoodwill\b|\bfor training\b"
)
_NOW: Final = re.compile(
    r"\b(?:right now|at the moment|currently|at present|still|since \d|ongoing|underway)\b"
)


def speaks_of_now(text: str) -> bool:
    """Whether a plain text is news of how things are, and no other kind of text."""
    return _OTHER.search(text) is None or (
        _NOW.search(text) is not None and "maintenance" in text and "planned" not in text
    )
