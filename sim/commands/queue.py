"""The operation queue: how full it is, what is in it, and forcing a pass."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from pydantic import Field

from sim.commands.command import Answer, Example, Params, Reply, command
from sim.commands.limits import Limit, Timestamp, instant_of
from sim.commands.tolerant import Clamped
from sim.scenario.names import Operation  # noqa: TC001 - pydantic reads it at run time
from sim.world.queue import STATUSES, OperationStatus, QueuedOperation
from sim.world.world import World


class QueueStatus(Answer):
    """How full the queue is."""

    total_queued: int = Field(description="Pending and processing.")
    pending: int
    processing: int
    failed: int = Field(description="Given up: these writes are lost.")
    completed: int
    oldest_age_seconds: int
    max_queue_size: int


class OperationRecord(Answer):
    """One queued write."""

    id: str
    type: Operation
    status: OperationStatus
    priority: int
    user: str
    file: str
    queued_at: str
    finished_at: str | None
    retry_count: int
    max_retries: int
    next_retry_at: str | None
    error: str | None


class PassReport(Answer):
    """What a forced pass did."""

    processed: int
    completed: int
    retrying: int
    total_queued: int


class KindTotals(Answer):
    """Queued writes of one kind by what became of them."""

    type: Operation
    pending: int
    processing: int
    completed: int
    failed: int


class QueueStats(Answer):
    """What the queue has done since the start of the exercise."""

    total_queued: int = Field(description="Pending and processing.")
    accepted: int = Field(description="Operations ever queued.")
    completed: int
    failed: int
    retrying: int = Field(description="Waiting for their next retry.")
    retries: int = Field(description="Retries of all operations so far.")
    average_wait_seconds: float = Field(description="From queueing to COMPLETED.")
    max_queue_size: int
    used_percent: float
    by_type: tuple[KindTotals, ...]


class OperationParams(Params):
    """Which operations to show."""

    status: OperationStatus | None = None
    limit: Limit = 100
    since: Timestamp | None = None


class ProcessParams(Params):
    """How large a forced pass is."""

    batch_size: Annotated[int, Clamped(1, 1000)] = 10
    max_concurrent: Annotated[int, Clamped(1, 100)] = Field(
        default=10, description="Accepted; a pass is one step."
    )


@command("queue-status", access="open")
def queue_status(world: World) -> Reply[QueueStatus]:
    """How full the operation queue is."""
    queue = world.queue
    oldest = queue.oldest_at()
    return Reply(
        QueueStatus(
            total_queued=queue.total,
            pending=queue.pending,
            processing=queue.processing,
            failed=queue.lost,
            completed=queue.completed,
            oldest_age_seconds=0 if oldest is None else (world.now - oldest) // 1000,
            max_queue_size=queue.settings.max_size,
        )
    )


def _record(world: World, operation: QueuedOperation) -> OperationRecord:
    return OperationRecord(
        id=operation.id,
        type=operation.operation,
        status=operation.status,
        priority=operation.priority,
        user=world.catalogue.user(operation.user),
        file=world.catalogue.file(operation.file),
        queued_at=world.timestamp(operation.queued_at),
        finished_at=world.when(operation.finished_at),
        retry_count=operation.retries,
        max_retries=world.queue.settings.max_retries,
        next_retry_at=world.when(operation.next_at),
        error=operation.error or None,
    )


@command(
    "queue-operations",
    access="responder",
    example=Example(path="/health/queue/operations?status=FAILED"),
)
def queue_operations(world: World, params: OperationParams) -> Reply[tuple[OperationRecord, ...]]:
    """Queued writes, newest first; `data` is the array."""
    since = None if params.since is None else instant_of(world, "since", params.since)
    if isinstance(since, Reply):
        return since
    chosen = world.queue.select(params.status, since)
    records = tuple(_record(world, operation) for operation in chosen[: params.limit])
    found = Counter(operation.status for operation in world.queue.operations.values())
    counts = {str(status): found[status] for status in STATUSES}
    return Reply(records, total=len(chosen), counts=counts)


@command("queue-stats", access="responder")
def queue_stats(world: World) -> Reply[QueueStats]:
    """What the queue has done since the start of the exercise."""
    queue = world.queue
    everything = tuple(queue.operations.values())
    waits = [
        operation.finished_at - operation.queued_at
        for operation in everything
        if operation.status == "COMPLETED" and operation.finished_at is not None
    ]

    def totals(kind: Operation) -> KindTotals:
        statuses = [operation.status for operation in everything if operation.operation == kind]
        return KindTotals(
            type=kind,
            pending=statuses.count("PENDING"),
            processing=statuses.count("PROCESSING"),
            completed=statuses.count("COMPLETED"),
            failed=statuses.count("FAILED"),
        )

    return Reply(
        QueueStats(
            total_queued=queue.total,
            accepted=len(everything),
            completed=queue.completed,
            failed=queue.lost,
            retrying=queue.processing,
            retries=sum(operation.retries for operation in everything),
            average_wait_seconds=round(sum(waits) / len(waits) / 1000, 1) if waits else 0.0,
            max_queue_size=queue.settings.max_size,
            used_percent=round(100 * queue.total / queue.settings.max_size, 2),
            by_type=(totals("upload"), totals("delete")),
        )
    )


@command("queue-process", access="responder", example=Example(body={"batch_size": 50}))
def queue_process(world: World, params: ProcessParams) -> Reply[PassReport]:
    """Process the queue now; with the bucket down this uses up retries and loses operations."""
    result = world.queue.force(params.batch_size)
    return Reply(
        PassReport(
            processed=result.attempted,
            completed=result.completed,
            retrying=result.retrying,
            total_queued=world.queue.total,
        ),
        message=f"{result.attempted} operations processed, {result.completed} completed",
    )
