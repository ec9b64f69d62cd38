"""The responders themselves: each is a script, each cheat cheats, and the table tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.scenario.library import scenario_names
from sim.scenario.load import load_responder
from tests.scoring.cheats import lies, novices, soup
from tests.scoring.cheats.bands import BANDS, Band, mean_outside, nights_outside, no_better
from tests.scoring.cheats.experts import FOLDER
from tests.scoring.cheats.nights import NIGHTS, QUIET
from tests.scoring.cheats.play import Row, nights, reference_of, scenario_of, script_of
from tests.scoring.cheats.registry import CHEATS, RESPONDERS, Responder
from tests.scoring.cheats.scripts import messages, text_of
from tests.scoring.cheats.table import BEGIN, END, NOT_PLAYED, PAGE, TITLES, generated, written

if TYPE_CHECKING:
    from pathlib import Path


def test_every_scenario_is_known_here() -> None:
    """A new scenario needs its row, or it could be had without the work."""
    assert set(scenario_names()) == {*NIGHTS, *QUIET}
    quiet = {name for name in scenario_names() if scenario_of(name).worst_severity is None}
    assert quiet == set(QUIET)
    severities = {name: night.severity for name, night in NIGHTS.items()}
    assert severities == {name: scenario_of(name).worst_severity for name in NIGHTS}


def test_names_are_unique_and_say_what_they_are() -> None:
    names = [one.name for one in RESPONDERS]
    assert len(set(names)) == len(names)
    assert [one.name for one in RESPONDERS if not one.sentence.endswith(".")] == []
    assert {one.family for one in RESPONDERS} == set(BANDS) == set(TITLES)
    assert len(CHEATS) >= 24


@pytest.mark.parametrize("responder", RESPONDERS, ids=lambda one: one.name)
def test_every_responder_is_a_script_for_each_of_its_scenarios(responder: Responder) -> None:
    for scenario in responder.where:
        script = script_of(responder.name, scenario)
        assert script.scenario == scenario


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_an_expert_is_a_file_as_people_keep_it(path: Path) -> None:
    assert load_responder(path).scenario == path.stem


@pytest.mark.parametrize("name", NIGHTS)
def test_another_wording_is_the_same_work(name: str) -> None:
    """Steps, times and ids stay; every text that somebody reads is another."""
    scenario, reference = scenario_of(name), reference_of(name)
    for make in (soup.keywords, soup.foreign, lies.denial, novices.plain_spoken):
        other = make(scenario, reference)
        assert other["tracks"].keys() == reference["tracks"].keys()
        for track, steps in reference["tracks"].items():
            for ours, theirs in zip(steps, other["tracks"][track], strict=True):
                same = ("id", "after", "wait", "unless", "every", "until", "keep")
                assert [ours.get(key) for key in same] == [theirs.get(key) for key in same]
                assert ours["do"].split()[0] == theirs["do"].split()[0]
        said = zip(messages(reference), messages(other), strict=True)
        assert [
            (a.to, a.over) for a, b in said if a.text == b.text or (a.to, a.over) != (b.to, b.over)
        ] == []


@pytest.mark.parametrize("name", NIGHTS)
def test_what_is_true_changes_when_it_works_again(name: str) -> None:
    """The reference speaks to users before and after; who lies until it is over lies before."""
    heard = [one for one in messages(reference_of(name)) if one.to == "users"]
    assert {one.over for one in heard} == {True, False}
    assert all(one.over for one in heard if one.closing)
    lied = lies.unaffected(scenario_of(name), reference_of(name))
    first = next(one for one in messages(lied) if one.to == "users")
    assert text_of(first.step).startswith(NIGHTS[name].lie)


def _row(total: float | None, **more: object) -> Row:
    return Row("a", "lies", "s", "p", 1, total=total, **more)  # type: ignore[arg-type]


def test_a_band_can_be_broken() -> None:
    """By a night above it, by a mean, by words, by a resolve that passed, by a refused script."""
    band = Band(mean=(0, 50), each=(0, 70), communication=10)
    assert nights_outside(band, [_row(70), _row(None)]) == []
    assert len(nights_outside(band, [_row(70.1)])) == 1
    assert len(nights_outside(band, [_row(1, criteria=(("communication", 10.1),))])) == 1
    assert len(nights_outside(band, [_row(None, refused="no such option")])) == 1
    assert len(nights_outside(Band(false_resolve=True), [_row(1)])) == 1
    assert mean_outside(band, [_row(50), _row(None)]) == []
    assert len(mean_outside(band, [_row(50), _row(51)])) == 1
    assert mean_outside(Band(mean=(40, 70)), []) == []


def test_words_are_held_against_words_of_the_same_night() -> None:
    plain = [_row(1, criteria=(("communication", 60.0),))]
    assert no_better([_row(1, criteria=(("communication", 60.0),))], plain) == []
    assert len(no_better([_row(1, criteria=(("communication", 60.1),))], plain)) == 1


def _without_figures(text: str) -> list[str]:
    """The lines of a generated part, of a table's line only who it is and what they do."""
    played = text.partition(BEGIN)[2].partition(END)[0].replace(NOT_PLAYED, "")
    return [" | ".join(one.split(" | ")[:2]) for one in played.splitlines()]


def test_the_page_has_a_line_for_every_responder() -> None:
    """In the order of the table; the slow tests hold the figures."""
    rows = [
        Row(night.responder, "", night.scenario, night.policy, seed)
        for night in nights(RESPONDERS)
        for seed in night.seeds
    ]
    page = PAGE.read_text(encoding="utf-8")
    assert _without_figures(page) == _without_figures(generated(rows))


def test_the_page_has_its_place_for_the_table() -> None:
    """The generated part is written between the markers and leaves the rest alone."""
    page = PAGE.read_text(encoding="utf-8")
    part = generated([_row(12.3)])
    assert part.startswith(BEGIN)
    assert part.endswith(END)
    again = written(page, part)
    assert again.partition(BEGIN)[0] == page.partition(BEGIN)[0]
    assert again.partition(END)[2] == page.partition(END)[2]
    with pytest.raises(ValueError, match="not both there"):
        written("no markers", part)
