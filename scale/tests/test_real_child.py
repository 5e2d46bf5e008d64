"""The driver with the command itself and a small model, which the command exports first."""

import io
import json
import subprocess
import tarfile
from pathlib import Path

import pyarrow.parquet as parquet

from blipscope_ray.actor import Job
from blipscope_ray.driver import Driver, Pool
from blipscope_ray.shards import list_shards

ROOT = Path(__file__).resolve().parents[2]
COMMAND = ["node", "--import", (ROOT / "node_modules/tsx/dist/loader.mjs").as_uri(), str(ROOT / "cli/main.ts")]


def write_shard(path):
    picture = (ROOT / "reference/images/scene-320x240.png").read_bytes()
    with tarfile.open(path, "w") as tar:
        for name, content in {"0.png": picture, "1.png": b"broken", "2.png": picture}.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def test_the_driver_writes_the_bytes_of_the_bare_command(cluster, tmp_path):
    model = tmp_path / "model"
    subprocess.run([*COMMAND, "export", str(ROOT / "reference/checkpoints/odd-9"), "--out", str(model)], check=True)
    write_shard(tmp_path / "0.tar")
    flags = ["--model", str(model), "--threads", "1"]
    driver = Driver(Job([*COMMAND, "work", *flags], str(tmp_path / "out")), Pool(1, cpus=1))
    counts = driver.run(list_shards([str(tmp_path / "0.tar")]))
    assert (counts.done, counts.rows, counts.failed, counts.dead) == (1, 3, 1, 0)
    table = parquet.read_table(tmp_path / "out" / "0.parquet").to_pydict()
    assert [status == "failed" for status in table["status"]] == [False, True, False]

    bare = tmp_path / "bare"
    subprocess.run([*COMMAND, "shard", str(tmp_path / "0.tar"), "--out", str(bare), *flags], check=True)
    for name in ("0.parquet", "0_errors.jsonl", "0_stats.json"):
        assert (tmp_path / "out" / name).read_bytes() == (bare / name).read_bytes()
    assert json.loads((bare / "0_stats.json").read_text())["count"] == 3
