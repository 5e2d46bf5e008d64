"""Short texts: one true of its scene, one false in one thing."""

from __future__ import annotations

from random import Random

from captions import noun_phrase
from catalogue import NOUNS, plural
from layout import plan_scene
from phrases import phrases
from vocabulary import decode, encode

PLANS = [plan_scene(seed, "train") for seed in range(400)]
DRAWN = [(plan, *phrases(Random(plan.seed), plan)) for plan in PLANS]
SINGULAR = {plural(noun): noun for noun in NOUNS}


def nouns(text: str) -> set[str]:
    return {SINGULAR.get(word, word) for word in text.split()} & set(NOUNS)


def test_a_true_phrase_names_things_of_its_scene_only() -> None:
    for plan, true, _ in DRAWN:
        # The sky at sunset is orange.
        there = {group.first.noun for group in plan.groups} | {"orange"}
        assert nouns(true) and nouns(true) <= there, true


def test_a_false_phrase_is_no_phrase_of_its_scene() -> None:
    for plan, true, false in DRAWN:
        assert true != false
        said = {noun_phrase(Random(seed), group) for group in plan.groups for seed in range(30)}
        assert false not in said | {text.split(" ", 1)[1] for text in said}, false


def test_every_kind_of_wrong_and_bare_words_are_there() -> None:
    absent = [
        nouns(false) - {"orange"} - {group.first.noun for group in plan.groups} for plan, _, false in DRAWN
    ]
    assert 0.25 < sum(map(bool, absent)) / len(DRAWN) < 0.6
    bare = [true.split()[0] not in ("a", "an", "two", "three") for _, true, _ in DRAWN]
    assert 0.15 < sum(bare) / len(DRAWN) < 0.35


def test_the_vocabulary_has_every_word() -> None:
    assert all(decode(encode(text)) == text for _, *texts in DRAWN for text in texts)
