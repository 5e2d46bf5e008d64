"""Hands names of shards to a fixed pool of actors, and gives up a shard that fails for reasons of its own."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import ray

from .actor import DIED, Job, Result, ShardActor
from .child import Event
from .shards import Shard
from .storage import Output

DEAD_LETTERS = "dead_letters.jsonl"
# Of a shard, attempts that were ended from outside included.
MAX_STARTS = 100
# Of a shard's children that crash: each crash brings the command nearer to the picture, which it leaves out then.
MAX_CRASHES = 20
MAX_PAUSE = 60.0
POLL_SECONDS = 1.0

FINGERPRINT = ("version", "model", "matcher", "settings")


class FingerprintError(Exception):
    """The output has shards of another model, other settings or another version."""


class StartError(Exception):
    """No actor can start its child process."""


@dataclass(frozen=True)
class Pool:
    """`num_actors` processes with these resources each."""

    num_actors: int
    cpus: float
    gpus: float = 0.0


@dataclass
class Work:
    """A shard on its way."""

    shard: Shard
    starts: int = 0
    failures: int = 0
    crashes: int = 0
    forgive: bool = False
    not_before: float = 0.0


@dataclass
class Counts:
    """What the table shows."""

    shards: int
    skipped: int = 0
    done: int = 0
    dead: int = 0
    retries: int = 0
    rows: int = 0
    kept: int = 0
    failed: int = 0
    running: dict[str, Event] = field(default_factory=dict)


class Driver:
    def __init__(
        self,
        job: Job,
        pool: Pool,
        max_attempts: int = 3,
        first_pause: float = 1.0,
        report: Callable[[Counts], None] = lambda counts: None,
        log: Callable[[str], None] = print,
    ) -> None:
        self.job, self.pool, self.max_attempts, self.first_pause = job, pool, max_attempts, first_pause
        self.report, self.log = report, log
        self.output = Output(job.output)
        self.waiting: deque[Work] = deque()
        self.running: dict[ray.ObjectRef, tuple[Any, Work]] = {}
        self.idle: list[Any] = []
        self.letters: list[dict[str, Any]] = []
        self.counts = Counts(0)
        self.stopping = False

    def run(self, shards: list[Shard]) -> Counts:
        """Captions the shards that have no commit marker yet. Raises FingerprintError, StartError."""
        self.counts = Counts(len(shards))
        first = self._new_actor()
        todo = self._without_done(shards, self._ready(first))
        self.idle = [first] + [self._new_actor() for _ in range(min(self.pool.num_actors, len(todo)) - 1)]
        self.waiting = deque(Work(shard) for shard in todo)
        self._write_letters()
        try:
            while self.running or (self.waiting and not self.stopping):
                self._assign()
                self._collect()
                self._ask_progress()
                self.report(self.counts)
        finally:
            self._end()
        return self.counts

    def stop(self) -> None:
        """No further shards; the children finish their pictures. What is finished is resumed by the next run."""
        self.stopping = True
        for actor, _ in self.running.values():
            actor.stop.remote()

    def _new_actor(self) -> Any:
        options = {"num_cpus": self.pool.cpus, "num_gpus": self.pool.gpus, "max_concurrency": 3}
        return ray.remote(ShardActor).options(**options).remote(self.job)

    def _ready(self, actor: Any) -> Event:
        try:
            return ray.get(actor.ready.remote())
        except ray.exceptions.RayError as error:
            cause = getattr(error, "cause", None) or error
            raise StartError(getattr(cause, "message", str(cause))) from error

    def _without_done(self, shards: list[Shard], ready: Event) -> list[Shard]:
        markers = self.output.markers()
        wanted = fingerprint_of(ready)
        for shard in shards:
            marker = markers.get(shard.id)
            if marker is not None and fingerprint_of(marker.get("fingerprint")) != wanted:
                raise FingerprintError(
                    f"{self.output.address} has the shard {shard.id} of another model, other settings or another "
                    f"version: {marker.get('fingerprint')} instead of {wanted}. Choose another folder."
                )
        # A child that was killed after the marker has left its log: the next one removes it.
        unfinished = self.output.ids_with_attempts()
        todo = [shard for shard in shards if shard.id not in markers or shard.id in unfinished]
        self.counts.skipped = len(shards) - len(todo)
        return todo

    def _assign(self) -> None:
        now = time.monotonic()
        for _ in range(len(self.waiting)):
            if not self.idle or self.stopping:
                return
            work = self.waiting.popleft()
            if work.not_before > now:
                self.waiting.append(work)
                continue
            actor = self.idle.pop()
            work.starts += 1
            self.running[actor.run.remote(work.shard, work.forgive)] = (actor, work)

    def _collect(self) -> None:
        if not self.running:
            time.sleep(POLL_SECONDS / 10)
            return
        finished, _ = ray.wait(list(self.running), timeout=POLL_SECONDS)
        for reference in finished:
            actor, work = self.running.pop(reference)
            self.counts.running.pop(work.shard.id, None)
            try:
                self._finish(work, ray.get(reference))
                self.idle.append(actor)
            except ray.exceptions.RayActorError as error:
                self.log(f"{work.shard.id}: an actor is lost: {str(error).splitlines()[0]}")
                self._retry(work, Result(work.shard, code="actor", message="the actor was lost", from_outside=True))
                work.forgive = False
                self.idle.append(self._new_actor())

    def _finish(self, work: Work, result: Result) -> None:
        if result.done is None:
            self._retry(work, result)
            return
        self.counts.done += 1
        self.counts.rows += result.done["rows"]
        self.counts.kept += result.done["kept"]
        self.counts.failed += result.done["failed"]

    def _retry(self, work: Work, result: Result) -> None:
        if self.stopping:
            return
        work.forgive = result.from_outside
        if result.code == DIED and not result.from_outside:
            work.crashes += 1
        elif not result.from_outside:
            work.failures += 1
        is_over = (
            work.failures >= self.max_attempts or work.crashes >= MAX_CRASHES or work.starts >= MAX_STARTS
        )
        if not result.retryable or is_over:
            self._give_up(work, result)
            return
        self.log(f"{work.shard.id}: {result.message}; it is tried again")
        self.counts.retries += 1
        pause = min(MAX_PAUSE, self.first_pause * 2 ** (work.failures - 1)) if work.failures else 0.0
        work.not_before = time.monotonic() + pause
        self.waiting.append(work)

    def _give_up(self, work: Work, result: Result) -> None:
        shard = work.shard
        self.log(f"{shard.id}: {result.message}; it is left out")
        self.counts.dead += 1
        letter = {"id": shard.id, "in": shard.address, "code": result.code, "message": result.message}
        self.letters.append({**letter, "attempts": work.starts})
        self._write_letters()

    def _write_letters(self) -> None:
        self.output.write_text(DEAD_LETTERS, "".join(json.dumps(letter) + "\n" for letter in self.letters))

    def _ask_progress(self) -> None:
        asked = {work.shard.id: actor.progress.remote() for actor, work in self.running.values()}
        answered, _ = ray.wait(list(asked.values()), num_returns=len(asked), timeout=1.0) if asked else ([], [])
        for id, reference in asked.items():
            if reference not in answered:
                continue
            try:
                self.counts.running[id] = ray.get(reference).event
            except ray.exceptions.RayError:
                # `run` of the same actor says so, too.
                continue

    def _end(self) -> None:
        stops = [actor.stop.remote() for actor in self.idle]
        if stops:
            ray.wait(stops, num_returns=len(stops), timeout=30.0)


def fingerprint_of(event: Any) -> dict[str, Any]:
    return {name: event.get(name) for name in FINGERPRINT} if isinstance(event, dict) else {}
