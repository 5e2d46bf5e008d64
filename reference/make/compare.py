"""Compares two sets of reference files: same bytes, or floats that another processor rounded otherwise."""

import json
from pathlib import Path
from typing import Any

from safetensors.torch import load_file

TOLERANCE = 1e-5
FOLDERS = ("checkpoints", "architectures", "originals", "formats", "images", "picture-formats", "values")


def compare(committed: Path, fresh: Path) -> bool:
    names = sorted(files(committed) | files(fresh))
    verdicts = {name: verdict(committed / name, fresh / name) for name in names}
    for name, word in verdicts.items():
        if word != "same bytes":
            print(f"{name}: {word}")
    same = sum(word == "same bytes" for word in verdicts.values())
    print(f"{same} of {len(names)} files have the same bytes")
    return all(word in ("same bytes", "within tolerance") for word in verdicts.values())


def files(root: Path) -> set[str]:
    found = (path for folder in FOLDERS for path in (root / folder).rglob("*") if path.is_file())
    return {str(path.relative_to(root)) for path in found}


def verdict(left: Path, right: Path) -> str:
    if not left.exists() or not right.exists():
        return "missing" if right.exists() else "left over"
    if left.read_bytes() == right.read_bytes():
        return "same bytes"
    # Weights, pictures and tokenizers are drawn, not computed: only values may differ in the last digits.
    if left.parent.name == "values" and near(load(left), load(right)):
        return "within tolerance"
    return "differs"


def load(path: Path) -> Any:
    if path.suffix == ".safetensors":
        return {name: tensor.tolist() for name, tensor in load_file(path).items()}
    return json.loads(path.read_text(encoding="utf-8"))


def near(left: Any, right: Any) -> bool:
    match left, right:
        case dict(), dict():
            return left.keys() == right.keys() and all(near(left[key], right[key]) for key in left)
        case list(), list():
            return len(left) == len(right) and all(map(near, left, right))
        case float(), float():
            return abs(left - right) <= TOLERANCE * max(1, abs(left))
    return left == right
