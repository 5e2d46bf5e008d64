"""What PIL and transformers make of the pictures: flattened on white, squashed, normalised."""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from transformers import BlipImageProcessorPil

from .files import write_json, write_tensors
from .pictures import PICTURES

SIZES = (32, 96)
FULL_SIZE = 384
FULL_SIZE_PICTURES = ("gradient-150x110", "huge-1500x1000")
NORMALISED = (("scene-320x240", 32), ("rgba-faded-16x16", 96))
# Source pixels are given where they are few, so that resizing can be tested without a decoder.
MAX_SOURCE_PIXELS = 10_000


def write_preprocess(values: Path, images: Path) -> None:
    tensors: dict[str, torch.Tensor] = {}
    pictures = [picture_values(images, name, tensors) for name in PICTURES]
    for name, size in NORMALISED:
        tensors[f"{name}/pixel_values/{size}"] = pixel_values(images / f"{name}.png", size)
    write_json(values / "preprocess.json", {"pictures": pictures, "normalised": normalised_index()})
    write_tensors(values / "preprocess.safetensors", tensors)


def picture_values(images: Path, name: str, tensors: dict[str, torch.Tensor]) -> dict[str, Any]:
    with Image.open(images / f"{name}.png") as picture:
        flat, mode, has_alpha = flatten(picture), picture.mode, picture.has_transparency_data
        small = picture.width * picture.height <= MAX_SOURCE_PIXELS
        if small and has_alpha:
            tensors[f"{name}/rgba"] = as_tensor(picture.convert("RGBA"))
    if small:
        tensors[f"{name}/source"] = as_tensor(flat)
    sizes = SIZES + ((FULL_SIZE,) if name in FULL_SIZE_PICTURES else ())
    for size in sizes:
        tensors[f"{name}/resized/{size}"] = as_tensor(squash(flat, size))
    return {
        "name": name,
        "file": f"images/{name}.png",
        "mode": mode,
        "width": flat.width,
        "height": flat.height,
        "hasAlpha": has_alpha,
        "sourceStored": small,
        "sizes": list(sizes),
    }


def flatten(picture: Image.Image) -> Image.Image:
    """As transformers' convert_to_rgb does since version 5: transparency shows white."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    white = Image.new("RGBA", picture.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB")


def squash(picture: Image.Image, size: int) -> Image.Image:
    return picture.resize((size, size), Image.Resampling.BICUBIC)


def as_tensor(picture: Image.Image) -> torch.Tensor:
    return torch.from_numpy(np.array(picture))


def pixel_values(path: Path, size: int) -> torch.Tensor:
    """[1, 3, S, S] float32 by transformers' own processor, which proves `flatten` and `squash` to be its."""
    processor = BlipImageProcessorPil(size={"height": size, "width": size})
    with Image.open(path) as picture:
        pixels = processor(picture, return_tensors="pt").pixel_values
        plain = processor(squash(flatten(picture), size), do_resize=False, return_tensors="pt").pixel_values
    if not torch.equal(pixels, plain):
        raise AssertionError(f"{path.name} at {size}: transformers preprocesses unlike flatten and squash")
    return pixels


def normalised_index() -> dict[str, Any]:
    processor = BlipImageProcessorPil()
    return {
        "mean": list(processor.image_mean),
        "std": list(processor.image_std),
        "pictures": [{"name": name, "size": size} for name, size in NORMALISED],
    }
