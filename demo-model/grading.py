"""Reads a caption back into claims and holds them against a scene's truth."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from captions import COUNT_WORDS, RELATIONS
from catalogue import COLOURS, NOUNS, PLACES, place_phrases, plural
from layout import INVERSE, Relation

SINGULAR: Final = {form: noun for noun in NOUNS for form in (noun, plural(noun))}
NUMBERS: Final = {word: count for count, word in COUNT_WORDS.items()}
FAMILIES: Final = {
    "left": "left or right",
    "right": "left or right",
    "above": "above or below",
    "below": "above or below",
    "front": "in front or behind",
    "behind": "in front or behind",
    "between": "between",
}
"""Told apart in the figures, since a model learns them at different times."""
PHRASES: Final[list[tuple[str, Relation]]] = sorted(
    ((phrase, name) for name, phrases in RELATIONS.items() for phrase in phrases), key=lambda p: -len(p[0])
)


Table = dict[str, tuple[int, int]]
"""Per measure: how many were right, out of how many."""


@dataclass(frozen=True)
class Mention:
    noun: str
    count: int
    colour: str | None
    start: int


def mentions(text: str) -> list[Mention]:
    """Nouns in order, each with the number its phrase opens with and the colour it has."""
    found: list[Mention] = []
    count, colour = 1, None
    for word in re.finditer(r"[a-z]+", re.sub(r"orange sky", "_" * 10, text.lower())):
        if word[0] in NUMBERS or word[0] in ("a", "an"):
            count, colour = NUMBERS.get(word[0], 1), None
        elif word[0] in COLOURS:
            colour = word[0]
        elif word[0] in SINGULAR:
            found.append(Mention(SINGULAR[word[0]], count, colour, word.start()))
            count, colour = 1, None
    return found


def claimed_relation(text: str, found: list[Mention]) -> tuple[str, Relation, str] | None:
    """(noun, relation, noun) of the first relation phrase that stands between two nouns."""
    for phrase, name in PHRASES:
        for match in re.finditer(rf"\b{phrase}\b", text):
            before = [m.noun for m in found if m.start < match.start()]
            after = [m.noun for m in found if m.start >= match.end()]
            if before and after:
                return before[-1], name, after[0]
    return None


def relation_verdict(text: str, found: list[Mention], scene: dict[str, Any]) -> bool | None:
    """Whether the caption's relation is true; None where it says none."""
    nouns = [group["noun"] for group in scene["groups"]]
    if scene["relation"] == "between":
        return _between_verdict(text, [m.noun for m in found], nouns)
    claim = claimed_relation(text, found)
    if claim is None:
        return None
    first, name, second = claim
    return claim == (nouns[0], scene["relation"], nouns[1]) or (second, INVERSE[name], first) == (
        nouns[0],
        scene["relation"],
        nouns[1],
    )


def _between_verdict(text: str, named: list[str], nouns: list[str]) -> bool | None:
    if "between" not in text and "on the left" not in text:
        return None
    in_order = named[:3] == nouns
    return in_order or ("on the left" not in text and named[:3] == [nouns[0], nouns[2], nouns[1]])


def place_verdict(text: str, place: str) -> bool | None:
    """Whether the place it names is the right one; None where it names none."""
    said = {name for name in PLACES for phrase in place_phrases(name) if phrase in text}
    return place in said if said else None


def grade(text: str, scene: dict[str, Any]) -> dict[str, list[bool]]:
    """One caption's marks; a measure that does not apply to it has no marks."""
    found = mentions(text)
    counts = {m.noun: m.count for m in reversed(found)}
    groups = scene["groups"]
    truth = {group["noun"] for group in groups}
    marks = {
        "main object named": [groups[0]["noun"] in counts],
        "object recall": [group["noun"] in counts for group in groups],
        "object precision": [m.noun in truth for m in found],
        "count right": [counts.get(group["noun"]) == group["count"] for group in groups],
        "count right, two or three": [counts.get(g["noun"]) == g["count"] for g in groups if g["count"] > 1],
    }
    if scene["relation"]:
        verdict = relation_verdict(text, found, scene)
        marks["relation right, all with one"] = [verdict is True]
        marks["relation right, where said"] = [] if verdict is None else [verdict]
        marks[f"relation right, {FAMILIES[scene['relation']]}"] = [verdict is True]
    place = place_verdict(text, scene["place"])
    marks["place right, where said"] = [] if place is None else [place]
    return marks


def is_true(text: str, scene: dict[str, Any]) -> bool:
    """Whether it names a thing of the scene and claims nothing false of things, counts, colours, relation or
    place. Where a lone thing stands, and sizes, are not looked at."""
    found, marks = mentions(text), grade(text, scene)
    groups = {group["noun"]: group for group in scene["groups"]}
    things = all(
        m.noun in groups
        and m.count == groups[m.noun]["count"]
        and m.colour in (None, groups[m.noun]["colour"])
        for m in found
    )
    return (
        bool(found)
        and things
        and all(all(marks.get(m, [])) for m in ("relation right, where said", "place right, where said"))
    )


def summarise(graded: Iterable[dict[str, list[bool]]]) -> Table:
    """Per measure: how many were right, out of how many."""
    table: dict[str, list[bool]] = {}
    for marks in graded:
        for name, values in marks.items():
            table.setdefault(name, []).extend(values)
    return {name: (sum(values), len(values)) for name, values in table.items()}


def share(counted: tuple[int, int]) -> str:
    right, total = counted
    return f"{100 * right / total:.1f} %" if total else "–"


def print_table(table: Table) -> None:
    for name, counted in table.items():
        print(f"{name:36} {share(counted):>8}  ({counted[0]}/{counted[1]})")
