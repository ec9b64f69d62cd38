"""What each rule finds, with the line, and what comes close and is right."""

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
        'curl {URL}/health/config {AUTH} -d \'{"breaker": {"opens": 3}}\'',
        [(2, "RB103")],
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
    "missing": ("curl -X POST {URL}/health/services/R2_STORAGE/degrade {AUTH}", [(2, "RB105")]),
    "missing in a query": ("curl {URL}/api/backup/find-by-date {AUTH}", [(2, "RB105")]),
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
        "curl {URL}/health/services | jq '.data.services[] | select(.status == \"UP\")'",
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
        [(3, "RB501")],
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
}

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
    "jq, any": "curl {URL}/health/services | jq -e 'any(.data.services[]; .status == \"OFFLINE\")'",
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


@pytest.mark.parametrize(("block", "expected"), BAD.values(), ids=BAD)
def test_what_is_found(linted: Linted, block: str, expected: list[tuple[int, str]]) -> None:
    """The rule finds it, on its line, and no other rule finds anything."""
    found = [(one.line, one.code) for one in linted(block)]
    assert found == expected, linted(block)


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
