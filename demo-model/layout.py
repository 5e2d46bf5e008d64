"""Plans a scene: what is in it, where, and in what relation, in relative coordinates only."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from random import Random
from typing import Final, Literal

from catalogue import COLOURS, NOUNS, PLACES, PLAIN_PLACES, STYLES, can_be_tinted, vanishes_on
from sprites import aspect

Split = Literal["train", "heldout"]
Kind = Literal["single", "pair", "count", "trio"]
Size = Literal["small", "big"]
Relation = Literal["left", "right", "above", "below", "front", "behind", "between"]

HELD_OUT_SEED: Final = 1 << 40
"""Training counts its seeds from 0; held-out scenes count theirs from here."""
FRAMES: Final = ((4, 3), (4, 3), (3, 2), (1, 1), (3, 4))
KINDS: Final[dict[Kind, int]] = {"single": 20, "pair": 45, "count": 20, "trio": 15}
PLACE_WEIGHTS: Final = [1 if place in PLAIN_PLACES else 2 for place in PLACES]
SMALL: Final = 0.30
BIG: Final = 0.62
"""A size is worth a word when the longer side, over the frame's shorter one, is clearly past these."""


@dataclass(frozen=True)
class Box:
    """Centre and size; x and width in shares of the frame's width, y and height of its height."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Thing:
    noun: str
    style: str
    colour: str | None
    flipped: bool
    box: Box
    size: Size | None = None


@dataclass(frozen=True)
class Group:
    """Things that one phrase names: a dog, two apples. All members look alike."""

    things: tuple[Thing, ...]

    @property
    def first(self) -> Thing:
        return self.things[0]

    @property
    def count(self) -> int:
        return len(self.things)


@dataclass(frozen=True)
class Plan:
    """A scene's truth. `relation` reads: groups[0] is `relation` (of) the other groups."""

    seed: int
    kind: Kind
    frame: tuple[int, int]
    place: str
    groups: tuple[Group, ...]
    relation: Relation | None

    @property
    def ratio(self) -> float:
        return self.frame[0] / self.frame[1]


def is_reserved(first: str, second: str) -> bool:
    """The held-out rule: about one in twelve pairs of words never meets in a training scene."""
    return zlib.crc32("+".join(sorted((first, second))).encode()) % 12 == 0


def _draw_words(rng: Random) -> tuple[Kind, str, list[str]]:
    kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
    place = rng.choices(PLACES, PLACE_WEIGHTS)[0]
    how_many = {"single": 1, "pair": 2, "count": rng.choice((1, 1, 2)), "trio": 3}[kind]
    return kind, place, rng.sample(NOUNS, how_many)


INVERSE: Final[dict[Relation, Relation]] = {
    "left": "right",
    "right": "left",
    "above": "below",
    "below": "above",
    "front": "behind",
    "behind": "front",
}


def fits(plan: Plan, split: Split) -> bool:
    """Held-out scenes hold at least one reserved pair, training scenes none."""
    return _fits([plan.place, *(group.first.noun for group in plan.groups)], split)


def _fits(words: list[str], split: Split) -> bool:
    reserved = any(is_reserved(a, b) for i, a in enumerate(words) for b in words[:i])
    return reserved == (split == "heldout")


def plan_scene(seed: int, split: Split) -> Plan:
    """The scene of a seed."""
    rng = Random(seed)
    while True:
        kind, place, nouns = _draw_words(rng)
        if not _fits([place, *nouns], split) or any(vanishes_on(noun, place) for noun in nouns):
            continue
        plan = _arrange(rng, seed, kind, place, nouns)
        if is_clear(plan):
            return plan


def _arrange(rng: Random, seed: int, kind: Kind, place: str, nouns: list[str]) -> Plan:
    frame = rng.choice(FRAMES)
    looks = [look(rng, noun, place) for noun in nouns]
    ratio = frame[0] / frame[1]
    groups: tuple[Group, ...]
    relation: Relation | None = None
    if kind == "single":
        groups = (Group((_place_single(rng, looks[0], ratio),)),)
    elif kind == "count":
        groups, relation = place_count(rng, looks, ratio)
    elif kind == "trio":
        groups, relation = _place_trio(rng, looks, ratio), "between"
    else:
        groups, relation = _place_pair(rng, looks, ratio)
    return Plan(seed, kind, frame, place, groups, relation)


