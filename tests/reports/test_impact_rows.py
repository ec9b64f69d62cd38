"""What it cost, row by row: which figures stand beside the reference response's."""

from __future__ import annotations

import pytest

from reports.impact_rows import impact_rows
from scoring.score import score
from tests.stories.story import good_response

LABEL = "Sound versions overwritten"


@pytest.mark.parametrize(
    ("mine", "par", "shown"), [(0, 3, ["0"]), (3, 0, ["3"]), (0, 0, []), (0, None, [])]
)
def test_data_that_only_the_reference_lost_has_its_row(
    mine: int, par: int | None, shown: list[str]
) -> None:
    """Keeping what the reference overwrote is told; where neither did, there is no row."""
    card = score(good_response().entries())
    own = card.impact.model_copy(update={"overwritten": mine})
    other = None if par is None else card.impact.model_copy(update={"overwritten": par})
    rows = impact_rows(card.model_copy(update={"impact": own, "par": other}))
    assert [row.value for row in rows if row.label == LABEL] == shown
