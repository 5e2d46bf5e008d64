"""Held-out scenes for any captioner or answerer, and the marks that its captions and answers earn.

`scenes` writes pictures and their truth, `twins` pairs of pictures that differ in one thing; `grade` reads
captions as the project's CLI prints them; `checkpoint` does both in memory with a checkpoint folder under
`transformers`, `answers` the same with an answerer beside baselines that see no picture."""

from __future__ import annotations

import argparse
import json
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
import torch
from transformers import BlipForQuestionAnswering

from answer_data import EACH, held_out_questions
from answer_grading import Guesser, accuracy, answered
from answerer import Answerer, masked_answerer
from captions import PROMPT
from catalogue import HELD_OUT_STYLES, HERE, STYLES, WORK
from checkpoints import read_captioner, read_matcher
from grading import Table, grade, print_table, share, summarise
from layout import HELD_OUT_SEED, Plan, plan_scene, restyled
from matching import foiled, matching_figures, print_figures, see
from model import IMAGE_SIDE, greedy
from scenes import render, squash, truth
from twins import CHANGES, twin
from vocabulary import decode

TEST_SEED: Final = HELD_OUT_SEED + 1_000
"""Past the samples' seeds and far below those that training validates on."""
SHORT_SIDE: Final = 480
TWINS_OF: Final = 600
"""Scenes that twins are looked for of."""


def test_plans(count: int, style: str | None = None) -> list[Plan]:
    """`style`: all of them drawn in that one, for instance one that no training scene has."""
    plans = [plan_scene(TEST_SEED + number, "heldout") for number in range(count)]
    return [restyled(plan, style) for plan in plans] if style else plans


