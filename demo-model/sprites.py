"""The sprite atlas: every noun in every style and colour, rasterised once and kept in RAM."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import cairosvg
import numpy as np
from PIL import Image

from catalogue import COLOURS, NOUNS, STYLES, WORK, can_be_tinted, icon_name
from fetch_icons import fetch

ATLAS_PIXELS: Final = 256
SATURATED: Final = 50
"""Pixels greyer than this keep their colour when a sprite is tinted: tyres, glass, outlines."""


def rasterise(icons: dict[str, Any], name: str, pixels: int) -> Image.Image:
    """Draws one icon, cropped to what it covers, so that a sprite's edges are its object's."""
    icon = icons["icons"][icons.get("aliases", {}).get(name, {}).get("parent", name)]
    width = icon.get("width", icons.get("width", 16))
    height = icon.get("height", icons.get("height", 16))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{icon["body"]}</svg>'
    png = cairosvg.svg2png(svg.encode(), output_width=pixels, output_height=pixels)
    image = Image.open(io.BytesIO(png)).convert("RGBA")
    return image.crop(image.getchannel("A").point(lambda a: 255 * (a > 40)).getbbox())


def tint(sprite: Image.Image, hue: int) -> Image.Image:
    """Turns every saturated pixel to one hue and leaves the grey ones alone."""
    hsv = np.array(sprite.convert("RGB").convert("HSV")).astype(np.int16)
    coloured = hsv[..., 1] > SATURATED
    saturation, value = hsv[..., 1][coloured], hsv[..., 2][coloured]
    pale, bright = hue == COLOURS["pink"], hue in (COLOURS["yellow"], COLOURS["pink"])
    hsv[..., 0][coloured] = hue
    hsv[..., 1][coloured] = 90 + saturation // 6 if pale else 150 + saturation * 2 // 5
    hsv[..., 2][coloured] = 170 + value // 3 if bright else 80 + value * 3 // 5
    rgb = Image.fromarray(hsv.clip(0, 255).astype(np.uint8), "HSV").convert("RGB")
    rgb.putalpha(sprite.getchannel("A"))
    return rgb


def atlas_path(style: str, noun: str) -> Path:
    return WORK / "atlas" / str(ATLAS_PIXELS) / style / f"{noun}.png"


@cache
def _icons(style: str) -> dict[str, Any]:
    return json.loads(fetch(style).read_text())


@cache
def sprite(style: str, noun: str, colour: str | None, pixels: int = ATLAS_PIXELS) -> Image.Image:
    """One sprite; smaller sizes are made from the atlas once, so that training resizes little."""
    if pixels > ATLAS_PIXELS:
        drawn = rasterise(_icons(style), icon_name(noun), pixels)
        return tint(drawn, COLOURS[colour]) if colour else drawn
    if pixels < ATLAS_PIXELS:
        full = sprite(style, noun, colour)
        scale = pixels / ATLAS_PIXELS
        return full.resize((round(full.width * scale), round(full.height * scale)), Image.Resampling.BOX)
    drawn = _from_atlas(style, noun)
    return tint(drawn, COLOURS[colour]) if colour else drawn


def _from_atlas(style: str, noun: str) -> Image.Image:
    path = atlas_path(style, noun)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        rasterise(_icons(style), icon_name(noun), ATLAS_PIXELS).save(path)
    return Image.open(path).convert("RGBA")


@cache
def aspect(style: str, noun: str) -> float:
    """Width over height of the object itself."""
    image = sprite(style, noun, None)
    return image.width / image.height


def contact_sheet(cell: int = 72) -> Image.Image:
    """Every sprite of the atlas on one sheet, to look at before a training run."""
    rows = [(noun, colour) for noun in NOUNS for colour in (None, *(COLOURS if can_be_tinted(noun) else ()))]
    columns = 8
    sheet = Image.new("RGB", (columns * (3 * cell + 12), -(-len(rows) // columns) * cell), "#dddddd")
    for number, (noun, colour) in enumerate(rows):
        for place, style in enumerate(STYLES):
            image = sprite(style, noun, colour).copy()
            image.thumbnail((cell - 6, cell - 6))
            left = (number % columns) * (3 * cell + 12) + place * cell
            sheet.paste(image, (left, number // columns * cell), image)
    return sheet


if __name__ == "__main__":
    contact_sheet().save(WORK / "atlas.png")
