"""What is printed: nothing that anybody wrote is obeyed by the terminal it is printed on."""

from __future__ import annotations

import json
import re
import sys
from datetime import timedelta
from pathlib import Path
from subprocess import run
from typing import TYPE_CHECKING

import pytest

from sim.errors import BadFile, BadJournal, Finding, NotFound, Unusable
from sim.journal.bodies import Alert, Message
from sim.journal.encoding import Entry
from sim.surfaces.complaints import complain
from sim.surfaces.error_lines import lines_of
from sim.surfaces.layout import say, say_json
from sim.surfaces.live.feed import Feed

if TYPE_CHECKING:
    from datetime import datetime

    from sim.errors import TabletopError
    from tests.conftest import MakeScenario

ESCAPE = "\x1b]0;mine\x07\x9b2J\u202egnp\ud800"
SEEN = "␛]0;mine␇⟨U+009B⟩2J⟨U+202E⟩gnp\ufffd"
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
SURFACES = Path(__file__).parents[2] / "sim" / "surfaces"


def test_say(capsys: pytest.CaptureFixture[str]) -> None:
    """Lines stay lines, everything else is seen."""
    say(f"a\n{ESCAPE}")
    say(ESCAPE, err=True)
    say_json(json.dumps({"text": ESCAPE}, ensure_ascii=False))
    printed = capsys.readouterr()
    assert printed.out.startswith(f"a\n{SEEN}\n")
    assert printed.err == f"{SEEN}\n"
    assert json.loads(printed.out.splitlines()[-1]) == {"text": ESCAPE}


@pytest.mark.parametrize(
    "error",
    [
        Unusable(f"{ESCAPE}\nsecond line"),
        NotFound("scenario", ESCAPE, (f"{ESCAPE}x",)),
        BadFile((Finding(f"{ESCAPE}\n.yaml", 3, ESCAPE, ESCAPE),)),
        BadJournal(4, ESCAPE),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors(error: TabletopError) -> None:
    """One line each, whatever a file is called and whatever stands in it."""
    (line,) = lines_of(error)
    assert SEEN in line
    assert "\n" not in line
    assert OBEYED.search(line) is None


def test_the_feed(small: MakeScenario) -> None:
    """Alerts and messages, by whom and over which channel whatsoever."""
    starts: datetime = small().starts_at
    feed = Feed(starts, "oncall_engineer", colour=False, width=999)
    alert = Alert.model_construct(
        kind="alert", alert=ESCAPE, rule="error_rate", service=None, level="critical",
        state="delivered", channel="pager", text=ESCAPE,
    )  # fmt: skip
    message = Message.model_construct(
        kind="message", message="m", sender=ESCAPE, sender_role="", text=f"{ESCAPE}\nx",
        channel="slack", purpose="chat", label="", recipients=("oncall_engineer",),
        delivered=("oncall_engineer",), undelivered=(), delayed=(), unheard=(),
    )  # fmt: skip
    for body in (alert, message):
        text = feed.text(Entry(1, 60_000, body, ""))
        assert SEEN in text
        assert OBEYED.search(text.removesuffix("\n")) is None


def test_an_alert_that_cleared_on_its_way_says_so(small: MakeScenario) -> None:
    """What no longer fires when it is delivered is not shown as firing; once over all channels."""
    feed = Feed(small().starts_at, "oncall_engineer", colour=False, width=999)

    def shown(at: int, name: str, state: str) -> str:
        alert = Alert.model_validate(
            {"alert": name, "rule": "service_status", "service": "R2_STORAGE", "level": "warning",
             "state": state, "channel": "pager" if state == "delivered" else None,
             "text": "R2_STORAGE is DEGRADED"}
        )  # fmt: skip
        return feed.text(Entry(1, at, alert, "")).partition("  ")[2]

    assert shown(60_000, "alert-001", "fired") == ""
    assert shown(90_000, "alert-001", "cleared") == ""
    says = "WARNING ALERT alert-001: R2_STORAGE is DEGRADED."
    at = f"{small().starts_at + timedelta(milliseconds=90_000):%H:%M:%S}"
    assert (
        shown(120_000, "alert-001", "delivered")
        == f"{says} (Delivered late; it had cleared at {at}.)\n"
    )
    assert shown(120_000, "alert-001", "delivered") == ""
    assert shown(120_000, "alert-002", "delivered") == says.replace("001", "002") + "\n"


def test_complaints(capsys: pytest.CaptureFixture[str]) -> None:
    """One line each, and the same one once."""
    for _ in range(3):
        complain(f"test_complaints {ESCAPE}\n")
    assert capsys.readouterr().err == f"tabletop: test_complaints {SEEN}␊\r\n"


def test_the_command_line(tmp_path: Path) -> None:
    """From a runbook's findings and its file's name to the terminal that runs it."""
    named = tmp_path / "odd\x1b[2J\nname.yaml"
    named.write_text("format: 1\n")
    done = run(
        [sys.executable, "-m", "sim.surfaces.cli.main", "lint", str(named)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "odd␛[2J" in done.stdout
    assert OBEYED.search(done.stdout + done.stderr) is None


def test_nothing_is_printed_another_way() -> None:
    """Every surface prints through `layout.say`; exceptions are named here, with their reason."""
    allowed = {
        "layout.py",  # it is the way
        "complaints.py",  # cleans, and ends its line with a carriage return
        "samples.py",  # a tool of the makers
        "main.py",  # cleans what has failed, on streams that may be gone
    }
    found = [
        f"{path.relative_to(SURFACES)}:{number}"
        for path in sorted(SURFACES.rglob("*.py"))
        if path.name not in allowed
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"click\.s?echo\(|\bprint\(|sys\.std(out|err)\.write", line)
        and "def print" not in line
        and "done.print(" not in line
    ]
    assert found == []
