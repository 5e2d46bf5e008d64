"""Bare `.pth` files as salesforce/BLIP and LAVIS save them: original names, no configuration."""

from collections import OrderedDict
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch.nn.functional import normalize
from transformers import PreTrainedModel

from .answers import write_answers
from .architecture_specs import HALF, HEADS_OF_64, MATCHERS, QUESTION_ANSWERING, WIDE_QUESTION_ANSWERING
from .captioner import write_brief_captioner
from .checkpoints import all_tensors, build_model, config_of
from .files import write_json
from .original_names import momentum_name, original_name
from .specs import Spec
from .vocabulary import memory_tokenizer, special_ids, vocabulary, write_vocabulary

MATCHER, QUESTIONS = MATCHERS[0], QUESTION_ANSWERING[0]
STORED = {
    MATCHER: torch.float16,
    QUESTIONS: torch.bfloat16,
    WIDE_QUESTION_ANSWERING: torch.float16,
    HALF: torch.bfloat16,
    HEADS_OF_64: torch.float16,
}
TWINS = {MATCHER: "architectures/matcher-9", QUESTIONS: "architectures/vqa-9", HALF: "formats/half-4-bf16"}
# Values of those without a twin are made from the file itself.
ONLY_HERE = {WIDE_QUESTION_ANSWERING: write_answers, HEADS_OF_64: write_brief_captioner}
QUEUE_SIZE = 8  # 57,600 in training


def write_original(folder: Path, spec: Spec) -> dict[str, Any]:
    """The file, a vocabulary next to it as a user would put BERT's, and the index entry of both."""
    folder.mkdir(parents=True, exist_ok=True)
    write_vocabulary(folder, vocabulary(spec))
    state = original_state(spec)
    leftovers = training_leftovers(spec, state) if spec is MATCHER else {}
    saved = {"model": with_versions(state | leftovers)} | (training_state() if leftovers else {})
    torch.save(saved, folder / f"{spec.name}.pth")
    return {
        "file": f"originals/{spec.name}/{spec.name}.pth",
        "architecture": spec.architecture,
        "dtype": str(STORED[spec]).removeprefix("torch."),
        "twin": TWINS.get(spec),
        "values": spec.name,
        "inferable": inferable(spec),
        "assumed": assumed(spec),
        "heads": {"vision": spec.vision.heads, "text": spec.text.heads},
        "headsOf64": spec is HEADS_OF_64,
        "renamed": {key: original_name(key) for key in all_tensors(spec) if key != original_name(key)},
        "leftovers": sorted(leftovers),
    }


def original_state(spec: Spec) -> OrderedDict[str, torch.Tensor]:
    """Tied tensors stay one: torch.save writes their storage once."""
    tensors = all_tensors(spec)
    converted = {id(tensor): stored(tensor, STORED[spec]) for tensor in tensors.values()}
    return OrderedDict((original_name(key), converted[id(tensors[key])]) for key in sorted(tensors))


