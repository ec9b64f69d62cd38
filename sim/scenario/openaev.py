"""The export of an OpenAEV (formerly OpenBAS) scenario as rows of our MSEL.

An export holds injects with their times, teams, contents and expectations. What people are sent is
carried over; what a machine runs, or what we have no place for, is named in one line each. Pure:
data in, rows out. The shape is `openaev_export`'s.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence  # noqa: TC003 - pydantic reads it at run time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from sim.errors import BadFile, Finding
from sim.scenario.durations import SECOND, format_duration
from sim.scenario.msel import COLUMNS
from sim.scenario.msel_foreign import Rows, id_from, plain, role_named
from sim.scenario.names import INJECT_SENT
from sim.scenario.openaev_export import (
    PREFIXES,
    OpenAevContent,
    OpenAevExport,
    OpenAevInject,
    export_of,
)
from sim.scenario.spelling import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_TEXT, _MOST_SENDER = 2_000, 80
_CONTROL_NAME = "Exercise control"

_CHANNELS: Mapping[str, str] = {
    "email": "email", "manual": "phone", "ovh_sms": "pager", "sms": "pager",
    "channel": "social", "mastodon": "social",
}  # fmt: skip
"""How each kind of inject that people get is delivered here; a manual one is a call."""

_OF_MACHINES = ("PREVENTION", "DETECTION", "VULNERABILITY")
"""Expectations that security products are to fulfil, not people."""

_NOT_CARRIED: Mapping[str, tuple[str, str, str]] = {
    "objectives": ("objective", "objectives", "those of this scenario stay"),
    "documents": ("document", "documents", "messages here have no attachments"),
    "users": ("player", "players", "a session names its own players"),
    "challenges": ("challenge", "challenges", "there are none here"),
    "lessons_questions": ("lessons learned question", "lessons learned questions",
                          "the hot wash has its own form"),
}  # fmt: skip
"""Lists of an export that we have no place for: one, several, and why."""


class _Words(HTMLParser):
    """The text of a message that was written as HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._hidden += tag in {"script", "style"}
        if tag in {"p", "div", "br", "tr", "h1", "h2", "h3", "h4", "ul", "ol", "table"}:
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in {"script", "style"}))

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(re.sub(r"\s+", " ", data))


def _plain_text(html: str) -> str:
    words = _Words()
    words.feed(html)
    words.close()
    lines = (" ".join(line.split()) for line in "".join(words.parts).split("\n"))
    return "\n".join(line for line in lines if line)


