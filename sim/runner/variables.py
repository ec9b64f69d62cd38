"""What stands for the variables that a block reads and nothing before it has set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.runbook.shell.reader import read_script
from sim.runbook.shell.variables import variables_read, variables_set

if TYPE_CHECKING:
    from sim.runbook.document import Block
    from sim.runbook.placeholders import Bindings


class Variables:
    """Remembers what the blocks so far have set.

    Args:
        bindings: what is declared.
    """

    def __init__(self, bindings: Bindings) -> None:
        self._bindings = bindings
        self._known: set[str] = set()

    def missing_in(self, block: Block) -> dict[str, str]:
        """Values for the variables that the block reads and no block has ever set.

        One without a value becomes a placeholder, so that it is seen where it is sent.
        """
        given: dict[str, str] = {}
        script = read_script(block.text, block.line)
        own = variables_set(script)
        for use in variables_read(script):
            if use.name in self._known or use.name in own or use.name in given:
                continue
            value = self._bindings.value(f"${use.name}", use.name, use.line)
            if value is not None:
                given[use.name] = value
            elif not use.guarded:
                given[use.name] = f"<{use.name}>"
        self._known |= own
        return given

    def names(self, given: dict[str, str]) -> set[str]:
        """The names that a block with these values finds set."""
        return self._known | set(given)
