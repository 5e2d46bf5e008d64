"""Kills a run at random moments, starts it again, and compares its outputs with those of the bare command.

    PYTHONPATH=scale python -m tests.trials [--trials 20] [--seed 1] [--shards 4] [--pictures 60] [--work DIR]

In turn the child, the actor and the driver are killed with SIGKILL, when a random number of pictures is captioned and a
random part of a second later; in every other trial shards and outputs lie in a store of fsspec. Every trial ends with a run
that has nothing to do. Linux only: what belongs to a run is found by its environment in /proc.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from blipscope_ray.cli import EXIT_TRY_AGAIN
from blipscope_ray.driver import DEAD_LETTERS

from tests.real_command import COMMAND, bare_outputs, export_model, write_shard

VICTIMS = ("child", "actor", "driver")
MARK = "BLIPSCOPE_TRIAL"
CAN_RUN = sys.platform == "linux"
MAX_STARTS = 10
# Of processes that end by themselves after the driver's end: Ray's agents wait a minute for its controller to come back.
END_SECONDS = 150.0


@dataclass
class Trial:
    number: int
    victim: str
    pictures: int
    pause: float


def trials_of(seed: int, count: int, total: int) -> list[Trial]:
    """A third each of the victims. `total`: pictures of the run."""
    chance = random.Random(seed)
    return [Trial(index, VICTIMS[index % 3], chance.randrange(total), chance.random()) for index in range(count)]


@dataclass
class Place:
    """Where a trial reads and writes."""

    input: str
    out: Path
    log: Path
    # With what Ray, the driver and the command store meanwhile. Its path is short, as Ray has sockets there.
    temporary: Path
    is_remote: bool

    def flags(self) -> list[str]:
        store = "local://" if self.is_remote else ""
        return ["--input", f"{store}{self.input}", "--output", f"{store}{self.out}"]

    def logs(self) -> list[Path]:
        """Of attempts."""
        folder = next(self.temporary.glob("blipscope-ray-*"), self.out) if self.is_remote else self.out
        return list(folder.glob(".*~log"))

    def left_over(self) -> list[str]:
        """Temporary files of the driver and of the command."""
        downloads = self.temporary.glob("blipscope-shard-*")
        return [str(path) for path in [*downloads, *self.temporary.glob("blipscope-ray-*/*")]]


class Run:
    """The command `blipscope-ray` with whatever it starts."""

    def __init__(self, flags: list[str], place: Place) -> None:
        self.mark, self.place = uuid.uuid4().hex, place
        place.temporary.mkdir(exist_ok=True)
        added = {MARK: self.mark, "TMPDIR": str(place.temporary), "RAY_USAGE_STATS_ENABLED": "0"}
        with place.log.open("ab") as file:
            self.driver = subprocess.Popen(
                [sys.executable, "-m", "blipscope_ray", *flags, *place.flags()],
                env={**os.environ, **added},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
            )

    def processes(self) -> dict[int, list[str]]:
        """The command lines of all that the run has started and that is not over."""
        return dict(processes_with(f"{MARK}={self.mark}"))

    def find(self, victim: str) -> int | None:
        """The process id of one that works; None if there is none at the moment."""
        if victim == "driver":
            return self.driver.pid
        children = [pid for pid, command in self.processes().items() if "work" in command and "node" in command[0]]
        if not children:
            return None
        return children[0] if victim == "child" else parent_of(children[0])

    def captioned(self, pictures: int) -> int:
        """Results so far, by the markers and by the logs of attempts. `pictures`: of a shard."""
        done = len(list(self.place.out.glob("*_stats.json")))
        return done * pictures + sum(count_results(log) for log in self.place.logs())

    def wait(self) -> int:
        return self.driver.wait(600)

    def left_behind(self) -> list[str]:
        """What does not end after the driver's end; it is killed."""
        deadline = time.monotonic() + END_SECONDS
        while (left := self.processes()) and time.monotonic() < deadline:
            time.sleep(0.2)
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        return [f"{pid} {' '.join(command)[:200]}" for pid, command in left.items()]


def processes_with(variable: str) -> Iterator[tuple[int, list[str]]]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # The environment of a process that is over and not yet waited for is empty.
            if variable.encode() in (folder / "environ").read_bytes().split(b"\0"):
                yield int(folder.name), (folder / "cmdline").read_text().split("\0")
        except (OSError, UnicodeDecodeError):
            continue


def parent_of(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()[1])
    except OSError:
        return None


def count_results(log: Path) -> int:
    try:
        return log.read_bytes().count(b'{"key":')
    except OSError:
        return 0


