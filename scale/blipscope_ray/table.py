"""The table of progress, on a terminal in place, elsewhere now and then."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from .driver import Counts


class Table:
    def __init__(self, out: TextIO = sys.stderr, every: float = 30.0) -> None:
        self.out, self.in_place = out, out.isatty()
        self.every = 1.0 if self.in_place else every
        self.start = self.shown_at = time.monotonic()
        self.height = 0

    def show(self, counts: Counts, at_end: bool = False) -> None:
        now = time.monotonic()
        if not at_end and now - self.shown_at < self.every:
            return
        self.shown_at = now
        lines = table_of(counts, now - self.start)
        if self.in_place and self.height:
            self.out.write(f"\x1b[{self.height}A\x1b[J")
        self.out.write("\n".join(lines) + "\n")
        self.out.flush()
        self.height = len(lines)

    def log(self, message: str) -> None:
        self.out.write(f"{message}\n")
        self.height = 0


def table_of(counts: Counts, seconds: float) -> list[str]:
    running = sum(event.get("done", 0) for event in counts.running.values())
    speed = (counts.rows + running) / seconds if seconds else 0.0
    finished = counts.skipped + counts.done + counts.dead
    head = (
        f"shards {finished}/{counts.shards} ({counts.skipped} before, {counts.dead} left out, {counts.retries} retries)"
        f"  pictures {counts.rows + running} ({counts.failed} failed, {counts.kept} kept)"
        f"  {speed:.1f}/s  {left(counts, finished, running, speed)}"
    )
    rows = [
        f"  {id:<24} {event.get('done', 0):>7}/{event.get('of') or '?':<7} "
        f"{event.get('errors', 0):>5} errors {event.get('perSecond') or 0:>8.1f}/s"
        for id, event in sorted(counts.running.items())
    ]
    return [head, *rows]


def left(counts: Counts, finished: int, running: int, speed: float) -> str:
    """By the mean size of the shards that are done."""
    if not counts.done or not speed:
        return ""
    pictures = (counts.shards - finished) * counts.rows / counts.done - running
    minutes = max(0.0, pictures) / speed / 60
    return f"{minutes:.0f} min left" if minutes < 120 else f"{minutes / 60:.1f} h left"
