"""The linter finds what only shows across fields and across files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.errors import NotFound
from sim.scenario.library import shipped_folder
from sim.scenario.lint import is_hint, lint_file
from sim.scenario.rules.criteria import CRITERION_IDS

if TYPE_CHECKING:
    from collections.abc import Callable

CRITERIA = ", ".join(sorted(CRITERION_IDS))
SHIPPED = [
    path for path in sorted(shipped_folder().rglob("*.yaml")) if path.parent.name != "schema"
]

SCENARIO = {
    "no such policy": (
        "difficulty: 1",
        "difficulty: 1\npolicy: list-cuter",
        "6: policy: unknown policy 'list-cuter', did you mean 'list-cutter'?",
    ),
    "player not in the policy": (
        "difficulty: 1",
        "difficulty: 1\nplayer: oncal_engineer",
        "6: player: unknown role 'oncal_engineer', did you mean 'oncall_engineer'?",
    ),
    "no such criterion": (
        "communication",
        "comunication",
        (
            "24: objectives[0].criterion: unknown criterion 'comunication', "
            "did you mean 'communication'?"
        ),
    ),
    "criterion like no other": (
        "communication",
        "zzz",
        f"24: objectives[0].criterion: unknown criterion 'zzz'; expected one of {CRITERIA}",
    ),
    "never repaired": (
        "ends: {by: vendor, after: 15m}\ninjects:\n  - id: tickets\n    when: {after: fault,",
        "ends: {by: never}\ninjects:\n  - id: tickets\n    when: {after: repaired,",
        "17: injects[0].when.after: is never reached: no fault ever ends",
    ),
    "waits for what it must not see": (
        "wait: 4m}",
        "unless: fault}",
        "17: injects[0].when.unless: is what it waits for, so this is never sent; remove it",
    ),
    "waits for itself": (
        "after: fault, wait: 4m}",
        'after: "inject:tickets"}',
        "17: injects[0].when.after: waits in a circle, so this is never sent",
    ),
    "sent to nobody": (
        "    sender: Support desk\n",
        "    sender: Support desk\n    to: ctoo\n",
        "19: injects[0].to: unknown role 'ctoo', did you mean 'cto'?",
    ),
    "waits too long": (
        "wait: 4m}",
        "wait: 1h}",
        "17: injects[0].when.wait: is longer than the horizon, so this is never sent",
    ),
    "expects nothing": (
        "    expects: Users are told.\n",
        "",
        "16: injects[0]: hint: has no `expects`; say what players should do about it",
    ),
    "unfinished briefing": (
        "You are on call.",
        "TODO",
        "8: briefing: still contains the placeholder 'TODO'; write what people will read",
    ),
    "unfinished inject": (
        "What do we tell people?",
        "Ask {name} about it.",
        "19: injects[0].text: still contains the placeholder '{name}'; write what people will read",
    ),
    "unfinished sender": (
        "Support desk",
        "<your name>",
        (
            "18: injects[0].sender: still contains the placeholder '<your name>'; "
            "write what people will read"
        ),
    ),
    "question without an answer": (
        "difficulty: 1\n",
        (
            "difficulty: 1\nmoves:\n"
            "  - {id: first, title: First, at: 10m, questions: [{text: Why so}]}\n"
        ),
        "7: moves[0].questions[0]: hint: has no `asks`; say what good answers contain",
    ),
    "unfinished question": (
        "difficulty: 1\n",
        (
            "difficulty: 1\nmoves:\n"
            '  - {id: first, title: First, at: 10m, questions: [{text: "{ask}?", asks: No.}]}\n'
        ),
        (
            "7: moves[0].questions[0].text: still contains the placeholder '{ask}'; "
            "write what people will read"
        ),
    ),
    "objective that nothing tests": (
        "    check: [{met: notice, to: all_users}]\n",
        "",
        (
            "22: objectives[0]: hint: has no `check`, so a whole criterion judges it; "
            "say what its sentence asks"
        ),
    ),
    "objective that only forbids": (
        "{met: notice, to: all_users}",
        "{absent: [untruth]}",
        (
            "25: objectives[0].check: hint: asks only for what must not happen; "
            "add something that must"
        ),
    ),
    "check of an unknown role": (
        "{met: notice, to: all_users}",
        "{told: ctoo}",
        "25: objectives[0].check[0].told: unknown role 'ctoo', did you mean 'cto'?",
    ),
    "check of an unknown audience": (
        "to: all_users}",
        "to: all_user}",
        "25: objectives[0].check[0].to: unknown role 'all_user', did you mean 'all_users'?",
    ),
    "check of words to a role": (
        "{met: notice, to: all_users}",
        "{claimed: [downloads], to: ops_teams}",
        "25: objectives[0].check[0].to: unknown audience 'ops_teams', did you mean 'ops_team'?",
    ),
    "check of an unknown step": (
        "{met: notice, to: all_users}",
        "{step: check metrics}",
        (
            "25: objectives[0].check[0].step: unknown step 'check metrics', "
            "did you mean 'check the metrics'?"
        ),
    ),
    "check of an unknown severity": (
        "{met: notice, to: all_users}",
        "{severity: 5}",
        "25: objectives[0].check[0].severity: unknown severity 5; expected one of 1, 2, 3, 4",
    ),
    "not even valid": (
        "horizon: 1h",
        "horizon: 1",
        "7: horizon: a duration needs its unit: write 1 as 1s or 1m",
    ),
}


def lines(path: Path) -> list[str]:
    return [str(finding) for finding in lint_file(path)]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_files_have_no_findings(path: Path) -> None:
    """But one: the guide names a second role for severity 4, and no time after which it is due."""
    found = [line for line in lines(path) if "technical_lead never falls due" not in line]
    assert found == []
    assert len(lines(path)) == (path.stem in {"list-cutter", "operations-guide"})


@pytest.mark.parametrize(("old", "new", "line"), list(SCENARIO.values()), ids=list(SCENARIO))
def test_scenario(old: str, new: str, line: str, minimal: str, save: Callable[..., Path]) -> None:
    """Each slip is one finding, and the file is fine without it."""
    assert old in minimal
    assert lines(save(minimal)) == []
    assert lines(save(minimal.replace(old, new))) == [f"small.yaml:{line}"]


@pytest.mark.parametrize("part", ["looked", "before", "following"])
def test_a_check_names_commands_that_there_are(
    part: str, minimal: str, save: Callable[..., Path]
) -> None:
    """Commands are known to the tool and not to the linter, which is told them."""
    parts = {"looked": "[metrics]", part: "[metrcs]"}
    asked = ", ".join(f"{name}: {value}" for name, value in parts.items())
    path = save(minimal.replace("{met: notice, to: all_users}", f"{{{asked}}}"))
    assert lint_file(path) == ()
    [finding] = lint_file(path, {"metrics", "events"})
    assert (finding.line, finding.field) == (25, f"objectives[0].check[0].{part}[0]")
    assert finding.problem == "unknown command 'metrcs', did you mean 'metrics'?"


def test_nothing_breaks(minimal: str, save: Callable[..., Path]) -> None:
    """Without faults, what waits for one never comes; the rest is advice."""
    begin, end = minimal.index("faults:"), minimal.index("injects:")
    findings = lint_file(save(minimal[:begin] + "faults: []\n" + minimal[end:]))
    assert [(finding.line, finding.field, is_hint(finding)) for finding in findings] == [
        (10, "faults", True),
        (13, "injects[0].when.after", False),
    ]


def test_a_broken_policy_is_named_at_the_scenario(
    minimal: str, policy: str, save: Callable[..., Path]
) -> None:
    save(policy.replace("page_channel: pager", "page_channel: pagr"), "policies/list-cutter.yaml")
    path = save(minimal.replace("difficulty: 1", "difficulty: 1\npolicy: list-cutter"))
    [finding] = lint_file(path)
    assert (finding.line, finding.field) == (6, "policy")
    assert finding.problem.startswith("cannot be used: policies/list-cutter.yaml:")
    assert finding.problem.endswith("unknown page channel 'pagr', did you mean 'pager'?")


POLICY = {
    "unknown channel": (
        "all_users: [in_app, email]",
        "all_users: [in_app, emial]",
        "audiences.all_users[1]: unknown channel 'emial', did you mean 'email'?",
    ),
    "odd role name": (
        "  cto:\n",
        "  C-T-O:\n",
        (
            "roles.C-T-O: must be lower-case letters, digits and underscores, beginning with a "
            "letter, not 'C-T-O'"
        ),
    ),
    "placeholder": (
        "person: Priya Raman",
        "person: TBD",
        (
            "roles.technical_lead.person: still contains the placeholder 'TBD'; "
            "write what people will read"
        ),
    ),
    "ratings rise": ("{P: 90, S: 70, M: 40}", "{P: 90, S: 40, M: 70}", "ratings: must fall"),
    "rating missing": ("{P: 90, S: 70, M: 40}", "{P: 90}", "ratings: needs a lowest score"),
    "unknown role in a matrix": (
        "matrix: [operations_team, technical_lead]",
        "matrix: [operations_team, tech_lead]",
        "severities[3].matrix[1]: unknown role 'tech_lead', did you mean 'technical_lead'?",
    ),
    "unknown group": (
        "notify_team: response_team",
        "notify_team: responders",
        "notify_team: unknown group 'responders'",
    ),
    "levels fall": ("  - level: 4", "  - level: 1", "severities: levels must rise"),
    "a group named like a role": (
        "  ops_team: [",
        "  cto: [",
        "groups.cto: is already the name of a role",
    ),
    "targets the wrong way": (
        "detection: {good: 15s, poor: 8m}",
        "detection: {good: 8m, poor: 15s}",
        "targets.detection: `poor` must be longer than `good`",
    ),
}


@pytest.mark.parametrize(("old", "new", "line"), list(POLICY.values()), ids=list(POLICY))
def test_policy(old: str, new: str, line: str, policy: str, save: Callable[..., Path]) -> None:
    assert old in policy
    [finding] = lint_file(save(policy.replace(old, new), "list-cutter.yaml"))
    assert finding.line is not None
    assert f"{finding.field}: {finding.problem}".startswith(line)


def test_weightless_policy(policy: str, save: Callable[..., Path]) -> None:

    begin, end = policy.index("weights:"), policy.index("ratings:")
    zeros = "".join(f"  {name}: 0\n" for name in CRITERION_IDS)
    [line] = lines(save(f"{policy[:begin]}weights:\n{zeros}\n{policy[end:]}", "list-cutter.yaml"))
    assert line.endswith("weights: every criterion weighs 0, so there is no score; raise one")


RESPONDER = {
    "step id used twice": (
        "{do: ",
        "{id: same, do: ",
        "6: tracks.people[1].id: 'same' is used twice",
    ),
    "no tracks": ("tracks:", "track:", "3: track: unknown field 'track', did you mean 'tracks'?"),
    "no such scenario": (
        "scenario: small",
        "scenario: complete-r2-outag",
        "2: scenario: unknown scenario 'complete-r2-outag', did you mean 'complete-r2-outage'?",
    ),
    "no such role": (
        "page technical_lead",
        "page tech_lead",
        "6: tracks.people[1].do: unknown role 'tech_lead', did you mean 'technical_lead'?",
    ),
    "no role": (
        "page technical_lead 'R2 is gone'",
        "page",
        "6: tracks.people[1].do: `page` needs a role, such as oncall_engineer",
    ),
    "open quote": (
        "R2 is gone'",
        "R2 is gone",
        "6: tracks.people[1].do: a quote is opened and not closed",
    ),
    "no such inject": (
        "inject:tickets",
        "inject:ticket",
        "7: tracks.people[2].after: unknown inject 'ticket', did you mean 'tickets'?",
    ),
    "no such step": (
        "after: alert",
        "after: alrt",
        (
            "5: tracks.people[0].after: 'alrt' is neither `alert`, `inject:ID`, "
            "`first-sign` nor a step's id"
        ),
    ),
    "no such step to skip for": (
        "wait: 1m",
        "unless: tested",
        "5: tracks.people[0].unless: unknown step 'tested'; there are none",
    ),
    "every without until": (
        "wait: 1m",
        "every: 1m",
        "5: tracks.people[0]: `every` and `until` go together: how often, and until what",
    ),
    "odd until": (
        "wait: 1m",
        'every: 1m, until: "a b"',
        (
            "5: tracks.people[0].until: must be a condition like `data.success` or "
            "`data.total_queued == 0`, not 'a b'"
        ),
    ),
}


@pytest.mark.parametrize("edit", RESPONDER.values(), ids=RESPONDER)
def test_responder(
    edit: tuple[str, str, str], minimal: str, responder: str, save: Callable[..., Path]
) -> None:
    """A script is checked against the scenario beside its folder and that scenario's policy."""
    old, new, line = edit
    assert old in responder
    save(minimal)
    assert lines(save(responder, "answers/mine.yaml")) == []
    path = save(responder.replace(old, new), "answers/mine.yaml")
    assert lines(path) == [f"answers/mine.yaml:{line}"]


