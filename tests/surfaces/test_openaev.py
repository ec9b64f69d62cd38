"""An OpenAEV export becomes a scenario that lints, or one line says why not and nothing is written.

The exports made here have the shape of export version 1, fields that we do not ask for included.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from sim.disk import CannotRead
from sim.surfaces import openaev_file

if TYPE_CHECKING:
    from pathlib import Path

    from tests.surfaces.conftest import Tabletop

TEAM, PRESS = "b7f1d2a4-0001", "b7f1d2a4-0002"


def _contract(kind: str) -> dict[str, Any]:
    """The contract of an inject as exported, shortened."""
    return {
        "convertedContent": {"fields": [{"key": "subject", "type": "text"}], "variables": []},
        "listened": True,
        "injector_contract_id": f"contract-of-{kind}",
        "injector_contract_labels": {"en": kind, "fr": kind},
        "injector_contract_content": "{}",
        "injector_contract_injector_type": f"openaev_{kind}",
    }


def _inject(title: str, kind: str, after_s: int, **more: object) -> dict[str, Any]:
    return {
        "inject_id": f"id-of-{title}",
        "inject_title": title,
        "inject_description": "",
        "inject_country": None,
        "inject_city": None,
        "inject_enabled": True,
        "inject_content": {"expectations": []},
        "inject_all_teams": False,
        "inject_depends_on": [],
        "inject_depends_duration": after_s,
        "inject_injector_contract": _contract(kind),
        "inject_tags": [],
        "inject_teams": [],
        "inject_documents": [],
        **more,
    }


def _expectation(kind: str, name: str, description: str | None) -> dict[str, Any]:
    return {
        "expectation_type": kind,
        "expectation_name": name,
        "expectation_description": description,
        "expectation_score": 100,
        "expectation_expectation_group": False,
        "expectation_expiration_time": 21600,
    }


def _after(title: str, condition: object = None) -> list[dict[str, Any]]:
    return [
        {
            "dependency_relationship": {"inject_parent_id": f"id-of-{title}"},
            "dependency_condition": condition,
        }
    ]


@pytest.fixture
def export() -> dict[str, Any]:
    """A tabletop as the platform exports it."""
    return {
        "export_version": 1,
        "scenario_information": {
            "scenario_id": "f3f53dd2",
            "scenario_name": "Harbour outage",
            "scenario_subtitle": "",
            "scenario_message_header": "SIMULATION HEADER",
            "scenario_mail_from": "exercise@example.org",
            "scenario_tags": [],
            "scenario_documents": ["d1"],
        },
        "scenario_teams": [
            {"team_id": TEAM, "team_name": "Technical lead", "team_users": ["u1"]},
            {"team_id": PRESS, "team_name": "Press team", "team_users": []},
        ],
        "scenario_objectives": None,
        "scenario_users": [{"user_id": "u1", "user_email": "ada@example.org"}],
        "scenario_injects": [
            _inject(
                "Press asks",
                "email",
                1200,
                inject_teams=[PRESS],
                inject_depends_on=_after("Downloads fail"),
                inject_content={
                    "subject": "Question from ${paper}",
                    "body": "<p>Is it true?</p><ul><li>since when</li></ul><script>x()</script>",
                    "expectations": [
                        _expectation("MANUAL", "Answers the press", "within the hour"),
                        _expectation("DETECTION", "Detection", None),
                    ],
                },
            ),
            _inject(
                "Downloads fail",
                "email",
                300,
                inject_teams=[TEAM],
                inject_content={"subject": "Downloads", "body": "<p>They fail &amp; hang.</p>"},
            ),
            _inject("Call the CEO", "manual", 1800, inject_content={"content": "I want news."}),
            _inject("Scan", "nmap", 60),
            _inject("Old one", "email", 30, inject_enabled=False),
        ],
        "scenario_tags": [],
        "scenario_documents": [{"document_id": "d1", "document_name": "plan.pdf"}],
        "scenario_articles": [],
        "scenario_challenges": [],
        "scenario_lessons_questions": [],
        "scenario_variables": [{"variable_key": "paper", "variable_value": "the Harbour News"}],
    }


def _zipped(data: object, name: str = "Harbour outage.json", comment: str = "Scenario") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(name)
        entry.comment = comment.encode()
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, data if isinstance(data, bytes) else json.dumps(data))
        document = zipfile.ZipInfo("../../plan.pdf")
        document.comment = b"Attachment"
        archive.writestr(document, b"%PDF")
    return buffer.getvalue()


def test_what_people_get_is_carried_over_and_lints(
    tabletop: Tabletop, tmp_path: Path, export: dict[str, Any]
) -> None:
    """Times, order, recipients, texts and expectations; and a line for everything else."""
    (tmp_path / "export.zip").write_bytes(_zipped(export))
    done = tabletop("msel", "false-alarm", "--from", "export.zip", "--out", "mine.yaml")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "mine.yaml: 3 injects\n"
    assert done.stderr.splitlines() == [
        "not carried over: inject 'Old one': is switched off",
        "not carried over: inject 'Scan': a machine runs it or it has no counterpart ('nmap')",
        (
            "not carried over: team 'Press team': is no role here, so oncall_engineer gets its "
            "injects; --map TEAM=ROLE names one"
        ),
        "not carried over: 1 expectation of detection: security products fulfil them",
        "not carried over: 1 document: messages here have no attachments",
        "not carried over: 1 player: a session names its own players",
    ]
    first, second, third = yaml.safe_load((tmp_path / "mine.yaml").read_text())["injects"]
    assert (first["id"], first["at"], first["to"]) == ("downloads-fail", "5m", "technical_lead")
    assert first["text"] == "Downloads\nThey fail & hang."
    assert first["sender"] == "exercise@example.org"
    assert second["when"] == {"after": "inject:downloads-fail", "wait": "15m"}
    assert second["text"] == "Question from the Harbour News\nIs it true?\n- since when"
    assert second["expects"] == "Answers the press: within the hour"
    assert (third["at"], third["channel"], third["text"]) == ("30m", "phone", "I want news.")
    assert tabletop("lint", "mine.yaml").returncode == 0
    assert not (tmp_path.parent / "plan.pdf").exists()


def test_a_team_gets_the_role_that_is_named_for_it(
    tabletop: Tabletop, tmp_path: Path, export: dict[str, Any]
) -> None:
    """The JSON taken out of the archive serves as well."""
    (tmp_path / "export.json").write_text(json.dumps(export))
    named = ("--map", "Press team=communications_lead")
    done = tabletop("msel", "false-alarm", "--from", "export.json", *named)
    assert done.returncode == 0, done.stderr
    assert "to: communications_lead" in done.stdout
    assert "Press team" not in done.stderr
    wrong = tabletop("msel", "false-alarm", "--from", "export.json", "--map", "Press team=pres")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)


def test_a_simulation_and_older_exports_are_read(
    tabletop: Tabletop, tmp_path: Path, export: dict[str, Any]
) -> None:
    """Names that begin with `exercise_`, contracts by id, dependencies by id, kinds of openbas."""
    old = {name.replace("scenario_", "exercise_"): value for name, value in export.items()}
    old["exercise_injects"] = old["exercise_injects"][:3]
    old["exercise_injects"][0]["inject_depends_on"] = "id-of-Downloads fail"
    old["exercise_injects"][0]["inject_injector_contract"] = "138ad8f8-32f8-4a22-8114-aaa12322bd09"
    old["exercise_injects"][1]["inject_injector_contract"] = None
    old["exercise_injects"][1]["inject_type"] = "openbas_email"
    (tmp_path / "export.zip").write_bytes(_zipped(old, comment="Exercise"))
    done = tabletop("msel", "false-alarm", "--from", "export.zip", "--out", "mine.yaml")
    assert (done.returncode, done.stdout) == (0, "mine.yaml: 3 injects\n"), done.stderr


def _changed(inject: int, **change: object) -> Any:
    def change_it(export: dict[str, Any]) -> dict[str, Any]:
        export["scenario_injects"][inject].update(change)
        return export

    return change_it


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda _: [], "contains no scenario or simulation of OpenAEV"),
        (lambda _: {"inject_information": []}, "contains no scenario or simulation"),
        (lambda export: {**export, "export_version": 7}, "export_version: is 7; only version 1"),
        (lambda export: {**export, "scenario_injects": "x"}, "injects"),
        (lambda export: {**export, "scenario_injects": None}, "contains no inject for people"),
        (_changed(0, inject_depends_duration="soon"), "inject_depends_duration"),
        (_changed(0, inject_depends_duration=-5), "inject_depends_duration"),
        (_changed(0, inject_depends_duration=10**30), "a number has more than"),
        (_changed(0, inject_content=["x"]), "inject_content"),
        (_changed(0, inject_teams=[{}]), "inject_teams"),
        (_changed(1, inject_content={"subject": "\x1b[31mred"}), "control characters"),
        (_changed(1, inject_depends_duration=90_000), "can come after the horizon"),
        (_changed(0, inject_depends_on=_after("Press asks")), "waits for itself"),
    ],
)
def test_what_is_wrong_is_one_line_and_nothing_is_written(
    tabletop: Tabletop, tmp_path: Path, export: dict[str, Any], change: Any, said: str
) -> None:
    """Wrong types, circles, times beyond the end."""
    (tmp_path / "export.zip").write_bytes(_zipped(change(export)))
    done = tabletop("msel", "false-alarm", "--from", "export.zip", "--out", "mine.yaml")
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.startswith("export.zip: ")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "mine.yaml").exists()


def _two_scenarios() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("a.json", "b.json"):
            archive.writestr(name, "{}")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("export.zip", b"PK\x03\x04 and no more", "is no ZIP file that can be read"),
        ("export.zip", b"", "is no ZIP file that can be read"),
        ("export.zip", _zipped({}, name="a.txt", comment=""), "holds no scenarios"),
        ("export.zip", _two_scenarios(), "holds 2 scenarios"),
        ("export.zip", _zipped(b"{"), "not JSON"),
        ("export.zip", _zipped(b"[" * 100_000), "nested deeper"),
        ("export.json", b"\xff\xfe", "is not UTF-8"),
        ("export.json", b'{"export_version": 1e999}', "too large a number"),
    ],
)
def test_files_that_are_no_export(
    tabletop: Tabletop, tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    """Broken, empty, of something else, or made to exhaust who reads it."""
    (tmp_path / name).write_bytes(data)
    done = tabletop("msel", "false-alarm", "--from", name, "--out", "mine.yaml")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert said in done.stderr
    assert not (tmp_path / "mine.yaml").exists()


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an entry says of its size counts for nothing; so much is read and no more."""
    monkeypatch.setattr(openaev_file, "_MOST_JSON", 1_000)
    (tmp_path / "bomb.zip").write_bytes(_zipped(b" " * 1_000_000))
    with pytest.raises(CannotRead, match="too much to read"):
        openaev_file.read_export(tmp_path / "bomb.zip")
