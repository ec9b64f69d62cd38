"""The option `--form`, which every command that writes reports has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.errors import Unusable
from sim.surfaces.reports import FORMS

if TYPE_CHECKING:
    from sim.surfaces.reports import Form

form_option = click.option(
    "--form",
    "form",
    default="html",
    show_default=True,
    metavar="FORMS",
    help=f"One or more of {', '.join(FORMS)}, with commas.",
)


def forms_of(text: str) -> tuple[Form, ...]:
    """The forms a user asked for.

    Raises:
        Unusable: one of them is none.
    """
    known: dict[str, Form] = {form: form for form in FORMS}
    asked = [word.strip().lower() for word in text.split(",") if word.strip()]
    unknown = [word for word in asked if word not in known]
    if unknown or not asked:
        raise Unusable(f"--form {text}: choose from {', '.join(FORMS)}")
    return tuple(known[word] for word in asked)
