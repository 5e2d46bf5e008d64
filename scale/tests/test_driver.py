"""The driver with real Ray and a child that only speaks the protocol."""

import json
import sys
from pathlib import Path

import fsspec
import pytest
import ray

from blipscope_ray.actor import Job
from blipscope_ray.driver import DEAD_LETTERS, Driver, FingerprintError, Pool, StartError
from blipscope_ray.shards import list_shards

FAKE = [sys.executable, str(Path(__file__).with_name("fake_child.py"))]


def run(tmp_path, shards, output=None, command=FAKE, silence=20.0):
    """`shards`: what the file of each one says. Returns the driver after its run."""
    folder = tmp_path / "in"
    folder.mkdir(exist_ok=True)
    for id, content in shards.items():
        (folder / f"{id}.tar").write_text(content)
    job = Job(command, output or str(tmp_path / "out"), silence)
    driver = Driver(job, Pool(2, cpus=1), first_pause=0.01)
    driver.run(list_shards([f"{folder}/*.tar"]))
    return driver


def outputs(folder):
    return {file.name: file.read_text() for file in Path(folder).glob("[!.]*.parquet")}


def test_each_shard_is_written_once_and_the_second_run_does_nothing(cluster, tmp_path):
    shards = {"0": "a", "1": "b", "2": "c"}
    counts = run(tmp_path, shards).counts
    assert (counts.done, counts.rows, counts.kept, counts.dead) == (3, 6, 3, 0)
    assert outputs(tmp_path / "out") == {f"{id}.parquet": f"{text} forgiven=False" for id, text in shards.items()}
    again = run(tmp_path, shards).counts
    assert (again.done, again.skipped) == (0, 3)


def test_attempts_that_fail_are_repeated_and_poison_is_left_out(cluster, tmp_path):
    shards = {"0": "kill", "1": "crash", "2": "busy", "3": "poison", "4": "fine"}
    driver = run(tmp_path, shards)
    assert (driver.counts.done, driver.counts.dead, driver.counts.retries) == (4, 1, 4)
    # A signal from outside is forgiven; a crash is not.
    assert outputs(tmp_path / "out")["0.parquet"] == "kill forgiven=True"
    assert outputs(tmp_path / "out")["1.parquet"] == "crash forgiven=False"
    letters = [json.loads(line) for line in (tmp_path / "out" / DEAD_LETTERS).read_text().splitlines()]
    assert letters == [
        {
            "id": "3",
            "in": f"{tmp_path}/in/3.tar",
            "code": "unreadable",
            "message": "neither a tar nor a table",
            "attempts": 1,
        }
    ]


def test_a_child_that_hangs_is_replaced(cluster, tmp_path):
    assert run(tmp_path, {"0": "hang"}, silence=1.0).counts.done == 1


def test_a_lost_actor_is_replaced(cluster, tmp_path, monkeypatch):
    killed = []

    def kill_first(driver):
        if driver.running and not killed:
            killed.append(True)
            ray.kill(next(iter(driver.running.values()))[0])

    collect = Driver._collect
    monkeypatch.setattr(Driver, "_collect", lambda driver: (kill_first(driver), collect(driver)))
    counts = run(tmp_path, {"0": "a", "1": "b", "2": "c"}).counts
    assert (counts.done, counts.retries) == (3, 1)


def test_an_object_store_gets_the_marker_last(cluster, tmp_path):
    output = f"local://{tmp_path}/store"
    assert run(tmp_path, {"0": "a"}, output).counts.done == 1
    filesystem, path = fsspec.core.url_to_fs(output)
    names = sorted(name.rsplit("/", 1)[-1] for name in filesystem.ls(path, detail=False))
    assert names == ["0.parquet", "0_stats.json", DEAD_LETTERS]
    assert run(tmp_path, {"0": "a"}, output).counts.skipped == 1


def test_other_settings_are_refused(cluster, tmp_path):
    run(tmp_path, {"0": "a"})
    marker = tmp_path / "out" / "0_stats.json"
    marker.write_text(marker.read_text().replace('"s"', '"t"'))
    with pytest.raises(FingerprintError, match="another model"):
        run(tmp_path, {"0": "a"})


def test_a_command_that_does_not_start_is_reported(cluster, tmp_path):
    with pytest.raises(StartError, match="exit code 64"):
        run(tmp_path, {"0": "a"}, command=[*FAKE, "--bad-settings"])
