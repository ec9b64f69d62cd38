"""What comes close to a rule and is right, so that nothing is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.runbook.lint.conftest import Linted

GOOD: dict[str, str] = {
    "slash at the end": "curl {URL}/health/status/",
    "path all open": "P=$(x)\ncurl {URL}$P",
    "host by variable": 'H=$(x)\ncurl "https://$H/whatever"',
    "placeholder in the path": "curl {URL}/api/backup/status/:backupId {AUTH}",
    "method of two": 'curl -X PUT {URL}/health/config {AUTH} -d \'{"health": {"every": 15}}\'',
    "aliases": (
        "curl {URL}/health/queue/config {AUTH} -d '{\"max_queue_size\": 9}'\n"
        "curl {URL}/health/config {AUTH} -d '{\"checkInterval\": 60000}'"
    ),
    "a GET with a body": (
        "D=$(x)\ncurl -X GET {URL}/api/backup/find-by-date {AUTH} -d '{\"before_date\": \"'$D'\"}'"
    ),
    "-G": "curl -G {URL}/health/events -d limit=5",
    "a number as a query": 'curl "{URL}/health/events?limit=5&level=error"',
    "variables in a body": (
        'N=$(x)\ncurl {URL}/health/queue/process {AUTH} -d "{\\"batch_size\\": $N}"\n'
        "curl {URL}/health/queue/process {AUTH} -d '{\"batch_size\": '\"$N\"'}'"
    ),
    "the whole body open": 'B=$(x)\ncurl {URL}/health/services/R2_STORAGE/degrade {AUTH} -d "$B"',
    "a here-document": (
        'curl {URL}/health/services/R2_STORAGE/degrade {AUTH} --json @- <<\'E\'\n{"reason": "x"}\nE'
    ),
    "token in a variable": 'T=$(x)\ncurl -H "Authorization: Bearer $T" {URL}/health/r2/status',
    "options in a variable": "O=$(x)\ncurl $O {URL}/health/r2/status",
    "options in an array": 'A=({AUTH} -s)\ncurl "${A[@]}" {URL}/health/r2/status',
    "options in a constant": "O='-s -f'\ncurl $O {URL}/health/status",
    "bearer option": "curl --oauth2-bearer '<admin_token>' {URL}/health/r2/status",
    "lower-case header": "curl -H 'authorization: bearer <admin_token>' {URL}/health/r2/status",
    "any token for files": "curl {TEST_AUTH} {URL}/api/list_cutter/download/a.csv",
    "test host": "curl -X POST {TEST_URL}/api/test/cleanup {TEST_AUTH}",
    "timeout by variable": "T=$(x)\ncurl -m $T --retry $T {URL}/health/status",
    "upload made before": "date > a.csv\ncurl {URL}/api/list_cutter/upload {AUTH} -F file=@a.csv",
    "upload by touch": "touch a.csv\ncurl {URL}/api/list_cutter/upload {AUTH} -F file=@a.csv",
    "jq, optional": "curl {URL}/health/status | jq '.data.zzz?'",
    "jq, elsewhere": "curl {URL}/health/status | jq '.data.zzz // .data.overall_status'",
    "jq, error": "curl {URL}/health/status | jq -r '.error // .message'",
    "jq, kind": (
        "curl {URL}/health/status | jq 'if (.data|type) == \"array\" then .data[0] else 1 end'"
    ),
    "jq, last": "curl {URL}/api/backup/list {AUTH} | jq '.data[-1:][0].id, (.data | first | .id)'",
    "jq, built": "curl {URL}/health/status | jq '{a: .data.overall_status} | .a'",
    "jq, text": "curl {URL}/health/status | jq -r '\"is \\(.data.overall_status)\"'",
    "jq, variable": "curl {URL}/health/status | jq --arg n x '.data.services[$n].status'",
    "jq, shell in it": 'N=$(x)\ncurl {URL}/health/status | jq ".data.services.$N.status"',
    "jq, bound": "curl {URL}/api/backup/list {AUTH} | jq '.data[] as $b | $b.id'",
    "jq, entries": "curl {URL}/health/status | jq '.data.services | to_entries[] | .value.status'",
    "jq, any": "curl {URL}/health/services | jq -e 'any(.data[]; .status == \"OFFLINE\")'",
    "jq, with_entries": "curl {URL}/health/status | jq '.data.services | with_entries(.value = 1)'",
    "jq, map_values": "curl {URL}/health/status | jq '.data.services | map_values(.status)'",
    "jq, argjson": "N=$(x)\njq -n --argjson n \"$N\" '{a: $n}'",
    "jq, not an answer": "date | jq -R '{x: .}' | jq .x",
    "jq, two sources": (
        "if date; then X=$(curl {URL}/health/status)\n"
        "else X=$(curl {URL}/health/queue/status); fi\n"
        'echo "$X" | jq .data.total_queued'
    ),
    "jq, reassigned": 'X=$(curl {URL}/health/status)\nX=$(date)\necho "$X" | jq .data.x',
    "jq, with a header": "curl -i {URL}/health/status | tail -1 | jq .data.x",
    "ampersands": 'curl "{URL}/health/events?limit=5&level=error" & wait\ndate && date & date',
    "a question mark": "echo really? && ls file?.txt",
    "redirections": "sort <in >out\ncat < in > out\ndate 2>&1 >/dev/null",
    "comparisons": "[[ a < b ]] && (( 3 > 2 )) && echo",
    "json in a string": 'echo \'{"success": true}\'\nprintf \'%s\' "\\"a\\": 1"',
    "date": "date -u +%FT%TZ; date +%s; date -r 0",
    "curl -f": (
        "curl -f {URL}/health/status\n[ $? -eq 0 ] && date\n"
        "if curl -sf {URL}/health/status; then date; fi"
    ),
    "jq -e": "if curl {URL}/health/r2/test -X POST {AUTH} | jq -e .data.success; then date; fi",
    "grep": "curl {URL}/health/status | grep -q HEALTHY && date",
    "exit code of another": "curl {URL}/health/status\ndate\n[ $? -eq 0 ] && date",
    "exit code passed on": "curl {URL}/health/status\nexit $?",
    "answer is read": 'X=$(curl {URL}/health/status) || exit 1\necho "$X" | jq -e .success',
    "status code": (
        "C=$(curl -o /dev/null -w '%{http_code}' {URL}/health/status)\n[ \"$C\" = 200 ] || exit 1"
    ),
    "default": (
        "X=$(curl {URL}/health/metrics {AUTH} | jq '.data.p95 // 99')\n(( X < 5 )) && date\n"
        '[ "$X" -lt 5 ] && date'
    ),
    "asked for null": (
        "X=$(curl {URL}/health/metrics {AUTH} | jq .data.p95)\n"
        '[ "$X" = null ] && exit 1\n[ "$X" -lt 5 ] && date'
    ),
    "asked for digits": (
        "X=$(curl {URL}/health/metrics {AUTH} | jq .data.p95)\n"
        "[[ $X =~ ^[0-9]+$ ]] && [[ $X -lt 5 ]] && date"
    ),
    "fails first": (
        'X=$(curl -f {URL}/health/metrics {AUTH} | jq .data.p95)\n[ "$X" -lt 5 ] && date'
    ),
    "a word it is": (
        "S=$(curl {URL}/health/status | jq -r .data.overall_status)\n"
        '[ "$S" = HEALTHY ] && date\n[[ $S == H* ]] && date\n[ "$S" != null ] && date'
    ),
    "quotes meant": (
        'S=$(curl {URL}/health/status | jq .data.overall_status)\n[ "$S" = \'"HEALTHY"\' ]'
    ),
    "deadline by clock": (
        "E=$((SECONDS+60))\nuntil curl -f {URL}/health/status; do\n"
        "  [ $SECONDS -gt $E ] && exit 1\n  sleep 5\ndone"
    ),
    "deadline by date": "E=$(($(date +%s)+9))\nwhile [ $(date +%s) -lt $E ]; do sleep 5; done",
    "deadline by count": "n=0\nwhile (( n++ < 9 )); do sleep 5; done",
    "deadline counting down": "n=9\nwhile ((n--)); do sleep 5; done",
    "deadline by let": "n=0\nwhile true; do let n++; [ $n -gt 9 ] && break; sleep 5; done",
    "deadline by timeout": "timeout 60 bash -c 'while true; do date; sleep 5; done'",
    "reading": (
        "while read -r X; do echo $X; sleep 1; done < in\n"
        "date | while IFS= read -r Y; do sleep 1; done"
    ),
    "for": "for i in 1 2 3; do curl {URL}/health/status; sleep 5; done",
    "no waiting": "while [ -e x ]; do rm x; done",
    "leaves by exit": "n=0\nwhile true; do ((n++)); ((n > 3)) && exit 1; sleep 1; done",
    "watch that ends": "watch -g date\ntimeout 60 watch date",
    "bound by default": (
        'curl "{URL}/api/backup/status/<backup_id>" {AUTH}\n'
        'curl "{URL}/health/events?since=[INCIDENT_START_TIME]"'
    ),
    "a range": 'curl "{URL}/health/events?limit=[1-3]"',
    "guarded": 'echo ${X:?set it} "${Y:-none}"\n[ -z "$Z" ] && exit 1; echo $Z',
    "sourced": ". ./env.sh\necho $FROM_THERE",
    "own variables": "echo $HOME $PWD $RANDOM $? $1 $@",
    "a loop's variable": ('P=no/such\nfor P in status uptime; do\n  curl "{URL}/health/$P"\ndone'),
    "assigned by read": "read -r A B\necho $A $B",
    "dollars meant": (
        'curl {URL}/health/services/R2_STORAGE/degrade {AUTH} -d \'{"reason": "costs $5 $x"}\''
    ),
    "jq's own variables": "ID=$(x)\necho '[]' | jq --arg ID \"$ID\" '.[] | select(.id == $ID)'",
    "awk": "X=1\ndate | awk '{print $NF \"$X\"}'\necho $X",
    "real ids": 'curl {URL}/api/files/quarantine {AUTH} -d \'{"file_ids": ["file_000123"]}\'',
    "file names": "touch file1.csv report-2024-01-15.txt",
    "dates in words": "echo 'as on 2024-01-15 we said'",
    "one name": (
        'F=$(x)\ncurl {URL}/api/files/quarantine {AUTH} -d "{\\"fileIds\\": $F}"\n'
        'curl {URL}/api/files/unquarantine {AUTH} -d "{\\"fileIds\\": $F}"'
    ),
    "bound in a message": (
        "curl {URL}/health/notifications/broadcast {AUTH} -d "
        '\'{"type": "INCIDENT_UPDATE", "message": "Incident [ID]", "severity": "LOW"}\''
    ),
    "bash's declare": "declare -A seen\ndeclare x=1; echo $x",
    "people": (
        'declare "Downloads fail"\nassess --severity 1\npage technical_lead "Please join."\nresolve'
    ),
    "said to users": (
        'status-page investigating "Downloads fail."\nemail all_users "It is over."\n'
        'post social "We are on it." --says downloads=failing\n'
        'status-page identified "We are on it: $WHAT."; email cto "We are on it."\n'
        'WHAT=$(x)\npost slack "We are on it."'
    ),
    "verified": (
        'curl -X POST "{URL}/api/backup/verify/<backup_id>" {AUTH}\n'
        'curl -X POST "{URL}/api/backup/restore/<backup_id>" {AUTH}'
    ),
    "tested": (
        "curl -X POST {URL}/health/r2/test {AUTH}\n"
        "curl -X POST {URL}/health/circuit-breaker/reset {AUTH}"
    ),
    "clear in the test environment": (
        "curl {TEST_URL}/api/files/clear-bucket {TEST_AUTH} -d '{\"confirm\": true}'"
    ),
    "case": "X=$(x)\ncase $X in\n a|b) echo a ;;\n (c) echo c ;;\n *) echo $(date) ;;\nesac",
    "functions": "f() { curl -sf {URL}/health/status; }\nfunction g { f; }\nf && g",
    "comments": "# curl http://nowhere/?a&b while true; do\ndate # $NOBODY '",
    "literal here-document": "cat <<'E'\n$NOBODY <x> curl http://x\nE",
    "nested": 'echo "$(echo "$(date "+%F")" | sed "s/a/b/")" `date`',
}


@pytest.mark.parametrize("block", GOOD.values(), ids=GOOD)
def test_what_comes_close_and_is_right(linted: Linted, block: str) -> None:
    """No rule finds anything in correct shell."""
    assert linted(block) == []


def test_declared_files_and_bindings_count(linted: Linted) -> None:
    """What the author declares exists."""
    block = (
        "curl {URL}/api/list_cutter/upload {AUTH} -F file=@a.csv\n"
        'curl "{URL}/health/services/<service>"\necho $WHERE'
    )
    assert {one.code for one in linted(block)} == {"RB114", "RB501", "RB502"}
    settings = {"files": {"a.csv": "x"}, "bindings": {"service": "R2_STORAGE", "where": "here"}}
    assert linted(block, settings=settings) == []
