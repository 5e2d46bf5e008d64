"""Trains the demo model on scenes drawn as it goes. Resumable, seeded, and done by a given time.

`words` teaches the vision tower and the decoder to caption, from nothing; `mixture` goes on from there with
the paper's three losses, as the paper goes on from a trained vision tower and BERT. `answers` teaches a
question encoder and an answer decoder on features that features.py computed; `blind` does the same without
pictures, for a baseline."""

from __future__ import annotations

import argparse
import json
import math
import os
import time
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader
from transformers import BlipForConditionalGeneration

from answer_data import QuestionBatches
from answer_grading import AnswerValidation
from answerer import Answerer
from captions import PROMPT
from catalogue import HERE, WORK
from checkpoints import read_answerer, read_captioner, read_matcher
from data import Batches, Draw, draw_scenes, draw_twins, draw_written, validation_set
from features import FOLDER
from grading import grade, summarise
from layout import plan_scene
from matching import foiled, matching_figures
from mixture import Mixture, Momentum
from model import TEACHING, Trainee, greedy
from vocabulary import decode

SOFTENED_BY: Final = 0.1
"""The share of the run after which contrast's targets are as soft as they get."""
STAGES: Final = ("words", "mixture", "answers", "blind")
Model = Trainee | Mixture | Answerer


def checkpoint_path(stage: str) -> Path:
    return WORK / f"{stage}.pt"


class Validation:
    """Held-out scenes, and for the matcher a caption of each with one thing changed."""

    def __init__(self, count: int) -> None:
        self.pixels, self.scenes = validation_set(count)
        plans = [plan_scene(scene["seed"], "heldout") for scene in self.scenes]
        self.foils = foiled(plans)

    def captions(self, captioner: BlipForConditionalGeneration) -> str:
        texts = [decode(ids)[len(PROMPT) :] for ids in greedy(captioner, self.pixels)]
        table = summarise(grade(text, scene) for text, scene in zip(texts, self.scenes, strict=True))
        return "  ".join(
            f"{name}: {100 * right / max(total, 1):.1f}" for name, (right, total) in table.items()
        )

    def __call__(self, trainee: Trainee | Mixture) -> str:
        trainee.eval()
        said = self.captions(trainee.captioner)
        if isinstance(trainee, Mixture):
            figures = matching_figures(trainee.matcher, self.pixels, self.foils)
            said += "  " + "  ".join(f"{name}: {100 * value:.1f}" for name, value in figures.items())
        trainee.train()
        return said


def make_optimizer(trainee: nn.Module, rate: float) -> torch.optim.AdamW:
    """Decay for matrices only: biases, norms and position embeddings are left to grow."""
    named = [(n, p) for n, p in trainee.named_parameters() if p.requires_grad]
    plain = [p for n, p in named if p.ndim < 2 or "embedding" in n]
    decayed = [p for n, p in named if not (p.ndim < 2 or "embedding" in n)]
    return torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.05}, {"params": plain, "weight_decay": 0.0}],
        rate,
        (0.9, 0.98),
        fused=True,
    )


def rate_at(step: int, progress: float, peak: float, warm_up: int) -> float:
    """Linear warm-up by steps, then a cosine down to a hundredth by `progress`, 0 to 1."""
    return (
        peak
        * min(1.0, (step + 1) / warm_up)
        * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, progress))))
    )


def save(path: Path, state: dict[str, Any]) -> None:
    """Whole or not at all: a reader never meets half a checkpoint."""
    torch.save(state, path.with_suffix(".tmp"))
    os.replace(path.with_suffix(".tmp"), path)


def trained_words() -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """The captioner's and the teachers' weights of the first stage."""
    path = checkpoint_path("words")
    if not path.exists():
        raise SystemExit(f"no {path}: run `train.py --stage words` first, the mixture goes on from it")
    state = torch.load(path, weights_only=True)["model"]
    return tuple(  # type: ignore[return-value]
        {name.removeprefix(part): value for name, value in state.items() if name.startswith(part)}
        for part in ("captioner.", "teachers.")
    )


def start_from(trainee: Model, folder: Path) -> None:
    """The weights of an exported checkpoint; optimizer and teachers start over. An answerer goes on from the
    one of an earlier captioner, with the vision tower, keys and values of the captioner that is there."""
    if isinstance(trainee, Answerer):
        trainee.blip.load_state_dict(read_answerer(folder).state_dict())
        return
    trainee.captioner.load_state_dict(read_captioner(folder).state_dict())
    if isinstance(trainee, Mixture):
        trainee.matcher.load_state_dict(read_matcher(folder).state_dict())
        trainee.momentum = Momentum(trainee.matcher)


def make_model(stage: str) -> Model:
    if stage == "words":
        return Trainee()
    return Mixture() if stage == "mixture" else Answerer(blind=stage == "blind")


