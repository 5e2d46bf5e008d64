"""Reads the exports of make-export.ts with the programs that their users use, and prints what they found as JSON.

    python check.py FOLDER [CHECK...]

By check: `texts`, the texts that the program finds by the path of the picture; `error`; or `missing`, the package that
is not installed.
"""

import csv
import html.parser
import json
import os
import shutil
import sys
import traceback
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_DATASETS_OFFLINE"] = "1"


def kohya(folder, ending):
    """As kohya's scripts read captions: the file with the picture's stem, its lines stripped."""
    found = {}
    for file in sorted(folder.rglob(f"*{ending}")):
        with open(file, encoding="utf-8") as stream:
            lines = [line.strip() for line in stream.readlines()]
        found[str(file.relative_to(folder).with_suffix(""))] = lines
    return found


def imagefolder(folder):
    import datasets

    # A picture that the export leaves out is still in the folder.
    shutil.copy(folder / "one.jpg", folder / "dropped.jpg")
    data = datasets.load_dataset("imagefolder", data_dir=str(folder), split="train", cache_dir=str(folder.parent / "cache"))
    paths = data.cast_column("image", datasets.Image(decode=False))
    found = {}
    for row, raw in zip(data, paths):
        assert row["image"].size[0] > 0 and row["text"] == (row["texts"] or [""])[0]
        found[str(Path(raw["image"]["path"]).relative_to(folder))] = row["texts"]
    return found


def parquet_pyarrow(folder):
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(folder / "captions.parquet")
    expected = {"width": "int32", "itm": "double", "all_captions": "list<element: string>", "key": "string"}
    for column, kind in expected.items():
        assert str(table.schema.field(column).type) == kind, (column, table.schema.field(column).type)
    assert json.loads(table.schema.metadata[b"huggingface"])["info"]["features"]
    return {row["path"]: row["all_captions"] for row in table.to_pylist()}


def parquet_datasets(folder):
    import datasets

    files = str(folder / "captions.parquet")
    data = datasets.load_dataset("parquet", data_files=files, split="train", cache_dir=str(folder.parent / "cache"))
    assert isinstance(data.features["image"], datasets.Image), data.features
    for row in data:
        assert row["image"].size == (row["width"], row["height"])
    return {row["path"]: row["all_captions"] for row in data}


def webdataset_package(folder):
    import webdataset

    files = [str(file) for file in sorted(folder.rglob("*.tar"))]
    found = {}
    for sample in webdataset.WebDataset(files, shardshuffle=False).decode("pil"):
        [picture] = [value for key, value in sample.items() if hasattr(value, "size")]
        assert picture.size[0] > 0
        texts = [text["text"] for text in sample["json"]["chosen"]]
        assert sample["txt"] == (texts or [""])[0]
        found[sample["json"]["path"]] = texts
    return found


def webdataset_datasets(folder):
    import datasets

    found = {}
    for kind in sorted({file.name.split("-")[0] for file in folder.rglob("*.tar")}):
        files = str(folder / "webdataset" / f"{kind}-*.tar")
        data = datasets.load_dataset("webdataset", data_files=files, split="train", cache_dir=str(folder.parent / "cache"))
        assert isinstance(data.features[kind], datasets.Image), data.features
        for row in data:
            assert row[kind].size[0] > 0
            found[row["json"]["path"]] = [text["text"] for text in row["json"]["chosen"]]
    return found


def coco(folder):
    from pycocotools.coco import COCO

    captions = COCO(str(folder / "coco_captions.json"))
    results = captions.loadRes(str(folder / "coco_results.json"))
    found = {}
    for image in captions.loadImgs(captions.getImgIds()):
        texts = [each["caption"] for each in captions.loadAnns(captions.getAnnIds(imgIds=[image["id"]]))]
        [result] = results.loadAnns(results.getAnnIds(imgIds=[image["id"]]))
        assert result["caption"] == texts[0]
        found[image["file_name"]] = texts
    return found


def blip(folder):
    """As BLIP's `coco_karpathy_train` reads its annotations."""
    found = {}
    for entry in json.loads((folder / "blip_train.json").read_text(encoding="utf-8")):
        assert set(entry) == {"image", "caption", "image_id"}
        found.setdefault(entry["image"], []).append(entry["caption"])
    return found


def table(folder):
    with open(folder / "captions.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    found = {}
    for row in rows:
        assert None not in row and row["text"][:1] not in tuple("=+-@")
        path, text = (cell[1:] if cell.lstrip("'")[:1] in ("=", "+", "-", "@") else cell for cell in (row["path"], row["text"]))
        found.setdefault(path, []).extend([text] if text else [])
    return found


def wordpress(folder):
    with open(folder / "wordpress.csv", encoding="utf-8", newline="") as file:
        return {row["source_url"].strip(): [row["alt_text"].strip()] for row in csv.DictReader(file, strict=True)}


class Alternatives(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = {}

    def handle_starttag(self, tag, attributes):
        from urllib.parse import unquote

        if tag == "img":
            values = dict(attributes)
            self.found[unquote(values["src"]).removeprefix("./")] = [values["alt"]]


def page(folder):
    parser = Alternatives()
    parser.feed((folder / "captions.html").read_text(encoding="utf-8"))
    return parser.found


def json_lines(folder):
    import pyarrow.json

    rows = pyarrow.json.read_json(folder / "captions.jsonl").to_pylist()
    return {row["path"]: [text["text"] for text in row["chosen"]] for row in rows}


CHECKS = {
    "txt": lambda folder: kohya(folder, ".txt"),
    "caption": lambda folder: kohya(folder, ".caption"),
    "jsonl": json_lines,
    "imagefolder": imagefolder,
    "parquet": parquet_pyarrow,
    "parquet-datasets": parquet_datasets,
    "webdataset": webdataset_package,
    "webdataset-datasets": webdataset_datasets,
    "coco": coco,
    "blip": blip,
    "csv": table,
    "wordpress": wordpress,
    "html": page,
}


def outcome(check, folder):
    try:
        return {"texts": CHECKS[check](folder / check.split("-")[0])}
    except ModuleNotFoundError as error:
        return {"missing": error.name}
    except Exception:
        return {"error": traceback.format_exc()}


if __name__ == "__main__":
    out = sys.stdout
    # Programs that report on their progress do so elsewhere.
    sys.stdout = sys.stderr
    json.dump({check: outcome(check, Path(sys.argv[1])) for check in sys.argv[2:] or CHECKS}, out)
