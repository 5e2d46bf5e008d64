"""Where shards are read from and written to: local folders, or whatever fsspec opens."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import fsspec

from .shards import Shard

MARKER = "_stats.json"
# The command reads these itself.
READ_BY_COMMAND = ("http", "https", "file")
# In the order in which they are uploaded: the marker last.
OUTPUTS = (".parquet", ".tar", "_errors.jsonl", MARKER)


def scheme_of(address: str) -> str:
    found = re.match(r"^([a-z][a-z0-9+.-]+)://", address, re.IGNORECASE)
    return found.group(1).lower() if found else "file"


class Output:
    """The folder with the results. Where the command cannot write it, shards are staged on the local disk."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self.filesystem, self.path = fsspec.core.url_to_fs(self.address)
        self.is_local = scheme_of(address) == "file"
        self.path = self.path.rstrip("/")

    def folder(self) -> Path:
        """Where the command writes. The same one in each attempt on a machine, so that an attempt resumes another."""
        if self.is_local:
            path = urlparse(self.address).path if "://" in self.address else self.address
            folder = Path(unquote(path) if "://" in self.address else path).absolute()
        else:
            name = hashlib.sha256(self.address.encode()).hexdigest()[:16]
            folder = Path(tempfile.gettempdir()) / f"blipscope-ray-{name}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def publish(self, shard: Shard) -> None:
        """Uploads what the command has written, the commit marker last."""
        if self.is_local:
            return
        folder = self.folder()
        self.filesystem.makedirs(self.path, exist_ok=True)
        files = [folder / f"{shard.id}{ending}" for ending in OUTPUTS]
        written = [file for file in files if file.exists()]
        for file in written:
            self.filesystem.put_file(str(file), f"{self.path}/{file.name}")
        for file in written:
            file.unlink(missing_ok=True)

    def markers(self) -> dict[str, dict[str, Any]]:
        """The markers that are there, by the id of their shard. One that is not JSON counts as none."""
        try:
            names = self.filesystem.ls(self.path, detail=False, refresh=True)
        except FileNotFoundError:
            return {}
        paths = [name for name in names if name.endswith(MARKER)]
        contents = self.filesystem.cat(paths, on_error="omit") if paths else {}
        if isinstance(contents, bytes):
            contents = {paths[0]: contents}
        parsed = ((path.rsplit("/", 1)[-1][: -len(MARKER)], as_object(text)) for path, text in contents.items())
        return {id: marker for id, marker in parsed if marker is not None}

    def ids_with_attempts(self) -> set[str]:
        """Shards of which attempts have left hidden files in the output: `.<id>~<host>~…`."""
        if not self.is_local:
            return set()
        return {file.name[1:].split("~")[0] for file in self.folder().glob(".*~*")}

    def remove_published(self) -> None:
        """Removes what the command has staged on this machine of shards that are published."""
        if self.is_local:
            return
        for file in self.folder().iterdir():
            id = staged_id(file.name)
            if id is not None and self.filesystem.exists(f"{self.path}/{id}{MARKER}"):
                file.unlink(missing_ok=True)

    def write_text(self, name: str, text: str) -> None:
        self.filesystem.makedirs(self.path, exist_ok=True)
        self.filesystem.pipe_file(f"{self.path}/{name}", text.encode())


def as_object(text: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def staged_id(name: str) -> str | None:
    """The shard of a file that the command has written."""
    if name.startswith("."):
        return name[1:].split("~")[0] if "~" in name else None
    ending = next((ending for ending in OUTPUTS if name.endswith(ending)), None)
    return name.removesuffix(ending) if ending else None


DOWNLOAD = "blipscope-shard-"


def remove_old_downloads() -> None:
    """Removes what actors have downloaded to this machine that were killed meanwhile."""
    for folder in Path(tempfile.gettempdir()).glob(f"{DOWNLOAD}*"):
        pid = re.match(r"\d+(?=-)", folder.name.removeprefix(DOWNLOAD))
        if pid and not is_alive(int(pid.group())):
            shutil.rmtree(folder, ignore_errors=True)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


class Download:
    """A shard as the command can read it; what was downloaded is removed at the end."""

    def __init__(self, shard: Shard) -> None:
        self.shard = shard
        self.temporary: str | None = None

    def __enter__(self) -> str:
        if scheme_of(self.shard.address) in READ_BY_COMMAND:
            return self.shard.address
        filesystem, path = fsspec.core.url_to_fs(self.shard.address)
        self.temporary = tempfile.mkdtemp(prefix=f"{DOWNLOAD}{os.getpid()}-")
        local = Path(self.temporary) / path.rstrip("/").rsplit("/", 1)[-1]
        try:
            filesystem.get(path, str(local), recursive=filesystem.isdir(path))
        except BaseException:
            self.__exit__()
            raise
        return str(local)

    def __exit__(self, *_: object) -> None:
        if self.temporary:
            shutil.rmtree(self.temporary, ignore_errors=True)
