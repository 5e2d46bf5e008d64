"""The paper's ablation in small: what captioner and filter are worth (its table 1), and whether the two may
share weights when they are tuned (its table 4).

The vision tower is the checkpoint's and stays as it is, so that a picture is looked at once; text decoders
start from nothing, all from the same weights, and see the same number of texts."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor, nn
from transformers import BlipForConditionalGeneration, BlipForImageTextRetrieval, set_seed

from capfilt import Judged, chosen, in_batches, judge
from captions import PROMPT, caption
from catalogue import HERE
from checkpoints import read_captioner, read_matcher
from data import labelled
from evaluate import scene_pixels, test_plans
from figures import cider
from grading import grade, is_true, share, summarise
from layout import Plan, plan_scene
from matching import as_texts, foiled, see
from mixture import match_logits
from mixture import share as share_weights
from model import IMAGE_SIDE, demo_config, greedy, initialise, word_loss
from scenes import TRAIN_SHORT_SIDE, squash, truth
from scenes import render as draw
from train import make_optimizer, rate_at
from vocabulary import decode, encode
from web import record

WEB_SEED: Final = 1 << 38
CLEAN_SEED: Final = 1 << 37
"""Where the scenes begin whose true captions tune captioner and filter, as COCO's do in the paper."""
BATCH: Final = 64
RATE: Final = 1e-3
TUNING_RATE: Final = 2e-4
WARM_UP: Final = 50
MEASURES: Final = ("main object named", "object recall", "relation right, all with one")
COLUMNS: Final = ("learned from", "texts", "true among them", *MEASURES, "nothing false said", "CIDEr")


@dataclass(frozen=True)
class Pictures:
    """Scenes as the vision tower sees them: `seen` [P, N, D], float16."""

    plans: list[Plan]
    seen: Tensor

    def at(self, rows: list[int]) -> Tensor:
        return self.seen[rows].float()


def look_at(vision: nn.Module, first_seed: int, count: int) -> Pictures:
    plans = [plan_scene(first_seed + number, "train") for number in range(count)]
    parts = []
    for start in range(0, count, 500):
        squashed = [squash(draw(plan, TRAIN_SHORT_SIDE), IMAGE_SIDE) for plan in plans[start : start + 500]]
        parts.append(see(vision, torch.from_numpy(np.stack(squashed))).half())
    return Pictures(plans, torch.cat(parts))


def descend(model: nn.Module, loss_of: Callable[[Random], Tensor], steps: int, rate: float) -> None:
    """Trains what of the model is not frozen; `loss_of` draws its batch by what it is given."""
    optimizer, rng = make_optimizer(model, rate), Random(1)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = rate_at(step, step / steps, rate, WARM_UP)
        with torch.autocast("cpu", torch.bfloat16):
            loss = loss_of(rng)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
    model.eval()


def captions_of(texts: list[str]) -> dict[str, Tensor]:
    return labelled([encode(PROMPT + text) for text in texts])


def tuned(
    folder: Path, pictures: Pictures, steps: int, *, shared: bool
) -> tuple[BlipForConditionalGeneration, BlipForImageTextRetrieval]:
    """Captioner (LM) and filter (ITM) tuned on true captions, with shared weights or each with its own."""
    captioner, matcher = read_captioner(folder), read_matcher(folder)
    if shared:
        share_weights(captioner, matcher)
    both = nn.ModuleList([captioner, matcher])
    for vision in (captioner.vision_model, matcher.vision_model):
        vision.requires_grad_(False)
    foils = foiled(pictures.plans)

    def loss_of(rng: Random) -> Tensor:
        rows = rng.sample(range(len(foils)), BATCH)
        seen = pictures.at(rows)
        words = word_loss(captioner, seen, captions_of([caption(rng, pictures.plans[row]) for row in rows]))
        true, false = [foils[row].true for row in rows], [foils[row].false for row in rows]
        # Of another picture: easy, but most of what a web gets wrong.
        other = [*true[1:], true[0]]
        logits = match_logits(matcher, torch.cat([seen] * 3), as_texts([*true, *false, *other])).float()
        labels = torch.arange(3 * BATCH) < BATCH
        return words + nn.functional.cross_entropy(logits, labels.long())

    descend(both, loss_of, steps, TUNING_RATE)
    return captioner, matcher


