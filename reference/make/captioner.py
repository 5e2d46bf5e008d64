"""Reference values of one captioner: towers, one teacher-forced pass, generation."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import BertTokenizerFast, BlipForConditionalGeneration, PreTrainedModel

from .checkpoints import load_model
from .files import write_json, write_tensors
from .generation import BEAM, GREEDY, NOISE, Beam, Captioner, Greedy, beam_values, greedy_values
from .preprocess import pixel_values
from .specs import SPECS, Spec

PROMPT = "a picture of "
SCENE = "scene-320x240"
SENTENCES = (
    PROMPT + "two red dogs sitting on the green grass",
    PROMPT,
    "A man, holding 3 balls; xyz!",
)
# The grids to stretch the position embeddings to: one larger, one smaller than the model's own.
OTHER_GRIDS = (1, -1)

Tensors = dict[str, torch.Tensor]


@dataclass(frozen=True)
class Coverage:
    """How much is asked of one captioner."""

    pictures: tuple[str, ...] = ("noise", "scene")
    sentences: tuple[str, ...] = SENTENCES
    greedy: tuple[Greedy, ...] = GREEDY
    beam: tuple[Beam, ...] = BEAM
    other_grids: tuple[int, ...] = OTHER_GRIDS


# Enough to see that the weights were read as they are.
BRIEF = Coverage(("scene",), SENTENCES[:1], GREEDY[:2], BEAM[2:5], ())


def write_captioner(
    values: Path,
    images: Path,
    spec: Spec,
    model: BlipForConditionalGeneration,
    tokenizer: BertTokenizerFast,
    coverage: Coverage = Coverage(),
) -> None:
    tensors: Tensors = {}
    pictures = two_pictures(images, spec)
    described = {
        name: picture_values(model, tokenizer, name, pictures[name], coverage, tensors) for name in coverage.pictures
    }
    index = {"checkpoint": spec.name, "architecture": architecture(model), "pictures": described}
    index |= {"noiseSurvived": NOISE, "interpolated": interpolated(model, spec, coverage.other_grids, tensors)}
    write_json(values / f"{spec.name}.json", index)
    write_tensors(values / f"{spec.name}.safetensors", tensors)


def write_brief_captioner(
    values: Path, images: Path, spec: Spec, model: BlipForConditionalGeneration, tokenizer: BertTokenizerFast
) -> None:
    write_captioner(values, images, spec, model, tokenizer, BRIEF)


def two_pictures(images: Path, spec: Spec) -> dict[str, torch.Tensor]:
    return {
        "noise": noise_pixels(spec.image_size, spec.seed),
        "scene": pixel_values(images / f"{SCENE}.png", spec.image_size),
    }


def noise_pixels(size: int, seed: int) -> torch.Tensor:
    return torch.randn(1, 3, size, size, generator=torch.Generator().manual_seed(seed))


def picture_values(
    model: BlipForConditionalGeneration,
    tokenizer: BertTokenizerFast,
    name: str,
    pixels: torch.Tensor,
    coverage: Coverage,
    tensors: Tensors,
) -> dict[str, Any]:
    tensors[f"{name}/pixel_values"] = pixels
    tensors[f"{name}/image_embeds"] = image_embeds = model.vision_model(pixels).last_hidden_state
    sentences = [tokenizer(sentence).input_ids for sentence in coverage.sentences]
    captioner = Captioner(model, pixels, tokenizer(PROMPT).input_ids)
    return {
        "teacherForced": [
            {"text": text, "key": f"{name}/{index}"}
            | teacher_forced(model, pixels, image_embeds, ids, f"{name}/{index}", tensors)
            for index, (text, ids) in enumerate(zip(coverage.sentences, sentences))
        ],
        "greedy": [greedy_values(captioner, case) for case in coverage.greedy],
        "beam": [beam_values(captioner, case) for case in coverage.beam],
    }


def teacher_forced(
    model: BlipForConditionalGeneration,
    pixels: torch.Tensor,
    image_embeds: torch.Tensor,
    text_ids: list[int],
    key: str,
    tensors: Tensors,
) -> dict[str, Any]:
    """[DEC] text [SEP], all positions in one pass without a cache."""
    ids = [model.config.text_config.bos_token_id, *text_ids[1:]]
    input_ids = torch.tensor([ids])
    output = model.text_decoder(input_ids, encoder_hidden_states=image_embeds, output_attentions=True, use_cache=False)
    log_probs = output.logits[0].log_softmax(dim=-1)
    tensors[f"{key}/logits"] = output.logits[0]
    tensors[f"{key}/log_probs"] = log_probs
    tensors[f"{key}/self_attention"] = torch.cat(output.attentions)
    tensors[f"{key}/cross_attention"] = torch.cat(output.cross_attentions)
    token_log_probs = log_probs[:-1].gather(1, input_ids[0, 1:, None])[:, 0]
    loss = model(pixels, input_ids=input_ids, labels=input_ids).loss
    torch.testing.assert_close(loss, -token_log_probs.mean())
    return {"ids": ids, "tokenLogProbs": token_log_probs, "loss": loss}


def interpolated(
    model: BlipForConditionalGeneration, spec: Spec, other_grids: tuple[int, ...], tensors: Tensors
) -> list[dict[str, Any]]:
    """The same weights on pictures of another size."""
    cases = []
    for more in other_grids:
        size = (spec.grid + more) * spec.patch_size
        key, pixels = f"interpolated/{size}", noise_pixels(size, spec.seed)
        vision = model.vision_model
        patches = torch.zeros(1, (spec.grid + more) ** 2 + 1, spec.vision.width)
        tensors[f"{key}/pixel_values"] = pixels
        tensors[f"{key}/position_embedding"] = vision.embeddings.interpolate_pos_encoding(patches, size, size)
        tensors[f"{key}/image_embeds"] = vision(pixels, interpolate_pos_encoding=True).last_hidden_state
        cases.append({"key": key, "imageSize": size})
    return cases


def architecture(model: PreTrainedModel) -> dict[str, Any]:
    """As transformers reads the config, defaults filled in."""
    vision, text = model.config.vision_config, model.config.text_config
    common = ("hidden_size", "num_attention_heads", "num_hidden_layers", "intermediate_size", "layer_norm_eps")
    text_only = ("vocab_size", "max_position_embeddings", "encoder_hidden_size")
    token_ids = ("bos_token_id", "sep_token_id", "pad_token_id")
    return {
        "vision": {name: getattr(vision, name) for name in (*common, "image_size", "patch_size")},
        "text": {name: getattr(text, name) for name in (*common, *text_only, *token_ids)},
    }


def write_captioners(values: Path, checkpoints: Path, images: Path) -> None:
    for spec in SPECS:
        folder = checkpoints / spec.name
        write_captioner(values, images, spec, load_model(folder), BertTokenizerFast.from_pretrained(folder))
