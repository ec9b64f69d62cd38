"""Runbooks of one block, linted with bash's word on their syntax."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Protocol

import pytest

from sim.runbook.document import parse
from sim.runbook.lint.check import lint
from sim.runbook.lint.registry import BY_CODE
from sim.runbook.settings import RunbookSettings
from sim.surfaces.lint_runbook import problems

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sim.runbook.lint.check import Finding

URL = "https://your-worker.example.com"
TEST_URL = "https://test-worker.example.com"
AUTH = '-H "Authorization: Bearer <admin_token>"'
TEST_AUTH = '-H "Authorization: Bearer <test_token>"'


def written_out(text: str) -> str:
    """A block with its abbreviations written out: URL, TEST_URL, AUTH, TEST_AUTH."""
    for name, value in (
        ("{URL}", URL),
        ("{TEST_URL}", TEST_URL),
        ("{AUTH}", AUTH),
        ("{TEST_AUTH}", TEST_AUTH),
    ):
        text = text.replace(name, value)
    return text


class Linted(Protocol):
    """Lints a block, whose first line is line 2 of its document."""

    def __call__(
        self,
        block: str,
        *,
        settings: Mapping[str, Any] | None = None,
        informed: bool = False,
        whole: bool = False,
    ) -> list[Finding]: ...


@pytest.fixture(scope="session")
def linted() -> Linted:
    """Lints blocks; what only informs is left out unless it is asked for.

    So is, unless the block is a `whole` runbook, what a run of it would try: it is a fragment.
    """
    bash = shutil.which("bash")

    def run(
        block: str,
        *,
        settings: Mapping[str, Any] | None = None,
        informed: bool = False,
        whole: bool = False,
    ) -> list[Finding]:
        text = f"```bash\n{written_out(block)}\n```\n"
        document = parse(text)
        syntax = [one for block in document.blocks for one in problems(bash or "bash", block)]
        declared = RunbookSettings.model_validate(settings or {})
        ignore = () if whole else ("RB801", "RB803")
        found = lint(text, settings=declared, syntax=syntax, document=document, ignore=ignore)
        return [one for one in found if informed or not BY_CODE[one.code].informs]

    return run
