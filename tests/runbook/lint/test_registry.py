"""The rules as a whole: codes, examples, the reference page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sim.runbook.lint.registry import BY_CODE, GROUPS, RULES
from sim.surfaces.rules_page import PAGE, page

if TYPE_CHECKING:
    from sim.runbook.lint.rule import Rule
    from tests.runbook.lint.conftest import Linted


def test_codes_and_names_are_given_once() -> None:
    """RB and three digits, of a known group, in order."""
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert len({rule.name for rule in RULES}) == len(BY_CODE) == len(RULES)
    assert all(re.fullmatch(r"RB\d{3}", code) and code[:3] in GROUPS for code in codes)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_examples_of_a_rule_show_it(rule: Rule, linted: Linted) -> None:
    """The bad one breaks this rule and no other; the good one breaks none."""
    whole = rule.code.startswith("RB8")
    bad = linted(rule.bad, informed=rule.informs, whole=whole)
    assert {one.code for one in bad} == {rule.code}
    assert linted(rule.good, whole=whole) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_speaks_in_sentences(rule: Rule) -> None:
    """What it says is one sentence, and why it matters at least one."""
    assert re.fullmatch(r"[^.]+(?:\.\w[^.]*)*\.", rule.says)
    assert rule.about.endswith(".")


def test_the_page_is_made_from_the_rules() -> None:
    """docs/reference/runbook-rules.md says what the registry says."""
    stale = "the page is not the registry's: run python -m sim.surfaces.rules_page"
    assert PAGE.read_text(encoding="utf-8") == page(), stale
