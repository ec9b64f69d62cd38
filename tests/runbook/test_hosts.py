"""Names that are mapped to the worker: in URLs, in the bindings, on the command line."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from sim.runbook.curl_options import CurlUsage
from sim.runbook.curl_urls import target_of
from sim.runbook.hosts import Hosts, read_hosts, unmapped
from tests import forked

if TYPE_CHECKING:
    from pathlib import Path

    from tests.runbook.conftest import RunRunbook

HOSTS = Hosts({"ops.example.net": "production", "10.0.0.5:8080": "test"})
BOOK = """\
---
tabletop:
  hosts:
    staging.example.net: test
---
```bash
curl -s https://ops.example.net:8443/health/status | jq -r .success
curl -s https://staging.example.net/health/status | jq -r .success
curl -s https://else.example.org/a; curl -s https://else.example.org/b
```
"""


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://ops.example.net/x", "your-worker.example.com"),
        ("https://OPS.example.net:8443/x?y", "your-worker.example.com"),
        ("http://ops.example.net/x", "your-worker.example.com"),
        ("http://10.0.0.5:8080/x", "test-worker.example.com"),
    ],
)
def test_a_mapped_name_reaches_the_simulation(url: str, host: str) -> None:
    """With any port and without TLS; a mapping with a port means that port."""
    target = target_of(url, HOSTS)
    assert (target.host, target.url, target.secure) == (host, url, True)


@pytest.mark.parametrize("url", ["https://else.example.net/", "http://10.0.0.5:9090/"])
def test_other_names_do_not(url: str) -> None:
    """Curl's own exit codes for a name that nobody knows and a port where nobody listens."""
    with pytest.raises(CurlUsage):
        target_of(url, HOSTS)


@pytest.mark.parametrize("text", ["ops.example.net", "ops.example.net=live", "a b=test", "=test"])
def test_a_wrong_mapping_is_said(text: str) -> None:
    """With what it should look like."""
    with pytest.raises(ValueError, match=r"ops\.example\.net=production"):
        read_hosts([text])


@pytest.mark.parametrize(
    "host", ["169.254.169.254", "[fd00:ec2::254]", "metadata.google.internal", "100.100.100.200"]
)
def test_nobody_is_advised_to_map_a_metadata_address(host: str) -> None:
    """It is no worker under another name, so the sentence says that it is refused and no more."""
    assert unmapped(host) == f"{host} is a cloud machine's metadata address: it is always refused"
    assert "map it" in unmapped("169.253.169.254")


def test_hosts_of_bindings_and_of_the_command_line(run_runbook: RunRunbook, tmp_path: Path) -> None:
    """Both reach the simulation, others are one finding each, in lint and in the run alike."""
    del run_runbook  # skips where there is no sandbox
    (tmp_path / "mine.md").write_text(BOOK)
    mapped = ("--host", "ops.example.net=production")
    words = ("run", "no-incident", "--responder", "mine.md", *mapped, "--no-report", "--out", "r")
    done = forked.run(words, tmp_path, os.environ)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("else.example.org is not the worker") == 1
    data = json.loads((tmp_path / "r" / "runbook.json").read_text())
    assert data["blocks"][0]["output"] == "true\ntrue\n"
    journal = (tmp_path / "r" / "journal.jsonl").read_text()
    assert "example.net" not in journal  # the world knows its own names only
    linted = forked.run(("lint", "mine.md", *mapped, "--select", "RB110"), tmp_path, os.environ)
    assert linted.stdout.count("else.example.org is not the worker") == 1
    assert "ops.example.net is not" not in linted.stdout
    alone = forked.run(("lint", "mine.md", "--select", "RB110"), tmp_path, os.environ)
    assert alone.stdout.count("ops.example.net is not") == 1
    wrong = forked.run(("lint", "mine.md", "--host", "ops.example.net=live"), tmp_path, os.environ)
    assert (wrong.returncode, "ops.example.net=production" in wrong.stderr) == (2, True)


def test_an_address_of_six_is_a_host_like_others(run_runbook: RunRunbook) -> None:
    """With its port and for every port; in brackets it is no range of curl's."""
    hosts = {"[::1]:8787": "test", "[fd00::7]": "production"}
    looks = "curl -s http://[::1]:8787/health/status; curl -s 'http://[fd00::7]:99/health/status'"
    run = run_runbook(f"```bash\n{looks}\n```\n", settings={"hosts": hosts})
    assert [one.status for one in run.transcript.calls] == [200, 200]
    assert not run.transcript.all_findings


def test_another_port_of_the_worker_is_told_as_such(run_runbook: RunRunbook) -> None:
    """Not as a host that is not the worker."""
    run = run_runbook("```bash\ncurl -s https://your-worker.example.com:8443/health/status\n```\n")
    assert [one.text.partition(";")[0] for one in run.transcript.all_findings] == [
        "your-worker.example.com answers at its usual port only"
    ]