@dataclass(slots=True)
class Carried:
    """What of an export was carried over.

    Attributes:
        rows: the injects in our shape, headings first.
        names: the title of the inject of each row, in order.
        left_out: a line for everything that was not carried over.
    """

    rows: Rows = field(default_factory=lambda: [tuple(COLUMNS)])
    names: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def in_its_words(self, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """Findings about our rows, by the titles of the injects."""
        found = []
        for one in findings:
            match = re.match(r"row (\d+)(.*)", one.field)
            if match is None or not 1 < int(match[1]) <= len(self.names) + 1:
                found.append(one)
                continue
            place = f"inject {self.names[int(match[1]) - 2]}{match[2]}"
            found.append(Finding(one.file, one.line, place, one.problem))
        return tuple(found)


def carried_over(
    data: Any,
    name: str,
    *,
    roles: Mapping[str, str],
    player: str,
    mapped: Mapping[str, str],
) -> Carried:
    """The injects of an export in our shape.

    Args:
        data: the export, as parsed.
        name: the file, for findings.
        roles: titles of roles and groups by their ids.
        player: who gets what is for everybody.
        mapped: roles by the names of teams, as the user wants them.

    Raises:
        BadFile: it is no export, or no inject of it is for people.
    """
    export = export_of(data, name)
    made = Carried()
    _Reading(export, made, roles, player, {plain(one): two for one, two in mapped.items()}).take()
    if not made.names:
        problem = "contains no inject for people: nothing to carry over"
        raise BadFile((Finding(name, None, "", problem),))
    for part, (one, many, why) in _NOT_CARRIED.items():
        if count := max(_length(data.get(f"{prefix}_{part}")) for prefix in PREFIXES):
            made.left_out.append(f"{_some(count, one, many)}: {why}")
    return made


def _some(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _length(value: object) -> int:
    return len(value) if isinstance(value, list) else 0


class _Reading:
    """One export on its way into rows."""

    def __init__(
        self,
        export: OpenAevExport,
        made: Carried,
        roles: Mapping[str, str],
        player: str,
        mapped: Mapping[str, str],
    ) -> None:
        self._export = export
        self._made = made
        self._player = player
        self._teams = {one.team_id: one.team_name for one in export.teams}
        self._articles = {one.article_id: one for one in export.articles}
        self._variables = {one.variable_key: one.variable_value for one in export.variables}
        self._to = {
            team: mapped.get(plain(title), role_named(title, roles, player))
            for team, title in self._teams.items()
        }
        self._ids: dict[str, str] = {}
        self._starts: dict[str, int] = {}

    def take(self) -> None:
        """Carry over whatever is for people, in the order in which it comes."""
        ordered = sorted(self._export.injects, key=lambda one: one.inject_depends_duration)
        kept = [one for one in ordered if self._is_for_people(one)]
        taken: set[str] = set()
        for number, one in enumerate(kept, start=1):
            self._ids[one.inject_id] = id_from(one.inject_title, number, taken)
            self._starts[one.inject_id] = one.inject_depends_duration
        for number, one in enumerate(kept, start=1):
            self._row(number, one)
        self._sum_up(kept)

    def _is_for_people(self, one: OpenAevInject) -> bool:
        if not one.inject_enabled:
            self._made.left_out.append(f"inject {one.name}: is switched off")
        elif one.kind not in _CHANNELS:
            self._made.left_out.append(
                f"inject {one.name}: a machine runs it or it has no counterpart ({shown(one.kind)})"
            )
        else:
            return True
        return False

    def _row(self, number: int, one: OpenAevInject) -> None:
        sender, text = self._message(one)
        if len(text) > _MOST_TEXT:
            self._made.left_out.append(f"inject {one.name}: its text after {_MOST_TEXT} letters")
            text = f"{text[: _MOST_TEXT - 1]}…"
        expected = "; ".join(
            f"{each.expectation_name}: {each.expectation_description}".strip(": ")
            for each in (one.inject_content or OpenAevContent()).expectations
            if each.expectation_type not in _OF_MACHINES
        )
        self._made.names.append(one.inject_title or one.inject_id)
        self._made.rows.append(
            (
                str(number),
                self._time(one),
                self._ids[one.inject_id],
                "",
                (sender or self._export.information.mail_from or _CONTROL_NAME)[:_MOST_SENDER],
                self._recipient(one),
                _CHANNELS[one.kind],
                text or one.inject_title,
                # A text's own brackets are no check of ours.
                f"{expected} []" if expected.endswith("]") else expected,
                "",
                "",
            )
        )

    def _message(self, one: OpenAevInject) -> tuple[str, str]:
        """Who says it, and what."""
        content = one.inject_content or OpenAevContent()
        sender, texts = "", [content.subject, content.body or content.message or content.content]
        articles = [self._articles[each] for each in content.articles if each in self._articles]
        for article in articles:
            sender = sender or article.article_author
            texts += [article.article_name, article.article_content]
        texts = [_plain_text(text) for text in texts if text.strip()]
        if not texts:
            texts = [_plain_text(one.inject_description)]
        text = "\n".join(texts)
        for key, value in self._variables.items():
            text = text.replace(f"${{{key}}}", value)
        if "${" in text or "<#" in text:
            self._made.left_out.append(
                f"inject {one.name}: what the platform would fill in stays as it is written"
            )
        return sender, text

    def _time(self, one: OpenAevInject) -> str:
        """Its time from the start, or how long after the inject that it depends on."""
        at = one.inject_depends_duration * SECOND
        parents = [
            each
            for each in one.inject_depends_on
            if each.dependency_relationship.inject_children_id in {"", one.inject_id}
        ]
        if any(each.dependency_condition for each in parents):
            self._made.left_out.append(
                f"inject {one.name}: what has to come true of the inject before it"
            )
        for each in parents:
            parent = each.dependency_relationship.inject_parent_id
            if parent in self._ids and self._starts[parent] * SECOND <= at:
                wait = at - self._starts[parent] * SECOND
                after = f"{INJECT_SENT}{self._ids[parent]}"
                return f"{after} + {format_duration(wait)}" if wait else after
        return format_duration(at)

    def _recipient(self, one: OpenAevInject) -> str:
        """The first of its teams that is a role here; empty for the player."""
        if one.inject_all_teams:
            return ""
        found = (self._to.get(team) for team in one.inject_teams)
        return next((role for role in found if role is not None), "")

    def _sum_up(self, kept: Sequence[OpenAevInject]) -> None:
        """What is left out of many injects alike, in one line each."""
        asked = dict.fromkeys(
            team for one in kept if not one.inject_all_teams for team in one.inject_teams
        )
        for team in asked:
            if self._to.get(team) is None:
                title = shown(self._teams.get(team) or team)
                self._made.left_out.append(
                    f"team {title}: is no role here, so {self._player} gets its injects; "
                    "--map TEAM=ROLE names one"
                )
        machines = Counter(
            each.expectation_type
            for one in kept
            for each in (one.inject_content or OpenAevContent()).expectations
            if each.expectation_type in _OF_MACHINES
        )
        for kind, count in machines.items():
            self._made.left_out.append(
                f"{_some(count, 'expectation', 'expectations')} of {kind.lower()}: "
                "security products fulfil them"
            )
