"""Policies and scripts say what their messages are read as, and where nothing can be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.commands.messages import message_in
from sim.scenario.library import shipped_folder
from sim.scenario.lint import level_of
from sim.scenario.lint_messages import lint_messages

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOTHING = (
    "users or the public read this, and it makes no verifiable statement; say what works and "
    "what does not"
)


def said(path: Path) -> list[tuple[str, str]]:
    """Level and words of each finding."""
    return [level_of(finding) for finding in lint_messages(path, message_in)]


TEMPLATES = {
    "nothing to fill in": (
        "Downloads fail. Next update: in 20 minutes.",
        ("hint", "understood as: downloads failing; next update in 20m"),
    ),
    "only times to fill in": (
        "Downloads fail since [time]. Next update: [time].",
        ("hint", "understood as: downloads failing; next update 14:40"),
    ),
    "all to fill in": (
        "[What does not work.] Next update: [time].",
        (
            "hint",
            (
                "how it is understood depends on the value of [What does not work.]; the rest is "
                "understood as: next update 14:40"
            ),
        ),
    ),
    "nothing but gaps": (
        "[What] since [how long].",
        ("hint", "how it is understood depends on the value of [What]"),
    ),
    "nothing in it": ("We are working on it. Next update: [time].", ("warning", NOTHING)),
}


@pytest.mark.parametrize(("text", "finding"), TEMPLATES.values(), ids=TEMPLATES)
def test_a_template(
    text: str, finding: tuple[str, str], policy: str, save: Callable[..., Path]
) -> None:
    """A time is filled in for it, the rest stays open; what it needs from its sender is told."""
    begin = policy.index("  - id: user-notice")
    end = policy.index("  - id: status-page", begin)
    changed = f"  - id: user-notice\n    title: User notice\n    text: {text!r}\n"
    path = save(policy[:begin] + changed + policy[end:], "list-cutter.yaml")
    assert said(path)[1] == finding


def test_a_template_that_users_are_not_owed(policy: str, save: Callable[..., Path]) -> None:
    """One for the team alone may make no verifiable statement: it is no warning."""
    templates = policy.index("templates:\n") + len("templates:\n")
    extra = "  - {id: call, title: Call, text: Please join the call.}\n"
    changed = policy[:templates] + extra + policy[templates:]
    first = said(save(changed, "list-cutter.yaml"))[0]
    assert first == ("hint", "understood as: no verifiable statement")


SCRIPT = """format: 1
scenario: complete-r2-outage
tracks:
  people:
    - do: {do}
"""

STEPS = {
    "page": ("page cto 'Downloads fail.'", [("hint", "understood as: downloads failing")]),
    "page without": ("page cto 'Join.'", [("hint", "understood as: no verifiable statement")]),
    "stated": (
        "status-page investigating Hm --says files=at_risk --next 20m",
        [("hint", "understood as: files at risk; next update in 20m")],
    ),
    "status page": ("status-page investigating 'We look into it.'", [("warning", NOTHING)]),
    "users": ("email all_users 'We look into it.'", [("warning", NOTHING)]),
    "team": ("post slack 'Hm.'", [("hint", "understood as: no verifiable statement")]),
    "broadcast": (
        (
            "POST /health/notifications/broadcast\n      body: {type: UPD, message: Hm, "
            "severity: LOW, claims: {uploads: delayed}}"
        ),
        [("hint", "understood as: uploads delayed")],
    ),
    "broadcast to all": (
        "POST /health/notifications/broadcast\n      body: {type: UPD, message: Hm, severity: LOW}",
        [("warning", NOTHING)],
    ),
    "no message": ("POST /health/r2/test", []),
    "stated wrongly": (
        "resolve Done --says files=works",
        [
            (
                "error",
                (
                    "says: unknown state 'works' for files: must be one of 'safe', 'at_risk', "
                    "'unknown'."
                ),
            )
        ],
    ),
}


@pytest.mark.parametrize(("do", "findings"), STEPS.values(), ids=STEPS)
def test_a_line_of_a_script(
    do: str, findings: list[tuple[str, str]], save: Callable[..., Path]
) -> None:
    """Each message is told; the policy says who users are; what would be refused is an error."""
    assert said(save(SCRIPT.format(do=do), "script.yaml")) == findings


def test_what_is_kept_is_not_known(save: Callable[..., Path]) -> None:
    """A value of an answer stands for anything: neither refused nor read."""
    steps = (
        "GET /api/backup/list\n      keep: {state: data.0.id}\n"
        "    - do: status-page {state} 'Downloads fail.'\n"
        "    - do: page cto 'Downloads fail, backup {state}.'"
    )
    found = said(save(SCRIPT.replace("{do}", steps), "script.yaml"))
    assert found == [("hint", "understood as: downloads failing")]


def test_of_a_broken_file_nothing_is_said(save: Callable[..., Path]) -> None:
    """The linter itself says what is wrong with it."""
    assert said(save("tracks: [", "script.yaml")) == []
    assert said(save("tracks: []", "script.yaml")) == []
    assert said(save("nothing: 1", "script.yaml")) == []


def test_shipped_messages_to_users_can_be_checked() -> None:
    """No template and no reference response leaves users without word of how things are."""
    files = sorted(shipped_folder().rglob("*.yaml"))
    found = [one for path in files for one in lint_messages(path, message_in)]
    assert len(found) > 100
    assert [str(one) for one in found if level_of(one)[0] != "hint"] == []