def test_a_reference_is_named_like_its_scenario(
    minimal: str, responder: str, save: Callable[..., Path]
) -> None:
    save(minimal)
    assert lines(save(responder, "reference/other.yaml")) == [
        (
            "reference/other.yaml:2: scenario: 'small' is not the file's name; write 'other' "
            "or rename the file"
        )
    ]


def test_a_broken_scenario_is_named_at_the_script(
    minimal: str, responder: str, save: Callable[..., Path]
) -> None:
    save(minimal.replace("horizon: 1h", "horizon: 1m"))
    assert lines(save(responder, "reference/small.yaml")) == [
        (
            "reference/small.yaml:2: scenario: cannot be used: small.yaml:7: horizon: "
            "must be at least 10m, not 1m"
        )
    ]


def test_a_file_of_no_kind(save: Callable[..., Path]) -> None:
    [line] = lines(save("a: 1"))
    assert line.startswith("small.yaml:1: is no scenario, policy, responder, moves or regressions")


def test_a_matrix_without_a_timer_is_told_whom_it_never_calls(
    policy: str, save: Callable[..., Path]
) -> None:
    """Each role but the first; calling all at once, or a timer, settles it."""
    bare = policy.replace("    no_progress: 24h\n", "")
    [line] = lines(save(bare, "list-cutter.yaml"))
    assert "severities[3].matrix[1]: hint: technical_lead never falls due" in line
    at_once = policy.replace("    no_progress: 24h\n", "    together: true\n")
    assert lines(save(at_once, "list-cutter.yaml")) == []


