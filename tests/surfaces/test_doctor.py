"""`tabletop doctor`: what it says agrees with what works, and with what the errors say."""

from __future__ import annotations

import ctypes
import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from sim.needs import ELSEWHERE, FEATURES, NEEDS, SYSTEMS, feature, install_line
from sim.surfaces.cli import doctor

if TYPE_CHECKING:
    from pathlib import Path

    from tests.surfaces.conftest import StartProgram, Tabletop

DEBIAN = doctor.HostSystem("Linux", "debian", "Debian")


def path_without(tmp_path: Path, *absent: str) -> str:
    """A PATH on which a drill's programs lie, but for some."""
    folder = tmp_path / "some"
    folder.mkdir()
    for name in set(feature("drill").needs) - set(absent):
        found = shutil.which(name)
        if found is None:
            pytest.skip(f"needs {name}")
        (folder / name).symlink_to(found)
    return str(folder)


def test_what_is_missing_is_named_with_the_command_that_installs_it(
    tabletop: Tabletop, tmp_path: Path
) -> None:
    """Without jq and watch, drills do not work, and the exit code is 1."""
    done = tabletop("doctor", env={"PATH": path_without(tmp_path, "jq", "watch")})
    assert done.returncode == 1
    assert "missing  Drills in the terminal: needs jq, watch" in done.stdout
    assert "jq procps" in done.stdout
    assert "works    Headless runs, scores and reports" in done.stdout


def test_a_drill_and_doctor_say_the_same(tabletop: Tabletop, tmp_path: Path) -> None:
    """The error of a drill without jq names the package that doctor names."""
    path = path_without(tmp_path, "jq")
    refused = tabletop("drill", "complete-r2-outage", env={"PATH": path})
    assert refused.returncode == 2
    assert f"jq not found; install with: {install_line(('jq',))}" in refused.stderr
    report = json.loads(tabletop("doctor", "--json", env={"PATH": path}).stdout)
    (drill,) = (one for one in report["features"] if one["name"] == "drill")
    assert (drill["works"], drill["missing"]) == (False, ["jq"])
    assert report["works"] is False


def test_where_everything_is_there_it_exits_with_0(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which every need is met has no missing feature; one need less, and it has."""
    monkeypatch.setattr(doctor, "this_machine", lambda: DEBIAN)
    monkeypatch.setattr(doctor, "look", lambda _need: None)
    done = CliRunner().invoke(doctor.command, ["--development"])
    assert (done.exit_code, "missing" in done.output) == (0, False)
    assert f"{len(FEATURES)} of {len(FEATURES)} features work here." in done.output
    monkeypatch.setattr(doctor, "look", lambda need: () if need.name == "java" else None)
    assert CliRunner().invoke(doctor.command, []).exit_code == 0
    assert CliRunner().invoke(doctor.command, ["--development"]).exit_code == 1


def test_json_and_the_table_agree(tabletop: Tabletop) -> None:
    """Both list every feature, with the same verdicts and the same exit code."""
    table, document = tabletop("doctor", "--development"), tabletop("doctor", "--json")
    assert all(one.title in table.stdout for one in FEATURES)
    report = json.loads(document.stdout)
    assert document.returncode == (0 if report["works"] else 1)
    for one in report["features"]:
        word = doctor.WORKS if one["works"] else doctor.MISSING
        assert f"{word:<9}{one['title']}" in table.stdout


def test_a_sandbox_is_tried_and_its_refusal_explained(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where none can be built, doctor gives the reason and the steps that a run would give."""
    monkeypatch.setattr(doctor, "_try_a_sandbox", lambda: ("namespaces are switched off",))
    found = doctor.examine([feature("runbooks")], DEBIAN)
    doctor._print(found, DEBIAN)  # noqa: SLF001 - what a person sees
    shown = capsys.readouterr().out
    assert "needs sandbox" in shown.replace("curl, ", "").replace("bash, ", "").replace("jq, ", "")
    assert "namespaces are switched off" in shown
    assert "kernel.apparmor_restrict_unprivileged_userns=0" in shown


def test_an_unloadable_library_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """PDF reports need Pango; where it does not load, its packages are named."""

    def refuse(_file: str) -> None:
        raise OSError

    monkeypatch.setattr(ctypes, "CDLL", refuse)
    (found,) = doctor.examine([feature("pdf")], DEBIAN)
    assert found.missing == ("Pango",)
    assert "libpangoft2-1.0-0" in doctor._remedies(found, DEBIAN)["debian"]  # noqa: SLF001


def test_macos_is_sent_to_the_container(capsys: pytest.CaptureFixture[str]) -> None:
    """What is Linux's own does not work there, and where it does work is said."""
    mac = doctor.HostSystem("Darwin", "macos", "Darwin, arm64")
    found = doctor.examine([feature("drill"), feature("headless")], mac)
    assert [one.works for one in found] == [False, True]
    doctor._print(found, mac)  # noqa: SLF001 - what a person sees
    shown = capsys.readouterr().out
    assert "Drills in the terminal: needs Linux" in shown
    assert ELSEWHERE in shown


def test_windows_is_one_line() -> None:
    """Where locks and signals are missing, any command says where the trainer works instead."""
    code = "import os\nfrom sim.surfaces.cli.main import main\nos.name = 'nt'\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", code, "scenarios"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{ELSEWHERE}\n")


@pytest.mark.slow
def test_no_color_is_respected(program: StartProgram) -> None:
    """On a terminal the verdicts are coloured, unless NO_COLOR says otherwise."""
    for no_color, coloured in (("", True), ("1", False)):
        shown = program("doctor", no_color=no_color)
        shown.leave()
        assert "works" in shown.text
        assert ("\x1b[32mworks" in shown.raw) is coloured


def test_every_need_is_used_and_can_be_installed() -> None:
    """No feature names an unknown need, no need is left over, each has a Debian package."""
    used = {name for one in FEATURES for name in one.needs}
    assert used == set(NEEDS)
    for need in NEEDS.values():
        assert need.packages.keys() <= SYSTEMS.keys()
        assert install_line((need.name,)), need.name
        assert (need.kind in {"library", "font"}) == bool(need.files)


def test_it_looks_only_and_changes_nothing(tabletop: Tabletop, tmp_path: Path) -> None:
    """No file is left in the directory it is called in."""
    tabletop("doctor")
    assert list(tmp_path.iterdir()) == []
