"""Maps of the demo model, captioner and matcher, for two of the app's sample pictures."""

import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from transformers import (
    BertTokenizerFast,
    BlipForConditionalGeneration,
    BlipForImageTextRetrieval,
    BlipImageProcessorPil,
)

from .captioner import PROMPT
from .files import write_json, write_tensors
from .gradcam import caption_maps, grad_cam
from .preprocess import as_tensor, flatten, squash

ROOT = Path(__file__).parents[2]
DEMO_MODEL = ROOT / "demo-model"
sys.path.append(str(DEMO_MODEL))
from checkpoints import read_captioner, read_matcher

CHECKPOINT = DEMO_MODEL / "checkpoint"
WEIGHTS = ("model.safetensors", "matcher/model.safetensors")
SAMPLES = ROOT / "public" / "samples"
PICTURES = ("03", "04")

Tensors = dict[str, torch.Tensor]


def write_demo_maps(values: Path) -> None:
    tensors: Tensors = {}
    captioner, matcher = read_captioner(CHECKPOINT), read_matcher(CHECKPOINT)
    tokenizer = BertTokenizerFast.from_pretrained(CHECKPOINT)
    pixels = {name: picture(name, captioner.config.vision_config.image_size, tensors) for name in PICTURES}
    captions = [caption_values(captioner, tokenizer, name, pixels[name], tensors) for name in PICTURES]
    # The first picture's caption for both: a text that fits and one that need not.
    matches = [match_values(matcher, captions[0]["text"], tokenizer, name, pixels[name], tensors) for name in PICTURES]
    weights = {name: sha256((CHECKPOINT / name).read_bytes()).hexdigest() for name in WEIGHTS}
    write_json(values / "demo-maps.json", {"sha256": weights, "captions": captions, "matches": matches})
    write_tensors(values / "demo-maps.safetensors", tensors)


def picture(name: str, size: int, tensors: Tensors) -> torch.Tensor:
    """[1, 3, S, S]; the squashed pixels are kept, so that decoding and resizing have no part in the comparison."""
    with Image.open(SAMPLES / f"{name}.webp") as sample:
        squashed = squash(flatten(sample), size)
    tensors[f"{name}/rgb"] = as_tensor(squashed)
    processor = BlipImageProcessorPil.from_pretrained(CHECKPOINT)
    return processor(squashed, do_resize=False, return_tensors="pt").pixel_values


def caption_values(
    model: BlipForConditionalGeneration, tokenizer: BertTokenizerFast, name: str, pixels: torch.Tensor, tensors: Tensors
) -> dict[str, Any]:
    """The greedy caption after the prompt, and the maps of every word from the prompt's on."""
    prompt = tokenizer(PROMPT, return_tensors="pt").input_ids
    ids = model.generate(pixels, input_ids=prompt, do_sample=False, num_beams=1, max_length=30)[0].tolist()
    image_embeds = model.vision_model(pixels).last_hidden_state
    output = model.text_decoder(
        torch.tensor([ids]), encoder_hidden_states=image_embeds, output_attentions=True, use_cache=False
    )
    key = f"caption/{name}"
    tensors[f"{key}/attention"] = head_means(output.cross_attentions)[:, :-1]  # the end token predicts nothing
    tensors[f"{key}/grad_cam"], log_probs = caption_maps(model, image_embeds, ids)
    text = tokenizer.decode(ids[prompt.shape[1] - 1 :], skip_special_tokens=True)
    return {"key": key, "picture": name, "text": text, "ids": ids, "tokenLogProbs": log_probs}


def match_values(
    model: BlipForImageTextRetrieval,
    text: str,
    tokenizer: BertTokenizerFast,
    name: str,
    pixels: torch.Tensor,
    tensors: Tensors,
) -> dict[str, Any]:
    """[ENC] first, as in training; the maps explain the logit of a match."""
    ids = [model.config.text_config.bos_token_id + 1, *tokenizer(text).input_ids[1:]]
    image_embeds = model.vision_model(pixels).last_hidden_state
    with torch.enable_grad():
        output = model.text_encoder(torch.tensor([ids]), encoder_hidden_states=image_embeds, output_attentions=True)
        logits = model.itm_head(output.last_hidden_state[:, 0])[0]
        key = f"itm/{name}"
        tensors[f"{key}/grad_cam"] = grad_cam(logits[1], output.cross_attentions)
    tensors[f"{key}/attention"] = head_means(output.cross_attentions).detach()
    probability = logits.detach().softmax(dim=-1)[1]
    return {"key": key, "picture": name, "text": text, "ids": ids, "probability": probability}


def head_means(attentions: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """[L, T, N - 1]: the class token's column is left out."""
    return torch.stack([layer[0].mean(dim=0)[:, 1:] for layer in attentions])
