"""curl and jq as a block sees them: exit codes, files, retries, placeholders."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from sim.commands.table import incident_commands
from sim.runner.tools import tools_folder

if TYPE_CHECKING:
    from tests.runbook.conftest import RunRunbook

W = "https://your-worker.example.com"
TOKEN = "-H 'Authorization: Bearer <admin_token>'"  # noqa: S105 - the documents' placeholder


def bash(*blocks: str) -> str:
    return "\n".join(f"```bash\n{block.strip()}\n```\n" for block in blocks)


def _codes(run_runbook: RunRunbook, commands: list[str]) -> list[str]:
    return run_runbook(bash("\n".join(f"{one} >/dev/null 2>&1; echo $?" for one in commands))).lines


def test_curl_ends_with_its_own_codes(run_runbook: RunRunbook) -> None:
    """0 also for errors without -f; the rest as the manual says."""
    table = {
        f"curl -s {W}/health/status": 0,
        f"curl -s {W}/nope": 0,
        f"curl -sf {W}/nope": 22,
        f"curl -s --fail-with-body {W}/nope": 22,
        "curl -s https://example.org/": 6,
        "curl -s https://10.0.0.1/": 7,
        "curl -s 'https://a b/'": 3,
        f"curl -s {W}/[NOPE]": 3,
        "curl -s": 2,
        f"curl -s --wat {W}": 2,
        f"curl -s -F file=@missing {W}/x": 26,
        f"curl -s -d @missing {W}/x": 26,
        f"curl -s -m 0.01 {W}/health/status": 28,
        f"curl -s -o /nowhere/x {W}/health/status": 23,
        "curl -s gopher://x/": 1,
    }
    assert _codes(run_runbook, list(table)) == [str(code) for code in table.values()]


def test_jq_ends_with_its_own_codes(run_runbook: RunRunbook) -> None:
    """-e, errors in the program, the input and the run."""
    table = {
        "echo '{\"a\": 1}' | jq .a": 0,
        "echo '{}' | jq -e .a": 1,
        "echo false | jq -e .": 1,
        "echo '[]' | jq -e '.[]'": 4,
        "echo 1 | jq .a": 5,
        "echo 1 | jq '.a['": 3,
        "echo nonsense | jq .": 2,
        "jq . missing.json": 2,
        "jq --wat . ": 2,
        "jq -n 'import \"a\" as a; 1'": 2,
    }
    assert _codes(run_runbook, list(table)) == [str(code) for code in table.values()]


def test_jq_prints_as_jq_does(run_runbook: RunRunbook) -> None:
    """Raw, compact, joined, slurped, with arguments, from files, with simulated time."""
    done = run_runbook(
        bash(
            """
echo '{"a": [1, "é"], "b": {}}' > f
jq . f
jq -c .a f; jq -r '.a[1]' f; jq -j '.a[]' f; echo
printf '1\\n2\\n' | jq -sc .
jq -n --arg x 1 --argjson y 2 '[$x, $y]' | jq -c .
printf 'a\\nb\\n' | jq -R .
jq -n 'now | floor' ; date +%s
jq -r '"\\(.a[0]) of \\(.b)"' < f
"""
        )
    )
    assert done.lines[:8] == [
        "{",
        '  "a": [',
        "    1,",
        '    "é"',
        "  ],",
        '  "b": {}',
        "}",
        '[1,"é"]',
    ]
    assert done.lines[8:14] == ["é", "1é", "[1,2]", '["1",2]', '"a"', '"b"']
    assert done.lines[14] == done.lines[15]
    assert done.lines[16:] == ["1 of {}"]


@pytest.mark.slow
def test_a_jq_program_cannot_take_the_trainer_with_it(run_runbook: RunRunbook) -> None:
    """One that fills the memory fails, and the next one runs."""
    done = run_runbook(bash("jq -n '[range(1e9)] | length' 2>/dev/null; echo $?; jq -n 1"))
    assert done.lines == ["5", "1"]


def test_uploads_are_described(run_runbook: RunRunbook) -> None:
    """A form's file goes as name, size and checksum."""
    done = run_runbook(
        bash(f"printf 'a,b\\n' > t.csv\ncurl -s {W}/health/check {TOKEN} -F file=@t.csv -F k=v")
    )
    bodies = (entry.body for entry in done.exercise.journal.entries)
    sent = json.loads(next(body.body for body in bodies if body.kind == "action"))
    assert (sent["file"]["name"], sent["file"]["size"], sent["k"]) == ("t.csv", 4, "v")
    assert sent["file"]["checksum"].startswith("sha256:")