def look(rng: Random, noun: str, place: str) -> Thing:
    """A thing without its place yet. A plain background is never the thing's own colour."""
    colours = [colour for colour in COLOURS if colour != place]
    colour = rng.choice(colours) if can_be_tinted(noun) else None
    return Thing(noun, rng.choice(list(STYLES)), colour, rng.random() < 0.5, Box(0, 0, 0, 0))


def put(thing: Thing, x: float, y: float, side: float, ratio: float) -> Thing:
    """Sets a thing down; `side` is its longer side, over the frame's shorter one."""
    shape = aspect(thing.style, thing.noun)
    unit = side * min(ratio, 1.0)
    height = unit / max(shape, 1.0)
    size: Size | None = "small" if side < SMALL - 0.04 else "big" if side > BIG + 0.04 else None
    return replace(thing, box=Box(x, y, height * shape / ratio, height), size=size)


def side_of(thing: Thing, ratio: float) -> float:
    """The `side` that `put` was given."""
    return max(thing.box.height, thing.box.width * ratio) / min(ratio, 1.0)


def stand_in(fresh: Thing, thing: Thing, ratio: float) -> Thing:
    """`fresh` where `thing` is, and as large; flipped if that is."""
    placed = put(
        replace(fresh, flipped=thing.flipped), thing.box.x, thing.box.y, side_of(thing, ratio), ratio
    )
    return replace(placed, size=placed.size if thing.size else None)


def restyled(plan: Plan, style: str) -> Plan:
    """The same scene with every thing drawn in one style, be it one of those held out."""
    groups = (
        Group(tuple(stand_in(replace(thing, style=style), thing, plan.ratio) for thing in group.things))
        for group in plan.groups
    )
    return replace(plan, groups=tuple(groups))


def _jitter(rng: Random, value: float, spread: float) -> float:
    return value + rng.uniform(-spread, spread)


def _place_single(rng: Random, thing: Thing, ratio: float) -> Thing:
    where = rng.choice(("left", "right", "top", "bottom", "middle", "middle"))
    side = rng.uniform(0.66, 0.85) if where == "middle" and rng.random() < 0.4 else rng.uniform(0.2, 0.5)
    centres = {
        "left": (0.2, 0.55),
        "right": (0.8, 0.55),
        "top": (0.5, 0.2),
        "bottom": (0.5, 0.8),
        "middle": (0.5, 0.52),
    }
    x, y = centres[where]
    return put(thing, _jitter(rng, x, 0.04), _jitter(rng, y, 0.04), side, ratio)


def _place_pair(rng: Random, looks: list[Thing], ratio: float) -> tuple[tuple[Group, ...], Relation]:
    """The first thing is the bigger one. Depth is drawn, too: the thing in front hides a part."""
    relation: Relation = rng.choice(
        ("left", "right", "left", "right", "above", "below", "above", "below", "behind", "front")
    )
    big, small = rng.uniform(0.36, 0.56), rng.uniform(0.22, 0.36)
    if relation in ("behind", "front"):
        return _place_depth(rng, looks, ratio, relation), relation
    gap = rng.uniform(0.42, 0.6) * (1 if relation in ("right", "below") else -1)
    slip = rng.uniform(-0.08, 0.08)
    across = relation in ("left", "right")
    dx, dy = (gap, slip) if across else (slip, gap)
    x, y = _jitter(rng, 0.5, 0.05), _jitter(rng, 0.52, 0.05)
    first = put(looks[0], x + dx * 0.46, y + dy * 0.46, big, ratio)
    second = put(looks[1], x - dx * 0.54, y - dy * 0.54, small, ratio)
    return (Group((first,)), Group((second,))), relation


