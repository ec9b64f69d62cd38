"""A document as PDF: the HTML's print form, laid out by WeasyPrint; fetches nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reports.forms import html
from sim.errors import Unusable
from sim.needs import feature, install_line

if TYPE_CHECKING:
    from reports.document import Report


def _refuse(url: str, *_: Any, **__: Any) -> dict[str, Any]:
    """A report is self-contained: whatever asks for a file or an address is refused."""
    raise ValueError(f"a report loads nothing, and this asks for {url[:60]}")


def render(document: Report) -> bytes:
    """The document as PDF.

    Raises:
        Unusable: the libraries that draw text are not on this machine; says how to get them.
    """
    try:
        # Heavy, and it needs libraries of the system.
        from weasyprint import HTML  # type: ignore[import-untyped]  # noqa: PLC0415
    except OSError as error:
        raise Unusable(
            "PDF needs the system's Pango library: install it (Debian: "
            f"{install_line(feature('pdf').needs)}), or choose another --form"
        ) from error
    made: bytes = HTML(string=html.render(document), url_fetcher=_refuse).write_pdf()
    return made
