"""Content: placeholders, claims that the world contradicts, the status page's order."""

from __future__ import annotations

import pytest

from scoring.claims import claims_all_well, claims_downloads_work, flaws, placeholder_in
from scoring.ground import ground_of
from scoring.score import score
from tests.stories.setting import ms
from tests.stories.story import Story, good_response, outage


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("Next update: [Time]", "[Time]", id="template"),
        pytest.param("Incident <incident id> open", "<incident id>", id="angle"),
        pytest.param("Since $(date)", "$(date)", id="quoted-shell"),
        pytest.param("Since HH:MM", "HH:MM", id="clock"),
        pytest.param("See [status](https://x) or <https://x>", "", id="links"),
        pytest.param("<@lead> please look", "", id="mention"),
        pytest.param("Errors at 12% [3 of 25]", "", id="figures"),
    ],
)
def test_placeholders_are_seen(text: str, left: str) -> None:
    """What a template leaves open is found; links, mentions and figures are not."""
    assert placeholder_in(text) == left


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        pytest.param("Downloads remain available.", True, id="remain"),
        pytest.param("Downloads are not affected.", True, id="not-affected"),
        pytest.param("Downloads of existing files are still available", True, id="existing"),
        pytest.param("Downloads are not available", False, id="denied"),
        pytest.param("Downloads fail and uploads are available", False, id="uploads"),
        pytest.param("We tell you once downloads are available again", False, id="later"),
    ],
)
def test_claims_about_downloads(text: str, *, claims: bool) -> None:
    """Saying they work is a claim; denying it or putting it off is not."""
    assert bool(claims_downloads_work(text)) is claims


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        pytest.param("Service is fully restored.", True, id="restored"),
        pytest.param("All systems operational", True, id="systems"),
        pytest.param("We will post when it is fully restored.", False, id="later"),
        pytest.param("Not yet fully restored.", False, id="denied"),
        pytest.param("The worker is back to normal, the queue drains.", False, id="a-part"),
    ],
)
def test_claims_that_all_is_well(text: str, *, claims: bool) -> None:
    """Saying that all is well is a claim; denying it or putting it off is not."""
    assert bool(claims_all_well(text)) is claims


def _broken() -> Story:
    return Story(60).fault(10, 30).weather(10, 30, "outage").alert(11)


@pytest.mark.parametrize(
    ("minute", "text", "kinds"),
    [
        pytest.param(15, "Downloads remain available.", ["contradiction"], id="while-they-fail"),
        pytest.param(40, "Downloads remain available.", [], id="while-they-work"),
        pytest.param(15, "Everything is back to normal.", ["contradiction"], id="while-broken"),
        pytest.param(40, "Everything is back to normal.", [], id="while-whole"),
        pytest.param(15, "Look at [Link].", ["placeholder"], id="placeholder"),
    ],
)
def test_words_are_held_against_the_world(minute: float, text: str, kinds: list[str]) -> None:
    """The same sentence is a flaw or none, by what the world was like when it was said."""
    ground = ground_of(_broken().says(minute, "post", channel="slack", text=text).entries())
    assert [flaw.kind for flaw in flaws(ground)] == kinds


@pytest.mark.parametrize(
    ("states", "texts"),
    [
        pytest.param(["investigating", "identified", "monitoring", "resolved"], 0, id="in-order"),
        pytest.param(["investigating", "investigating"], 0, id="said-twice"),
        pytest.param(["investigating", "monitoring"], 1, id="skipped"),
        pytest.param(["identified"], 1, id="started-late"),
        pytest.param(["investigating", "identified", "investigating"], 1, id="back"),
        pytest.param(
            ["investigating", "identified", "monitoring", "resolved", "investigating"],
            0,
            id="honest-after-resolved",
        ),
    ],
)
def test_the_status_page_is_walked_in_order(states: list[str], texts: int) -> None:
    """Skipping and going back are flaws; taking back a `resolved` is honest."""
    story = _broken()
    for index, state in enumerate(states):
        story.status_page(12 + index, state)
    ground = ground_of(story.entries())
    assert len([flaw for flaw in flaws(ground) if flaw.kind == "order"]) == texts


def test_clarity_takes_from_what_timeliness_earned() -> None:
    """One contradiction costs a fifth; timeliness and clarity are named apart."""
    story = good_response().says(30, "post", channel="slack", text="Downloads are not affected.")
    result = next(entry for entry in score(story.entries()).criteria if entry.id == "communication")
    assert result.score == 80
    assert "Timeliness 100" in result.why
    assert "clarity 60" in result.why
    assert [(entry.level, entry.at) for entry in result.findings] == [("problem", ms(30))]


def test_a_sentence_that_arrives_bit_by_bit_is_one_flaw() -> None:
    """In the channel at once and with a colleague four minutes later: said once, wrong once."""
    story = outage().says(
        16, "post", "cto", channel="slack", text="Downloads remain available.", arrives=20
    )
    assert [flaw.at for flaw in flaws(ground_of(story.entries()))] == [ms(16)]
