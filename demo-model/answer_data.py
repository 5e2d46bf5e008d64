"""Batches of questions about the pool's scenes, and the held-out questions that validate a run."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from typing import Final

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import Dataset

from features import CHUNK, chunk_path, finished_chunks
from layout import Plan, plan_scene
from questions import Question, questions
from vocabulary import PAD, encode_answer, encode_question

EACH: Final = 8
"""Questions about a picture: as one sequence they share the picture's keys and values."""

NOBODYS: Final = -1


@cache
def read_chunk(path: Path) -> np.ndarray:
    """Mapped, not read: [CHUNK, N, D]."""
    return np.load(path, mmap_mode="r")


class QuestionBatches(Dataset[dict[str, Tensor]]):
    """Batches of `batch` scenes of the pool, drawn at random; `first` is the number of scenes before them."""

    def __init__(self, folder: Path, seed: int, batch: int, first: int) -> None:
        self.folder, self.seed, self.batch, self.first = folder, seed, batch, first
        self.chunks = finished_chunks(folder)
        if not self.chunks:
            raise SystemExit(f"no features in {folder}: run `python features.py` first")

    def __len__(self) -> int:
        return 1 << 24

    def __getitem__(self, number: int) -> dict[str, Tensor]:
        rng = Random((self.seed << 34) + self.first + number * self.batch)
        drawn = [(rng.choice(self.chunks), rng.randrange(CHUNK)) for _ in range(self.batch)]
        seen = [read_chunk(chunk_path(self.folder, chunk))[row] for chunk, row in drawn]
        plans = [plan_scene(chunk * CHUNK + row, "train") for chunk, row in drawn]
        asked = [questions(rng, plan, EACH) for plan in plans]
        return {"seen": torch.from_numpy(np.stack(seen)), **stack_questions(asked)}


def stack_questions(asked: list[list[Question]]) -> dict[str, Tensor]:
    """All questions about a picture end to end in one row of [B, T], their answers in one of [B, S].

    `question_of` and `answer_of` say which question a token belongs to, `…_positions` where it stands in its
    own text; `labels` [B, S] are the tokens that follow, -100 where none does."""
    questions_ = end_to_end([[encode_question(one.text) for one in about] for about in asked])
    rows = [[encode_answer(one.answer) for one in about] for about in asked]
    answers = end_to_end(rows)
    following = [[token for ids in about for token in (*ids[1:], -100)] for about in rows]
    return {
        "questions": questions_[0],
        "question_of": questions_[1],
        "question_positions": questions_[2],
        "answers": answers[0],
        "answer_of": answers[1],
        "answer_positions": answers[2],
        "labels": filled(following, -100),
    }


def end_to_end(texts: list[list[list[int]]]) -> tuple[Tensor, Tensor, Tensor]:
    """Of the texts of each picture: ids, number of the text and position in it, each [B, T]. Padding is of no
    text."""
    ids = [[token for text in about for token in text] for about in texts]
    numbers = [[number for number, text in enumerate(about) for _ in text] for about in texts]
    positions = [[place for text in about for place in range(len(text))] for about in texts]
    return filled(ids, PAD), filled(numbers, NOBODYS), filled(positions, 0)


def filled(rows: list[list[int]], value: int) -> Tensor:
    return pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=value)


def held_out_questions(plans: list[Plan]) -> list[list[Question]]:
    """The same for a scene whenever it is asked for."""
    return [questions(Random(plan.seed ^ 0xA5), plan, EACH) for plan in plans]
