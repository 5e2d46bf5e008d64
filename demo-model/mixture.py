"""BLIP's multimodal mixture of encoder-decoder (section 3.1 of the paper) and its three losses (3.2).

One vision tower, which looks once at a picture; a text encoder alone (ITC) and with the picture (ITM), and a
text decoder (LM). Encoder and decoder share everything but self-attention. Details follow salesforce/BLIP
`models/blip_pretrain.py` and, for pictures that share a text, `models/blip_retrieval.py`. Both halves are
the `transformers` classes, so that what is trained is what is exported.

Axes: B pictures, T tokens, E the common space of contrast, Q the queue's length."""

from __future__ import annotations

from copy import deepcopy
from typing import Final

import torch
from torch import Tensor, nn
from transformers import BlipForConditionalGeneration, BlipForImageTextRetrieval

from model import Teachers, demo_config, initialise, normalise, word_loss
from vocabulary import ENC, PAD

E: Final = demo_config().image_text_hidden_size
Q: Final = 2048
MOMENTUM: Final = 0.995
SOFT: Final = 0.4
"""The most that the momentum model's opinion counts in contrast's targets."""
BY_TWIN: Final = 0.35
BY_CHANCE: Final = 0.1
"""Shares of matching's negatives that are not drawn by likeness."""
SMOOTHING: Final = 0.02
"""Of the words' labels. The paper's 0.1 is spread over a vocabulary a hundred times as large: here it would
lift wrong words high enough for the nucleus to draw them."""
COLDEST, WARMEST = 0.001, 0.5
UNKNOWN: Final = -1
"""The text number of a place in the queue that nothing has filled yet."""


def share(captioner: BlipForConditionalGeneration, matcher: BlipForImageTextRetrieval) -> None:
    """Makes the matcher's tensors the captioner's own, but for self-attention and heads."""
    decoder, encoder = captioner.text_decoder.bert, matcher.text_encoder
    matcher.vision_model = captioner.vision_model
    encoder.embeddings = decoder.embeddings
    for ours, theirs in zip(encoder.encoder.layer, decoder.encoder.layer, strict=True):
        ours.crossattention = theirs.crossattention
        ours.intermediate, ours.output = theirs.intermediate, theirs.output


class Momentum(nn.Module):
    """The slow copies that contrast's queue is filled by; they follow and are never trained."""

    def __init__(self, matcher: BlipForImageTextRetrieval) -> None:
        super().__init__()
        self.vision, self.text = deepcopy(matcher.vision_model), deepcopy(matcher.text_encoder)
        self.vision_proj, self.text_proj = deepcopy(matcher.vision_proj), deepcopy(matcher.text_proj)
        self.requires_grad_(False)

    @torch.no_grad()
    def follow(self, matcher: BlipForImageTextRetrieval) -> None:
        pairs = (
            (self.vision, matcher.vision_model),
            (self.text, matcher.text_encoder),
            (self.vision_proj, matcher.vision_proj),
            (self.text_proj, matcher.text_proj),
        )
        slow: list[Tensor] = [p for ours, _ in pairs for p in ours.parameters()]
        torch._foreach_lerp_(slow, [p for _, theirs in pairs for p in theirs.parameters()], 1 - MOMENTUM)


