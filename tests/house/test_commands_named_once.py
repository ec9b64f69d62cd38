"""No Python outside the command set and the handlers names a command or its path.

What a command is was once spelt in eleven places, and the one that forgot `answer` counted
answering a page as detecting the incident.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard

import pytest

from sim.command_set import COMMAND_SET, ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
KNOWS = (
    "sim/command_set.py",  # the table
    "sim/commands/",  # a handler names the row it is registered against, and shows an example
    "sim/journal/effects_0_1.py",  # frozen: what the commands of 0.1 did
    "sim/runbook/lint/rules/",  # examples of documents, as text
)
PATHS = {row.path for row in COMMAND_SET}
WORDS = {name for name in ROWS if "-" in name}
"""Names that can be nothing else. One word, such as `page`, is also a purpose or a channel: there
only what is compared with an action's command counts."""

PURPOSES = {"page", "post", "broadcast", "call", "email"}
"""How a message was sent, by `Message.purpose`."""


def product() -> Iterator[Path]:
    """Every Python file but those that may know."""
    for room in ("sim", "scoring", "reports"):
        for path in sorted((ROOT / room).rglob("*.py")):
            if not str(path.relative_to(ROOT)).startswith(KNOWS):
                yield path


def _texts(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _asks_for_a_command(node: ast.AST) -> bool:
    """Whether an expression is an action's command: `action.body.command`, `command.name`."""
    return any(
        isinstance(part, ast.Attribute)
        and (part.attr == "command" or ast.unparse(part) in {"command.name", "row.name"})
        for part in ast.walk(node)
    )


def _lists_commands(node: ast.AST) -> TypeGuard[ast.expr]:
    """Whether a literal holds names of commands only, and not just ways to send a message."""
    if not isinstance(node, ast.Tuple | ast.Set | ast.List | ast.Dict):
        return False
    parts = node.keys if isinstance(node, ast.Dict) else node.elts
    texts = [part.value for part in parts if isinstance(part, ast.Constant)]
    return len(texts) == len(parts) > 1 and set(texts) <= set(ROWS) and not set(texts) <= PURPOSES


def named_in(source: str) -> list[tuple[int, str]]:
    """Where a source names a command or a path of the set: line and word."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and node.value in WORDS | PATHS:
            found.add((node.lineno, str(node.value)))
        if _lists_commands(node):
            found |= {(node.lineno, text) for text in _texts(node)}
        if isinstance(node, ast.Compare) and _asks_for_a_command(node):
            found |= {(node.lineno, text) for text in _texts(node) if text in ROWS}
        if isinstance(node, ast.Match) and _asks_for_a_command(node.subject):
            patterns = [case.pattern for case in node.cases]
            found |= {
                (node.lineno, text) for one in patterns for text in _texts(one) if text in ROWS
            }
        if isinstance(node, ast.Call | ast.Subscript) and _asks_for_a_command(node):
            found |= {(node.lineno, text) for text in _texts(node) if text in ROWS}
    return sorted(found)


def test_no_other_python_names_a_command() -> None:
    """Whoever must know what a command is reads its effect."""
    named = {
        str(path.relative_to(ROOT)): found
        for path in product()
        if (found := named_in(path.read_text(encoding="utf-8")))
    }
    assert named == {}


@pytest.mark.parametrize(
    "source",
    [
        'RESETS = {"breaker-reset"}',
        'SAID = ("declare", "ack")',
        'if action.command in {"page", "call"}: pass',
        'match body.command:\n    case "assess":\n        pass',
        'URL = "/health/r2/test"',
        '{"declare": 1}[action.body.command]',
    ],
)
def test_the_search_finds_what_it_is_for(source: str) -> None:
    """Each way in which the first edition listed commands is found."""
    assert named_in(source) != []
