"""The reference page of the command set, made from the table: docs/reference/command-set.md.

`python -m sim.surfaces.reference` writes it; a test holds the file against the table.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.commands.console import usage
from sim.commands.table import COMMANDS
from sim.language.model import SUBJECTS
from sim.language.stated import states_of
from sim.surfaces.http.openapi import schema_of

if TYPE_CHECKING:
    from sim.commands.command import Command

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "command-set.md"
HEAD = """# The command set

Made from the command table by `python -m sim.surfaces.reference`; do not edit.

Every answer is `{"success": …, "data": …, "message"?, "error"?, "warnings"?, "total"?, "counts"?}`;
where `data` is an array, `total` and `counts` are beside it. Calls that change something, and the
reads marked *token*, need `-H "Authorization: Bearer <admin_token>"`, literally. A wrong
argument is 400 and names the field; an unknown path is 404, a wrong method 405 with `Allow`, a
missing token 401. Once the exercise is over every call is 410. Arguments of GET go in the query,
of POST and PUT in a JSON body; a GET takes a JSON body as well. An upload is a form. HEAD works
wherever GET does.

The worker is a tolerant reader. A body may be missing where every field has a default. Unknown
fields, and words of its own choice where a field only labels (the type of a backup, a broadcast or
an outage), are taken and listed in `warnings`; words of a fixed set are understood in any case.
Numbers out of their range are moved to its end,
also with a warning; a negative one, or text, is 400. Files, users and backups go by identifier or
by name (a backup's name is its tag). In a list, unknown items are reported in `failed` and the rest
is done; when none is known the answer is 404 and lists them.

https://your-worker.example.com is production. https://test-worker.example.com is a test
environment: a quiet worker of its own with the same settings, to break and to try things on. It
answers the same commands with `Bearer <test_token>`, and those marked *test environment*, which
production refuses with 403; their reads take the admin token as well. It holds what was put into
it, and `existing_file.csv`. In production `<test_token>` is a probe user: it uploads files,
downloads those it uploaded, and nothing else. What happens in the test environment does not reach
production, its users or the people, and does not count in the score; the record keeps the calls
with their host.
"""


PEOPLE = """In the drill's shell as commands, over HTTP as POST.

A message is read: what works and what does not, when the next one comes, whether it is over. The
answer says how it was understood, in `read_as` and in its `message`. `says` and `next` state it
outright, whatever the words; they become the message's last line (`In short: downloads failing;
next update in 20m.`), as `claims` and `next_update` of a broadcast do. One subject has one state:
"""


def page() -> str:
    """The whole page."""
    worker = [command for command in COMMANDS if command.console is None]
    people = [command for command in COMMANDS if command.console is not None]
    parts = [HEAD, "## All at a glance\n", _glance(), "## The worker\n", *map(_worker, worker)]
    parts += ["## The people\n", PEOPLE, _stated()]
    parts += map(_people, people)
    return "\n".join(parts)


def _glance() -> str:
    """One row a command: what it is called with, who may, what it does."""
    callers = {"open": "anybody", "token": "any token", "test": "test environment"}
    rows = ["| call | who | what it does | command |", "|---|---|---|---|"]
    for command in COMMANDS:
        who = callers.get(command.access, "responders")
        call = f"`{command.method} {command.path}`"
        rows.append(f"| {call} | {who} | {command.summary} | `{command.name}` |")
    return "\n".join(rows) + "\n"


def _stated() -> str:
    """What can be stated of what."""
    rows = [
        f"| `{one}` | {', '.join(f'`{state}`' for state in states_of(one))} |" for one in SUBJECTS
    ]
    return "\n".join(["| subject | states |", "|---|---|", *rows]) + "\n"


def _worker(command: Command) -> str:
    token = {"open": "", "test": " · *test environment*"}.get(command.access, " · *token*")
    lines = [f"### {command.method} {command.path}\n", f"{command.summary}{token}\n"]
    lines += _arguments(command)
    if command.example.path:
        lines.append(f"Such as `{command.example.path}`.\n")
    lines.append(f"Answers: {', '.join(f'`{name}`' for name in command.answer.model_fields)}.\n")
    if command.example.body:
        lines.append(f"```json\n{json.dumps(dict(command.example.body))}\n```\n")
    return "\n".join(lines)


def _people(command: Command) -> str:
    head = f"### {command.name}\n\n{command.summary} `{command.method} {command.path}`\n"
    form = f"```\n{usage(command)}\n{command.example.console}\n```\n"
    return "\n".join([head, form, *_arguments(command)])


def _arguments(command: Command) -> list[str]:
    schema = schema_of(command.params, "validation")
    properties: dict[str, Any] = schema.get("properties", {})
    required = schema.get("required", ())
    if not properties:
        return []
    rows = ["| argument | | |", "|---|---|---|"]
    # What is given by position comes first, in its order; then what must not be left out.
    first = {name: place for place, name in enumerate(command.console or ())}
    order = sorted(properties, key=lambda name: (first.get(name, len(first)), name not in required))
    for name in order:
        argument = properties[name]
        needed = "required" if name in required else "optional"
        rows.append(f"| `{name}` | {needed} | {_about(argument)} |")
    return ["\n".join(rows) + "\n"]


def _about(schema: dict[str, Any]) -> str:
    choices = [part for part in schema.get("anyOf", [schema]) if part.get("type") != "null"]
    one = choices[0]
    kind = (
        " \\| ".join(f"`{value}`" for value in one["enum"])
        if "enum" in one
        else one.get("type", "")
    )
    words = [kind, schema.get("description", "")]
    if "x-clamped" in one:
        low, high = one["x-clamped"]
        words.append(f"Clamped to {low:g} … {high:g}")
    if examples := one.get("examples", schema.get("examples")):
        words.append(f"Such as {', '.join(f'`{word}`' for word in examples)}")
    return ". ".join(word.rstrip(". ") for word in words if word) + "."


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