class Shards:
    """The shards, and what must come of them."""

    def __init__(self, work: Path, shards: int, pictures: int) -> None:
        self.work, self.shards, self.pictures = work, shards, pictures
        self.model = export_model(work / "model")
        paths = [work / f"{shard:05}.tar" for shard in range(shards)]
        for shard, path in enumerate(paths):
            write_shard(path, pictures, first=shard * pictures)
        self.expected = bare_outputs(paths, work / "bare", ["--model", str(self.model), "--threads", "1"])
        self.input = f"{work}/{{00000..{shards - 1:05}}}.tar"
        self.flags = ["--model", str(self.model), "--num-actors", "2", "--command", " ".join(COMMAND)]

    def problems(self, out: Path) -> list[str]:
        """Outputs that are missing, other ones, or too many. Hidden files are those of attempts."""
        found = {file.name: file.read_bytes() for file in out.iterdir() if file.name != DEAD_LETTERS}
        names = sorted(found.keys() | self.expected.keys())
        wrong = [name for name in names if found.get(name) != self.expected.get(name)]
        letters = (out / DEAD_LETTERS).read_text()
        return [f"{name} is not as it should be" for name in wrong] + ([f"dead letters: {letters}"] if letters else [])

    def run(self, trial: Trial) -> list[str]:
        """Returns what went wrong."""
        out, log = self.work / f"out-{trial.number}", self.work / f"{trial.number}.log"
        place = Place(self.input, out, log, self.work / f"t{trial.number}", is_remote=trial.number % 2 == 1)
        out.mkdir()
        while (problems := self._killed(Run(self.flags, place), trial)) is None:
            # It was over before the kill.
            trial = replace(trial, pictures=trial.pictures // 2, pause=trial.pause / 2)
            shutil.rmtree(out)
            out.mkdir()
        if trial.victim == "driver":
            problems += self._resumed(place)
        before = states_in(out)
        problems += self._resumed(place)
        if states_in(out) != before:
            problems.append("the last run has written what was done")
        problems += self.problems(out) + [f"left over: {path}" for path in place.left_over()]
        if not problems:
            shutil.rmtree(out)
            shutil.rmtree(place.temporary)
            log.unlink()
        return problems

    def _killed(self, run: Run, trial: Trial) -> list[str] | None:
        """Returns what went wrong; None if there was nothing to kill any more."""
        while run.captioned(self.pictures) < trial.pictures and run.driver.poll() is None:
            time.sleep(0.005)
        time.sleep(trial.pause)
        victim = run.find(trial.victim)
        if victim is None or run.driver.poll() is not None:
            self._end(run)
            return None
        os.kill(victim, signal.SIGKILL)
        return self._end(run, trial.victim == "driver")

    def _resumed(self, place: Place) -> list[str]:
        """Runs until the end. Ray gives up its start after 30 s, which a busy machine may need."""
        for _ in range(MAX_STARTS):
            run = Run(self.flags, place)
            if run.wait() != EXIT_TRY_AGAIN:
                break
            run.left_behind()
        return self._end(run)

    def _end(self, run: Run, is_killed: bool = False) -> list[str]:
        code = run.wait()
        wanted = -signal.SIGKILL if is_killed else 0
        wrong = [] if code == wanted else [f"the run ends with {code} instead of {wanted}"]
        return wrong + [f"left behind: {process}" for process in run.left_behind()]


def states_in(folder: Path) -> dict[str, tuple[int, int]]:
    files = [file for file in folder.iterdir() if file.name != DEAD_LETTERS]
    return {file.name: (file.stat().st_ino, file.stat().st_mtime_ns) for file in files}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser("trials", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shards", type=int, default=4)
    parser.add_argument("--pictures", type=int, default=60)
    parser.add_argument("--work", type=Path)
    flags = parser.parse_args(arguments)
    work = (flags.work or Path(tempfile.mkdtemp(prefix="t-"))).absolute()
    work.mkdir(parents=True, exist_ok=True)
    shards = Shards(work, flags.shards, flags.pictures)
    wrong = 0
    for trial in trials_of(flags.seed, flags.trials, flags.shards * flags.pictures):
        problems = shards.run(trial)
        wrong += bool(problems)
        moment = f"after {trial.pictures} pictures + {trial.pause:.2f} s"
        print(f"{trial.number} {trial.victim} {moment}: {'; '.join(problems) or 'fine'}", flush=True)
    print(f"{flags.trials - wrong} of {flags.trials} trials are fine")
    if not flags.work and not wrong:
        shutil.rmtree(work)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
