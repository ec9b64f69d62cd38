"""Tab completion: the printed script completes in the shell that it is for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.surfaces.cli.completion import SHELLS

BIN = Path(sys.executable).parent

PRESSED_TAB = """
eval "$(tabletop completion bash)"
COMP_WORDS=({words}) COMP_CWORD={at} COMPREPLY=()
_tabletop_completion tabletop
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def pressed_tab(words: str) -> list[str]:
    """What bash offers after these words."""
    if not (BIN / "tabletop").exists():
        pytest.skip("tabletop is not installed beside this Python")
    script = PRESSED_TAB.format(words=words, at=len(words.split()) - 1)
    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        env={**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_bash_completes_a_command() -> None:
    """`tabletop doc` and Tab is `tabletop doctor`."""
    assert pressed_tab("tabletop doc") == ["doctor"]


def test_bash_completes_an_option() -> None:
    """`tabletop doctor --d` and Tab is the option."""
    assert pressed_tab("tabletop doctor --d") == ["--development"]


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_has_a_script(shell: str) -> None:
    """The script asks tabletop itself, in that shell's own words."""
    done = subprocess.run(
        [sys.executable, "-m", "sim.surfaces.cli.main", "completion", shell],
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"_TABLETOP_COMPLETE={shell}_complete" in done.stdout


def test_another_shell_is_refused() -> None:
    """A shell that click does not know is one line with the three it does."""
    done = subprocess.run(
        [sys.executable, "-m", "sim.surfaces.cli.main", "completion", "tcsh"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "'bash', 'zsh', 'fish'" in done.stderr
