"""Figures for the matcher: true captions against the same with one thing changed, and retrieval."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

import torch
from torch import Tensor, nn
from transformers import BlipForImageTextRetrieval

from data import padded
from layout import Plan
from mixture import embed_image, embed_text, match_logits
from model import normalise
from twins import CHANGES, told_apart, twin
from vocabulary import CLS, SEP, encode

MATCHES: Final = 0.5
"""The probability from which a text counts as the picture's: CapFilt's threshold."""


@dataclass(frozen=True)
class Foil:
    """A true caption of a scene, and a false one that differs in one thing; `kind` says in what."""

    kind: str
    true: str
    false: str


def foil(plan: Plan) -> Foil:
    """The plan's hard negative, the same whenever it is asked for."""
    rng = Random(plan.seed ^ 0xF011)
    while True:
        found = twin(rng, plan, tuple(CHANGES))
        texts = told_apart(rng, plan, found[1]) if found else None
        if found and texts:
            return Foil(found[0], *texts)


def foiled(plans: list[Plan]) -> list[Foil]:
    return [foil(plan) for plan in plans]


LONGEST: Final = 35
"""Tokens that the matcher reads of a text, [CLS] and [SEP] among them, as in BLIP."""


def as_texts(texts: list[str]) -> Tensor:
    """What the matcher reads: [CLS] first, no prompt, cut where it is too long; [B, T]."""
    rows = [encode(text)[1:] for text in texts]
    return padded([[CLS, *(row if len(row) < LONGEST else [*row[: LONGEST - 2], SEP])] for row in rows])


def auc(positive: Tensor, negative: Tensor) -> float:
    """The share of (true, false) pairs in which the true one has the higher score; a tie is half."""
    difference = positive[:, None] - negative[None]
    return ((difference > 0).double() + 0.5 * (difference == 0).double()).mean().item()


def recall_at(similar: Tensor, same: Tensor, k: int) -> float:
    """The share of rows with a right column (`same`, bool) among their k most similar."""
    top = similar.topk(k, dim=1).indices
    return same.gather(1, top).any(1).double().mean().item()


@torch.no_grad()
def see(vision: nn.Module, pixels: Tensor, batch: int = 100) -> Tensor:
    device = next(vision.parameters()).device
    parts = [vision(normalise(part.to(device))).last_hidden_state for part in pixels.split(batch)]
    return torch.cat(parts)


@torch.no_grad()
def match_probability(matcher: BlipForImageTextRetrieval, seen: Tensor, texts: list[str]) -> Tensor:
    """[B] for B pictures with a text each."""
    return match_logits(matcher, seen, as_texts(texts).to(seen.device)).float().softmax(1)[:, 1].cpu()


@torch.no_grad()
def cosines(matcher: BlipForImageTextRetrieval, seen: Tensor, texts: list[str]) -> Tensor:
    """[pictures, texts]."""
    image = embed_image(seen, matcher.vision_proj)
    text = embed_text(matcher.text_encoder, matcher.text_proj, as_texts(texts).to(seen.device))
    return (image @ text.T).cpu()


def matching_table(foils: list[Foil], yes: Tensor, no: Tensor) -> dict[str, float]:
    """From the probabilities of true and of false captions, in the foils' order; shares from 0 to 1."""
    figures = {
        "ITM AUC": auc(yes, no),
        "ITM accuracy": torch.cat([yes >= MATCHES, no < MATCHES]).double().mean().item(),
        "ITM true above false": (yes > no).double().mean().item(),
    }
    for kind in sorted({foil.kind for foil in foils}):
        of_kind = torch.tensor([foil.kind == kind for foil in foils])
        figures[f"ITM AUC, other {kind}"] = auc(yes[of_kind], no[of_kind])
    return figures


def print_figures(figures: dict[str, float]) -> None:
    for name, value in figures.items():
        print(f"{name:36} {100 * value:5.1f} %")


def matching_figures(
    matcher: BlipForImageTextRetrieval, pixels: Tensor, foils: list[Foil]
) -> dict[str, float]:
    """ITM against hard negatives, ITC retrieval among the true captions; shares from 0 to 1."""
    seen = see(matcher.vision_model, pixels)
    true, false = [foil.true for foil in foils], [foil.false for foil in foils]
    yes, no = match_probability(matcher, seen, true), match_probability(matcher, seen, false)
    similar = cosines(matcher, seen, true)
    same = torch.tensor([[a == b for a in true] for b in true])
    figures = matching_table(foils, yes, no)
    for k in (1, 5):
        figures[f"ITC text R@{k}"] = recall_at(similar, same, k)
        figures[f"ITC picture R@{k}"] = recall_at(similar.T, same, k)
    return figures
