"""The contract of the fast curl and jq: the real ones leave the same journal and print the same.

Two things differ by design and are not in it: a placeholder without a value is never sent,
and `-d @missing` fails as it does in newer versions of curl; older ones send an empty body.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.runbook.real_tools import RealServer

if TYPE_CHECKING:
    from tests.runbook.conftest import RunRunbook

pytestmark = pytest.mark.usefixtures("real_tools")

W = "https://your-worker.example.com"
TOKEN = "-H 'Authorization: Bearer <admin_token>'"  # noqa: S105 - the documents' placeholder

LOOK = f"""
curl -s {W}/health/status
curl -s {W}/health/status | jq .data.overall_status
curl -X GET -s "{W}/health/events?limit=3&level=error" {TOKEN} | jq -c '.data[] | .type'
curl -s {W}/nope; curl -sf {W}/nope; echo $?
curl -sSf {W}/nope; curl -s --fail-with-body {W}/nope; echo $?
curl -s -o /dev/null -w '%{{http_code}} %{{content_type}} %{{size_download}}\\n' {W}/health/status
curl -s -i {W}/nope | tail -1
curl -s {W}/a/../health/./status | jq -r .success
curl -s -G {W}/health/events -d limit=1 --data-urlencode 'since=2026-03-03T14:00:00Z' | jq length
curl -s {W}/health/queue/{{status,stats}} {TOKEN} | jq -r .success
curl -s {W}/health/services/:serviceName | jq -r .data.status
curl -s; echo $?; curl -s --nonsense {W}; echo $?; curl -s 'https://a b/'; echo $?
"""

ACT = f"""
curl -s -X POST {W}/health/services/R2_STORAGE/degrade {TOKEN} \\
  -H 'Content-Type: application/json' -d '{{
    "reason": "storage is gone, é",
    "mode": "read_only"
  }}' | jq -r .message
printf '{{"reason":\\n "from a file"}}\\n' > body.json
curl -s -X POST {W}/health/services/R2_STORAGE/degrade {TOKEN} -d @body.json | jq -r .message
curl -s {W}/health/services/R2_STORAGE/restore --data-binary @body.json {TOKEN} | jq -r .success
curl -s {W}/health/circuit-breaker/reset --json '{{"reason": "x"}}' {TOKEN} | jq -r .data.state
echo '{{"batch_size": 5}}' | curl -s -X POST {W}/health/queue/process -d @- {TOKEN} | jq -c .data
curl -s -X POST {W}/health/queue/process -d 'not json' {TOKEN} | jq -r .error
curl -s -X PUT {W}/health/status; curl -s -X DELETE {W}/health/status -w '%{{method}}\\n'
curl -s -X POST {W}/health/check; curl -s -u a:b -X POST {W}/health/check
curl -s -F file=@missing.csv {W}/x; echo $?; curl -s -T missing.csv {W}/x; echo $?
ack
"""

FILTER = """
echo '{"a": [1, 2.5, "é", null, true], "b": {"c": []}, "n": 100000000000000}' > f.json
jq . f.json; jq -c . f.json; jq -r '.a[2]' f.json; jq -j '.a[]' f.json; echo
jq -S . f.json; jq '.a | length' f.json; jq -r '.a | @csv' f.json; jq --tab .b f.json
jq -e .missing f.json; echo $?; jq '.a[' f.json 2>/dev/null; echo $?
jq .x.y <<< 5 2>/dev/null; echo $?; echo '[]' | jq -e '.[]'; echo $?
printf '1 2\\n3' | jq -s add; jq -n --arg x '"q"' --argjson y '{"z": 1}' '[$x, $y]'
printf 'a\\nb\\n' | jq -R .; printf 'a\\nb\\n' | jq -Rs .; jq -r '"\\(.n) \\(.a[1])"' f.json
jq -r '.a | map(tostring) | join(",")' f.json; echo '"a\\tb"' | jq -r .; jq . missing; echo $?
"""


@pytest.mark.slow
@pytest.mark.parametrize("profile", ["automation", "on-call"])
def test_real_curl_and_jq_leave_the_same_journal(run_runbook: RunRunbook, profile: str) -> None:
    """Every act at the same instant, with the same body and the same answer."""
    book = "\n".join(f"```bash\n{block}```\n" for block in (LOOK, ACT, FILTER))
    fast = run_runbook(book, profile=profile)
    slow = run_runbook(book, profile=profile, worker=RealServer())
    assert fast.actions == slow.actions
    assert fast.exercise.journal.lines == slow.exercise.journal.lines
    for quick, real in zip(fast.transcript.blocks, slow.transcript.blocks, strict=True):
        assert quick.output == real.output
