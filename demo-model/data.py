"""Training batches, drawn as they are asked for, and the scenes that validate a run."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from random import Random
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import Dataset

from captions import PROMPT, caption
from catalogue import PLACES
from layout import ARRANGEMENTS, HELD_OUT_SEED, Plan, arrangement, plan_scene
from model import GRID, IMAGE_SIDE, PROMPT_LENGTH
from phrases import phrases
from scenes import TRAIN_SHORT_SIDE, compose, patch_nouns, squash, truth
from twins import told_apart, twin
from vocabulary import CLS, PAD, encode

VALIDATION_SEED: Final = HELD_OUT_SEED + 500_000
UNSEEN: Final = 1 << 33
"""Beyond every seed that a run of pictures reaches, and within its own range."""


def draw_example(plan: Plan, rng: Random, captions: int, text: str | None = None) -> dict[str, Any]:
    """A plan's picture, labels and captions, the first of which is `text` where one is given."""
    image, index = compose(plan, TRAIN_SHORT_SIDE)
    first = text or caption(rng, plan)
    said = [first, *(caption(rng, plan) for _ in range(captions - 1))]
    return {
        "pixels": squash(image, IMAGE_SIDE),
        "patches": patch_nouns(plan, index, GRID),
        "place": PLACES.index(plan.place),
        "arrangement": ARRANGEMENTS.index(arrangement(plan)),
        "ids": [encode(PROMPT + one) for one in said],
        "text": encode(first),
        "number": zlib.crc32(first.encode()),
        "near": 0,
    }


Draw = Callable[[range], list[dict[str, Any]]]
"""The examples of a row of seeds, one a seed."""


def draw_scenes(captions: int) -> Draw:
    return lambda seeds: [draw_example(plan_scene(s, "train"), Random(s), captions) for s in seeds]


def draw_twins(captions: int) -> Draw:
    """Every second seed's scene, followed by its twin."""
    return lambda seeds: [example for seed in seeds[::2] for example in twin_examples(seed, captions)]


def with_phrases(example: dict[str, Any], plan: Plan) -> dict[str, Any]:
    return example | {"phrases": [encode(text) for text in phrases(Random(plan.seed), plan)]}


def twin_examples(seed: int, captions: int) -> list[dict[str, Any]]:
    """A scene and its twin; their first captions differ where the pictures do, else they are the same."""
    plan, rng = plan_scene(seed, "train"), Random(seed)
    found = twin(rng, plan)
    if found is None:
        other = plan_scene(seed + UNSEEN, "train")
        return [with_phrases(draw_example(p, rng, captions), p) for p in (plan, other)]
    same = caption(rng, plan)
    texts = told_apart(rng, plan, found[1]) or (same, same)
    first, second = (
        with_phrases(draw_example(p, rng, captions, t), p)
        for p, t in zip((plan, found[1]), texts, strict=True)
    )
    return [first | {"near": 1}, second | {"near": -1}]


def draw_written(records: list[dict[str, Any]]) -> Draw:
    """Pictures that texts were written for, round and round: each has its `seed` and `texts`."""

    def one(seed: int) -> dict[str, Any]:
        record = records[seed % len(records)]
        text = Random(seed).choice(record["texts"])
        return draw_example(plan_scene(record["seed"], "train"), Random(seed), 1, text)

    return lambda seeds: [one(seed) for seed in seeds]


class Batches(Dataset[dict[str, Tensor]]):
    """Batches of the run's endless row of pictures, from the `first` one on."""

    def __init__(self, draw: Draw, seed: int, batch: int, first: int) -> None:
        self.draw, self.seed, self.batch, self.first = draw, seed, batch, first

    def __len__(self) -> int:
        return 1 << 24

    def __getitem__(self, number: int) -> dict[str, Tensor]:
        start = (self.seed << 34) + self.first + number * self.batch
        return stack(self.draw(range(start, start + self.batch)))


def padded(rows: list[list[int]]) -> Tensor:
    """[B, T], the longest row's length."""
    return pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=PAD)


def stack(examples: list[dict[str, Any]]) -> dict[str, Tensor]:
    """One batch. `texts` begin with [CLS] and have no prompt: what the matcher reads. `near` is the row of
    each one's twin, or its own where it has none. `phrases`, where the examples have some, are a true and a
    false one of each in turn."""
    captions = labelled([row for example in examples for row in example["ids"]])
    texts = padded([[CLS, *example["text"][1:]] for example in examples])
    arrays = {key: torch.from_numpy(np.stack([e[key] for e in examples])) for key in ("pixels", "patches")}
    numbers = {key: torch.tensor([e[key] for e in examples]) for key in ("place", "arrangement", "number")}
    near = torch.tensor([row + example["near"] for row, example in enumerate(examples)])
    said = [[CLS, *phrase[1:]] for example in examples for phrase in example.get("phrases", [])]
    short = {"phrases": padded(said)} if said else {}
    return arrays | numbers | captions | short | {"near": near, "texts": texts}


def labelled(rows: list[list[int]]) -> dict[str, Tensor]:
    """`ids` of captions with the prompt; `labels` leave out the prompt, as LAVIS does, and the padding."""
    ids = padded(rows)
    labels = ids.masked_fill(ids == PAD, -100)
    labels[:, :PROMPT_LENGTH] = -100
    return {"ids": ids, "labels": labels}


def validation_set(count: int) -> tuple[Tensor, list[dict[str, Any]]]:
    plans = [plan_scene(VALIDATION_SEED + i, "heldout") for i in range(count)]
    pixels = np.stack([squash(compose(plan, 480)[0], IMAGE_SIDE) for plan in plans])
    return torch.from_numpy(pixels), [truth(plan, str(plan.seed)) for plan in plans]
