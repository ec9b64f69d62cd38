"""RB103-RB106: unknown, wrong or missing fields, and bodies that are no JSON."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import parse_qsl

from pydantic import AliasChoices, BaseModel, ValidationError

from sim.commands.dispatch import ADMIN_TOKEN
from sim.commands.tolerant import in_any_case
from sim.errors import plain
from sim.runbook.lint.rule import Found, Rule
from sim.runbook.lint.values import HOLE
from sim.scenario.names import PRODUCTION_HOST
from sim.scenario.spelling import guess, unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sim.commands.command import Command
    from sim.runbook.lint.calls import Sent
    from sim.runbook.lint.reading import Reading

_POST = f"curl -s -X POST https://{PRODUCTION_HOST}"
_AUTH = f'-H "Authorization: Bearer {ADMIN_TOKEN}"'
SHORTEST = 4
"""So many letters of a field's name may be a short form of it."""

_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|' + f"{HOLE}+", re.DOTALL)


def accepted(model: type[BaseModel]) -> dict[str, tuple[str, type[BaseModel] | None]]:
    """The names that a model takes for its fields, each with the field and the model below it."""
    found = {}
    for name, field in model.model_fields.items():
        alias = field.validation_alias
        if isinstance(alias, AliasChoices):
            names = [choice for choice in alias.choices if isinstance(choice, str)]
        else:
            names = [alias] if isinstance(alias, str) else [name]
        below = _model_in(field.annotation)
        found.update(dict.fromkeys(names, (name, below)))
    return found


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for one in get_args(annotation) if (found := _model_in(one))), None)


def body_of(sent: Sent) -> dict[str, Any] | str | None:
    """The body as JSON; what is wrong with it as text; None when it is not known."""
    if sent.body is None:
        return None
    if not sent.body.strip():
        return {}
    text = _TOKENS.sub(lambda found: found[0] if found[0][0] == '"' else f'"{HOLE}"', sent.body)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        return None if HOLE in text else f"the body is not valid JSON: {error}"
    return value if isinstance(value, dict) else 'the body must be an object, like {"reason": "…"}'


def query_of(sent: Sent) -> dict[str, str]:
    """The arguments behind the question mark."""
    return dict(parse_qsl(sent.query, keep_blank_values=True))


def names_given(sent: Sent) -> Iterator[tuple[str, str, int]]:
    """Every known field of the body: as written, the field it means, its line."""
    body = body_of(sent)
    if sent.row is not None and isinstance(body, dict):
        yield from _names(sent, body, sent.row.params)


def _names(sent: Sent, given: Mapping[str, Any], model: type[BaseModel]) -> Iterator[Any]:
    known = accepted(model)
    for name, value in given.items():
        if name in known:
            field, below = known[name]
            yield name, field, _line(sent, name)
            if below is not None and isinstance(value, dict):
                yield from _names(sent, value, below)


def _line(sent: Sent, name: str) -> int:
    return sent.line_of(f'"{name}"', f'\\"{name}\\"', f"{name}=", name)


def _sent_to(reading: Reading) -> Iterator[tuple[Sent, Command]]:
    return ((sent, sent.row) for sent in reading.sent if sent.row is not None)


def _misspelt_field(reading: Reading) -> Iterator[Found]:
    for sent, row in _sent_to(reading):
        for name, known in _unknown_fields(sent, row):
            if _was_meant(name, known):
                problem = f"{unknown('field', name, known)} ({row.method} {row.path})"
                yield Found(_line(sent, name), problem, sent.command)
        if row.method != "GET" and query_of(sent) and HOLE not in sent.query:
            problem = f"{row.method} reads its arguments from the JSON body, not from the query"
            yield Found(sent.url_line, problem, sent.command)


def _field_without_effect(reading: Reading) -> Iterator[Found]:
    for sent, row in _sent_to(reading):
        for name, known in _unknown_fields(sent, row):
            if not _was_meant(name, known):
                problem = (
                    f"the simulated worker takes the field {name!r} and does nothing with it "
                    f"({row.method} {row.path})"
                )
                yield Found(_line(sent, name), problem, sent.command)


def _was_meant(name: str, known: Iterable[str]) -> bool:
    """Whether a field is most likely a slip for a known one, and not a newer worker's own."""
    if guess(name, known) is not None:
        return True
    word = name.casefold()
    return any(
        len(word) >= SHORTEST and (one.startswith(word) or word.startswith(one)) for one in known
    )


def _unknown_fields(sent: Sent, row: Command) -> Iterator[tuple[str, list[str]]]:
    """Every field that the command does not know, with those that stand in its place."""
    body = body_of(sent)
    if isinstance(body, dict):
        yield from _unknown_in(row, body, row.params)
    if row.method == "GET":
        yield from _unknown_in(row, query_of(sent), row.params)


