"""The page of attacks says what the registries hold."""

from __future__ import annotations

from tests.attacks.table import PAGE, page


def test_the_page_is_up_to_date() -> None:
    """Whoever adds an attack writes the page anew: python -m tests.attacks.table --write."""
    assert PAGE.read_text(encoding="utf-8") == page()
