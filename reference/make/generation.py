"""What `generate` of a captioner and of a VQA model answers: greedy and beam search."""

from dataclasses import asdict, dataclass
from typing import Any

import torch
from transformers import BlipForConditionalGeneration, BlipForQuestionAnswering, LogitsProcessor

from .margins import CandidateGaps, greedy_margin

NOISE = 2e-4  # twice the tolerance on a log-probability
NOISE_DRAWS = 6


@dataclass(frozen=True)
class Greedy:
    prompted: bool
    maxLength: int
    minLength: int = 0
    repetitionPenalty: float = 1.0


@dataclass(frozen=True)
class Beam:
    prompted: bool
    maxLength: int
    minLength: int = 0
    numBeams: int = 3
    lengthPenalty: float = 1.0
    earlyStopping: bool = False


GREEDY = (
    Greedy(prompted=False, maxLength=20),
    Greedy(prompted=True, maxLength=20),
    Greedy(prompted=True, maxLength=12, minLength=10),
    Greedy(prompted=False, maxLength=24, minLength=20),
    Greedy(prompted=True, maxLength=24, minLength=10, repetitionPenalty=1.1),
    Greedy(prompted=False, maxLength=24, repetitionPenalty=1.5),
)
BEAM = (
    Beam(prompted=False, maxLength=6),
    Beam(prompted=False, maxLength=12),
    Beam(prompted=False, maxLength=20),
    Beam(prompted=True, maxLength=8),
    Beam(prompted=True, maxLength=20),
    Beam(prompted=True, maxLength=24, minLength=10),
    Beam(prompted=False, maxLength=24, minLength=18),
    Beam(prompted=True, maxLength=20, numBeams=2),
    Beam(prompted=False, maxLength=20, minLength=8, numBeams=2),
    Beam(prompted=True, maxLength=20, numBeams=4),
    Beam(prompted=False, maxLength=20, minLength=8, numBeams=4),
    Beam(prompted=False, maxLength=20, lengthPenalty=0.5),
    Beam(prompted=True, maxLength=24, lengthPenalty=2.0),
    Beam(prompted=False, maxLength=20, earlyStopping=True),
)


class Noise(LogitsProcessor):
    """As much error as another implementation may have; the ids must not notice."""

    def __init__(self, seed: int) -> None:
        self.random = torch.Generator().manual_seed(seed)

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        return scores + NOISE * (2 * torch.rand(scores.shape, generator=self.random) - 1)


class Generator:
    """A model with its inputs, asked for text under one setting after another."""

    model: BlipForConditionalGeneration | BlipForQuestionAnswering

    def start_ids(self, prompted: bool) -> list[int]:
        raise NotImplementedError

    def generate(self, prompted: bool, **settings: Any) -> Any:
        raise NotImplementedError

    def prove_stable(self, ids: list[int], prompted: bool, **settings: Any) -> None:
        for seed in range(NOISE_DRAWS):
            output = self.generate(prompted, logits_processor=[Noise(seed)], **settings)
            if output.sequences[0].tolist() != ids:
                raise AssertionError(f"noise of {NOISE} changes the ids, choose another seed: {settings}")


class Captioner(Generator):
    """One model and one picture; `prompt_ids` as the tokenizer gives them, [CLS] and [SEP] included."""

    def __init__(self, model: BlipForConditionalGeneration, pixels: torch.Tensor, prompt_ids: list[int]) -> None:
        self.model, self.pixels, self.prompt_ids = model, pixels, prompt_ids

    def start_ids(self, prompted: bool) -> list[int]:
        """What decoding starts from: [DEC], then the prompt without [CLS] and [SEP]."""
        start = self.model.config.text_config.bos_token_id
        return [start, *self.prompt_ids[1:-1]] if prompted else [start]

    def generate(self, prompted: bool, **settings: Any) -> Any:
        # generate() writes the start token into the ids it is given: hand it fresh ones.
        ids = torch.tensor([self.prompt_ids]) if prompted else None
        return self.model.generate(
            self.pixels, input_ids=ids, do_sample=False, return_dict_in_generate=True, output_scores=True, **settings
        )


class Answerer(Generator):
    """One model, one picture and one question, [ENC] first."""

    def __init__(self, model: BlipForQuestionAnswering, pixels: torch.Tensor, question_ids: list[int]) -> None:
        self.model, self.pixels, self.question_ids = model, pixels, torch.tensor([question_ids])

    def start_ids(self, prompted: bool) -> list[int]:
        return [self.model.config.text_config.bos_token_id]

    def generate(self, prompted: bool, **settings: Any) -> Any:
        return self.model.generate(
            self.question_ids,
            self.pixels,
            do_sample=False,
            return_dict_in_generate=True,
            output_scores=True,
            **settings,
        )


def greedy_values(generator: Generator, case: Greedy) -> dict[str, Any]:
    settings = {
        "max_length": case.maxLength,
        "min_length": case.minLength,
        "repetition_penalty": case.repetitionPenalty,
    }
    output = generator.generate(case.prompted, **settings)
    ids = output.sequences[0].tolist()
    generator.prove_stable(ids, case.prompted, **settings)
    return asdict(case) | {
        "startIds": generator.start_ids(case.prompted),
        "ids": ids,
        "margin": greedy_margin(output.scores),
    }


def beam_values(generator: Generator, case: Beam) -> dict[str, Any]:
    settings = {
        "max_length": case.maxLength,
        "min_length": case.minLength,
        "num_beams": case.numBeams,
        "length_penalty": case.lengthPenalty,
        "early_stopping": case.earlyStopping,
    }
    with CandidateGaps(generator.model.text_decoder) as gaps:
        best = generator.generate(case.prompted, **settings)
    every = generator.generate(case.prompted, num_return_sequences=case.numBeams, **settings)
    ids = best.sequences[0].tolist()
    generator.prove_stable(ids, case.prompted, **settings)
    return asdict(case) | {
        "startIds": generator.start_ids(case.prompted),
        "ids": ids,
        "score": best.sequences_scores[0],
        "beams": beams(every),
        "margin": gaps.smallest,
    }


def beams(output: Any) -> list[dict[str, Any]]:
    """All returned beams, best first, cut where each one ended: generate() pads them to one length."""
    ended = (output.beam_indices >= 0).sum(dim=1)
    prompt_length = output.sequences.shape[1] - output.beam_indices.shape[1]
    return [
        {"ids": ids[: prompt_length + length].tolist(), "score": score}
        for ids, length, score in zip(output.sequences, ended, output.sequences_scores)
    ]
