"""Renders planned scenes at any size and hands out what training and evaluation need."""

from __future__ import annotations

from dataclasses import asdict
from random import Random
from typing import Any, Final

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from backgrounds import PAINTERS
from captions import full_caption
from catalogue import NOUNS, PLACES, PLAIN_PLACES
from layout import Box, Plan, Thing
from sprites import sprite

GROUNDED: Final = frozenset(PLACES) - PLAIN_PLACES - {"sky", "water"}
"""Places whose things throw a shadow on the ground."""
SHADOW_LINE: Final = 0.5
"""Nothing above this height throws one: it would fall into the sky."""
TRAIN_SHORT_SIDE: Final = 112
MEAN: Final = (0.48145466, 0.4578275, 0.40821073)
STD: Final = (0.26862954, 0.26130258, 0.27577711)
"""Per channel, BLIP's own (CLIP's)."""


def pixel_box(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Left, top, right, bottom on a canvas of that size, at least two pixels each way."""
    width, height = size
    wide, high = max(2, round(box.width * width)), max(2, round(box.height * height))
    left, top = round((box.x - box.width / 2) * width), round((box.y - box.height / 2) * height)
    return left, top, left + wide, top + high


def frame_size(plan: Plan, short_side: int) -> tuple[int, int]:
    ratio = plan.ratio
    return (round(short_side * ratio), short_side) if ratio >= 1 else (short_side, round(short_side / ratio))


def fitted(thing: Thing, size: tuple[int, int]) -> Image.Image:
    """The thing's sprite at its final size, from the smallest atlas that is large enough."""
    longest = max(size)
    pixels = next((p for p in (96, 256, 512) if p >= longest), 1024)
    image = sprite(thing.style, thing.noun, thing.colour, pixels)
    if thing.flipped:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return image.resize(size, Image.Resampling.BILINEAR)


def drawing_order(plan: Plan) -> list[tuple[int, Thing]]:
    """Things with their group's number, far to near: who stands lower is nearer."""
    things = [(number, thing) for number, group in enumerate(plan.groups) for thing in group.things]
    return sorted(things, key=lambda pair: pair[1].box.y + pair[1].box.height / 2)


def _shadow(image: Image.Image, box: tuple[int, int, int, int], strength: int) -> None:
    """A soft-edged ellipse under the thing, drawn as three rings rather than by a costly blur."""
    left, _, right, bottom = box
    deep = max(1.0, (right - left) * 0.09)
    for ring in (1.0, 0.85, 0.7):
        middle, half = (left + right) / 2, (right - left) / 2 * ring
        mask = Image.new("L", (max(1, round(2 * half)), max(1, round(2 * deep * ring))))
        ImageDraw.Draw(mask).ellipse((0, 0, mask.width - 1, mask.height - 1), fill=strength)
        image.paste((20, 20, 30), (round(middle - half), round(bottom - deep * ring)), mask)


def compose(plan: Plan, short_side: int) -> tuple[Image.Image, Image.Image]:
    """The picture and its index map: 0 where the place shows, otherwise the group's number + 1."""
    rng = Random(plan.seed ^ 0x5EED)
    size = frame_size(plan, short_side)
    image, index = PAINTERS[plan.place](rng, *size), Image.new("L", size)
    shadows = plan.place in GROUNDED
    for number, thing in drawing_order(plan):
        box = pixel_box(thing.box, size)
        drawn = fitted(thing, (box[2] - box[0], box[3] - box[1]))
        if shadows and thing.box.y + thing.box.height / 2 > SHADOW_LINE:
            _shadow(image, box, 26)
        image.paste(drawn, box[:2], drawn)
        index.paste(number + 1, box[:2], drawn.getchannel("A").point(lambda a: 255 * (a > 127)))
    return _develop(plan.seed, image), index


def _develop(seed: int, image: Image.Image) -> Image.Image:
    """What a camera adds: exposure, a slight colour cast, now and then softness, grain."""
    rng = np.random.default_rng(seed)
    if rng.random() < 0.2:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.001, 0.005) * image.height))
    gain = rng.uniform(0.88, 1.08) * rng.uniform(0.97, 1.03, 3)
    grain = rng.uniform(0, 4)
    pixels = np.asarray(image, np.float32) * gain.astype(np.float32)
    pixels += grain * rng.standard_normal(pixels.shape[:2], np.float32)[..., None]
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8), "RGB")


def render(plan: Plan, short_side: int) -> Image.Image:
    return compose(plan, short_side)[0]


def squash(image: Image.Image, side: int) -> np.ndarray:
    """BLIP's preprocessing up to normalisation: the whole picture, bicubic, uint8 [3, side, side]."""
    return np.asarray(image.resize((side, side), Image.Resampling.BICUBIC)).transpose(2, 0, 1)


def patch_nouns(plan: Plan, index: Image.Image, grid: int) -> np.ndarray:
    """Per patch the noun that covers at least a quarter of it, as its number + 1, else 0."""
    fine = np.asarray(index.resize((grid * 4, grid * 4), Image.Resampling.NEAREST))
    cells = fine.reshape(grid, 4, grid, 4).transpose(0, 2, 1, 3).reshape(grid * grid, 16)
    cover = np.stack([(cells == number + 1).sum(1) for number in range(len(plan.groups))], 1)
    ids = np.array([NOUNS.index(group.first.noun) + 1 for group in plan.groups])
    return np.where(cover.max(1) >= 4, ids[cover.argmax(1)], 0)


def truth(plan: Plan, name: str) -> dict[str, Any]:
    """A scene's record for graders; boxes are centre and size in shares of the frame."""
    groups = [
        {
            "noun": group.first.noun,
            "count": group.count,
            "colour": group.first.colour,
            "size": group.first.size,
            "boxes": [asdict(thing.box) for thing in group.things],
        }
        for group in plan.groups
    ]
    return {
        "image": name,
        "seed": plan.seed,
        "kind": plan.kind,
        "place": plan.place,
        "relation": plan.relation,
        "groups": groups,
        "caption": full_caption(plan),
    }
