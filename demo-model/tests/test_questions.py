"""Every answer is true of its scene, and nothing but the picture gives it away."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from answer_data import held_out_questions
from answer_grading import Guesser, accuracy, form
from captions import COUNT_WORDS, POSITIONS, RELATIONS
from catalogue import COLOURS, place_phrases, plural
from grading import SINGULAR
from layout import HELD_OUT_SEED, INVERSE, Plan, plan_scene, position
from questions import NO, NONE, QUESTIONS, YES, Question, questions
from vocabulary import UNK, answerer_vocabulary, decode_answer, encode_answer, encode_question, vocabulary

PLANS = [plan_scene(seed, "train") for seed in range(400)]
ASKED = [(plan, one) for plan in PLANS for one in questions(Random(plan.seed), plan, 8)]


def of_kind(kind: str) -> list[tuple[Plan, Question]]:
    return [(plan, one) for plan, one in ASKED if one.kind == kind]


def counts(plan: Plan) -> dict[str, int]:
    return {group.first.noun: group.count for group in plan.groups}


def named(text: str) -> list[str]:
    """Nouns in their order, in the singular."""
    return [SINGULAR[word] for word in text.rstrip("?").split() if word in SINGULAR]


def relation_of(text: str) -> str | None:
    phrases = sorted(((p, name) for name, all_ in RELATIONS.items() for p in all_), key=lambda p: -len(p[0]))
    return next((name for phrase, name in phrases if f" {phrase} the" in text), None)


def holds(plan: Plan, first: str, relation: str, second: str) -> bool:
    if plan.relation in (None, "between"):
        return False
    nouns = [group.first.noun for group in plan.groups]
    return (first, relation, second) in (
        (nouns[0], plan.relation, nouns[1]),
        (nouns[1], INVERSE[plan.relation], nouns[0]),
    )


@pytest.mark.parametrize("kind", list(QUESTIONS))
def test_every_kind_is_asked(kind: str) -> None:
    assert len(of_kind(kind)) > 100


def test_how_many_counts_what_is_there() -> None:
    numbers = {word: count for count, word in COUNT_WORDS.items()} | {NONE: 0}
    for plan, one in of_kind("how many"):
        assert numbers[one.answer] == counts(plan).get(named(one.text)[0], 0), (plan.seed, one)


def test_what_names_a_thing_of_the_scene_in_its_number() -> None:
    for plan, one in of_kind("what"):
        there = counts(plan)
        noun = SINGULAR[one.answer]
        assert one.answer == (noun if there[noun] == 1 else plural(noun)), (plan.seed, one)


def test_what_and_where_tell_the_true_relation() -> None:
    checked = 0
    for plan, one in ASKED:
        said = (
            f"the {one.answer} {one.text}" if one.kind == "what" else f"{one.text.rstrip('?')} {one.answer}"
        )
        relation = relation_of(said)
        if one.kind in ("what", "where") and relation and len(named(said)) == 2:
            assert holds(plan, named(said)[0], relation, named(said)[1]), (plan.seed, one)
            checked += 1
    assert checked > 100


def test_where_a_lone_thing_is() -> None:
    for plan, one in of_kind("where"):
        if plan.kind == "single" and named(one.text):
            assert one.answer in POSITIONS[position(plan.groups[0].first.box)]


def test_colours_are_the_things_or_the_backgrounds() -> None:
    for plan, one in of_kind("which colour"):
        colours = {group.first.noun: group.first.colour for group in plan.groups}
        expected = colours[named(one.text)[0]] if named(one.text) else plan.place
        assert one.answer == expected, (plan.seed, one)


def is_true(plan: Plan, text: str) -> bool:
    """Whether a yes-or-no question's answer is yes, by the words of the question alone."""
    text, nouns, there = text.rstrip("?"), named(text), counts(plan)
    if text.startswith("is this "):
        return text.removeprefix("is this ") in place_phrases(plan.place)
    if " between " in text:
        return plan.relation == "between" and nouns[0] == plan.groups[0].first.noun
    relation = relation_of(text)
    if relation and len(nouns) == 2:
        return holds(plan, nouns[0], relation, nouns[1])
    side = next((side for side, phrases in POSITIONS.items() if text.endswith(phrases)), None)
    if side:
        box = next(group.first.box for group in plan.groups if group.first.noun == nouns[0])
        return side == (position(box) if plan.kind == "single" else side_by_coordinates(plan, nouns[0]))
    last = text.split()[-1]
    if last in COLOURS:
        return any(g.first.colour == last and g.first.noun == nouns[0] for g in plan.groups)
    number = next((n for n, word in COUNT_WORDS.items() if f" {word} " in text), None)
    return nouns[0] in there and number in (None, there[nouns[0]])


def side_by_coordinates(plan: Plan, noun: str) -> str:
    """Of two or three things, by their boxes."""
    centres = {
        g.first.noun: (sum(t.box.x for t in g.things) / g.count, sum(t.box.y for t in g.things) / g.count)
        for g in plan.groups
    }
    upright = plan.relation in ("above", "below")
    order = sorted(centres, key=lambda each: centres[each][1 if upright else 0])
    if noun == order[0]:
        return "top" if upright else "left"
    if noun == order[-1]:
        return "bottom" if upright else "right"
    return "middle"


def test_yes_and_no_are_true_and_both_are_said() -> None:
    said = Counter(one.answer for _, one in of_kind("yes or no"))
    assert 0.4 < said[YES] / said.total() < 0.6
    for plan, one in of_kind("yes or no"):
        assert one.answer == (YES if is_true(plan, one.text) else NO), (plan.seed, one)


def test_what_is_at_a_side_is_there_by_its_box() -> None:
    for plan, one in of_kind("what"):
        side = next((s for s, phrases in POSITIONS.items() if one.text.rstrip("?").endswith(phrases)), None)
        if side:
            assert side_by_coordinates(plan, SINGULAR[one.answer]) == side, (plan.seed, one)


def test_without_the_picture_a_guess_is_near_chance() -> None:
    guesser = Guesser(2_000, 8)
    plans = [plan_scene(HELD_OUT_SEED + seed, "heldout") for seed in range(300)]
    asked = [one for about in held_out_questions(plans) for one in about]
    table = accuracy(asked, [guesser.answer(one.text) for one in asked])
    rates = {kind: right / total for kind, (right, total) in table.items()}
    assert rates["yes or no"] < 0.56
    assert rates["how many"] < 0.42
    assert rates["which colour"] < 0.25
    assert rates["what"] < 0.1
    assert rates["where"] < 0.25


def test_a_form_leaves_out_nouns_and_the_mark() -> None:
    assert form("is the dog left of the two cats?") == "is the _ left of the two _"


def test_the_vocabulary_covers_all_and_keeps_the_captioners_ids() -> None:
    assert answerer_vocabulary()[: len(vocabulary())] == vocabulary()
    for _, one in ASKED:
        assert UNK not in encode_question(one.text)
        assert decode_answer(encode_answer(one.answer)) == one.answer
        words = len(one.text.rstrip("?").split()) + one.text.endswith("?")
        assert len(encode_question(one.text)) == words + 2, one.text


def test_held_out_questions_are_the_same_every_time() -> None:
    assert held_out_questions(PLANS[:20]) == held_out_questions(PLANS[:20])
