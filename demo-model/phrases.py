"""Short texts, as people search with and sort by: a thing of a scene or two, and the same with one thing
wrong.

Captions name everything. A matcher that reads nothing else takes a text that leaves things out for a wrong
one."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Final, Literal

from captions import noun_phrase
from catalogue import COLOURS, NOUNS, PLACES, place_phrases
from layout import Group, Plan

Wrong = Literal["noun", "colour", "count", "place"]
WRONG: Final[tuple[Wrong, ...]] = ("noun", "noun", "noun", "colour", "colour", "count", "count", "place")
"""What is made wrong, as often as it stands here."""
BARE: Final = 0.25
"""The share without the first article or number: `dog` for `a dog`."""


def phrases(rng: Random, plan: Plan) -> tuple[str, str]:
    """A text that is true of the scene, and one by the same draws that is false."""
    while True:
        groups = rng.sample(plan.groups, min(len(plan.groups), rng.choice((1, 1, 2))))
        kind, seed = rng.choice(WRONG), rng.getrandbits(32)
        number = rng.randrange(len(groups))
        true, false = [groups, plan.place], [groups, plan.place]
        if kind == "place":
            false[1] = rng.choice([place for place in PLACES if place != plan.place])
        else:
            false[0] = [*groups[:number], _changed(rng, plan, groups[number], kind), *groups[number + 1 :]]
        texts = tuple(_said(Random(seed), *each, with_place=kind == "place") for each in (true, false))
        if texts[0] != texts[1]:
            return texts


def _changed(rng: Random, plan: Plan, group: Group, kind: Wrong) -> Group:
    """The group with another noun, colour or count; itself where it has no colour to change."""
    if kind == "count":
        count = rng.choice([count for count in (1, 2, 3) if count > 1 and count != group.count])
        return Group((group.first,) * count)
    if kind == "colour":
        others = [colour for colour in COLOURS if colour != group.first.colour]
        colour = group.first.colour and rng.choice(others)
        return Group(tuple(replace(thing, colour=colour) for thing in group.things))
    present = {each.first.noun for each in plan.groups}
    noun = rng.choice([noun for noun in NOUNS if noun not in present])
    return Group(tuple(replace(thing, noun=noun) for thing in group.things))


def _said(rng: Random, groups: list[Group], place: str, *, with_place: bool) -> str:
    said = " and ".join(noun_phrase(rng, group) for group in groups)
    if rng.random() < BARE:
        said = said.split(" ", 1)[1]
    return f"{said} {rng.choice(place_phrases(place))}" if with_place else said
