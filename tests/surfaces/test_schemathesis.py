"""The published OpenAPI checked against the application: thousands of generated calls, in process.

Schemathesis makes up calls from the document, valid and broken ones, and checks every answer: no
500, no status or content type that is not documented, every body as its schema says, what is valid
is taken and what is not is refused. The clock stands still; nothing leaves the process.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
import schemathesis
from schemathesis.config import (
    ChecksConfig,
    GenerationConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from schemathesis.engine import events, from_schema

from sim.commands.command import Actor, Request, Response
from sim.commands.dispatch import ADMIN_TOKEN, TEST_TOKEN, role_of
from sim.commands.door import JSON_SPACE
from sim.errors import ExerciseOver
from sim.exercise.replay import rebuild
from sim.journal.encoding import read_lines
from sim.legible import clean
from sim.scenario.names import PRODUCTION_HOST, TEST_HOST
from sim.surfaces.http.app import make_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from schemathesis.engine.recorder import ScenarioRecorder

    from sim.exercise.exercise import Exercise

LEAST_CASES = 2_000
EXAMPLES = 25
"""Random calls for each operation, beside the systematic ones."""

BEYOND_THE_SCHEMA = (
    ": not a timestamp",
    ": no role or group",
    ": no role, group or audience",
    "alert: no alert",
    "at least one operation needs a weight",
    "recipients: name somebody",
    "file_ids: a selective restore needs",
    "full_restore: does not go together",
    "is stated twice",
)
"""Refusals of what the schema cannot know: names of the policy, alerts of the moment, sums."""

SOMETHING_IS_DOWN = (502, 503, 507)
"""What the worker rightly says of R2, of a damaged file, of a full store; 500 is never right."""

MAY_BE_RIGHT = ("not_a_server_error", "positive_data_acceptance", "negative_data_rejection")
"""Checks of what the schema allows or forbids to be sent; only these can be excused."""

NOT_WHEN_OVER = (
    "positive_data_acceptance",
    "negative_data_rejection",
    "missing_required_header",
    "ignored_auth",
    "unsupported_method",
    "allow_header_conformance",
)
"""Checks of what a worker does with calls; when the exercise is over there is none."""


class Frozen:
    """A session's backend whose clock stands still."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise

    def listens_to(self, _: str | None) -> bool:
        """Everybody."""
        return True

    async def handle(self, request: Request, authorization: str | None) -> Response:
        """Carry out a request at the present instant; 410 when the exercise is over."""
        try:
            return self.exercise.act(request, Actor("fuzz", role_of(authorization, {})))
        except ExerciseOver:
            return Response(410, {"success": False, "error": "the exercise is over"})


def _excused(recorder: ScenarioRecorder, case: str, check: str) -> bool:
    """Whether the answer is right for a reason that no schema can say.

    Never excused: a status that is not documented, an answer unlike its schema.
    """
    if check not in MAY_BE_RIGHT:
        return False
    interaction = recorder.interactions[case]
    answer = interaction.response.text if interaction.response is not None else ""
    if interaction.response is not None and interaction.response.status_code in SOMETHING_IS_DOWN:
        return True
    if any(text in answer for text in BEYOND_THE_SCHEMA):
        return True
    sent = interaction.request.body
    if sent is not None and _is_cleaned(sent):
        return True
    # A body of space alone counts as none: `-d "$EMPTY"` in a script is no mistake.
    return sent is not None and not sent.strip(JSON_SPACE.encode())


def _is_cleaned(sent: bytes) -> bool:
    """Whether the door takes characters out of a body: what is left may be right, or too little."""
    text = sent.decode("utf-8", "replace")
    if clean(text) != text:
        return True
    try:
        inside = json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return False
    # Control characters below the space stay escaped in JSON.
    return clean(inside) != inside or re.search(r"\\u00[01]", inside) is not None


def failures(recorder: ScenarioRecorder) -> list[str]:
    """What the checks found in one scenario."""
    found = []
    for case, checks in recorder.checks.items():
        for check in checks:
            if check.failure_info is not None and not _excused(recorder, case, check.name):
                failure = check.failure_info.failure
                sample = check.failure_info.code_sample
                answer = recorder.interactions[case].response
                said = "" if answer is None else answer.text[:300]
                found.append(
                    f"{recorder.label}: {failure.title}: {failure.message}\n{sample}\n{said}"
                )
    return found


def run(
    exercise: Exercise, host: str, token: str, checks: ChecksConfig | None = None
) -> tuple[int, list[str]]:
    """Call everything; how many calls there were, and what was wrong."""
    config = SchemathesisConfig(
        seed=1,
        projects=ProjectsConfig(
            default=ProjectConfig(
                headers={"Host": host, "Authorization": f"Bearer {token}"},
                generation=GenerationConfig(
                    max_examples=EXAMPLES, deterministic=True, no_shrink=True
                ),
                continue_on_failure=True,
                checks=checks or ChecksConfig(),
            )
        ),
    )
    app = make_app(Frozen(exercise))
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, config=config)
    cases, wrong = 0, []
    for event in from_schema(schema).execute():
        match event:
            case events.ScenarioFinished():
                cases += len(event.recorder.cases)
                wrong += failures(event.recorder)
            case events.NonFatalError():
                wrong.append(f"{event.label}: {event.value}")
            case events.FatalError():
                raise event.exception
            case _:
                pass
    return cases, wrong


@pytest.mark.slow
@pytest.mark.parametrize(
    ("host", "token"),
    [(PRODUCTION_HOST, ADMIN_TOKEN), (TEST_HOST, TEST_TOKEN), (PRODUCTION_HOST, TEST_TOKEN)],
    ids=["production", "test environment", "wrong token"],
)
def test_every_call_is_answered_as_documented(
    host: str, token: str, middle: Callable[[], Exercise]
) -> None:
    """Over 2,000 generated calls are answered as OpenAPI says, and their record replays."""
    exercise = middle()
    cases, wrong = run(exercise, host, token)
    assert not wrong, "\n\n".join(wrong[:10])
    assert cases >= LEAST_CASES
    made = sum(entry.body.kind == "action" for entry in exercise.journal.entries)
    assert made >= cases * 9 // 10
    entries = read_lines(exercise.journal.lines)
    assert rebuild(entries).journal.lines[: len(entries)] == exercise.journal.lines


@pytest.mark.slow
def test_after_the_end_everything_is_410_as_documented(middle: Callable[[], Exercise]) -> None:
    """Once the exercise is over every call is answered, and with a documented status."""
    exercise = middle()
    exercise.advance(exercise.horizon)
    before = len(exercise.journal)
    checks = ChecksConfig.from_dict({name: {"enabled": False} for name in NOT_WHEN_OVER})
    cases, wrong = run(exercise, PRODUCTION_HOST, ADMIN_TOKEN, checks)
    assert not wrong, "\n\n".join(wrong[:10])
    assert cases >= LEAST_CASES
    assert len(exercise.journal) == before
