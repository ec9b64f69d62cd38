"""The linter: a runbook's text in, findings by line out; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.runbook.document import parse
from sim.runbook.lint.reading import SyntaxProblem, read
from sim.runbook.lint.registry import BY_CODE, RULES, UNKNOWN, UNUSED
from sim.runbook.lint.suppressions import suppressions
from sim.runbook.settings import RunbookSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.runbook.document import Document
    from sim.runbook.lint.rule import Found, Level, Rule
    from sim.runbook.lint.suppressions import Suppression


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One finding.

    Attributes:
        line: the document's line.
        code: the rule's.
        problem: what is wrong and what to do, in one sentence.
    """

    line: int
    code: str
    problem: str

    @property
    def level(self) -> Level:
        """How grave it is."""
        return BY_CODE[self.code].level


def lint(
    text: str,
    name: str = "runbook.md",
    settings: RunbookSettings | None = None,
    syntax: Iterable[SyntaxProblem] = (),
    *,
    document: Document | None = None,
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
) -> list[Finding]:
    """All findings of a runbook, by line.

    Args:
        text: the whole file.
        name: what it is called.
        settings: what its author declared for it.
        syntax: what `bash -n` said of its blocks.
        document: the text, if it has been parsed already.
        select: codes, or beginnings of codes, to look for; all when empty.
        ignore: codes, or beginnings of codes, to leave out.
    """
    document = parse(text, name) if document is None else document
    reading = read(document, settings or RunbookSettings(), tuple(syntax))
    excuses = suppressions(text, document)
    findings: set[Finding] = set()
    for rule in RULES:
        for found in rule.check(reading):
            if not _excused(rule, found, excuses):
                findings.add(Finding(found.line, rule.code, found.problem))
    findings.update(_about(excuses, select, ignore))
    return sorted(one for one in findings if wanted(one.code, select, ignore))


def wanted(code: str, select: tuple[str, ...], ignore: tuple[str, ...]) -> bool:
    """Whether a code is looked for."""
    return (not select or code.startswith(select)) and not (ignore and code.startswith(ignore))


def _excused(rule: Rule, found: Found, excuses: list[Suppression]) -> bool:
    command = found.command
    first = found.line if command is None else min(found.line, command.line)
    last = found.line if command is None else max(found.line, command.last)
    meant = [one for one in excuses if one.covers(rule.code, first, last)]
    for one in meant:
        one.used = True
    return bool(meant)


def _about(
    excuses: list[Suppression], select: tuple[str, ...], ignore: tuple[str, ...]
) -> Iterator[Finding]:
    """Hints about the suppressions themselves; not about rules that were not asked for."""
    for one in excuses:
        if one.code not in BY_CODE:
            yield Finding(one.line, UNKNOWN, f"there is no rule {one.code}")
        elif not one.used and wanted(one.code, select, ignore):
            problem = f"{one.code} finds nothing here; take the comment out"
            yield Finding(one.line, UNUSED, problem)
