"""What the driver and its protocol cost, and what a second actor brings: the same shards by the bare command, by a child
process without Ray, and by the driver with one and two actors of one core each, in turn. The first shard of each
actor warms up. CPU time is that of all processes that belong to a run, while it captions. Linux only.

    PYTHONPATH=scale .cache/ray/venv/bin/python bench/scale.py [--model DIR] [--shards 6] [--pictures 200] [--rounds 3]

Without --model the demo model is exported. Shards are an even number, so that two actors end together.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from blipscope_ray.child import Child
from tests.real_command import COMMAND, ROOT, write_shard
from tests.trials import MARK, processes_with

TICKS = os.sysconf("SC_CLK_TCK")
POLL_SECONDS = 0.05


@dataclass
class Measured:
    pictures: int
    seconds: float
    cpu: float


@dataclass
class Setup:
    work: Path
    model: Path
    shards: int
    pictures: int

    def __post_init__(self) -> None:
        self.ids = [f"{shard:05}" for shard in range(self.shards)]
        self.flags = ["--model", str(self.model), "--threads", "1"]

    def input(self, id: str) -> str:
        return str(self.work / f"{id}.tar")


def bare(setup: Setup, out: Path) -> Measured:
    """Start and load of the command are not counted. Unlike the others it warms up anew in each shard: let shards be long."""
    total = Measured(0, 0.0, 0.0)
    for id in setup.ids[1:]:
        command = [*COMMAND, "shard", setup.input(id), "--out", str(out), *setup.flags]
        with marked() as mark:
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            wait_until(lambda: list(out.glob(f".{id}~*")), process)
            part = until_done(mark, out, setup.pictures, lambda: (out / f"{id}_stats.json").exists(), process)
            process.wait()
        total = Measured(total.pictures + part.pictures, total.seconds + part.seconds, total.cpu + part.cpu)
    return total


def child(setup: Setup, out: Path) -> Measured:
    """`blipscope work`, told what to do by this process."""
    with marked() as mark:
        process = Child([*COMMAND, "work", *setup.flags], silence=600.0)
        out.mkdir()
        run = lambda id: process.run({"id": id, "in": setup.input(id), "out": str(out)}, lambda event: None)
        run(setup.ids[0])
        start, cpu = time.monotonic(), cpu_seconds(mark)
        for id in setup.ids[1:]:
            run(id)
        measured = Measured((setup.shards - 1) * setup.pictures, time.monotonic() - start, cpu_seconds(mark) - cpu)
        process.stop()
    return measured


def driver(actors: int) -> Callable[[Setup, Path], Measured]:
    def run(setup: Setup, out: Path) -> Measured:
        inputs = f"{setup.work}/{{{setup.ids[0]}..{setup.ids[-1]}}}.tar"
        flags = ["--input", inputs, "--output", str(out), "--model", str(setup.model)]
        command = [sys.executable, "-m", "blipscope_ray", *flags, "--num-actors", str(actors), "--command", " ".join(COMMAND)]
        markers = lambda: len(list(out.glob("*_stats.json")))
        with marked() as mark, (setup.work / "driver.log").open("w") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)
            wait_until(lambda: markers() >= actors, process)
            pictures = (setup.shards - actors) * setup.pictures
            measured = until_done(mark, out, pictures, lambda: markers() == setup.shards, process)
            if process.wait() != 0:
                raise RuntimeError((setup.work / "driver.log").read_text())
        return measured

    return run


RUNS: dict[str, Callable[[Setup, Path], Measured]] = {
    "the bare command": bare,
    "a child process": child,
    "the driver, one actor": driver(1),
    "the driver, two actors": driver(2),
}


@contextmanager
def marked():
    """Processes that are started meanwhile can be found by the mark in their environment."""
    value = os.urandom(8).hex()
    os.environ[MARK] = value
    try:
        yield f"{MARK}={value}"
    finally:
        del os.environ[MARK]


def wait_until(is_there: Callable[[], object], process: subprocess.Popen) -> None:
    while not is_there():
        if process.poll() not in (None, 0):
            raise RuntimeError(f"the command ended with {process.returncode}")
        time.sleep(POLL_SECONDS)


def until_done(mark: str, out: Path, pictures: int, is_done: Callable[[], bool], process: subprocess.Popen) -> Measured:
    """From now on. The CPU time is taken while the processes are still there."""
    start, before, now = time.monotonic(), cpu_seconds(mark), 0.0

    def sampled() -> bool:
        nonlocal now
        now = max(now, cpu_seconds(mark))
        return is_done()

    wait_until(sampled, process)
    return Measured(pictures, time.monotonic() - start, now - before)


def cpu_seconds(mark: str) -> float:
    return sum(cpu_of(pid) for pid, _ in processes_with(mark))


def cpu_of(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS
    except OSError:
        return 0.0


def setup_of(flags: argparse.Namespace, work: Path) -> Setup:
    model = flags.model or work / "model"
    if flags.model is None:
        checkpoint = str(ROOT / "demo-model/checkpoint")
        subprocess.run([*COMMAND, "export", checkpoint, "--out", str(model)], check=True, stdout=subprocess.DEVNULL)
    setup = Setup(work, model.absolute(), flags.shards, flags.pictures)
    for shard, id in enumerate(setup.ids):
        write_shard(Path(setup.input(id)), flags.pictures, first=shard * flags.pictures)
    return setup


def table(measured: dict[str, list[Measured]]) -> str:
    pace = {name: statistics.median(each.pictures / each.seconds for each in all) for name, all in measured.items()}
    cpu = {name: statistics.median(1000 * each.cpu / each.pictures for each in all) for name, all in measured.items()}
    first = next(iter(measured))
    rows = [
        f"| {name} | {pace[name]:.2f} | {pace[name] / pace[first]:.2f} | {cpu[name]:.1f} | {cpu[name] / cpu[first]:.3f} |"
        for name in measured
    ]
    head = ["| | pictures a second | ÷ bare | CPU ms a picture | ÷ bare |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([*head, *rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--shards", type=int, default=6)
    parser.add_argument("--pictures", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    flags = parser.parse_args()
    if flags.shards < 4 or flags.shards % 2:
        parser.error("--shards is an even number from 4: each of two actors warms up with one")
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    with tempfile.TemporaryDirectory(prefix="scale-") as folder:
        setup = setup_of(flags, Path(folder))
        measured: dict[str, list[Measured]] = {name: [] for name in RUNS}
        for number in range(flags.rounds):
            for name, run in RUNS.items():
                each = run(setup, Path(folder) / f"{name}-{number}")
                measured[name].append(each)
                print(f"round {number + 1}, {name}: {each}", file=sys.stderr, flush=True)
        print(table(measured))


if __name__ == "__main__":
    main()
