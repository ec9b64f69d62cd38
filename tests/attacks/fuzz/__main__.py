"""Ten thousand spoiled inputs: `python -m tests.attacks.fuzz` (or `make fuzz`), and their table.

    python -m tests.attacks.fuzz --inputs 10000 --write
    python -m tests.attacks.fuzz --only runbooks --inputs 500

A finding is shown as the smallest input that still has it.
"""

from __future__ import annotations

import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.attacks.figures import ended, options, publish, workers
from tests.attacks.fuzz.targets import TARGETS, inputs

WHOLE = 10_000


@dataclass
class Tried:
    """What came of a target's inputs.

    Attributes:
        outcomes: how often each exit code or status came.
        longest_s: what the slowest took.
        problem: the finding, or nothing.
    """

    outcomes: Counter[int] = field(default_factory=Counter)
    longest_s: float = 0.0
    problem: str = ""


def fuzz(task: tuple[str, int, int]) -> tuple[str, Tried]:
    """A target's inputs: its name, how many, and the seed they are drawn from."""
    name, count, start = task
    target, tried = TARGETS[name][0], Tried()

    @seed(start)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(inputs(name))
    def each(data: bytes) -> None:
        begun = time.monotonic()
        code = target(data)
        tried.longest_s = max(tried.longest_s, time.monotonic() - begun)
        tried.outcomes[code] += 1

    try:
        each()
    except BaseException:  # noqa: BLE001 - whatever it is, it is the finding
        tried.problem = traceback.format_exc()[-3000:]
    return name, tried


def table(found: dict[str, Tried], start: int) -> str:
    """The rows of the page."""
    lines = [
        f"Seed {start}; {sum(one.outcomes.total() for one in found.values()):,} inputs.",
        "",
        "| fuzzed | inputs | outcomes, each with its number of inputs | open findings |",
        "|---|---:|---|---:|",
    ]
    for name, one in found.items():
        codes = ", ".join(f"{code}: {count:,}" for code, count in sorted(one.outcomes.items()))
        lines.append(f"| {name} | {one.outcomes.total():,} | {codes} | {int(bool(one.problem))} |")
    return "\n".join(lines)


def main() -> int:
    """Fuzz, print, and with --write put the table into the page; 1 when something was found."""
    asked = options("fuzz", __doc__ or "", "inputs", WHOLE, TARGETS)
    todo = [
        (name, asked.count if asked.only else max(1, share * asked.count // 100), asked.seed)
        for name, (_, _, share) in TARGETS.items()
        if asked.only in {None, name}
    ]
    found: dict[str, Tried] = {}
    with workers("fuzz", asked.jobs, tasks_each=1) as pool:
        for name, one in pool.imap(fuzz, todo):
            found[name] = one
            figures = f"{one.outcomes.total()} inputs, slowest {one.longest_s:.1f} s"
            sys.stderr.write(f"{name}: {figures}\n{one.problem}\n")
    made = table(found, asked.seed)
    publish("fuzz", made, write=asked.write)
    return int(any(one.problem for one in found.values()))


if __name__ == "__main__":
    sys.exit(ended(main))
