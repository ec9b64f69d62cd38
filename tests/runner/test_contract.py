"""The headless runbook and the live console carry out the same text alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.exercise.exercise import Exercise
from sim.exercise.responders import play
from sim.runbook.budgets import Budgets
from sim.runbook.document import parse
from sim.runbook.operator_pace import find_profile
from sim.runbook.settings import RunbookSettings
from sim.runner.responder import RunbookResponder
from sim.runner.runbook_file import Runbook
from sim.world.streams import Streams

if TYPE_CHECKING:
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from tests.runner.conftest import Player, Sit

W = "https://your-worker.example.com"
TOKEN = "-H 'Authorization: Bearer <admin_token>'"  # noqa: S105 - the documents' placeholder

TEXTS = {
    "the first minutes": (
        f"curl -s {W}/health/status | jq -r .data.overall_status\n"
        'page technical_lead "R2 does not answer"\n'
        f"curl -s -X POST {W}/health/services/R2_STORAGE/degrade \\\n"
        f'    {TOKEN} -d \'{{"reason": "R2 outage"}}\' | jq .success\n'
        "post incident 'we look into it'\n"
    ),
    "a loop over services": (
        "for S in R2_STORAGE AUTH_KV nope; do\n"
        f"  CODE=$(curl -s -o /dev/null -w '%{{http_code}}' {W}/health/services/$S)\n"
        '  [ "$CODE" = 200 ] || note "$S: $CODE"\n  sleep 5\ndone\n'
    ),
    "placeholders and uploads": (
        f"echo a,b >t.csv; curl -s -X POST {W}/health/check {TOKEN} -F file=@t.csv >out.json\n"
        f"curl -s '{W}/health/services/:serviceName'; curl -s {W}/health/services/$SERVICE\n"
        f"curl -s '{W}/x/<region>' || note 'exit '$?\ncurl -s https://example.org/ || note $?\n"
        f"curl -s -X POST {W}/health/check; jq -r .message out.json | xargs -I% note %\n"
    ),
    "what ends early": (
        f'check() {{ curl -sf {W}/$1 >/dev/null && note "$1" || return 7; }}\n'
        f"check health/status; check nope; timeout 5 sleep 60 || note $?\n"
        f"seq 3 | while read n; do curl -s {W}/health/status?n=$n >/dev/null; done\n"
        f"set -e; check nope; note never\n"
    ),
}


def _requests(exercise: Exercise) -> list[tuple[str, str, str, str, int]]:
    """What the journal says was asked: method, path, body, role, status."""
    bodies = (entry.body for entry in exercise.journal.entries)
    return [
        (body.method, body.path, body.body, body.role, body.status)
        for body in bodies
        if body.kind == "action"
    ]


def _headless(text: str, scenario: Scenario, policy: Policy) -> tuple[Exercise, str]:
    exercise = Exercise(scenario, policy, 1)
    book = Runbook(parse(f"```bash\n{text}```\n", "book.md"), RunbookSettings(), "")
    with RunbookResponder(
        book, scenario, find_profile("automation"), Streams(1), seed=1, budgets=Budgets()
    ) as responder:
        play(exercise, responder)
    return exercise, responder.transcript.blocks[0].output


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_the_same_text_leaves_the_same_requests(
    sit: Sit, outage: Scenario, policy: Policy, text: str
) -> None:
    """In the same order, in the same roles, answered alike; and the same lines are printed."""
    exercise, printed = _headless(text, outage, policy)
    began = next(e.at for e in exercise.journal.entries if e.body.kind == "action")

    async def scene(player: Player) -> None:
        await player.run(text)
        assert _requests(player.session.exercise) == _requests(exercise)
        assert len(player.session.acts) >= 3
        assert len(player.lines) == len(printed.splitlines())

    sit(scene, pace=100, start=began)
