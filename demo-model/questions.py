"""Questions about a scene and their answers; every answer follows from the plan's truth.

A model that sees no picture should be near chance. So a "no" is asked of what is drawn as a "yes" is: an
absent noun from all nouns, another colour, the opposite side; and where the truth is not uniform, as for lone
positions, the false one is drawn from the same distribution, and nothing is asked where the two are equal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final, Literal

from captions import COUNT_WORDS, POSITIONS, RELATIONS, article
from catalogue import COLOURS, NOUNS, PLACES, PLAIN_PLACES, place_phrases, plural
from layout import INVERSE, Group, Plan, Relation, position

QuestionKind = Literal["what", "where", "how many", "which colour", "yes or no"]
Asked = tuple[str, str] | None
"""A question without its question mark, and its answer; None where the scene has no such question."""
Ask = Callable[[Random, Plan], Asked]

YES, NO, NONE = "yes", "no", "none"
LONE_POSITIONS: Final = ("left", "right", "top", "bottom", "middle", "middle")
"""As often as `layout` puts a lone thing there."""
OPEN_PLACES: Final = tuple(place for place in PLACES if place not in PLAIN_PLACES)
FEWER: Final = 0.3
"""Of scenes without a counted group this share is asked "how many": one, two, three and none are equally
frequent."""
WITHOUT_MARK: Final = 0.15
AMERICAN: Final = 0.25
"""Shares of the questions without a question mark, and with "color"."""


@dataclass(frozen=True)
class Question:
    kind: QuestionKind
    text: str
    answer: str


def name(group: Group) -> str:
    """Without an article: `dog`, or `dogs` where there are several."""
    return group.first.noun if group.count == 1 else plural(group.first.noun)


def be(group: Group) -> str:
    return "is" if group.count == 1 else "are"


def absent(rng: Random, plan: Plan) -> str:
    present = {group.first.noun for group in plan.groups}
    return rng.choice([noun for noun in NOUNS if noun not in present])


def related(rng: Random, plan: Plan) -> tuple[Group, Relation, Group] | None:
    """Two groups and how the first is to the second, from either side."""
    if plan.relation is None or plan.relation == "between":
        return None
    first, second = plan.groups
    if rng.random() < 0.5:
        return first, plan.relation, second
    return second, INVERSE[plan.relation], first


def sides(plan: Plan) -> dict[str, Group]:
    """Which group is at which side of the picture, where more than one is."""
    if plan.relation == "between":
        return dict(zip(("middle", "left", "right"), plan.groups, strict=True))
    first, second = plan.groups if len(plan.groups) == 2 else (None, None)
    if first is None or second is None:
        return {}
    match plan.relation:
        case "left":
            return {"left": first, "right": second}
        case "right":
            return {"left": second, "right": first}
        case "above":
            return {"top": first, "bottom": second}
        case "below":
            return {"top": second, "bottom": first}
    return {}


def what_alone(rng: Random, plan: Plan) -> Asked:
    if len(plan.groups) != 1:
        return None
    group = plan.groups[0]
    this = "what is this" if group.count == 1 else "what are these"
    return rng.choice((this, "what is in the picture", "what do you see", "what can you see")), name(group)


def what_related(rng: Random, plan: Plan) -> Asked:
    found = related(rng, plan)
    if found is None:
        return None
    subject, relation, other = found
    return f"what is {rng.choice(RELATIONS[relation])} the {name(other)}", name(subject)


def what_between(rng: Random, plan: Plan) -> Asked:
    if plan.relation != "between":
        return None
    outer = [name(group) for group in plan.groups[1:]]
    rng.shuffle(outer)
    return f"what is between the {outer[0]} and the {outer[1]}", name(plan.groups[0])


def what_at_side(rng: Random, plan: Plan) -> Asked:
    found = sides(plan)
    if not found:
        return None
    side = rng.choice(list(found))
    return f"what is {rng.choice(POSITIONS[side])}", name(found[side])


def where_thing(rng: Random, plan: Plan) -> Asked:
    """A lone thing's part of the picture; of two, where it is from the other; of three, its place in the
    row."""
    if plan.relation == "between":
        middle, left, right = plan.groups
        answers = (f"between the {name(left)} and the {name(right)}", "on the left", "on the right")
        group, answer = rng.choice(list(zip((middle, left, right), answers, strict=True)))
        return f"where is the {name(group)}", answer
    if plan.kind == "single":
        group = plan.groups[0]
        return f"where is the {name(group)}", POSITIONS[position(group.first.box)][0]
    found = related(rng, plan)
    if found is None:
        return None
    subject, relation, other = found
    return f"where {be(subject)} the {name(subject)}", f"{RELATIONS[relation][0]} the {name(other)}"


def where_place(rng: Random, plan: Plan) -> Asked:
    if plan.place in PLAIN_PLACES:
        return None
    asked = rng.choice(("where is this", "where was this picture taken", "what place is this"))
    return asked, place_phrases(plan.place)[0]


def how_many(rng: Random, plan: Plan) -> Asked:
    counted = [group for group in plan.groups if group.count > 1]
    if not counted and rng.random() > FEWER:
        return None
    if counted:
        noun, answer = counted[0].first.noun, COUNT_WORDS[counted[0].count]
    elif rng.random() < 0.5:
        noun, answer = rng.choice(plan.groups).first.noun, COUNT_WORDS[1]
    else:
        noun, answer = absent(rng, plan), NONE
    ending = rng.choice((" are there", " are in the picture", " do you see", " can you see"))
    return f"how many {plural(noun)}{ending}", answer


def colour_of_thing(rng: Random, plan: Plan) -> Asked:
    found = [group for group in plan.groups if group.first.colour]
    if not found:
        return None
    group = rng.choice(found)
    thing, verb = f"the {name(group)}", be(group)
    forms = (f"what colour {verb} {thing}", f"which colour {verb} {thing}", f"what is the colour of {thing}")
    return rng.choice(forms), str(group.first.colour)


def colour_of_background(rng: Random, plan: Plan) -> Asked:
    if plan.place not in PLAIN_PLACES:
        return None
    forms = ("what colour is the background", "which colour is the background")
    return rng.choice(forms), plan.place


def is_there(rng: Random, plan: Plan) -> Asked:
    group = rng.choice(plan.groups)
    answer = rng.choice((YES, NO))
    noun = group.first.noun if answer == YES else absent(rng, plan)
    ending = rng.choice(("", " in the picture"))
    if group.count > 1:
        return rng.choice(("are there", "are there any", "do you see")) + f" {plural(noun)}{ending}", answer
    return rng.choice(("is there", "do you see", "can you see")) + f" {article(noun)}{ending}", answer


def is_coloured(rng: Random, plan: Plan) -> Asked:
    found = [group for group in plan.groups if group.first.colour]
    if not found:
        return None
    group, answer = rng.choice(found), rng.choice((YES, NO))
    true = str(group.first.colour)
    colour = true if answer == YES else rng.choice([colour for colour in COLOURS if colour != true])
    return f"{be(group)} the {name(group)} {colour}", answer


def is_related(rng: Random, plan: Plan) -> Asked:
    """False with the opposite relation, which is true with the two things exchanged."""
    found = related(rng, plan)
    if found is None:
        return None
    subject, relation, other = found
    answer = rng.choice((YES, NO))
    said = relation if answer == YES else INVERSE[relation]
    return f"{be(subject)} the {name(subject)} {rng.choice(RELATIONS[said])} the {name(other)}", answer


def is_between(rng: Random, plan: Plan) -> Asked:
    if plan.relation != "between":
        return None
    names, answer = [name(group) for group in plan.groups], rng.choice((YES, NO))
    middle = names.pop(0 if answer == YES else rng.choice((1, 2)))
    rng.shuffle(names)
    return f"is the {middle} between the {names[0]} and the {names[1]}", answer


def is_at_side(rng: Random, plan: Plan) -> Asked:
    if plan.kind != "single":
        return _is_at_either_side(rng, plan)
    true, other = position(plan.groups[0].first.box), rng.choice(LONE_POSITIONS)
    if other == true:
        return None
    answer = rng.choice((YES, NO))
    side = true if answer == YES else other
    return f"is the {name(plan.groups[0])} {rng.choice(POSITIONS[side])}", answer


def _is_at_either_side(rng: Random, plan: Plan) -> Asked:
    found = sides(plan)
    if not found:
        return None
    (true, group), answer = rng.choice(list(found.items())), rng.choice((YES, NO))
    side = true if answer == YES else rng.choice([side for side in found if side != true])
    return f"{be(group)} the {name(group)} {rng.choice(POSITIONS[side])}", answer


def is_at_place(rng: Random, plan: Plan) -> Asked:
    if plan.place in PLAIN_PLACES:
        return None
    answer = rng.choice((YES, NO))
    others = [place for place in OPEN_PLACES if place != plan.place]
    place = plan.place if answer == YES else rng.choice(others)
    return f"is this {rng.choice(place_phrases(place))}", answer


def is_count(rng: Random, plan: Plan) -> Asked:
    counted = [group for group in plan.groups if group.count > 1]
    if not counted:
        return None
    answer = rng.choice((YES, NO))
    count = counted[0].count if answer == YES else 5 - counted[0].count
    return f"are there {COUNT_WORDS[count]} {name(counted[0])}", answer


QUESTIONS: Final[dict[QuestionKind, tuple[Ask, ...]]] = {
    "what": (what_alone, what_related, what_between, what_at_side),
    "where": (where_thing, where_thing, where_place),
    "how many": (how_many,),
    "which colour": (colour_of_thing, colour_of_background),
    "yes or no": (is_there, is_there, is_coloured, is_related, is_between, is_at_side, is_at_place, is_count),
}


def ask(rng: Random, plan: Plan, kind: QuestionKind) -> Question | None:
    """One question of that kind; None where the draw fell on one that the scene does not have."""
    asked = rng.choice(QUESTIONS[kind])(rng, plan)
    if asked is None:
        return None
    text, answer = asked
    if rng.random() < AMERICAN:
        text = text.replace("colour", "color")
    return Question(kind, text if rng.random() < WITHOUT_MARK else text + "?", answer)


def questions(rng: Random, plan: Plan, count: int) -> list[Question]:
    """All different, of kinds drawn at random."""
    found: list[Question] = []
    while len(found) < count:
        one = ask(rng, plan, rng.choice(list(QUESTIONS)))
        if one and one not in found:
            found.append(one)
    return found


def question_words() -> list[str]:
    """What questions and answers need beside the grammar's words, in a stable order."""
    phrases = (
        "what where which how many colour color is are was this these there any do can you see place taken"
    )
    return [*phrases.split(), YES, NO, NONE]
