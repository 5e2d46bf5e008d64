"""What salesforce/BLIP and LAVIS call the tensors that transformers renamed: those of the vision tower.

Their text encoders, text decoders, projections and ITM head bear the same names in both.
Sources: models/vit.py, models/med.py, models/blip.py, blip_itm.py, blip_retrieval.py and blip_vqa.py of
salesforce/BLIP; lavis/models/vit.py and med.py.
"""

import re

OUTSIDE_BLOCKS = {
    "vision_model.embeddings.class_embedding": "visual_encoder.cls_token",
    "vision_model.embeddings.position_embedding": "visual_encoder.pos_embed",
    "vision_model.embeddings.patch_embedding.weight": "visual_encoder.patch_embed.proj.weight",
    "vision_model.embeddings.patch_embedding.bias": "visual_encoder.patch_embed.proj.bias",
    "vision_model.post_layernorm.weight": "visual_encoder.norm.weight",
    "vision_model.post_layernorm.bias": "visual_encoder.norm.bias",
}
INSIDE_BLOCKS = {
    "layer_norm1": "norm1",
    "self_attn.qkv": "attn.qkv",
    "self_attn.projection": "attn.proj",
    "layer_norm2": "norm2",
    "mlp.fc1": "mlp.fc1",
    "mlp.fc2": "mlp.fc2",
}
BLOCK = re.compile(r"vision_model\.encoder\.layers\.(\d+)\.(.+)\.(weight|bias)")
SHARED = ("text_encoder.", "text_decoder.", "itm_head.", "vision_proj.", "text_proj.")


def original_name(key: str) -> str:
    """`key` as transformers spells it."""
    if block := BLOCK.fullmatch(key):
        layer, part, kind = block.groups()
        return f"visual_encoder.blocks.{layer}.{INSIDE_BLOCKS[part]}.{kind}"
    return key if key.startswith(SHARED) else OUTSIDE_BLOCKS[key]


def momentum_name(original: str) -> str:
    """The slow copy that training keeps of an encoder or projection: `visual_encoder_m.pos_embed`."""
    module, rest = original.split(".", 1)
    return f"{module}_m.{rest}"
