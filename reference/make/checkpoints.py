"""Random models in the hub's layout."""

from copy import deepcopy
from pathlib import Path

import numpy as np
import torch
import transformers
from transformers import BlipConfig, BlipForQuestionAnswering, BlipTextConfig, BlipTextLMHeadModel, PreTrainedModel

from .files import write_json, write_tensors
from .specs import Spec, model_config
from .vocabulary import special_ids, vocabulary, write_tokenizer

TIED_OUTPUT = "text_decoder.cls.predictions.decoder.weight"
TIED_OUTPUT_BIAS = "text_decoder.cls.predictions.decoder.bias"
OUTPUT_BIAS = "text_decoder.cls.predictions.bias"
WORD_EMBEDDINGS = "text_decoder.bert.embeddings.word_embeddings.weight"

CLIP_MEAN = (0.48145466, 0.4578275, 0.40821073)
CLIP_STD = (0.26862954, 0.26130258, 0.27577711)

# Not the value config.json starts training from: a reader that takes that one is found out.
LOGIT_SCALE = 3.25
SMALLEST_IN_HALF = 2.0**-17  # seven bits below it lies float16's last subnormal


def write_checkpoint(folder: Path, spec: Spec) -> None:
    write_hub_files(folder, spec)
    write_tensors(folder / "model.safetensors", stored_tensors(spec))


def write_hub_files(folder: Path, spec: Spec) -> None:
    """Everything but the weights."""
    folder.mkdir(parents=True, exist_ok=True)
    vocab = vocabulary(spec)
    write_json(folder / "config.json", config_of(spec))
    write_json(folder / "preprocessor_config.json", preprocessor_config(spec))
    write_json(folder / "generation_config.json", generation_config(special_ids(vocab)))
    write_tokenizer(folder, spec, vocab)


def config_of(spec: Spec) -> dict:
    vocab = vocabulary(spec)
    return model_config(spec, special_ids(vocab), len(vocab) + 2)


def stored_tensors(spec: Spec) -> dict[str, torch.Tensor]:
    """What a checkpoint of this kind holds: buffers and tied copies come and go with the version that wrote it."""
    tensors = all_tensors(spec)
    if not spec.tied_output_stored:
        tensors = {key: tensors[key] for key in tensors if key not in (TIED_OUTPUT, TIED_OUTPUT_BIAS)}
    if not spec.position_ids_stored:
        tensors = {key: tensors[key] for key in tensors if not key.endswith(".position_ids")}
    dtype = getattr(torch, spec.dtype)
    return {key: tensor.to(dtype) if tensor.is_floating_point() else tensor for key, tensor in tensors.items()}


def all_tensors(spec: Spec) -> dict[str, torch.Tensor]:
    """float32, buffers and tied copies included."""
    config = config_of(spec)
    tensors = random_tensors(spec, config)
    if OUTPUT_BIAS in tensors:
        tensors[OUTPUT_BIAS][config["text_config"]["sep_token_id"]] += spec.end_bias
    for key in [key for key in tensors if key.startswith("vision_model.embeddings.")]:
        tensors[key] = tensors[key] * spec.vision_embedding_scale
    if spec.exact_in_half:
        tensors = {key: exact_in_half(tensor) for key, tensor in tensors.items()}
    if OUTPUT_BIAS in tensors:
        tensors[TIED_OUTPUT] = tensors[WORD_EMBEDDINGS]
        tensors[TIED_OUTPUT_BIAS] = tensors[OUTPUT_BIAS]
    return tensors | position_ids(tensors, spec)


def position_ids(tensors: dict[str, torch.Tensor], spec: Spec) -> dict[str, torch.Tensor]:
    suffix = "word_embeddings.weight"
    keys = (key.removesuffix(suffix) for key in tensors if key.endswith(suffix))
    return {f"{key}position_ids": torch.arange(spec.max_positions)[None] for key in keys}


def exact_in_half(tensor: torch.Tensor) -> torch.Tensor:
    """Rounded to bfloat16's eight bits, and to zero where float16 has no eight bits left."""
    rounded = tensor.bfloat16().float()
    rounded[rounded.abs() < SMALLEST_IN_HALF] = 0
    if not torch.equal(rounded, rounded.half().float()):
        raise AssertionError("a weight is too large for float16")
    return rounded


def random_tensors(spec: Spec, config: dict) -> dict[str, torch.Tensor]:
    with torch.device("meta"):
        shapes = build_model(config).state_dict()
    random = np.random.default_rng(spec.seed)
    return {key: random_tensor(key, tuple(shapes[key].shape), random) for key in sorted(shapes)}


def build_model(config: dict) -> PreTrainedModel:
    (architecture,) = config["architectures"]
    model = getattr(transformers, architecture)(BlipConfig(**config))
    if isinstance(model, BlipForQuestionAnswering):
        model.text_decoder = answer_decoder(model.config.text_config)
    return model


def answer_decoder(text_config: BlipTextConfig) -> BlipTextLMHeadModel:
    """As blip_vqa.py builds it: cross-attention as wide as the question, not as the picture (transformers)."""
    config = deepcopy(text_config)
    config.encoder_hidden_size = config.hidden_size
    return BlipTextLMHeadModel(config)


def random_tensor(key: str, shape: tuple[int, ...], random: np.random.Generator) -> torch.Tensor:
    if key == "logit_scale":
        return torch.tensor(LOGIT_SCALE)
    noise = random.standard_normal(shape)
    if is_layer_norm_gain(key):
        noise = 1 + 0.15 * noise
    else:
        noise *= deviation(key, shape)
    return torch.from_numpy(noise.astype(np.float32))


def is_layer_norm_gain(key: str) -> bool:
    return key.endswith(".weight") and "norm" in key.lower()


def deviation(key: str, shape: tuple[int, ...]) -> float:
    """Chosen so that no activation dies or explodes and the logits are far from flat."""
    if "position_embedding" in key:
        return 0.9  # strong, or random captioners repeat one word for ever
    if "word_embeddings" in key or "class_embedding" in key:
        return 0.35
    if key == OUTPUT_BIAS:
        return 0.5
    if key.endswith(".bias"):
        return 0.1
    fan_in = int(np.prod(shape[1:]))
    # Sharper queries and keys, else attention is nearly uniform and its errors go unseen.
    sharpness = 1.6 if any(part in key for part in (".query.", ".key.", ".qkv.")) else 1.2
    return sharpness / fan_in**0.5


def preprocessor_config(spec: Spec) -> dict[str, object]:
    return {
        "image_processor_type": "BlipImageProcessor",
        "processor_class": "BlipProcessor",
        "do_convert_rgb": True,
        "do_resize": True,
        "do_rescale": True,
        "do_normalize": True,
        "resample": 3,
        "rescale_factor": 1 / 255,
        "image_mean": list(CLIP_MEAN),
        "image_std": list(CLIP_STD),
        "size": {"height": spec.image_size, "width": spec.image_size},
    }


def generation_config(special: dict[str, int]) -> dict[str, object]:
    return {
        "_from_model_config": True,
        "bos_token_id": special["[DEC]"],
        "eos_token_id": 2,
        "pad_token_id": special["[PAD]"],
    }


def load_model(folder: Path) -> PreTrainedModel:
    """In float32 whatever the file holds, with attention that shows its probabilities."""
    (architecture,) = BlipConfig.from_pretrained(folder).architectures
    model_class = getattr(transformers, architecture)
    return model_class.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32).eval()


def write_checkpoints(folder: Path, specs: tuple[Spec, ...]) -> None:
    for spec in specs:
        write_checkpoint(folder / spec.name, spec)
