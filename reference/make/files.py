"""Writers whose bytes depend on the values alone."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file


def write_json(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dump(plain(value)) + "\n", encoding="utf-8")


def plain(value: Any) -> Any:
    """Tensors become numbers: nine digits carry a float32 exactly. JSON lacks -inf, null stands for it."""
    match value:
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case torch.Tensor() | np.ndarray():
            return shorten(value.tolist())
    return value


def shorten(value: Any) -> Any:
    match value:
        case list():
            return [shorten(item) for item in value]
        case float():
            return None if value == -math.inf else float(f"{value:.9g}")
    return value


def dump(value: Any, indent: str = "") -> str:
    """Sorted keys and one item a line, but arrays of numbers on one: they are the bulk."""
    inner = indent + " "
    match value:
        case dict() if value:
            lines = [f"{json.dumps(key)}: {dump(value[key], inner)}" for key in sorted(value)]
            return "{\n" + ",\n".join(inner + line for line in lines) + f"\n{indent}}}"
        case list() if any(isinstance(item, dict | list | str) for item in value):
            return "[\n" + ",\n".join(inner + dump(item, inner) for item in value) + f"\n{indent}]"
    return json.dumps(value, allow_nan=False)


def write_tensors(path: Path, tensors: dict[str, torch.Tensor]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # A view would store its base too, or be rejected as shared memory.
    save_file({name: tensors[name].clone(memory_format=torch.contiguous_format) for name in sorted(tensors)}, path)
    path.chmod(0o644)  # safetensors writes for the owner alone
