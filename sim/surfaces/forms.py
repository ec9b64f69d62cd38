"""The option `--form`, which every command that writes reports has."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import click

from sim.errors import Unusable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Name = TypeVar("Name", bound=str)
Command = TypeVar("Command", bound="Callable[..., object]")


def form_option(known: Sequence[str], *, default: str = "html") -> Callable[[Command], Command]:
    """The option of a command that writes these forms; with no default it may write none."""
    return click.option(
        "--form",
        "form",
        default=default,
        show_default=bool(default),
        metavar="FORMS",
        help=f"One or more of {', '.join(known)}, separated by commas.",
    )


def forms_of(text: str, known: Sequence[Name]) -> tuple[Name, ...]:
    """The forms a user asked for, each once.

    Raises:
        Unusable: one of them is none.
    """
    forms: dict[str, Name] = {form: form for form in known}
    asked = dict.fromkeys(word.strip().lower() for word in text.split(",") if word.strip())
    unknown = [word for word in asked if word not in forms]
    if unknown or not asked:
        raise Unusable(f"--form {text}: choose from {', '.join(known)}")
    return tuple(forms[word] for word in asked)