def write_scenes(plans: list[Plan], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    records = []
    for number, plan in enumerate(plans):
        name = f"scene-{number:04}.png"
        render(plan, SHORT_SIDE).save(folder / name)
        records.append(truth(plan, name))
    (folder / "truth.json").write_text(json.dumps(records, indent=1) + "\n")


def write_twins(count: int, folder: Path) -> None:
    """As many pairs of each kind of change, or as there are: a scene and the same with one thing changed."""
    folder.mkdir(parents=True, exist_ok=True)
    plans = test_plans(TWINS_OF)
    for kind in CHANGES:
        found = ((number, plan, twin(Random(number), plan, (kind,))) for number, plan in enumerate(plans))
        pairs = (
            (number, plan, changed[1])
            for number, plan, changed in found
            if changed and truth(plan, "")["caption"] != truth(changed[1], "")["caption"]
        )
        for number, plan, other in islice(pairs, count):
            for name, scene in (("a", plan), ("b", other)):
                render(scene, SHORT_SIDE).save(folder / f"{kind}-{number:04}-{name}.png")


def read_captions(path: Path) -> dict[str, str]:
    """The first caption of each picture, by file name."""
    records = [json.loads(line) for line in path.read_text().splitlines() if line.strip()]
    return {Path(record["image"]).name: record["captions"][0]["text"] for record in records}


def grade_file(truth_path: Path, captions_path: Path) -> Table:
    scenes: list[dict[str, Any]] = json.loads(truth_path.read_text())
    captions = read_captions(captions_path)
    missing = [scene["image"] for scene in scenes if scene["image"] not in captions]
    if missing:
        raise SystemExit(f"no caption for {len(missing)} of {len(scenes)} pictures, first {missing[0]}")
    return summarise(grade(captions[scene["image"]], scene) for scene in scenes)


def scene_pixels(plans: list[Plan]) -> torch.Tensor:
    return torch.from_numpy(np.stack([squash(render(plan, SHORT_SIDE), IMAGE_SIDE) for plan in plans]))


def caption_plans(folder: Path, plans: list[Plan], batch: int = 50) -> list[str]:
    """Greedy captions in float32 by the reference implementation, without the prompt."""
    blip = read_captioner(folder)
    texts: list[str] = []
    for start in range(0, len(plans), batch):
        ids = greedy(blip, scene_pixels(plans[start : start + batch]))
        texts += [decode(row).removeprefix(PROMPT) for row in ids]
    return texts


def grade_checkpoint(folder: Path, count: int, show: int = 0) -> Table:
    plans = test_plans(count)
    texts, scenes = caption_plans(folder, plans), [truth(plan, str(plan.seed)) for plan in plans]
    for text, scene in list(zip(texts, scenes, strict=True))[:show]:
        print(f"{text}\n    true: {scene['caption']}")
    return summarise(grade(text, scene) for text, scene in zip(texts, scenes, strict=True))


def match_checkpoint(folder: Path, count: int) -> dict[str, float]:
    plans = test_plans(count)
    return matching_figures(read_matcher(folder), scene_pixels(plans), foiled(plans))


def answer_table(blip: BlipForQuestionAnswering, count: int, blind: bool = False) -> Table:
    """Accuracy by kind of question on held-out scenes; `blind`: without the pictures."""
    plans = test_plans(count)
    seen = see(blip.vision_model, scene_pixels(plans))
    return answered(blip, seen * (not blind), held_out_questions(plans))


GUESSED_FROM: Final = 5_000
"""Training scenes whose questions teach the guesser."""


def guesser_table(count: int) -> Table:
    guesser = Guesser(GUESSED_FROM, EACH)
    asked = [one for about in held_out_questions(test_plans(count)) for one in about]
    return accuracy(asked, [guesser.answer(one.text) for one in asked])


def print_answers(folder: Path, count: int, blind: Path) -> None:
    """A table of the answerer, of one that was trained without pictures, where there is one, and of the
    guesser."""
    columns = {"answerer": answer_table(masked_answerer(folder), count)}
    if blind.exists():
        without = Answerer()
        without.load_state_dict(torch.load(blind, weights_only=True)["model"])
        columns["trained without pictures"] = answer_table(without.blip.eval(), count, blind=True)
    columns["most frequent answer"] = guesser_table(count)
    print(f"| {count} held-out scenes | questions | " + " | ".join(columns) + " |")
    print("|---" * (2 + len(columns)) + "|")
    for kind, (_, total) in columns["answerer"].items():
        print(
            f"| {kind} | {total} | " + " | ".join(share(column[kind]) for column in columns.values()) + " |"
        )


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    scenes = commands.add_parser("scenes", help="write held-out pictures and truth.json")
    scenes.add_argument("--count", type=int, default=200)
    scenes.add_argument("--style", choices=[*STYLES, *HELD_OUT_STYLES], help="draw all things in this style")
    scenes.add_argument("--out", type=Path, required=True)
    twins = commands.add_parser("twins", help="write pairs of pictures that differ in one thing")
    twins.add_argument("--count", type=int, default=40, help="pairs of each kind of change, at most")
    twins.add_argument("--out", type=Path, required=True)
    grading = commands.add_parser("grade", help="grade captions in JSON lines")
    grading.add_argument("--truth", type=Path, required=True)
    grading.add_argument("--captions", type=Path, required=True)
    checkpoint = commands.add_parser("checkpoint", help="caption and grade with transformers")
    checkpoint.add_argument("--model", type=Path, default=HERE / "checkpoint")
    checkpoint.add_argument("--count", type=int, default=200)
    checkpoint.add_argument("--show", type=int, default=0, help="print this many captions with the truth")
    answers = commands.add_parser("answers", help="answer questions with transformers, and grade the answers")
    answers.add_argument("--model", type=Path, default=HERE / "checkpoint")
    answers.add_argument("--count", type=int, default=200)
    answers.add_argument("--blind", type=Path, default=WORK / "blind.pt", help="what --stage blind trained")
    return parser.parse_args()


def main() -> None:
    options = parse()
    torch.set_num_threads(2)
    if options.command == "scenes":
        write_scenes(test_plans(options.count, options.style), options.out)
    elif options.command == "twins":
        write_twins(options.count, options.out)
    elif options.command == "grade":
        print_table(grade_file(options.truth, options.captions))
    elif options.command == "answers":
        print_answers(options.model, options.count, options.blind)
    else:
        print_table(grade_checkpoint(options.model, options.count, options.show))
        if (options.model / "matcher").exists():
            print_figures(match_checkpoint(options.model, options.count))


if __name__ == "__main__":
    main()
