"""Reads what `export.py` writes: the captioner, and the matcher and answerer that share tensors with it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import torch
from safetensors.torch import load_file
from torch import nn
from transformers import (
    BlipConfig,
    BlipForConditionalGeneration,
    BlipForImageTextRetrieval,
    BlipForQuestionAnswering,
)

ENCODER: Final = "text_encoder."
DECODER: Final = "text_decoder.bert."
MATCHER: Final = "matcher"
ANSWERER: Final = "answerer"
WEIGHTS: Final = "model.safetensors"


def read_captioner(folder: Path) -> BlipForConditionalGeneration:
    """In float32, by the reference implementation."""
    return BlipForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).eval()


def read_matcher(folder: Path) -> BlipForImageTextRetrieval:
    """In float32. A tensor that `matcher/` lacks is the captioner's of that name, or its decoder's."""
    matcher = BlipForImageTextRetrieval(BlipConfig.from_pretrained(folder / MATCHER))
    _fill(matcher, folder, MATCHER)
    return matcher.eval()


def read_answerer(folder: Path) -> BlipForQuestionAnswering:
    """In float32. A tensor that `answerer/` lacks is the captioner's of that name, or its decoder's."""
    blip = BlipForQuestionAnswering(BlipConfig.from_pretrained(folder / ANSWERER))
    _fill(blip, folder, ANSWERER)
    return blip.eval()


def _fill(model: nn.Module, folder: Path, part: str) -> None:
    own, shared = load_file(folder / part / WEIGHTS), load_file(folder / WEIGHTS)
    found = {name: own.get(name, shared.get(captioners(name))) for name in once_each(model)}
    missing = [name for name, value in found.items() if value is None]
    if missing:
        raise KeyError(f"neither {part}/ nor the captioner has {missing[0]}; export the checkpoint again")
    model.load_state_dict({name: value.float() for name, value in found.items()}, strict=False)


def captioners(name: str) -> str:
    """The captioner's name of a tensor that it may share."""
    return name.replace(ENCODER, DECODER, 1) if name.startswith(ENCODER) else name


def once_each(model: nn.Module, seen: set[int] | None = None) -> dict[str, torch.Tensor]:
    """Its numbers by name, once per storage, without those already `seen`; the output matrix is the word
    embedding."""
    seen = set() if seen is None else seen
    tensors: dict[str, torch.Tensor] = {}
    for name, value in model.state_dict().items():
        if value.data_ptr() not in seen and value.is_floating_point():
            seen.add(value.data_ptr())
            tensors[name] = value
    return tensors
