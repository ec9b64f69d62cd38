"""What OpenAPI says about a command: its arguments, its answers, an example. All from the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic.json_schema import models_json_schema

from sim.commands.dispatch import ERRORS_FROM

if TYPE_CHECKING:
    from sim.commands.command import Command, Request, Response

STATUSES = {
    400: "An argument is missing or wrong; `error` names it.",
    401: "A valid token is needed.",
    403: "This works in the test environment only.",
    404: "There is nothing at this path.",
    410: "The exercise is over.",
}

SECURITY_SCHEMES = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "Use the documents' placeholder literally: <admin_token>.",
    }
}
"""What a guarded command's `security` refers to."""


def _inline(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """A schema without references, so that it can stand anywhere in the document."""
    if "$ref" in schema:
        return _inline(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions)
    return {key: _inline_value(value, definitions) for key, value in schema.items()}


def _inline_value(value: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        return _inline(value, definitions)
    if isinstance(value, list):
        return [_inline_value(entry, definitions) for entry in value]
    return value


def schema_of(model: type[Any], mode: str) -> dict[str, Any]:
    """A model's JSON Schema, self-contained."""
    found, whole = models_json_schema([(model, mode)])  # type: ignore[list-item]
    return _inline(next(iter(found.values())), whole.get("$defs", {}))


def _envelope(command: Command) -> dict[str, Any]:
    data = schema_of(command.answer, "serialization")
    return {
        "type": "object",
        "properties": {
            "success": {"type": "boolean"},
            "data": {"type": "array", "items": data} if command.many else data,
            "message": {"type": "string"},
            "warnings": _WARNINGS,
            **(_BESIDE if command.many else {}),
        },
        "required": ["success"],
    }


_WARNINGS: dict[str, Any] = {
    "type": "array",
    "items": {"type": "string"},
    "description": "What of the call was not understood as it was written, and was taken all "
    "the same.",
}
_BESIDE: dict[str, Any] = {
    "total": {"type": "integer", "description": "How many there are; `data` may be cut off."},
    "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
}
_ERROR: dict[str, Any] = {
    "type": "object",
    "properties": {
        "success": {"const": False},
        "error": {"type": "string"},
        "warnings": _WARNINGS,
        "data": {
            "type": "object",
            "properties": {"failed": {"type": "array", "items": {"type": "object"}}},
        },
    },
    "required": ["success", "error"],
}


_FORM: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {"file": {"type": "string", "format": "binary"}},
                "required": ["file"],
            }
        }
    },
}


def describe(command: Command) -> dict[str, Any]:
    """Keyword arguments for FastAPI's `add_api_route`."""
    answers = {
        200: command.summary,
        400: STATUSES[400],
        410: STATUSES[410],
        **command.extra_statuses,
    }
    if command.path_names:
        answers.setdefault(404, STATUSES[404])
    if command.access != "open":
        answers[401] = STATUSES[401]
    if command.access == "test":
        answers[403] = STATUSES[403]
    good = _envelope(command)
    responses: dict[int | str, dict[str, Any]] = {
        status: {
            "description": meaning,
            "content": {"application/json": {"schema": good if status < ERRORS_FROM else _ERROR}},
        }
        for status, meaning in sorted(answers.items())
    }
    schema = schema_of(command.params, "validation")
    properties: dict[str, Any] = dict(schema.get("properties", {}))
    required = set(schema.get("required", ()))
    in_path = command.path_names
    parameters = [
        {
            "name": name,
            "in": "path" if name in in_path else "query",
            "required": name in in_path or name in required,
            "schema": properties[name],
        }
        for name in properties
        if name in in_path or command.method == "GET"
    ]
    extra: dict[str, Any] = {"parameters": parameters, "security": _security(command)}
    if command.form:
        extra["requestBody"] = _FORM
    elif command.method != "GET":
        fields = {name: part for name, part in properties.items() if name not in in_path}
        needed = sorted(required - set(in_path))
        closed = schema.get("additionalProperties") is False
        extra["requestBody"] = {
            "required": bool(needed),
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "properties": fields,
                        **({"required": needed} if needed else {}),
                        **({"additionalProperties": False} if closed else {}),
                    },
                    **({"example": dict(command.example.body)} if command.example.body else {}),
                }
            },
        }
    return {"responses": responses, "openapi_extra": extra}


def _security(command: Command) -> list[dict[str, list[str]]]:
    return [] if command.access == "open" else [{"bearer": []}]


class NoBackend:
    """For describing the API only: nothing can be called."""

    async def handle(self, request: Request, authorization: str | None) -> Response:
        """Nobody is there."""
        raise NotImplementedError(request, authorization)

    def listens_to(self, authorization: str | None) -> bool:
        """Nobody is there."""
        raise NotImplementedError(authorization)
