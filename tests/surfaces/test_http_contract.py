"""One contract, two implementations: the in-process door and the same command set over HTTPS.

Both stand at the same instant of the same outage, so equal calls must give equal answers and
leave equal journals.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from pydantic import AliasChoices

from sim.commands.dispatch import ADMIN_TOKEN, TEST_TOKEN
from sim.commands.door import MOST_BODY_CHARS
from sim.commands.table import COMMANDS
from sim.scenario.names import TEST_HOST
from sim.surfaces.http.app import WORKER_HOST, make_app
from sim.surfaces.http.openapi import NoBackend
from tests.surfaces.doors import Call, Door, inside, over_https

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic.fields import FieldInfo

    from sim.commands.command import Command
    from sim.exercise.exercise import Exercise
    from tests.surfaces.conftest import Live

STATUS = "/health/status"
GUESSED = "guessed"
WRITES = [command for command in COMMANDS if command.writes]
GUARDED = [command for command in COMMANDS if command.access in ("token", "responder")]


def _named(command: Command) -> str:
    return command.name


def example(command: Command) -> Call:
    """The call that the reference page shows."""
    body = "" if command.example.body is None else json.dumps(dict(command.example.body))
    token = TEST_TOKEN if command.access == "test" else ADMIN_TOKEN
    return Call(command.method, command.sample_path, body, token, command.host)


WRONG = {
    "unknown path": Call("GET", "/health/nothing?here=1"),
    "unknown path, escaped": Call("GET", "/health/%7Bname%7D"),
    "unknown service": Call("GET", "/health/services/R3_STORAGE"),
    "wrong method": Call("DELETE", STATUS),
    "no token": Call("POST", "/health/r2/test", token=None),
    "test token": Call("POST", "/health/r2/test", token=TEST_TOKEN),
    "admin token in the test environment": Call(
        "GET", "/health/r2/status", token=ADMIN_TOKEN, host=TEST_HOST
    ),
    "unknown path in the test environment": Call("GET", "/nothing", host=TEST_HOST),
    "test command in production": Call("POST", "/health/simulate-failure"),
    "wrong token": Call("GET", "/health/r2/status", token=GUESSED),
    "not JSON": Call("POST", "/exercise/note", '{"text": '),
    "not an object": Call("POST", "/exercise/note", "[1]"),
    "not a number": Call("POST", "/exercise/note", '{"text": NaN}'),
    "field missing": Call("POST", "/exercise/page", '{"role": "cto"}'),
    "field of another type": Call("POST", "/exercise/assess", '{"severity": "1"}'),
    "field out of range": Call("POST", "/exercise/assess", '{"severity": 5}'),
    "query out of choice": Call("GET", "/health/events?level=loud"),
    "query not a number": Call("GET", "/health/events?limit=many"),
    "too large": Call("POST", "/exercise/note", json.dumps({"text": "x" * MOST_BODY_CHARS})),
    "trailing slash": Call("GET", f"{STATUS}/"),
    "letters of the world": Call("POST", "/exercise/note", json.dumps({"text": "Grüße … ✓"})),
}


def test_both_doors_answer_the_same_and_leave_the_same_journal(
    middle: Callable[[], Exercise], frozen: Live
) -> None:
    """Every example and every mistake gives equal answers, and the journals are equal by line."""
    calls = [*map(example, COMMANDS), *WRONG.values()]
    exercise = middle()
    within, outside = inside(exercise), over_https(frozen)
    for call in calls:
        assert outside(call) == within(call), call
    assert frozen.exercise.journal.lines == exercise.journal.lines
    assert sum(entry.body.kind == "action" for entry in exercise.journal.entries) == len(calls)


def test_every_example_works_and_fits_its_description(door: Door) -> None:
    """Every example of the table is carried out; the answer fits the schema OpenAPI gives."""
    document = make_app(NoBackend()).openapi()
    for command in COMMANDS:
        answer = door(example(command))
        operation = document["paths"][_template(command)][command.method.lower()]
        assert answer.status in {200, *command.extra_statuses}, (command.name, answer.body)
        described = operation["responses"][str(answer.status)]
        jsonschema.validate(answer.body, described["content"]["application/json"]["schema"])


def test_an_unknown_path_is_404(door: Door) -> None:
    """A path that the table does not have is 404 and named."""
    answer = door(WRONG["unknown path"])
    assert (answer.status, answer.body["success"]) == (404, False)
    assert "/health/nothing" in answer.body["error"]


def test_a_wrong_method_is_405_and_says_which_is_right(door: Door) -> None:
    """A method that the path does not have is 405, with Allow."""
    for command in COMMANDS:
        allowed: set[str] = {row.method for row in COMMANDS if row.path == command.path}
        if "GET" in allowed:
            allowed.add("HEAD")
        method = next(name for name in ("GET", "POST", "PATCH") if name not in allowed)
        answer = door(Call(method, command.sample_path))
        assert (answer.status, answer.allow) == (405, ", ".join(sorted(allowed))), command.name


def test_without_the_token_nothing_guarded_happens(door: Door) -> None:
    """Every guarded command is 401 without a token, and the answer says what to add."""
    for command in GUARDED:
        call = example(command)
        answer = door(Call(call.method, call.path, call.body, token=None))
        assert answer.status == 401, command.name
        assert "Bearer <admin_token>" in answer.body["error"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("not JSON", "body: not valid JSON"),
        ("not an object", "body: must be a JSON object"),
        ("not a number", "body: not valid JSON"),
        ("field missing", "text: "),
        ("field of another type", "severity: "),
        ("field out of range", "severity: "),
        ("query out of choice", "level: "),
        ("query not a number", "limit: "),
        ("too large", "body: larger than"),
    ],
)
def test_a_wrong_argument_is_400_and_named(door: Door, name: str, says: str) -> None:
    """What is wrong with a call is said by the field's name."""
    answer = door(WRONG[name])
    assert answer.status == 400
    assert answer.body["error"].startswith(says)


