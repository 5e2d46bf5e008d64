"""Grad-CAM, and its maps for the words of captions."""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from transformers import BlipForConditionalGeneration

from .checkpoints import load_model
from .files import write_json, write_tensors

CHECKPOINTS = ("square-16", "odd-9", "grid-25")


def grad_cam(target: torch.Tensor, attentions: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """[L, T, N - 1]: as LAVIS' compute_gradcam, of every layer; the class token's column is left out."""
    gradients = torch.autograd.grad(target, attentions, retain_graph=True)
    maps = [(a * g.clamp(min=0))[0, :, :, 1:].mean(dim=0) for a, g in zip(attentions, gradients)]
    return torch.stack(maps).detach()


def caption_maps(
    model: BlipForConditionalGeneration, image_embeds: torch.Tensor, ids: list[int]
) -> tuple[torch.Tensor, torch.Tensor]:
    """Maps [L, T - 1, N - 1] and log-probabilities [T - 1]; entry t is of ids[t + 1], seen from row t."""
    with torch.enable_grad():
        output = model.text_decoder(
            torch.tensor([ids]), encoder_hidden_states=image_embeds, output_attentions=True, use_cache=False
        )
        log_probs = output.logits[0].log_softmax(dim=-1)
        targets = [log_probs[row, ids[row + 1]] for row in range(len(ids) - 1)]
        maps = [grad_cam(target, output.cross_attentions)[:, row] for row, target in enumerate(targets)]
    return torch.stack(maps, dim=1), torch.stack(targets).detach()


def prove_causal(model: BlipForConditionalGeneration, image_embeds: torch.Tensor, ids: list[int]) -> None:
    """One word's map must not depend on later words."""
    maps, _ = caption_maps(model, image_embeds, ids)
    for length in range(2, len(ids)):
        early, _ = caption_maps(model, image_embeds, ids[:length])
        torch.testing.assert_close(early, maps[:, : length - 1], rtol=0, atol=1e-5 * maps.max().item())


def write_caption_maps(values: Path, checkpoints: Path, name: str) -> None:
    model = load_model(checkpoints / name)
    known, stored = json.loads((values / f"{name}.json").read_text()), load_file(values / f"{name}.safetensors")
    captions, tensors = [], {}
    for picture, described in known["pictures"].items():
        image_embeds = stored[f"{picture}/image_embeds"]
        for kind, ids in chosen_captions(described).items():
            key = f"{picture}/{kind}"
            prove_causal(model, image_embeds, ids)
            tensors[f"{key}/grad_cam"], log_probs = caption_maps(model, image_embeds, ids)
            captions.append({"key": key, "picture": picture, "ids": ids, "tokenLogProbs": log_probs})
    write_json(values / f"{name}-gradcam.json", {"checkpoint": name, "captions": captions})
    write_tensors(values / f"{name}-gradcam.safetensors", tensors)


def chosen_captions(described: dict[str, Any]) -> dict[str, list[int]]:
    """A given sentence, and what greedy search said without and with the prompt."""
    unprompted, prompted = described["greedy"][:2]
    return {
        "sentence": described["teacherForced"][0]["ids"],
        "greedy": unprompted["ids"],
        "prompted": prompted["ids"],
    }


def write_gradcams(values: Path, checkpoints: Path) -> None:
    for name in CHECKPOINTS:
        write_caption_maps(values, checkpoints, name)
