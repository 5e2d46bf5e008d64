"""What backgrounds are drawn with: gradients, horizons, clouds, marks on the ground.

All lengths are shares of the picture, so that a place looks alike at 112 and at 960 pixels."""

from __future__ import annotations

from random import Random

import numpy as np
from PIL import Image, ImageDraw

Colour = tuple[int, int, int]


def shade(rng: Random, colour: Colour, spread: int = 14) -> Colour:
    """The colour a little lighter or darker, and a little off in each channel."""
    light = rng.randint(-spread, spread)
    red, green, blue = (min(255, max(0, c + light + rng.randint(-spread // 2, spread // 2))) for c in colour)
    return red, green, blue


def gradient(width: int, height: int, stops: list[tuple[float, Colour]]) -> Image.Image:
    """A vertical run through colours; two stops at one place make a hard edge."""
    rows = (np.arange(height) + 0.5) / height
    places = [place for place, _ in stops]
    column = np.stack([np.interp(rows, places, [c[i] for _, c in stops]) for i in range(3)], axis=1)
    return Image.fromarray(np.repeat(column.astype(np.uint8)[:, None], width, axis=1), "RGB")


def ground(
    rng: Random, width: int, height: int, sky: tuple[Colour, Colour], earth: tuple[Colour, Colour]
) -> tuple[Image.Image, float]:
    """Sky over earth, with the horizon it chose."""
    horizon = rng.uniform(0.3, 0.5)
    top, low = (shade(rng, c) for c in sky)
    far, near = (shade(rng, c) for c in earth)
    return gradient(width, height, [(0, top), (horizon, low), (horizon + 1e-3, far), (1, near)]), horizon


def dot(draw: ImageDraw.ImageDraw, x: float, y: float, w: float, h: float, colour: Colour) -> None:
    """A filled ellipse around a centre; a degenerate one still marks a pixel."""
    draw.ellipse((x - w / 2, y - h / 2, x + w / 2, y + h / 2), fill=colour)


def clouds(rng: Random, image: Image.Image, low: float, colour: Colour, most: int = 3) -> None:
    draw = ImageDraw.Draw(image)
    width, height = image.size
    for _ in range(rng.randint(0, most)):
        x, y, size = rng.random() * width, rng.uniform(0.05, low) * height, rng.uniform(0.1, 0.2) * width
        for shift in (-0.35, 0.0, 0.35):
            dot(draw, x + shift * size, y, size * 0.6, size * rng.uniform(0.22, 0.36), colour)


def speckles(
    rng: Random, image: Image.Image, top: float, count: int, colours: list[Colour], flat: float = 0.5
) -> None:
    """Small marks on the ground, bigger towards the viewer."""
    draw = ImageDraw.Draw(image)
    width, height = image.size
    for _ in range(count):
        depth = rng.random()
        size = (0.008 + 0.02 * depth) * width
        y = (top + (1 - top) * depth) * height
        dot(draw, rng.random() * width, y, size, size * flat, rng.choice(colours))
