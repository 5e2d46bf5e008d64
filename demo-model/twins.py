"""Twins: a scene with one thing changed, whose caption differs from the first's in that thing alone.

Hard negatives are found by similarity among the pictures of a batch, and at 64 pictures of some hundred words
no two would be alike by chance. Twins in a batch put the near misses there that a web-sized one holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Final

from captions import caption
from catalogue import COLOURS, NOUNS, PLACES, can_be_tinted, vanishes_on
from layout import INVERSE, Group, Plan, Split, Thing, fits, is_clear, look, place_count, stand_in

Change = Callable[[Random, Plan], Plan | None]


def _relooked(rng: Random, plan: Plan, group: Group, noun: str, colour: str | None) -> Group:
    """The group with another noun or colour, every member where it was."""
    fresh = look(rng, noun, plan.place)
    if can_be_tinted(noun) and colour:
        fresh = replace(fresh, colour=colour)
    return Group(tuple(stand_in(fresh, thing, plan.ratio) for thing in group.things))


def _with_group(plan: Plan, number: int, group: Group) -> Plan:
    return replace(plan, groups=(*plan.groups[:number], group, *plan.groups[number + 1 :]))


def other_noun(rng: Random, plan: Plan) -> Plan | None:
    number = rng.randrange(len(plan.groups))
    present = {group.first.noun for group in plan.groups}
    noun = rng.choice([noun for noun in NOUNS if noun not in present])
    group = plan.groups[number]
    return _with_group(plan, number, _relooked(rng, plan, group, noun, group.first.colour))


def other_colour(rng: Random, plan: Plan) -> Plan | None:
    tinted = [number for number, group in enumerate(plan.groups) if group.first.colour]
    if not tinted:
        return None
    number = rng.choice(tinted)
    group = plan.groups[number]
    colour = rng.choice([c for c in COLOURS if c not in (plan.place, group.first.colour)])
    return _with_group(plan, number, Group(tuple(replace(t, colour=colour) for t in group.things)))


def other_place(rng: Random, plan: Plan) -> Plan | None:
    return replace(plan, place=rng.choice([place for place in PLACES if place != plan.place]))


def other_side(rng: Random, plan: Plan) -> Plan | None:
    """The things mirrored, or upside down where one is above the other: only the relation's word changes."""
    lone = plan.groups[0].first.box
    single = plan.kind == "single"
    upright = plan.relation in ("above", "below") or (single and abs(lone.x - 0.5) < 0.1)
    if plan.relation in ("front", "behind") or (upright and single and abs(lone.y - 0.5) < 0.1):
        return None
    groups = tuple(Group(tuple(_mirrored(thing, upright) for thing in g.things)) for g in plan.groups)
    if plan.relation == "between":
        return replace(plan, groups=(groups[0], groups[2], groups[1]))
    return replace(plan, groups=groups, relation=INVERSE[plan.relation] if plan.relation else None)


def _mirrored(thing: Thing, upright: bool) -> Thing:
    box = thing.box
    return replace(thing, box=replace(box, y=1 - box.y) if upright else replace(box, x=1 - box.x))


def swapped(rng: Random, plan: Plan) -> Plan | None:
    """The first two things change places, and with them their nouns in the caption."""
    if len(plan.groups) < 2 or plan.kind == "count":
        return None
    first, second = plan.groups[0], plan.groups[1]
    there = Group((stand_in(second.first, first.first, plan.ratio),))
    here = Group((stand_in(first.first, second.first, plan.ratio),))
    return replace(plan, groups=(there, here, *plan.groups[2:]))


def other_count(rng: Random, plan: Plan) -> Plan | None:
    if plan.kind != "count":
        return None
    groups, relation = place_count(rng, [group.first for group in plan.groups], plan.ratio)
    changed = groups[0].count != plan.groups[0].count and relation == plan.relation
    return replace(plan, groups=groups) if changed else None


CHANGES: Final[dict[str, Change]] = {
    "noun": other_noun,
    "colour": other_colour,
    "place": other_place,
    "side": other_side,
    "swap": swapped,
    "count": other_count,
}


def _is_fair(plan: Plan) -> bool:
    """Drawable, and no thing of its plain background's own colour."""
    seen = all(
        not vanishes_on(group.first.noun, plan.place) and group.first.colour != plan.place
        for group in plan.groups
    )
    return seen and is_clear(plan) and _is_deep(plan)


def _is_deep(plan: Plan) -> bool:
    """Where one thing is in front, it is drawn last: its foot is the lower."""
    if plan.relation not in ("front", "behind"):
        return True
    feet = [group.first.box.y + group.first.box.height / 2 for group in plan.groups]
    return (feet[0] - feet[1]) * (1 if plan.relation == "front" else -1) > 0.02


def twin(rng: Random, plan: Plan, kinds: tuple[str, ...] = tuple(CHANGES)) -> tuple[str, Plan] | None:
    """A scene of the same split with one thing changed, and the kind of change; None where none was found."""
    split: Split = "heldout" if fits(plan, "heldout") else "train"
    for _ in range(12):
        kind = rng.choice(kinds)
        changed = CHANGES[kind](rng, plan)
        if changed and _is_fair(changed) and fits(changed, split):
            return kind, changed
    return None


def told_apart(rng: Random, plan: Plan, other: Plan) -> tuple[str, str] | None:
    """A caption of each by the same draws, to differ in what was changed; None if both are true of both."""
    seed = rng.getrandbits(32)
    first, second = caption(Random(seed), plan), caption(Random(seed), other)
    return None if _meaning(first) == _meaning(second) else (first, second)


def _meaning(text: str) -> tuple[str, list[str]]:
    """The same for two captions that differ in nothing but the order of what `and` joins."""
    main, between, rest = text.partition(" between ")
    if " and " not in text or "on the left" in text:
        return text, []
    if between:
        return main, sorted(rest.split())
    return "", sorted(set(text.split()) - {"small", "big"})
