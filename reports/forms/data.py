"""A document as JSON: the same sections, blocks and texts, each block with its kind."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from reports.final import final
from sim.legible import visible

if TYPE_CHECKING:
    from reports.document import Block, Report


def _block(block: Block) -> dict[str, Any]:
    data = asdict(block)
    data.pop("svg", None)
    return {"block": type(block).__name__.lower()} | data


def render(document: Report) -> str:
    """The document as JSON; drawings are left to the other forms."""
    document = final(document, visible)
    data = {
        "kind": document.kind,
        "title": document.title,
        "lead": document.lead,
        "opening": [_block(block) for block in document.opening],
        "sections": [
            {
                "anchor": section.anchor,
                "title": section.title,
                "blocks": [_block(block) for block in section.blocks],
            }
            for section in document.sections
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
