"""The tiny checkpoints. No two agree in any dimension, so that a swapped axis cannot hide."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Tower:
    width: int
    heads: int
    layers: int
    intermediate: int
    layer_norm_eps: float


@dataclass(frozen=True)
class Spec:
    name: str
    seed: int
    vision: Tower
    text: Tower
    image_size: int
    patch_size: int
    max_positions: int
    unused_tokens: int  # shifts [UNK] [CLS] [SEP] [MASK], as BERT's own 99 [unused] lines do
    word_count: int  # how many words of vocabulary.json the tokenizer knows
    start_tokens_in_tokenizer: bool  # the hub's tokenizers lack [DEC] and [ENC], LAVIS' has them
    encoder_width_in_config: bool
    tied_output_stored: bool
    position_ids_stored: bool
    end_bias: float  # added to the end token's output bias, so that captions end at varied lengths
    architecture: str = "BlipForConditionalGeneration"
    image_text_hidden_size: int = 256
    projection_dim: int = 512
    dtype: str = "float32"  # of the stored weights
    # Drawn so that float16 and bfloat16 hold every weight: one set of values then serves all stored forms.
    exact_in_half: bool = False
    # Below 1, so little variance reaches the vision tower's first layer norm that its epsilon shows.
    vision_embedding_scale: float = 1.0

    @property
    def grid(self) -> int:
        return self.image_size // self.patch_size


SPECS = (
    Spec(
        name="square-16",
        seed=3,
        vision=Tower(width=32, heads=4, layers=2, intermediate=64, layer_norm_eps=1e-5),
        text=Tower(width=48, heads=3, layers=3, intermediate=80, layer_norm_eps=1e-12),
        image_size=32,
        patch_size=8,
        max_positions=40,
        unused_tokens=3,
        word_count=90,
        start_tokens_in_tokenizer=True,
        encoder_width_in_config=False,
        tied_output_stored=True,
        position_ids_stored=True,
        end_bias=3.5,
    ),
    # Epsilons large enough that reading the other tower's would show in the values.
    Spec(
        name="odd-9",
        seed=12,
        vision=Tower(width=40, heads=5, layers=3, intermediate=72, layer_norm_eps=2e-2),
        text=Tower(width=24, heads=2, layers=1, intermediate=56, layer_norm_eps=5e-3),
        image_size=30,
        patch_size=10,
        max_positions=26,
        unused_tokens=0,
        word_count=40,
        start_tokens_in_tokenizer=False,
        encoder_width_in_config=False,
        tied_output_stored=False,
        position_ids_stored=False,
        end_bias=2.5,
    ),
    Spec(
        name="grid-25",
        seed=56,
        vision=Tower(width=60, heads=6, layers=4, intermediate=100, layer_norm_eps=1e-6),
        text=Tower(width=56, heads=7, layers=2, intermediate=108, layer_norm_eps=1e-5),
        image_size=80,
        patch_size=16,
        max_positions=64,
        unused_tokens=7,
        word_count=1000,
        start_tokens_in_tokenizer=True,
        encoder_width_in_config=True,
        tied_output_stored=False,
        position_ids_stored=True,
        end_bias=2.5,
    ),
)


def text_config(spec: Spec, special: dict[str, int], vocab_size: int) -> dict[str, Any]:
    config = tower_config(spec.text) | {
        "model_type": "blip_text_model",
        "vocab_size": vocab_size,
        "max_position_embeddings": spec.max_positions,
        "bos_token_id": special["[DEC]"],
        # As on the hub: 2 is no end token of BERT's; generate() ends at sep_token_id.
        "eos_token_id": 2,
        "pad_token_id": special["[PAD]"],
        "sep_token_id": special["[SEP]"],
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
        "is_decoder": True,
    }
    return config | ({"encoder_hidden_size": spec.vision.width} if spec.encoder_width_in_config else {})


def vision_config(spec: Spec) -> dict[str, Any]:
    return tower_config(spec.vision) | {
        "model_type": "blip_vision_model",
        "image_size": spec.image_size,
        "patch_size": spec.patch_size,
        "num_channels": 3,
        "attention_dropout": 0.0,
    }


def tower_config(tower: Tower) -> dict[str, Any]:
    return {
        "hidden_size": tower.width,
        "num_attention_heads": tower.heads,
        "num_hidden_layers": tower.layers,
        "intermediate_size": tower.intermediate,
        "layer_norm_eps": tower.layer_norm_eps,
        "hidden_act": "gelu",
    }


def model_config(spec: Spec, special: dict[str, int], vocab_size: int) -> dict[str, Any]:
    return {
        "architectures": [spec.architecture],
        "model_type": "blip",
        "image_text_hidden_size": spec.image_text_hidden_size,
        "projection_dim": spec.projection_dim,
        "logit_scale_init_value": 2.6592,
        "torch_dtype": spec.dtype,
        "text_config": text_config(spec, special, vocab_size),
        "vision_config": vision_config(spec),
    }
