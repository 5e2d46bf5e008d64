"""What the demo world holds: nouns, colours, places and the icon sets that draw them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).resolve().parent
WORK: Final = HERE / ".work"
_DATA: Final[dict[str, Any]] = json.loads((HERE / "catalogue.json").read_text())

STYLES: Final[dict[str, dict[str, str]]] = _DATA["styles"]
HELD_OUT_STYLES: Final[dict[str, dict[str, str]]] = _DATA["held_out_styles"]
"""For measuring only: nothing that trains or ships is drawn with them."""
COLOURS: Final[dict[str, int]] = _DATA["colours"]
"""Colour word to hue on PIL's 0-255 circle."""
NOUNS: Final[tuple[str, ...]] = tuple(_DATA["nouns"])
PLACES: Final[tuple[str, ...]] = tuple(_DATA["places"])
PLAIN_PLACES: Final = frozenset({"white", "black", *COLOURS} & set(PLACES))
"""Places that are one colour from edge to edge, without a horizon."""


def icon_name(noun: str) -> str:
    return _DATA["nouns"][noun]["icon"]


def can_be_tinted(noun: str) -> bool:
    """Whether the noun's sprites stay truthful in every colour of `COLOURS`."""
    return _DATA["nouns"][noun].get("tint", False)


def vanishes_on(noun: str, place: str) -> bool:
    """Whether the noun's own colour is the plain place's colour."""
    return _DATA["nouns"][noun].get("like") == place


def plural(noun: str) -> str:
    return _DATA["nouns"][noun].get("plural", noun + "s")


def place_phrases(place: str) -> list[str]:
    return _DATA["places"][place]
