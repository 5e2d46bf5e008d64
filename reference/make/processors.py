"""The score vector after each logits processor, in the order generate() applies them."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import (
    LogitsProcessor,
    MinLengthLogitsProcessor,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from .files import write_json


@dataclass(frozen=True)
class Case:
    name: str
    vocabSize: int
    previousIds: tuple[int, ...]
    endId: int = 3
    repetitionPenalty: float = 1.0
    minLength: int = 0
    temperature: float = 1.0
    topK: int = 0
    topP: float = 1.0
    # Scores rounded to multiples of this are full of ties.
    step: float = 0.0
    logProbs: bool = False


LAVIS = {"repetitionPenalty": 1.1, "minLength": 10, "temperature": 1.0, "topK": 50, "topP": 0.9}

CASES = (
    Case("neutral", 12, (11, 4)),
    Case("repetition, both signs, a repeated id counted once", 12, (0, 1, 2, 3, 4, 5, 5, 5), repetitionPenalty=1.3),
    Case("repetition rewarded", 12, (6, 7, 8), repetitionPenalty=0.8),
    Case("repetition on log-probabilities, as in beam search", 20, (19, 4, 5), repetitionPenalty=1.5, logProbs=True),
    Case("one token short of the minimum", 12, (11, 4, 5), minLength=4),
    Case("minimum reached", 12, (11, 4, 5, 6), minLength=4),
    Case("hot", 12, (11,), temperature=1.7),
    Case("cold", 12, (11,), temperature=0.3),
    Case("top-k", 50, (49,), topK=5),
    Case("top-k of one", 50, (49,), topK=1),
    Case("top-k larger than the vocabulary", 12, (11,), topK=50),
    Case("top-k with ties at its border keeps them all", 50, (49,), topK=6, step=2.0),
    Case("top-p", 50, (49,), topP=0.9),
    Case("top-p so small that one token is left", 50, (49,), topP=0.01),
    Case("top-p of zero", 50, (49,), topP=0.0),
    Case("top-p after top-k", 50, (49,), topK=8, topP=0.7),
    Case("top-p after the end token was barred", 50, (49, 4), minLength=10, topP=0.95),
    Case("top-p with ties away from its border", 50, (49,), topP=0.7, step=0.5),
    Case("defaults, before the minimum", 300, (298, 60, 128, 129), **LAVIS),
    Case("defaults, after the minimum", 300, tuple(range(298, 284, -1)), **LAVIS),
    Case("everything at once", 300, (298, 60, 61, 60, 62), 6, 1.2, 8, 0.7, 40, 0.8),
    Case("everything at once, with ties", 300, (298, 60, 61, 60, 62), 6, 1.2, 3, 1.3, 40, 0.92, step=0.25),
)


def write_processors(values: Path) -> None:
    write_json(values / "logits-processors.json", [case_values(case, seed) for seed, case in enumerate(CASES)])


def case_values(case: Case, seed: int) -> dict[str, Any]:
    first = scores = random_scores(case, seed)
    stages = []
    for name, processor in processors(case):
        before, scores = scores, processor(torch.tensor([case.previousIds]), scores)
        stages.append({"processor": name, "scores": scores[0]})
        if name == "top-p":
            stages[-1]["margin"] = top_p_margin(before, scores, case.topP)
    settings = asdict(case)
    del settings["step"], settings["logProbs"]
    return settings | {"scores": first[0], "stages": stages}


def random_scores(case: Case, seed: int) -> torch.Tensor:
    scores = 2 * torch.randn(1, case.vocabSize, generator=torch.Generator().manual_seed(seed))
    if case.step:
        scores = (scores / case.step).round() * case.step
    return scores.log_softmax(dim=-1) if case.logProbs else scores


def processors(case: Case) -> Iterator[tuple[str, LogitsProcessor]]:
    """Neutral settings make no processor, as in GenerationMixin._get_logits_processor."""
    if case.repetitionPenalty != 1:
        yield "repetition-penalty", RepetitionPenaltyLogitsProcessor(case.repetitionPenalty)
    if case.minLength > 0:
        yield "min-length", MinLengthLogitsProcessor(case.minLength, case.endId)
    if case.temperature != 1:
        yield "temperature", TemperatureLogitsWarper(case.temperature)
    if case.topK != 0:
        yield "top-k", TopKLogitsWarper(case.topK)
    if case.topP < 1:
        yield "top-p", TopPLogitsWarper(case.topP)


def top_p_margin(before: torch.Tensor, after: torch.Tensor, top_p: float) -> torch.Tensor:
    """How near a cumulative probability comes to the border: below 1e-6 the order of a sum decides."""
    kept = after > -torch.inf
    # Which of several equal scores goes first is up to an unstable sort: no case may depend on it.
    if (before[~kept] == before[kept].min()).any():
        raise AssertionError("a tie at top-p's border: choose another seed")
    cumulative = before.double().sort(dim=-1).values.softmax(dim=-1).cumsum(dim=-1)[0, :-1]
    return (cumulative - (1 - top_p)).abs().min()
