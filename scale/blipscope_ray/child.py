"""The child process `blipscope work`: JSON lines on its standard input and output, logs on its standard error."""

from __future__ import annotations

import json
import queue
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

Event = dict[str, Any]

# Exit codes of the command, as in sysexits.h.
EXIT_SETTINGS = 64
# Whoever asks for a stop waits this long for the picture in hand.
STOP_SECONDS = 60.0


class ChildDied(Exception):
    """The child ended without an answer. `from_outside`: by a signal that was no fault of its own."""

    def __init__(self, message: str, from_outside: bool = False, code: int | None = None) -> None:
        super().__init__(message, from_outside, code)
        self.message, self.from_outside, self.code = message, from_outside, code


class Child:
    """Starts the command and waits until its models are loaded. Raises ChildDied."""

    def __init__(self, command: list[str], silence: float, start: float = 600.0) -> None:
        self.silence = silence
        self.lines: queue.Queue[str | None] = queue.Queue()
        self.oom_kills = oom_kills()
        # Its errors go to the log of the actor, which Ray shows. Without a session of its own it would get the
        # terminal's Ctrl-C, too.
        try:
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, start_new_session=True
            )
        except OSError as error:
            raise ChildDied(str(error)) from None
        threading.Thread(target=self._read, daemon=True).start()
        self.ready = self._next(start)
        if self.ready.get("event") != "ready":
            self.kill()
            raise ChildDied(f"the command said {self.ready} instead of that it is ready")

    def run(self, shard: dict[str, Any], on_progress: Callable[[Event], None]) -> Event:
        """Sends a shard and returns the event `done` or `failed`. Raises ChildDied."""
        self._send({"op": "shard", **shard})
        while True:
            event = self._next(self.silence)
            if event.get("id") != shard["id"]:
                self.kill()
                raise ChildDied(f"the command spoke of {event.get('id')} instead of {shard['id']}")
            if event.get("event") in ("done", "failed"):
                return event
            on_progress(event)

    def stop(self) -> None:
        """Lets it finish its picture, and kills it when that takes too long."""
        try:
            self._send({"op": "stop"})
            self.process.wait(STOP_SECONDS)
        except (ChildDied, subprocess.TimeoutExpired):
            self.kill()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def _send(self, message: Event) -> None:
        try:
            assert self.process.stdin is not None
            self.process.stdin.write(json.dumps(message) + "\n")
            self.process.stdin.flush()
        except (BrokenPipeError, ValueError):
            raise self._death() from None

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def _next(self, seconds: float) -> Event:
        try:
            line = self.lines.get(timeout=seconds)
        except queue.Empty:
            # Its heartbeat comes from a thread that does not run the model: this process hangs.
            self.kill()
            raise ChildDied(f"no sign of life for {seconds:.0f} s") from None
        if line is None:
            raise self._death()
        try:
            event = json.loads(line)
        except json.JSONDecodeError:
            event = None
        if not isinstance(event, dict):
            self.kill()
            raise ChildDied(f"the command printed {line.strip()[:200]!r}, which is no event")
        return event

    def _death(self) -> ChildDied:
        code = self.process.wait()
        if code >= 0:
            return ChildDied(f"the command ended with exit code {code}", code=code)
        # The kernel kills with the same signal when memory runs out, and counts that.
        from_outside = -code in (signal.SIGKILL, signal.SIGTERM) and oom_kills() == self.oom_kills
        return ChildDied(f"the command was ended by {signal.Signals(-code).name}", from_outside)


def oom_kills() -> int:
    """Processes that the kernel has killed for lack of memory: in this control group, or on this machine."""
    for path in (Path("/sys/fs/cgroup/memory.events"), Path("/proc/vmstat")):
        try:
            for line in path.read_text().splitlines():
                name, _, count = line.partition(" ")
                if name == "oom_kill":
                    return int(count)
        except OSError:
            continue
    return 0


