"""A runbook's files: the Markdown, its front matter, and the bindings beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.disk import beside, is_file, read_file, text_of
from sim.errors import NotFound
from sim.runbook.document import front_matter_of, parse
from sim.runbook.hosts import Hosts
from sim.runbook.settings import RunbookSettings
from sim.scenario.load import validated
from sim.scenario.yaml_lines import YamlFile, parse_yaml, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sim.runbook.document import Document
    from sim.scenario.names import Place

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

    @property
    def hosts(self) -> Hosts:
        """Whose name reaches the simulation."""
        return Hosts(self.settings.hosts)


def load_runbook(path: Path, hosts: Mapping[str, Place] | None = None) -> Runbook:
    """Read a runbook and what is declared for it.

    Args:
        path: the Markdown file.
        hosts: names that are the worker, beside those that its author declared.

    Raises:
        NotFound: there is no such file.
        CannotRead: it cannot be read as text.
        BadFile: its settings are not valid.
    """
    try:
        text = text_of(path, read_file(path, MOST_BYTES))
    except FileNotFoundError:
        raise NotFound("runbook", str(path), beside(path, "*.md")) from None
    settings, source = _settings(path, text)
    if hosts:
        settings = settings.model_copy(update={"hosts": {**settings.hosts, **hosts}})
    return Runbook(parse(text, path.name, Hosts(settings.hosts)), settings, source, text)


def _settings(path: Path, text: str) -> tuple[RunbookSettings, str]:
    beside_it = path.with_suffix(".bindings.yaml")
    if is_file(beside_it):
        return validated(read_yaml(beside_it), RunbookSettings), beside_it.name
    front = _front_matter(front_matter_of(text), path)
    if front is None:
        return RunbookSettings(), ""
    return validated(front, RunbookSettings), "front matter"


def _front_matter(front: str, path: Path) -> YamlFile | None:
    """The front matter's `tabletop:`, with the lines of the document."""
    if f"{KEY}:" not in front:
        return None
    # One line in place of the `---` above it, so that messages name the document's own lines.
    read = parse_yaml(f"\n{front}", str(path))
    own = read.data.get(KEY)
    if not isinstance(own, dict):
        return None
    lines = {where[1:]: line for where, line in read.lines.items() if where[:1] == (KEY,)}
    return YamlFile(str(path), own, lines)
