"""The terms that readers meet and what they mean: read by the glossary, reports and boards.

Pure data, low in the project: whatever shows a term can explain it in the same words.
docs/glossary.md is made from it by `python -m sim.surfaces.glossary_page`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Term:
    """A term of incident response or of this project.

    Attributes:
        name: as the glossary's heading has it.
        text: what it means, in at most three sentences; `*…*` is emphasis.
        written: a regular expression for how texts write it; empty for the name itself, with or
            without a capital and the plural's s.
    """

    name: str
    text: str
    written: str = ""

    @property
    def anchor(self) -> str:
        """The heading's anchor on the page, as GitHub and MkDocs make it."""
        return re.sub(r"[^\w -]", "", self.name.lower()).replace(" ", "-")

    @property
    def plain(self) -> str:
        """The explanation without emphasis, for a tooltip or a terminal."""
        return self.text.replace("*", "")

    @property
    def pattern(self) -> str:
        """A regular expression that finds it in a text."""
        if self.written:
            return self.written
        first, rest = self.name[0], self.name[1:]
        # An abbreviation is written in one way only.
        if any(letter.isupper() for letter in rest):
            return rf"\b{re.escape(self.name)}s?\b"
        return rf"\b[{first.upper()}{first.lower()}]{re.escape(rest)}s?\b"


@dataclass(frozen=True, slots=True)
class Group:
    """Terms that belong together: a part of the page."""

    title: str
    terms: tuple[Term, ...]


DETECTED = (
    "declares the incident, acknowledges an alert, sends an incident broadcast or changes "
    "something in the worker"
)
"""What detects an incident, after `until somebody`; every text that defines it says it from here.

Exactly: `detect` in docs/reference/metrics.md.
"""
FIRST_SIGN = (
    "the first thing that showed the incident to the responders: an alert that was delivered, a "
    "message to them, or something they saw when they checked the service themselves"
)
"""What the first sign is, for the same texts; exactly: `visible` in docs/reference/metrics.md."""

