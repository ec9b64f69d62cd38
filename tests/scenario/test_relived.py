"""Re-enacted scenarios: every fact has a source, and the linter asks for what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.scenario.lint import lint_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RELIVED = """\
relived:
  incident: Somebody's, 2020
  translated: Theirs became ours.
  sources: {post-mortem: blog.example.com/outage}
  facts:
    - {id: declared, what: Declared, value: 12 min, source: post-mortem, mark: declared, after: 12m}
"""
RELEASES = "releases: [{id: good, before: 2h, what: The one before}]\n"
ENDS = "ends: {by: vendor, after: 15m}"


def found(path: Path) -> list[str]:
    return [str(one).partition(": ")[2] for one in lint_file(path)]


def test_a_relived_scenario_with_sources_is_fine(minimal: str, save: Callable[..., Path]) -> None:
    assert found(save(minimal + RELIVED, "relived/small.yaml")) == []


def test_one_in_the_folder_has_to_say_what_it_relives(
    minimal: str, save: Callable[..., Path]
) -> None:
    """Among the re-enacted ones, and only there, facts and sources are required."""
    assert found(save(minimal, "relived/small.yaml")) == [
        "relived: is missing: say which incident this re-enacts, and every fact with its source"
    ]
    assert found(save(minimal)) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("source: post-mortem", "source: postmortem", "unknown source 'postmortem', did you mean"),
        (", source: post-mortem", "", "source"),
        ("blog.example.com/outage", "somebody told me", "names no page: 'somebody told me'"),
        (
            "{post-mortem: blog.example.com/outage}",
            "{post-mortem: blog.example.com/outage, talk: video.example.com}",
            "hint: no fact cites this source",
        ),
        (", mark: declared, after: 12m", "", "hint: none has a `mark`"),
        (", after: 12m", "", "`mark` and `after` go together"),
        ("after: 12m", "after: 2h", "comes after the horizon"),
    ],
    ids=["unknown", "missing", "no page", "unused", "no mark", "half a mark", "too late"],
)
def test_what_is_wrong_with_facts(
    old: str, new: str, says: str, minimal: str, save: Callable[..., Path]
) -> None:
    assert old in RELIVED
    said = found(save(minimal + RELIVED.replace(old, new), "relived/small.yaml"))
    assert len(said) == 1
    assert says in said[0]


def test_two_facts_cannot_date_one_instant(minimal: str, save: Callable[..., Path]) -> None:
    twice = RELIVED + RELIVED.splitlines(keepends=True)[-1].replace("id: declared", "id: again")
    (said,) = found(save(minimal + twice))
    assert "two of them date 'declared'" in said


@pytest.mark.parametrize(
    ("ends", "more", "says"),
    [
        ("ends: {by: command, command: release-deploy}", "", "go together: name the release"),
        (
            "ends: {by: command, command: release-deploy, release: good}",
            "",
            "ends.release: unknown release 'good'",
        ),
        (f"{ENDS}\n    follows: gone", "", "follows: waits in a circle"),
        (f"{ENDS}\n    follows: other", "", "follows: unknown fault 'other'"),
        ("ends: {by: command, command: release-deploy, release: good}", RELEASES, None),
    ],
    ids=["no release", "unknown release", "itself", "unknown fault", "fine"],
)
def test_faults_name_what_is_there(
    ends: str, more: str, says: str | None, minimal: str, save: Callable[..., Path]
) -> None:
    """Releases and faults that a fault names have to be in the scenario."""
    said = found(save(minimal.replace(ENDS, ends) + more))
    assert len(said) == (0 if says is None else 1)
    assert says is None or says in said[0]