def _unknown_in(
    row: Command, given: Mapping[str, Any], model: type[BaseModel]
) -> Iterator[tuple[str, list[str]]]:
    known = {
        name: below
        for name, (field, below) in accepted(model).items()
        if model is not row.params or field not in row.path_names
    }
    for name, value in given.items():
        if HOLE in name:
            continue
        if name not in known:
            yield name, list(known)
            continue
        below = known[name]
        for one in value if isinstance(value, list) else [value]:
            if below is not None and isinstance(one, dict):
                yield from _unknown_in(row, one, below)


def _refusals(sent: Sent, row: Command) -> list[Any]:
    """What the worker would say against the arguments."""
    body = body_of(sent)
    if not isinstance(body, dict):
        return []
    in_path = row.row.match(sent.path) or dict.fromkeys(row.path_names, HOLE)
    reads_query = row.method == "GET"
    sent_by_it = {**body, **(query_of(sent) if reads_query else {}), **in_path}
    given = in_any_case(row.params, sent_by_it)
    try:
        if reads_query:
            row.params.model_validate(given)
        else:
            row.params.model_validate_json(json.dumps(given), strict=True)
    except ValidationError as refused:
        return list(refused.errors())
    return []


def _wrong_value(reading: Reading) -> Iterator[Found]:
    for sent, row in _sent_to(reading):
        for error in _refusals(sent, row):
            if error["type"] in ("missing", "extra_forbidden"):
                continue
            if HOLE in json.dumps(error.get("input"), ensure_ascii=False, default=str):
                continue
            name = next((one for one in reversed(error["loc"]) if isinstance(one, str)), "")
            text = plain(error["msg"])
            where = ".".join(map(str, error["loc"]))
            problem = f"{where}: {text}" if where else text
            yield Found(_line(sent, name), f"{problem} ({row.method} {row.path})", sent.command)


def _missing_field(reading: Reading) -> Iterator[Found]:
    for sent, row in _sent_to(reading):
        for error in _refusals(sent, row) if sent.complete else ():
            if error["type"] == "missing":
                name = ".".join(map(str, error["loc"]))
                place = "query" if row.method == "GET" else "form" if row.form else "body"
                problem = f"{row.method} {row.path} needs {name!r} in its {place}"
                yield Found(sent.url_line, problem, sent.command)


def _bad_json(reading: Reading) -> Iterator[Found]:
    for sent, row in _sent_to(reading):
        body = body_of(sent)
        if isinstance(body, str):
            line = sent.line_of("-d", "--data", "--json", "-F", "-T")
            yield Found(line, f"{body} ({row.method} {row.path})", sent.command)


_DEGRADE = f"{_POST}/health/services/R2_STORAGE/degrade {_AUTH}"
_QUARANTINE = f"{_POST}/api/files/quarantine {_AUTH}"

RULES = (
    Rule(
        "RB103",
        "unknown-field",
        "warning",
        "The command has no such field or query parameter, and one that is spelt much like it.",
        "The worker takes what it does not know, does nothing with it, and says so in its answer's "
        "`warnings`, where nobody looks. Every spelling that the command takes counts as known.",
        f"""{_DEGRADE} \\\n  -d '{{"reason": "R2 is down", "moed": "read_only"}}'""",
        f"""{_DEGRADE} \\\n  -d '{{"reason": "R2 is down", "mode": "read_only"}}'""",
        _misspelt_field,
    ),
    Rule(
        "RB104",
        "wrong-value",
        "error",
        "A field's value is not one that the command takes.",
        "The worker returns 400. The value is checked against the command's own model: its type, "
        "its limits, its words. A value from a variable is not judged.",
        f"""{_POST}/health/queue/process {_AUTH} -d '{{"batch_size": "50"}}'""",
        f"""{_POST}/health/queue/process {_AUTH} -d '{{"batch_size": 50}}'""",
        _wrong_value,
    ),
    Rule(
        "RB105",
        "missing-field",
        "error",
        "A field that the command needs is not sent.",
        "The worker returns 400 and does nothing.",
        _QUARANTINE,
        f"""{_QUARANTINE} -d '{{"file_ids": ["file_000123"]}}'""",
        _missing_field,
    ),
    Rule(
        "RB106",
        "bad-json",
        "error",
        "The body is not a JSON object.",
        "The worker returns 400. Comments, a comma behind the last field and form data "
        "(`reason=x`) are not JSON.",
        f"""{_DEGRADE} -d '{{"reason": "R2 is down",}}'""",
        f"""{_DEGRADE} -d '{{"reason": "R2 is down"}}'""",
        _bad_json,
    ),
    Rule(
        "RB805",
        "no-effect",
        "limit",
        "The simulated worker does nothing with the field.",
        "It knows nothing like it: a newer worker may. The call is carried out, and the answer's "
        "`warnings` name the field.",
        f"""{_DEGRADE} \\\n  -d '{{"reason": "R2 is down", "ticket": "OPS-7"}}'""",
        f"""{_DEGRADE} \\\n  -d '{{"reason": "R2 is down"}}'""",
        _field_without_effect,
    ),
)
