"""What MkDocs does not do: pages outside docs/, links to and from them, links to the glossary.

Links in the project's Markdown are relative to its files, as GitHub reads them. A link to a file
that is no page of the site, such as a source file, becomes plain text: the site is complete. A
link that leads nowhere stays as it is, and `mkdocs build --strict` stops at it.
"""

from __future__ import annotations

import os
import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.structure.files import File

from sim.glossary import FirstUses

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
OUTSIDE = {
    "scenarios/README.md": "project/scenarios.md",
    "scenarios/data/README.md": "project/durations.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "CHANGELOG.md": "project/changelog.md",
    "SECURITY.md": "project/security.md",
}
"""Files outside docs/ that are pages of the site."""

GLOSSARY = "glossary.md"

_CODE = re.compile(r"(^```.*?^```$|`[^`\n]*`)", re.MULTILINE | re.DOTALL)
_TAG = re.compile(r"(</?[a-zA-Z][^>]*>)")
_NAME = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
_LEFT_ALONE = {"a", "code", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "script", "style"}
_EMPTY_HEAD = re.compile(r"<th([^>]*)></th>")
_SEARCH = '<div class="md-search" data-md-component="search" role="dialog"'
_ITEM = re.compile(r"[-*] |\d+\. ")
_LINK = re.compile(r"(!?)\[((?:!\[[^\]]*\]\([^)]*\)|[^\[\]])*)\]\(([^)\s]+)\)")


def on_files(files: Files, config: MkDocsConfig, **_: Any) -> Files:
    """Add the pages that lie outside docs/."""
    for source, uri in OUTSIDE.items():
        text = rewritten((ROOT / source).read_text(encoding="utf-8"), ROOT / source, uri)
        files.append(File.generated(config, uri, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Rewrite the links of a page in docs/ that lead out of it."""
    uri = page.file.src_uri
    if uri in OUTSIDE.values():
        return markdown
    return rewritten(markdown, DOCS / uri, uri)


def on_page_content(html: str, page: Page, **_: Any) -> str:
    """Link the first place of each term to the glossary, and make empty head cells plain ones.

    A head cell without words is no head of anything: screen readers would announce it.
    """
    made = _EMPTY_HEAD.sub(r"<td\1></td>", html)
    if page.file.src_uri == GLOSSARY:
        return made
    there = os.path.relpath(Path(GLOSSARY).with_suffix(".html"), Path(page.url).parent)
    return with_terms(made, there)


def with_terms(html: str, glossary: str) -> str:
    """A page's content in which the first place of each term leads to its entry.

    Headings, links and code are left as they are.

    Args:
        html: the content.
        glossary: the address of the glossary's page, from this one.
    """
    uses, inside = FirstUses(), 0
    made: list[str] = []
    for part in _TAG.split(html):
        if tag := _NAME.match(part):
            if tag[2].lower() in _LEFT_ALONE:
                inside += -1 if tag[1] else 1
            made.append(part)
        elif inside:
            made.append(part)
        else:
            made += (
                piece
                if one is None
                else f'<a class="term" href="{glossary}#{one.anchor}" title="{escape(one.plain)}">'
                f"{piece}</a>"
                for piece, one in uses.split(part)
            )
    return "".join(made)


def on_post_page(output: str, **_: Any) -> str:
    """Name the search's dialog, which Material leaves without a name."""
    return output.replace(_SEARCH, f'{_SEARCH} aria-label="Search"')


def rewritten(markdown: str, source: Path, uri: str) -> str:
    """A page's text with its links as the site needs them.

    Args:
        markdown: the text of the file.
        source: where the file lies, which its links start from.
        uri: where the site has it, below docs/.
    """
    parts = _CODE.split(markdown)
    # Every second part is code. A label may hold code, so links are looked for in the whole text
    # and left alone where they begin in a code part.
    spans, at = [], 0
    for number, part in enumerate(parts):
        if number % 2:
            spans.append((at, at + len(part)))
        at += len(part)

    def link(found: re.Match[str]) -> str:
        if any(start <= found.start() < end for start, end in spans):
            return found[0]
        bang, label, target = found[1], found[2], found[3]
        path, _, anchor = target.partition("#")
        if "://" in target or not path:
            return found[0]
        there = Path(os.path.normpath(source.parent / path))
        if not there.exists():
            return found[0]
        new = _place(there)
        if new is None:
            return label
        relative = os.path.relpath(new, Path(uri).parent)
        return f"{bang}[{label}]({relative}{'#' + anchor if anchor else ''})"

    return with_lists(_LINK.sub(link, markdown))


def with_lists(markdown: str) -> str:
    """A text with an empty line before each list: GitHub needs none, Python-Markdown does."""
    lines: list[str] = []
    fenced = False
    for line in markdown.split("\n"):
        fenced ^= line.startswith("```")
        before = lines[-1] if lines else ""
        # What begins with a space belongs to the item before, and an item needs nothing.
        in_prose = bool(before) and not before[0].isspace() and not _ITEM.match(before)
        if not fenced and in_prose and _ITEM.match(line):
            lines.append("")
        lines.append(line)
    return "\n".join(lines)


def _place(file: Path) -> str | None:
    """Where the site has a file of the project; None when it does not have it."""
    name = file.relative_to(ROOT).as_posix()
    if name == "README.md":
        return "index.md"
    if name in OUTSIDE:
        return OUTSIDE[name]
    if file.is_file() and DOCS in file.parents:
        return file.relative_to(DOCS).as_posix()
    return None
