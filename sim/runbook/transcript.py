"""What a run did, block by block: the record's runbook.json; frozen values, folded nowhere.

Holds no wall-clock time, path or process id: the same run leaves the same transcript.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from sim.runbook.findings import RULES

if TYPE_CHECKING:
    from sim.runbook.findings import Found
    from sim.runbook.placeholders import Used

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Call:
    """One command that reached the simulation.

    Attributes:
        line: the document's line.
        at: when, ms since StartEx.
        words: the command with its arguments, as the shell gave them.
        code: its exit code.
        method, path: what was sent to the worker; "" when nothing was.
        status: the worker's answer; 0 when nothing was sent.
        answer: the beginning of what was printed.
    """

    line: int
    at: int
    words: tuple[str, ...]
    code: int
    method: str = ""
    path: str = ""
    status: int = 0
    answer: str = ""


@dataclass(slots=True)
class BlockRun:
    """How one block went.

    Attributes:
        code: the block's exit code; None when it was not run to its end.
        began, ended: ms since StartEx.
    """

    line: int
    section: str
    began: int
    ended: int = 0
    code: int | None = None
    calls: list[Call] = field(default_factory=list)
    output: str = ""
    errors: str = ""
    findings: list[Found] = field(default_factory=list)


@dataclass(slots=True)
class Transcript:
    """How a runbook went.

    Attributes:
        alert_at: when the incident was noticed, ms; None when it never was.
        not_run: the lines of the blocks that were not reached.
        saved: files in the record's scratch folder.
    """

    runbook: str
    profile: str
    seed: int
    alert_at: int | None = None
    blocks: list[BlockRun] = field(default_factory=list)
    findings: list[Found] = field(default_factory=list)
    bindings: tuple[Used, ...] = ()
    not_run: tuple[int, ...] = ()
    saved: tuple[str, ...] = ()

    @property
    def all_findings(self) -> list[Found]:
        """Of the run and of its blocks, by line."""
        found = [*self.findings, *(found for block in self.blocks for found in block.findings)]
        return sorted(found, key=lambda finding: (finding.line, finding.rule, finding.text))

    @property
    def calls(self) -> list[Call]:
        """All calls, in order."""
        return [call for block in self.blocks for call in block.calls]

    @property
    def incomplete(self) -> str:
        """What keeps the runbook from having gone through whole; "" when it has."""
        bad = sum(block.code != 0 for block in self.blocks)
        skipped = len(self.not_run)
        if not bad and not skipped:
            return ""
        blocks = len(self.blocks) + skipped
        return f"{bad} of {blocks} blocks failed, {skipped} were not reached"

    def as_data(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        data = asdict(self)
        used = {found.rule for found in self.all_findings}
        data["rules"] = {rule: RULES[rule][1] for rule in sorted(used)}
        return {"format": FORMAT, **data}

    def as_json(self) -> str:
        """The file's text."""
        return json.dumps(self.as_data(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
