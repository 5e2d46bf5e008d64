"""The demo's question answerer, `BlipForQuestionAnswering`, and its training (the paper's section 5.3).

The question's encoder starts from the matcher's text encoder, the answer's decoder from the captioner's
decoder. The vision tower and the encoder's projections of its features to keys and values stay the
captioner's: an app encodes a picture once for captions and answers. Source: salesforce/BLIP
`models/blip_vqa.py`.

Axes: B pictures, Q questions, N image tokens, T and S tokens, D width."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor, nn
from transformers import BlipConfig, BlipForQuestionAnswering

from checkpoints import read_answerer, read_captioner, read_matcher
from data import padded
from model import cross_entropy, demo_config, initialise
from vocabulary import DEC, PAD, SEP, answerer_vocabulary, decode_answer, encode_question

LONGEST_ANSWER: Final = 10
"""Tokens, the start among them: LAVIS's limit."""

BARRED: Final = -1e9
"""Added to the attention scores of what belongs to another question."""


def answerer_config() -> BlipConfig:
    config = demo_config()
    config.text_config.vocab_size = len(answerer_vocabulary())
    return config


class Answerer(nn.Module):
    """`blind`: the picture is replaced by zeros, for a baseline that knows the language only."""

    def __init__(self, blind: bool = False) -> None:
        super().__init__()
        self.blind = blind
        self.blip = BlipForQuestionAnswering(answerer_config())
        initialise(self.blip)
        mask_cross_attention(self.blip)
        self.blip.vision_model.requires_grad_(False)
        for layer in self.blip.text_encoder.encoder.layer:
            layer.crossattention.self.key.requires_grad_(False)
            layer.crossattention.self.value.requires_grad_(False)

    def warm_start(self, folder: Path) -> None:
        """From an exported captioner and matcher; words that they lack keep their random embeddings."""
        captioner, matcher = read_captioner(folder), read_matcher(folder)
        self.blip.vision_model.load_state_dict(captioner.vision_model.state_dict())
        load_grown(self.blip.text_encoder, matcher.text_encoder.state_dict())
        load_grown(self.blip.text_decoder, captioner.text_decoder.state_dict())

    def forward(self, batch: dict[str, Tensor]) -> dict[str, Tensor]:
        """The losses by name, of a batch as `answer_data.stack_questions` makes it."""
        asking, answering = batch["question_of"], batch["answer_of"]
        hidden = self.blip.text_encoder(
            batch["questions"],
            attention_mask=bias(asking[:, :, None] == asking[:, None]),
            position_ids=batch["question_positions"],
            encoder_hidden_states=batch["seen"].float() * (not self.blind),
        ).last_hidden_state
        logits = self.blip.text_decoder(
            batch["answers"],
            attention_mask=bias((answering[:, :, None] == answering[:, None]).tril()),
            position_ids=batch["answer_positions"],
            encoder_hidden_states=hidden,
            encoder_attention_mask=bias(answering[:, :, None] == asking[:, None]),
            use_cache=False,
        ).logits
        return {"answers": cross_entropy(logits, batch["labels"])}


def mask_cross_attention(blip: BlipForQuestionAnswering) -> None:
    """Lets cross-attention have its mask, which transformers 5.23 makes and then drops: without it an answer
    attends to the padding of its question and to other questions."""

    def hand_over(
        _: nn.Module, inputs: tuple[Tensor, ...], named: dict[str, Any]
    ) -> tuple[tuple[Tensor, ...], dict[str, Any]]:
        return inputs, named | {"encoder_attention_mask": named.get("attention_mask")}

    for layer in (*blip.text_encoder.encoder.layer, *blip.text_decoder.bert.encoder.layer):
        layer.crossattention.self.register_forward_pre_hook(hand_over, with_kwargs=True)


def bias(may_attend: Tensor) -> Tensor:
    """[B, T, S] of booleans to what is added to the scores of every head."""
    return torch.where(may_attend, 0.0, BARRED)[:, None]


def load_grown(module: nn.Module, state: dict[str, Tensor]) -> None:
    """Loads tensors that may have fewer rows than the module's, into its first rows."""
    own = module.state_dict()
    with torch.no_grad():
        for name, value in state.items():
            own[name][: len(value)].copy_(value)


@torch.no_grad()
def greedy_answers(blip: BlipForQuestionAnswering, seen: Tensor, texts: list[str]) -> list[str]:
    """As `BlipForQuestionAnswering.generate`, from a picture's features [Q, N, D]; a question starts with
    [ENC]."""
    ids = padded([encode_question(text) for text in texts]).to(seen.device)
    mask = (ids != PAD).long()
    hidden = blip.text_encoder(ids, attention_mask=mask, encoder_hidden_states=seen).last_hidden_state
    start = torch.full((len(ids), 1), DEC, device=seen.device)
    out = blip.text_decoder.generate(
        input_ids=start,
        encoder_hidden_states=hidden,
        encoder_attention_mask=mask,
        eos_token_id=SEP,
        pad_token_id=PAD,
        max_length=LONGEST_ANSWER,
        do_sample=False,
        num_beams=1,
    )
    return [decode_answer(row) for row in out.tolist()]


def masked_answerer(folder: Path) -> BlipForQuestionAnswering:
    """The exported answerer of a captioner's folder in float32, for batches of questions."""
    blip = read_answerer(folder)
    mask_cross_attention(blip)
    return blip
