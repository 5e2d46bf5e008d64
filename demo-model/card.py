"""Fills the model card in: what the model knows from the catalogue, how good it is from measurement."""

from __future__ import annotations

from string import Template
from typing import Any, Final

from captions import PROMPT
from catalogue import COLOURS, HERE, NOUNS, PLACES, STYLES
from grading import Table, share
from model import GRID, IMAGE_SIDE, PATCH, WIDTH
from vocabulary import DEC, ENC


def model_card(
    record: dict[str, Any], measured: dict[str, Any], table: Table, matching: dict[str, float]
) -> str:
    """`record` is the training checkpoint's account of itself, the others what export measured."""
    template = Template((HERE / "model_card.template.md").read_text())
    figures = {"figures": _figures(table), "matching": _matching(matching)}
    return template.substitute(_known() | _shape() | _training(record) | measured | figures)


def _known() -> dict[str, Any]:
    sets = [f"{s['author']} (`{s['package']}` {s['version']}, {s['licence']})" for s in STYLES.values()]
    return {
        "nouns": ", ".join(NOUNS),
        "noun_count": len(NOUNS),
        "colours": ", ".join(COLOURS),
        "places": ", ".join(PLACES),
        "place_count": len(PLACES),
        "icon_sets": ";\n".join(sets),
    }


def _shape() -> dict[str, Any]:
    return {
        "side": IMAGE_SIDE,
        "patch": PATCH,
        "grid": GRID,
        "width": WIDTH,
        "prompt": PROMPT,
        "start": DEC,
        "encode": ENC,
    }


def _training(record: dict[str, Any]) -> dict[str, Any]:
    return {
        "pictures": f"{record['pictures']:,}",
        "step": f"{record['step']:,}",
        "minutes": round(record["seconds"] / 60),
        "seed": record["seed"],
    }


def _figures(table: Table) -> str:
    rows = [
        f"| {name} | {share(counted)} | {counted[0]} of {counted[1]} |" for name, counted in table.items()
    ]
    return "\n".join(rows)


def _matching(figures: dict[str, float]) -> str:
    return "\n".join(f"| {name} | {100 * value:.1f} % |" for name, value in figures.items())


ANSWERS: Final = "\n## Questions and answers\n"


def with_answers(text: str, table: Table, count: int) -> str:
    """The model card with the answerer's section, in place of an earlier one."""
    section = f"""
What, where, how many, which colour, yes or no, about what the captioner knows: greedy answers to eight
questions about each of {count} held-out scenes in float32, right word by word. `python evaluate.py answers`
in `demo-model/` prints them, beside two baselines that see no picture.

| kind of question | share | count |
|---|---|---|
{_figures(table)}
"""
    return text.split(ANSWERS)[0] + ANSWERS + section
