"""Finding one's way through the models: which model and which field a place in a file belongs to.

Turns a validator's location, which also names union members, into the place an author sees.
Knows how pydantic describes models; knows nothing of files or wording.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal, get_args, get_origin

from pydantic import BaseModel

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from sim.scenario.spelling import Where


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file and what the models say about it.

    Attributes:
        where: the place, without the names of union members.
        owner: the model whose field the place is (or would be), if it is one.
        model: the model that the place itself holds, if it holds one.
    """

    where: Where
    owner: type[BaseModel] | None
    model: type[BaseModel] | None

    @property
    def field(self) -> FieldInfo | None:
        """The field's description, when the place is a field of its owner."""
        if self.owner is None or not self.where:
            return None
        return self.owner.model_fields.get(str(self.where[-1]))

    @property
    def known(self) -> tuple[str, ...]:
        """The names of all fields beside this one."""
        return () if self.owner is None else tuple(self.owner.model_fields)


def locate(model: type[BaseModel], location: Where) -> Spot:
    """Follow a validator's location from the top-level model."""
    kind: object = model
    owner: type[BaseModel] | None = None
    where: Where = ()
    for part in location:
        members = _models(kind)
        if len(members) > 1:
            kind = next((member for member in members if _tagged(member, part)), None)
            continue
        owner = members[0] if members else None
        kind = _inside(kind, part) if owner is None else _annotation(owner, part)
        where = (*where, part)
    members = _models(kind)
    return Spot(where, owner, members[0] if len(members) == 1 else None)


def _models(kind: object) -> tuple[type[BaseModel], ...]:
    """The models a value of this annotation can be; several for a tagged union."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return (kind,)
    if get_origin(kind) in {tuple, dict, Literal}:
        return ()
    found = [model for inner in get_args(kind)[: _reach(kind)] for model in _models(inner)]
    return tuple(found)


def _reach(kind: object) -> int | None:
    """How many arguments of a generic are types: one of Annotated, all of a union."""
    return 1 if get_origin(kind) is Annotated else None


def _annotation(owner: type[BaseModel], part: str | int) -> object:
    field = owner.model_fields.get(str(part))
    return None if field is None else field.annotation


def _inside(kind: object, part: str | int) -> object:
    """What a list or mapping holds."""
    if get_origin(kind) is Annotated:
        return _inside(get_args(kind)[0], part)
    arguments = get_args(kind)
    if get_origin(kind) is tuple and isinstance(part, int):
        return arguments[0]
    if get_origin(kind) is dict:
        return arguments[1]
    return next((_inside(inner, part) for inner in arguments if get_args(inner)), None)


def _tagged(member: type[BaseModel], tag: str | int) -> bool:
    return any(
        get_origin(field.annotation) is Literal and tag in get_args(field.annotation)
        for field in member.model_fields.values()
    )
