"""The one way into the world: a request comes in, is checked, carried out, journaled, answered.

Every surface goes through `dispatch`, so every surface gets the same answer and leaves the same
journal.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from pydantic import ValidationError

from sim.commands.command import Refusal, Reply, Response
from sim.commands.door import NotAdmittedError, admitted, check_path, json_object
from sim.commands.spoken import without_echo
from sim.commands.table import at_path
from sim.commands.tolerant import in_any_case, warnings_of
from sim.errors import plain
from sim.journal.bodies import Action
from sim.journal.encoding import canonical, digest_text
from sim.legible import clean
from sim.scenario.names import TEST_HOST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

    from sim.command_set import CommandRow, Effect
    from sim.commands.command import Actor, CallerRole, Command, Params, Request
    from sim.world.world import World

ERRORS_FROM = 400
"""HTTP statuses from here on are errors."""

KEEP_RESPONSE_BYTES = 4096
"""Larger answers are journaled by their digest only."""

MOST_SHOWN = 200
"""Characters of an unknown path that the answer repeats."""

ADMIN_TOKEN = "<admin_token>"  # noqa: S105 - the documents' placeholder, which works as it stands
TEST_TOKEN = "<test_token>"  # noqa: S105 - same

TABLETOP = "this is a tabletop: nothing is touched; say what you would do"


class _Refused(Exception):  # noqa: N818 - a reply on its way out, not an error
    """Stops a request early with its reply."""

    def __init__(self, reply: Refusal, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(reply.error)
        self.reply = reply
        self.headers = headers or {}


def role_of(authorization: str | None, tokens: Mapping[str, CallerRole]) -> CallerRole:
    """What an Authorization header makes of its sender.

    Args:
        authorization: the header's value, `Bearer …`.
        tokens: the session's own tokens; the documents' placeholders are always known.
    """
    scheme, _, token = (authorization or "").partition(" ")
    # HTTP takes the scheme in any case.
    if scheme.lower() != "bearer":
        return "nobody"
    known: dict[str, CallerRole] = {
        ADMIN_TOKEN: "responder",
        TEST_TOKEN: "test",
        **tokens,
    }
    return known.get(token.strip(), "nobody")


def dispatch(
    world: World, request: Request, actor: Actor, *, only_people: bool = False
) -> Response:
    """Carry out one request at the world's present instant and journal it.

    The action's entry comes first, then what it caused; both stand at the same instant.

    Args:
        world: what it is done to.
        request: what to do.
        actor: who does it.
        only_people: it is a tabletop. Whatever asks or changes the worker is refused, on either
            host; people can still call, tell and declare.
    """
    request, actor = admitted(request, actor)
    # Before anything is held back: what users caused until now stands before the action.
    world.catch_up()
    row: CommandRow | None = None
    arguments: dict[str, JsonValue] = {}
    headers: dict[str, str] = {}
    with world.journal.held() as caused:
        try:
            command, path_arguments = _route(request)
            row = command.row
            if only_people:
                _check_untouched(command, request)
            _check_access(command, request, actor)
            _check_tool(command, world)
            params, warnings = _read(command, request, path_arguments)
            arguments = params.model_dump(mode="json")
            reply = _called(command, world, params, actor)
            if warnings:
                reply = replace(reply, warnings=(*warnings, *reply.warnings))
            if reply.status < ERRORS_FROM:
                # Still held back: a fault that this ends stands behind the command that ended it.
                world.faults.command_given(row.name)
        except _Refused as refused:
            reply, headers = refused.reply, dict(refused.headers)
    response = Response(reply.status, _body(reply), headers)
    _journal(world, request, actor, row, arguments, response)
    for at, body in caused:
        world.journal.append(at, body)
    return response


def _called(command: Command, world: World, params: Params, actor: Actor) -> Reply[Any]:
    """Call the handler with what its signature asks for."""
    given = {"world": world, "params": params, "actor": actor}
    return command.handler(*(given[part] for part in command.takes))


def _check_untouched(command: Command, request: Request) -> None:
    """Let the incident commands through; they are those that can be typed as words."""
    if command.console is None or request.host == TEST_HOST:
        raise _Refused(Reply(status=403, error=TABLETOP))


def _check_access(command: Command, request: Request, actor: Actor) -> None:
    """Let the caller through, or refuse: who may call what depends on the host."""
    testing = request.host == TEST_HOST
    if command.admits(actor.role, testing=testing):
        return
    if actor.role == "nobody":
        token = TEST_TOKEN if testing else ADMIN_TOKEN
        text = f"a valid token is needed: -H 'Authorization: Bearer {token}'"
        raise _Refused(Reply(status=401, error=text))
    # 403 and not 404: the command exists, only the place is wrong.
    if command.access == "test" and not testing:
        text = f"this works in the test environment only: https://{TEST_HOST}"
        raise _Refused(Reply(status=403, error=text))
    other, right = ("admin", "test") if testing else ("test", "admin")
    text = f"the {other} token does not work here; use the {right} token"
    raise _Refused(Reply(status=401, error=text))


def _check_tool(command: Command, world: World) -> None:
    """Refuse a command whose own tool needs a service that is out."""
    needed = world.conditions.needed_by(command.row.name)
    if needed is not None:
        text = f"the tool behind this needs {needed}, which is not responding: nothing was done"
        raise _Refused(Reply(status=503, error=text))


def _route(request: Request) -> tuple[Command, Mapping[str, str]]:
    try:
        check_path(request.path)
    except NotAdmittedError as error:
        raise _Refused(Reply(status=400, error=str(error))) from error
    # Cut first: an encoded `?` belongs to the path. Cleaned again: so does an encoded NUL.
    path = clean(unquote(request.path.partition("?")[0]))
    candidates = at_path(path)
    if not candidates:
        cut = path if len(path) <= MOST_SHOWN else f"{path[:MOST_SHOWN]}…"
        raise _Refused(Reply(status=404, error=f"unknown path {cut}"))
    for command, arguments in candidates:
        # The body of an answer to HEAD is left out by whoever sends it on.
        if request.method in command.methods:
            return command, arguments
    allowed = ", ".join(sorted({method for command, _ in candidates for method in command.methods}))
    raise _Refused(
        Reply(status=405, error=f"{request.method} is not allowed here; use {allowed}"),
        {"Allow": allowed},
    )


def _read(
    command: Command, request: Request, path_arguments: Mapping[str, str]
) -> tuple[Params, tuple[str, ...]]:
    """The arguments, and what of them was not understood as it was written."""
    if command.method == "GET":
        # Some documents send a JSON body with a GET (curl -X GET -d …): the worker reads both.
        pairs = parse_qsl(request.path.partition("?")[2], keep_blank_values=True)
        query = {name: clean(value) for name, value in pairs}
        # Later ones win: the path says which thing is meant, whatever the query says.
        given: dict[str, Any] = {**_sent(request), **query, **path_arguments}
        # In a query everything is text, so numbers must be read out of it.
        strict = False
    else:
        given = {**_sent(request), **path_arguments}
        strict = True
    spelled = in_any_case(command.params, given)
    try:
        # JSON mode: strings stay strings and numbers numbers, but arrays fit tuples.
        params: Params = (
            command.params.model_validate_json(canonical(spelled), strict=True)
            if strict
            else command.params.model_validate(spelled)
        )
    except ValidationError as error:
        raise _Refused(Reply(status=400, error=explain(error, command.params))) from error
    return params, warnings_of(params, given)


def _sent(request: Request) -> dict[str, Any]:
    """The object in the body."""
    try:
        return json_object(request.body)
    except NotAdmittedError as error:
        raise _Refused(Reply(status=400, error=str(error))) from error


def explain(error: ValidationError, params: type[Params]) -> str:
    """What is wrong with an argument of these parameters, in one line that names it."""
    first = error.errors()[0]
    text = plain(first["msg"])
    if not first["loc"] and re.match(r"[a-z_]+: ", text):
        return text  # what holds between fields names its field itself
    # A key of a mapping is named by itself already.
    field = ".".join(str(part) for part in first["loc"] if part != "[key]") or "body"
    if first["type"] == "too_short":
        return f"{field}: must name at least {first['ctx']['min_length']}"
    if first["type"] == "string_too_short":
        return f"{field}: must not be empty"
    if first["type"] in _OUT_OF_RANGE and (span := _span(params, field)):
        return f"{field}: must be between {span[0]} and {span[1]}"
    return f"{field}: {text}"


_OUT_OF_RANGE = frozenset({"greater_than_equal", "less_than_equal"})


def _span(params: type[Params], field: str) -> tuple[object, object] | None:
    """The least and the greatest value of a field that has both bounds."""
    if field not in params.model_fields:
        return None
    bounds = params.model_fields[field].metadata
    least = next((one.ge for one in bounds if hasattr(one, "ge")), None)
    most = next((one.le for one in bounds if hasattr(one, "le")), None)
    return None if least is None or most is None else (least, most)


def _body(reply: Reply[Any]) -> dict[str, JsonValue]:
    ok = reply.status < ERRORS_FROM
    body: dict[str, JsonValue] = {"success": ok}
    if isinstance(reply.data, tuple):
        body["data"] = [one.model_dump(mode="json") for one in reply.data]
    elif reply.data is not None:
        body["data"] = reply.data.model_dump(mode="json")
    elif reply.failed:
        body["data"] = {"failed": [one.model_dump(mode="json") for one in reply.failed]}
    if reply.total is not None:
        body["total"] = reply.total
    if reply.counts is not None:
        body["counts"] = dict(reply.counts)
    if reply.message:
        body["message"] = reply.message
    if reply.error:
        body["error"] = reply.error
    if reply.warnings:
        body["warnings"] = list(reply.warnings)
    return body


_ECHOING: frozenset[Effect] = frozenset({"tells", "declares", "resolves"})
"""What commands do that tell their sender what the words were read as."""


def _journal(  # noqa: PLR0917 - an action's parts
    world: World,
    request: Request,
    actor: Actor,
    row: CommandRow | None,
    arguments: dict[str, JsonValue],
    response: Response,
) -> None:
    """Write the action down, with its answer or only the digest of a large one."""
    answer = response.body
    if row is not None and not _ECHOING.isdisjoint(row.effect):
        answer = without_echo(answer)
    spelling = canonical(answer)
    # Characters are bytes here: the one spelling is ASCII.
    small = len(spelling) <= KEEP_RESPONSE_BYTES
    action = Action(
        actor=actor.name,
        role=actor.role,
        command="" if row is None else row.name,
        effect=() if row is None else row.effect,
        method=request.method,
        host=request.host,
        path=request.path,
        body=request.body,
        arguments=arguments,
        status=response.status,
        response=answer if small else None,
        response_digest=digest_text(spelling),
    )
    # It was spelt for its digest: an answer is by far the largest part of its line.
    world.journal.append(world.now, action, spelling if small else "")