def taught(vision: nn.Module, pictures: Pictures, texts: dict[int, list[str]], steps: int) -> Any:
    """A captioner whose words are learned from nothing, from these texts by seed."""
    torch.manual_seed(0)
    captioner = BlipForConditionalGeneration(demo_config())
    initialise(captioner)
    captioner.vision_model = vision
    rows = [row for row, plan in enumerate(pictures.plans) if texts.get(plan.seed)]

    def loss_of(rng: Random) -> Tensor:
        drawn = rng.choices(rows, k=BATCH)
        said = [rng.choice(texts[pictures.plans[row].seed]) for row in drawn]
        return word_loss(captioner, pictures.at(drawn), captions_of(said))

    descend(captioner, loss_of, steps, RATE)
    return captioner


def measured(captioner: BlipForConditionalGeneration, plans: list[Plan], pixels: Tensor) -> list[str]:
    """The table's cells for greedy captions of held-out scenes."""
    said = [decode(ids).removeprefix(PROMPT) for part in pixels.split(50) for ids in greedy(captioner, part)]
    truths = [truth(plan, "") for plan in plans]
    table = summarise(grade(text, scene) for text, scene in zip(said, truths, strict=True))
    right = sum(is_true(text, scene) for text, scene in zip(said, truths, strict=True))
    cells = [share(table[measure]) for measure in MEASURES]
    return [*cells, share((right, len(plans))), f"{cider(said, plans):.2f}"]


def judged_by(pair: tuple[Any, Any], records: list[dict[str, Any]]) -> list[Judged]:
    return [one for batch in in_batches(records) for one in judge(*pair, batch)]


def arms(
    apart: list[Judged], together: list[Judged], pictures: Pictures
) -> dict[str, tuple[list[Judged] | None, dict[int, list[str]]]]:
    """What each captioner learns from, by name."""

    def texts(judged: list[Judged], mode: Any) -> dict[int, list[str]]:
        return {one["seed"]: one["texts"] for one in chosen(judged, mode)}

    true = {plan.seed: [caption(Random(plan.seed), plan)] for plan in pictures.plans}
    return {
        "web texts": (apart, texts(apart, "web")),
        "+ filter": (apart, texts(apart, "filter")),
        "+ captioner": (apart, texts(apart, "captioner")),
        "+ captioner and filter": (apart, texts(apart, "both")),
        "+ both, which share weights": (together, texts(together, "both")),
        "true captions": (None, true),
    }


def share_true(judged: list[Judged] | None, texts: dict[int, list[str]]) -> str:
    """Of the texts that are learned from, how many are true."""
    if judged is None:
        return share((1, 1))
    true = {(one.seed, one.text): one.true for one in judged}
    verdicts = [true[seed, text] for seed, some in texts.items() for text in some]
    return share((sum(verdicts), len(verdicts)))


def removed(judged: list[Judged]) -> str:
    """What the filter drops of false texts, and what it keeps of true ones."""
    cells = []
    for kind in ("web", "synthetic"):
        some = [one for one in judged if (one.kind == "synthetic") == (kind == "synthetic")]
        false, true = [one for one in some if not one.true], [one for one in some if one.true]
        dropped = share((sum(not one.kept for one in false), len(false)))
        kept = share((sum(one.kept for one in true), len(true)))
        cells.append(
            f"{kind}: {dropped} of {len(false)} false texts dropped, {kept} of {len(true)} true ones kept"
        )
    return "; ".join(cells)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=HERE / "checkpoint")
    parser.add_argument("--pictures", type=int, default=4000, help="of the web")
    parser.add_argument("--clean", type=int, default=3000, help="pictures with true captions, to tune with")
    parser.add_argument("--tuning-steps", type=int, default=300)
    parser.add_argument("--steps", type=int, default=800, help="of each captioner that learns from nothing")
    parser.add_argument("--count", type=int, default=300, help="held-out scenes")
    options = parser.parse_args()
    set_seed(1)
    torch.set_num_threads(2)
    vision = read_captioner(options.model).vision_model.requires_grad_(False)
    clean = look_at(vision, CLEAN_SEED, options.clean)
    web = look_at(vision, WEB_SEED, options.pictures)
    records = [record(plan, "train") for plan in web.plans]
    pairs = {
        name: judged_by(tuned(options.model, clean, options.tuning_steps, shared=shared), records)
        for name, shared in (("apart", False), ("together", True))
    }
    for name, judged in pairs.items():
        print(f"captioner and filter tuned {name}: {removed(judged)}\n")
    plans = test_plans(options.count)
    pixels = scene_pixels(plans)
    print("| " + " | ".join(COLUMNS) + " |")
    print("|---" * len(COLUMNS) + "|")
    for name, (judged, texts) in arms(pairs["apart"], pairs["together"], web).items():
        cells = measured(taught(vision, web, texts, options.steps), plans, pixels)
        count = sum(len(some) for some in texts.values())
        print(f"| {name} | {count} | {share_true(judged, texts)} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
