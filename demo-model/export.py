"""Turns a training checkpoint into the hub's BLIP layout, with measured figures in its model card.

The captioner is a complete checkpoint; `matcher/` and `answerer/` in it hold what the captioner's file lacks,
with a config each, and the answerer's vocabulary. All else is the captioner's: `checkpoints.read_matcher` and
`checkpoints.read_answerer` put two together. `--stage answers` adds the answerer to a captioner's folder."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, Final

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from transformers import BlipConfig, BlipForConditionalGeneration

from answerer import Answerer, answerer_config, masked_answerer
from captions import PROMPT
from card import model_card, with_answers
from catalogue import HERE, WORK
from checkpoints import ANSWERER, MATCHER, WEIGHTS, captioners, once_each
from evaluate import answer_table, caption_plans, grade_checkpoint, match_checkpoint, scene_pixels, test_plans
from grading import print_table
from matching import print_figures
from mixture import Mixture
from model import IMAGE_SIDE, demo_config, greedy
from scenes import MEAN, STD
from vocabulary import DEC, PAD, SEP, answerer_vocabulary, decode, write_tokenizer

COMPARED: Final = 100
LARGEST_WEIGHTS: Final = 12_000_000


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, sort_keys=True) + "\n")


def load_mixture(checkpoint: Path) -> tuple[Mixture, dict[str, Any]]:
    """The model of a training checkpoint, and the checkpoint's own record of itself."""
    state = torch.load(checkpoint, weights_only=True)
    mixture = Mixture()
    mixture.load_state_dict(state.pop("model"))
    return mixture.eval(), {key: state[key] for key in ("step", "seconds", "pictures", "seed")}


def save_halves(tensors: dict[str, Tensor], path: Path) -> None:
    """In float16."""
    path.parent.mkdir(parents=True, exist_ok=True)
    halves = {name: value.detach().half().contiguous() for name, value in tensors.items()}
    save_file(halves, path, metadata={"format": "pt"})
    path.chmod(0o644)


def write_weights(mixture: Mixture, folder: Path) -> None:
    seen: set[int] = set()
    size = 0
    for model, path in (
        (mixture.captioner, folder / WEIGHTS),
        (mixture.matcher, folder / MATCHER / WEIGHTS),
    ):
        save_halves(once_each(model, seen), path)
        size += path.stat().st_size
    if size > LARGEST_WEIGHTS:
        raise SystemExit(f"weights take {size} bytes, more than {LARGEST_WEIGHTS}")


def write_configs(folder: Path) -> None:
    _write_config(folder, demo_config(), "BlipForConditionalGeneration")
    _write_config(folder / MATCHER, demo_config(), "BlipForImageTextRetrieval")
    write_companions(folder)


def _write_config(folder: Path, config: BlipConfig, architecture: str) -> None:
    named = {"architectures": [architecture], "dtype": "float16"}
    _write_json(folder / "config.json", config.to_dict() | named)


def write_companions(folder: Path) -> None:
    """What the hub's BLIP repositories have beside config and weights."""
    _write_json(
        folder / "generation_config.json", {"bos_token_id": DEC, "eos_token_id": SEP, "pad_token_id": PAD}
    )
    _write_json(
        folder / "preprocessor_config.json",
        {
            "image_processor_type": "BlipImageProcessor",
            "processor_class": "BlipProcessor",
            "do_resize": True,
            "size": {"height": IMAGE_SIDE, "width": IMAGE_SIDE},
            "resample": 3,
            "do_rescale": True,
            "rescale_factor": 1 / 255,
            "do_convert_rgb": True,
            "do_normalize": True,
            "image_mean": MEAN,
            "image_std": STD,
        },
    )
    write_tokenizer(folder)


def write_answerer(answerer: Answerer, folder: Path) -> None:
    """What `BlipForQuestionAnswering` has besides the captioner in `folder`: all but what is frozen."""
    shared = load_file(folder / WEIGHTS)
    frozen = {name for name, value in answerer.blip.named_parameters() if not value.requires_grad}
    tensors = once_each(answerer.blip)
    for name in frozen:
        if not torch.equal(tensors.pop(name).half(), shared[captioners(name)]):
            raise SystemExit(f"the answerer was trained on another captioner: {name} differs")
    save_halves(tensors, folder / ANSWERER / WEIGHTS)
    _write_config(folder / ANSWERER, answerer_config(), "BlipForQuestionAnswering")
    write_tokenizer(folder / ANSWERER, answerer_vocabulary())


def export_answerer(checkpoint: Path, folder: Path, count: int) -> None:
    answerer = Answerer()
    answerer.load_state_dict(torch.load(checkpoint, weights_only=True)["model"])
    write_answerer(answerer, folder)
    table = answer_table(masked_answerer(folder), count)
    card = folder / "README.md"
    card.write_text(with_answers(card.read_text(), table, count))
    print_table(table)


def same_captions(blip: BlipForConditionalGeneration, folder: Path, count: int) -> int:
    """How many of `count` held-out captions survive export: fp16 weights, the files, a fresh load."""
    plans = test_plans(count)
    before = [decode(ids).removeprefix(PROMPT) for ids in greedy(blip, scene_pixels(plans))]
    return sum(a == b for a, b in zip(before, caption_plans(folder, plans), strict=True))


def export_mixture(checkpoint: Path, folder: Path, count: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    mixture, record = load_mixture(checkpoint)
    write_weights(mixture, folder)
    write_configs(folder)
    table = grade_checkpoint(folder, count)
    matching = match_checkpoint(folder, count)
    parameters = {
        id(p): p.numel() for half in (mixture.captioner, mixture.matcher) for p in half.parameters()
    }
    measured = {
        "count": count,
        "compared": COMPARED,
        "same": same_captions(mixture.captioner, folder, COMPARED),
        "parameters": f"{sum(parameters.values()) / 1e6:.1f}",
    }
    (folder / "README.md").write_text(model_card(record, measured, table, matching))
    print_table(table)
    print_figures(matching)
    print(f"{measured['same']} of {COMPARED} captions unchanged by export")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", choices=["mixture", "answers"], default="mixture")
    parser.add_argument("--checkpoint", type=Path, help="by default the stage's in .work/")
    parser.add_argument("--out", type=Path, default=HERE / "checkpoint", help="the captioner's folder")
    parser.add_argument("--count", type=int, default=1000, help="held-out scenes behind the figures")
    options = parser.parse_args()
    checkpoint = options.checkpoint or WORK / f"{options.stage}.pt"
    export = export_answerer if options.stage == "answers" else export_mixture
    export(checkpoint, options.out, options.count)


if __name__ == "__main__":
    main()
