"""Where a block's statements begin and end, and which of them reach the worker or people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.runbook.document import Block
from sim.runbook.steps import reaching, statements_of

if TYPE_CHECKING:
    from sim.runbook.steps import RunStatement

TEXT = """\
get() { # PATH
  curl -fsS "$WORKER$1"
}
# a remark
X=1
get /health/status |
  jq -c .data
if ! get /health/status | jq -e .ok > /dev/null &&
  ((X == 1)); then
  page technical_lead "$(cat << 'END'
if this; then
END
)"
elif ((X == 2))
then
  note "two"
else
  sleep 60
fi
for i in {1..3}; do
  if ((i == 2)); then break; fi
  case $i in
    1) echo one ;;
  esac
done
"""


def _block(text: str) -> Block:
    return Block(10, "bash", text, "", 0)


def _outline(statements: tuple[RunStatement, ...]) -> list[object]:
    """First and last line, from 0; a list for what is in it."""
    return [
        (one.first, one.last)
        if not one.bodies
        else (one.first, one.last, [_outline(body) for body in one.bodies])
        for one in statements
    ]


def test_statements_are_whole_and_hold_what_they_open() -> None:
    """Pipes, long conditions, here-documents and `case` keep together; bodies are read apart."""
    assert _outline(statements_of(_block(TEXT))) == [
        (0, 2, [[(1, 1)]]),
        (4, 4),
        (5, 6),
        (7, 18, [[(9, 12)], [(15, 15)], [(17, 17)]]),
        (19, 24, [[(20, 20), (21, 23)]]),
    ]


def test_the_heads_of_conditions_are_found_with_their_lines() -> None:
    """An `if` whose condition goes over two lines, an `elif` with `then` on the next, a loop."""
    heads = [
        (head.word, head.first, head.last, head.is_check)
        for whole in statements_of(_block(TEXT))
        for one in whole.inner
        for head in one.heads
        if head.word != "get"
    ]
    assert heads[1:] == [
        ("if", 7, 8, True),
        ("elif", 13, 14, True),
        ("for", 19, 19, False),
        ("if", 20, 20, True),
    ]


def test_what_reaches_the_worker_is_found_through_functions() -> None:
    """A function that calls one that calls curl reaches it; one that only counts does not."""
    text = "a() {\n  b\n}\nb() {\n  curl x\n}\nc() {\n  X=1\n}\n"
    names = reaching(statements_of(_block(text)))
    assert {"a", "b", "curl", "page"} <= names
    assert "c" not in names


def test_text_that_is_no_bash_is_one_statement() -> None:
    """Nothing is lost of what cannot be read, and nothing hangs."""
    assert _outline(statements_of(_block("echo 'open\nif then\n"))) == [(0, 1)]
