"""Placeholders in their forms, and what stands for them."""

from __future__ import annotations

import pytest

from sim.runbook.placeholders import Bindings, find
from sim.runbook.settings import FromAnswer


def _bindings(**declared: str | FromAnswer) -> Bindings:
    return Bindings(declared, "book.bindings.yaml", lambda path, jq: f"{path}{jq}")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Bearer <admin_token>", ["admin_token"]),
        ("since=[INCIDENT_START_TIME]&x", ["INCIDENT_START_TIME"]),
        ("[Brief Description]", ["Brief Description"]),
        ("/services/:serviceName/degrade", ["serviceName"]),
        ('{"a": [true, false], "b": [null], "c": [1]}', []),
        ('{"target": "$ROLLBACK_ID"}', ["ROLLBACK_ID"]),
        ("https://x:443/a?b=<1", []),
    ],
)
def test_forms(text: str, names: list[str]) -> None:
    """Angle and square brackets, path parameters, variables sent as they stand; no JSON."""
    assert [one.name for one in find(text)] == names


def test_what_is_bound_is_put_in_and_listed() -> None:
    """Declared values win over defaults; every use is listed with its source."""
    bindings = _bindings(backup_id="backup-7")
    assert bindings.fill("/status/<backup_id>", 3) == ("/status/backup-7", [])
    assert bindings.fill("[ID]", 5) == ("INC-001", [])
    assert [(used.text, used.value, used.source, used.line) for used in bindings.used] == [
        ("<backup_id>", "backup-7", "book.bindings.yaml", 3),
        ("[ID]", "INC-001", "default", 5),
    ]


def test_what_is_not_bound_stays() -> None:
    """The caller decides whether that fails a request."""
    text, left = _bindings().fill("[CAUSE] on <region>", 1)
    assert text == "[CAUSE] on <region>"
    assert [one.text for one in left] == ["[CAUSE]", "<region>"]


def test_a_value_can_be_read_off_an_answer() -> None:
    """`<backup_id>` is the newest of the last list, unless something else is declared."""
    assert _bindings().value("<backup_id>", "backup_id", 1) == "/api/backup/list.data[0].id"
    declared = _bindings(backup_id=FromAnswer(answer="/x", jq=".y"))
    assert declared.value("<backup_id>", "backup_id", 1) == "/x.y"


def test_a_declared_start_time_wins() -> None:
    """What is known only at the alert is a default."""
    bindings = _bindings(incident_start_time="earlier")
    bindings.declare("incident_start_time", "at the alert")
    bindings.declare("start_time", "at the alert")
    assert bindings.fill("[INCIDENT_START_TIME] [START_TIME]", 1)[0] == "earlier at the alert"