class Run:
    """One stage's training: its state is what a checkpoint holds."""

    def __init__(self, options: argparse.Namespace) -> None:
        torch.manual_seed(options.seed)
        self.options, self.path = options, checkpoint_path(options.stage)
        self.trainee = make_model(options.stage)
        self.step, self.pictures, self.seconds = 0, 0, 0.0
        resumed = options.resume and self.path.exists()
        if not resumed and options.init:
            start_from(self.trainee, options.init)
        elif not resumed and isinstance(self.trainee, Mixture):
            self.trainee.warm_start(*trained_words())
        elif not resumed and isinstance(self.trainee, Answerer):
            self.trainee.warm_start(HERE / "checkpoint")
        self.trainee.to(options.device)
        self.optimizer = make_optimizer(self.trainee, options.rate)
        if resumed:
            self._load(torch.load(self.path, weights_only=True, map_location=options.device))

    def _load(self, state: dict[str, Any]) -> None:
        self.trainee.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.pictures, self.seconds = state["step"], state["pictures"], state["seconds"]

    def state(self) -> dict[str, Any]:
        return {
            "model": self.trainee.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
            "pictures": self.pictures,
            "seed": self.options.seed,
        }

    @property
    def progress(self) -> float:
        """By the clock or by steps, whichever the command line gave; 1 is the end."""
        if self.options.steps:
            return self.step / self.options.steps
        return self.seconds / (60 * self.options.minutes)

    def losses(self, batch: dict[str, Tensor]) -> dict[str, Tensor]:
        with torch.autocast(self.options.device, torch.bfloat16, enabled=self.options.bf16):
            if isinstance(self.trainee, Mixture):
                return self.trainee(batch, soft=min(1.0, self.progress / SOFTENED_BY))
            return self.trainee(batch)

    def learn(self, batch: dict[str, Tensor]) -> dict[str, float]:
        """One step. The teachers count less and less: in the end only BLIP's own losses matter."""
        rate = rate_at(self.step, self.progress, self.options.rate, self.options.warm_up)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        losses = self.losses({name: tensor.to(self.options.device) for name, tensor in batch.items()})
        help_weight = 0.1 + 0.5 * (1 - min(1.0, self.progress))
        weights = {name: help_weight * TEACHING[name] if name in TEACHING else 1.0 for name in losses}
        torch.stack([weights[name] * loss for name, loss in losses.items()]).sum().backward()
        torch.nn.utils.clip_grad_norm_(self.trainee.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        return {name: loss.item() for name, loss in losses.items()}

    def report(self, means: dict[str, float]) -> None:
        rate = self.pictures / self.seconds
        shown = "  ".join(f"{name} {value:.3f}" for name, value in means.items())
        print(
            f"step {self.step}  {self.pictures} pictures  {self.seconds / 60:.1f} min  {rate:.0f}/s  {shown}",
            flush=True,
        )


def how_to_draw(options: argparse.Namespace) -> Draw:
    if options.texts:
        return draw_written([json.loads(line) for line in options.texts.read_text().splitlines()])
    return draw_twins(options.captions) if options.stage == "mixture" else draw_scenes(options.captions)


def make_batches(options: argparse.Namespace, first: int) -> Batches | QuestionBatches:
    if options.stage in ("answers", "blind"):
        return QuestionBatches(options.features, options.seed, options.batch, first)
    return Batches(how_to_draw(options), options.seed, options.batch, first)


def train(options: argparse.Namespace) -> None:
    run = Run(options)
    answering = isinstance(run.trainee, Answerer)
    validate = (AnswerValidation if answering else Validation)(options.validation)
    batches = make_batches(options, run.pictures)
    means: dict[str, float] = {}
    before = time.monotonic()
    for batch in DataLoader(batches, batch_size=None, num_workers=1, prefetch_factor=4):
        losses = run.learn(batch)
        run.step += 1
        run.pictures += options.batch
        now = time.monotonic()
        run.seconds, before = run.seconds + now - before, now
        means = {name: 0.98 * means.get(name, loss) + 0.02 * loss for name, loss in losses.items()}
        done = run.progress >= 1
        if run.step % options.log_every == 0:
            run.report(means)
        if done or run.step % options.save_every == 0:
            save(run.path, run.state())
        if done or run.step % options.validate_every == 0:
            print(f"step {run.step}  {validate(run.trainee)}", flush=True)
        if done:
            break


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", choices=STAGES, default="words")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument(
        "--minutes", type=float, default=90, help="training time; the learning rate ends with it"
    )
    parser.add_argument(
        "--steps", type=int, default=0, help="train this many steps instead, whatever they take"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument(
        "--captions", type=int, default=2, help="captions per picture: sight is dear, words are cheap"
    )
    parser.add_argument(
        "--texts", type=Path, help="train on these texts, as capfilt.py writes them, instead of true captions"
    )
    parser.add_argument("--features", type=Path, default=FOLDER, help="what features.py wrote, for answers")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--warm-up", type=int, default=200)
    parser.add_argument("--log-every", type=int, default=50)
    parser.add_argument("--save-every", type=int, default=100)
    parser.add_argument("--validate-every", type=int, default=500)
    parser.add_argument("--validation", type=int, default=200)
    parser.add_argument(
        "--bf16",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="bfloat16 products, float32 weights",
    )
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--init", type=Path, help="start from the weights of this exported checkpoint")
    return parser.parse_args()


if __name__ == "__main__":
    arguments = parse()
    torch.set_num_threads(arguments.threads)
    WORK.mkdir(exist_ok=True)
    train(arguments)
