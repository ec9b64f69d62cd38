"""The scenario and the policy that a journal's header carries, as today's models.

A record of an older format lacks fields of today: each has a default, which is what it means
(docs/reference/records.md lists them). A field that today's models do not know is refused, with its
place: nothing of a record is skipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.errors import BadJournal, plain
from sim.journal.encoding import digest
from sim.scenario.model import Scenario
from sim.scenario.policy import Policy
from sim.scenario.responder import ResponderScript

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.journal.bodies import Header

ModelT = TypeVar("ModelT", bound=BaseModel)


MOST_KEPT = 128
"""So many models are remembered with what headers carry of them: more than there are shipped."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """A scenario or policy as headers carry it.

    Attributes:
        model: what it was made of.
        data: as the model writes itself; shared by headers, and not to be changed.
        digest: of that.
    """

    model: BaseModel
    data: dict[str, Any]
    digest: str


# By the model's identity, which stays its own while it is kept here; and by the digest.
_BY_MODEL: dict[int, Embedded] = {}
_BY_DIGEST: dict[str, Embedded] = {}


def embedded(model: BaseModel) -> Embedded:
    """What a header carries of a frozen model, made once for all nights that are played by it."""
    known = _BY_MODEL.get(id(model))
    if known is None:
        if len(_BY_MODEL) >= MOST_KEPT:
            _BY_MODEL.clear()
            _BY_DIGEST.clear()
        data = model.model_dump(mode="json")
        known = Embedded(model, data, digest(data))
        _BY_MODEL[id(model)] = _BY_DIGEST[known.digest] = known
    return known


def scenario_of(header: Header) -> Scenario:
    """The scenario that was played.

    Raises:
        BadJournal: today's model does not take it; names the field.
    """
    known = _known(Scenario, header.scenario_digest, header.scenario)
    return known or _read(Scenario, header.scenario, "scenario", header)


def policy_of(header: Header) -> Policy:
    """The policy it was played under.

    Raises:
        BadJournal: today's model does not take it; names the field.
    """
    known = _known(Policy, header.policy_digest, header.policy)
    return known or _read(Policy, header.policy, "policy", header)


def coach_of(header: Header) -> ResponderScript | None:
    """The reference response that the coach takes hints from; None without a coach.

    Raises:
        BadJournal: today's model does not take it; names the field.
    """
    if header.coach is None:
        return None
    return _read(ResponderScript, header.coach, "coach", header)


def _known(model: type[ModelT], of: str, data: Mapping[str, Any]) -> ModelT | None:
    """The model behind a header's data, if it was played in this process."""
    known = _BY_DIGEST.get(of)
    # Compared, because a record can say any digest; a night's own header has the very same parts.
    if known is None or not isinstance(known.model, model) or known.data != data:
        return None
    return known.model


def _read(model: type[ModelT], data: object, name: str, header: Header) -> ModelT:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in (name, *first["loc"]))
        unknown = first["type"] == "extra_forbidden"
        problem = "is not known to this version" if unknown else plain(first["msg"])
        raise BadJournal(
            1, f"{where}: {problem} (recorded by version {header.tool_version[:40]})"
        ) from error