def test_a_body_that_is_no_object_is_400_everywhere(door: Door) -> None:
    """No command takes a body that is not an object."""
    answers = [door(replace(example(command), body='"text"')) for command in WRITES]
    assert {answer.status for answer in answers} == {400}


# --- what only HTTPS has --------------------------------------------------------------------------


def test_another_host_is_refused_by_name(frozen: Live) -> None:
    """Whoever calls a host that is not simulated is told so, and the world hears nothing of it."""
    before = len(frozen.exercise.journal)
    answer = frozen.call("GET", STATUS, host="api.example.org")
    assert answer.status_code == 421
    hosts = f"{WORKER_HOST} and {TEST_HOST}"
    assert answer.json() == {
        "success": False,
        "error": f"api.example.org is not part of this exercise; only {hosts} are",
    }
    assert len(frozen.exercise.journal) == before


@pytest.mark.parametrize(
    ("host", "says"),
    [
        ("example.org", "example.org is not part of this exercise"),
        (WORKER_HOST, f"use https://{WORKER_HOST}"),
        (TEST_HOST, f"use https://{TEST_HOST}"),
    ],
)
def test_plain_http_is_refused_by_name(frozen: Live, host: str, says: str) -> None:
    """Calls without TLS are answered with what is wrong about them."""
    answer = frozen.plain(STATUS, host)
    assert answer.status_code == 421
    assert says in answer.json()["error"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/session/skip?for=10m"),
        ("GET", "/session/sleep?for=1"),
        ("POST", "/session/say"),
        ("GET", STATUS),
        ("POST", "/exercise/note"),
        ("GET", "/docs"),
        ("GET", "/openapi.json"),
        ("BREW", "/anything"),
    ],
)
@pytest.mark.parametrize("key", ["", ADMIN_TOKEN, GUESSED], ids=["none", "admin", "wrong"])
def test_only_the_drills_own_shell_is_answered(
    frozen: Live, method: str, path: str, key: str
) -> None:
    """The documents' token is not enough: nothing is done or shown, and one line says what is."""
    clock, entries = frozen.session.clock.now(), len(frozen.exercise.journal)
    answer = frozen.call(method, path, token=ADMIN_TOKEN, body='["ack"]', key=key)
    assert answer.status_code == 403
    assert "this drill belongs to another shell" in answer.json()["error"]
    assert answer.text.count("\n") == 1
    assert frozen.session.clock.now() == clock
    assert len(frozen.exercise.journal) == entries


def test_the_key_is_no_part_of_the_exercise(frozen: Live) -> None:
    """It is in no entry of the journal, and in no answer."""
    answer = frozen.call("POST", "/exercise/note", body='{"text": "mine"}', token=ADMIN_TOKEN)
    assert answer.status_code == 200
    key = frozen.session.key
    assert key not in answer.text
    assert key not in (frozen.folder / "journal.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "body",
    ["null", "[[[", "{}", '"ack"', "[1]", '["note", null]', "[" * 9_000, "x" * 70_000, "", "[]"],
)
def test_a_command_that_is_none_is_refused_in_words(frozen: Live, body: str) -> None:
    """Exit code 2 and a line, whatever is sent; the shell's own `say` never sends that."""
    answer = frozen.call("POST", "/session/say", body=body)
    assert answer.status_code == 200
    assert answer.text.startswith("2\n")
    assert answer.text.count("\n") == 2


def test_the_documentation_is_a_page_that_loads_nothing(frozen: Live) -> None:
    """/docs shows every call of the table, with no script and no other address to fetch from."""
    answer = frozen.call("GET", "/docs")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    for command in COMMANDS:
        assert f"{command.method} {command.path.replace('<', '&lt;')}" in answer.text
    assert "<script" not in answer.text
    assert "src=" not in answer.text


