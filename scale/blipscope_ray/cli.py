"""`blipscope-ray --input 's3://…/{00000..09999}.tar' --output … --model … --num-actors N --cpus-per-actor C`"""

from __future__ import annotations

import argparse
import math
import os
import shlex
import signal
import sys
import threading

import ray

from .actor import Job
from .child import EXIT_SETTINGS
from .driver import Driver, FingerprintError, Pool, StartError
from .shards import InputError, list_shards
from .table import Table

EXIT_LEFT_OUT = 1
EXIT_TRY_AGAIN = 75
EXIT_INTERRUPTED = 130


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("blipscope-ray", description="Captions shards of pictures on a Ray cluster.")
    parser.add_argument(
        "--input",
        nargs="+",
        required=True,
        metavar="SHARDS",
        help="addresses with {00000..09999} or *, or @FILE with one address a line: local, http(s), or of fsspec",
    )
    parser.add_argument("--output", required=True, metavar="DIR", help="a folder, local or of fsspec")
    parser.add_argument("--model", required=True, metavar="DIR", help="a captioner's bundle, on every machine")
    parser.add_argument("--matcher", metavar="DIR", help="a matcher's bundle, on every machine")
    parser.add_argument("--settings", metavar="FILE", help="JSON, on every machine")
    parser.add_argument("--num-actors", type=positive, metavar="N", help="default: as many as fit the cluster")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--cpus-per-actor", type=positive, default=1, metavar="C", help="default: 1")
    size.add_argument("--gpus-per-actor", type=share, default=0.0, metavar="G", help="e.g. 1, or 0.5 for two on one")
    parser.add_argument("--device", metavar="NAME", help="as of the command")
    parser.add_argument("--max-attempts", type=positive, default=3, metavar="N", help="of a shard (default: 3)")
    parser.add_argument("--silence", type=share, default=60.0, metavar="S", help="seconds before a child counts as hung")
    parser.add_argument("--address", metavar="ADDRESS", help="of a cluster, or auto (default: this machine)")
    parser.add_argument(
        "--command",
        default=os.environ.get("BLIPSCOPE", "blipscope"),
        help="the command of blipscope on every machine (default: $BLIPSCOPE, else blipscope)",
    )
    return parser


def positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("it must be 1 or more")
    return value


def share(text: str) -> float:
    value = float(text)
    if not value > 0 or not math.isfinite(value):
        raise argparse.ArgumentTypeError("it must be above 0")
    return value


def work_command(flags: argparse.Namespace) -> list[str]:
    command = [*shlex.split(flags.command), "work", "--model", flags.model]
    for name in ("matcher", "settings", "device"):
        if getattr(flags, name):
            command += [f"--{name}", getattr(flags, name)]
    return command if flags.gpus_per_actor else [*command, "--threads", str(flags.cpus_per_actor)]


def pool_of(flags: argparse.Namespace) -> Pool:
    cpus, gpus = (0.0, flags.gpus_per_actor) if flags.gpus_per_actor else (float(flags.cpus_per_actor), 0.0)
    resources = ray.cluster_resources()
    fitting = resources.get("GPU", 0) / gpus if gpus else resources.get("CPU", 1) / cpus
    most = max(1, math.floor(fitting))
    return Pool(flags.num_actors or most, cpus, gpus)


def main(arguments: list[str] | None = None) -> int:
    flags = parser().parse_args(arguments)
    try:
        return caption(flags)
    except (InputError, FingerprintError) as error:
        print(f"blipscope-ray: {error}", file=sys.stderr)
        return EXIT_SETTINGS
    except ClusterError as error:
        print(f"blipscope-ray: Ray could not be reached or started: {error}", file=sys.stderr)
        return EXIT_TRY_AGAIN
    except StartError as error:
        print(f"blipscope-ray: the command could not start: {error}", file=sys.stderr)
        return EXIT_SETTINGS


class ClusterError(Exception):
    """Ray cannot be started here, or the cluster does not answer."""


def start_ray(address: str | None) -> None:
    try:
        ray.init(address=address, include_dashboard=False, log_to_driver=True, configure_logging=False)
    except Exception as error:  # noqa: BLE001 - Ray raises plain exceptions, too
        raise ClusterError(str(error)) from error


def caption(flags: argparse.Namespace) -> int:
    shards = list_shards(flags.input)
    start_ray(flags.address)
    table = Table()
    job = Job(work_command(flags), flags.output, flags.silence)
    driver = Driver(job, pool_of(flags), flags.max_attempts, report=table.show, log=table.log)
    if threading.current_thread() is threading.main_thread():
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: driver.stop())
    try:
        counts = driver.run(shards)
    finally:
        ray.shutdown()
    table.show(counts, at_end=True)
    if driver.stopping:
        return EXIT_INTERRUPTED
    return EXIT_LEFT_OUT if counts.dead else 0