class Mixture(nn.Module):
    """Captioner, matcher, their teachers, and what contrast needs."""

    def __init__(self) -> None:
        super().__init__()
        self.captioner = BlipForConditionalGeneration(demo_config())
        self.matcher = BlipForImageTextRetrieval(demo_config())
        initialise(self.captioner)
        initialise(self.matcher)
        share(self.captioner, self.matcher)
        self.teachers = Teachers()
        self.temperature = nn.Parameter(torch.tensor(0.07))
        self.momentum = Momentum(self.matcher)
        self.image_queue: Tensor
        self.text_queue: Tensor
        self.number_queue: Tensor
        self.register_buffer("image_queue", nn.functional.normalize(torch.randn(Q, E), dim=1))
        self.register_buffer("text_queue", nn.functional.normalize(torch.randn(Q, E), dim=1))
        self.register_buffer("number_queue", torch.full((Q,), UNKNOWN))

    def warm_start(self, captioner: dict[str, Tensor], teachers: dict[str, Tensor]) -> None:
        """From a trained captioner: the encoder's self-attention starts as the decoder's."""
        self.captioner.load_state_dict(captioner)
        self.teachers.load_state_dict(teachers)
        decoder = self.captioner.text_decoder.bert.encoder.layer
        for ours, theirs in zip(self.matcher.text_encoder.encoder.layer, decoder, strict=True):
            ours.attention.load_state_dict(theirs.attention.state_dict())
        self.momentum = Momentum(self.matcher)

    def forward(self, batch: dict[str, Tensor], soft: float) -> dict[str, Tensor]:
        """The losses by name. `soft` from 0 to 1: how far the momentum model's opinion counts already."""
        pixels = normalise(batch["pixels"])
        seen = self.captioner.vision_model(pixels).last_hidden_state
        contrast, i2t, t2i = self.contrast(seen, pixels, batch, soft)
        losses = {
            "contrast": contrast,
            "match": self.match(seen, batch, i2t, t2i),
            "words": word_loss(self.captioner, seen, batch, SMOOTHING),
        }
        if "phrases" in batch:
            losses["phrases"] = self.match_phrases(seen, batch["phrases"])
        return losses | self.teachers(seen, batch)

    def contrast(
        self, seen: Tensor, pixels: Tensor, batch: dict[str, Tensor], soft: float
    ) -> tuple[Tensor, Tensor, Tensor]:
        """The loss, and likeness over temperature [B, B] of pictures to texts and of texts to pictures."""
        with torch.no_grad():
            self.temperature.clamp_(COLDEST, WARMEST)
            self.momentum.follow(self.matcher)
            slow = self.momentum
            slow_image = embed_image(slow.vision(pixels).last_hidden_state, slow.vision_proj)
            slow_text = embed_text(slow.text, slow.text_proj, batch["texts"])
        image = embed_image(seen, self.matcher.vision_proj)
        text = embed_text(self.matcher.text_encoder, self.matcher.text_proj, batch["texts"])
        images, texts = torch.cat([slow_image, self.image_queue]), torch.cat([slow_text, self.text_queue])
        numbers = torch.cat([batch["number"], self.number_queue])
        same = (batch["number"][:, None] == numbers).float()
        hard = same / same.sum(1, keepdim=True)
        sides = ((image, slow_image, texts), (text, slow_text, images))
        # Cosines in bfloat16, over the temperature, would be steps of a twentieth.
        with torch.autocast(seen.device.type, enabled=False):
            similar = [ours @ others.T / self.temperature for ours, _, others in sides]
            with torch.no_grad():
                opinions = [(theirs @ others.T / self.temperature).softmax(1) for _, theirs, others in sides]
        targets = [soft * SOFT * opinion + (1 - soft * SOFT) * hard for opinion in opinions]
        losses = [nn.functional.cross_entropy(s, t) for s, t in zip(similar, targets, strict=True)]
        self._enqueue(slow_image, slow_text, batch["number"])
        size = len(seen)
        return torch.stack(losses).mean(), similar[0][:, :size].detach(), similar[1][:, :size].detach()

    @torch.no_grad()
    def _enqueue(self, image: Tensor, text: Tensor, number: Tensor) -> None:
        """Newest first; the oldest fall out at the end."""
        for queue, fresh in (
            (self.image_queue, image),
            (self.text_queue, text),
            (self.number_queue, number),
        ):
            queue.copy_(torch.cat([fresh.to(queue.dtype), queue])[:Q])

    def match(self, seen: Tensor, batch: dict[str, Tensor], i2t: Tensor, t2i: Tensor) -> Tensor:
        """Each pair as it is; then each text with a wrong picture, and each picture with a wrong text."""
        texts = batch["texts"]
        wrong_images = negatives(t2i, batch)
        wrong_texts = negatives(i2t, batch)
        pictures = torch.cat([seen, seen[wrong_images], seen])
        logits = match_logits(self.matcher, pictures, torch.cat([texts, texts, texts[wrong_texts]]))
        labels = torch.zeros(len(pictures), dtype=torch.long, device=seen.device)
        labels[: len(seen)] = 1
        return nn.functional.cross_entropy(logits.float(), labels)

    def match_phrases(self, seen: Tensor, phrases: Tensor) -> Tensor:
        """`phrases` [2·B, T]: a true one and a false one of each picture, in turn."""
        logits = match_logits(self.matcher, seen.repeat_interleave(2, 0), phrases)
        labels = torch.tensor([1, 0], device=seen.device).repeat(len(seen))
        return nn.functional.cross_entropy(logits.float(), labels)


def embed_image(seen: Tensor, projection: nn.Module) -> Tensor:
    return nn.functional.normalize(projection(seen[:, 0]).float(), dim=-1)


def embed_text(encoder: nn.Module, projection: nn.Module, texts: Tensor) -> Tensor:
    """`texts` [B, T] begin with [CLS] → [B, E] of length 1; the picture is not looked at."""
    hidden = encoder(texts, attention_mask=(texts != PAD).long()).last_hidden_state
    return nn.functional.normalize(projection(hidden[:, 0]).float(), dim=-1)


def match_logits(matcher: BlipForImageTextRetrieval, seen: Tensor, texts: Tensor) -> Tensor:
    """`seen` [B, N, D], `texts` [B, T] that begin with [CLS], read as [ENC] → [B, 2]: no match, match."""
    texts = texts.clone()
    texts[:, 0] = ENC
    hidden = matcher.text_encoder(
        texts, attention_mask=(texts != PAD).long(), encoder_hidden_states=seen
    ).last_hidden_state
    return matcher.itm_head(hidden[:, 0])


def negatives(similar: Tensor, batch: dict[str, Tensor]) -> Tensor:
    """A wrong column for each row, [B]: by likeness, or the twin, or any.

    The paper draws all by likeness. Contrast soon tells a changed place apart with ease, and at its
    temperature likeness then never draws it, nor anything easier, and the matcher never learns of it."""
    number, near = batch["number"], batch["near"]
    drawn = hard_negatives(similar, number)
    anyone = hard_negatives(torch.zeros_like(similar), number)
    chance = torch.rand(len(drawn), device=drawn.device)
    drawn = torch.where((chance < BY_TWIN) & (number[near] != number), near, drawn)
    return torch.where(chance > 1 - BY_CHANCE, anyone, drawn)


def hard_negatives(similar: Tensor, number: Tensor) -> Tensor:
    """Per row a column drawn by likeness [B, B], never one of the same text; [B]."""
    weights = similar.float().softmax(1) + 1e-4
    weights = weights.masked_fill(number[:, None] == number, 0)
    return torch.multinomial(weights, 1).squeeze(1)
