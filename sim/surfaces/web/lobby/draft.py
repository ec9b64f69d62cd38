"""A scenario in the lobby's editor: its fields as a form, and the form as a file that lints."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.disk import refusal, write_atomically
from sim.errors import BadFile, Unusable
from sim.scenario.edited import Edit, edited
from sim.scenario.load import validated
from sim.scenario.model import Scenario
from sim.scenario.yaml_lines import parse_yaml
from sim.surfaces.arguments import choose
from sim.surfaces.web.lobby.shelf import DRAFTS, draft_path

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CHANNEL_CHOICES = ("slack", "phone", "email", "pager")
TOP = ("title", "summary", "briefing")
TEXTS = ("sender", "to", "channel", "text", "expects")
COMES = ("at", "when", "by")
NEW = "new"
"""The inject that the form adds."""
_NAME = re.compile(r"[a-z][a-z0-9-]{0,62}")


@dataclass(frozen=True, slots=True)
class InjectForm:
    """An inject as the form has it.

    Attributes:
        number: its place in the file.
        fields: its texts; `comes`: when it is sent, as the file says it: `at: 20m`.
    """

    number: int
    id: str
    fields: dict[str, str]
    comes: str


@dataclass(frozen=True, slots=True)
class ScenarioForm:
    """A scenario as the form has it."""

    top: dict[str, str]
    objectives: list[tuple[int, str, str]]
    injects: list[InjectForm]


def _comes(inject: Mapping[str, Any]) -> str:
    field = next((name for name in COMES if name in inject), "at")
    value = inject.get(field, "")
    if isinstance(value, dict):
        inner = ", ".join(f"{name}: {one}" for name, one in value.items())
        value = f"{{{inner}}}"
    return f"{field}: {value}"


def _line_ends(value: str) -> str:
    """A text as browsers send it, with the file's line ends."""
    return value.replace("\r\n", "\n").replace("\r", "\n")


def form_of(text: str, scenario: Scenario) -> ScenarioForm:
    """A file's fields.

    Args:
        text: the file.
        scenario: what it holds.
    """
    data: Any = parse_yaml(text, f"{scenario.name}.yaml").data
    top = {name: str(data.get(name, "")) for name in TOP}
    objectives = [
        (number, str(one["id"]), str(one["text"]))
        for number, one in enumerate(data.get("objectives", ()))
    ]
    injects = [
        InjectForm(
            number,
            str(one["id"]),
            {name: str(one.get(name, "")) for name in TEXTS},
            _comes(one),
        )
        for number, one in enumerate(data.get("injects", ()))
    ]
    return ScenarioForm(top, objectives, injects)


def _comes_of(text: str, where: str) -> tuple[str, Any]:
    """`at: 20m` as field and value.

    Raises:
        Unusable: it is neither a time, a condition nor the facilitator.
    """
    try:
        data = parse_yaml(f"{text.strip()}\n", where).data
    except BadFile:
        data = {}
    if len(data) != 1 or next(iter(data)) not in COMES:
        raise Unusable(
            f"{where}: write `at: 20m`, `when: {{after: alert, wait: 5m}}` or `by: facilitator`"
        )
    ((field, value),) = data.items()
    return str(field), value


def _kept_end(old: str, new: str) -> str:
    """A form's text with the line end that a literal text of the file has."""
    return f"{new.rstrip()}\n" if old.endswith("\n") else new.strip()


def _inject_edits(form: InjectForm, fields: Mapping[str, str]) -> list[Edit]:
    made: list[Edit] = []
    prefix = f"inject-{form.number}-"
    for name in TEXTS:
        old = form.fields[name]
        if f"{prefix}{name}" not in fields:
            continue
        new = _kept_end(old, _line_ends(fields[f"{prefix}{name}"]))
        if new != old:
            made.append(Edit(("injects", form.number, name), new or None))
    comes = fields.get(f"{prefix}comes", form.comes).strip()
    if comes != form.comes:
        field, value = _comes_of(comes, f"{form.id}: sent")
        before = form.comes.partition(":")[0]
        if field != before:
            made.append(Edit(("injects", form.number, before)))
        made.append(Edit(("injects", form.number, field), value))
    return made


def _new_inject(fields: Mapping[str, str]) -> list[Edit]:
    given = {name: fields.get(f"inject-{NEW}-{name}", "").strip() for name in ("id", *TEXTS)}
    if not given["text"]:
        return []
    field, value = _comes_of(fields.get(f"inject-{NEW}-comes", ""), "new inject: sent")
    inject = {"id": given["id"], field: value}
    inject |= {name: _line_ends(given[name]) for name in TEXTS if given[name]}
    return [Edit(("injects",), inject)]


def edits_of(form: ScenarioForm, fields: Mapping[str, str]) -> list[Edit]:
    """What of a form differs from the file, as changes to it.

    Raises:
        Unusable: a field cannot be read; names it.
    """
    made: list[Edit] = []
    for name, old in form.top.items():
        new = _kept_end(old, _line_ends(fields.get(name, old)))
        if new != old:
            made.append(Edit((name,), new))
    for number, _, old in form.objectives:
        new = _kept_end(old, _line_ends(fields.get(f"objective-{number}-text", old)))
        if new != old:
            made.append(Edit(("objectives", number, "text"), new))
    for inject in form.injects:
        made += _inject_edits(inject, fields)
    made += _new_inject(fields)
    for inject in reversed(form.injects):
        if fields.get(f"inject-{inject.number}-remove"):
            made.append(Edit(("injects", inject.number)))
    for number, _, _ in reversed(form.objectives):
        if fields.get(f"objective-{number}-remove"):
            made.append(Edit(("objectives", number)))
    return made


def changed(text: str, fields: Mapping[str, str], name: str) -> str:
    """A scenario file's text as the form has it, under a name.

    Raises:
        BadFile: what the form has is no valid scenario.
        Unusable: a field cannot be read, or written into the file.
    """
    file = parse_yaml(text, f"{name}.yaml")
    original = str(file.data["name"])
    scenario = validated(parse_yaml(text, f"{original}.yaml"), Scenario)
    edits = edits_of(form_of(text, scenario), fields)
    if original != name:
        edits.append(Edit(("name",), name))
    made = edited(text, edits, f"{name}.yaml")
    validated(parse_yaml(made, f"{name}.yaml"), Scenario)
    return made


def saved(text: str, fields: Mapping[str, str], name: str) -> Path:
    """Write the form as a draft; its path.

    Raises:
        TabletopError: it is no valid scenario, or not with its policy, or the system refuses;
            nothing is written.
    """
    if not _NAME.fullmatch(name):
        raise Unusable("save as: small letters, digits and hyphens, like my-outage")
    made = changed(text, fields, name)
    path = draft_path(name)
    try:
        DRAFTS.mkdir(exist_ok=True)
        before = path.read_bytes() if path.is_file() else None
        write_atomically(path, made.encode())
    except OSError as error:
        raise Unusable(refusal(error)) from error
    try:
        choose(str(path))
    except Exception:
        # With its policy it cannot be played: what was there before stays.
        path.unlink() if before is None else write_atomically(path, before)
        raise
    return path
