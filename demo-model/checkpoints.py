"""Reads what `export.py` writes: the captioner, and the matcher that shares most of its tensors."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import torch
from safetensors.torch import load_file
from transformers import BlipConfig, BlipForConditionalGeneration, BlipForImageTextRetrieval

ENCODER: Final = "text_encoder."
DECODER: Final = "text_decoder.bert."


def read_captioner(folder: Path) -> BlipForConditionalGeneration:
    """In float32, by the reference implementation."""
    return BlipForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).eval()


def read_matcher(folder: Path) -> BlipForImageTextRetrieval:
    """In float32. A tensor that `matcher/` lacks is the captioner's of that name, or its decoder's."""
    own = load_file(folder / "matcher" / "model.safetensors")
    shared = load_file(folder / "model.safetensors")
    matcher = BlipForImageTextRetrieval(BlipConfig.from_pretrained(folder / "matcher"))
    names = [name for name, value in matcher.state_dict().items() if value.is_floating_point()]
    matcher.load_state_dict({name: _find(name, own, shared).float() for name in names}, strict=False)
    return matcher.eval()


def _find(name: str, own: dict[str, torch.Tensor], shared: dict[str, torch.Tensor]) -> torch.Tensor:
    twin = name.replace(ENCODER, DECODER, 1) if name.startswith(ENCODER) else name
    if name in own:
        return own[name]
    if twin not in shared:
        raise KeyError(f"neither matcher/ nor the captioner has {name}; export the checkpoint again")
    return shared[twin]
