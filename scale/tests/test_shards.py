import pytest

from blipscope_ray.shards import InputError, Shard, list_shards, shard_id


def test_braces_count_with_their_digits():
    assert [shard.address for shard in list_shards(["s3://b/{0..1}-{08..10}.tar"])] == [
        "s3://b/0-08.tar",
        "s3://b/0-09.tar",
        "s3://b/0-10.tar",
        "s3://b/1-08.tar",
        "s3://b/1-09.tar",
        "s3://b/1-10.tar",
    ]


def test_ids_are_names_without_folder_ending_and_query():
    assert shard_id("s3://bucket/a.b/00042.tar") == "00042"
    assert shard_id("https://host/00042.parquet?signature=a/b.tar") == "00042"
    assert [shard_id(name) for name in ("00042.tgz", "/a/00042.tar.gz")] == ["00042", "00042"]
    assert shard_id("/data/00042/") == "00042"


def test_files_of_addresses_and_globs(tmp_path):
    for name in ("b.tar", "a.tar", "c.txt"):
        (tmp_path / name).write_text("x")
    listing = tmp_path / "shards.lst"
    listing.write_text("/data/1.tar\n\n/data/2.tar\n")
    assert list_shards([f"{tmp_path}/*.tar"]) == [
        Shard("a", f"{tmp_path}/a.tar"),
        Shard("b", f"{tmp_path}/b.tar"),
    ]
    assert [shard.id for shard in list_shards([f"@{listing}"])] == ["1", "2"]


def test_what_cannot_be_meant_is_refused(tmp_path):
    with pytest.raises(InputError, match="counts down"):
        list_shards(["{9..0}.tar"])
    with pytest.raises(InputError, match="the same output"):
        list_shards(["/x/{0..1}/0.tar"])
    with pytest.raises(InputError, match="no shard"):
        list_shards([f"{tmp_path}/*.tar"])