@pytest.mark.parametrize(
    ("added", "line"),
    [
        ("office_hours: {opens: '09:00'}", "office_hours: hint: no severity and nothing"),
        ("office_hours: {opens: '18:00'}", "closes: must be later than `opens`"),
        ("office_hours: {days: [mo]}", "unknown"),
        ("handover: {every: 1h, to: deputi}", "handover.to: unknown role 'deputi'"),
        ("deciders: {resolve: [boss]}", "deciders.resolve[0]: unknown role 'boss'"),
        ("afterwards: [{id: a, title: a, by: boss, days: 1}]", "afterwards[0].by: unknown role"),
    ],
)
def test_what_a_policy_may_add_is_checked(
    added: str, line: str, policy: str, save: Callable[..., Path]
) -> None:
    """One line, with its place."""
    [found] = lines(save(f"{policy}\n{added}\n", "list-cutter.yaml"))
    assert line in found


def test_no_file() -> None:
    with pytest.raises(NotFound):
        lint_file(Path("no-such-file.yaml"))


def test_a_responder_waits_for_what_it_can_see(
    minimal: str, responder: str, save: Callable[..., Path]
) -> None:
    """A step cannot wait for an inject that goes to somebody else."""
    save(minimal.replace("sender: Support desk", "to: cto\n    sender: Support desk"))
    (found,) = lint_file(save(responder, "answer.yaml"))
    problem = "'tickets' is sent to cto, not to the player"
    assert str(found) == f"answer.yaml:7: tracks.people[2].after: {problem}"
