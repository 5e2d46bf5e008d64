"""The demo's BLIP: the `transformers` class itself, small, with two heads that only training has."""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor, nn
from transformers import BlipConfig, BlipForConditionalGeneration, BlipForImageTextRetrieval

from captions import PROMPT
from catalogue import NOUNS, PLACES
from layout import ARRANGEMENTS
from scenes import MEAN, STD
from vocabulary import DEC, MAX_POSITIONS, PAD, SEP, encode, vocabulary

WIDTH: Final = 192
IMAGE_SIDE: Final = 100
PATCH: Final = 10
GRID: Final = IMAGE_SIDE // PATCH
SPREAD: Final = 0.04
"""Of initial weights: BERT's 0.02 is for 768 wide, and a quarter of the width wants twice the spread."""
PROMPT_LENGTH: Final = len(encode(PROMPT)) - 1
"""[DEC] and the prompt's words: what generation is given and the loss leaves out."""


def demo_config() -> BlipConfig:
    shared = {
        "hidden_size": WIDTH,
        "intermediate_size": 4 * WIDTH,
        "num_attention_heads": 6,
        "projection_dim": 64,
    }
    text = shared | {
        "vocab_size": len(vocabulary()),
        "encoder_hidden_size": WIDTH,
        "num_hidden_layers": 3,
        "max_position_embeddings": MAX_POSITIONS,
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
        "bos_token_id": DEC,
        "eos_token_id": SEP,
        "sep_token_id": SEP,
        "pad_token_id": PAD,
        "is_decoder": True,
    }
    vision = shared | {"num_hidden_layers": 6, "image_size": IMAGE_SIDE, "patch_size": PATCH}
    return BlipConfig(text_config=text, vision_config=vision, projection_dim=64, image_text_hidden_size=64)


def initialise(blip: BlipForConditionalGeneration | BlipForImageTextRetrieval) -> None:
    """`transformers` starts the vision tower at 1e-10, fit for loading weights: little learns from there."""
    for module in blip.modules():
        if isinstance(module, nn.Linear | nn.Conv2d | nn.Embedding):
            nn.init.trunc_normal_(module.weight, std=SPREAD)
    embeddings = blip.vision_model.embeddings
    for parameter in (embeddings.class_embedding, embeddings.position_embedding):
        nn.init.trunc_normal_(parameter, std=SPREAD)


class Teachers(nn.Module):
    """Heads for training only: the vision tower predicts what the scenes know besides their captions.

    Each patch's noun keeps a patch's features about that patch, which word heatmaps need; each
    patch's row and column, and the scene's arrangement, teach where things are, which words alone teach
    last of all."""

    def __init__(self) -> None:
        super().__init__()
        self.nouns = nn.Linear(WIDTH, len(NOUNS) + 1)
        self.rows, self.columns = nn.Linear(WIDTH, GRID), nn.Linear(WIDTH, GRID)
        self.places = nn.Linear(WIDTH, len(PLACES))
        self.arrangements = nn.Linear(WIDTH, len(ARRANGEMENTS))
        self.noun_weights: Tensor
        # A patch without a noun is the common case and the easy one.
        self.register_buffer("noun_weights", torch.tensor([0.2] + [1.0] * len(NOUNS)), persistent=False)

    def forward(self, seen: Tensor, batch: dict[str, Tensor]) -> dict[str, Tensor]:
        """`seen` [B, 1 + GRID², WIDTH], the class token first. Losses by name."""
        patches, whole = seen[:, 1:], seen[:, 0]
        where = torch.arange(GRID**2, device=seen.device).expand(len(seen), -1)
        rows = cross_entropy(self.rows(patches), where // GRID)
        return {
            "nouns": cross_entropy(self.nouns(patches), batch["patches"], self.noun_weights),
            "where": rows + cross_entropy(self.columns(patches), where % GRID),
            "places": cross_entropy(self.places(whole), batch["place"]),
            "arrangements": cross_entropy(self.arrangements(whole), batch["arrangement"]),
        }


TEACHING: Final = {"nouns": 1.0, "where": 0.5, "places": 0.3, "arrangements": 0.5}
"""The weight of each teacher's loss."""


class Trainee(nn.Module):
    """The captioner and its teachers, which are left out of the exported checkpoint."""

    def __init__(self) -> None:
        super().__init__()
        self.captioner = BlipForConditionalGeneration(demo_config())
        initialise(self.captioner)
        self.teachers = Teachers()

    def forward(self, batch: dict[str, Tensor]) -> dict[str, Tensor]:
        """The losses, by name."""
        seen = self.captioner.vision_model(normalise(batch["pixels"])).last_hidden_state
        return {"words": word_loss(self.captioner, seen, batch)} | self.teachers(seen, batch)


def word_loss(
    captioner: BlipForConditionalGeneration, seen: Tensor, batch: dict[str, Tensor], smoothing: float = 0.0
) -> Tensor:
    """Of `seen` [B, N, WIDTH] and captions, `ids` and `labels` [B·C, T]: C to a picture, in its order."""
    each = len(batch["ids"]) // len(seen)
    logits = captioner.text_decoder(
        batch["ids"],
        attention_mask=(batch["ids"] != PAD).long(),
        encoder_hidden_states=seen.repeat_interleave(each, 0),
    ).logits
    return cross_entropy(logits[:, :-1], batch["labels"][:, 1:], smoothing=smoothing)


def cross_entropy(
    logits: Tensor, labels: Tensor, weight: Tensor | None = None, smoothing: float = 0.0
) -> Tensor:
    return nn.functional.cross_entropy(
        logits.flatten(0, -2).float(), labels.flatten(), weight, label_smoothing=smoothing
    )


def normalise(pixels: Tensor) -> Tensor:
    """uint8 [B, 3, S, S] to what BLIP's processor hands the model."""
    mean, std = (torch.tensor(values, device=pixels.device).view(1, 3, 1, 1) for values in (MEAN, STD))
    return (pixels.float() / 255 - mean) / std


@torch.no_grad()
def greedy(
    blip: BlipForConditionalGeneration, pixels: Tensor, max_length: int = 30, min_length: int = 10
) -> list[list[int]]:
    """Greedy caption ids, prompt and end included."""
    pixels = pixels.to(blip.device)
    prompt = torch.tensor([encode(PROMPT)], device=blip.device).expand(len(pixels), -1)
    limits = {"max_length": max_length, "min_length": min_length}
    # `generate` writes the start token into its input.
    out = blip.generate(normalise(pixels), input_ids=prompt.clone(), do_sample=False, num_beams=1, **limits)
    return out.tolist()