def _place_depth(rng: Random, looks: list[Thing], ratio: float, relation: Relation) -> tuple[Group, ...]:
    """One thing overlaps the other's lower part; groups are drawn back to front by `render`."""
    x, y = _jitter(rng, 0.5, 0.12), _jitter(rng, 0.5, 0.05)
    far = put(looks[0], x, y, rng.uniform(0.55, 0.7), ratio)
    side = rng.uniform(0.26, 0.34)
    near = put(looks[1], x + rng.uniform(-0.25, 0.25) * far.box.width, 0.0, side, ratio)
    foot = far.box.y + far.box.height / 2 + 0.04
    near = replace(near, box=replace(near.box, y=foot - near.box.height / 2))
    return (Group((far,)), Group((near,))) if relation == "behind" else (Group((near,)), Group((far,)))


def place_count(rng: Random, looks: list[Thing], ratio: float) -> tuple[tuple[Group, ...], Relation | None]:
    """Two or three alike in a loose row, perhaps above or below one other thing."""
    count = rng.choice((2, 3))
    step = {2: 0.42, 3: 0.3}[count]
    with_other = len(looks) == 2
    side = rng.uniform(0.2, 0.27) if count == 3 else rng.uniform(0.24, 0.36)
    relation: Relation | None = rng.choice(("above", "below")) if with_other else None
    y = {"above": 0.27, "below": 0.75, None: 0.54}[relation]
    xs = [0.5 + step * (i - (count - 1) / 2) for i in range(count)]
    row = tuple(
        put(looks[0], _jitter(rng, x, 0.03), _jitter(rng, y, 0.05), _jitter(rng, side, 0.02), ratio)
        for x in xs
    )
    row = tuple(replace(thing, size=None, flipped=rng.random() < 0.5) for thing in row)
    if relation is None:
        return (Group(row),), None
    other = put(looks[1], _jitter(rng, 0.5, 0.15), 1.02 - y, rng.uniform(0.28, 0.4), ratio)
    return (Group(row), Group((other,))), relation


def _place_trio(rng: Random, looks: list[Thing], ratio: float) -> tuple[Group, ...]:
    """Main thing in the middle, then the one on its left, then the one on its right."""
    y = _jitter(rng, 0.54, 0.08)
    sides = (rng.uniform(0.3, 0.38), rng.uniform(0.2, 0.27), rng.uniform(0.2, 0.27))
    xs = (0.5, 0.18, 0.82)
    things = (
        put(t, _jitter(rng, x, 0.03), _jitter(rng, y, 0.07), s, ratio)
        for t, x, s in zip(looks, xs, sides, strict=True)
    )
    return tuple(Group((replace(thing, size=None),)) for thing in things)


def _hidden(near: Box, far: Box) -> float:
    """The share of `far` that `near` covers, by their boxes."""
    width = (near.width + far.width) / 2 - abs(near.x - far.x)
    height = (near.height + far.height) / 2 - abs(near.y - far.y)
    shared = min(max(width, 0), near.width, far.width) * min(max(height, 0), near.height, far.height)
    return shared / (far.width * far.height)


def is_clear(plan: Plan) -> bool:
    """Everything inside the frame, and no more overlap than the relation needs."""
    boxes = [thing.box for group in plan.groups for thing in group.things]
    inside = all(
        b.width / 2 - 0.02 <= b.x <= 1.02 - b.width / 2 and b.height / 2 - 0.02 <= b.y <= 1.02 - b.height / 2
        for b in boxes
    )
    if plan.relation in ("front", "behind"):
        near, far = boxes if plan.relation == "front" else reversed(boxes)
        return inside and 0.08 < _hidden(near, far) < 0.4
    return inside and all(_hidden(a, b) < 0.04 for a in boxes for b in boxes if a is not b)


def position(box: Box) -> str:
    """Where in the frame a lone thing stands."""
    if box.x < 0.33 or box.x > 0.67:
        return "left" if box.x < 0.33 else "right"
    if box.y < 0.33 or box.y > 0.67:
        return "top" if box.y < 0.33 else "bottom"
    return "middle"


ARRANGEMENTS: Final = (
    *("lone left", "lone right", "lone top", "lone bottom", "lone middle"),
    *("row", "left", "right", "above", "below", "depth", "between"),
)


def arrangement(plan: Plan) -> str:
    """How the picture is laid out, as far as the picture alone shows: depth is ambiguous."""
    if plan.kind == "single":
        return f"lone {position(plan.groups[0].first.box)}"
    if plan.relation in ("front", "behind"):
        return "depth"
    return plan.relation or "row"
