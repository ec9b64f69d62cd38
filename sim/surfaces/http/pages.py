"""The worker's own documentation as a page: the command reference, readable without any network."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt

from sim.surfaces.reference import page

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; font-size: 14px; }
table { display: block; overflow-x: auto; }
th, td { border: 1px solid #8886; padding: 4px 10px; text-align: left; }
td { vertical-align: top; }
code, pre { font-family: ui-monospace, monospace; font-size: 13px; }
pre { border: 1px solid #8886; padding: 10px; overflow-x: auto; }
h3 { margin-top: 2.2rem; font-family: ui-monospace, monospace; font-size: 16px; }
"""


@cache
def docs_page() -> str:
    """The reference page as HTML; raw HTML in it stays text."""
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(page())
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>The command set</title><style>{_STYLE}</style></head><body>{body}</body></html>"
    )
