"""The lobby's forms as a browser sends them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.surfaces.web.lobby.draft import ScenarioForm


def sent_by(form: ScenarioForm) -> dict[str, str]:
    """The fields of the editor as they are, with the line ends that browsers send."""
    fields = dict(form.top)
    fields |= {f"objective-{number}-text": text for number, _, text in form.objectives}
    for inject in form.injects:
        fields |= {f"inject-{inject.number}-{name}": text for name, text in inject.fields.items()}
        fields[f"inject-{inject.number}-comes"] = inject.comes
    return {name: text.replace("\n", "\r\n") for name, text in fields.items()}
