"""Reference values of the matchers: ITM, ITC, and Grad-CAM under ITM."""

from pathlib import Path
from typing import Any

import torch
from transformers import BertTokenizerFast, BlipForImageTextRetrieval, PreTrainedModel

from .architecture_specs import MATCHERS
from .captioner import Tensors, architecture, two_pictures
from .checkpoints import load_model
from .files import write_json, write_tensors
from .gradcam import grad_cam
from .specs import Spec

MAX_TEXT = 35  # [CLS] and [SEP] included
TEXTS = (
    "two red dogs sitting on the green grass",
    "A man, holding 3 balls; xyz!",
    "horse",
    "",
    " ".join(["a white cat"] * 11),  # 35 ids, the most without truncation
    " ".join(["and"] + ["a white cat"] * 11),  # one too many
    "a small black bird standing next to the tree. " * 12,
)

# How many of the texts each picture meets: maps of long ones are large.
MATCHED = {"noise": 4, "scene": len(TEXTS)}


def write_matcher(values: Path, folder: Path, images: Path, spec: Spec) -> None:
    model, tokenizer = load_model(folder), BertTokenizerFast.from_pretrained(folder)
    tensors: Tensors = {}
    texts = [text_values(model, tokenizer, index, tensors) for index in range(len(TEXTS))]
    pictures = {
        name: {"matches": matches(model, name, pixels, texts[: MATCHED[name]], tensors)}
        for name, pixels in two_pictures(images, spec).items()
    }
    index = {"checkpoint": spec.name, "architecture": matcher_architecture(model), "texts": texts}
    index |= {"pictures": pictures, "padded": padded(model, texts, tensors)}
    write_json(values / f"{spec.name}.json", index)
    write_tensors(values / f"{spec.name}.safetensors", tensors)


def matcher_architecture(model: BlipForImageTextRetrieval) -> dict[str, Any]:
    return architecture(model) | {"image_text_hidden_size": model.config.image_text_hidden_size}


def with_enc(model: PreTrainedModel, ids: list[int]) -> list[int]:
    """[ENC] in place of [CLS]; it follows [DEC], though neither config.json nor the hub's tokenizers name it."""
    return [model.config.text_config.bos_token_id + 1, *ids[1:]]


def text_values(
    model: BlipForImageTextRetrieval, tokenizer: BertTokenizerFast, index: int, tensors: Tensors
) -> dict[str, Any]:
    """ITM sees [ENC] first, ITC the tokenizer's own [CLS], as in BLIP's training and in LAVIS."""
    ids = tokenizer(TEXTS[index], truncation=True, max_length=MAX_TEXT).input_ids
    key = f"texts/{index}"
    tensors[f"{key}/projection"] = text_projection(model, ids)[0]
    return {
        "key": key,
        "text": TEXTS[index],
        "itcIds": ids,
        "itmIds": with_enc(model, ids),
        "attentionMask": [1] * len(ids),
    }


def text_projection(model: BlipForImageTextRetrieval, ids: list[int]) -> torch.Tensor:
    """[1, E], not yet normalised; the text encoder runs without the picture."""
    hidden = model.text_encoder(torch.tensor([ids])).last_hidden_state
    return model.text_proj(hidden[:, 0])


def matches(
    model: BlipForImageTextRetrieval,
    picture: str,
    pixels: torch.Tensor,
    texts: list[dict[str, Any]],
    tensors: Tensors,
) -> list[dict[str, Any]]:
    tensors[f"{picture}/pixel_values"] = pixels
    tensors[f"{picture}/image_embeds"] = image_embeds = model.vision_model(pixels).last_hidden_state
    tensors[f"{picture}/projection"] = model.vision_proj(image_embeds[:, 0])[0]
    return [
        {"key": f"{picture}/{index}", "text": text["key"]}
        | itm_values(model, pixels, image_embeds, text["itmIds"], f"{picture}/{index}", tensors)
        | itc_values(model, pixels, text)
        for index, text in enumerate(texts)
    ]


def itm_values(
    model: BlipForImageTextRetrieval,
    pixels: torch.Tensor,
    image_embeds: torch.Tensor,
    ids: list[int],
    key: str,
    tensors: Tensors,
) -> dict[str, Any]:
    input_ids = torch.tensor([ids])
    with torch.enable_grad():
        output = model.text_encoder(input_ids, encoder_hidden_states=image_embeds, output_attentions=True)
        logits = model.itm_head(output.last_hidden_state[:, 0])[0]
        tensors[f"{key}/grad_cam"] = grad_cam(logits[1], output.cross_attentions)
    tensors[f"{key}/cross_attention"] = torch.cat(output.cross_attentions).detach()
    logits = logits.detach()
    torch.testing.assert_close(model(input_ids, pixels, use_itm_head=True).itm_score[0], logits)
    return {"itm": {"logits": logits, "probability": logits.softmax(dim=-1)[1]}}


def itc_values(model: BlipForImageTextRetrieval, pixels: torch.Tensor, text: dict[str, Any]) -> dict[str, Any]:
    def cosine(ids: list[int]) -> torch.Tensor:
        return model(torch.tensor([ids]), pixels, use_itm_head=False).itm_score[0, 0]

    return {"itc": {"cosine": cosine(text["itcIds"]), "cosineFromEnc": cosine(text["itmIds"])}}


def padded(model: BlipForImageTextRetrieval, texts: list[dict[str, Any]], tensors: Tensors) -> dict[str, Any]:
    """All texts as one batch: with the mask, padding changes nothing; transformers makes no mask by itself."""
    pad = model.config.text_config.pad_token_id
    ids = [text["itmIds"] + [pad] * (MAX_TEXT - len(text["itmIds"])) for text in texts]
    mask = [text["attentionMask"] + [0] * (MAX_TEXT - len(text["itmIds"])) for text in texts]
    image_embeds = tensors["scene/image_embeds"].expand(len(ids), -1, -1)
    batch = model.text_encoder(
        torch.tensor(ids), attention_mask=torch.tensor(mask), encoder_hidden_states=image_embeds, output_attentions=True
    )
    for row, text in enumerate(texts):
        alone = tensors[f"scene/{row}/cross_attention"]
        together = torch.stack([layer[row, :, : len(text["itmIds"])] for layer in batch.cross_attentions])
        torch.testing.assert_close(together, alone, rtol=0, atol=1e-5)
    return {"itmIds": ids, "attentionMask": mask}


def write_matchers(values: Path, architectures: Path, images: Path) -> None:
    for spec in MATCHERS:
        write_matcher(values, architectures / spec.name, images, spec)
