"""Boards as HTML: sections from templates, escaped, the same for all who share a seat."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from reports.phrases import RATINGS
from sim.language.model import SUBJECTS
from sim.language.stated import states_of
from sim.legible import shown
from sim.scenario.durations import spoken
from sim.surfaces.web.terms import linked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sim.scenario.policy import Policy

CHANNEL_NAMES = {
    "slack": "#incident-response",
    "pager": "Pager",
    "phone": "Phone",
    "email": "E-mail",
    "status_page": "Status page",
    "in_app": "In-app notices",
    "social": "Social media",
}
"""Channels as people call them."""


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("sim.surfaces.web", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["channel"] = lambda name: CHANNEL_NAMES.get(name, name)
    environment.filters["span"] = spoken
    environment.filters["term"] = linked
    environment.globals["stateable"] = {one: states_of(one) for one in SUBJECTS}
    environment.globals["ratings_in_words"] = RATINGS
    environment.filters["rating"] = lambda letter: f"{letter}: {RATINGS[letter]}"
    environment.filters["words"] = lambda name: str(name).replace("_", " ").replace("-", " ")
    return environment


def rendered_page(template: str, values: Mapping[str, object]) -> str:
    """A page that belongs to no exercise."""
    return shown(_environment().get_template(f"{template}.html.j2").render(**values))


class Renderer:
    """Renders sections of one exercise.

    Args:
        starts_at: StartEx.
        policy: names of roles.
        live: whether there is something to press; in a replay there is not.
    """

    def __init__(self, starts_at: datetime, policy: Policy, *, live: bool = True) -> None:
        self._starts_at = starts_at
        self._policy = policy
        self.live = live

    def clock(self, at: int) -> str:
        """`14:05`, simulated."""
        return f"{self._starts_at + timedelta(milliseconds=at):%H:%M}"

    def __call__(self, template: str, values: Mapping[str, object]) -> str:
        """The section's HTML."""
        made = _environment().get_template(f"{template}.html.j2")
        # A record may hold what no page can show.
        return shown(
            made.render(
                **values,
                clock=self.clock,
                called=self._policy.called,
                policy=self._policy,
                live=self.live,
            )
        )
