"""A Ray actor that owns a child process. Only names of shards and small events pass through Ray."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import Any

from .child import EXIT_SETTINGS, Child, ChildDied, Event
from .shards import Shard
from .storage import Download, Output, remove_old_downloads

# The code of an attempt in which the child was lost with pictures in hand.
DIED = "died"


@dataclass(frozen=True)
class Job:
    """What is the same for all shards."""

    command: list[str]
    output: str
    silence: float = 60.0


@dataclass
class Result:
    """`done`: the event of the command; else why not. An attempt ended from outside is nobody's fault."""

    shard: Shard
    done: Event | None = None
    code: str = ""
    message: str = ""
    retryable: bool = True
    from_outside: bool = False


@dataclass
class Progress:
    shard: str | None = None
    event: Event = field(default_factory=dict)


class ShardActor:
    """Made into an actor by the driver, with `max_concurrency` 2: `progress` answers while `run` runs."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.output = Output(job.output)
        self.child: Child | None = None
        # Files that stay are removed by the next actor.
        with contextlib.suppress(Exception):
            remove_old_downloads()
            self.output.remove_published()
        self.current = Progress()

    def ready(self) -> Event:
        """Loads the models. Returns the event `ready`; raises ChildDied."""
        return self._child().ready

    def progress(self) -> Progress:
        return self.current

    def stop(self) -> None:
        if self.child:
            self.child.stop()

    def pid(self) -> int | None:
        """Of the child."""
        return self.child.process.pid if self.child else None

    def run(self, shard: Shard, forgive: bool) -> Result:
        """`forgive`: the attempt before was ended from outside, which is no fault of the picture in hand."""
        self.current = Progress(shard.id)
        try:
            child = self._child()
        except ChildDied as death:
            retryable = death.code != EXIT_SETTINGS
            return Result(shard, None, "start", death.message, retryable, death.from_outside)
        try:
            return self._run(child, shard, forgive)
        except ChildDied as death:
            return Result(shard, None, DIED, death.message, from_outside=death.from_outside)
        except FileNotFoundError as error:
            return Result(shard, None, "missing", str(error), retryable=False)
        except Exception as error:  # noqa: BLE001 - an object store that fails, in the words of its library
            return Result(shard, code="storage", message=f"{type(error).__name__}: {error}")
        finally:
            self.current = Progress()

    def _run(self, child: Child, shard: Shard, forgive: bool) -> Result:
        with Download(shard) as address:
            message: dict[str, Any] = {"id": shard.id, "in": address, "out": str(self.output.folder())}
            if forgive:
                message["forgive"] = True
            event = child.run(message, self._on_progress)
        if event["event"] == "failed":
            return Result(shard, None, event["code"], event["message"], bool(event["retryable"]))
        self.output.publish(shard)
        return Result(shard, event)

    def _child(self) -> Child:
        if self.child is None or self.child.process.poll() is not None:
            self.child = Child(self.job.command, self.job.silence)
        return self.child

    def _on_progress(self, event: Event) -> None:
        self.current.event = event
