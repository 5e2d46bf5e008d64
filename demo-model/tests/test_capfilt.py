"""Web texts come at their rates, and the filter's choice is what training gets."""

from __future__ import annotations

from collections import Counter

import pytest

from capfilt import Judged, chosen, table
from grading import is_true
from layout import plan_scene
from scenes import truth
from vocabulary import MAX_POSITIONS, UNK, encode
from web import RATES, alt_text

PLANS = [plan_scene(seed, "train") for seed in range(1000)]


def test_web_texts_come_at_their_rates_and_say_what_they_are() -> None:
    texts = [alt_text(plan, "train") for plan in PLANS]
    counts = Counter(text.kind for text in texts)
    for kind, percent in RATES.items():
        assert counts[kind] == pytest.approx(10 * percent, abs=45), kind
    for plan, text in zip(PLANS, texts, strict=True):
        if text.kind in ("clean", "other", "off topic"):
            assert is_true(text.text, truth(plan, "")) == (text.kind == "clean") or text.kind == "other"
        ids = encode(text.text)
        assert UNK not in ids
        assert len(ids) <= MAX_POSITIONS


def test_a_scene_keeps_its_web_text() -> None:
    assert [alt_text(p, "train") for p in PLANS[:30]] == [alt_text(p, "train") for p in PLANS[:30]]


JUDGED = [
    Judged(1, "a dog", "clean", 0.9, True),
    Judged(1, "a cat", "synthetic", 0.2, False),
    Judged(2, "logo", "boilerplate", 0.1, False),
    Judged(2, "two bees", "synthetic", 0.5, True),
]


@pytest.mark.parametrize(
    ("mode", "texts"),
    [
        ("both", {1: ["a dog"], 2: ["two bees"]}),
        ("captioner", {1: ["a dog", "a cat"], 2: ["logo", "two bees"]}),
        ("filter", {1: ["a dog"]}),
        ("web", {1: ["a dog"], 2: ["logo"]}),
    ],
)
def test_what_each_mode_trains_on(mode: str, texts: dict[int, list[str]]) -> None:
    assert {r["seed"]: r["texts"] for r in chosen(JUDGED, mode)} == texts  # type: ignore[arg-type]


def test_the_table_counts_what_the_filter_did() -> None:
    lines = {line[:34].strip(): line[34:].split() for line in table(JUDGED).splitlines()}
    assert lines["noisy web texts removed"][:2] == ["100.0", "%"]
    assert lines["web texts true, before the filter"][:2] == ["50.0", "%"]
    assert lines["web texts true, after"][:2] == ["100.0", "%"]
    assert lines["synthetic true, after"][:2] == ["100.0", "%"]
