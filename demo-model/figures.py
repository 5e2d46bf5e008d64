"""The demo's tables, measured on an exported bundle through the project's own engine: one command a table.

Every command draws its held-out scenes into .work/, runs `blipscope` on them and prints a table. Export the
bundle first: `npm run -s blipscope -- export demo-model/checkpoint --out /tmp/demo-q8 --dtype q8`."""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
import torch
from PIL import Image
from pycocoevalcap.cider.cider import Cider

from answer_data import held_out_questions
from answer_grading import accuracy, answer_all
from answerer import masked_answerer
from captions import caption
from catalogue import HELD_OUT_STYLES, HERE, STYLES, WORK
from evaluate import scene_pixels, test_plans, write_scenes
from grading import Table, grade, print_table, share, summarise
from layout import Plan
from matching import Foil, foiled, matching_table, print_figures, recall_at, see
from questions import Question

ROOT: Final = HERE.parent
METHODS: Final[dict[str, list[str]]] = {
    "greedy": ["--greedy"],
    "beam, 3 beams": ["--beams", "3"],
    "nucleus": ["--num-captions", "1"],
    "nucleus, best of 5 by ITM": ["--num-captions", "5"],
}
RANKED: Final = "nucleus, best of 5 by ITM"
REFERENCES: Final = 5
"""True captions of each scene that CIDEr compares with."""
SHOWN: Final = (
    "main object named",
    "object recall",
    "object precision",
    "count right",
    "place right, where said",
    "relation right, all with one",
    "relation right, left or right",
    "relation right, above or below",
    "relation right, in front or behind",
    "relation right, between",
)


