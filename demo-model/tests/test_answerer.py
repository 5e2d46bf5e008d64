"""The answerer learns from packed questions what it would learn from each alone, and survives its files."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from transformers import BertTokenizerFast, BlipForQuestionAnswering

from answer_data import QuestionBatches, held_out_questions, stack_questions
from answer_grading import accuracy
from answerer import Answerer, greedy_answers, load_grown, masked_answerer
from card import with_answers
from catalogue import HERE
from checkpoints import ANSWERER, WEIGHTS, read_answerer, read_captioner
from export import write_answerer
from features import CHUNK, chunk_path
from layout import plan_scene
from model import GRID, WIDTH
from questions import Question, questions
from train import start_from
from vocabulary import ENC, answerer_vocabulary, encode_answer, encode_question, vocabulary

TOKENS = 1 + GRID**2


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    torch.manual_seed(0)
    model = Answerer()
    model.warm_start(HERE / "checkpoint")
    return model.eval()


@pytest.fixture(scope="module")
def asked() -> list[list[Question]]:
    return [questions(Random(seed), plan_scene(seed, "train"), 3 + seed) for seed in range(3)]


def alone(blip: BlipForQuestionAnswering, seen: torch.Tensor, one: Question) -> torch.Tensor:
    """Log-probabilities of the answer's tokens, by the reference implementation without any mask."""
    hidden = blip.text_encoder(
        torch.tensor([encode_question(one.text)]), encoder_hidden_states=seen[None]
    ).last_hidden_state
    ids = torch.tensor([encode_answer(one.answer)])
    logits = blip.text_decoder(ids, encoder_hidden_states=hidden, use_cache=False).logits
    return logits[0, :-1].log_softmax(-1).gather(1, ids[0, 1:, None])


@torch.no_grad()
def test_questions_in_one_row_do_not_see_each_other(answerer: Answerer, asked: list[list[Question]]) -> None:
    seen = torch.randn(3, TOKENS, WIDTH)
    loss = answerer({"seen": seen, **stack_questions(asked)})["answers"]
    each = [alone(answerer.blip, seen[i], one) for i, about in enumerate(asked) for one in about]
    assert loss.item() == pytest.approx(-torch.cat(each).mean().item(), rel=1e-5)


def test_tower_and_its_keys_and_values_stay_the_captioners(answerer: Answerer) -> None:
    captioner = read_captioner(HERE / "checkpoint")
    frozen = {name for name, p in answerer.blip.named_parameters() if not p.requires_grad}
    shared = [name for name in frozen if name.startswith("text_encoder.")]
    assert len(shared) == 3 * 4
    theirs, ours = captioner.state_dict(), answerer.blip.state_dict()
    for name in frozen:
        assert torch.equal(ours[name], theirs[name.replace("text_encoder.", "text_decoder.bert.")]), name
    assert {name for name, _ in answerer.blip.vision_model.named_parameters("vision_model")} <= frozen


def test_an_answerer_goes_on_from_the_exported_one() -> None:
    trainee = Answerer()
    start_from(trainee, HERE / "checkpoint")
    ours, theirs = trainee.blip.state_dict(), read_answerer(HERE / "checkpoint").state_dict()
    assert all(torch.equal(ours[name], value) for name, value in theirs.items())


def test_loaded_words_keep_their_rows_and_others_stay(answerer: Answerer) -> None:
    captioner = read_captioner(HERE / "checkpoint").text_decoder.bert.embeddings.word_embeddings.weight
    ours = answerer.blip.text_decoder.bert.embeddings.word_embeddings.weight
    assert ours.shape[0] == len(answerer_vocabulary()) > len(vocabulary()) == len(captioner)
    assert torch.equal(ours[: len(captioner)], captioner)
    grown = torch.nn.Linear(2, 3)
    before = grown.weight[2].clone()
    load_grown(grown, {"weight": torch.zeros(2, 2)})
    assert torch.equal(grown.weight, torch.stack([torch.zeros(2), torch.zeros(2), before]))


@torch.no_grad()
def test_blind_answers_do_not_depend_on_the_picture(asked: list[list[Question]]) -> None:
    blind, batch = Answerer(blind=True), stack_questions(asked)
    losses = [blind({"seen": torch.randn(3, TOKENS, WIDTH), **batch})["answers"] for _ in range(2)]
    assert torch.equal(*losses)


@torch.no_grad()
def test_batched_answers_are_those_of_transformers_one_by_one(answerer: Answerer, tmp_path: Path) -> None:
    (tmp_path / WEIGHTS).symlink_to(HERE / "checkpoint" / WEIGHTS)
    write_answerer(answerer, tmp_path)
    read_answerer(tmp_path).save_pretrained(tmp_path / "whole")
    plain = BlipForQuestionAnswering.from_pretrained(tmp_path / "whole", dtype=torch.float32).eval()
    tokenizer = BertTokenizerFast.from_pretrained(tmp_path / ANSWERER)
    texts = ["what is this?", "is the dog to the left of the three apples in the picture?", "how many?"]
    pixels = torch.randn(3, 3, 100, 100)
    one_by_one = []
    for text, picture in zip(texts, pixels, strict=True):
        ids = tokenizer(text, return_tensors="pt").input_ids
        ids[:, 0] = ENC
        out = plain.generate(ids, picture[None], max_length=10, do_sample=False, num_beams=1)
        one_by_one.append(tokenizer.decode(out[0], skip_special_tokens=True))
    blip = masked_answerer(tmp_path)
    assert greedy_answers(blip, blip.vision_model(pixels).last_hidden_state, texts) == one_by_one


def test_batches_come_from_the_pool_and_name_their_scenes(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"features\.py"):
        QuestionBatches(tmp_path, 1, 2, 0)
    for chunk in (0, 3):
        scenes = np.zeros((CHUNK, TOKENS, WIDTH), np.float16)
        scenes[:, 0, 0] = np.arange(CHUNK) + chunk * CHUNK
        np.save(chunk_path(tmp_path, chunk), scenes)
    first, again = (QuestionBatches(tmp_path, 1, 8, 16)[0] for _ in range(2))
    later = QuestionBatches(tmp_path, 1, 8, 0)[2]
    assert torch.equal(first["seen"], again["seen"])
    assert torch.equal(first["questions"], later["questions"])
    numbers = first["seen"][:, 0, 0].int().tolist()
    assert {number // CHUNK for number in numbers} <= {0, 3}
    assert len(first["questions"]) == 8


def test_accuracy_counts_by_kind_and_exact_words() -> None:
    plan = plan_scene(5, "train")
    asked = held_out_questions([plan])[0]
    table = accuracy(asked, [one.answer for one in asked])
    assert table["all kinds"] == (8, 8)
    assert accuracy(asked, ["a " + one.answer for one in asked])["all kinds"] == (0, 8)


def test_the_model_card_has_the_answers_once() -> None:
    table = {"all kinds": (3, 4)}
    once = with_answers("# A card\n", table, 2)
    assert once.startswith("# A card\n")
    assert "| all kinds | 75.0 % | 3 of 4 |" in once
    assert with_answers(once, table, 2) == once
