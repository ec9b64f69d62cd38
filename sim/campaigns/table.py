"""Nights as a table: the columns, a row of a scorecard, and the files the table is written to.

The columns are known before the first night, so the table is written piece by piece and its bytes
do not depend on which process played what. Times are in ms, points and percent 0 to 100; what does
not apply, or could not be judged, is empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.disk import write_through
from sim.scenario.rules.criteria import CRITERION_IDS
from sim.scenario.rules.procedure import SKILLS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from scoring.model import Scorecard

MEASURES = (
    *("TTD", "TTA", "TTM", "TTR", "respond", "monitor_ttd", "responder_ttd", "noticed"),
    *("declared_ttr", "latent"),
)
COSTS = (
    *("requests", "failed", "queued", "lost", "corrupted", "overwritten", "unrecoverable"),
    *("users_touched", "bad_minutes", "mean_delay_minutes", "availability_percent"),
)
SETTING = "set."
"""Begins the column of a field that the campaign sets."""
_ROWS = 10_000
"""Rows written at a time."""

TEXT, WHOLE, NUMBER, TRUTH = "string", "Int64", "float64", "boolean"

LABELS = {
    "scenario": TEXT,
    "seed": WHOLE,
    "responder": TEXT,
    "policy": TEXT,
    "profile": TEXT,
    "pauses": WHOLE,
}
"""What tells a night from the others, beside the settings."""
RESULTS = {
    "scenario_edition": TEXT,
    "scenario_digest": TEXT,
    "policy_digest": TEXT,
    "responder_digest": TEXT,
    "journal_digest": TEXT,
    "failed": TEXT,
    "problem": TEXT,
    "end_reason": TEXT,
    "ended_at_ms": WHOLE,
    "resolved": TRUTH,
    "false_resolve": TRUTH,
    "total": NUMBER,
    "coverage": NUMBER,
    "adherence": NUMBER,
    **{f"{name}_ms": WHOLE for name in MEASURES},
    **{f"{name}_censored": TRUTH for name in MEASURES},
    **{f"criterion_{name}": NUMBER for name in CRITERION_IDS},
    **{f"skill_{name}": NUMBER for name in SKILLS},
    "harms": WHOLE,
    "problems": WHOLE,
    "caps": TEXT,
    "calls": WHOLE,
    "needless_calls": WHOLE,
    "calls_due": WHOLE,
    "calls_in_time": WHOLE,
    "assessed_severity": WHOLE,
    **{
        f"impact_{name}": NUMBER if name.endswith(("minutes", "percent")) else WHOLE
        for name in COSTS
    },
}
"""What came of it. `scenario_edition` is the digest of the scenario as its file has it, and
`scenario_digest` that of what was played, with its settings. `failed` says why there is nothing
else; `problem` why a runbook's run proves nothing about it."""


def columns(settings: Iterable[str]) -> dict[str, str]:
    """Every column with its type, in order; `settings` are the paths that the campaign sets."""
    return {**LABELS, **{f"{SETTING}{path}": TEXT for path in settings}, **RESULTS}


def row_of(card: Scorecard, problem: str) -> dict[str, Any]:
    """What a scorecard says, by column."""
    levels = [found.level for part in card.criteria for found in part.findings]
    verdicts = [one.verdict for one in card.obligations if one.kind != "notice"]
    impact = card.impact.model_dump()
    return {
        "scenario_digest": card.scenario_digest,
        "policy_digest": card.policy_digest,
        "journal_digest": card.journal_digest,
        "problem": problem or None,
        "end_reason": card.end_reason,
        "ended_at_ms": card.ended_at,
        "resolved": card.resolved,
        "false_resolve": card.false_resolve,
        "total": card.total,
        "coverage": card.coverage_percent,
        "adherence": card.adherence_percent,
        **{f"{one.name}_ms": one.ms for one in card.measures},
        **{
            f"{one.name}_censored": None if one.ms is None else one.censored
            for one in card.measures
        },
        **{f"criterion_{one.id}": one.score for one in card.criteria},
        **{f"skill_{one.skill}": one.score for one in card.skills},
        "harms": levels.count("harm"),
        "problems": levels.count("problem"),
        "caps": ", ".join(cap.name for cap in card.caps) or None,
        "calls": card.calls,
        "needless_calls": len(card.needless),
        "calls_due": len(verdicts),
        "calls_in_time": verdicts.count("met"),
        "assessed_severity": card.assessed_severity,
        **{f"impact_{name}": impact[name] for name in COSTS},
    }


def frame_of(rows: Sequence[Mapping[str, Any]], typed: Mapping[str, str]) -> pd.DataFrame:
    """Rows as a DataFrame with all columns in their types; what a row lacks is empty."""
    import pandas as pd

    return pd.DataFrame(
        {
            name: pd.array([row.get(name) for row in rows], dtype=_pandas_type(kind))
            for name, kind in typed.items()
        }
    )


def _pandas_type(kind: str) -> str:
    # pandas' own numbers know a missing value.
    return "Float64" if kind == NUMBER else kind


def write_table(folder: Path, rows: Iterable[Mapping[str, Any]], typed: Mapping[str, str]) -> None:
    """Write `nights.parquet` and `nights.csv`, whole or not at all, some rows in memory at a time.

    Args:
        folder: of the campaign.
        rows: in the table's order.
        typed: the columns.
    """
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    kinds = {TEXT: pa.string(), WHOLE: pa.int64(), NUMBER: pa.float64(), TRUTH: pa.bool_()}
    schema = pa.schema([(name, kinds[kind]) for name, kind in typed.items()])
    with (
        write_through(folder / PARQUET) as table,
        write_through(folder / CSV) as text,
        ParquetWriter(table, schema, compression="zstd") as parquet,
    ):
        text.write(b"\xef\xbb\xbf")  # a spreadsheet takes a file for UTF-8 when it begins so
        for number, part in enumerate(_pieces(rows)):
            frame = frame_of(part, typed)
            parquet.write_table(pa.Table.from_pandas(frame, schema, preserve_index=False))
            spelt = frame.to_csv(index=False, header=number == 0, lineterminator="\r\n")
            text.write(spelt.encode())


PARQUET = "nights.parquet"
CSV = "nights.csv"


def _pieces(rows: Iterable[Mapping[str, Any]]) -> Iterable[list[Mapping[str, Any]]]:
    """Some rows at a time; one empty piece when there are none."""
    piece: list[Mapping[str, Any]] = []
    for row in rows:
        piece.append(row)
        if len(piece) == _ROWS:
            yield piece
            piece = []
    yield piece


def read_table(folder: Path) -> pd.DataFrame:
    """The table of a campaign, with missing values where there is nothing.

    Raises:
        OSError, ValueError: there is none that can be read.
    """
    import pandas as pd

    return pd.read_parquet(folder / PARQUET, dtype_backend="numpy_nullable")