def blipscope(*arguments: str | Path) -> list[dict[str, Any]]:
    """The JSON lines that the command line prints."""
    command = ["npm", "run", "-s", "blipscope", "--", *map(str, arguments), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"blipscope {arguments[0]}: {done.stderr.strip()}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.strip()]


def scenes(count: int, style: str | None = None) -> tuple[Path, list[Plan], list[dict[str, Any]]]:
    """The folder of pictures, drawn on first use, the plans and their truth."""
    folder = WORK / "-".join(["scenes", *([style] if style else []), str(count)])
    plans = test_plans(count, style)
    if not (folder / "truth.json").exists():
        write_scenes(plans, folder)
    return folder, plans, json.loads((folder / "truth.json").read_text())


def said(folder: Path, model: Path, flags: Iterable[str]) -> list[dict[str, Any]]:
    """Each picture's captions, in the pictures' order."""
    return blipscope("caption", folder, "--model", model, *flags)


def first_texts(records: list[dict[str, Any]], key: str = "captions") -> list[str]:
    return [record[key][0]["text"] for record in records]


def cider(texts: list[str], plans: list[Plan]) -> float:
    references = {
        number: [caption(Random(seed), plan) for seed in range(REFERENCES)]
        for number, plan in enumerate(plans)
    }
    candidates = {number: [text] for number, text in enumerate(texts)}
    return float(Cider().compute_score(references, candidates)[0])


def caption_table(model: Path, count: int, style: str | None) -> None:
    """Captions by every way of decoding."""
    folder, plans, truths = scenes(count, style)
    columns: dict[str, Table] = {}
    scores: dict[str, float] = {}
    for name, flags in METHODS.items():
        ranked = ["--matcher", str(model)] if name == RANKED else []
        texts = first_texts(said(folder, model, [*flags, *ranked]))
        columns[name] = summarise(grade(text, truth) for text, truth in zip(texts, truths, strict=True))
        scores[name] = cider(texts, plans)
    print(f"| {count} held-out scenes | " + " | ".join(METHODS) + " |")
    print("|---" * (1 + len(METHODS)) + "|")
    for measure in SHOWN:
        cells = [share(column.get(measure, (0, 0))) for column in columns.values()]
        print(f"| {measure} | " + " | ".join(cells) + " |")
    print(f"| CIDEr, {REFERENCES} references | " + " | ".join(f"{s:.2f}" for s in scores.values()) + " |")


def matches(folder: Path, model: Path, texts: dict[str, list[str]]) -> list[dict[str, Any]]:
    """One record for each picture and each of its texts."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(texts, file)
        file.flush()
        return blipscope("match", folder, "--texts", file.name, "--model", model)


def matching(model: Path, count: int) -> None:
    """ITM on a true caption and one with one thing changed, ITC among all the true captions."""
    folder, plans, truths = scenes(count)
    foils = foiled(plans)
    pairs = {truth["image"]: [f.true, f.false] for truth, f in zip(truths, foils, strict=True)}
    found = matches(folder, model, pairs)
    yes, no = (torch.tensor([r["itm"]["probability"] for r in found[start::2]]) for start in (0, 1))
    figures = matching_table(foils, yes, no)
    figures |= retrieval(model, folder, truths[:RETRIEVED], foils[:RETRIEVED])
    print_figures(figures)


RETRIEVED: Final = 100
"""Scenes among which a caption, or a picture, is looked for: every pair is computed."""


def retrieval(model: Path, folder: Path, truths: list[dict[str, Any]], foils: list[Foil]) -> dict[str, float]:
    texts = [foil.true for foil in foils]
    part = WORK / f"{folder.name}-first-{len(truths)}"
    part.mkdir(exist_ok=True)
    for truth in truths:
        link = part / truth["image"]
        if not link.exists():
            link.hardlink_to(folder / truth["image"])
    found = matches(part, model, {truth["image"]: texts for truth in truths})
    similar = torch.tensor([r["itc"]["cosine"] for r in found]).view(len(truths), len(texts))
    same = torch.tensor([[a == b for a in texts] for b in texts])
    among = f"of {len(texts)}"
    return {
        f"ITC {what} R@{k} {among}": recall_at(table, same, k)
        for k in (1, 5)
        for what, table in (("text", similar), ("picture", similar.T))
    }


def agreement(model: Path, other: Path, count: int) -> None:
    """How many greedy captions two bundles have in common, word by word."""
    folder, _, _ = scenes(count)
    ours, theirs = (first_texts(said(folder, each, ["--greedy"])) for each in (model, other))
    same = sum(a == b for a, b in zip(ours, theirs, strict=True))
    print(f"greedy captions identical: {share((same, count))} ({same} of {count})")


def answers(model: Path, count: int, checkpoint: Path) -> None:
    """Accuracy through the engine by kind of question, and how many answers transformers gives as well."""
    folder, plans, truths = scenes(count)
    asked = held_out_questions(plans)
    texts = {truth["image"]: [one.text for one in about] for truth, about in zip(truths, asked, strict=True)}
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(texts, file)
        file.flush()
        flags = ("--questions", file.name, "--model", model, "--beams", "1")
        ours = first_texts(blipscope("answer", folder, *flags), "answers")
    print_table(accuracy([one for about in asked for one in about], ours))
    theirs = checkpoint_answers(checkpoint, plans, asked)
    same = sum(a == b for a, b in zip(ours, theirs, strict=True))
    print(f"answers as by transformers: {share((same, len(ours)))} ({same} of {len(ours)})")


def checkpoint_answers(checkpoint: Path, plans: list[Plan], asked: list[list[Question]]) -> list[str]:
    blip = masked_answerer(checkpoint)
    return answer_all(blip, see(blip.vision_model, scene_pixels(plans)), asked)


def noise_pictures(count: int) -> Path:
    """Pictures of nothing: random pixels, coarse to fine."""
    folder = WORK / f"noise-{count}"
    folder.mkdir(exist_ok=True)
    rng = np.random.default_rng(0)
    for number in range(count):
        side = 2 ** (2 + number % 7)
        pixels = rng.integers(0, 256, (side, side, 3), np.uint8)
        resized = Image.fromarray(pixels, "RGB").resize((320, 320), Image.Resampling.BICUBIC)
        resized.save(folder / f"noise-{number:03}.png")
    return folder


def own_scores(folder: Path, model: Path) -> np.ndarray:
    """[pictures, 2]: ITM probability and ITC cosine of the best caption of three, as the app writes."""
    records = said(folder, model, ["--matcher", str(model)])
    texts = {Path(r["image"]).name: [r["captions"][0]["text"]] for r in records}
    found = matches(folder, model, texts)
    return np.array([[r["itm"]["probability"], r["itc"]["cosine"]] for r in found])


def world(model: Path, count: int, photos: Path | None) -> None:
    """How sure the matcher is of the model's best caption inside and outside its world.

    The thresholds are set so that each alone would take one held-out scene in a hundred for a picture from
    outside."""
    groups = {"held-out scenes": scenes(count)[0], "noise": noise_pictures(56)}
    if photos:
        groups["photographs"] = photos
    scores = {name: own_scores(folder, model) for name, folder in groups.items()}
    thresholds = np.quantile(scores["held-out scenes"], FALSE_ALARMS, axis=0)
    print(f"thresholds: ITM {thresholds[0]:.4f}, ITC {thresholds[1]:.4f}")
    for name, values in scores.items():
        below = values < thresholds
        middle = np.median(values, axis=0)
        print(
            f"{name:16} {len(values):5}  median ITM {middle[0]:.3f}  ITC {middle[1]:.3f}   flagged by ITM "
            f"{100 * below[:, 0].mean():.1f} %  ITC {100 * below[:, 1].mean():.1f} %  "
            f"both {100 * below.all(1).mean():.1f} %  either {100 * below.any(1).mean():.1f} %"
        )


FALSE_ALARMS: Final = 0.01


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, what in (
        ("captions", "objects, counts, relations and CIDEr by every way of decoding"),
        ("matching", "ITM against hard negatives, ITC retrieval"),
        ("answers", "accuracy by kind of question, and agreement with transformers"),
        ("agreement", "greedy captions that two bundles have in common"),
        ("world", "what the matcher says of pictures that the model does not know"),
    ):
        command = commands.add_parser(name, help=what)
        command.add_argument("--model", type=Path, required=True, help="an exported bundle")
        command.add_argument("--count", type=int, default=500, help="held-out scenes")
        if name == "captions":
            command.add_argument(
                "--style", choices=[*STYLES, *HELD_OUT_STYLES], help="draw all things in this style"
            )
        if name == "answers":
            command.add_argument(
                "--checkpoint", type=Path, default=HERE / "checkpoint", help="it was exported from"
            )
        if name == "agreement":
            command.add_argument("--other", type=Path, required=True, help="another bundle")
        if name == "world":
            command.add_argument("--photos", type=Path, help="a folder of photographs")
    return parser.parse_args()


def main() -> None:
    options = parse()
    WORK.mkdir(exist_ok=True)
    model = options.model.resolve()
    if options.command == "captions":
        caption_table(model, options.count, options.style)
    elif options.command == "matching":
        matching(model, options.count)
    elif options.command == "answers":
        answers(model, options.count, options.checkpoint)
    elif options.command == "agreement":
        agreement(model, options.other.resolve(), options.count)
    else:
        world(model, options.count, options.photos and options.photos.resolve())


if __name__ == "__main__":
    main()
