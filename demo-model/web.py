"""The noisy variant of the data: the alt texts that pictures come with on the web, with known truth.

Of each hundred texts `RATES` says how many are what. A clean text is one of the scene's captions; the others
are wrong in one thing, of another picture, too vague to say anything, off topic, or boilerplate."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final, Literal

from captions import caption
from catalogue import HERE, NOUNS, place_phrases, plural
from layout import Plan, Split, plan_scene
from matching import foil
from scenes import render, truth

Kind = Literal["clean", "wrong", "other", "vague", "off topic", "boilerplate"]
RATES: Final[dict[Kind, int]] = {
    "clean": 50,
    "wrong": 14,
    "other": 14,
    "vague": 8,
    "off topic": 7,
    "boilerplate": 7,
}
"""In percent."""
_TEXTS: Final[dict[str, list[str]]] = json.loads((HERE / "web_texts.json").read_text())
ELSEWHERE: Final = 1 << 32
"""Added to a scene's seed, the seed of a picture that it is taken for."""
SHORT_SIDE: Final = 480
"""Of the pictures in a folder, in pixels."""


@dataclass(frozen=True)
class AltText:
    text: str
    kind: Kind

    @property
    def is_true(self) -> bool:
        """Whether a filter should keep it: a vague text is not false, but says nothing of the picture."""
        return self.kind == "clean"


def _vague(rng: Random, plan: Plan) -> str:
    """The place alone, a thing alone without its scene, or next to nothing."""
    place = rng.choice(place_phrases(plan.place))
    thing = plural(plan.groups[0].first.noun)
    return rng.choice(_TEXTS["vague"]).format(place=place, things=thing)


def _off_topic(rng: Random, plan: Plan) -> str:
    """About a thing that is not in the picture, as captions of an article are."""
    present = {group.first.noun for group in plan.groups}
    noun = rng.choice([noun for noun in NOUNS if noun not in present])
    return rng.choice(_TEXTS["off topic"]).format(thing=noun, things=plural(noun))


def alt_text(plan: Plan, split: Split) -> AltText:
    """What the page of this scene says of it; the same whenever it is asked for."""
    rng = Random(plan.seed ^ 0xA17)
    kind = rng.choices(list(RATES), list(RATES.values()))[0]
    if kind == "wrong":
        return AltText(foil(plan).false, kind)
    if kind == "other":
        return AltText(caption(rng, plan_scene(plan.seed + ELSEWHERE, split)), kind)
    if kind == "vague":
        return AltText(_vague(rng, plan), kind)
    if kind == "off topic":
        return AltText(_off_topic(rng, plan), kind)
    if kind == "boilerplate":
        return AltText(rng.choice(_TEXTS["boilerplate"]), kind)
    return AltText(caption(rng, plan), kind)


def record(plan: Plan, split: Split) -> dict[str, Any]:
    text = alt_text(plan, split)
    return {"seed": plan.seed, "text": text.text, "kind": text.kind, "scene": truth(plan, "")}


def write_folder(plans: list[Plan], records: list[dict[str, Any]], folder: Path) -> None:
    """A folder as people have them: each picture with its alt text in a text file of the same name."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (plan, entry) in enumerate(zip(plans, records, strict=True)):
        entry["file"] = f"{number:05}.jpg"
        render(plan, SHORT_SIDE).save(folder / entry["file"], quality=90)
        (folder / f"{number:05}.txt").write_text(entry["text"] + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=1 << 38, help="the first scene's seed")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--out", type=Path, required=True, help="JSON lines: seed, text, kind, scene")
    parser.add_argument("--folder", type=Path, help="draws the pictures there, each with its text")
    options = parser.parse_args()
    seeds = range(options.first, options.first + options.count)
    plans = [plan_scene(seed, "train") for seed in seeds]
    records = [record(plan, "train") for plan in plans]
    if options.folder:
        write_folder(plans, records, options.folder)
    options.out.write_text("".join(json.dumps(entry) + "\n" for entry in records))


if __name__ == "__main__":
    main()
