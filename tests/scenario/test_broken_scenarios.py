"""Every way to get a scenario wrong has its own clear line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.errors import BadFile
from sim.scenario.fault_table import effect_of
from sim.scenario.faults import FAULTS
from sim.scenario.load import load_scenario

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EFFECTS = ", ".join(map(effect_of, FAULTS))
FAULT_FIELDS = (
    "begins, concern, effect, ends, error, flickers, follows, gives_up_after, id, ramp, residual"
)

BROKEN = {
    "unknown effect": (
        "r2_unavailable",
        "r2_unavailble",
        "12: faults[0].effect: unknown effect 'r2_unavailble', did you mean 'r2_unavailable'?",
    ),
    "effect like no other": (
        "r2_unavailable",
        "meteor",
        f"12: faults[0].effect: unknown effect 'meteor'; expected one of {EFFECTS}",
    ),
    "effect is no text": (
        "effect: r2_unavailable",
        "effect:",
        f"12: faults[0].effect: must be one of {EFFECTS}, not nothing",
    ),
    "no effect": (
        "    effect: r2_unavailable\n",
        "",
        "11: faults[0].effect: missing field; add `effect:` and what it is",
    ),
    "unknown field": (
        "difficulty: 1",
        "difficulty: 1\nplayr: cto",
        "6: playr: unknown field 'playr', did you mean 'player'?",
    ),
    "another effect's field": (
        "    begins: 8m",
        "    percent: 3\n    begins: 8m",
        f"13: faults[0].percent: unknown field 'percent'; expected one of {FAULT_FIELDS}",
    ),
    "misspelt required field is reported once": (
        "title: Small",
        "titel: Small",
        "3: titel: unknown field 'titel', did you mean 'title'?",
    ),
    "odd key": (
        "difficulty: 1",
        'difficulty: 1\n"a\\nb": 1',
        (
            "6: ['a\\nb']: unknown field 'a\\nb'; expected one of briefing, difficulty, faults, "
            "format, ground_truth, horizon, injects, moves, name, objectives, people, player, "
            "policy, releases, relived, starts_at, summary, title, users, worker, worst_severity"
        ),
    ),
    "unknown mapping key": (
        "horizon: 1h",
        "horizon: 1h\nusers:\n  mix:\n    downlaod: 1",
        "10: users.mix.downlaod: unknown field 'downlaod', did you mean 'download'?",
    ),
    "a key as validators name them": (
        "  - id: gone\n",
        '  - id: gone\n    "[key]": 1\n',
        f"12: faults[0]['[key]']: unknown field '[key]'; expected one of {FAULT_FIELDS}",
    ),
    "missing field": ("horizon: 1h\n", "", "1: horizon: missing field; add `horizon: 4h`"),
    "missing nested field": (
        "    sender: Support desk\n",
        "",
        "16: injects[0].sender: missing field; add `sender: Support desk`",
    ),
    "missing mapping": (
        "    ends: {by: vendor, after: 15m}\n",
        "",
        "11: faults[0].ends: missing field; add `ends: {by: vendor, after: 35m ± 10m}`",
    ),
    "unknown word": (
        "    sender:",
        "    channel: slak\n    sender:",
        "18: injects[0].channel: unknown channel 'slak', did you mean 'slack'?",
    ),
    "unknown word in a list": (
        "effect: r2_unavailable",
        "effect: channel_down\n    channels:\n      - pager\n      - emial",
        "15: faults[0].channels[1]: unknown channel 'emial', did you mean 'email'?",
    ),
    "unknown mark": (
        "after: fault",
        "after: fualt",
        "17: injects[0].when.after: unknown mark 'fualt', did you mean 'fault'?",
    ),
    "unknown inject to wait for": (
        "after: fault",
        'after: "inject:tikets"',
        "17: injects[0].when.after: unknown inject 'tikets', did you mean 'tickets'?",
    ),
    "unknown objective of an inject": (
        "    sender:",
        "    objective: infrom\n    sender:",
        "18: injects[0].objective: unknown objective 'infrom', did you mean 'inform'?",
    ),
    "check without a time": (
        "    sender:",
        "    expected: {mark: told_users}\n    sender:",
        "18: injects[0].expected.within: missing field; add `within: 10m`",
    ),
    "other format": ("format: 1", "format: 2", "1: format: must be 1, not 2"),
    "number for text": (
        "title: Small outage",
        "title: 2026",
        "3: title: must be text, not 2026; put it in quotes",
    ),
    "empty text": ("title: Small outage", "title: ''", "3: title: must not be empty"),
    "nothing for text": ("title: Small outage", "title:", "3: title: is empty; it must be text"),
    "long text": (
        "title: Small outage",
        f"title: {'a' * 81}",
        "3: title: is 81 characters long; at most 80 are allowed",
    ),
    "quoted number": (
        "difficulty: 1",
        "difficulty: '1'",
        "5: difficulty: must be a whole number, not '1'; remove the quotes",
    ),
    "broken number": (
        "difficulty: 1",
        "difficulty: 1.5",
        "5: difficulty: must be a whole number, not 1.5",
    ),
    "too large": ("difficulty: 1", "difficulty: 9", "5: difficulty: must be at most 5, not 9"),
    "too short a time": ("horizon: 1h", "horizon: 5m", "7: horizon: must be at least 10m, not 5m"),
    "no unit": (
        "horizon: 1h",
        "horizon: 90",
        "7: horizon: a duration needs its unit: write 90 as 90s or 90m",
    ),
    "no duration": (
        "horizon: 1h",
        "horizon: soon",
        "7: horizon: not a duration: 'soon'; write it like 90s, 35m or 1h30m",
    ),
    "base-sixty number stays text": (
        "horizon: 1h",
        "horizon: 1:30",
        "7: horizon: not a duration: '1:30'; write it like 90s, 35m or 1h30m",
    ),
    "spread over centre": (
        "begins: 8m ± 3m",
        "begins: 3m ± 8m",
        (
            "13: faults[0].begins: the spread is larger than the duration in '3m ± 8m': "
            "it could be negative"
        ),
    ),
    "no time zone": (
        "14:00:00Z",
        "14:00:00",
        "6: starts_at: needs a time zone: end it with Z",
    ),
    "no instant": (
        "2026-03-03T14:00:00Z",
        "tuesday",
        (
            "6: starts_at: must be a date and time with a zone, like 2026-03-03T14:00:00Z, "
            "not 'tuesday'"
        ),
    ),
    "year where dates overflow": (
        "2026-03-03T14:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "6: starts_at: must lie between the years 2000 and 2099",
    ),
    "upper-case name": (
        "id: gone",
        "id: Gone",
        (
            "11: faults[0].id: must be lower-case letters, digits and hyphens, beginning with a "
            "letter, not 'Gone'"
        ),
    ),
    "named unlike the file": (
        "name: small",
        "name: smaller",
        "2: name: 'smaller' is not the file's name; write 'small' or rename the file",
    ),
    "list expected": (
        "faults:\n",
        "faults: none\nworker:\n",
        "10: faults: must be a list, not 'none'",
    ),
    "mapping expected": (
        "difficulty: 1",
        "difficulty: 1\nworker: [1]",
        "6: worker: must be a mapping of `field: value`, not a list",
    ),
    "empty list": (
        "objectives:\n",
        "objectives: []\nworker:\n",
        "21: objectives: must not be empty",
    ),
    "repair without a time": (
        ", after: 15m}",
        "}",
        "14: faults[0].ends: a vendor repair needs a time: add `after: 35m ± 10m`",
    ),
    "no repair but a time": (
        "by: vendor",
        "by: never",
        (
            "14: faults[0].ends: a fault that never ends has no `after`: remove it or use "
            "`by: vendor`"
        ),
    ),
    "impossible time": (
        "horizon: 1h",
        "horizon: -1",
        "7: horizon: must be a duration like 90s, 35m or 1h30m",
    ),
    "fault after the end": (
        "begins: 8m ± 3m",
        "begins: 58m ± 3m",
        "13: faults[0].begins: can begin after the horizon",
    ),
    "timed and conditional": (
        "    sender:",
        "    at: 5m\n    sender:",
        (
            "16: injects[0]: an inject has one of `at` (a time), `when` (a condition) and "
            "`by: facilitator`"
        ),
    ),
    "nobody does anything": (
        "difficulty: 1",
        "difficulty: 1\nusers:\n  mix: {download: 0}",
        "7: users.mix: at least one operation needs a weight above 0",
    ),
    "id used twice": (
        "  - id: inform\n",
        "  - {id: inform, text: x, criterion: severity}\n  - id: inform\n",
        "23: objectives[1].id: 'inform' is used twice",
    ),
    "move without questions": (
        "horizon: 1h\n",
        "horizon: 1h\nmoves:\n  - {id: first, title: First, at: 10m}\n",
        (
            "9: moves[0].questions: missing field; add "
            '`questions: [{text: "What severity is this, and why?"}]`'
        ),
    ),
    "moves out of order": (
        "horizon: 1h\n",
        (
            "horizon: 1h\nmoves:\n"
            "  - {id: first, title: First, at: 20m, questions: [{text: Why so}]}\n"
            "  - {id: second, title: Second, at: 10m, questions: [{text: Why so}]}\n"
        ),
        "10: moves[1].at: comes before the move above it",
    ),
    "move after the end": (
        "horizon: 1h\n",
        "horizon: 1h\nmoves:\n  - {id: first, title: First, at: 1h, questions: [{text: Why so}]}\n",
        "9: moves[0].at: comes after the horizon",
    ),
    "move's name used twice": (
        "horizon: 1h\n",
        (
            "horizon: 1h\nmoves:\n"
            "  - {id: first, title: First, at: 10m, questions: [{text: Why so}]}\n"
            "  - {id: first, title: Second, at: 20m, questions: [{text: Why so}]}\n"
        ),
        "10: moves[1].id: 'first' is used twice",
    ),
    "question's name used twice": (
        "horizon: 1h\n",
        (
            "horizon: 1h\nmoves:\n"
            "  - {id: first, title: First, at: 10m, questions: [{text: So}, {id: q1, text: No}]}\n"
        ),
        "9: moves[0].questions[1].id: 'q1' is used twice",
    ),
    "no boolean word": (
        "effect: r2_unavailable",
        "effect: channel_down\n    channels: [pager]\n    broadcast_service: yes",
        "14: faults[0].broadcast_service: must be true or false, not 'yes'",
    ),
}


@pytest.mark.parametrize(("old", "new", "line"), BROKEN.values(), ids=BROKEN)
def test_broken_scenario(
    old: str, new: str, line: str, minimal: str, save: Callable[..., Path]
) -> None:
    """The first finding is one line with file, line, field and what to do."""
    assert old in minimal
    path = save(minimal.replace(old, new, 1))
    with pytest.raises(BadFile) as caught:
        load_scenario(path)
    assert str(caught.value.findings[0]) == f"small.yaml:{line}"


def test_all_findings_come_at_once_in_the_order_of_lines(
    minimal: str, save: Callable[..., Path]
) -> None:
    text = minimal.replace("criterion: comm", "criterium: comm").replace(
        "horizon: 1h", "horizon: 1"
    )
    with pytest.raises(BadFile) as caught:
        load_scenario(save(text.replace("name: small", "name: large")))
    assert [(finding.line, finding.field) for finding in caught.value.findings] == [
        (2, "name"),
        (7, "horizon"),
        (24, "objectives[0].criterium"),
    ]


def test_the_minimal_scenario_is_fine(minimal: str, save: Callable[..., Path]) -> None:
    scenario = load_scenario(save(minimal))
    assert (scenario.name, scenario.horizon, len(scenario.faults)) == ("small", 3_600_000, 1)
    assert scenario.starts_at.isoformat() == "2026-03-03T14:00:00+00:00"
