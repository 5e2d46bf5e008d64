"""One small captioner in every form a hub folder comes in, and what torch.save can put into a file."""

from collections import OrderedDict
from dataclasses import replace
from pathlib import Path

import torch
from huggingface_hub import split_torch_state_dict_into_shards
from transformers import BertTokenizerFast, PreTrainedModel

from .architecture_specs import HALF
from .captioner import write_brief_captioner
from .checkpoints import all_tensors, build_model, config_of, load_model, write_checkpoint, write_hub_files
from .files import write_json, write_tensors

SHARD_SIZE = "48KB"


def write_half_precision(folder: Path, dtype: str) -> None:
    write_checkpoint(folder, replace(HALF, dtype=dtype))


def write_bin(folder: Path) -> None:
    """As transformers wrote it before safetensors: tied weights share one storage, the buffers are there."""
    model, tensors = half_model(), all_tensors(HALF)
    state = model.state_dict()
    state |= {key: tensor for key, tensor in tensors.items() if key.endswith(".position_ids")}
    write_hub_files(folder, HALF)
    torch.save(state, folder / "pytorch_model.bin")


def write_sharded(folder: Path) -> None:
    half_model().save_pretrained(folder, max_shard_size=SHARD_SIZE)
    write_hub_files(folder, HALF)  # over those of save_pretrained, which name the version of transformers
    for shard in folder.glob("*.safetensors"):
        shard.chmod(0o644)


def write_sharded_bin(folder: Path) -> None:
    """As transformers wrote it before safetensors, which transformers 5 no longer does: tied weights in one part."""
    state = half_model().state_dict()
    split = split_torch_state_dict_into_shards(
        state, filename_pattern="pytorch_model{suffix}.bin", max_shard_size=SHARD_SIZE
    )
    write_hub_files(folder, HALF)
    for name, keys in split.filename_to_tensors.items():
        torch.save({key: state[key] for key in keys}, folder / name)
    index = {"metadata": split.metadata, "weight_map": split.tensor_to_filename}
    write_json(folder / "pytorch_model.bin.index.json", index)


def half_model() -> PreTrainedModel:
    model = build_model(config_of(HALF)).eval()
    tensors = all_tensors(HALF)
    model.load_state_dict({key: tensors[key] for key in model.state_dict()})
    return model


def prove_same(folders: list[Path]) -> None:
    expected = all_tensors(HALF)
    for folder in folders:
        for key, tensor in load_model(folder).state_dict().items():
            if not torch.equal(tensor, expected[key]):
                raise AssertionError(f"{folder.name} holds another {key}")


def write_torch_forms(folder: Path, values: Path) -> None:
    """Every dtype, every kind of view, in the two pickle protocols and in the form before PyTorch 1.6."""
    tensors = torch_forms()
    saved = OrderedDict(tensors) | {
        "parameter": torch.nn.Parameter(tensors["float32"]),
        "nested": {"list": [tensors["int64"], 1, 2**40, -1.5, True, None, "text é"], "tuple": (1, (2,), ())},
    }
    torch.save(saved, folder / "torch-forms.pth")
    torch.save(saved, folder / "torch-forms-protocol-4.pth", pickle_protocol=4)
    # Without a tensor: the old form names them by their address in memory, another one each time.
    torch.save({"epoch": 5}, folder / "legacy.pth", _use_new_zipfile_serialization=False)
    write_tensors(values / "torch-forms.safetensors", tensors)
    described = {name: {"dtype": str(tensor.dtype), "stride": tensor.stride()} for name, tensor in tensors.items()}
    write_json(values / "torch-forms.json", described)


def torch_forms() -> dict[str, torch.Tensor]:
    base = torch.arange(24, dtype=torch.float32).reshape(4, 6) / 8 - 1
    dtypes = ("float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool")
    plain = {name: (base * 8).abs().to(getattr(torch, name)) for name in dtypes}
    return plain | {
        "scalar": torch.tensor(0.07),
        "empty": torch.zeros(0, 3),
        "base": base,
        "rows": base[1:3],
        "columns": base[:, 2:4],
        "transposed": base.T,
        "every-other": base[::2, 1::3],
        "expanded": base[0, :3].expand(4, 3),
    }


def write_formats(formats: Path, values: Path, images: Path) -> None:
    write_half_precision(formats / "half-4-bf16", "bfloat16")
    write_half_precision(formats / "half-4-fp16", "float16")
    write_bin(formats / "half-4-bin")
    write_sharded(formats / "half-4-sharded")
    write_sharded_bin(formats / "half-4-bin-sharded")
    folders = sorted(formats.glob("half-4-*"))
    prove_same(folders)
    write_torch_forms(formats, values)
    tokenizer = BertTokenizerFast.from_pretrained(folders[0])
    write_brief_captioner(values, images, HALF, load_model(folders[0]), tokenizer)
