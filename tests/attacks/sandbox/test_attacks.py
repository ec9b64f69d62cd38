"""Every attack on the sandbox, with both builders, as root and as an ordinary user."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.runner import sandbox as sandboxes
from tests.attacks.sandbox import probe
from tests.attacks.sandbox.attack import arm, violations
from tests.attacks.sandbox.registry import ATTACKS
from tests.attacks.sandbox.world import outage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.attacks.sandbox.attack import Attack

BUILDERS = ("bubblewrap", "unshare")
NOBODY = 65534
BATCH = 600.0
"""Wall-clock seconds for all attacks in a row."""

QUICK = [attack for attack in ATTACKS if attack.quick]
REST = [attack for attack in ATTACKS if not attack.quick]


@pytest.fixture(autouse=True)
def _inside(sandbox: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Skips where there is no sandbox; a bait lies in the environment."""
    del sandbox
    monkeypatch.setenv("SANDBOX_BAIT", "1")


def _holds(attack: Attack, builder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if attack.probes and not probe.FITS:
        pytest.skip("the probe is a program for x86_64")
    monkeypatch.setattr(sandboxes, "can_build_alone", lambda: builder == "unshare")
    if builder == "bubblewrap" and sandboxes.find_bubblewrap() is None:
        pytest.skip("bubblewrap is not installed")
    if attack.probes:
        arm()
    assert violations(attack, *outage()) == []


@pytest.mark.parametrize("attack", QUICK, ids=lambda attack: attack.name)
def test_an_attack_holds(attack: Attack, monkeypatch: pytest.MonkeyPatch) -> None:
    """The quick ones, with every change, in the builder that this machine would use."""
    builder = "unshare" if sandboxes.can_build_alone() else "bubblewrap"
    _holds(attack, builder, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("builder", BUILDERS)
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_every_attack_holds(attack: Attack, builder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them, in both builders, as whoever runs the tests."""
    _holds(attack, builder, monkeypatch)


def _as_nobody(words: Sequence[str], folder: Path) -> str:
    """What the driver prints when an ordinary user runs it; skips where no Python can be run."""
    paths = [str(Path(__file__).parents[3]), *(path for path in sys.path if "site-pack" in path)]
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(paths), "SANDBOX_BAIT": "1"}
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            done = subprocess.run(
                [python, "-m", "tests.attacks.sandbox.driver", *words],
                cwd=folder,
                env={**env, "HOME": str(folder), "MPLCONFIGDIR": str(folder)},
                user=NOBODY,
                group=NOBODY,
                extra_groups=[],
                capture_output=True,
                text=True,
                timeout=BATCH,
                check=False,
            )
        except OSError:
            continue
        if "ModuleNotFoundError" not in done.stderr and "ImportError" not in done.stderr:
            assert done.returncode == 0, done.stderr
            return done.stdout
    pytest.skip("no Python here can be run by an ordinary user")


@pytest.mark.slow
@pytest.mark.parametrize("builder", BUILDERS)
def test_every_attack_holds_as_an_ordinary_user(builder: str, tmp_path: Path) -> None:
    """All of them in one process that somebody runs who is not root."""
    if os.geteuid() != 0:
        pytest.skip("they have just run as an ordinary user")
    if builder == "bubblewrap" and sandboxes.find_bubblewrap() is None:
        pytest.skip("bubblewrap is not installed")
    tmp_path.chmod(0o777)
    for parent in tmp_path.parents[:3]:
        parent.chmod(parent.stat().st_mode | 0o011)
    names = [attack.name for attack in ATTACKS if probe.FITS or not attack.probes]
    assert json.loads(_as_nobody([builder, *names], tmp_path)) == {}


def test_the_table_is_a_table() -> None:
    """Each attack has a name of its own and says what must hold; a dozen run with every change."""
    assert len({attack.attack.name for attack in ATTACKS}) == len(ATTACKS) >= 60
    assert len(QUICK) >= 12
    assert all(attack.what and attack.kind for attack in ATTACKS)
