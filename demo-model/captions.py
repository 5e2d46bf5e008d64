"""Says what a plan holds in plain English; every word follows from the plan's truth."""

from __future__ import annotations

from random import Random
from typing import Final

from catalogue import COLOURS, NOUNS, PLACES, place_phrases, plural
from layout import Group, Plan, Relation, position

PROMPT: Final = "a picture of "
COUNT_WORDS: Final = {1: "one", 2: "two", 3: "three"}
POSITIONS: Final = {
    "left": ("on the left", "on the left side", "on the left of the picture"),
    "right": ("on the right", "on the right side", "on the right of the picture"),
    "top": ("at the top", "at the top of the picture"),
    "bottom": ("at the bottom", "at the bottom of the picture"),
    "middle": ("in the middle", "in the middle of the picture"),
}
RELATIONS: Final[dict[Relation, tuple[str, ...]]] = {
    "left": ("to the left of", "on the left of", "left of"),
    "right": ("to the right of", "on the right of", "right of"),
    "above": ("above", "over"),
    "below": ("below", "under"),
    "front": ("in front of",),
    "behind": ("behind",),
}
SHORTEST: Final = 6
LONGEST: Final = 14
"""Caption words after the prompt: the reference's minimum of ten tokens must not cut into an ending."""


def article(phrase: str) -> str:
    return f"an {phrase}" if phrase[0] in "aeio" else f"a {phrase}"


def noun_phrase(rng: Random, group: Group) -> str:
    thing = group.first
    adjectives: list[str] = [thing.size] if thing.size and rng.random() < 0.7 else []
    adjectives += [thing.colour] if thing.colour and rng.random() < 0.85 else []
    if group.count > 1:
        return " ".join([COUNT_WORDS[group.count], *adjectives, plural(thing.noun)])
    return article(" ".join([*adjectives, thing.noun]))


def _sentence(rng: Random, plan: Plan) -> str:
    names = [noun_phrase(rng, group) for group in plan.groups]
    place = rng.choice(place_phrases(plan.place))
    if plan.kind == "single":
        where = rng.choice(POSITIONS[position(plan.groups[0].first.box)])
        return rng.choice((f"{names[0]} {where} {place}", f"{names[0]} {place} {where}"))
    if plan.relation is None:
        row = rng.choice(("", "in a row ", "side by side "))
        return f"{names[0]} {row}{place}"
    if plan.relation == "between":
        middle, left, right = names
        return rng.choice(
            (
                f"{middle} between {left} and {right} {place}",
                f"{middle} between {left} on the left and {right}",
                f"{middle} with {left} on the left and {right} on the right",
            )
        )
    return _related(rng, plan.relation, names, place)


def _related(rng: Random, relation: Relation, names: list[str], place: str) -> str:
    words = rng.choice(RELATIONS[relation])
    plain = f"{names[0]} {words} {names[1]}"
    return rng.choices((f"{plain} {place}", plain, f"{names[0]} and {names[1]} {place}"), (75, 15, 10))[0]


def caption(rng: Random, plan: Plan) -> str:
    """One true caption of 6 to 14 words, without the prompt. The main thing comes first."""
    while True:
        text = _sentence(rng, plan)
        if SHORTEST <= len(text.split()) <= LONGEST:
            return text


def full_caption(plan: Plan) -> str:
    """The longest of the plan's captions, for an image's alternative text."""
    drawn = [caption(Random(seed), plan) for seed in range(40)]
    return max(drawn, key=lambda text: (any(p in text for p in place_phrases(plan.place)), len(text)))


def all_words() -> list[str]:
    """Every word the grammar can say, in a stable order."""
    phrases = [PROMPT, "a an and between with on the left right in a row side by side small big"]
    phrases += [*COUNT_WORDS.values(), *COLOURS, *NOUNS, *map(plural, NOUNS)]
    phrases += [words for options in (*POSITIONS.values(), *RELATIONS.values()) for words in options]
    phrases += [phrase for place in PLACES for phrase in place_phrases(place)]
    return list(dict.fromkeys(word for phrase in phrases for word in phrase.split()))
