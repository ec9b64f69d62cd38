"""The door: what comes from outside, made fit to be kept before anything else looks at it.

Requests of every surface pass `admitted`, and their bodies `json_object`; how an exercise is run
passes `cleaned`. What is past the door can be encoded, holds no control characters and is bounded,
so no later stage has to ask. Passing twice changes nothing: a record's requests come in as they
stand there. Pure; it must not know what a request does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from sim.commands.command import Actor, Request
from sim.journal.json_text import NotJsonError, TooDeepError, parse_sent
from sim.legible import clean

if TYPE_CHECKING:
    from pydantic import BaseModel

MOST_BODY_CHARS = 64 * 1024
"""Larger requests are refused; so much of one, and a character more, is journaled."""

MOST_PATH_CHARS = 4 * 1024
"""Of a path with its query; longer ones are refused."""

MOST_DEPTH = 32
"""Objects and lists within each other; no command takes more than three."""

MOST_DIGITS = 40
"""Of a whole number; the largest that a command takes has five."""

MOST_NAME = 200
"""Characters of whatever is only a name: a method, a host, an actor."""

JSON_SPACE = " \t\r\n"
"""What JSON takes for space; a body of nothing else is empty."""

_HALF = re.compile("[\ud800-\udfff]")

ModelT = TypeVar("ModelT", bound="BaseModel")


class NotAdmittedError(ValueError):
    """Something that is not let in; the message names it and says why, for the caller."""


def admitted(request: Request, actor: Actor) -> tuple[Request, Actor]:
    """Both as the world and the journal get them.

    What is too long keeps one character too many: it is refused by its length, also when it comes
    again out of a record.
    """
    return (
        Request(
            method=clean(request.method)[:MOST_NAME],
            path=clean(request.path)[: MOST_PATH_CHARS + 1],
            body=clean(request.body)[: MOST_BODY_CHARS + 1],
            host=clean(request.host)[:MOST_NAME],
        ),
        Actor(clean(actor.name)[:MOST_NAME], actor.role),
    )


def cleaned(model: ModelT) -> ModelT:
    """A frozen model with its texts, and lists of texts, cleaned; a `name` is bounded as well."""
    changed: dict[str, object] = {}
    for name, value in vars(model).items():
        if isinstance(value, str):
            # Whoever acts under a name that was cut is cut in the same place.
            fresh: object = clean(value)[:MOST_NAME] if name == "name" else clean(value)
        elif isinstance(value, tuple):
            fresh = tuple(clean(one) if isinstance(one, str) else one for one in value)
        else:
            continue
        if fresh != value:
            changed[name] = fresh
    return model.model_copy(update=changed) if changed else model


def check_path(path: str) -> None:
    """See that a path is not too long.

    Raises:
        NotAdmittedError: it is.
    """
    if len(path) > MOST_PATH_CHARS:
        raise NotAdmittedError(f"path: longer than {MOST_PATH_CHARS} characters")


def json_object(body: str) -> dict[str, Any]:
    """The object that an admitted body spells; {} when there is none.

    Raises:
        NotAdmittedError: it is too large or nested too deep, is no JSON or no object, or holds
            what later stages could not keep.
    """
    if len(body) > MOST_BODY_CHARS:
        raise NotAdmittedError(f"body: larger than {MOST_BODY_CHARS} characters")
    if not body.strip(JSON_SPACE):
        return {}
    try:
        value = parse_sent(body, depth=MOST_DEPTH, digits=MOST_DIGITS)
    except TooDeepError as error:
        raise NotAdmittedError(f"body: {error}") from error
    except NotJsonError as error:
        # The place in the body is what its sender needs.
        detail = clean(str(error.__cause__ or error))
        raise NotAdmittedError(f"body: not valid JSON: {detail}") from error
    if not isinstance(value, dict):
        raise NotAdmittedError('body: must be a JSON object, like {"reason": "…"}')
    # An escape can spell what the body itself does not hold.
    cleaned_value: dict[str, Any] = _cleaned(value) if "\\u" in body else value
    return cleaned_value


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        if (half := _HALF.search(value)) is not None:
            raise NotAdmittedError(f"body: not valid JSON: \\u{ord(half[0]):x} is half a character")
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    if isinstance(value, dict):
        return {_cleaned(name): _cleaned(one) for name, one in value.items()}
    return value
