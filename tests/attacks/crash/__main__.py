"""A thousand kills: `python -m tests.attacks.crash` (or `make crash`), and their table.

python -m tests.attacks.crash --kills 1000 --write
python -m tests.attacks.crash --only drill --kills 40
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

from tests.attacks.crash.kinds import KINDS
from tests.attacks.crash.outcome import Count
from tests.attacks.figures import ended, options, publish, workers

GENERATION = 25
"""So many kills one record bears before it is ended and proved."""
WHOLE = 1000


def shoot(task: tuple[str, int, int]) -> tuple[str, Count]:
    """One record's kills: the kind, how many, and the seed of their instants."""
    name, kills, seed = task
    kind, _, _ = KINDS[name]
    chance = random.Random(seed)  # noqa: S311 - instants, not secrets
    count = Count()
    with tempfile.TemporaryDirectory(prefix="trainer-crash-") as folder:
        victim = kind(Path(folder))
        for _ in range(kills):
            count += Count.of(victim.kill(chance))
        if problem := victim.close():
            count += Count(problems=(f"{name}, seed {seed}: {problem}",))
    return name, count


def tasks(kills: int, only: str | None, seed: int) -> list[tuple[str, int, int]]:
    """Who is killed how often; each record with a seed of its own."""
    made: list[tuple[str, int, int]] = []
    for place, (name, (_, _, share)) in enumerate(KINDS.items()):
        if only not in {None, name}:
            continue
        rest = kills if only else max(1, kills * share // WHOLE)
        while rest:
            made.append((name, min(rest, GENERATION), seed + 1000 * place + len(made)))
            rest -= made[-1][1]
    return made


def table(counts: dict[str, Count], seed: int) -> str:
    """The rows of the page."""
    lines = [
        f"Seed {seed}.",
        "",
        "| killed | kills | acknowledged actions | lost | torn last lines | other problems |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    lines += [_row(KINDS[name][1], one) for name, one in counts.items()]
    return "\n".join((*lines, _row("all", sum(counts.values(), Count()))))


def _row(what: str, one: Count) -> str:
    figures = (one.kills, one.acknowledged, one.lost, one.torn, len(one.problems))
    return f"| {what} | {' | '.join(f'{figure:,}' for figure in figures)} |"


def main() -> int:
    """Kill, print, and with --write put the table into the page; 1 when something was lost."""
    asked = options("crash", __doc__ or "", "kills", WHOLE, KINDS)
    counts = {name: Count() for name in KINDS if asked.only in {None, name}}
    todo = tasks(asked.count, asked.only, asked.seed)
    with workers("crash", asked.jobs, tidy=True) as pool:
        for done, (name, one) in enumerate(pool.imap_unordered(shoot, todo), 1):
            counts[name] = counts[name] + one
            sys.stderr.write(f"{done} of {len(todo)} records: {name}, {one.kills} kills\n")
            for problem in one.problems:
                sys.stderr.write(f"  {problem}\n")
    made = table(counts, asked.seed)
    publish("crash", made, write=asked.write)
    return int(any(one.lost or one.problems for one in counts.values()))


if __name__ == "__main__":
    sys.exit(ended(main))
