"""How much a runbook may use: simulated time, commands, and the clock on the wall."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.scenario.durations import HOUR, MINUTE

if TYPE_CHECKING:
    from sim.runbook.settings import RunbookSettings


@dataclass(frozen=True, slots=True)
class Budgets:
    """The limits of a run; what is spent ends a command, a block or the run, never silently.

    Attributes:
        monitor: simulated ms that `watch` and loops without an end are watched for.
        block: simulated ms for one block; the run's own limit is the exercise's horizon.
        block_calls: calls to the simulation in one block.
        run_calls: calls to the simulation in the whole run.
        block_steps: shell commands between two calls; stops a loop that does nothing.
        quiet_s: wall-clock seconds in which a block says and calls nothing.
        unasked_s: wall-clock seconds in which a block calls nothing, whatever it says.
        run_s: wall-clock seconds for the whole run.
        output: characters of output kept from one block.
    """

    monitor: int = 5 * MINUTE
    block: int = 2 * HOUR
    block_calls: int = 5_000
    run_calls: int = 20_000
    block_steps: int = 50_000
    quiet_s: float = 15.0
    unasked_s: float = 60.0
    run_s: float = 300.0
    output: int = 200_000


def budgets_of(settings: RunbookSettings) -> Budgets:
    """The limits, as far as a runbook's author declares others."""
    budgets = Budgets()
    if settings.monitor is not None:
        budgets = replace(budgets, monitor=settings.monitor)
    if settings.block is not None:
        budgets = replace(budgets, block=settings.block)
    return budgets
