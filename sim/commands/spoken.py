"""Words for people as a command takes them: the text, and what its sender states outright.

What is stated becomes the delivered message's last line, here and nowhere else. The sender is told
at once what the whole was read as.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import (
    BeforeValidator,
    Field,
    SerializerFunctionWrapHandler,
    WithJsonSchema,
    model_serializer,
    model_validator,
)

from sim.commands.command import Params
from sim.language.echo import NOTHING, UNDERSTOOD, said
from sim.language.model import SUBJECTS
from sim.language.stated import (
    StatedError,
    claims_of,
    line,
    states_of,
    unknown_state,
    unknown_subject,
    when,
)
from sim.legible import in_line
from sim.scenario.rules.notices import PUBLIC
from sim.world.timestamps import minute_of_day

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pydantic import JsonValue

    from sim.world.notifications import Purpose
    from sim.world.world import World

READ_AS = f" · {UNDERSTOOD}"
"""Between what happened to a message and how it was understood."""

UNREADABLE = (
    " · not understood, so it counts for nothing; write a sentence: `R2 is down, please join`"
)
"""Said instead to whoever writes to one role what is no sentence."""

TO_EVERYBODY: frozenset[Purpose] = frozenset({"post", "status_page"})
"""Sent so that everybody on a channel can read it."""


def _claims(given: object) -> str:
    """`downloads=failing,uploads=delayed`, or the same as an object, in one spelling."""
    if isinstance(given, dict):
        for subject in given:
            if subject not in SUBJECTS:
                raise unknown_subject(subject)
        for subject, state in given.items():
            if state not in states_of(subject):
                raise unknown_state(subject, state)
        given = ",".join(f"{subject}={state}" for subject, state in given.items())
    if not isinstance(given, str):
        raise StatedError('Write downloads=failing,uploads=delayed or {"downloads": "failing"}.')
    if not given:
        return ""
    return ",".join(f"{subject}={state}" for subject, state in claims_of(given))


def _next(given: object) -> str:
    if not isinstance(given, str):
        raise StatedError(f"'{given}' is not a time: write 20m, 2h or 14:40.")
    return when(given) if given else ""


_EACH = "|".join(f"{one}=(?:{'|'.join(states_of(one))})" for one in SUBJECTS)
_OBJECT: dict[str, Any] = {
    "type": "object",
    "properties": {one: {"enum": list(states_of(one))} for one in SUBJECTS},
    "additionalProperties": False,
}
_PAIRS: dict[str, Any] = {"type": "string", "pattern": rf"^(?:(?:{_EACH})(?:,(?:{_EACH}))*)?$"}
_TIME: dict[str, Any] = {
    "type": "string",
    "pattern": r"^(?:[1-9]\d{0,3}[mh]|(?:[01]\d|2[0-3]):[0-5]\d)?$",
}

_LINE = "The statement is added as the message's last line."


def _stateable() -> str:
    """What can be stated of what: ``files: `safe` or `unknown` ``, subjects alike together."""
    of: dict[tuple[str, ...], list[str]] = {}
    for one in SUBJECTS:
        of.setdefault(states_of(one), []).append(one)
    return "; ".join(
        f"{in_line(subjects, 'and')}: {in_line([f'`{state}`' for state in states], 'or')}"
        for states, subjects in of.items()
    )


Says = Annotated[
    str,
    Field(title="subject=state"),
    BeforeValidator(_claims),
    WithJsonSchema(
        {
            "anyOf": [_PAIRS, _OBJECT],
            "description": (
                "For example `downloads=failing,uploads=delayed`. States of "
                f"{_stateable()}. {_LINE}"
            ),
        }
    ),
]
Claims = Annotated[
    str,
    BeforeValidator(_claims),
    WithJsonSchema(
        {
            "anyOf": [_OBJECT, _PAIRS],
            "description": f'The current state: `{{"downloads": "failing"}}`. {_LINE}',
        }
    ),
]
NextUpdate = Annotated[
    str,
    Field(title="time"),
    BeforeValidator(_next),
    WithJsonSchema(
        {**_TIME, "description": "When the next update is due: `20m`, `2h` or `14:40`."}
    ),
]


def whole(text: str, claims: str, next_update: str) -> str:
    """A message as it is delivered: its text, and in a last line what is stated."""
    last = line(claims_of(claims) if claims else (), next_update=next_update)
    return "\n".join(filter(None, (text.rstrip("\n") if last else text, last)))


class Worded(Params):
    """Words for people, whatever the form: the whole has to fit, what is not stated goes unsaid."""

    PARTS: ClassVar[tuple[str, str, str]]
    """The fields of the text, of what is stated, and of the next update."""

    @property
    def whole(self) -> str:
        """The message as it is delivered."""
        return whole(*(getattr(self, name) for name in self.PARTS))

    def is_public(self, audiences: Collection[str]) -> bool:  # noqa: ARG002 - most need not ask
        """Whether users or everybody read it; `audiences` are the names of such."""
        return False

    @model_validator(mode="after")
    def _fits(self) -> Self:
        name = self.PARTS[0]
        limits = type(self).model_fields[name].metadata
        most: int = next(one.max_length for one in limits if hasattr(one, "max_length"))
        if (over := len(self.whole) - most) > 0:
            raise ValueError(
                f"{name}: with its last line at most {most} characters; shorten it by {over}"
            )
        return self

    @model_serializer(mode="wrap")
    def _as_given(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        stated = self.PARTS[1:]
        return {name: value for name, value in handler(self).items() if value or name not in stated}


class Spoken(Worded):
    """Words for people, as they are typed: `page ROLE TEXT --says … --next …`."""

    PARTS = ("text", "says", "next")

    text: str = Field(min_length=1, max_length=2_000)
    says: Says = ""
    next: NextUpdate = ""


class Announced(Worded):
    """Words for people, as the worker's notification service takes them."""

    PARTS = ("message", "claims", "next_update")

    message: str = Field(min_length=1, max_length=4_000)
    claims: Claims = ""
    next_update: NextUpdate = ""


