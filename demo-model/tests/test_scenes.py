"""The pictures hold what the truth says, and are the same whenever they are drawn."""

from __future__ import annotations

import numpy as np
import pytest

from catalogue import NOUNS
from layout import HELD_OUT_SEED, Plan, is_reserved, plan_scene
from scenes import compose, frame_size, patch_nouns, pixel_box, render, squash

SEEDS = range(60)
TIPS = 0.06
"""Whiskers and strings fall below half opacity when scaled down."""
WITH_STEAM = {"cup"}
"""Its box holds the steam, which is never opaque."""


def plans(split: str = "train") -> list[Plan]:
    start = 0 if split == "train" else HELD_OUT_SEED
    return [plan_scene(start + seed, split) for seed in SEEDS]  # type: ignore[arg-type]


def reserved_pairs(plan: Plan) -> int:
    words = [plan.place, *(group.first.noun for group in plan.groups)]
    return sum(is_reserved(a, b) for i, a in enumerate(words) for b in words[:i])


def test_training_never_draws_a_reserved_pair_and_held_out_scenes_always_do() -> None:
    assert all(reserved_pairs(plan) == 0 for plan in plans("train"))
    assert all(reserved_pairs(plan) > 0 for plan in plans("heldout"))


def test_the_same_seed_gives_the_same_picture() -> None:
    for seed in (0, 7, 21):
        first, second = (render(plan_scene(seed, "train"), 96) for _ in range(2))
        assert first.tobytes() == second.tobytes()


@pytest.mark.parametrize("short_side", [112, 320])
def test_boxes_match_the_drawn_pixels(short_side: int) -> None:
    """Where nothing hides a group, its opaque pixels end where its boxes end, give or take a thin tip."""
    for plan in plans():
        if plan.relation in ("front", "behind"):
            continue
        index = np.asarray(compose(plan, short_side)[1])
        for number, group in enumerate(plan.groups):
            rows, columns = np.nonzero(index == number + 1)
            drawn = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
            boxes = np.array([pixel_box(thing.box, index.shape[::-1]) for thing in group.things])
            edges = (*boxes[:, :2].min(0), *boxes[:, 2:].max(0))
            limits = np.clip(edges, 0, (*index.shape[::-1], *index.shape[::-1]))
            slack = TIPS * short_side if group.first.noun not in WITH_STEAM else short_side
            assert np.abs(np.array(drawn) - limits).max() <= slack, (plan.seed, group.first.noun)


def test_a_scene_looks_alike_at_every_size() -> None:
    for plan in plans()[:12]:
        small, large = (squash(render(plan, side), 16).astype(float) for side in (112, 448))
        assert np.abs(small - large).mean() < 8, plan.seed


def test_patches_name_only_nouns_of_the_scene() -> None:
    for plan in plans():
        found = set(patch_nouns(plan, compose(plan, 112)[1], 10)) - {0}
        assert found <= {NOUNS.index(group.first.noun) + 1 for group in plan.groups}
        assert found


def test_frames_keep_their_shape() -> None:
    for plan in plans():
        width, height = frame_size(plan, 720)
        assert min(width, height) == 720
        assert width / height == pytest.approx(plan.ratio, abs=0.01)
