"""The command itself with a small model, which the command exports first."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = ["node", "--import", (ROOT / "node_modules/tsx/dist/loader.mjs").as_uri(), str(ROOT / "cli/main.ts")]


def export_model(folder: Path) -> Path:
    if not folder.exists():
        checkpoint = ROOT / "reference/checkpoints/odd-9"
        subprocess.run([*COMMAND, "export", str(checkpoint), "--out", str(folder)], check=True, capture_output=True)
    return folder


def pictures_of(count: int, first: int = 0) -> dict[str, bytes]:
    """Different ones, as their last bytes differ; of every ten one is broken, and one is there twice."""
    scene = (ROOT / "reference/images/scene-320x240.png").read_bytes()
    files: dict[str, bytes] = {}
    for index in range(count):
        number = first + index - (index % 10 == 9)
        content = b"broken" if index % 10 == 5 else scene + number.to_bytes(4, "little")
        files[f"{index:05}.png"] = content
    return files


def write_shard(path: Path, count: int, first: int = 0) -> None:
    write_tar(path, pictures_of(count, first))


def write_tar(path: Path, files: dict[str, bytes]) -> None:
    with tarfile.open(path, "w") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def bare_outputs(shards: Iterable[Path], out: Path, flags: list[str]) -> dict[str, bytes]:
    """The files that `blipscope shard` writes, by their names."""
    for shard in shards:
        command = [*COMMAND, "shard", str(shard), "--out", str(out), *flags]
        subprocess.run(command, check=True, capture_output=True)
    return {file.name: file.read_bytes() for file in out.iterdir()}
