"""What each rule finds, with the line; what comes close and is right is in test_right.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.runbook.lint.conftest import Linted

# A block, and what is found in it: its first line is line 2.
BAD: dict[str, tuple[str, list[tuple[int, str]]]] = {
    # --- requests
    "path": ("curl {URL}/health/statuss", [(2, "RB101")]),
    "path by variable": ("B={URL}\ncurl $B/helth/status", [(3, "RB101")]),
    "path with a variable": ('I=$(x)\ncurl "{URL}/api/backups/status/$I" {AUTH}', [(3, "RB101")]),
    "path on the second line": ("curl -s \\\n  {URL}/nowhere", [(3, "RB101")]),
    "path in watch": ("timeout 9 watch 'curl {URL}/nowhere'", [(2, "RB101")]),
    "path in bash -c": ("bash -c 'date\ncurl {URL}/nowhere'", [(3, "RB101")]),
    "path in a substitution": ("echo $(curl {URL}/nowhere)", [(2, "RB101")]),
    "path behind timeout": ("timeout -k 5 9 curl {URL}/nowhere", [(2, "RB101")]),
    "method": ("curl -X DELETE {URL}/health/status", [(2, "RB102")]),
    "method by data": ("curl {URL}/health/status -d '{}'", [(2, "RB102")]),
    "method on its line": ("curl {URL}/health/r2/test \\\n  -X PUT {AUTH}", [(3, "RB102")]),
    "field": ("curl {URL}/health/queue/process {AUTH} -d '{\"batch\": 1}'", [(2, "RB103")]),
    "field on its line": (
        'curl {URL}/api/backup/create {AUTH} -d \'{\n  "type": "full",\n  "prio": "high"\n}\'',
        [(4, "RB103")],
    ),
    "field below": (
        'curl {URL}/health/config {AUTH} -d \'{"breaker": {"failureTreshold": 3}}\'',
        [(2, "RB103")],
    ),
    "field of another worker": (
        'curl {URL}/health/config {AUTH} -d \'{"breaker": {"opens": 3}}\'',
        [(2, "RB805")],
    ),
    "parameter of another worker": ('curl "{URL}/health/events?tenant=5"', [(2, "RB805")]),
    "field of a command without any": (
        "curl {URL}/api/files/verify-all {AUTH} -d '{\"iterations\": 5}'",
        [(2, "RB805")],
    ),
    "field in double quotes": (
        'curl {URL}/health/queue/process {AUTH} -d "{\\"batch\\": 1}"',
        [(2, "RB103")],
    ),
    "field in a here-document": (
        'curl {URL}/health/queue/process {AUTH} -d @- <<E\n{"batch": 1}\nE',
        [(2, "RB103")],
    ),
    "query parameter": ('curl "{URL}/health/events?limits=5"', [(2, "RB103")]),
    "query of a POST": (
        'curl -X POST "{URL}/health/queue/process?batch_size=5" {AUTH}',
        [(2, "RB103")],
    ),
    "type": ('curl {URL}/health/queue/process {AUTH} -d \'{"batch_size": "x"}\'', [(2, "RB104")]),
    "limit of a value": (
        "curl {URL}/health/queue/process {AUTH} -d '{\"batch_size\": -1}'",
        [(2, "RB104")],
    ),
    "word": ('curl "{URL}/health/events?level=fatal"', [(2, "RB104")]),
    "query type": ('curl "{URL}/health/events?limit=many"', [(2, "RB104")]),
    "between fields": (
        (
            "curl {URL}/health/notifications/targeted {AUTH} -d "
            '\'{"type": "INCIDENT_UPDATE", "message": "x", "severity": "LOW"}\''
        ),
        [(2, "RB104")],
    ),
    "missing": ("curl -X POST {URL}/api/files/quarantine {AUTH}", [(2, "RB105")]),
    "missing form": ("curl -X POST {URL}/api/list_cutter/upload {AUTH}", [(2, "RB105")]),
    "no JSON": ("curl {URL}/health/queue/process {AUTH} -d batch_size=5", [(2, "RB106")]),
    "a list": ("curl {URL}/health/queue/process {AUTH} -d '[1]'", [(2, "RB106")]),
    "no token": ("curl {URL}/health/r2/status", [(2, "RB107")]),
    "no token in watch": ("timeout 9 watch -n 5 'curl {URL}/health/metrics'", [(2, "RB107")]),
    "no token at the test host": ("curl {TEST_URL}/health/r2/status", [(2, "RB107")]),
    "test token": ("curl {URL}/health/r2/status {TEST_AUTH}", [(2, "RB108")]),
    "admin token": ("curl {TEST_URL}/health/r2/status {AUTH}", [(2, "RB108")]),
    "real token": (
        'curl {URL}/health/r2/status \\\n -H "Authorization: Bearer k3y"',
        [(3, "RB108")],
    ),
    "basic": ("curl -u me:pass {URL}/health/r2/status", [(2, "RB108")]),
    "now and then": ("curl {URL}/health/status\ncurl {URL}/health/status {AUTH}", [(2, "RB109")]),
    "host": ("curl https://example.org/x", [(2, "RB110")]),
    "localhost": ("curl http://localhost:8787/health/status", [(2, "RB110")]),
    "http": ("curl http://your-worker.example.com/health/status", [(2, "RB111")]),
    "option": ("curl --flai {URL}/health/status", [(2, "RB112")]),
    "no URL": ("curl -s", [(2, "RB112")]),
    "test command": ("curl -X POST {URL}/api/test/cleanup {TEST_AUTH}", [(2, "RB113")]),
    "upload": ("curl {URL}/api/list_cutter/upload {AUTH} -F file=@a.csv", [(2, "RB114")]),
    "body file": ("curl {URL}/health/queue/process {AUTH} -d @body.json", [(2, "RB114")]),
    # --- jq
    "jq path": ("curl {URL}/health/status | jq .data.status", [(2, "RB201")]),
    "jq without data": ("curl {URL}/health/status | jq .overall_status", [(2, "RB201")]),
    "jq by variable": ('X=$(curl {URL}/health/status)\necho "$X" | jq .data.x', [(3, "RB201")]),
    "jq by here-string": ('X=$(curl {URL}/health/status)\njq .data.x <<< "$X"', [(3, "RB201")]),
    "jq by printf": ("X=$(curl {URL}/health/status)\nprintf '%s' \"$X\" | jq .x", [(3, "RB201")]),
    "jq by file": ("curl {URL}/health/status > s.json\njq .data.x s.json", [(3, "RB201")]),
    "jq by -o": ("curl -o s.json {URL}/health/status\njq .data.x < s.json", [(3, "RB201")]),
    "jq behind jq": ("curl {URL}/health/status | jq .data | jq .overall", [(2, "RB201")]),
    "jq behind tee": ("curl {URL}/health/status | tee s.json | jq .data.x", [(2, "RB201")]),
    "jq in watch": ('timeout 9 watch "curl {URL}/health/status | jq .data.x"', [(2, "RB201")]),
    "jq on a list": ("curl {URL}/api/backup/list {AUTH} | jq '.data.backups[0]'", [(2, "RB201")]),
    "jq of elements": ("curl {URL}/api/backup/list {AUTH} | jq '.data[].name'", [(2, "RB201")]),
    "jq on its line": (
        "curl {URL}/health/status | jq '{\n  state: .data.overall_status,\n  x: .data.zzz\n}'",
        [(4, "RB201")],
    ),
    "jq of a service": ("curl {URL}/health/status | jq .data.services.R2.status", [(2, "RB201")]),
    "jq with a default": ("curl {URL}/health/status | jq '.data.zzz // 0'", [(2, "RB201")]),
    "jq program": ("curl {URL}/health/status | jq '.data | {'", [(2, "RB202")]),
    "jq function": ("echo '{}' | jq 'nosuch(.x)'", [(2, "RB202")]),
    "jq option": ("echo '{}' | jq --rawoutput .x", [(2, "RB202")]),
    "jq word": (
        "curl {URL}/health/services | jq '.data[] | select(.status == \"UP\")'",
        [(2, "RB203")],
    ),
    # --- shell
    "syntax": ("date\nif true; then", [(3, "RB301")]),
    "quote": ("date\necho 'open", [(3, "RB301")]),
    "ampersand": ("curl {URL}/health/events?level=error&limit=5", [(2, "RB302")]),
    "question mark": ("curl -s \\\n  {URL}/health/events?limit=5", [(3, "RB303")]),
    "placeholder": ("curl {URL}/api/backup/status/<backup_id> {AUTH}", [(2, "RB304")]),
    "placeholder argument": ("X=<backup_id> date", [(2, "RB304")]),
    "answer": ('date\n{\n  "success": true\n}', [(4, "RB305")]),
    "quarter": ("date +%Y-Q%q", [(2, "RB306")]),
    "date -d": ("date -d '1 hour ago' +%s", [(2, "RB306")]),
    # --- checks
    "exit code": ("curl {URL}/health/status\nif [ $? -eq 0 ]; then date; fi", [(3, "RB401")]),
    "exit code kept": ("curl {URL}/health/status\nRC=$?\necho $RC", [(3, "RB401")]),
    "exit code of =$()": (
        "X=$(curl {URL}/health/status)\n[[ $? == 0 ]] && echo $X",
        [(3, "RB401")],
    ),
    "exit code of jq": ("curl {URL}/health/status | jq .data\n[ $? -eq 0 ]", [(3, "RB401")]),
    "exit code of local": ("f() {\n local X=$(date)\n [ $? -eq 0 ]; echo $X\n}", [(4, "RB401")]),
    "if curl": ("if curl {URL}/health/status; then date; fi", [(2, "RB402")]),
    "if ! curl": ("if ! curl {URL}/health/status; then date; fi", [(2, "RB402")]),
    "curl &&": ("curl {URL}/health/status && echo fine", [(2, "RB402")]),
    "curl ||": ("curl {URL}/health/status || exit 1", [(2, "RB402")]),
    "if jq": (
        "if curl {URL}/health/r2/test -X POST {AUTH} | jq .data.success; then date; fi",
        [(2, "RB402")],
    ),
    "unread answer": ("X=$(curl {URL}/health/status) || exit 1", [(2, "RB402")]),
    "bc": (
        (
            "X=$(curl {URL}/health/metrics {AUTH} | jq .data.error_rate)\n"
            'if (( $(echo "$X < 5" | bc -l) )); then date; fi'
        ),
        [(3, "RB403")],
    ),
    "bc <<<": (
        'X=$(curl {URL}/health/metrics {AUTH} | jq .data.p95)\nbc <<< "$X > 5"',
        [(3, "RB403")],
    ),
    "arithmetic": (
        "X=$(curl {URL}/health/metrics {AUTH} | jq .data.p95)\n(( X < 5 )) && date",
        [(3, "RB403")],
    ),
    "[[ -lt ]]": (
        "X=$(curl {URL}/health/metrics {AUTH} | jq .data.p95)\n[[ $X -lt 5 ]] && date",
        [(3, "RB403")],
    ),
    "[ -eq ]": (
        (
            "X=$(curl {URL}/health/queue/status | jq .data.total_queued)\n"
            'if [ "$X" -eq 0 ]; then date; fi'
        ),
        [(3, "RB404")],
    ),
    "[ $( ) -eq ]": (
        'if [ "$(curl {URL}/health/queue/status | jq .data.total_queued)" -eq 0 ]; then date; fi',
        [(2, "RB404")],
    ),
    "upper case": (
        'S=$(curl {URL}/health/status | jq -r .data.overall_status)\n[ "$S" = healthy ] && date',
        [(3, "RB405")],
    ),
    "quotes": (
        "S=$(curl {URL}/health/status | jq .data.overall_status)\n[[ $S != HEALTHY ]] && date",
        [(3, "RB405")],
    ),
    "boolean": (
        "S=$(curl -X POST {URL}/health/r2/test {AUTH} | jq -r .data.success)\n[ $S = yes ] && date",
        [(3, "RB405")],
    ),
    # --- waits
    "endless": ("date\nwhile true; do\n  date\n  sleep 5\ndone", [(3, "RB406")]),
    "endless :": ("while :; do sleep 5; done", [(2, "RB406")]),
    "endless until": ("until false; do sleep 5; done", [(2, "RB406")]),
    "endless for": ("for ((;;)); do sleep 5; done", [(2, "RB406")]),
    "leaves the inner loop": (
        "while true; do\n for i in 1; do break; done; sleep 1\ndone",
        [(2, "RB406")],
    ),
    "endless in bash -c": ("bash -c 'while true; do sleep 5; done'", [(2, "RB406")]),
    "no deadline": (
        "while true; do\n  date | grep -q Mon && break\n  sleep 5\ndone",
        [(2, "RB407")],
    ),
    "until curl": ("until curl -f {URL}/health/status; do sleep 5; done", [(2, "RB407")]),
    "counted and not asked": (
        "n=0\nwhile true; do\n  n=$((n+1)); echo $n\n  date | grep -q x && break; sleep 1\ndone",
        [(3, "RB407")],
    ),
    "watch": ("watch -n 5 date", [(2, "RB408")]),
    # --- gaps
    "in a URL": ('curl "{URL}/health/services/[SERVICE]"', [(2, "RB501")]),
    "colon": ("curl {URL}/health/services/:which", [(2, "RB501")]),
    "in a body": (
        'curl {URL}/health/services/R2_STORAGE/degrade {AUTH} -d \'{\n "reason": "<why>"}\'',
        [(3, "RB501")],
    ),
    "as a token": (
        'curl {URL}/health/r2/status -H "Authorization: Bearer <token>"',
        [(2, "RB501")],
    ),
    "severity of a message": (
        (
            "curl {URL}/health/notifications/broadcast {AUTH} -d "
            '\'{"type": "INCIDENT_UPDATE",\n"message": "We look into it.", "severity": "[LEVEL]"}\''
        ),
        [(2, "RB607"), (3, "RB501")],
    ),
    "unassigned": ('curl "{URL}/api/backup/status/$MY_BACKUP" {AUTH}', [(2, "RB502")]),
    "unassigned, told once": ("echo $MINE\necho $MINE", [(2, "RB502")]),
    "literal": (
        'ID=$(x)\ncurl {URL}/api/files/quarantine {AUTH} -d \'{\n"file_ids": ["$ID"]}\'',
        [(4, "RB503")],
    ),
    "literal in jq": ("ID=$(x)\necho '[]' | jq '.[] | select(.id == \"$ID\")'", [(3, "RB503")]),
    "literal URL": ("ID=$(x)\ncurl '{URL}/api/backup/status/$ID' {AUTH}", [(3, "RB503")]),
    "sample file": (
        'curl {URL}/api/files/quarantine {AUTH} -d \'{"file_ids": [\n"file1", "file2"]}\'',
        [(3, "RB504")],
    ),
    "sample backup": ('ID="backup_20240115_060000"\necho $ID', [(2, "RB504")]),
    "sample date": ('curl "{URL}/health/events?since=2024-01-01T00:00:00Z"', [(2, "RB505")]),
    "sample day": ("DAY=2024-01-15\necho $DAY", [(2, "RB505")]),
    "two names": (
        (
            'F=$(x)\ncurl {URL}/api/files/quarantine {AUTH} -d "{\\"file_ids\\": $F}"\n'
            'curl {URL}/api/files/quarantine {AUTH} -d "{\\"fileIds\\": $F}"'
        ),
        [(4, "RB506")],
    ),
    # --- people
    "in a message": (
        (
            "curl {URL}/health/notifications/broadcast {AUTH} -d "
            '\'{"type": "INCIDENT_UPDATE",\n"message": "Cause: [CAUSE]", "severity": "LOW"}\''
        ),
        [(3, "RB601")],
    ),
    "in a page": ('page technical_lead "Broken: [WHAT]"', [(2, "RB601")]),
    "form": ("page", [(2, "RB602")]),
    "state": ('status-page gone "x"', [(2, "RB602")]),
    "number": ("assess --severity high", [(2, "RB602")]),
    "clear": ("curl {URL}/api/files/clear-bucket {AUTH} -d '{\"confirm\": true}'", [(2, "RB603")]),
    "restore": ('curl -X POST "{URL}/api/backup/restore/<backup_id>" {AUTH}', [(2, "RB604")]),
    "reset": ("curl -X POST {URL}/health/circuit-breaker/reset {AUTH}", [(2, "RB605")]),
    "stated of nothing": ("page cto x --says lists=failing", [(2, "RB602")]),
    "promised for soon": ("page cto x --next soon", [(2, "RB602")]),
    "stated wrongly": (
        (
            'curl {URL}/health/notifications/broadcast {AUTH} -d \'{"type": "INCIDENT_UPDATE", '
            '"message": "x", "severity": "LOW", "claims": {"downloads": "safe"}}\''
        ),
        [(2, "RB104")],
    ),
    "nothing on the status page": ('date\nstatus-page investigating "Hm."', [(3, "RB607")]),
    "nothing for users": ('email all_users "We are on it. Next update at 14:40."', [(2, "RB607")]),
    "nothing in the app": ('post in_app "We are on it."', [(2, "RB607")]),
    "nothing in a broadcast": (
        (
            'curl {URL}/health/notifications/broadcast {AUTH} -d \'{"type": "INCIDENT_UPDATE", '
            '"message": "We are on it.", "severity": "LOW"}\''
        ),
        [(2, "RB607")],
    ),
    "nothing for one user": (
        (
            'curl {URL}/health/notifications/targeted {AUTH} -d \'{"type": "INCIDENT_UPDATE", '
            '"message": "We are on it.", "severity": "LOW", "users": [7]}\''
        ),
        [(2, "RB607")],
    ),
}


@pytest.mark.parametrize(("block", "expected"), BAD.values(), ids=BAD)
def test_what_is_found(linted: Linted, block: str, expected: list[tuple[int, str]]) -> None:
    """The rule finds it, on its line, and no other rule finds anything."""
    found = [(one.line, one.code) for one in linted(block)]
    assert found == expected, linted(block)


def test_findings_say_the_way_out(linted: Linted) -> None:
    """The nearest path, the right method, the field that was meant."""
    said = " ".join(
        one.problem
        for one in linted(
            "curl {URL}/health/circut-breaker\ncurl -X GET {URL}/health/r2/test {AUTH}\n"
            "curl {URL}/health/queue/process {AUTH} -d '{\"batchsize\": 1}'\n"
            "curl {URL}/health/status | jq .data.overal_status"
        )
    )
    for hint in ("/health/circuit-breaker", "use POST", "'batch_size'", "'overall_status'"):
        assert hint in said


READ = {
    "words": ('page cto "Downloads fail."', "understood as: downloads failing"),
    "stated": (
        "post slack Hm --says files=at_risk --next 20m",
        "files at risk; next update in 20m",
    ),
    "nothing": ('call cto "Please join."', "understood as: no verifiable statement"),
    "a variable": ('page cto "Downloads fail since $T."', "downloads failing, as far as it is wri"),
    "a broadcast": (
        (
            'curl {URL}/health/notifications/broadcast {AUTH} -d \'{"type": "INCIDENT_UPDATE", '
            '"message": "Hm", "severity": "LOW", "claims": {"uploads": "delayed"}}\''
        ),
        "understood as: uploads delayed",
    ),
    "over HTTP": (
        'curl {URL}/exercise/page {AUTH} -d \'{"role": "cto", "text": "Downloads fail."}\'',
        "understood as: downloads failing",
    ),
}


@pytest.mark.parametrize(("block", "says"), READ.values(), ids=READ)
def test_every_message_says_what_it_is_read_as(linted: Linted, block: str, says: str) -> None:
    """Typed or sent, in words or stated; what only a run knows is said to be open."""
    [one] = [one for one in linted(block, informed=True) if one.code == "RB606"]
    assert says in one.problem
    assert (one.line, one.level) == (2, "hint")


def test_a_wrong_statement_says_what_would_do(linted: Linted) -> None:
    """As in a drill."""
    [one] = linted("page cto x --says lists=failing")
    assert one.problem.startswith("page: says: unknown subject 'lists'; write one of downloads,")