def test_typed_commands_and_skips_are_answered_in_plain_text(frozen: Live) -> None:
    """The first line is the exit code, the rest is for the player."""

    def said(method: str, path: str, body: str = "") -> str:
        return frozen.call(method, path, body=body).text

    assert said("POST", "/session/say", '["assess", "--severity", "1"]') == "0\nseverity 1\n"
    assert said("POST", "/session/say", '["ack", "alert-999"]').startswith("1\nalert: no alert")
    assert said("POST", "/session/say", '["page", "cto"]') == (
        "2\nTEXT is missing; 'cto' was taken as ROLE; "
        "usage: page ROLE TEXT [--says SUBJECT=STATE] [--next TIME]\n"
    )
    assert said("POST", "/session/skip?for=soon").startswith("2\n")
    assert said("POST", "/session/skip?for=10m") == "0\nIt is now 14:30:00 UTC.\n"
    assert frozen.exercise.now == 30 * 60_000
    assert said("POST", "/session/skip?for=9h").startswith("0\nThe exercise ended at ")
    late = frozen.call("GET", STATUS)
    assert late.status_code == 410
    assert "type `exit`" in late.json()["error"]


def test_what_is_answered_is_on_disk(frozen: Live) -> None:
    """Before a call is answered, its line is in the record's file."""
    answer = frozen.call("POST", "/exercise/note", body='{"text": "kept"}', token=ADMIN_TOKEN)
    assert answer.status_code == 200
    on_disk = (frozen.folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    assert on_disk == list(frozen.exercise.journal.lines)
    assert json.loads(on_disk[-1])["body"]["arguments"] == {"text": "kept"}


def test_a_huge_body_is_400_and_does_not_hang(frozen: Live) -> None:
    """However much is sent, the answer is 400; reading stops early."""
    answer = frozen.call(
        "POST", "/exercise/note", body="x" * 20 * MOST_BODY_CHARS, token=ADMIN_TOKEN
    )
    assert answer.status_code == 400
    assert "larger than" in answer.json()["error"]


# --- OpenAPI --------------------------------------------------------------------------------------


def _template(command: Command) -> str:
    path = command.path
    for name in command.path_names:
        path = path.replace(f":{name}", f"{{{name}}}")
    return path


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The OpenAPI document, as `tabletop commands --openapi` prints it."""
    return json.loads(json.dumps(make_app(NoBackend()).openapi()))  # type: ignore[no-any-return]


def test_openapi_lists_the_table_and_nothing_else(document: dict[str, Any]) -> None:
    """Every command is there once, by path, method and name."""
    listed = {
        (path, method, operation["operationId"])
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    assert listed == {
        (_template(command), command.method.lower(), command.name) for command in COMMANDS
    }
    assert document["openapi"].startswith("3.1")
    assert {"title", "version"} <= set(document["info"])


def spelled(field: tuple[str, FieldInfo]) -> str:
    """A field's name as it is sent."""
    name, info = field
    alias = info.validation_alias
    if isinstance(alias, AliasChoices):
        return str(alias.choices[0])
    return str(alias or name)


@pytest.mark.parametrize("command", COMMANDS, ids=_named)
def test_openapi_describes_a_command(document: dict[str, Any], command: Command) -> None:
    """Statuses, arguments and token of a command are described, every schema is a valid one."""
    operation = document["paths"][_template(command)][command.method.lower()]
    statuses = {200, 400, 410, *command.extra_statuses}
    if command.path_names:
        statuses.add(404)
    if command.access == "test":
        statuses.add(403)
    if command.access != "open":
        statuses.add(401)
        schemes = document["components"]["securitySchemes"]
        assert [name for need in operation["security"] for name in need] == list(schemes)
    assert set(operation["responses"]) == set(map(str, statuses))
    schemas = [
        response["content"]["application/json"]["schema"]
        for response in operation["responses"].values()
    ]
    assert all(response["description"] for response in operation["responses"].values())
    by_place = {"path": set(), "query": set()}  # type: dict[str, set[str]]
    for parameter in operation.get("parameters", []):
        by_place[parameter["in"]].add(parameter["name"])
        schemas.append(parameter["schema"])
    arguments = {*map(spelled, command.params.model_fields.items())} - set(command.path_names)
    assert by_place["path"] == set(command.path_names)
    assert by_place["query"] == (set() if command.writes else arguments)
    if command.form:
        content = operation["requestBody"]["content"]["multipart/form-data"]
        assert set(content["schema"]["properties"]) == arguments
        schemas.append(content["schema"])
    elif command.writes:
        content = operation["requestBody"]["content"]["application/json"]
        assert set(content["schema"]["properties"]) == arguments
        if "example" in content:
            jsonschema.validate(content["example"], content["schema"])
        schemas.append(content["schema"])
    for schema in schemas:
        jsonschema.Draft202012Validator.check_schema(schema)
