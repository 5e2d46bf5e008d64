"""The mixture shares what the paper shares, mines what it mines, and survives its files."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from checkpoints import read_captioner, read_matcher
from data import draw_twins, stack
from export import write_configs, write_weights
from matching import auc, match_probability, recall_at, see
from mixture import Mixture, Q, hard_negatives, match_logits, negatives
from model import GRID, WIDTH
from train import start_from


@pytest.fixture(scope="module")
def mixture() -> Mixture:
    torch.manual_seed(0)
    return Mixture()


@pytest.fixture(scope="module")
def batch() -> dict[str, torch.Tensor]:
    return stack(draw_twins(1)(range(8)))


def test_encoder_and_decoder_share_all_but_self_attention(mixture: Mixture) -> None:
    encoder = dict(mixture.matcher.text_encoder.named_parameters())
    decoder = dict(mixture.captioner.text_decoder.bert.named_parameters())
    for name, parameter in encoder.items():
        assert (parameter is decoder[name]) == (".attention." not in name), name
    assert mixture.matcher.vision_model is mixture.captioner.vision_model


def test_every_loss_reaches_the_vision_tower(mixture: Mixture, batch: dict[str, torch.Tensor]) -> None:
    losses = mixture(batch, soft=1.0)
    teachers = {"nouns", "where", "places", "arrangements"}
    assert set(losses) == {"contrast", "match", "phrases", "words"} | teachers
    weight = mixture.captioner.vision_model.embeddings.patch_embedding.weight
    for name in ("contrast", "match", "phrases", "words"):
        (gradient,) = torch.autograd.grad(losses[name], weight, retain_graph=True)
        assert gradient.abs().sum() > 0, name


@torch.no_grad()
def test_of_each_two_phrases_the_first_is_the_true_one(
    mixture: Mixture, batch: dict[str, torch.Tensor]
) -> None:
    seen = torch.randn(8, 1 + GRID**2, WIDTH)
    no, yes = match_logits(mixture.matcher, seen.repeat_interleave(2, 0), batch["phrases"]).softmax(-1).T
    right = torch.stack([yes[::2], no[1::2]])
    assert mixture.match_phrases(seen, batch["phrases"]).item() == pytest.approx(-right.log().mean().item())


def test_the_queue_takes_the_newest_and_drops_the_oldest(batch: dict[str, torch.Tensor]) -> None:
    model = Mixture()
    last = model.text_queue[Q - 9].clone()
    model(batch, soft=0.0)
    assert torch.equal(model.number_queue[:8], batch["number"])
    assert torch.allclose(model.text_queue[Q - 1], last)


def test_momentum_follows_slowly_and_has_no_gradient(batch: dict[str, torch.Tensor]) -> None:
    model = Mixture()
    slow, fast = model.momentum.vision_proj.weight, model.matcher.vision_proj.weight
    with torch.no_grad():
        fast += 1
    before = slow.clone()
    model(batch, soft=0.0)
    assert torch.allclose(slow - before, torch.full_like(slow, 0.005), atol=1e-5)
    assert not slow.requires_grad


def test_hard_negatives_are_alike_but_never_of_the_same_text() -> None:
    torch.manual_seed(0)
    number = torch.tensor([7, 7, 8, 9])
    similar = torch.tensor([[9.0, 9, 5, 0]]).repeat(4, 1)
    drawn = torch.stack([hard_negatives(similar, number) for _ in range(200)])
    assert not any(number[column] == number[row] for picks in drawn for row, column in enumerate(picks))
    assert (drawn[:, 0] == 2).float().mean() > 0.9


def test_negatives_are_twins_likely_ones_and_any_but_never_the_same_text() -> None:
    torch.manual_seed(0)
    batch = {"number": torch.tensor([1, 1, 2, 3, 4, 5]), "near": torch.tensor([1, 0, 3, 2, 4, 5])}
    similar = torch.eye(6).roll(1, 1) * 50
    drawn = torch.stack([negatives(similar, batch) for _ in range(1000)])
    assert not (drawn[:, 0] == 1).any()
    shares = torch.bincount(drawn[:, 3], minlength=6) / 1000
    assert shares[2] == pytest.approx(0.37, abs=0.06)
    assert shares[4] == pytest.approx(0.57, abs=0.06)
    assert 0.01 < shares[5] < 0.05
    assert shares[3] == 0


def test_a_warm_start_gives_the_encoder_the_decoders_self_attention(mixture: Mixture) -> None:
    fresh = Mixture()
    fresh.warm_start(mixture.captioner.state_dict(), mixture.teachers.state_dict())
    theirs = mixture.captioner.text_decoder.bert.encoder.layer[1].attention.self.query.weight
    ours = fresh.matcher.text_encoder.encoder.layer[1].attention.self.query.weight
    assert torch.equal(ours, theirs)
    assert ours is not fresh.captioner.text_decoder.bert.encoder.layer[1].attention.self.query.weight


def test_captioner_and_matcher_come_back_from_their_files(
    mixture: Mixture, batch: dict[str, torch.Tensor], tmp_path: Path
) -> None:
    mixture.eval()
    write_weights(mixture, tmp_path)
    write_configs(tmp_path)
    captioner, matcher = read_captioner(tmp_path), read_matcher(tmp_path)
    weight = "text_decoder.bert.encoder.layer.2.intermediate.dense.weight"
    assert torch.equal(captioner.state_dict()[weight], mixture.captioner.state_dict()[weight].half().float())
    texts = ["a dog on a beach"] * 8
    before = match_probability(mixture.matcher, see(mixture.matcher.vision_model, batch["pixels"]), texts)
    after = match_probability(matcher, see(matcher.vision_model, batch["pixels"]), texts)
    assert torch.allclose(before, after, atol=2e-3)


def test_training_goes_on_from_exported_weights(mixture: Mixture, tmp_path: Path) -> None:
    write_weights(mixture, tmp_path)
    write_configs(tmp_path)
    fresh = Mixture()
    start_from(fresh, tmp_path)
    for ours, theirs in ((fresh.matcher, mixture.matcher), (fresh.captioner, mixture.captioner)):
        expected = {name: value.half().float() for name, value in theirs.state_dict().items()}
        assert all(torch.equal(value, expected[name]) for name, value in ours.state_dict().items())
    slow = fresh.momentum.text_proj.weight
    assert torch.equal(slow, fresh.matcher.text_proj.weight)
    assert fresh.matcher.text_encoder.embeddings is fresh.captioner.text_decoder.bert.embeddings


def test_figures_count_as_they_should() -> None:
    assert auc(torch.tensor([0.9, 0.5]), torch.tensor([0.1, 0.5])) == pytest.approx(0.875)
    similar = torch.tensor([[0.1, 0.9, 0.5], [0.2, 0.1, 0.0]])
    same = torch.tensor([[False, False, True], [True, False, False]])
    assert recall_at(similar, same, 1) == pytest.approx(0.5)
    assert recall_at(similar, same, 2) == pytest.approx(1.0)
