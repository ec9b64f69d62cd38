"""A runbook's files: the Markdown, its front matter, and the bindings beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.disk import beside, is_file, read_file, text_of
from sim.errors import NotFound
from sim.runbook.document import parse
from sim.runbook.settings import RunbookSettings
from sim.scenario.load import validated
from sim.scenario.yaml_lines import YamlFile, parse_yaml, read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from sim.runbook.document import Document

MOST_BYTES = 1 << 20
KEY = "tabletop"


@dataclass(frozen=True, slots=True)
class Runbook:
    """A runbook as its author left it.

    Attributes:
        source: where the settings come from; "" without any.
        text: the whole file.
    """

    document: Document
    settings: RunbookSettings
    source: str
    text: str = ""


def load_runbook(path: Path) -> Runbook:
    """Read a runbook and what is declared for it.

    Raises:
        NotFound: there is no such file.
        CannotRead: it cannot be read as text.
        BadFile: its settings are not valid.
    """
    try:
        text = text_of(path, read_file(path, MOST_BYTES))
    except FileNotFoundError:
        raise NotFound("runbook", str(path), beside(path, "*.md")) from None
    document = parse(text, path.name)
    beside_it = path.with_suffix(".bindings.yaml")
    if is_file(beside_it):
        settings = validated(read_yaml(beside_it), RunbookSettings)
        return Runbook(document, settings, beside_it.name, text)
    front = _front_matter(document, path)
    if front is None:
        return Runbook(document, RunbookSettings(), "", text)
    return Runbook(document, validated(front, RunbookSettings), "front matter", text)


def _front_matter(document: Document, path: Path) -> YamlFile | None:
    """The front matter's `tabletop:`, with the lines of the document."""
    if f"{KEY}:" not in document.front_matter:
        return None
    # One line in place of the `---` above it, so that messages name the document's own lines.
    read = parse_yaml(f"\n{document.front_matter}", str(path))
    own = read.data.get(KEY)
    if not isinstance(own, dict):
        return None
    lines = {where[1:]: line for where, line in read.lines.items() if where[:1] == (KEY,)}
    return YamlFile(str(path), own, lines)
