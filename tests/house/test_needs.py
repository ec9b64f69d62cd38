"""What the trainer needs is said in one place, and every file that repeats it agrees."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from sim.needs import FEATURES, packages_for
from sim.surfaces.error_lines import DOCKER
from sim.surfaces.needs_page import PAGES, needs_table, renewed

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "Dockerfile"
DEVCONTAINER = ROOT / ".devcontainer" / "devcontainer.json"


def packages(*, development: bool) -> set[str]:
    """Debian's packages for every feature."""
    wanted = [one for one in FEATURES if development or not one.development]
    return {name for one in wanted for name in packages_for(one.needs, "debian")}


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions: word and the rest, continued lines joined."""
    text = re.sub(r"^#.*\n", "", DOCKERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    found = [line.split(None, 1) for line in lines if line.strip()]
    return [(word, rest) for word, rest in found]


def installed(command: str) -> set[str]:
    """The packages that an `apt-get install` in a shell line names."""
    words = shlex.split(command.partition("apt-get install")[2].partition("&&")[0])
    return {word for word in words if not word.startswith("-")}


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_have_the_table(name: str) -> None:
    """README and the install page show what each feature needs, as the code knows it."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert needs_table() in text, "run python -m sim.surfaces.needs_page"
    assert renewed(text) == text


def test_the_image_installs_what_doctor_asks_for() -> None:
    """No package that a feature needs is missing from the Dockerfile, and none is left over."""
    (apt,) = (rest for word, rest in instructions() if word == "RUN" and "apt-get" in rest)
    assert installed(apt) == packages(development=False)


def test_the_image_is_slim_and_does_not_run_as_root() -> None:
    """It is built on Debian's slim Python, and its last user is an ordinary one."""
    found = instructions()
    bases = [rest.split()[0] for word, rest in found if word == "FROM"]
    assert set(bases) == {"python:3.11-slim-bookworm"}
    assert [rest for word, rest in found if word == "USER"] == ["player"]
    assert any("useradd" in rest and rest.endswith("player") for word, rest in found)
    (entry,) = (rest for word, rest in found if word == "ENTRYPOINT")
    assert json.loads(entry) == ["tabletop"]


def test_what_the_image_copies_exists() -> None:
    """The pins that its build names are there, and are not left out of its context."""
    run = " ".join(rest for word, rest in instructions() if word == "RUN")
    named = re.findall(r"\.ci/requirements/\w+\.txt", run)
    assert named
    assert all((ROOT / name).exists() for name in named)
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert not {".ci", "sim", "scenarios", "pyproject.toml", "README.md"} & set(ignored)


def test_the_development_container_has_what_the_tests_need() -> None:
    """Its packages are those of every feature, and it may build sandboxes."""
    container = json.loads(DEVCONTAINER.read_text(encoding="utf-8"))
    assert installed(container["postCreateCommand"]) == packages(development=True)
    options = re.findall(r"--security-opt (\S+)", DOCKER)
    assert container["runArgs"] == [f"--security-opt={option}" for option in options]


def test_the_install_page_names_the_options_of_the_error() -> None:
    """What a sandbox in a container needs is the same in the docs and in the error."""
    text = (ROOT / "docs" / "how-to" / "install.md").read_text(encoding="utf-8")
    assert DOCKER in " ".join(text.split())


def test_ci_installs_only_packages_that_are_known() -> None:
    """`.ci/run` names the packages that the list names."""
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    named = set(re.findall(r"install -y -qq ([a-z][^>$]*?) >", text))
    words = {word for group in named for word in group.split()}
    words |= {pair.split(":")[1] for pair in re.findall(r"\w+:[\w-]+(?=[ ;])", text)}
    assert words
    assert words <= packages(development=True)


def test_what_needs_linux_is_sent_to_the_container_as_the_text_above_says() -> None:
    """The table and the sentence before it give people on macOS the same answer."""
    table = (Path(__file__).parents[2] / "README.md").read_text()
    drills = next(line for line in table.splitlines() if line.startswith("| Drills in the"))
    assert drills.endswith("| in the container |")
