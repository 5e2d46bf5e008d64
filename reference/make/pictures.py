"""Awkward pictures, drawn here so that nobody's rights are touched and every byte is known."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

SEED = 2024


def write_pictures(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in PICTURES.items():
        # A fresh generator for each: adding a picture must not change the others.
        draw(np.random.default_rng([SEED, *name.encode()])).save(folder / f"{name}.png", optimize=True)


def noise(mode: str, width: int, height: int) -> Callable[[np.random.Generator], Image.Image]:
    channels = len(Image.new(mode, (1, 1)).getbands())

    def draw(random: np.random.Generator) -> Image.Image:
        values = random.integers(0, 256, (height, width, channels), dtype=np.uint8)
        return Image.fromarray(values.squeeze(2) if channels == 1 else values)

    return draw


def ramp(width: int, height: int) -> np.ndarray:
    """Smooth in both directions, each channel its own way: [H, W, 3]."""
    x, y = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    return np.stack([x, y, 255 - (x + y) / 2], axis=2).round().astype(np.uint8)


def gradient(width: int, height: int) -> Callable[[np.random.Generator], Image.Image]:
    return lambda _: Image.fromarray(ramp(width, height))


def checkerboard(size: int, cell: int) -> Callable[[np.random.Generator], Image.Image]:
    def draw(_: np.random.Generator) -> Image.Image:
        squares = np.indices((size, size)) // cell
        return Image.fromarray(((squares.sum(axis=0) % 2) * 255).astype(np.uint8)).convert("RGB")

    return draw


def scene(width: int, height: int) -> Callable[[np.random.Generator], Image.Image]:
    """Sky, grass, a sun, a house and words: hard edges on smooth ground."""

    def draw(_: np.random.Generator) -> Image.Image:
        picture = Image.new("RGB", (width, height), (120, 180, 235))
        pen = ImageDraw.Draw(picture)
        pen.rectangle((0, height * 6 // 10, width, height), fill=(70, 150, 60))
        pen.ellipse((width // 12, height // 12, width // 4, height // 12 + width // 6), fill=(250, 220, 60))
        eaves = height * 4 // 10
        pen.rectangle((width // 2, eaves, width * 8 // 10, height * 8 // 10), fill=(170, 60, 50))
        roof = [(width * 45 // 100, eaves), (width * 65 // 100, height // 5), (width * 85 // 100, eaves)]
        pen.polygon(roof, fill=(60, 40, 40))
        pen.text((width // 10, height * 85 // 100), "BLIPSCOPE", fill=(255, 255, 255), font_size=height // 9)
        return picture

    return draw


def huge(_: np.random.Generator) -> Image.Image:
    """Large, yet cheap to store: flat bands and words."""
    picture = Image.new("RGB", (1500, 1000))
    pen = ImageDraw.Draw(picture)
    for band in range(50):
        pen.rectangle((0, band * 20, 1500, band * 20 + 19), fill=(band * 5, 255 - band * 5, 128))
    for index, word in enumerate(("HUGE", "gradient", "1500 x 1000")):
        pen.text((100 + 300 * index, 150 + 250 * index), word, fill=(255, 255, 255), font_size=140)
    return picture


def faded(width: int, height: int) -> Callable[[np.random.Generator], Image.Image]:
    """Every alpha from 0 to 255, over colours that must not show where it is 0."""

    def draw(random: np.random.Generator) -> Image.Image:
        rgb = random.integers(0, 256, (height, width, 3), dtype=np.uint8)
        alpha = np.linspace(0, 255, width * height).round().astype(np.uint8).reshape(height, width, 1)
        return Image.fromarray(np.concatenate([rgb, alpha], axis=2))

    return draw


def palette(transparent: bool) -> Callable[[np.random.Generator], Image.Image]:
    def draw(random: np.random.Generator) -> Image.Image:
        picture = Image.fromarray(random.integers(0, 8, (20, 28), dtype=np.uint8)).convert("P")
        picture.putpalette(random.integers(0, 256, 8 * 3, dtype=np.uint8).tolist())
        if transparent:
            picture.info["transparency"] = 3
        return picture

    return draw


def black_and_white(random: np.random.Generator) -> Image.Image:
    return Image.fromarray(random.integers(0, 2, (17, 23), dtype=np.uint8) * 255).convert("1")


PICTURES: dict[str, Callable[[np.random.Generator], Image.Image]] = {
    "rgb-1x1": noise("RGB", 1, 1),
    "rgb-1x40": noise("RGB", 1, 40),
    "rgb-40x1": noise("RGB", 40, 1),
    "rgb-2x3": noise("RGB", 2, 3),
    "rgb-3x500": noise("RGB", 3, 500),
    "rgb-500x3": noise("RGB", 500, 3),
    "rgb-32x32": noise("RGB", 32, 32),
    "rgb-32x50": noise("RGB", 32, 50),
    "rgb-50x32": noise("RGB", 50, 32),
    "rgb-31x33": noise("RGB", 31, 33),
    "rgb-97x101": noise("RGB", 97, 101),
    "gradient-150x110": gradient(150, 110),
    "gradient-13x7": gradient(13, 7),
    "checkerboard-64-1": checkerboard(64, 1),
    "checkerboard-45-3": checkerboard(45, 3),
    "grey-37x21": noise("L", 37, 21),
    "grey-alpha-19x24": noise("LA", 19, 24),
    "black-and-white-23x17": black_and_white,
    "palette-28x20": palette(transparent=False),
    "palette-transparent-28x20": palette(transparent=True),
    "rgba-faded-16x16": faded(16, 16),
    "rgba-noise-25x40": noise("RGBA", 25, 40),
    "scene-320x240": scene(320, 240),
    "huge-1500x1000": huge,
}
