"""Typed lines become requests, or an error that shows how the line should look."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sim.commands.console import manual, parse_line, usage
from sim.commands.table import incident_commands, named
from sim.errors import Unusable

if TYPE_CHECKING:
    from sim.commands.command import Command


@pytest.mark.parametrize(
    ("line", "path", "body"),
    [
        ("ack", "ack", {}),
        ("ack alert-001", "ack", {"alert": "alert-001"}),
        ("declare R2 is gone", "declare", {"text": "R2 is gone"}),
        ("declare 'R2 is gone'", "declare", {"text": "R2 is gone"}),
        ("declare --text='R2 is gone'", "declare", {"text": "R2 is gone"}),
        ("assess --severity 1", "assess", {"severity": 1}),
        ("assess --severity=2 --cause 'a vendor'", "assess", {"severity": 2, "cause": "a vendor"}),
        ("page cto 'come, please'", "page", {"role": "cto", "text": "come, please"}),
        ("page cto come please", "page", {"role": "cto", "text": "come please"}),
        ("page --text hi cto", "page", {"text": "hi", "role": "cto"}),
        ("post slack 'größer'", "post", {"channel": "slack", "text": "größer"}),
        ("post slack -- wait", "post", {"channel": "slack", "text": "-- wait"}),
        (
            "status-page resolved all good",
            "status-page",
            {"state": "resolved", "text": "all good"},
        ),
        ("resolve", "resolve", {}),
        ("note ''", "note", {"text": ""}),
    ],
)
def test_incident_commands(line: str, path: str, body: dict[str, object]) -> None:
    """Words by position or by name; the last position takes the rest of the line."""
    request = parse_line(line)
    assert (request.method, request.path) == ("POST", f"/exercise/{path}")
    assert json.loads(request.body) == body


@pytest.mark.parametrize(
    ("line", "body", "expected"),
    [
        ("GET /health/status", None, ("GET", "/health/status", "")),
        ("POST /health/check", None, ("POST", "/health/check", "")),
        ("POST /x?y=1", {"a": "ö"}, ("POST", "/x?y=1", '{"a": "ö"}')),
        ("DELETE /health/status", {}, ("DELETE", "/health/status", "{}")),
    ],
)
def test_calls(line: str, body: dict[str, object] | None, expected: tuple[str, str, str]) -> None:
    """A method and a path is a call, with the body beside it."""
    request = parse_line(line, body)  # type: ignore[arg-type]
    assert (request.method, request.path, request.body) == expected


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("", "unknown command ''; the commands are declare, ack,"),
        ("panic", "unknown command 'panic'"),
        ("get /health/status", "unknown command 'get'"),
        ("GET", "a call is a method and a path"),
        ("GET /a /b", "a call is a method and a path"),
        ("page", "ROLE is missing; usage: page ROLE TEXT [--says SUBJECT=STATE] [--next TIME]"),
        (
            "page cto",
            (
                "TEXT is missing; 'cto' was taken as ROLE; "
                "usage: page ROLE TEXT [--says SUBJECT=STATE] [--next TIME]"
            ),
        ),
        ("page cto 'x", "No closing quotation"),
        (
            "page cto --loud x",
            "unknown option --loud; usage: page ROLE TEXT [--says SUBJECT=STATE] [--next TIME]",
        ),
        (
            "page --role",
            "--role needs a value; usage: page ROLE TEXT [--says SUBJECT=STATE] [--next TIME]",
        ),
        (
            "page --role cto --text x more",
            "too many words; usage: page ROLE TEXT [--says SUBJECT=STATE] [--next TIME]",
        ),
        ("assess", "SEVERITY is missing; usage: assess --severity SEVERITY [--cause CAUSE]"),
        ("assess 1", "too many words; usage: assess --severity SEVERITY [--cause CAUSE]"),
        ("assess --severity high", "severity: 'high' is not a whole number"),
    ],
)
def test_errors(line: str, problem: str) -> None:
    """Each says what is wrong and how it should look."""
    with pytest.raises(Unusable) as caught:
        parse_line(line)
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("declare", "declare TEXT [--says SUBJECT=STATE] [--next TIME]"),
        ("ack", "ack [ALERT]"),
        ("assess", "assess --severity SEVERITY [--cause CAUSE]"),
        ("status-page", "status-page STATE TEXT [--says SUBJECT=STATE] [--next TIME]"),
        ("roster", "roster"),
    ],
)
def test_a_form_shows_what_is_needed_and_what_can_be_left_out(name: str, form: str) -> None:
    """By position in capitals, in brackets what can be left out, the rest as options."""
    command = named(name)
    assert command is not None
    assert usage(command) == form


def test_every_form_begins_with_its_name_and_fits_its_example() -> None:
    """What the reference page shows of each can be typed."""
    for command in incident_commands():
        assert usage(command).split()[0] == command.name == command.example.console.split()[0]


@pytest.mark.parametrize("command", incident_commands(), ids=lambda command: command.name)
def test_every_peoples_command_has_a_manual(command: Command) -> None:
    """Its form, what it does, and an example that can be typed; other words ask for none."""
    text = manual([command.name, "--help"])
    assert text is not None
    first, rest = text.split("\n", 1)
    assert first == usage(command)
    assert " ".join(rest.split()).startswith(command.summary)
    example = text.rpartition("for example: ")[2]
    assert parse_line(example).path.partition("?")[0] == command.path
    assert manual([command.name]) is None
    assert manual([command.name, "what", "--help"]) is None


@pytest.mark.parametrize("width", [40, 80])
def test_a_manual_keeps_within_its_width(width: int) -> None:
    """Descriptions go on under themselves; only a long word, the form and the example stick out."""
    for command in incident_commands():
        text = manual([command.name, "--help"], width)
        assert text is not None
        first, *rest, _ = text.splitlines()
        assert first == usage(command)
        assert all(len(line) <= width or len(line.split()) == 1 for line in rest), text
    folded = manual(["page", "--help"], width) or ""
    assert " --says  For example" in folded
    assert "\n          " in folded
