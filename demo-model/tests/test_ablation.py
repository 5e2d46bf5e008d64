"""What each arm of the ablation learns from, and how true it is."""

from __future__ import annotations

import torch

from ablation import Pictures, arms, removed, share_true
from capfilt import Judged
from layout import plan_scene

PICTURES = Pictures([plan_scene(seed, "train") for seed in (1, 2)], torch.empty(2, 0, 0))
JUDGED = [
    Judged(1, "a dog", "clean", 0.9, True),
    Judged(1, "a cat", "synthetic", 0.2, False),
    Judged(2, "logo", "boilerplate", 0.7, False),
    Judged(2, "two bees", "synthetic", 0.5, True),
]


def test_every_arm_gets_its_texts() -> None:
    texts = {name: texts for name, (_, texts) in arms(JUDGED, JUDGED[:2], PICTURES).items()}
    assert texts["web texts"] == {1: ["a dog"], 2: ["logo"]}
    assert texts["+ filter"] == {1: ["a dog"], 2: ["logo"]}
    assert texts["+ captioner"] == {1: ["a dog", "a cat"], 2: ["logo", "two bees"]}
    assert texts["+ captioner and filter"] == {1: ["a dog"], 2: ["logo", "two bees"]}
    assert texts["+ both, which share weights"] == {1: ["a dog"]}
    assert set(texts["true captions"]) == {1, 2}


def test_the_share_of_true_texts_is_of_those_learned_from() -> None:
    assert share_true(JUDGED, {1: ["a dog"], 2: ["logo", "two bees"]}) == "66.7 %"
    assert share_true(None, {1: ["a dog"]}) == "100.0 %"


def test_what_the_filter_does_is_told_for_web_and_synthetic_texts() -> None:
    assert removed(JUDGED) == (
        "web: 0.0 % of 1 false texts dropped, 100.0 % of 1 true ones kept; "
        "synthetic: 100.0 % of 1 false texts dropped, 100.0 % of 1 true ones kept"
    )
