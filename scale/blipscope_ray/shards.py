"""Names of shards: `s3://bucket/{00000..09999}.tar`, globs, or a text file with one address a line."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

import fsspec

BRACES = re.compile(r"\{(\d+)\.\.(\d+)\}")
ENDINGS = re.compile(r"\.(tar|tar\.gz|tgz|parquet|txt|list)$", re.IGNORECASE)


@dataclass(frozen=True)
class Shard:
    """`id` names its outputs: `<id>.parquet`, `<id>_errors.jsonl`, `<id>_stats.json`."""

    id: str
    address: str


class InputError(Exception):
    """The shards cannot be listed as they are named."""


def list_shards(patterns: list[str]) -> list[Shard]:
    """The shards of all patterns in order. Raises InputError if there are none, or two have one id."""
    shards: dict[str, Shard] = {}
    for pattern in patterns:
        for address in addresses(pattern):
            shard = Shard(shard_id(address), address)
            other = shards.setdefault(shard.id, shard)
            if other.address != address:
                raise InputError(f"{other.address} and {address} would have the same output: rename one of them.")
    if not shards:
        raise InputError(f"There is no shard at {', '.join(patterns)}.")
    return list(shards.values())


def shard_id(address: str) -> str:
    """The name without its folder, its ending, and the query of a URL."""
    path = re.sub(r"[?#].*$", "", address) if "://" in address else address
    return ENDINGS.sub("", posixpath.basename(path.rstrip("/")))


def addresses(pattern: str) -> Iterator[str]:
    if pattern.startswith("@"):
        yield from lines_of(pattern[1:])
    elif BRACES.search(pattern):
        yield from expand(pattern)
    elif any(letter in pattern for letter in "*?["):
        yield from globbed(pattern)
    else:
        yield pattern


def expand(pattern: str) -> Iterator[str]:
    """`{00..02}` counts up with the digits of the first number, as WebDataset and bash do."""
    braces = BRACES.search(pattern)
    if braces is None:
        yield pattern
        return
    first, last = braces.groups()
    if int(last) < int(first):
        raise InputError(f"{braces.group()} counts down: write {{{last}..{first}}}.")
    for number in range(int(first), int(last) + 1):
        text = str(number).zfill(len(first))
        yield from expand(pattern[: braces.start()] + text + pattern[braces.end() :])


def globbed(pattern: str) -> Iterator[str]:
    filesystem, path = fsspec.core.url_to_fs(pattern)
    for found in sorted(filesystem.glob(path)):
        yield filesystem.unstrip_protocol(found) if "://" in pattern else found


def lines_of(address: str) -> Iterator[str]:
    with fsspec.open(address, "rt", encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield line.strip()
