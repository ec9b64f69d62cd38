"""What surrounds the code calls what the project has: CI, hooks, templates."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / ".github"
LINTED = (".venv/bin/ruff", ".venv/bin/mypy", ".venv/bin/lint-imports")


def read(path: Path) -> Any:
    """A YAML file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_the_workflow_runs_what_ci_runs() -> None:
    """GitHub runs `.ci/run` on pushes and pull requests, and lets a sandbox be built first."""
    workflow = read(GITHUB / "workflows" / "ci.yml")
    # YAML 1.1 reads the key `on` as true.
    assert set(workflow[True]) == {"push", "pull_request"}
    (job,) = workflow["jobs"].values()
    runs = [step["run"] for step in job["steps"] if "run" in step]
    assert runs[-1] == ".ci/run"
    assert "apparmor_restrict_unprivileged_userns=0" in runs[0]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_the_hooks_download_nothing() -> None:
    """Each hook calls a tool of the clone's own environment, of those that `make lint` calls."""
    repos = read(ROOT / ".pre-commit-config.yaml")["repos"]
    assert [one["repo"] for one in repos] == ["local"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("$(BIN)", ".venv/bin")
    for hook in repos[0]["hooks"]:
        assert hook["language"] == "system"
        assert hook["entry"].startswith(LINTED)
        assert hook["entry"] in makefile


@pytest.mark.parametrize("name", ["bug", "idea"])
def test_an_issue_template_is_a_form(name: str) -> None:
    """Each field has an identifier of its own and a label, as GitHub asks."""
    form = read(GITHUB / "ISSUE_TEMPLATE" / f"{name}.yml")
    assert {"name", "description", "body"} <= set(form)
    fields = [one for one in form["body"] if one["type"] != "markdown"]
    assert len({one["id"] for one in fields}) == len(fields) > 0
    assert all(one["attributes"]["label"] for one in fields)


def test_the_pull_request_template_names_real_commands() -> None:
    """Every make target that it names is there."""
    text = (GITHUB / "pull_request_template.md").read_text(encoding="utf-8")
    targets = re.findall(r"`make ([\w-]+)`", text)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets
    assert all(f"\n{target}:" in makefile for target in targets)


def test_the_changelog_is_grouped() -> None:
    """The newest release has short entries for users under Added, Changed and Fixed."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = text.split("\n## ")[1]
    assert re.findall(r"^### (.+)$", newest, re.MULTILINE) == ["Added", "Changed", "Fixed"]


def test_the_development_container_is_json() -> None:
    """It sets the project up by its own Makefile."""
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text())
    assert container["postCreateCommand"].endswith("make .venv/.tests")
