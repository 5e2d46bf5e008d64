"""Compares two sets of reference files: same bytes, or floats that another processor rounded otherwise.

Another processor adds in another order. What that changes in a sum depends on the size of its terms, not on that of the
sum: so floats of a tensor may differ by a share of its largest value, and a margin, which is the difference of two
sums of log-probabilities, by an amount.
"""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

TOLERANCE = 1e-5
# A quarter of the noise on each score that every answer survives (`noiseSurvived`).
MARGIN_TOLERANCE = 5e-5
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
        return load_file(path)
    return json.loads(path.read_text(encoding="utf-8"))


def near(left: Any, right: Any, tolerance: float = TOLERANCE) -> bool:
    match left, right:
        case dict(), dict():
            return left.keys() == right.keys() and all(
                near(left[key], right[key], MARGIN_TOLERANCE if key == "margin" else TOLERANCE) for key in left
            )
        case list(), list():
            return len(left) == len(right) and all(map(near, left, right))
        case torch.Tensor(), torch.Tensor():
            return near_tensors(left, right)
        case float(), float():
            return abs(left - right) <= tolerance * max(1, abs(left))
    return left == right


def near_tensors(left: torch.Tensor, right: torch.Tensor) -> bool:
    if left.dtype != right.dtype or left.shape != right.shape:
        return False
    # Also where both are the same infinity.
    differs = left != right
    if not left.is_floating_point() or not differs.any():
        return not differs.any()
    finite = left[left.isfinite()].double().abs()
    largest = max(1.0, finite.max().item()) if finite.numel() else 1.0
    difference = (left[differs].double() - right[differs].double()).abs()
    return bool((difference <= TOLERANCE * largest).all())
