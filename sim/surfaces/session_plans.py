"""Plans of sessions as files: read, checked against their scenario, written to be edited."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from reports.handouts.handouts import Planned
from sim.disk import refusal, write_atomically
from sim.errors import BadFile, NotFound, TabletopError, Unusable
from sim.scenario.load import validated, with_moves
from sim.scenario.model import Scenario
from sim.scenario.session_plan import PLAN_SUFFIX, SessionPlan, misfits
from sim.scenario.yaml_lines import parse_yaml, read_yaml
from sim.scenario.yaml_text import dumped
from sim.surfaces.arguments import choose, coach_for, durations_of
from sim.surfaces.error_lines import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sim.journal.bodies import Durations
    from sim.scenario.responder import ResponderScript
    from sim.surfaces.arguments import Chosen

HEAD = """\
A planned session, written by the lobby of `tabletop host`. Edit it as you like and check it with
tabletop lint; the lobby lists it again.
"""
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


def scenario_of(plan: SessionPlan, path: Path) -> Chosen:
    """The scenario of a plan and its policy; a path is meant from the plan's folder.

    Raises:
        TabletopError: one of the files is not there or not valid.
    """
    named = plan.scenario
    if named.endswith((".yaml", ".yml")):
        # By its letters: the plan's own folder need not be there before the first plan is.
        named = os.path.normpath(path.parent / named)
    elif "/" in named or "\\" in named:
        raise Unusable(
            f"{named} is no scenario: give a scenario's name, or the path of a .yaml file"
        )
    try:
        return choose(named)
    except BadFile as error:
        raise Unusable(_unfit(error)) from error


def _unfit(error: BadFile) -> str:
    """What a file lacks that a plan names, without a word of what is in it.

    A plan can name any file of this machine, and the lobby shows this in a browser.
    """
    file = error.findings[0].file
    found = {finding.field for finding in error.findings}
    fields = (name for name, field in Scenario.model_fields.items() if field.is_required())
    lacks = ", ".join(name for name in fields if name in found)
    wrong = f"it lacks or has a wrong {lacks}" if lacks else "it is not valid"
    return f"{file} cannot be played: {wrong}; see tabletop lint {file}"


def session_durations(plan: SessionPlan, scenario: Scenario) -> Durations:
    """How the session takes what its scenario draws from published outages.

    Raises:
        Unusable: the scenario cannot be over in the time that the plan gives it.
    """
    return durations_of(scenario, plan.within, take="median", called="")


def session_coach(plan: SessionPlan, chosen: Chosen) -> ResponderScript | None:
    """What the session's coach takes its hints from; None without one.

    Raises:
        Unusable: nobody has written a reference response for the scenario.
    """
    return coach_for(chosen, called="") if plan.coach else None


def _misfits(plan: SessionPlan, chosen: Chosen) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What of a plan does not fit its scenario: where, and what to do."""
    yield from misfits(plan, chosen.scenario, chosen.policy)
    try:
        session_durations(plan, chosen.scenario)
    except Unusable as error:
        yield ("within",), str(error)
    try:
        session_coach(plan, chosen)
    except Unusable as error:
        yield ("coach",), str(error)


def read_plan(path: Path) -> Planned:
    """A plan with its scenario and policy.

    Raises:
        NotFound: there is no such file.
        BadFile: it is no valid plan, or does not fit its scenario; carries every finding.
    """
    file = read_yaml(path)
    plan = validated(file, SessionPlan)
    try:
        chosen = scenario_of(plan, path)
    except (NotFound, Unusable) as error:
        raise BadFile((file.finding(("scenario",), lines_of(error)[0]),)) from error
    wrong = _misfits(plan, chosen)
    if problems := tuple(file.finding(where, text) for where, text in wrong):
        raise BadFile(problems)
    scenario = chosen.scenario
    if plan.type == "tabletop":
        scenario = with_moves(scenario, chosen.path)
    return Planned(plan, scenario, chosen.policy)


def plan_path(folder: Path, name: str) -> Path:
    """Where a plan of this name is kept.

    Raises:
        Unusable: it cannot be a file's name here.
    """
    if not _NAME.fullmatch(name):
        raise Unusable("name: small letters, digits and hyphens, like april-tabletop")
    return folder / f"{name}{PLAN_SUFFIX}"


def write_plan(path: Path, plan: SessionPlan) -> None:
    """Write a plan that reads back as the same.

    Raises:
        BadFile: it does not fit its scenario; nothing is written.
        Unusable: the system refuses; says why.
    """
    fields: dict[str, Any] = plan.model_dump(mode="json", exclude_defaults=True)
    ordered = {name: fields[name] for name in type(plan).model_fields if name in fields}
    text = dumped({"format": plan.format, **ordered}, HEAD)
    file = parse_yaml(text, str(path))
    if validated(file, SessionPlan) != plan:
        raise Unusable(f"{path}: what would be written is not what would be read back")
    chosen = scenario_of(plan, path)
    wrong = _misfits(plan, chosen)
    if problems := tuple(file.finding(where, said) for where, said in wrong):
        raise BadFile(problems)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text.encode())
    except OSError as error:
        raise Unusable(refusal(error)) from error


def plans_in(folder: Path) -> list[tuple[str, Planned | str]]:
    """Every plan of a folder by its name, those that cannot be read with why."""
    found: list[tuple[str, Planned | str]] = []
    for path in sorted(folder.glob(f"*{PLAN_SUFFIX}")) if folder.is_dir() else ():
        name = path.name.removesuffix(PLAN_SUFFIX)
        try:
            plan_path(folder, name)  # under another name its page could not be opened
            found.append((name, read_plan(path)))
        except (TabletopError, OSError) as error:
            said = lines_of(error)[0] if isinstance(error, TabletopError) else str(error)
            found.append((name, said))
    return found
