"""Settings other than every released BLIP's, and what transformers does with them."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from transformers import AutoTokenizer, BlipImageProcessorPil

from .captioner import SCENE, noise_pixels
from .checkpoints import OUTPUT_BIAS, TIED_OUTPUT, TIED_OUTPUT_BIAS, WORD_EMBEDDINGS, load_model
from .files import write_json, write_tensors
from .specs import SPECS, Spec

Json = dict[str, Any]
Tensors = dict[str, torch.Tensor]

SIZE = 8
HALVES = {"image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}
IMAGES: dict[str, Json] = {
    "nearest": {"resample": 0},
    "lanczos": {"resample": 1},
    "bilinear": {"resample": 2},
    "box": {"resample": 4},
    "hamming": {"resample": 5},
    "own statistics": HALVES,
    "one number for all channels": {"image_mean": 0.25, "image_std": 0.75},
    "not normalised": {"do_normalize": False},
    "neither rescaled nor normalised": {"do_normalize": False, "do_rescale": False},
    "not rescaled": {"do_rescale": False, "image_mean": [127.5, 120.0, 110.0], "image_std": [64.0, 60.0, 50.0]},
    "another factor": {"rescale_factor": 1 / 127.5} | HALVES,
    "one number for both sides": {"size": SIZE},
    "a list of sides": {"size": [SIZE, SIZE]},
}


def image_values(images: Path, settings: Json) -> torch.Tensor:
    """[1, 3, S, S], from either layout: transformers reads both to the same settings."""
    settings = {"image_processor_type": "BlipImageProcessor", "size": {"height": SIZE, "width": SIZE}} | settings
    layouts = {"preprocessor_config.json": settings, "processor_config.json": {"image_processor": settings}}
    results = [processed(images, {name: value}) for name, value in layouts.items()]
    if not torch.equal(*results):
        raise AssertionError("the two layouts differ")
    # The newer one counts where both are there.
    both = layouts | {"preprocessor_config.json": settings | {"do_rescale": False}}
    if not torch.equal(processed(images, both), results[0]):
        raise AssertionError("preprocessor_config.json is read beside processor_config.json")
    return results[0]


def processed(images: Path, files: Json) -> torch.Tensor:
    with tempfile.TemporaryDirectory() as folder, Image.open(images / f"{SCENE}.png") as picture:
        for name, value in files.items():
            (Path(folder) / name).write_text(json.dumps(value))
        return BlipImageProcessorPil.from_pretrained(folder)(picture, return_tensors="pt").pixel_values.float()


TOKENIZER_TEXTS = (
    "a dog",
    "Two Dogs, one CAT",
    "café Ärger naïve",
    "CAFÉ ÄRGER",
    "dog中文cat",
    "dog\U00020000cat",
    "ΟΔΟΣ οδος",
    "[DEC] a dog [ENC] [SEP]",
    "[dec] a dog",
)
VOCABULARY = (
    "[PAD] [UNK] [CLS] [SEP] [MASK] a Dog dog Dogs dogs Two two CAT cat one , café cafe CAFÉ CAFE Ärger Arger arger "
    "ärger ÄRGER ARGER naïve naive 中 文 dog中文cat ##中 ##文 ##cat \U00020000 dog\U00020000cat ΟΔΟΣ οδοσ οδος [ ] DEC dec"
).split(" ")
CASED = {"do_lower_case": False}
TOKENIZERS: dict[str, Json] = {
    "as BERT": {},
    "cased": CASED,
    "accents kept": {"strip_accents": False},
    "cased, accents stripped": CASED | {"strip_accents": True},
    "ideographs joined": {"tokenize_chinese_chars": False},
    "cased, ideographs joined": CASED | {"tokenize_chinese_chars": False},
    "the newer name of further tokens": {"extra_special_tokens": ["[ENC]"], "additional_special_tokens": None},
}
START_TOKENS = {"bos_token": "[DEC]", "additional_special_tokens": ["[ENC]"], "tokenizer_class": "BertTokenizer"}


def tokenizer_values(settings: Json) -> list[list[int]]:
    """Ids without [CLS] and [SEP]."""
    config = {key: value for key, value in (START_TOKENS | settings).items() if value is not None}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n", encoding="utf-8")
        (Path(folder) / "tokenizer_config.json").write_text(json.dumps(config))
        (Path(folder) / "config.json").write_text('{"model_type": "blip"}')
        ids = encoded(folder)
        own = AutoTokenizer.from_pretrained(folder)._tokenizer
        own.enable_truncation(3)
        own.enable_padding(length=12)
        own.save(str(Path(folder) / "tokenizer.json"))
        if encoded(folder) != ids:
            raise AssertionError("truncation or padding of tokenizer.json counts")
    return ids


def encoded(folder: str) -> list[list[int]]:
    tokenizer = AutoTokenizer.from_pretrained(folder)
    return [tokenizer(text, add_special_tokens=False).input_ids for text in TOKENIZER_TEXTS]


def untied(config: Json) -> None:
    config["tie_word_embeddings"] = config["text_config"]["tie_word_embeddings"] = False


def own_bias(tensors: Tensors) -> None:
    """Reversed, so that a test can make it too."""
    tensors[TIED_OUTPUT_BIAS] = tensors[OUTPUT_BIAS].flip(0).contiguous()


def own_matrix(tensors: Tensors) -> None:
    tensors[TIED_OUTPUT] = tensors[WORD_EMBEDDINGS].flip(0).contiguous()


def only_output_bias(tensors: Tensors) -> None:
    own_bias(tensors)
    del tensors[OUTPUT_BIAS]


def only_output_matrix(tensors: Tensors) -> None:
    own_matrix(tensors)
    del tensors[WORD_EMBEDDINGS]


def both_own(tensors: Tensors) -> None:
    own_bias(tensors)
    own_matrix(tensors)


def activation(tower: str, name: str) -> Callable[[Json], None]:
    def change(config: Json) -> None:
        config[tower]["hidden_act"] = name

    return change


def untied_at(level: str | None) -> Callable[[Json], None]:
    def change(config: Json) -> None:
        (config if level is None else config[level])["tie_word_embeddings"] = False

    return change


def nothing(_: Json) -> None:
    pass


ACTIVATIONS = ("relu", "gelu_new", "gelu_fast", "gelu_pytorch_tanh", "quick_gelu", "silu")
MODELS: dict[str, tuple[Callable[[Json], None], Callable[[Tensors], None]]] = {
    "as it is": (nothing, nothing),
    "untied, bias and matrix of its own": (untied, both_own),
    "tied, another bias": (nothing, own_bias),
    "tied, another matrix": (nothing, own_matrix),
    "tied, only the output's bias": (nothing, only_output_bias),
    "tied, only the output's matrix": (nothing, only_output_matrix),
    "untied at the outer level only": (untied_at(None), nothing),
    "untied at the inner level only": (untied_at("text_config"), nothing),
} | {
    f"{tower} {name}": (activation(tower, name), nothing)
    for tower in ("text_config", "vision_config")
    for name in ACTIVATIONS
}
CHECKPOINT = SPECS[1]
IDS_SEED = 4
TEXT_LENGTH = 8


def model_values(source: Path, spec: Spec, change: tuple[Callable[[Json], None], Callable[[Tensors], None]]) -> Json:
    """Log-probabilities of random ids on random pixels."""
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(copytree(source, Path(parent) / spec.name))
        config, tensors = json.loads((folder / "config.json").read_text()), load_file(folder / "model.safetensors")
        change[0](config)
        change[1](tensors)
        (folder / "config.json").write_text(json.dumps(config))
        save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
        model = load_model(folder)
    ids = input_ids(spec, config)
    image_embeds = model.vision_model(noise_pixels(spec.image_size, spec.seed)).last_hidden_state
    logits = model.text_decoder(ids, encoder_hidden_states=image_embeds, use_cache=False).logits[0]
    return {"tokenLogProbs": logits.log_softmax(dim=-1)[:-1].gather(1, ids[0, 1:, None])[:, 0]}


def input_ids(spec: Spec, config: Json) -> torch.Tensor:
    random = torch.Generator().manual_seed(IDS_SEED)
    text = config["text_config"]
    words = torch.randint(5, text["vocab_size"] - 2, (TEXT_LENGTH,), generator=random).tolist()
    return torch.tensor([[text["bos_token_id"], *words, text["sep_token_id"]]])


def write_settings(values: Path, checkpoints: Path, images: Path) -> None:
    source = checkpoints / CHECKPOINT.name
    config = json.loads((source / "config.json").read_text())
    tensors = {name: image_values(images, settings) for name, settings in IMAGES.items()}
    write_tensors(values / "settings.safetensors", tensors | {"noise": noise_pixels(CHECKPOINT.image_size, CHECKPOINT.seed)})
    described = {
        "images": {"picture": f"images/{SCENE}.png", "size": SIZE, "settings": IMAGES},
        "tokenizers": {
            "vocabulary": VOCABULARY,
            "texts": TOKENIZER_TEXTS,
            "cases": {
                name: {"settings": START_TOKENS | settings, "ids": tokenizer_values(settings)}
                for name, settings in TOKENIZERS.items()
            },
        },
        "models": {
            "checkpoint": CHECKPOINT.name,
            "ids": input_ids(CHECKPOINT, config)[0].tolist(),
            "cases": {name: model_values(source, CHECKPOINT, change) for name, change in MODELS.items()},
        },
    }
    write_json(values / "settings.json", described)
