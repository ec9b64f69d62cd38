"""`tabletop compare`."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from sim.errors import Unusable
from sim.surfaces.campaign_options import engine_options, listed, night_options, plan_of
from sim.surfaces.forms import form_option, forms_of
from sim.surfaces.layout import fold, say
from sim.surfaces.reports import FORMS, write_report

if TYPE_CHECKING:
    import pandas as pd

    from reports.campaign.versus import Side, Versus
    from sim.campaigns.compare import SideAsked

NAME = "comparison"


@click.command(
    epilog="""\b
Examples:
  tabletop compare git:main:ops/storage.md ops/storage.md --scenarios complete-r2-outage
                   --seeds 1-30 --profile on-call
  tabletop compare runs@responder=old runs@responder=new --form html,md --out comparison
  tabletop compare runs@worker.breaker.failure_threshold=5
                   runs@worker.breaker.failure_threshold=20
  tabletop compare records/red-team records/blue-team

\b
A side is a responder, which is played now; a campaign's directory, with @COLUMN=VALUE to choose
among its runs; or a directory of records; only the latest of each scenario and seed is used.
"""
)
@click.argument("before")
@click.argument("after")
@night_options
@engine_options
@click.option(
    "--margin",
    metavar="PERCENT",
    help="Exit 1 if AFTER is slower than BEFORE by more than this, such as 10%.",
)
@form_option(FORMS)
@click.option("--out", type=click.Path(path_type=Path), help="Where to write the report.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    before: str,
    after: str,
    *,
    workers: int | None,
    engine: str,
    scheduler: str | None,
    margin: str | None,
    form: str,
    out: Path | None,
    **nights: Any,
) -> None:
    """Compare two sides on the same runs: equal scenarios, equal seeds.

    The verdict: AFTER is faster, slower, or there is none yet, and how many more runs would
    settle it.
    """
    from reports.campaign.comparison import comparison, lead
    from reports.campaign.versus import versus

    forms = forms_of(form, FORMS)
    most = None if margin is None else margin_of(margin)
    sides = _sides(before, after, nights, (engine, workers, scheduler))
    made = versus(*sides)
    say(f"{made.after.name} against {made.before.name}", bold=True)
    say(fold(lead(made), lead="  ", indent="    "))
    _say_scenarios(made)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for path in write_report(out, NAME, comparison(made), forms):
            say(f"  written {path}")
    found = made.headline
    ctx.exit(1 if most is not None and found.called == "slower" and found.ratio > 1 + most else 0)


def margin_of(text: str) -> float:
    """`10%` or `10` as 0.1.

    Raises:
        Unusable: it is no percentage.
    """
    try:
        value = float(text.strip().removesuffix("%"))
    except ValueError:
        value = -1.0
    if not 0 <= value < 1_000:  # noqa: PLR2004 - more is no margin
        raise Unusable(f"--margin {text}: write a percentage, such as 10%")
    return value / 100


def _say_scenarios(made: Versus) -> None:
    from reports.campaign.comparison import change

    if len(made.scenarios) < 2:  # noqa: PLR2004 - one is the whole
        return
    widest = max(len(one.scenario) for one in made.scenarios)
    for one in made.scenarios:
        found = one.found
        pairs = f"{found.pairs} pairs"
        say(f"  {one.scenario:{widest}}  {pairs:>10}  {change(found.ratio):>9}  {found.called}")


def _sides(
    before: str, after: str, nights: dict[str, Any], how: tuple[str, int | None, str | None]
) -> tuple[Side, Side]:
    from sim.campaigns.compare import read_side

    asked = (read_side(before), read_side(after))
    kept = [_is_kept(one) for one in asked]
    if all(kept):
        if any(nights.values()) or how != ("joblib", None, None):
            raise Unusable(
                "both sides have already been played: leave out the options that say what to play"
            )
        one, other = (_kept(side) for side in asked)
        return one, other
    if any(kept):
        played = asked[kept.index(False)].text
        raise Unusable(
            f"{played}: is no campaign's directory; compare two that were played, or two "
            "responders that are played now"
        )
    return _played(before, after, nights, how)


def _is_kept(asked: SideAsked) -> bool:
    """A campaign, or a directory of records that is none itself."""
    from sim.campaigns.compare import is_campaign
    from sim.journal.file import JOURNAL_NAME

    place = Path(asked.place)
    return is_campaign(asked.place) or (place.is_dir() and not (place / JOURNAL_NAME).exists())


def _kept(asked: SideAsked) -> Side:
    from sim.campaigns.compare import is_campaign, side_of, table_of

    if is_campaign(asked.place):
        return side_of(asked, table_of(asked.place))
    return side_of(asked, _records(Path(asked.place)), Path(asked.place).name)


def _records(folder: Path) -> pd.DataFrame:
    """The records of a team, as runs: the latest of each scenario and seed."""
    from sim.surfaces.training import read_records

    found = read_records(folder, lambda line: say(line, err=True))
    latest = found.drop_duplicates(["scenario", "seed"], keep="last")
    named = {"scenario_digest": "scenario_edition", "team": "responder"}
    kept = latest.rename(columns=named)
    # A record's own journal is its own: what is shared by two records is not looked for.
    return kept.assign(failed=None, journal_digest=kept["record"], policy=kept["policy_digest"])


def _played(
    before: str, after: str, nights: dict[str, Any], how: tuple[str, int | None, str | None]
) -> tuple[Side, Side]:
    """Two responders, played now on the same runs."""
    from sim.campaigns.compare import read_side, side_of
    from sim.campaigns.table import read_table
    from sim.surfaces.campaigns import engine_of, played, resolved

    if before == after:
        raise Unusable(f"{before}: both sides are the same")
    names = ("before", "after")
    plan = plan_of(
        {
            **{name: value for name, value in nights.items() if name != "median"},
            **{name: listed(nights[name] or "") for name in ("scenarios", "policies", "profiles")},
            "take": "median" if nights["median"] else None,
            "responders": [
                {"use": use, "label": name}
                for use, name in zip((before, after), names, strict=True)
            ],
        }
    )
    campaign = resolved(plan)
    with TemporaryDirectory(prefix="tabletop-") as folder:
        played(campaign, plan, Path(folder), engine_of(*how), resume=False)
        table = read_table(Path(folder))
    for reason, several in table[table["failed"].notna()].groupby("failed"):
        say(f"{len(several)} runs failed and are left out: {reason}", err=True)
    one, other = (
        side_of(read_side(f"nights@responder={name}"), table, name=use)
        for use, name in zip((before, after), names, strict=True)
    )
    return one, other
