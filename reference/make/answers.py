"""Reference values of the VQA models: question encoder, teacher-forced answers, generation."""

from pathlib import Path
from typing import Any

import torch
from transformers import BertTokenizerFast, BlipForQuestionAnswering

from .answer_maps import answer_maps
from .architecture_specs import QUESTION_ANSWERING
from .captioner import Tensors, architecture, two_pictures
from .checkpoints import load_model
from .files import write_json, write_tensors
from .generation import NOISE, Answerer, Beam, Greedy, beam_values, greedy_values
from .matcher import MAX_TEXT, with_enc
from .specs import Spec

QUESTIONS = (
    "is the cat on the table?",
    "How many?",
    "what is the man next to the " + "small white dog in front of the " * 8 + "water holding?",
)
ANSWERS = ("no", "a small white cat.")
# How many of the questions each picture is asked.
ASKED = {"noise": 1, "scene": len(QUESTIONS)}
# LAVIS generates with 3 beams, max_len 10 and min_len 1; [DEC] counts, so a minimum of 1 bars nothing.
GREEDY = (Greedy(prompted=False, maxLength=10), Greedy(prompted=False, maxLength=12, minLength=5))
BEAM = (
    Beam(prompted=False, maxLength=10, minLength=1),
    Beam(prompted=False, maxLength=6),
    Beam(prompted=False, maxLength=10, minLength=6, numBeams=2),
)


def write_answers(
    values: Path, images: Path, spec: Spec, model: BlipForQuestionAnswering, tokenizer: BertTokenizerFast
) -> None:
    tensors: Tensors = {}
    pictures = {
        name: {"questions": picture_values(model, tokenizer, name, pixels, tensors)}
        for name, pixels in two_pictures(images, spec).items()
    }
    index = {"checkpoint": spec.name, "architecture": architecture(model), "noiseSurvived": NOISE}
    write_json(values / f"{spec.name}.json", index | {"pictures": pictures})
    write_tensors(values / f"{spec.name}.safetensors", tensors)


def picture_values(
    model: BlipForQuestionAnswering,
    tokenizer: BertTokenizerFast,
    picture: str,
    pixels: torch.Tensor,
    tensors: Tensors,
) -> list[dict[str, Any]]:
    tensors[f"{picture}/pixel_values"] = pixels
    tensors[f"{picture}/image_embeds"] = image_embeds = model.vision_model(pixels).last_hidden_state
    questions = QUESTIONS[: ASKED[picture]]
    encoded = [tokenizer(question, truncation=True, max_length=MAX_TEXT).input_ids for question in questions]
    answers = [tokenizer(answer).input_ids for answer in ANSWERS]
    answerers = [Answerer(model, pixels, with_enc(model, ids)) for ids in encoded]
    return [
        {"key": f"{picture}/{index}", "question": question}
        | question_values(answerer, image_embeds, answers, f"{picture}/{index}", tensors)
        for index, (question, answerer) in enumerate(zip(questions, answerers))
    ]


def question_values(
    answerer: Answerer, image_embeds: torch.Tensor, answers: list[list[int]], key: str, tensors: Tensors
) -> dict[str, Any]:
    ids = answerer.question_ids[0].tolist()
    encoded = encode_question(answerer, image_embeds, key, tensors)
    return {
        "ids": ids,
        "attentionMask": [1] * len(ids),
        "teacherForced": [
            {"key": f"{key}/{index}", "answer": ANSWERS[index]}
            | teacher_forced(answerer, image_embeds, encoded, answer, f"{key}/{index}", tensors)
            for index, answer in enumerate(answers)
        ],
        "greedy": [without_prompt(greedy_values(answerer, case)) for case in GREEDY],
        "beam": [without_prompt(beam_values(answerer, case)) for case in BEAM],
    }


def encode_question(answerer: Answerer, image_embeds: torch.Tensor, key: str, tensors: Tensors) -> torch.Tensor:
    """[1, Q, d]: what the answer decoder attends to in place of the picture."""
    encoder = answerer.model.text_encoder
    output = encoder(answerer.question_ids, encoder_hidden_states=image_embeds, output_attentions=True)
    tensors[f"{key}/question_embeds"] = output.last_hidden_state[0]
    tensors[f"{key}/cross_attention"] = torch.cat(output.cross_attentions)
    return output.last_hidden_state


def teacher_forced(
    answerer: Answerer,
    image_embeds: torch.Tensor,
    encoded: torch.Tensor,
    answer_ids: list[int],
    key: str,
    tensors: Tensors,
) -> dict[str, Any]:
    """[DEC] answer [SEP], all positions in one pass without a cache."""
    model, ids = answerer.model, [*answerer.start_ids(prompted=False), *answer_ids[1:]]
    input_ids = torch.tensor([ids])
    output = model.text_decoder(input_ids, encoder_hidden_states=encoded, output_attentions=True, use_cache=False)
    log_probs = output.logits[0, :-1].log_softmax(dim=-1).gather(1, input_ids[0, 1:, None])[:, 0]
    tensors[f"{key}/logits"] = output.logits[0]
    tensors[f"{key}/cross_attention"] = torch.cat(output.cross_attentions)
    tensors |= answer_maps(answerer, image_embeds, ids, key)
    loss = model(answerer.question_ids, answerer.pixels, labels=input_ids).loss
    torch.testing.assert_close(loss, -log_probs.mean())
    return {"ids": ids, "tokenLogProbs": log_probs, "logProb": log_probs.sum(), "loss": loss}


def without_prompt(case: dict[str, Any]) -> dict[str, Any]:
    """A VQA decoder always starts from [DEC] alone."""
    return {name: value for name, value in case.items() if name != "prompted"}


def write_all_answers(values: Path, architectures: Path, images: Path) -> None:
    for spec in QUESTION_ANSWERING:
        folder = architectures / spec.name
        write_answers(values, images, spec, load_model(folder), BertTokenizerFast.from_pretrained(folder))