def read_as(world: World, text: str) -> str:
    """What a message that is sent now was read as; "" when there is nothing in it."""
    # The reader's words take their time to load: not before somebody says something.
    from sim.language.read import read  # noqa: PLC0415 - see above

    minute = minute_of_day(world.scenario.starts_at, world.now)
    return said(read(text), minute, assessed=world.incident.severity)


def is_for_many(world: World, purpose: Purpose, targets: Iterable[str]) -> bool:
    """Whether a message is one that has to say how things are: not one to a person or two."""
    policy = world.policy
    return purpose in TO_EVERYBODY or any(
        one == PUBLIC
        or policy.meant(one) == policy.notify_team
        or bool(world.notifications.audience(one))
        for one in targets
    )


def is_readable(text: str) -> bool:
    """Whether a text says anything at all: what is not readable tells a role nothing."""
    from sim.language.read import read  # noqa: PLC0415 - as above

    return read(text).readable


def echo(
    found: str,
    *,
    for_many: bool,
    readable: bool = True,
    hint: str = "--says downloads=failing",
) -> str:
    """What follows what became of a message: what it was read as, or how it would say more.

    Args:
        found: what it was read as.
        for_many: it is a message that should say how things are.
        readable: whether it says anything at all.
        hint: how to state it outright, where it was sent from.
    """
    if found:
        return f"{READ_AS}{found}"
    if for_many:
        return f"{READ_AS}{NOTHING}, or add {hint}"
    return "" if readable else UNREADABLE


def without_echo(answer: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """An answer as it is recorded: without what its message was read as.

    The record keeps what was said. It is read again by whoever judges it, and a better reader must
    not make another world of the same actions.
    """
    kept = dict(answer)
    if isinstance(data := kept.get("data"), dict) and "read_as" in data:
        kept["data"] = {name: value for name, value in data.items() if name != "read_as"}
    if isinstance(message := kept.get("message"), str):
        kept["message"] = message.partition(READ_AS)[0]
    return kept
