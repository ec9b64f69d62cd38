"""The situation manuals say what the scenarios say, and give no answer away."""

from __future__ import annotations

import pytest

from sim.scenario.library import find_scenario
from sim.scenario.load import load_scenario, with_moves
from sim.surfaces.manuals_page import FOLDER, SCENARIOS, manual, pages


def test_the_pages_are_as_generated() -> None:
    """Each of the four, and no other."""
    written = {page.name: page.read_text(encoding="utf-8") for page in FOLDER.glob("*.md")}
    assert written == pages(), "run python -m sim.surfaces.manuals_page"


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_manual_has_the_story_and_no_answers(name: str) -> None:
    """Briefing, objectives, every move's story and questions; nothing that players must not see."""
    path = find_scenario(name)
    scenario = with_moves(load_scenario(path), path)
    text = " ".join(manual(name).split())
    for move in scenario.moves:
        assert " ".join(move.situation.split()) in text
        for question in move.questions:
            assert " ".join(question.text.split()) in text
            assert " ".join(question.asks.split()) not in text
    assert all(objective.text in text for objective in scenario.objectives)
    assert " ".join(scenario.ground_truth.split())[:60] not in text
