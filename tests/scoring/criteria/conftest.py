"""What the criteria's tables share: a row is a told incident and the points it is worth by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scoring.score import score

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario.policy import Policy
    from tests.stories.story import Story


@pytest.fixture
def points() -> Callable[..., Any]:
    """Points of one criterion for a story; None when it was not judged."""

    def judged(story: Story, criterion: str, policy: Policy | None = None) -> float | None:
        card = score(story.entries(), policy)
        return next(part.score for part in card.criteria if part.id == criterion)

    return judged
