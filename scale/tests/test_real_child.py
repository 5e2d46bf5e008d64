"""The driver with the command itself and a small model."""

import hashlib
import json

import pyarrow.parquet as parquet
import pytest

from blipscope_ray.actor import Job
from blipscope_ray.driver import Driver, Pool
from blipscope_ray.shards import list_shards
from tests import trials
from tests.real_command import COMMAND, ROOT, bare_outputs, export_model, pictures_of, write_tar


@pytest.fixture(scope="session")
def flags(tmp_path_factory):
    return ["--model", str(export_model(tmp_path_factory.mktemp("model") / "odd-9")), "--threads", "1"]


def run(tmp_path, command, flags):
    driver = Driver(Job([*command, "work", *flags], str(tmp_path / "out")), Pool(1, cpus=1), first_pause=0.01)
    return driver.run(list_shards([str(tmp_path / "0.tar")]))


def statuses(tmp_path):
    table = parquet.read_table(tmp_path / "out" / "0.parquet").to_pydict()
    return dict(zip(table["key"], table["status"]))


def test_the_driver_writes_the_bytes_of_the_bare_command(cluster, tmp_path, flags):
    write_tar(tmp_path / "0.tar", pictures_of(10))
    counts = run(tmp_path, COMMAND, flags)
    assert (counts.done, counts.rows, counts.failed, counts.dead) == (1, 10, 1, 0)
    assert [key for key, status in statuses(tmp_path).items() if status == "failed"] == ["00005"]

    bare = bare_outputs([tmp_path / "0.tar"], tmp_path / "bare", flags)
    assert sorted(bare) == ["0.parquet", "0_errors.jsonl", "0_stats.json"]
    for name, content in bare.items():
        assert (tmp_path / "out" / name).read_bytes() == content
    assert json.loads(bare["0_stats.json"])["count"] == 10


def test_pictures_that_end_the_program_are_rows_and_cost_no_shard(cluster, tmp_path, flags):
    pictures = pictures_of(10)
    write_tar(tmp_path / "0.tar", pictures)
    poison = [hashlib.sha256(pictures[name]).hexdigest() for name in ("00002.png", "00007.png")]
    hook = (ROOT / "scale/tests/poison.mjs").as_uri()
    command = ["env", f"POISON={','.join(poison)}", COMMAND[0], "--import", hook, *COMMAND[1:]]
    counts = run(tmp_path, command, flags)
    # More crashes than attempts.
    assert (counts.done, counts.dead, counts.retries) == (1, 0, 4)
    crashed = [key for key, status in statuses(tmp_path).items() if status == "crashed"]
    assert crashed == ["00002", "00007"]
    assert not list((tmp_path / "out").glob(".*"))


@pytest.mark.skipif(not trials.CAN_RUN, reason="processes are found in /proc, which only Linux has")
def test_a_killed_run_ends_with_the_bytes_of_the_bare_command():
    # The child, the actor and the driver, once each.
    assert trials.main(["--trials", "3", "--shards", "2", "--pictures", "20"]) == 0
