"""Twins are drawable scenes whose captions differ in the one thing that was changed."""

from __future__ import annotations

from random import Random

import pytest

from data import UNSEEN, draw_twins, draw_written, stack
from grading import grade, is_true
from layout import HELD_OUT_SEED, Plan, fits, is_clear, plan_scene
from matching import foil
from scenes import truth
from twins import CHANGES, told_apart, twin

PLANS = [plan_scene(seed, "train") for seed in range(150)]
HELD_OUT = [plan_scene(HELD_OUT_SEED + seed, "heldout") for seed in range(100)]


def twins_of(kind: str) -> list[tuple[Plan, Plan]]:
    found = ((plan, twin(Random(plan.seed), plan, (kind,))) for plan in PLANS)
    return [(plan, other[1]) for plan, other in found if other]


@pytest.mark.parametrize("kind", list(CHANGES))
def test_every_kind_of_change_finds_fair_scenes_of_the_same_split(kind: str) -> None:
    pairs = twins_of(kind)
    assert len(pairs) >= 5
    assert all(is_clear(other) and fits(other, "train") for _, other in pairs)


@pytest.mark.parametrize("kind", ["noun", "colour", "place", "swap", "count"])
def test_only_the_named_thing_changes(kind: str) -> None:
    for plan, other in twins_of(kind):
        before, after = (
            {
                "place": p.place,
                "count": [g.count for g in p.groups],
                "colour": [g.first.colour for g in p.groups],
                "noun": sorted(g.first.noun for g in p.groups),
            }
            for p in (plan, other)
        )
        # A new noun may not come in the old one's colour; things that change places take theirs along.
        excused = {"noun": {"noun", "colour"}, "swap": {"colour"}}.get(kind, {kind})
        assert all(before[name] == after[name] for name in before.keys() - excused)


def test_a_foil_is_false_of_its_scene_and_the_caption_is_true() -> None:
    kinds = set()
    for plan in HELD_OUT:
        texts, scene = foil(plan), truth(plan, "")
        kinds.add(texts.kind)
        assert is_true(texts.true, scene), texts
        lone = plan.kind == "single" and texts.kind == "side"
        big = {"small", "big"} & (set(texts.true.split()) ^ set(texts.false.split()))
        assert lone or big or not is_true(texts.false, scene), texts
    assert len(kinds) == len(CHANGES)


def test_foils_are_the_same_every_time() -> None:
    assert [foil(plan) for plan in HELD_OUT[:20]] == [foil(plan) for plan in HELD_OUT[:20]]


def test_between_reads_both_ways() -> None:
    plan = next(plan for plan in PLANS if plan.relation == "between")
    mirrored = twin(Random(1), plan, ("side",))
    assert mirrored
    texts = [told_apart(Random(seed), plan, mirrored[1]) for seed in range(40)]
    assert all("on the left" in pair[0] for pair in texts if pair)
    assert None in texts


def test_a_batch_of_twins_says_the_same_only_where_the_pictures_do() -> None:
    batch = stack(draw_twins(1)(range(0, 24)))
    assert batch["pixels"].shape[0] == batch["texts"].shape[0] == 24
    numbers = batch["number"].view(-1, 2)
    texts = batch["texts"].view(12, 2, -1)
    for pair, ids in zip(numbers, texts, strict=True):
        assert (pair[0] == pair[1]) == bool((ids[0] == ids[1]).all())


def test_written_texts_take_the_place_of_the_grammars() -> None:
    records = [{"seed": 3, "texts": ["a dog"]}, {"seed": UNSEEN, "texts": ["a cat", "two cats"]}]
    batch = stack(draw_written(records)(range(4)))
    assert batch["number"][0] == batch["number"][2]
    assert batch["ids"].shape[0] == 4


def test_truth_sees_colours_counts_and_relations() -> None:
    plan = next(p for p in PLANS if p.relation == "left" and p.groups[0].first.colour)
    scene = truth(plan, "")
    first, second = (group.first for group in plan.groups)
    right = f"a {first.colour} {first.noun} to the left of a {second.noun}"
    wrong = "red" if first.colour != "red" else "blue"
    assert is_true(right, scene)
    for text in (
        right.replace("left", "right"),
        right.replace(str(first.colour), wrong),
        right.replace("a ", "two ", 1),
        "nothing to see",
    ):
        assert not is_true(text, scene), (text, grade(text, scene))
