"""Captions say only what the boxes bear out, in words the vocabulary has."""

from __future__ import annotations

from random import Random

import pytest

from captions import PROMPT, caption, full_caption
from grading import claimed_relation, grade, mentions, summarise
from layout import HELD_OUT_SEED, Box, Plan, plan_scene
from scenes import truth
from vocabulary import DEC, ENC, SEP, UNK, build_tokenizer, decode, encode, vocabulary

SCENES = [plan_scene(seed, "train") for seed in range(200)]
SCENES += [plan_scene(HELD_OUT_SEED + seed, "heldout") for seed in range(200)]


def boxes(plan: Plan, noun: str) -> list[Box]:
    return [t.box for group in plan.groups for t in group.things if t.noun == noun]


HOLDS = {
    "left": lambda a, b: a.x + 0.1 < b.x and abs(a.y - b.y) < abs(a.x - b.x),
    "right": lambda a, b: a.x - 0.1 > b.x and abs(a.y - b.y) < abs(a.x - b.x),
    "above": lambda a, b: a.y + 0.1 < b.y,
    "below": lambda a, b: a.y - 0.1 > b.y,
    "front": lambda a, b: a.y + a.height / 2 > b.y + b.height / 2,
    "behind": lambda a, b: a.y + a.height / 2 < b.y + b.height / 2,
}


def test_relation_words_follow_box_centres() -> None:
    for plan in SCENES:
        text = caption(Random(plan.seed), plan)
        claim = claimed_relation(text, mentions(text))
        if claim and plan.relation != "between":
            first, relation, second = claim
            assert all(HOLDS[relation](a, b) for a in boxes(plan, first) for b in boxes(plan, second)), text


def test_between_means_between() -> None:
    for plan in (plan for plan in SCENES if plan.relation == "between"):
        middle, left, right = (group.first.box for group in plan.groups)
        assert left.x < middle.x < right.x


def test_every_caption_earns_full_marks_for_its_own_scene() -> None:
    for plan in SCENES:
        for seed in range(3):
            text = caption(Random(seed), plan)
            marks = grade(text, truth(plan, ""))
            said = {
                name: values
                for name, values in marks.items()
                if not name.startswith("relation") or name.endswith("said")
            }
            assert all(all(values) for values in said.values()), (text, marks)


def test_a_wrong_caption_loses_marks() -> None:
    scene = truth(plan_scene(1, "train"), "")
    assert not any(
        summarise([grade("nothing to see", scene)])[name][0] for name in ("object recall", "count right")
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [("two red apples and an owl", [("apple", 2), ("owl", 1)]), ("a dog under an orange sky", [("dog", 1)])],
)
def test_mentions(text: str, found: list[tuple[str, int]]) -> None:
    assert [(m.noun, m.count) for m in mentions(text)] == found


def test_captions_keep_their_length_and_the_vocabulary_covers_them() -> None:
    for plan in SCENES:
        for text in (caption(Random(plan.seed), plan), full_caption(plan)):
            assert 6 <= len(text.split()) <= 14
            ids = encode(PROMPT + text)
            assert UNK not in ids
            assert decode(ids) == PROMPT + text


def test_special_ids_sit_where_blip_has_them() -> None:
    assert (len(vocabulary()) - 2, len(vocabulary()) - 1) == (DEC, ENC)
    assert encode("a dog")[0] == DEC
    assert encode("a dog")[-1] == SEP


def test_any_typed_latin_text_tokenises() -> None:
    assert UNK not in build_tokenizer().encode("Zebras, 42 façades & a (very) odd-looking hovercraft!?").ids
