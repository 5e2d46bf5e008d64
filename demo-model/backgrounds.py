"""Draws the places behind the things: gradients, horizons and clutter that is no noun."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final

from PIL import Image, ImageDraw

from brushes import Colour, clouds, dot, gradient, ground, shade, speckles

Painter = Callable[[Random, int, int], Image.Image]

PLAIN: Final[dict[str, Colour]] = {
    "white": (248, 248, 246),
    "black": (22, 22, 26),
    "red": (205, 45, 45),
    "green": (60, 165, 75),
    "blue": (55, 110, 215),
    "yellow": (245, 210, 60),
    "pink": (245, 160, 195),
}


FOAM: Final[Colour] = (245, 250, 250)


def beach(rng: Random, width: int, height: int) -> Image.Image:
    shore, horizon = rng.uniform(0.5, 0.62), rng.uniform(0.28, 0.4)
    sky, haze, sea, surf, sand, near = (
        shade(rng, c)
        for c in (
            (120, 190, 240),
            (200, 228, 245),
            (30, 120, 180),
            (90, 190, 205),
            (235, 212, 160),
            (222, 190, 130),
        )
    )
    foam = shore + 0.015
    above = [(0, sky), (horizon, haze), (horizon + 1e-3, sea), (shore, surf)]
    below = [(shore + 1e-3, FOAM), (foam, FOAM), (foam + 1e-3, sand), (1, near)]
    image = gradient(width, height, above + below)
    clouds(rng, image, horizon * 0.7, (248, 250, 252))
    speckles(rng, image, foam + 0.03, 14, [shade(rng, (200, 170, 115)), (250, 240, 215)])
    return image


def grass(rng: Random, width: int, height: int) -> Image.Image:
    image, horizon = ground(
        rng, width, height, ((110, 180, 240), (205, 230, 245)), ((120, 185, 80), (70, 140, 45))
    )
    clouds(rng, image, horizon * 0.7, (250, 250, 252))
    draw = ImageDraw.Draw(image)
    for _ in range(34):
        depth = rng.random()
        x, y = rng.random() * width, (horizon + 0.03 + (0.97 - horizon) * depth) * height
        blade = (0.012 + 0.03 * depth) * height
        tip = (x + rng.uniform(-0.4, 0.4) * blade, y - blade)
        draw.line((x, y, *tip), shade(rng, (85, 160, 55), 20), max(1, round(width * 0.006)))
    return image


def snow(rng: Random, width: int, height: int) -> Image.Image:
    image, horizon = ground(
        rng, width, height, ((165, 190, 215), (215, 228, 240)), ((232, 240, 248), (246, 249, 252))
    )
    draw = ImageDraw.Draw(image)
    for _ in range(3):
        x = rng.random() * width
        dot(
            draw,
            x,
            (horizon + 0.02) * height,
            rng.uniform(0.4, 0.8) * width,
            rng.uniform(0.08, 0.16) * height,
            (226, 236, 246),
        )
    flake = max(1.5, 0.014 * width)
    for _ in range(30):
        size = flake * rng.uniform(0.6, 1.3)
        dot(draw, rng.random() * width, rng.random() * height, size, size, (255, 255, 255))
    return image


def night(rng: Random, width: int, height: int) -> Image.Image:
    image, horizon = ground(rng, width, height, ((10, 14, 46), (40, 46, 100)), ((26, 38, 46), (16, 24, 30)))
    draw = ImageDraw.Draw(image)
    for _ in range(32):
        size = max(1.0, rng.uniform(0.004, 0.012) * width)
        dot(
            draw,
            rng.random() * width,
            rng.random() * horizon * height,
            size,
            size,
            shade(rng, (238, 236, 214)),
        )
    if rng.random() < 0.5:
        x, y, size = rng.uniform(0.1, 0.9) * width, rng.uniform(0.08, 0.18) * height, 0.09 * width
        dot(draw, x, y, size, size, (246, 240, 205))
    return image


def desert(rng: Random, width: int, height: int) -> Image.Image:
    image, horizon = ground(
        rng, width, height, ((105, 175, 230), (240, 225, 190)), ((226, 160, 90), (205, 125, 62))
    )
    draw = ImageDraw.Draw(image)
    for _ in range(rng.randint(2, 4)):
        x, size = rng.random() * width, rng.uniform(0.4, 0.9) * width
        y = rng.uniform(horizon, 0.9) * height
        colour = shade(rng, (218, 148, 82), 12)
        draw.polygon(
            [(x - size / 2, y + 0.05 * height), (x, y - 0.05 * height), (x + size / 2, y + 0.05 * height)],
            fill=colour,
        )
    speckles(rng, image, horizon + 0.05, 10, [(170, 110, 70), (240, 185, 120)])
    return image


WALLS: Final[tuple[Colour, ...]] = ((176, 150, 132), (150, 156, 168), (190, 178, 150), (140, 122, 122))


def street(rng: Random, width: int, height: int) -> Image.Image:
    sky, asphalt = ((165, 200, 228), (222, 230, 236)), ((120, 120, 126), (84, 84, 90))
    image, horizon = ground(rng, width, height, sky, asphalt)
    draw = ImageDraw.Draw(image)
    x = -0.05
    while x < 1:
        wide = rng.uniform(0.1, 0.2)
        _building(rng, draw, x, wide, horizon, (width, height))
        x += wide + 0.004
    kerb = (0, horizon * height, width, (horizon + 0.05) * height)
    draw.rectangle(kerb, fill=shade(rng, (188, 184, 178)))
    y, start = (horizon + 1.05) / 2 * height, rng.random() * 0.15
    for mark in range(-1, 6):
        left = start + mark * 0.2
        draw.rectangle((left * width, y, (left + 0.1) * width, y + 0.02 * height), fill=(232, 228, 205))
    return image


def _building(
    rng: Random, draw: ImageDraw.ImageDraw, x: float, wide: float, foot: float, size: tuple[int, int]
) -> None:
    """A wall with two columns of windows, from a random roof down to the street."""
    width, height = size
    roof = rng.uniform(0.06, foot - 0.12)
    wall = shade(rng, rng.choice(WALLS), 16)
    draw.rectangle((x * width, roof * height, (x + wide) * width, foot * height), fill=wall)
    for y in (roof + 0.03 + row * 0.07 for row in range(4)):
        for left in (x + wide * 0.2, x + wide * 0.6):
            if y + 0.03 < foot:
                pane = (left * width, y * height, (left + wide * 0.2) * width, (y + 0.03) * height)
                draw.rectangle(pane, fill=shade(rng, (216, 222, 210), 24))


PAPERS: Final[tuple[Colour, ...]] = ((222, 208, 188), (200, 212, 205), (214, 200, 210), (206, 214, 226))
FLOORS: Final[tuple[Colour, ...]] = ((160, 112, 72), (140, 100, 70), (182, 140, 98))
SKIRTING: Final[Colour] = (245, 243, 238)


def room(rng: Random, width: int, height: int) -> Image.Image:
    wall = shade(rng, rng.choice(PAPERS), 10)
    floor = shade(rng, rng.choice(FLOORS), 12)
    edge = rng.uniform(0.55, 0.68)
    board = [(edge + 1e-3, SKIRTING), (edge + 0.03, SKIRTING)]
    stops = [(0, wall), (edge, wall), *board, (edge + 0.031, floor), (1, shade(rng, floor, 8))]
    image = gradient(width, height, stops)
    draw = ImageDraw.Draw(image)
    _wallpaper(rng, draw, wall, (width, edge * height))
    _floorboards(draw, floor, edge + 0.035, (width, height))
    left = rng.uniform(0.05, 0.7)
    draw.rectangle((left * width, 0.08 * height, (left + 0.22) * width, 0.34 * height), fill=(250, 248, 242))
    pane = ((left + 0.015) * width, 0.1 * height, (left + 0.205) * width, 0.32 * height)
    draw.rectangle(pane, fill=shade(rng, (178, 214, 238), 20))
    return image


def _wallpaper(rng: Random, draw: ImageDraw.ImageDraw, wall: Colour, size: tuple[float, float]) -> None:
    red, green, blue = (max(0, c - 22) for c in wall)
    for stripe in range(0, 20, 2):
        edges = (stripe / 20 * size[0], 0, (stripe + 1) / 20 * size[0], size[1])
        draw.rectangle(edges, fill=(red, green, blue) if rng.random() < 0.25 else wall)


def _floorboards(draw: ImageDraw.ImageDraw, floor: Colour, top: float, size: tuple[int, int]) -> None:
    """Lines that run apart towards the viewer."""
    width, height = size
    red, green, blue = (max(0, c - 26) for c in floor)
    for board in range(-6, 17):
        aside = board / 10 - 0.5
        line = ((0.5 + aside * 0.8) * width, top * height, (0.5 + aside * 1.8) * width, height)
        draw.line(line, (red, green, blue), max(1, round(width * 0.004)))


def water(rng: Random, width: int, height: int) -> Image.Image:
    image, horizon = ground(
        rng, width, height, ((130, 190, 235), (215, 232, 242)), ((40, 125, 190), (16, 82, 150))
    )
    clouds(rng, image, horizon * 0.7, (248, 250, 252))
    draw = ImageDraw.Draw(image)
    for _ in range(30):
        depth = rng.random()
        x, y = rng.random() * width, (horizon + 0.02 + (0.97 - horizon) * depth) * height
        long = (0.03 + 0.09 * depth) * width
        draw.line((x, y, x + long, y), shade(rng, (110, 180, 222), 20), max(1, round(height * 0.007)))
    return image


def mountains(rng: Random, width: int, height: int) -> Image.Image:
    image, horizon = ground(
        rng, width, height, ((130, 180, 225), (222, 232, 240)), ((120, 160, 98), (92, 132, 76))
    )
    draw = ImageDraw.Draw(image)
    for _ in range(rng.randint(3, 5)):
        x, wide, high = rng.random(), rng.uniform(0.25, 0.5), rng.uniform(0.18, horizon - 0.06)
        rock = shade(rng, (104, 112, 136), 16)
        _peak(draw, x * width, wide * width, (horizon - high) * height, (horizon + 0.004) * height, rock)
    return image


def _peak(draw: ImageDraw.ImageDraw, x: float, wide: float, top: float, foot: float, rock: Colour) -> None:
    """A triangle with the upper part under snow."""
    for share, colour in ((1.0, rock), (0.28, (242, 246, 250))):
        low, half = top + (foot - top) * share, wide / 2 * share
        draw.polygon([(x - half, low), (x, top), (x + half, low)], fill=colour)


def sunset(rng: Random, width: int, height: int) -> Image.Image:
    horizon = rng.uniform(0.55, 0.68)
    heights = (0, horizon * 0.55, horizon, horizon + 1e-3, 1)
    colours = ((92, 62, 120), (232, 112, 78), (252, 196, 96), (92, 62, 70), (52, 36, 48))
    image = gradient(
        width, height, [(place, shade(rng, c)) for place, c in zip(heights, colours, strict=True)]
    )
    draw = ImageDraw.Draw(image)
    x, size = rng.uniform(0.15, 0.85) * width, 0.12 * width
    draw.pieslice(
        (x - size, horizon * height - size, x + size, horizon * height + size), 180, 360, fill=(255, 230, 150)
    )
    clouds(rng, image, horizon * 0.6, shade(rng, (240, 150, 120)), 2)
    return image


def sky(rng: Random, width: int, height: int) -> Image.Image:
    image = gradient(width, height, [(0, shade(rng, (70, 145, 225))), (1, shade(rng, (180, 216, 244)))])
    for low in (0.4, 0.9):
        clouds(rng, image, low, (250, 251, 253), 4)
    return image


def plain(name: str) -> Painter:
    def paint(rng: Random, width: int, height: int) -> Image.Image:
        colour = shade(rng, PLAIN[name], 10)
        return gradient(width, height, [(0, colour), (1, shade(rng, colour, 6))])

    return paint


PAINTERS: Final[dict[str, Painter]] = {
    "beach": beach,
    "grass": grass,
    "snow": snow,
    "night": night,
    "desert": desert,
    "street": street,
    "room": room,
    "water": water,
    "mountains": mountains,
    "sunset": sunset,
    "sky": sky,
    **{name: plain(name) for name in PLAIN},
}
