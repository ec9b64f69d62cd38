"""The shape of an OpenAEV (formerly OpenBAS) export, version 1, as its own importer reads it.

Checked here: what is no such export is refused in one line. What becomes of it is `openaev`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from sim.errors import BadFile, Finding
from sim.scenario.spelling import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIXES = ("scenario", "exercise")
"""What the names of an export's lists begin with."""
_PLATFORMS = ("openaev_", "openbas_", "openex_")
"""What the platform was called over the years begins its kinds of injects."""
_LONGEST_S = 10 * 366 * 86_400

_CONTRACTS: Mapping[str, str] = {
    "138ad8f8-32f8-4a22-8114-aaa12322bd09": "email",
    "2790bd39-37d4-4e39-be7e-53f3ca783f86": "email",
    "d02e9132-b9d0-4daa-b3b1-4b9871f8472c": "manual",
    "e9e902bc-b03d-4223-89e1-fca093ac79dd": "ovh_sms",
    "aeab9ed6-ae98-4b48-b8cc-2e91ac54f2f9": "mastodon",
}
"""Older exports name the contract by its id alone; these are fixed in the platform's source."""


def _empty_for_null(value: object) -> object:
    return [] if value is None else value


def _text_for_null(value: object) -> object:
    return "" if value is None else value


def _parents(value: object) -> object:
    """What an inject depends on; older exports say only which one."""
    if isinstance(value, str):
        return [{"dependency_relationship": {"inject_parent_id": value}}]
    return _empty_for_null(value)


Text = Annotated[str, BeforeValidator(_text_for_null)]


class _Part(BaseModel):
    """A part of an export: what we do not ask for is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


class _Expectation(_Part):
    expectation_type: Text = ""
    expectation_name: Text = ""
    expectation_description: Text = ""


class OpenAevContent(_Part):
    """What an inject says, and what is expected of those who get it."""

    subject: Text = ""
    body: Text = ""
    message: Text = ""
    content: Text = ""
    articles: Annotated[tuple[str, ...], BeforeValidator(_empty_for_null)] = ()
    expectations: Annotated[tuple[_Expectation, ...], BeforeValidator(_empty_for_null)] = ()


class _Contract(_Part):
    injector_contract_id: Text = ""
    injector_contract_injector_type: Text = ""


class _Relationship(_Part):
    inject_parent_id: Text = ""
    inject_children_id: Text = ""


class _Dependency(_Part):
    dependency_relationship: _Relationship = _Relationship()
    dependency_condition: Any = None


class OpenAevInject(_Part):
    """An inject of an export; times in seconds from the start."""

    inject_id: str = Field(min_length=1)
    inject_title: Text = ""
    inject_description: Text = ""
    inject_enabled: bool = True
    inject_type: Text = ""
    inject_all_teams: bool = False
    inject_depends_duration: int = Field(default=0, ge=0, le=_LONGEST_S)
    inject_injector_contract: _Contract | str | None = None
    inject_content: OpenAevContent | None = None
    inject_teams: Annotated[tuple[str, ...], BeforeValidator(_empty_for_null)] = ()
    inject_depends_on: Annotated[tuple[_Dependency, ...], BeforeValidator(_parents)] = ()

    @property
    def name(self) -> str:
        """What people call it."""
        return shown(self.inject_title or self.inject_id)

    @property
    def kind(self) -> str:
        """`email`, `manual`; a kind of other makers with its whole name."""
        contract = self.inject_injector_contract
        if isinstance(contract, str):
            return _CONTRACTS.get(contract, self.inject_type or "unknown")
        named = "" if contract is None else contract.injector_contract_injector_type
        found = named or self.inject_type
        for prefix in _PLATFORMS:
            found = found.removeprefix(prefix)
        if not found and contract is not None:
            found = _CONTRACTS.get(contract.injector_contract_id, "")
        return found or "unknown"


class _Team(_Part):
    team_id: str
    team_name: Text = ""


class _Article(_Part):
    article_id: str
    article_name: Text = ""
    article_content: Text = ""
    article_author: Text = ""


class _Variable(_Part):
    variable_key: Text = ""
    variable_value: Text = ""


def _listed(name: str) -> Any:
    return Field(default=(), validation_alias=AliasChoices(*(f"{one}_{name}" for one in PREFIXES)))


class _Information(_Part):
    mail_from: Text = Field(
        default="", validation_alias=AliasChoices(*(f"{one}_mail_from" for one in PREFIXES))
    )


class OpenAevExport(_Part):
    """A scenario or simulation of OpenAEV."""

    export_version: int
    information: _Information = Field(
        validation_alias=AliasChoices(*(f"{one}_information" for one in PREFIXES))
    )
    injects: Annotated[tuple[OpenAevInject, ...], BeforeValidator(_empty_for_null)] = _listed(
        "injects"
    )
    teams: Annotated[tuple[_Team, ...], BeforeValidator(_empty_for_null)] = _listed("teams")
    articles: Annotated[tuple[_Article, ...], BeforeValidator(_empty_for_null)] = _listed(
        "articles"
    )
    variables: Annotated[tuple[_Variable, ...], BeforeValidator(_empty_for_null)] = _listed(
        "variables"
    )


def export_of(data: Any, name: str) -> OpenAevExport:
    """An export that was checked.

    Args:
        data: the export, as parsed.
        name: the file, for findings.

    Raises:
        BadFile: it is none, or of another version.
    """
    if not isinstance(data, dict) or not any(f"{one}_information" in data for one in PREFIXES):
        problem = "contains no scenario or simulation of OpenAEV; export one whole, not its injects"
        raise BadFile((Finding(name, None, "", problem),))
    try:
        found = OpenAevExport.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadFile((Finding(name, None, where, first["msg"]),)) from None
    if found.export_version != 1:
        problem = f"is {found.export_version}; only version 1 is known"
        raise BadFile((Finding(name, None, "export_version", problem),))
    return found
