"""What a command is: one row of the command table, and the values that pass through it.

A command reads or changes the world through its handler; who may call it, what it takes and what
it answers stand beside it, so that every surface, the reference page and OpenAPI say the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from sim.journal.base import JournalModel
from sim.scenario.names import PRODUCTION_HOST, TEST_HOST

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import JsonValue

    from sim.world.world import World

Access = Literal["open", "token", "responder", "test"]
"""Who may call: anybody; somebody with any valid token; somebody with the token of the host that
is called (the responders' in production); the same, but in the test environment only."""

CallerRole = Literal["nobody", "responder", "test"]
"""What a token makes of a caller; `nobody` has none, or a wrong one."""


class Params(BaseModel):
    """Arguments from path, query or body; unknown ones are ignored, as the worker does."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


class NoParams(Params):
    """A command without arguments."""


class Answer(JournalModel):
    """The `data` of an answer; frozen, and written as JSON."""


class NoData(Answer):
    """An answer that says all in `message`."""


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


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handler says; `dispatch` makes the response of it. An array is a command's `many`."""

    data: Answer | tuple[Answer, ...] | None = None
    message: str = ""
    status: int = 200
    error: str = ""


P = TypeVar("P", bound=Params)


@dataclass(frozen=True, slots=True)
class Example:
    """Arguments that work, for the reference page and OpenAPI."""

    path: str = ""
    body: Mapping[str, JsonValue] | None = None
    console: str = ""


@dataclass(frozen=True, slots=True)
class Command(Generic[P]):
    """One row of the table.

    Attributes:
        name: what the journal and the scorer call it.
        path: a template; `:name` parts become arguments, as does the rest of `setup-:name`.
        params: the arguments; read from the query for GET, from the JSON body otherwise.
        answer: the model of `data`; `many` when `data` is an array of it.
        form: it is sent as a form with a file, `multipart/form-data`, in the field `file`.
        console: for people's commands, the arguments given by position, in order.
        extra_statuses: further statuses the command can answer, with their meaning.
    """

    name: str
    method: Literal["GET", "POST", "PUT"]
    path: str
    summary: str
    access: Access
    params: type[P]
    answer: type[Answer]
    handler: Callable[[World, P, Actor], Reply]
    example: Example = Example()
    many: bool = False
    form: bool = False
    console: tuple[str, ...] | None = None
    extra_statuses: Mapping[int, str] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        """Whether it changes the world."""
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

    def match(self, path: str) -> dict[str, str] | None:
        """The path's arguments when it fits the template, else None."""
        wanted, given = self.path.split("/"), path.rstrip("/").split("/")
        if len(wanted) != len(given):
            return None
        found: dict[str, str] = {}
        for want, have in zip(wanted, given, strict=True):
            fixed, sign, name = want.partition(":")
            if not have.startswith(fixed) or (not sign and have != fixed):
                return None
            if sign:
                found[name] = have[len(fixed) :]
        return found
