"""CapFilt (section 3.3 of the paper): the captioner writes a text for each web picture, the filter drops
false ones.

Reads the alt texts that `web.py` wrote, writes for each picture the texts that were kept, and prints what the
filter did to each kind of text, which is known here. `train.py --texts` trains on the result. As in the paper
synthetic captions are drawn from the nucleus, and the filter works on web and synthetic texts alike."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import torch
from torch import Tensor
from transformers import BlipForConditionalGeneration, BlipForImageTextRetrieval, set_seed

from captions import PROMPT
from catalogue import HERE
from checkpoints import read_captioner, read_matcher
from grading import is_true, share
from layout import plan_scene
from matching import MATCHES, match_probability, see
from model import IMAGE_SIDE, normalise
from scenes import TRAIN_SHORT_SIDE, render, squash, truth
from vocabulary import decode, encode

Mode = Literal["both", "captioner", "filter", "web"]
MODES: Final[dict[Mode, str]] = {
    "both": "web and synthetic texts, filtered",
    "captioner": "web and synthetic texts, all of them",
    "filter": "web texts, filtered",
    "web": "web texts, all of them",
}
TOP_P: Final = 0.9


@dataclass(frozen=True)
class Judged:
    """A text of one picture: its kind of web text, or `synthetic`, and what the filter says."""

    seed: int
    text: str
    kind: str
    probability: float
    true: bool

    @property
    def kept(self) -> bool:
        return self.probability >= MATCHES


@torch.no_grad()
def nucleus(captioner: BlipForConditionalGeneration, pixels: Tensor) -> list[str]:
    """One caption for each picture, without the prompt."""
    prompt = torch.tensor([encode(PROMPT)]).expand(len(pixels), -1).clone()
    limits = {"max_length": 30, "min_length": 10, "repetition_penalty": 1.1}
    out = captioner.generate(
        normalise(pixels), input_ids=prompt, do_sample=True, top_p=TOP_P, top_k=50, num_beams=1, **limits
    )
    return [decode(ids).removeprefix(PROMPT) for ids in out.tolist()]


def judge(
    captioner: BlipForConditionalGeneration,
    matcher: BlipForImageTextRetrieval,
    records: list[dict[str, Any]],
) -> list[Judged]:
    """The web text and a synthetic one of each picture, in turn."""
    plans = [plan_scene(record["seed"], "train") for record in records]
    pixels = torch.from_numpy(np.stack([squash(render(p, TRAIN_SHORT_SIDE), IMAGE_SIDE) for p in plans]))
    seen = see(matcher.vision_model, pixels)
    written = nucleus(captioner, pixels)
    fits_web = match_probability(matcher, seen, [r["text"] for r in records]).tolist()
    fits_written = match_probability(matcher, seen, written).tolist()
    judged = []
    for i, (record, plan) in enumerate(zip(records, plans, strict=True)):
        scene = truth(plan, "")
        is_clean = record["kind"] == "clean"
        judged.append(Judged(record["seed"], record["text"], record["kind"], fits_web[i], is_clean))
        judged.append(
            Judged(record["seed"], written[i], "synthetic", fits_written[i], is_true(written[i], scene))
        )
    return judged


def in_batches(records: list[dict[str, Any]], size: int = 64) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(records), size):
        yield records[start : start + size]


def chosen(judged: Iterable[Judged], mode: Mode) -> list[dict[str, Any]]:
    """The texts of each picture that a mode trains on; pictures without any are left out."""
    texts: dict[int, list[str]] = {}
    for one in judged:
        wanted = one.kept or mode in ("captioner", "web")
        if wanted and (one.kind != "synthetic" or mode in ("both", "captioner")):
            texts.setdefault(one.seed, []).append(one.text)
    return [{"seed": seed, "texts": kept} for seed, kept in texts.items()]


def table(judged: list[Judged]) -> str:
    """What the filter keeps of each kind, and how true the texts are before and after it."""

    def kept_of(some: list[Judged]) -> str:
        return f"{share((sum(j.kept for j in some), len(some))):>8}  of {len(some)}"

    def true_of(some: list[Judged]) -> str:
        return f"{share((sum(j.true for j in some), len(some))):>8}  of {len(some)}"

    web = [j for j in judged if j.kind != "synthetic"]
    written = [j for j in judged if j.kind == "synthetic"]
    noisy = [j for j in web if not j.true]
    removed = share((sum(not j.kept for j in noisy), len(noisy)))
    lines = [f"kept, web: {kind:24}{kept_of([j for j in web if j.kind == kind])}" for kind in kinds(web)]
    lines += [
        f"noisy web texts removed            {removed:>8}  of {len(noisy)}",
        f"web texts true, before the filter  {true_of(web)}",
        f"web texts true, after              {true_of([j for j in web if j.kept])}",
        f"kept, synthetic and true           {kept_of([j for j in written if j.true])}",
        f"kept, synthetic and false          {kept_of([j for j in written if not j.true])}",
        f"synthetic true, before the filter  {true_of(written)}",
        f"synthetic true, after              {true_of([j for j in written if j.kept])}",
    ]
    return "\n".join(lines)


def kinds(judged: list[Judged]) -> list[str]:
    return list(dict.fromkeys(j.kind for j in judged))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--web", type=Path, required=True, help="what web.py wrote")
    parser.add_argument("--model", type=Path, default=HERE / "checkpoint")
    parser.add_argument("--mode", choices=list(MODES), default="both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="JSON lines: seed, texts")
    parser.add_argument("--judged", type=Path, help="JSON lines: every text with the filter's probability")
    options = parser.parse_args()
    set_seed(options.seed)
    torch.set_num_threads(2)
    captioner, matcher = read_captioner(options.model), read_matcher(options.model)
    records = [json.loads(line) for line in options.web.read_text().splitlines()]
    judged = [one for batch in in_batches(records) for one in judge(captioner, matcher, batch)]
    if options.out:
        write_lines(options.out, chosen(judged, options.mode))
    if options.judged:
        write_lines(options.judged, [asdict(one) for one in judged])
    print(table(judged))


def write_lines(path: Path, records: Iterable[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))


if __name__ == "__main__":
    main()
