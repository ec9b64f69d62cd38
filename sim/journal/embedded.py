"""The scenario and the policy that a journal's header carries, as today's models.

A record of an older format lacks fields of today: each has a default, which is what it means
(docs/reference/records.md lists them). A field that today's models do not know is refused, with its
place: nothing of a record is skipped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from sim.errors import BadJournal
from sim.scenario.model import Scenario
from sim.scenario.policy import Policy

if TYPE_CHECKING:
    from sim.journal.bodies import Header

ModelT = TypeVar("ModelT", bound=BaseModel)


def scenario_of(header: Header) -> Scenario:
    """The scenario that was played.

    Raises:
        BadJournal: today's model does not take it; names the field.
    """
    return _read(Scenario, header.scenario, "scenario", header)


def policy_of(header: Header) -> Policy:
    """The policy it was played under.

    Raises:
        BadJournal: today's model does not take it; names the field.
    """
    return _read(Policy, header.policy, "policy", header)


def _read(model: type[ModelT], data: object, name: str, header: Header) -> ModelT:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in (name, *first["loc"]))
        unknown = first["type"] == "extra_forbidden"
        problem = "is not known to this version" if unknown else first["msg"]
        raise BadJournal(
            1, f"{where}: {problem} (recorded by version {header.tool_version[:40]})"
        ) from error
