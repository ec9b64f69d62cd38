"""Under each objective the report has its conditions, with what became of them, in every form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.after_action import after_action
from reports.document import Table
from reports.forms import markdown, sheet
from reports.material import material
from reports.review.model import Rated, Review
from scoring.model import ConditionResult
from scoring.score import score
from tests.reports.page import page
from tests.stories.story import good_response

if TYPE_CHECKING:
    from reports.document import Report
    from scoring.model import Scorecard

ENTRIES = good_response().entries()
TEXTS = (
    "Incident declared: done.",
    "CTO told: after 16.0 min.",
    "No harm done: it <did>.",
)


def judged() -> Scorecard:
    """A card whose first objective was tested: kept, kept late, broken."""
    card = score(ENTRIES)
    results = tuple(
        ConditionResult(text=text, worth=worth, evidence=(seq,))
        for text, worth, seq in zip(TEXTS, (1, 0.5, 0), (20, 21, 22), strict=True)
    )
    first = card.objectives[0].model_copy(update={"conditions": results, "rating": "M"})
    return card.model_copy(update={"objectives": (first,)})


def document(review: Review | None = None) -> Report:
    return after_action(material(judged(), ENTRIES, review=review))


def table(of: Report) -> Table:
    """The objectives' table."""
    part = next(one for one in of.sections if one.anchor == "objectives")
    return next(block for block in part.blocks if isinstance(block, Table))


def test_each_condition_has_a_line_and_a_sign() -> None:
    """As asked, in part, not at all; with what proves it."""
    [row] = table(document()).rows
    assert [(part.sign, part.text) for part in row[1].parts] == list(zip("✓~✗", TEXTS, strict=True))
    assert [len(part.cites.shown) for part in row[1].parts] == [1, 1, 1]


def test_reasons_have_a_column_only_where_somebody_gave_one() -> None:
    """The conditions are reason enough; an evaluator may have another one."""
    assert [column.title for column in table(document()).columns][2:] == ["Meaning", "Criterion"]
    name = judged().objectives[0].id
    review = Review(
        format=1, objectives=(Rated(id=name, confirmed="S", reason="Late, but sound."),)
    )
    shown = table(document(review))
    assert [column.title for column in shown.columns][2:] == ["Meaning", "Because", "Criterion"]
    assert shown.rows[0][3].text == "Late, but sound."


def test_pages_tables_and_texts_have_them() -> None:
    """HTML escapes them; Markdown and CSV have them behind the objective."""
    html = page(judged(), ENTRIES)
    assert '<span class="sign">✗</span><span>No harm done: it &lt;did&gt;.' in html
    for form in (markdown, sheet):
        text = form.render(document())
        assert "✓ Incident declared" in text
        assert "~ CTO told" in text
