"""Reference values of the plain BlipModel: one picture against many texts, as CLIP does it."""

from pathlib import Path
from typing import Any

import torch
from transformers import BertTokenizerFast, BlipModel

from .architecture_specs import CONTRAST
from .captioner import Tensors, architecture, two_pictures
from .checkpoints import load_model
from .files import write_json, write_tensors
from .matcher import MAX_TEXT, TEXTS


def write_contrast(values: Path, architectures: Path, images: Path) -> None:
    folder = architectures / CONTRAST.name
    model, tokenizer = load_model(folder), BertTokenizerFast.from_pretrained(folder)
    tensors: Tensors = {}
    texts = [text_values(model, tokenizer, index, tensors) for index in range(len(TEXTS))]
    pictures = {
        name: picture_values(model, name, pixels, texts, tensors)
        for name, pixels in two_pictures(images, CONTRAST).items()
    }
    index = {"checkpoint": CONTRAST.name, "architecture": contrast_architecture(model)}
    index |= {"texts": texts, "pictures": pictures, "logitScale": model.logit_scale.detach()}
    write_json(values / f"{CONTRAST.name}.json", index)
    write_tensors(values / f"{CONTRAST.name}.safetensors", tensors)


def contrast_architecture(model: BlipModel) -> dict[str, Any]:
    return architecture(model) | {"projection_dim": model.config.projection_dim}


def text_values(model: BlipModel, tokenizer: BertTokenizerFast, index: int, tensors: Tensors) -> dict[str, Any]:
    """[CLS] first, as the tokenizer gives it: this model was never trained with [ENC]."""
    ids, key = tokenizer(TEXTS[index], truncation=True, max_length=MAX_TEXT).input_ids, f"texts/{index}"
    tensors[f"{key}/projection"] = model.get_text_features(torch.tensor([ids])).pooler_output[0]
    return {"key": key, "text": TEXTS[index], "ids": ids, "attentionMask": [1] * len(ids)}


def picture_values(
    model: BlipModel, picture: str, pixels: torch.Tensor, texts: list[dict[str, Any]], tensors: Tensors
) -> dict[str, Any]:
    vision = model.vision_model(pixels)
    tensors[f"{picture}/pixel_values"] = pixels
    tensors[f"{picture}/image_embeds"] = vision.last_hidden_state
    tensors[f"{picture}/pooled"] = vision.pooler_output[0]
    tensors[f"{picture}/projection"] = model.get_image_features(pixels).pooler_output[0]
    outputs = [model(torch.tensor([text["ids"]]), pixels) for text in texts]
    cosines = [(output.image_embeds @ output.text_embeds.T)[0, 0] for output in outputs]
    logits = [output.logits_per_image[0, 0] for output in outputs]
    return {"cosines": torch.stack(cosines), "logits": torch.stack(logits)}
