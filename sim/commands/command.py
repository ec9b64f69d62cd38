"""What a command is: a function registered against a row of the command set.

A command reads or changes the world through its handler. Who may call it stands beside it; what it
takes and answers is the handler's signature and what it does its docstring, so that every surface,
the reference page and OpenAPI say the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    Literal,
    Never,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import BaseModel, ConfigDict

from sim.command_set import ROWS
from sim.journal.base import JournalModel
from sim.scenario.names import PRODUCTION_HOST, TEST_HOST
from sim.world.world import World

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

    from sim.command_set import CommandRow, Effect, Method

Access = Literal["open", "token", "responder", "test"]
"""Who may call: anybody; somebody with any valid token; somebody with the token of the host that
is called (the responders' in production); the same, but in the test environment only."""

CallerRole = Literal["nobody", "responder", "test"]
"""What a token makes of a caller; `nobody` has none, or a wrong one."""


class Params(BaseModel):
    """Arguments from path, query or body; unknown ones have no effect, and the answer says so."""

    # Built at first use: to build the models of all commands takes a tenth of a second at each
    # start.
    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


class NoParams(Params):
    """A command without arguments."""


class Answer(JournalModel):
    """The `data` of an answer; frozen, and written as JSON."""


class FailedItem(Answer):
    """One item of a list with which nothing was done."""

    item: str
    error: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who gives a command: a name for the journal and what the token allows."""

    name: str
    role: CallerRole


@dataclass(frozen=True, slots=True)
class Request:
    """A call as it came in, whatever surface it came through.

    Attributes:
        path: with its query string, as sent.
        body: the raw body; "" when there was none.
    """

    method: str
    path: str
    body: str = ""
    host: str = PRODUCTION_HOST


@dataclass(frozen=True, slots=True)
class Response:
    """The answer: HTTP status, JSON body, and headers beyond the usual."""

    status: int
    body: dict[str, JsonValue]
    headers: Mapping[str, str] = field(default_factory=dict)


DataT_co = TypeVar("DataT_co", bound="Answer | tuple[Answer, ...]", covariant=True)


@dataclass(frozen=True, slots=True)
class Reply(Generic[DataT_co]):
    """What a handler says; `dispatch` makes the response of it. A tuple is written as an array.

    Attributes:
        warnings: what of the call had no effect, or another than it seems to ask for.
        total: how many there are, beside a `data` that is a list of some.
        counts: the same by kind.
        failed: items of a list that are unknown; `data` of a refusal that knows none of them.
    """

    data: DataT_co | None = None
    message: str = ""
    status: int = 200
    error: str = ""
    warnings: tuple[str, ...] = ()
    total: int | None = None
    counts: Mapping[str, int] | None = None
    failed: tuple[FailedItem, ...] = ()


Refusal = Reply[Never]
"""A reply without data: it says what is wrong and how it would be right."""


@dataclass(frozen=True, slots=True)
class Example:
    """Arguments that work, for the reference page and OpenAPI."""

    path: str = ""
    body: Mapping[str, JsonValue] | None = None
    console: str = ""


Handler = Callable[..., Reply[Any]]
"""A function of some of the world, the arguments and the actor, each found by its annotation."""


LogLine = Callable[["Mapping[str, JsonValue]"], str]
"""Words a command for the incident's log, from its arguments with roles by their titles."""


@dataclass(frozen=True, slots=True)
class Command:
    """One row of the table: what the command set knows of a command, and the function behind it.

    Attributes:
        row: name, method, path and effect.
        summary: the handler's docstring.
        params: the arguments; read from the query for GET, from the JSON body otherwise.
        answer: the model of `data`; `many` when `data` is an array of it.
        takes: what the handler is called with, in order.
        form: it is sent as a form with a file, `multipart/form-data`, in the field `file`.
        console: for incident commands, the arguments given by position, in order.
        log: how the incident's log words it, from its arguments: `pages the technical lead`.
        extra_statuses: further statuses the command can answer, with their meaning.
    """

    row: CommandRow
    summary: str
    access: Access
    params: type[Params]
    answer: type[Answer]
    handler: Handler
    takes: tuple[Literal["world", "params", "actor"], ...]
    example: Example
    many: bool
    form: bool
    console: tuple[str, ...] | None
    log: LogLine | None
    extra_statuses: Mapping[int, str]

    @property
    def name(self) -> str:
        """What the journal calls it."""
        return self.row.name

    @property
    def method(self) -> Method:
        """How it is called."""
        return self.row.method

    @property
    def methods(self) -> tuple[str, ...]:
        """Every method that it answers to: HEAD asks what GET would answer."""
        return ("GET", "HEAD") if self.method == "GET" else (self.method,)

    def admits(self, role: CallerRole, *, testing: bool) -> bool:
        """Whether a caller may call it.

        Args:
            role: what the caller's token allows.
            testing: whether it is called in the test environment.
        """
        if self.access == "open":
            return True
        if role == "nobody" or self.access == "token":
            return role != "nobody"
        if self.access == "test" and not (testing and self.writes):
            # Production has no tests; to look at what was tested takes no right to break anything.
            return testing
        return role == ("test" if testing else "responder")

    @property
    def path(self) -> str:
        """Where it answers, as a template."""
        return self.row.path

    @property
    def effect(self) -> tuple[Effect, ...]:
        """What it is and does."""
        return self.row.effect

    @property
    def writes(self) -> bool:
        """Whether its arguments come in a body: everything but GET."""
        return self.method != "GET"

    @property
    def host(self) -> str:
        """Where it works: the test environment's own commands nowhere else."""
        return TEST_HOST if self.access == "test" else PRODUCTION_HOST

    @property
    def path_names(self) -> tuple[str, ...]:
        """The `:name` parts of the path."""
        return tuple(re.findall(r":([a-z_]+)", self.path))

    @property
    def sample_path(self) -> str:
        """A path that works."""
        return self.example.path or self.path


HANDLED: dict[str, Command] = {}
"""The commands that have a handler, by name; `sim.commands.table` puts them in order."""

HandlerT = TypeVar("HandlerT", bound=Handler)


def command(
    name: str,
    *,
    access: Access,
    example: Example | None = None,
    form: bool = False,
    console: tuple[str, ...] | None = None,
    log: LogLine | None = None,
    extra_statuses: Mapping[int, str] | None = None,
) -> Callable[[HandlerT], HandlerT]:
    """Make a function the handler of a row of the command set.

    Its signature says what it takes and answers, its docstring what it does; all pages show that.

    Raises:
        KeyError: the command set has no such row.
        TypeError: the row has a handler already, or the signature cannot be read.
    """
    row = ROWS[name]

    def register(handler: HandlerT) -> HandlerT:
        if name in HANDLED:
            raise TypeError(f"{name} has a handler already")
        # Handlers' annotations are text at run time; this makes them the classes again.
        hints = get_type_hints(handler)
        data = get_args(hints.pop("return"))
        many = get_origin(data[0]) is tuple
        answer = get_args(data[0])[0] if many else data[0]
        params: type[Params] = NoParams
        takes: list[Literal["world", "params", "actor"]] = []
        for kind in hints.values():
            if kind is World:
                takes.append("world")
            elif kind is Actor:
                takes.append("actor")
            else:
                params = kind
                takes.append("params")
        HANDLED[name] = Command(
            row=row,
            summary=" ".join((handler.__doc__ or "").split()),
            access=access,
            params=params,
            answer=answer,
            handler=handler,
            takes=tuple(takes),
            example=example or Example(),
            many=many,
            form=form,
            console=console,
            log=log,
            extra_statuses=extra_statuses or {},
        )
        return handler

    return register
