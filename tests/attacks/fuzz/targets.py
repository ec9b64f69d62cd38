"""What is fuzzed: every reader of files, records, requests and words, in this process.

A target takes one spoiled input and says what came of it: an exit code, or an HTTP status.
Whatever is raised past the surface is a finding.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import io
import json
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx

from sim.exercise.exercise import Exercise
from sim.exercise.responders import play
from sim.exercise.script import Scripted
from sim.journal.encoding import GENESIS, canonical
from sim.journal.file import JOURNAL_NAME, LiveJournal, write_journal
from sim.records.record import Record
from sim.scenario.library import find_policy, find_scenario, shipped_folder
from sim.scenario.load import load_policy, load_responder, load_scenario
from sim.scenario.names import PRODUCTION_HOST
from sim.surfaces.cli.main import outcome
from sim.surfaces.live.app import KEY_HEADER, live_app
from sim.surfaces.live.paced_clock import PacedClock
from sim.surfaces.live.session import DrillSession
from tests.attacks.fuzz.mutations import bent_lines, spoiled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hypothesis import strategies as st

    Target = Callable[[bytes], int]

SHORT = "no-incident"
CLEAN = b"# Look\n\n```bash\ncurl -fsS https://your-worker.example.com/health/status\n```\n"
CODES = frozenset({0, 1, 2})


def commanded(*words: str) -> int:
    """A command in this process; its exit code.

    Raises:
        AssertionError: an exit code that no page documents, or output that looks like a traceback.
    """
    out, err = (
        io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace") for _ in "12"
    )
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = outcome(words)
    assert code in CODES, f"exit code {code}"
    for stream in (out, err):
        stream.flush()
        said = stream.buffer.getvalue()
        assert b"Traceback" not in said, said[-2000:]
        assert b"\x1b]" not in said, f"a terminal escape: {said[:200]!r}"
    return code


@cache
def folder() -> Path:
    """Where the inputs lie; one folder a process."""
    return Path(tempfile.mkdtemp(prefix="trainer-fuzz-"))


def put(name: str, data: bytes) -> str:
    """Write an input; its path."""
    path = folder() / name
    path.write_bytes(data)
    return str(path)


def named(data: bytes) -> str:
    """What a file has to be called, by what it says itself."""
    found = re.search(rb"^name: ([a-z0-9-]{1,40})$", data, re.MULTILINE)
    return found[1].decode() if found else "unnamed"


def shipped(pattern: str) -> list[bytes]:
    """Good inputs of a kind: the shipped ones."""
    return [path.read_bytes() for path in sorted(shipped_folder().glob(pattern))]


# --- files that people write ----------------------------------------------------------------------


def scenario(data: bytes) -> int:
    path = put(f"{named(data)}.yaml", data)
    return max(commanded("lint", path), commanded("show", path, "--facilitator"))


def policy(data: bytes) -> int:
    return commanded("lint", put(f"{named(data)}.yaml", data))


def script(data: bytes) -> int:
    path = put("script.yaml", data)
    return max(commanded("lint", path), commanded("run", SHORT, "--responder", path, *_out()))


def regressions(data: bytes) -> int:
    if not (folder() / "runbooks").exists():
        shutil.copytree(shipped_folder() / "runbooks", folder() / "runbooks")
        (folder() / "regressions").mkdir()
    return commanded("lint", put("regressions/x.regressions.yaml", data))


def runbook(data: bytes) -> int:
    return commanded("lint", put("runbook.md", data))


def bindings(data: bytes) -> int:
    put("bound.bindings.yaml", data)
    return commanded("lint", put("bound.md", CLEAN))


def spreadsheet(data: bytes) -> int:
    return commanded("msel", SHORT, "--from", put("injects.csv", data))


def workbook(data: bytes) -> int:
    return commanded("msel", SHORT, "--from", put("injects.xlsx", data))


def messages(data: bytes) -> int:
    return commanded("claims", "--file", put("messages.jsonl", data))


def _out() -> tuple[str, ...]:
    shutil.rmtree(folder() / "out", ignore_errors=True)
    return ("--out", str(folder() / "out"), "--no-report")


@cache
def good_tables() -> tuple[list[bytes], list[bytes]]:
    """The injects of a scenario as CSV and as a workbook."""
    made = []
    for ending in ("csv", "xlsx"):
        path = folder() / f"good.{ending}"
        commanded("msel", "complete-r2-outage", "--out", str(path))
        made.append([path.read_bytes()])
    return made[0], made[1]


# --- records --------------------------------------------------------------------------------------


@cache
def record() -> Path:
    """A finished record: half an hour of an outage, worked by a script."""
    path = folder() / "record"
    path.mkdir()
    chosen = load_scenario(find_scenario("complete-r2-outage"))
    chosen = chosen.model_copy(update={"horizon": 40 * 60_000, "moves": ()})
    exercise = Exercise(chosen, load_policy(find_policy(chosen.policy)), 1)
    reference = shipped_folder() / "reference" / "complete-r2-outage.yaml"
    play(exercise, Scripted(load_responder(reference)))
    write_journal(path, exercise.journal.lines)
    Record(path).write_about("night shift")
    commanded("report", str(path))
    return path


READERS = (
    ("score",),
    ("report", "--form", "md"),
    ("replay",),
    ("trends",),
    ("resume",),
    ("repair", "--dry-run"),
)


def _read(name: str, data: bytes) -> int:
    """Every reader of a record in which one file is spoiled; none may change that file."""
    spoilt = folder() / "spoilt"
    shutil.rmtree(spoilt, ignore_errors=True)
    shutil.copytree(record(), spoilt)
    (spoilt / name).write_bytes(data)
    command, *options = READERS[int.from_bytes(hashlib.sha256(data).digest()[:2]) % len(READERS)]
    code = commanded(command, str(spoilt), *options)
    if name == JOURNAL_NAME:
        assert (spoilt / name).read_bytes() == data, f"{command} changed the journal"
    return code


def journal(data: bytes) -> int:
    return _read(JOURNAL_NAME, data)


def chained_journal(data: bytes) -> int:
    """A journal whose lines were spoiled, and whose chain was made anew behind that."""
    lines, link = [], GENESIS
    for line in data.split(b"\n"):
        try:
            value = json.loads(line)
            del value["hash"]
            link = hashlib.sha256(f"{link}\n{canonical(value)}".encode()).hexdigest()
            lines.append(canonical({**value, "hash": link}).encode())
        except (ValueError, TypeError, KeyError, RecursionError, UnicodeError):
            lines.append(line)
    return _read(JOURNAL_NAME, b"\n".join(lines))


def review(data: bytes) -> int:
    return _read("review.yaml", data)


def scorecard(data: bytes) -> int:
    return _read("scorecard.json", data)


def about(data: bytes) -> int:
    return _read("record.json", data)


# --- requests and words ---------------------------------------------------------------------------


@cache
def session() -> DrillSession:
    """A drill in the middle of an outage."""
    chosen = load_scenario(find_scenario("complete-r2-outage"))
    exercise = Exercise(chosen, load_policy(find_policy(chosen.policy)), 1, exercise_type="drill")
    exercise.advance(20 * 60_000)
    path = folder() / "live"
    path.mkdir()
    clock = PacedClock(20 * 60_000, 0.001, exercise.horizon)
    return DrillSession(exercise, LiveJournal(path), clock, player="sam", shown=lambda _: None)


async def _asked(method: str, path: str, body: bytes) -> httpx.Response:
    app = httpx.ASGITransport(live_app(session(), lambda: None))
    headers = {
        "Authorization": "Bearer <admin_token>",
        "Content-Type": "application/json",
        KEY_HEADER: session().key,
    }
    async with httpx.AsyncClient(transport=app, base_url=f"https://{PRODUCTION_HOST}") as client:
        return await client.request(method, path, content=body, headers=headers)


def request(data: bytes) -> int:
    """A request: method, path and body, as bytes from nowhere."""
    method, _, rest = data.partition(b" ")
    path, _, body = rest.partition(b"\n")
    verb = re.sub(r"[^A-Z]", "", method.decode("latin-1").upper())[:20] or "GET"
    way = quote(path.lstrip(b"/")[:4000], safe="/?&=%+,;:@")
    answer = asyncio.run(_asked(verb, f"/{way}", body))
    assert answer.status_code < 500, f"{answer.status_code}: {answer.text[:300]}"
    return answer.status_code


def words(data: bytes) -> int:
    """What a player types."""
    typed = data.decode("utf-8", "surrogateescape").split(" ")
    code, said = session().say(typed)
    assert code in CODES, f"exit code {code}"
    said.encode()
    return code


REQUESTS = (
    b"GET health/status\n",
    b"GET health/events?limit=50&type=CIRCUIT_BREAKER_OPENED\n",
    b'POST health/services/R2_STORAGE/degrade\n{"reason":"test"}',
    b"POST health/circuit-breaker/reset\n{}",
    b"POST health/queue/process\n",
    b'POST exercise/note\n{"text":"x"}',
    b'POST exercise/email\n{"to":"all_users","text":"Downloads fail.","says":"downloads=failing"}',
    b'POST files/upload\n{"name":"a.txt","content":"x"}',
    b"GET backup/list?limit=5&offset=0\n",
    b'PUT health/config\n{"failure_threshold":5}',
)
TYPED = (
    b"note hello",
    b"page technical_lead come --next 20m",
    b"email all_users Downloads_fail --says downloads=failing,uploads=delayed",
    b"assess --severity 2 --cause storage",
    b"status-page investigating We_look",
    b"ack alert-001",
    b"resolve over",
)

CHAINED = "journals, chained anew"
TARGETS: dict[str, tuple[Target, Callable[[], Sequence[bytes]], int]] = {
    "scenario files": (scenario, lambda: shipped("*.yaml"), 12),
    "policy files": (policy, lambda: shipped("policies/*.yaml"), 6),
    "responder scripts": (script, lambda: shipped("reference/*.yaml"), 4),
    "regression files": (regressions, lambda: shipped("regressions/*.yaml"), 4),
    "runbooks": (runbook, lambda: shipped("runbooks/*.md"), 6),
    "runbooks' bindings": (bindings, lambda: [b"bindings:\n  <id>: file1\nmonitor: 10m\n"], 4),
    "spreadsheets (CSV)": (spreadsheet, lambda: good_tables()[0], 6),
    "workbooks (XLSX)": (workbook, lambda: good_tables()[1], 4),
    "messages": (messages, lambda: [b'{"id": "m-1", "text": "Downloads fail."}\n' * 3], 8),
    "journals": (journal, lambda: [(record() / JOURNAL_NAME).read_bytes()], 8),
    CHAINED: (
        chained_journal,
        lambda: [(record() / JOURNAL_NAME).read_bytes()],
        12,
    ),
    "reviews": (review, lambda: [(record() / "review.yaml").read_bytes()], 4),
    "scorecards": (scorecard, lambda: [(record() / "scorecard.json").read_bytes()], 4),
    "records' own files": (about, lambda: [(record() / "record.json").read_bytes()], 2),
    "requests": (request, lambda: REQUESTS, 10),
    "players' words": (words, lambda: TYPED, 6),
}
"""By name: what is done with an input, the good inputs it is spoiled from, and its share of 100."""


def inputs(name: str) -> st.SearchStrategy[bytes]:
    """Spoiled inputs for a target."""
    if name == CHAINED:
        return bent_lines(TARGETS[name][1]()[0])
    return spoiled(tuple(TARGETS[name][1]()))
