"""Writes the app's sample pictures: the first held-out scenes of each kind, right or wrong."""

from __future__ import annotations

import argparse
import io
import json
from itertools import count
from pathlib import Path
from typing import Any, Final

from PIL import Image

from captions import full_caption
from catalogue import HERE, STYLES
from layout import HELD_OUT_SEED, KINDS, Plan, plan_scene
from scenes import render

SAMPLES: Final = HERE.parent / "public" / "samples"
LONG_SIDE: Final = 960
SQUARE_SIDE: Final = 800
LARGEST: Final = 60_000


def sample_picture(plan: Plan) -> Image.Image:
    ratio = max(plan.ratio, 1 / plan.ratio)
    return render(plan, SQUARE_SIDE if ratio == 1 else round(LONG_SIDE / ratio))


def compressed(image: Image.Image) -> bytes:
    """The best WebP of at most `LARGEST` bytes."""
    for quality in range(88, 20, -6):
        buffer = io.BytesIO()
        image.save(buffer, "WEBP", quality=quality, method=6)
        if buffer.tell() <= LARGEST:
            break
    return buffer.getvalue()


def chosen_plans(each: int) -> list[Plan]:
    """The first `each` scenes of every kind, in the order of their seeds."""
    left, plans = dict.fromkeys(KINDS, each), []
    seeds = count(HELD_OUT_SEED)
    while any(left.values()):
        plan = plan_scene(next(seeds), "heldout")
        if left[plan.kind]:
            left[plan.kind] -= 1
            plans.append(plan)
    return plans


def write_sample(folder: Path, number: int, plan: Plan) -> dict[str, Any]:
    image = sample_picture(plan)
    name = f"{number + 1:02}.webp"
    (folder / name).write_bytes(compressed(image))
    return {"file": name, "alt": full_caption(plan), "width": image.width, "height": image.height}


LICENCES: Final = """\
# Where the sample pictures come from

`demo-model/samples.py` composed these pictures. The backgrounds are our own drawing; the things in
them are icons of these open sets, resized, mirrored and in part recoloured.

| Author | Package | Licence |
|---|---|---|
{rows}

CC-BY 4.0: https://creativecommons.org/licenses/by/4.0/
"""


def licences() -> str:
    rows = [f"| {s['author']} | `{s['package']}` {s['version']} | {s['licence']} |" for s in STYLES.values()]
    return LICENCES.format(rows="\n".join(rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=SAMPLES)
    parser.add_argument("--each", type=int, default=6, help="pictures of each kind of scene")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    records = [
        write_sample(options.out, number, plan) for number, plan in enumerate(chosen_plans(options.each))
    ]
    (options.out / "samples.json").write_text(json.dumps(records, indent=2) + "\n")
    (options.out / "LICENSES.md").write_text(licences())


if __name__ == "__main__":
    main()
