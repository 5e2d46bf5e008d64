"""Accuracy by kind of question, and a guesser that knows the questions' forms but sees no picture."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from random import Random

import torch
from torch import Tensor
from transformers import BlipForQuestionAnswering

from answer_data import held_out_questions
from answerer import Answerer, greedy_answers
from data import validation_set
from grading import SINGULAR, Table, share
from layout import plan_scene
from matching import see
from questions import QUESTIONS, Question, questions

EVERYTHING = "all kinds"


def accuracy(asked: list[Question], answers: list[str]) -> Table:
    """Right is the answer word by word. Per kind and of all: how many were right, out of how many."""
    right: dict[str, list[bool]] = {kind: [] for kind in (EVERYTHING, *QUESTIONS)}
    for one, answer in zip(asked, answers, strict=True):
        for name in (EVERYTHING, one.kind):
            right[name].append(one.answer == answer)
    return {name: (sum(marks), len(marks)) for name, marks in right.items()}


def form(text: str) -> str:
    """A question with its nouns left out."""
    return re.sub(r"[a-z]+", lambda word: "_" if word[0] in SINGULAR else word[0], text.rstrip("?"))


class Guesser:
    """Gives the most frequent answer of training to a question of that form."""

    def __init__(self, scenes: int, each: int) -> None:
        plans = (plan_scene(seed, "train") for seed in range(scenes))
        self.answers: dict[str, Counter[str]] = defaultdict(Counter)
        for one in _all(questions(Random(plan.seed), plan, each) for plan in plans):
            self.answers[form(one.text)][one.answer] += 1

    def answer(self, text: str) -> str:
        found = self.answers.get(form(text))
        return found.most_common(1)[0][0] if found else ""


def _all(parts: Iterable[list[Question]]) -> Iterable[Question]:
    return (one for part in parts for one in part)


def answer_all(
    blip: BlipForQuestionAnswering, seen: Tensor, asked: list[list[Question]], batch: int = 25
) -> list[str]:
    """Greedy answers to all questions in their order; `seen` [B, N, D] are the features of the pictures asked
    about."""
    answers: list[str] = []
    for start in range(0, len(asked), batch):
        part = asked[start : start + batch]
        each = torch.tensor([len(about) for about in part], device=seen.device)
        pictures = seen[start : start + batch].repeat_interleave(each, 0)
        answers += greedy_answers(blip, pictures, [one.text for about in part for one in about])
    return answers


def answered(blip: BlipForQuestionAnswering, seen: Tensor, asked: list[list[Question]]) -> Table:
    return accuracy(list(_all(asked)), answer_all(blip, seen, asked))


class AnswerValidation:
    """Questions about held-out scenes, which the frozen vision tower looks at once."""

    def __init__(self, count: int) -> None:
        self.pixels, scenes = validation_set(count)
        self.asked = held_out_questions([plan_scene(scene["seed"], "heldout") for scene in scenes])
        self.seen: Tensor | None = None

    def __call__(self, answerer: Answerer) -> str:
        if self.seen is None:
            self.seen = see(answerer.blip.vision_model, self.pixels)
        answerer.eval()
        table = answered(answerer.blip, self.seen * (not answerer.blind), self.asked)
        answerer.train()
        return "  ".join(f"{name}: {share(counted)}" for name, counted in table.items())