def stored(tensor: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    return tensor.to(dtype) if tensor.is_floating_point() else tensor


def with_versions(state: OrderedDict[str, torch.Tensor]) -> OrderedDict[str, torch.Tensor]:
    """As state_dict() returns it: an attribute on the dictionary itself, for which the pickle has an opcode."""
    modules = sorted({"", *(name.split(".")[0] for name in state)})
    state._metadata = OrderedDict((module, {"version": 1}) for module in modules)
    return state


def training_leftovers(spec: Spec, state: OrderedDict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """What blip_retrieval.py registers besides the model: slow copies, queues, their pointer, the temperature."""
    random = torch.Generator().manual_seed(spec.seed)
    slow = {momentum_name(name): slow_copy(state[name]) for name in state if not name.startswith("itm_head.")}
    shape = (spec.image_text_hidden_size, QUEUE_SIZE)
    return slow | {
        "image_queue": normalize(torch.randn(shape, generator=random), dim=0),
        "text_queue": normalize(torch.randn(shape, generator=random), dim=0),
        "idx_queue": torch.full((1, QUEUE_SIZE), -100),
        "ptr_queue": torch.zeros(1, dtype=torch.long),
        "temp": torch.tensor(0.07),
    }


def slow_copy(tensor: torch.Tensor) -> torch.Tensor:
    """Far from the weights, so that a reader who takes it for them is found out."""
    return -tensor if tensor.is_floating_point() else tensor.clone()


def training_state() -> dict[str, Any]:
    """The rest of what train_retrieval.py saves: an AdamW that has made one step, the settings, the epoch."""
    weight = torch.nn.Parameter(torch.ones(2, 3))
    optimizer = torch.optim.AdamW([weight], lr=1e-5, weight_decay=0.05)
    weight.grad = torch.ones(2, 3)
    optimizer.step()
    settings = {
        "image_size": 384,
        "vit": "base",
        "vit_grad_ckpt": True,
        "init_lr": 1e-5,
        "alpha": 0.4,
        "pretrained": "",
    }
    return {"optimizer": optimizer.state_dict(), "config": settings, "epoch": 5}


def inferable(spec: Spec) -> dict[str, Any]:
    """What the shapes tell, and for the end token the vocabulary."""
    vocab = vocabulary(spec)
    towers = {name: tower_shapes(spec, name) for name in ("vision", "text")}
    towers["vision"] |= {"image_size": spec.image_size, "patch_size": spec.patch_size}
    towers["text"] |= {
        "vocab_size": len(vocab) + 2,
        "max_position_embeddings": spec.max_positions,
        "encoder_hidden_size": spec.vision.width,
        "bos_token_id": special_ids(vocab)["[DEC]"],
        "sep_token_id": special_ids(vocab)["[SEP]"],
    }
    matcher = {"image_text_hidden_size": spec.image_text_hidden_size} if spec is MATCHER else {}
    return towers | matcher


def tower_shapes(spec: Spec, name: str) -> dict[str, int]:
    tower = asdict(getattr(spec, name))
    names = {"width": "hidden_size", "layers": "num_hidden_layers", "intermediate": "intermediate_size"}
    return {known_as: tower[field] for field, known_as in names.items()}


def assumed(spec: Spec) -> dict[str, Any]:
    """What no shape shows: the constants of vit.py and med_config.json."""
    return {
        "vision": {"layer_norm_eps": spec.vision.layer_norm_eps, "hidden_act": "gelu"},
        "text": {"layer_norm_eps": spec.text.layer_norm_eps, "hidden_act": "gelu", "pad_token_id": 0},
    }


def load_original(file: Path, leftovers: list[str], spec: Spec) -> PreTrainedModel:
    """Back from the file under transformers' names; every tensor is a weight, a buffer or a known leftover."""
    state = torch.load(file, weights_only=True)["model"]
    model = build_model(config_of(spec)).eval()
    names = {key: original_name(key) for key in model.state_dict()}
    unused = set(state) - set(names.values()) - set(leftovers)
    if any(not name.endswith(".position_ids") for name in unused):
        raise AssertionError(f"{file.name} holds tensors that nothing reads: {unused}")
    model.load_state_dict({key: state[name].float() for key, name in names.items()})
    return model


def prove_epsilon_shows(model: PreTrainedModel, spec: Spec) -> None:
    """transformers' default of 1e-5 must be distinguishable from the original's 1e-6."""
    pixels = torch.randn(1, 3, spec.image_size, spec.image_size, generator=torch.Generator().manual_seed(0))
    right = model.vision_model(pixels).last_hidden_state
    wrong_config = config_of(spec)
    wrong_config["vision_config"]["layer_norm_eps"] = 1e-5
    wrong = build_model(wrong_config).eval()
    wrong.load_state_dict(model.state_dict())
    if (wrong.vision_model(pixels).last_hidden_state - right).abs().max() < 1e-3:
        raise AssertionError(f"{spec.name}: a wrong vision epsilon goes unseen")


def write_originals(originals: Path, values: Path, images: Path) -> None:
    index = {spec: write_original(originals / spec.name, spec) for spec in STORED}
    write_json(values / "originals.json", list(index.values()))
    for spec, described in index.items():
        file = originals / spec.name / f"{spec.name}.pth"
        model = load_original(file, described["leftovers"], spec)
        prove_epsilon_shows(model, spec)
        if spec in ONLY_HERE:
            ONLY_HERE[spec](values, images, spec, model, memory_tokenizer(spec, vocabulary(spec)))