def test_retries_wait_in_simulated_time(run_runbook: RunRunbook) -> None:
    """Each try is a call of its own; delays double."""
    download = f"{W}/health/notifications/nope"
    done = run_runbook(bash(f"curl -s --retry 3 {download}; curl -s --retry 2 {W}/health/status"))
    assert [call.status for call in done.transcript.calls] == [404, 200]


def test_placeholders_are_bound_where_they_are_sent(run_runbook: RunRunbook) -> None:
    """The document stays as it is; what was used is listed."""
    text = bash(
        f'curl -s "{W}/health/events?since=[INCIDENT_START_TIME]" >/dev/null\n'
        f"curl -s {W}/health/services/:serviceName >/dev/null\n"
        f'echo "incident $INCIDENT_ID in $REGION"\ncurl -s "{W}/health/services/$SERVICE"'
    )
    settings = {"bindings": {"REGION": "weur", "SERVICE": "AUTH_KV"}}
    done = run_runbook(text, settings=settings)
    assert "incident INC-001 in weur" in done.lines
    assert [call.path for call in done.transcript.calls][1:] == [
        "/health/services/R2_STORAGE",
        "/health/services/AUTH_KV",
    ]
    used = {one.text: one.source for one in done.transcript.bindings}
    assert used == {
        "[INCIDENT_START_TIME]": "default",
        ":serviceName": "default",
        "$INCIDENT_ID": "default",
        "$REGION": "book.bindings.yaml",
        "$SERVICE": "book.bindings.yaml",
    }
    assert done.transcript.all_findings == []


def test_an_unbound_placeholder_fails_its_request(run_runbook: RunRunbook) -> None:
    """Nothing is sent; an unassigned variable is seen as well."""
    text = (
        f"curl -s '{W}/a/<region>'; echo $?\ncurl -s {W}/a/\\<region\\>; echo $?\n"
        f"curl -s {W}/$NEVER"
    )
    done = run_runbook(bash(text))
    assert done.actions == []
    assert done.lines == ["3", "3"]
    assert done.block.code == 3
    assert done.rules == ["unbound-placeholder"]


def test_a_variable_that_is_asked_for_may_be_missing(run_runbook: RunRunbook) -> None:
    """`[ -z "$X" ]` sees that it is not there."""
    assert run_runbook(bash('[ -z "$NEVER" ] && echo usage\necho ${OTHER:-none}')).lines == [
        "usage",
        "none",
    ]


def test_a_placeholder_left_in_a_message_is_a_warning(run_runbook: RunRunbook) -> None:
    """It is sent; in another field of the same call it fails the request."""
    call = f"curl -s -o /dev/null -X POST {W}/health/notifications/broadcast {TOKEN} -d"
    good = '{"type": "UPDATE", "message": "cause: [CAUSE]", "severity": "HIGH"}'
    bad = '{"type": "UPDATE", "message": "m", "severity": "[LEVEL]"}'
    done = run_runbook(bash(f"{call} '{good}'\n{call} '{bad}'\npage technical_lead '[CAUSE]'"))
    assert done.actions == [("broadcast", 200), ("page", 200)]
    assert done.rules == ["placeholder-in-message", "unbound-placeholder"]


def test_a_variable_in_single_quotes_is_sent_as_it_stands(run_runbook: RunRunbook) -> None:
    """As the real shell does; it is told."""
    call = f"curl -s -X POST {W}/health/services/R2_STORAGE/degrade {TOKEN}"
    done = run_runbook(bash(f'WHY=outage\n{call} -d \'{{"reason": "$WHY"}}\''))
    assert done.rules == ["literal-variable"]
    assert done.transcript.calls[0].status == 200


def test_every_peoples_command_is_a_function_of_the_shell() -> None:
    """Each command of the people's side runs without a process; `declare` is bash's, too."""
    lib = (tools_folder() / "real" / "lib.sh").read_text(encoding="utf-8")
    (names,) = re.findall(r"^for __name in (.+); do$", lib, re.MULTILINE)
    assert sorted((*names.split(), "declare")) == sorted(one.name for one in incident_commands())
    assert "\ndeclare() {" in lib
