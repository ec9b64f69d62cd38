"""Options of curl and jq beyond the usual ones: done, harmless, or refused by a true sentence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sim.runbook.curl_options import CurlUsage, read_options
from sim.runbook.jq_options import JqUsage
from sim.runbook.jq_options import read_options as read_jq

if TYPE_CHECKING:
    from tests.runbook.conftest import RunRunbook

U = "https://your-worker.example.com/health/status"

DONE = {
    "create-dirs": (f"curl -s --create-dirs -o a/b/x.json {U}; ls a/b", "x.json\n"),
    "output-dir": (
        f"mkdir o; curl -s --output-dir o -O {U}; ls o",
        "status\n",
    ),
    "write-out json": (f"curl -s -o /dev/null -w '%{{json}}' {U} | jq .http_code", '"200"\n'),
    "cookies": (f"curl -s -b jar -c jar -o /dev/null {U}; head -1 jar", "# Netscape HTTP Cookie"),
    "nothing depends on them": (
        f"curl -s --resolve a:443:10.0.0.1 --noproxy '*' --limit-rate 1M {U} | jq .success",
        "true\n",
    ),
    "version": ("curl -V | head -1; jq -V", "curl 7.88.1 (simulated)\njq-1.6\n"),
    "no filter": (f"curl -s {U} | jq | head -2", '{\n  "success": true,\n'),
    "colours": (f"curl -s {U} | jq -C .success", "true\n"),
    "program file": ("echo .a > p.jq; echo '{\"a\":1}' | jq -f p.jq", "1\n"),
    "program file first": ("echo .a > p; echo '{\"a\":1}' > i; jq --from-file p i", "1\n"),
    "slurpfile": ("echo '1 2' > f; jq -nc --slurpfile a f '$a'", "[1,2]\n"),
    "rawfile": ("printf 'x\\n' > f; jq -n --rawfile a f '$a'", '"x\\n"\n'),
    "seq": ("echo 1 | jq --seq . | od -An -c | tr -d ' '", "0361\\n\n"),
    "stream": ("echo '{\"a\":1}' | jq -c --stream .", '[["a"],1]\n[["a"]]\n'),
    "arguments": ("jq -nc --arg x 1 '$ARGS' --args a", '{"positional":["a"],"named":{"x":"1"}}\n'),
    "environment": (
        'export K=v; L=own; jq -nc \'[env.K, $ENV["K"], env.L, "env \\(env.K)"]\'; M=w jq -n env.M',
        '["v","v",null,"env v"]\n"w"\n',
    ),
    "inputs": ("echo 1 > a; echo 2 > b; jq -nc '[inputs]' a b; jq -n input a b", "[1,2]\n1\n"),
    "raw inputs": ("printf 'x\\ny\\n' | jq -nRc '[inputs]'", '["x","y"]\n'),
    "a word that is no call": ("jq -nc '{env: 1, input: .inputs}'", '{"env":1,"input":null}\n'),
    "sudo": (f"sudo -n curl -s {U} | sudo -u ops jq -r .success", "true\n"),
    "sudo in xargs": (f"echo {U} | xargs sudo curl -s | jq .success", "true\n"),
    "sudo with a variable": ("sudo A=1 printenv A", "1\n"),
}


@pytest.mark.parametrize(("block", "prints"), DONE.values(), ids=DONE)
def test_what_is_done(run_runbook: RunRunbook, block: str, prints: str) -> None:
    """As the real programs do it."""
    [run] = run_runbook(f"```bash\n{block}\n```\n").transcript.blocks
    assert run.output.startswith(prints), run.errors
    assert run.errors == ""


@pytest.mark.parametrize(
    "words",
    [
        ("-K", "f"),
        ("-n",),
        ("-x", "p"),
        ("--proxy", "p"),
        ("--connect-to", "a:1:b:2"),
        ("--socks5", "p"),
        ("-r", "0-1"),
        ("-sZ",),
        ("--next",),
    ],
    ids=" ".join,
)
def test_what_curl_knows_and_a_run_does_not_do(words: tuple[str, ...]) -> None:
    """Never called unknown."""
    with pytest.raises(CurlUsage, match="known but not simulated") as caught:
        read_options([*words, U])
    assert caught.value.unsupported


def test_what_curl_does_not_know() -> None:
    """In curl's own words."""
    with pytest.raises(CurlUsage, match="--bogus: is unknown") as caught:
        read_options(["--bogus", U])
    assert not caught.value.unsupported


NO_JQ = (
    *(("-L", "d", "."), ("--stream", "-s", "."), ("-h",), ("inputs",), ("-ns", "input")),
    *(("-n", "[input, input]"), ("env|keys",), ("halt_error",), ("input_filename",)),
    *(("-n", 'import "a" as a; 1'), ("-n", '# "\nimport "a" as a; 1 # "')),
)


@pytest.mark.parametrize("words", NO_JQ, ids=str)
def test_what_jq_knows_and_a_run_does_not_do(words: tuple[str, ...]) -> None:
    """The same for jq; what it does not know is unknown."""
    with pytest.raises(JqUsage, match="known but not simulated"):
        read_jq(words)
    with pytest.raises(JqUsage, match="unknown arguments"):
        read_jq(("--bogus",))


def test_a_compile_error_stands_at_its_own_line(run_runbook: RunRunbook) -> None:
    """With the author's text and nothing that was put before it, and once."""
    book = "# T\n```bash\necho 1 | jq '\n  .a\n  | foo(now)\n'\n```\n"
    [run] = run_runbook(book).transcript.blocks
    assert [(one.rule, one.line) for one in run.findings] == [("jq-error", 5)]
    assert "foo/1 is not defined" in run.errors
    assert "def now" not in run.errors


def test_one_finding_for_a_program_behind_sudo(run_runbook: RunRunbook) -> None:
    """However often it is called."""
    book = "```bash\nsudo systemctl stop x\nsudo systemctl start x\nack\n```\n"
    found = run_runbook(book).transcript.all_findings
    assert [(one.rule, one.line) for one in found] == [("no-such-command", 2)]
    assert json.dumps(found[0].text).count("systemctl") == 1
