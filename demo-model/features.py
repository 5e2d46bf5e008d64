"""What the committed checkpoint's vision tower sees of a pool of scenes: computed once, kept in
.work/features/.

The answerer leaves the tower as it is, so that one picture is encoded once for captions and answers. Encoding
takes most of a training step; from the pool, a step costs only its words."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Final

import numpy as np
import torch
from torch import nn

from catalogue import HERE, WORK
from checkpoints import read_captioner
from layout import plan_scene
from matching import see
from model import IMAGE_SIDE
from scenes import TRAIN_SHORT_SIDE, render, squash

FOLDER: Final = WORK / "features"
CHUNK: Final = 500
"""Scenes in a file. Its number times this is its first scene's seed."""


def chunk_path(folder: Path, number: int) -> Path:
    return folder / f"{number:05}.npy"


def pixels_of(seeds: range) -> torch.Tensor:
    """The training scenes of these seeds, uint8 [B, 3, S, S]."""
    pictures = [squash(render(plan_scene(seed, "train"), TRAIN_SHORT_SIDE), IMAGE_SIDE) for seed in seeds]
    return torch.from_numpy(np.stack(pictures))


def write_chunk(folder: Path, number: int, vision: nn.Module) -> None:
    """float16 [CHUNK, N, WIDTH]; the file is there complete or not at all."""
    with torch.autocast("cpu", torch.bfloat16):
        seen = see(vision, pixels_of(range(number * CHUNK, (number + 1) * CHUNK)), 50)
    unfinished = folder / f"{number:05}.tmp"
    with unfinished.open("wb") as file:
        np.save(file, seen.half().numpy())
    os.replace(unfinished, chunk_path(folder, number))


def finished_chunks(folder: Path) -> list[int]:
    return sorted(int(path.stem) for path in folder.glob("*.npy"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=int, default=40_000, help="rounded up to whole files")
    parser.add_argument("--model", type=Path, default=HERE / "checkpoint", help="whose vision tower looks")
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    vision = read_captioner(options.model).vision_model
    for number in range(-(-options.scenes // CHUNK)):
        if not chunk_path(options.out, number).exists():
            write_chunk(options.out, number, vision)
            print(f"{(number + 1) * CHUNK} scenes", flush=True)


if __name__ == "__main__":
    main()