GROUPS = (
    Group(
        "Exercises",
        (
            Term(
                "Scenario",
                "What happens in an exercise and when: the service, its users, the faults, "
                "the messages. One YAML file.",
            ),
            Term(
                "Exercise",
                "One run of a scenario, played alone, by a team, by a script or by a runbook.",
            ),
            Term(
                "Exercise type",
                "How an exercise was played: a *drill* is one person at a terminal, *functional* a "
                "team that works on the service, *tabletop* a discussion. An *automated "
                "run* is played by a script or a runbook.",
            ),
            Term(
                "Campaign",
                "Many simulated exercises, played to compare responders, versions or settings.",
            ),
            Term(
                "Drill",
                "An exercise for one person in the terminal, in real time, faster or slower.",
            ),
            Term(
                "Coach",
                "Gives one hint at a time on request, based on the reference response and on what "
                "the asking role can see. Each hint is counted in the record and does not affect "
                "the score.",
            ),
            Term(
                "Policy",
                "The file that says who is called when, who must be told what by when, and "
                "how a response is scored.",
                r"\b[Pp]olic(?:y|ies)\b",
            ),
            Term(
                "Tabletop",
                "An exercise in which people discuss what they would do and touch no system.",
                # Before another word of that kind it is the command.
                r"\b[Tt]abletops?\b(?! (?:actions|debrief|report|trends)\b)",
            ),
            Term(
                "Move",
                "One stretch of a tabletop: what has happened, and questions to discuss.",
            ),
            Term(
                "StartEx",
                "The start of the exercise and of its clock. Response times count from later "
                "events: the impact or the alert.",
            ),
            Term(
                "EndEx",
                "The end of the exercise. What has not happened by then counts as not done.",
            ),
            Term(
                "MSEL",
                "*Master scenario events list*: the facilitator's list of everything that "
                "is to happen in the exercise, with times and the actions expected in "
                "response.",
            ),
            Term(
                "Inject",
                "One entry of the MSEL: a message, a call or an event brought into the "
                "exercise, at a set time or in reaction to something.",
            ),
            Term(
                "Objective",
                "One sentence that says what players should demonstrate. A *service "
                "objective* is something else: the error rate and response time that users "
                "are promised.",
            ),
            Term(
                "Ground truth",
                "What is really going on, such as which fault is active and since when. The "
                "facilitator sees it, players do not.",
                r"\b[Gg]round truth\b",
            ),
            Term(
                "Hot wash",
                "The discussion right after the exercise, while memories are fresh: what "
                "went well, what did not, what to change.",
            ),
            Term(
                "Seat",
                "A place in a team session with a link of its own: a role, the facilitator, "
                "the evaluator or an observer, such as the projector.",
            ),
            Term(
                "Facilitator",
                "The person who runs the exercise: starts and ends it, fires injects, and "
                "sees everything.",
            ),
            Term(
                "Evaluator",
                "The person who observes how players work, takes notes and confirms or "
                "corrects the ratings.",
            ),
            Term(
                "Seed",
                "The number that fixes everything random in an exercise. The same scenario, "
                "seed and actions, with durations taken in the same way (drawn or median), "
                "give the same result.",
            ),
            Term(
                "Reference response",
                "A good response to the scenario, written by its author and kept as a file.",
                r"\b[Rr]eference responses?\b",
            ),
            Term(
                "Par",
                "The reference response, played under the same scenario and seed to the same "
                "EndEx. Your result is compared with its result, as in golf.",
                r"\b[Pp]ar\b",
            ),
        ),
    ),
    Group(
        "What is kept",
        (
            Term(
                "Record",
                "The directory an exercise leaves behind, with its journal, scorecard and reports.",
                # With a capital it is mostly the verb: "Record action items".
                r"\brecords?\b(?! action)",
            ),
            Term(
                "Journal",
                "The list of everything that happened in an exercise, in order. Scores and "
                "reports are made from it alone.",
            ),
            Term(
                "Scorecard",
                "The judgement of one exercise: times, escalation, communication and a "
                "total, with evidence for each statement.",
            ),
            Term(
                "Criterion",
                "One aspect that is scored, such as detection or communication, from 0 to "
                "100. Its weight is its share of the total.",
                r"\b[Cc]riteri(?:on|a)\b",
            ),
            Term(
                "P, S, M, U",
                "The ratings of an objective: *performed without challenges*, *with some "
                "challenges*, *with major challenges*, *unable to be performed*.",
                r"\bP, S, M(?:,| or) U\b|\bperformed without challenges\b|\b[Rr]atings?\b",
            ),
            Term(
                "Edition",
                "One version of a scenario. Any change to its file makes a new edition, and "
                "results are not compared across editions.",
            ),
            Term(
                "Replay",
                "Carrying out the recorded actions again in a fresh simulation, which must "
                "give the same journal.",
                r"\b[Rr]eplays?\b",
            ),
            Term(
                "Incident-response guide",
                "The document that the team of List Cutter, the simulated service, follows when "
                "handling incidents: "
                "severities, escalation, message templates, procedures. The shipped policy follows "
                "it.",
                r"\bincident-response guide\b",
            ),
            Term(
                "Runbook",
                "A document with the steps for an incident. Here it is Markdown, and its "
                "bash blocks can be run.",
            ),
        ),
    ),
    Group(
        "The clocks",
        (
            Term(
                "TTD",
                f"*Time to detect*: from the start of the impact until someone {DETECTED}.",
            ),
            Term(
                "TTA",
                "*Time to acknowledge*: from the alert until someone acknowledges it.",
            ),
            Term(
                "TTM",
                "*Time to mitigate*: from the start of the impact until users are served "
                "within the objectives again, and it stays that way.",
            ),
            Term(
                "TTR",
                "*Time to recover*: from the start of the impact until the service is "
                "fully restored: no fault, no workaround, nothing left in the queue.",
            ),
            Term(
                "MTTD, MTTA, MTTM, MTTR",
                "The means of these times over many exercises. Exercises in which the event "
                "never happened are counted, not left out.",
                r"\bMTT[DAMR]\b",
            ),
            Term(
                "Impact",
                "What users feel: operations that fail, wait or are lost. The clocks start "
                "with the first such operation of the first minute outside the service objectives.",
            ),
            Term(
                "First sign",
                f"{FIRST_SIGN[:1].upper()}{FIRST_SIGN[1:]}. Something that could have been seen "
                "but that nobody looked at does not count.",
            ),
            Term(
                "Censored",
                "Not reached before the exercise ended, so only a lower bound is known: the "
                "time was longer than that.",
            ),
        ),
    ),
    Group(
        "People and messages",
        (
            Term(
                "Severity",
                "How bad an incident is. 1 is the worst.",
                r"\b[Ss]everit(?:y|ies)\b",
            ),
            Term(
                "Severity matrix",
                "The table in the policy that says which conditions make which severity, "
                "and who has to be called at each.",
                r"\b[Ss]everity matrix\b|\b(?:[Tt]he|[Ee]scalation) matrix\b",
            ),
            Term(
                "Page",
                "A message to someone's pager or phone that calls them in and must be answered.",
                r"(?<![Ss]tatus )(?<!-)\b[Pp]ages?\b(?!\.)",
            ),
            Term(
                "Notice",
                "A message that the policy requires: a certain audience must be told "
                "certain things by a deadline.",
            ),
            Term(
                "Update",
                "A further message in an incident, due at regular intervals until it is over, or "
                "because the one before promised it. Reports count notices and updates together "
                "as required messages.",
                r"\b[Uu]pdates?\b(?= (?:in time|to|at|within|more|is|are|was|were)|[.,;:)]|$)",
            ),
            Term(
                "Escalation",
                "Calling in the people that the incident's severity requires. Reports count "
                "escalations and duties together.",
            ),
            Term(
                "Obligation",
                "Something the policy requires at a certain moment, such as a page or a "
                "notice, with a deadline.",
            ),
            Term(
                "Duty",
                "An action that an escalation level requires, such as contacting the vendor.",
                r"\b[Dd]ut(?:y|ies)\b",
            ),
            Term(
                "Deputy",
                "The role that replaces another when that one cannot be reached.",
                r"\b[Dd]eput(?:y|ies)\b",
            ),
            Term(
                "Adherence",
                "The share of required escalations and duties that were done on time, in percent.",
            ),
            Term(
                "Claim",
                "What a message says about the service, such as *downloads are failing*. It "
                "is compared with the actual state.",
                r"\b[Cc]laims?\b",
            ),
            Term(
                "False claim",
                "A claim that the service is better than it is.",
                r"\b[Ff]alse claims?\b|\b[Uu]ntruths?\b|\b[Nn]othing untrue\b",
            ),
        ),
    ),
    Group(
        "The service",
        (
            Term(
                "Degraded mode",
                "The service runs with reduced function, for example read-only, so that the rest "
                "keeps working.",
                r"\b[Dd]egraded mode\b",
            ),
            Term(
                "Breaker",
                "*Circuit breaker*: stops calls to a component that keeps failing, so that "
                "callers fail fast. *Closed* lets calls through, *open* turns "
                "them away, *half-open* lets a few through as a trial.",
                r"\b(?:[Cc]ircuit )?[Bb]reakers?\b",
            ),
            Term(
                "Queue",
                "Holds operations until the storage can take them again.",
            ),
        ),
    ),
)

