"""The house's promises about itself, counted: no circles, one name for one thing."""

from __future__ import annotations

import ast
from collections import defaultdict
from datetime import UTC, datetime
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pandas as pd

from reports.training.records import record_row, records_table
from scoring.score import score
from tests.stories.story import good_response

ROOT = Path(__file__).parents[2]
PRODUCT = ("sim", "scoring", "reports")
MOST_SHARED_CLASS_NAMES = 12
"""So many class names may be defined in two modules, private ones included."""


def modules() -> list[Path]:
    """Every Python file of the product."""
    return sorted(path for room in PRODUCT for path in (ROOT / room).rglob("*.py"))


def test_no_module_imports_itself_by_way_of_others() -> None:
    """There is no circle of modules, type-only imports counted."""
    graph = grimp.build_graph(*PRODUCT, exclude_type_checking_imports=False, cache_dir=None)
    imports = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        raise AssertionError(" <- ".join(error.args[1])) from None


def test_one_name_is_one_thing() -> None:
    """A class's name is met in one module; a dozen may be met in two."""
    defined: dict[str, set[str]] = defaultdict(set)
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                defined[node.name].add(str(path.relative_to(ROOT)))
    shared = {name: sorted(places) for name, places in defined.items() if len(places) > 1}
    assert len(shared) <= MOST_SHARED_CLASS_NAMES, shared


def test_pandas_carries_the_tables_of_many_records() -> None:
    """Trends are worked out from a DataFrame with one row a record."""
    card = score(good_response().entries())
    rows = [record_row(name, datetime(2026, 3, 3, tzinfo=UTC), "", card) for name in ("a", "b")]
    table = records_table(rows)
    assert isinstance(table, pd.DataFrame)
    assert list(table["record"]) == ["a", "b"]
    assert list(table["total"]) == [card.total, card.total]
