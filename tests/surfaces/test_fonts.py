"""Fonts: what PDF would print as boxes is said, with the package that has a font for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.needs import install_line
from sim.surfaces import fonts

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one place where fonts are."""
    monkeypatch.setattr(fonts, "_folders", lambda: (tmp_path / "fonts", tmp_path / "none"))
    (tmp_path / "fonts" / "truetype").mkdir(parents=True)
    return tmp_path / "fonts" / "truetype"


@pytest.mark.parametrize(
    ("text", "need", "file"),
    [
        ("值班", "CJK font", "NotoSansCJK-Regular.ttc"),
        ("当番", "CJK font", "NotoSansCJK-Regular.ttc"),
        ("당직", "CJK font", "wqy-zenhei.ttc"),
        ("Fire 🚨", "emoji font", "NotoColorEmoji.ttf"),
    ],
)
def test_a_script_without_a_font_is_named(folder: Path, text: str, need: str, file: str) -> None:
    """One line with the package; nothing once the font is there."""
    (line,) = fonts.warnings_for(text)
    assert "come out as boxes" in line
    assert str(install_line((need,))) in line
    (folder / file).write_bytes(b"")
    assert fonts.warnings_for(text) == []


def test_what_every_machine_can_draw_needs_nothing(folder: Path) -> None:
    """European letters and the reports' own signs."""
    assert folder.is_dir()
    assert fonts.warnings_for("Müller, Łódź, Ελλάδα: ✓ ● → 12 °C „so“") == []