TERMS = tuple(term for group in GROUPS for term in group.terms)


def term(name: str) -> Term:
    """The term with this name.

    Raises:
        KeyError: the glossary has none.
    """
    return {one.name: one for one in TERMS}[name]


@lru_cache
def _patterns() -> tuple[tuple[Term, re.Pattern[str]], ...]:
    return tuple((one, re.compile(one.pattern)) for one in TERMS)


class FirstUses:
    """Finds the first place of each term in the texts of a page, in the order they are read.

    One for a page. A page that shows a term explains it there, so later places are left alone.
    """

    def __init__(self) -> None:
        self._used: dict[str, Term] = {}

    @property
    def used(self) -> tuple[Term, ...]:
        """The terms found so far, in the glossary's order."""
        return tuple(one for one in TERMS if one.name in self._used)

    def split(self, text: str) -> list[tuple[str, Term | None]]:
        """A text in pieces: those with a term are its first place on the page.

        Where two terms begin at one place the longer one counts; the pieces make up the text.
        """
        pieces: list[tuple[str, Term | None]] = []
        at = 0
        while hits := [
            (hit.start(), -hit.end(), one)
            for one, pattern in _patterns()
            if one.name not in self._used and (hit := pattern.search(text, at))
        ]:
            start, end, one = min(hits, key=lambda hit: hit[:2])
            pieces += [(text[at:start], None), (text[start:-end], one)]
            self._used[one.name] = one
            at = -end
        pieces.append((text[at:], None))
        return [piece for piece in pieces if piece[0]]
