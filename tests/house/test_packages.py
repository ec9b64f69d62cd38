"""The wheel and the sdist: built, whole, installed with pipx, and used from another folder."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PINS = ROOT / ".ci" / "requirements"
PRODUCT = ("sim", "scoring", "reports", "scenarios")
MOST_BYTES = 4 << 20
"""A wheel larger than this has something in it that nobody needs at run time."""
OURS = ("TABLETOP_", "PYTHON", "PYTEST_", "COV_", "PIPX_")


def environment(**extra: str) -> dict[str, str]:
    """The caller's environment without anything that leads to the clone."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**kept, "NO_COLOR": "1", **extra}


def run(*words: str, cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a program to its end."""
    return subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, check=False)


@dataclass(frozen=True, slots=True)
class Built:
    """What `python -m build` has made; the wheel is made from the sdist."""

    wheel: Path
    sdist: Path


@dataclass(frozen=True, slots=True)
class Installed:
    """`tabletop` as pipx has installed it, called in a folder that has nothing of the project."""

    bin: Path
    folder: Path

    def __call__(self, *words: str) -> subprocess.CompletedProcess[str]:
        env = environment(PATH=f"{self.bin}:/usr/local/bin:/usr/bin:/bin")
        return run(str(self.bin / "tabletop"), *words, cwd=self.folder, env=env)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Wheel and sdist."""
    out = tmp_path_factory.mktemp("dist")
    words = (sys.executable, "-m", "build", "--outdir", str(out), ".")
    done = run(*words, cwd=ROOT, env=environment(PIP_CONSTRAINT=str(PINS / "build.txt")))
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    (wheel,), (sdist,) = out.glob("*.whl"), out.glob("*.tar.gz")
    return Built(wheel, sdist)


@pytest.fixture(scope="module")
def tool(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """The wheel, installed with pipx; at the end it is uninstalled, and nothing is left."""
    home, folder = tmp_path_factory.mktemp("pipx"), tmp_path_factory.mktemp("elsewhere")
    # The tested versions, without their hashes: pipx passes the wheel as a path, which has none.
    pins = re.findall(r"^[\w.-]+==\S+", (PINS / "runtime.txt").read_text(), re.MULTILINE)
    (home / "pins.txt").write_text("\n".join(pins))
    env = environment(
        PIPX_HOME=str(home / "home"),
        PIPX_BIN_DIR=str(home / "bin"),
        PIPX_MAN_DIR=str(home / "man"),
        PIPX_COMPLETION_DIR=str(home / "completion"),
    )
    pipx = (sys.executable, "-m", "pipx")
    arguments = f"--pip-args=--constraint {home / 'pins.txt'}"
    done = run(*pipx, "install", str(built.wheel), arguments, cwd=folder, env=env)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    yield Installed(home / "bin", folder)
    done = run(*pipx, "uninstall", "tabletop-trainer", cwd=folder, env=env)
    assert done.returncode == 0, done.stderr
    assert not (home / "bin" / "tabletop").exists()


def product() -> set[str]:
    """Every file of the product that belongs into a package."""
    return {
        path.relative_to(ROOT).as_posix()
        for room in PRODUCT
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_has_every_file_of_the_product(built: Built) -> None:
    """Scenarios, templates, static files and shell scripts are in it; tests and docs are not."""
    names = zipfile.ZipFile(built.wheel).namelist()
    inside = {name for name in names if ".dist-info/" not in name}
    assert inside == product()
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert built.wheel.stat().st_size < MOST_BYTES


def test_the_sdist_has_them_too(built: Built) -> None:
    """The wheel is built from it, and it brings the licence and the README."""
    with tarfile.open(built.sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert {*product(), "LICENSE", "README.md", "pyproject.toml"} <= inside


def test_it_plays_from_another_folder(tool: Installed, tmp_path: Path) -> None:
    """It plays as the clone does, to a report; files of one's own are checked."""
    listed = tool("scenarios")
    assert "complete-r2-outage" in listed.stdout, listed.stderr
    words = ("--responder", "reference", "--seed", "7", "--out", "mine")
    played = tool("run", "complete-r2-outage", *words)
    assert played.returncode == 0, played.stderr
    clone = (sys.executable, "-m", "sim.surfaces.cli.main", "run", "complete-r2-outage", *words)
    same = run(*clone, "--force", cwd=tmp_path, env=environment(PYTHONPATH=str(ROOT)))
    assert played.stdout == same.stdout
    assert "<html" in (tool.folder / "mine" / "report.html").read_text(encoding="utf-8")
    assert tool("replay", "mine").returncode == 0
    (tool.folder / "mine.yaml").write_text("format: 1\nname: mine\n")
    refused = tool("lint", "mine.yaml")
    assert refused.returncode == 1
    assert "mine.yaml:1: title: missing field" in refused.stdout + refused.stderr
    (tool.folder / "book.md").write_text("# Look\n\n```bash\nack\n```\n")
    assert tool("lint", "book.md").returncode == 0


def test_doctor_and_every_working_feature_work(tool: Installed) -> None:
    """What doctor says works, such as a shipped runbook or a PDF, does."""
    report = json.loads(tool("doctor", "--json").stdout)
    works = {one["name"] for one in report["features"] if one["works"]}
    assert {"headless", "host"} <= works
    if "runbooks" in works:
        words = ("--responder", "runbook", "--seed", "7", "--out", "book", "--no-report")
        done = tool("run", "complete-r2-outage", *words)
        assert done.returncode == 0, done.stderr
        assert ", 0 failed" in done.stdout
    if "pdf" in works:
        tool("run", "false-alarm", "--responder", "none", "--out", "quiet", "--force")
        assert tool("report", "quiet", "--form", "pdf").returncode == 0
        assert (tool.folder / "quiet" / "report.pdf").read_bytes().startswith(b"%PDF")


def test_a_broken_installation_would_be_seen(tool: Installed) -> None:
    """The installed tool is the wheel's, not the clone's."""
    python = (tool.bin / "tabletop").resolve().parent / "python"
    code = "import sim, scenarios; print(sim.__path__, scenarios.__path__)"
    done = run(str(python), "-c", code, cwd=tool.folder, env=environment())
    assert done.stdout
    assert str(ROOT) not in done.stdout
