"""What surrounds the code calls what the project has: CI, hooks, templates, glossary."""

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
EXPLAINED = (
    "MSEL",
    "StartEx",
    "EndEx",
    "Par",
    "Ground truth",
    "Hot wash",
    "Inject",
    "TTD",
    "TTA",
    "TTM",
    "TTR",
    "MTTD, MTTA, MTTM, MTTR",
    "Severity matrix",
    "Page",
    "Notice",
    "Update",
    "Degraded mode",
    "Breaker",
    "Runbook",
    "Record",
    "Seed",
    "Journal",
    "Scorecard",
)
MOST_SENTENCES = 3


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


def terms() -> dict[str, str]:
    """The glossary: term and explanation."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    found = re.findall(r"^### (.+)\n\n((?:.+\n)+)", text, re.MULTILINE)
    assert len(found) == text.count("\n### ")
    return dict(found)


def test_the_glossary_explains_each_term_briefly() -> None:
    """The terms that a newcomer meets are there, each in a few sentences, no term twice."""
    explained = terms()
    assert set(EXPLAINED) <= set(explained)
    for term, text in explained.items():
        assert len(re.findall(r"[.](?=\s)", text)) <= MOST_SENTENCES, term


def test_readme_leads_to_the_glossary() -> None:
    """Terms in README are links to their entries, which exist."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"docs/glossary\.md#([\w-]+)", text))
    anchors = {term.lower().replace(",", "").replace(" ", "-") for term in terms()}
    assert {"msel", "ground-truth", "journal", "seed", "runbook"} <= linked
    assert linked - {"the-clocks"} <= anchors


def test_the_changelog_is_grouped() -> None:
    """The newest release has short entries for users under Added, Changed and Fixed."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = text.split("\n## ")[1]
    assert re.findall(r"^### (.+)$", newest, re.MULTILINE) == ["Added", "Changed", "Fixed"]


def test_the_development_container_is_json() -> None:
    """It sets the project up by its own Makefile."""
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text())
    assert container["postCreateCommand"].endswith("make .venv/.tests")
