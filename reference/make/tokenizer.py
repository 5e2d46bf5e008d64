"""Awkward strings to ids and ids back to strings, with the tokenizers of the tiny checkpoints."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from transformers import BertTokenizerFast

from .files import write_json
from .specs import SPECS, Spec

CATALOGUE = json.loads(Path(__file__).with_name("awkward-strings.json").read_text(encoding="utf-8"))
RANDOM_SEQUENCES = 40


def write_tokenizer_strings(values: Path, checkpoints: Path) -> None:
    texts = awkward_strings()
    by_checkpoint = {spec.name: tokenizer_values(checkpoints / spec.name, spec, texts) for spec in SPECS}
    write_json(values / "tokenizer-strings.json", {"texts": texts, "checkpoints": by_checkpoint})


def awkward_strings() -> list[str]:
    """`between` holds characters that vanish, split or stay; WordPiece gives up on words over 100 characters."""
    between = [f"dog{character}cat" for character in CATALOGUE["between"]]
    repeated = [unit * times for unit, times in CATALOGUE["repeated"]]
    return list(dict.fromkeys([*CATALOGUE["strings"], *between, *repeated]))


def tokenizer_values(folder: Path, spec: Spec, texts: list[str]) -> dict[str, Any]:
    tokenizer = BertTokenizerFast.from_pretrained(folder)
    plain = [tokenizer(text, add_special_tokens=False).input_ids for text in texts]
    return {
        "ids": [tokenizer(text).input_ids for text in texts],
        "plainIds": plain,
        "decoded": [decoded(tokenizer, ids) for ids in id_sequences(tokenizer, spec, plain)],
    }


def id_sequences(tokenizer: BertTokenizerFast, spec: Spec, encoded: list[list[int]]) -> list[list[int]]:
    """[DEC] and [ENC] come right after vocab.txt, whether or not the tokenizer has heard of them."""
    start, encode = tokenizer.vocab_size, tokenizer.vocab_size + 1
    end, pad, mask = tokenizer.sep_token_id, tokenizer.pad_token_id, tokenizer.mask_token_id
    dog = tokenizer.convert_tokens_to_ids(["a", "dog", "##s", "."])
    by_hand = [
        [],
        [start],
        [start, *dog, end],
        [encode, *dog, end, pad, pad],
        [dog[2], dog[1]],
        [dog[1], end, dog[2]],
        [tokenizer.unk_token_id, mask, dog[0]],
        [dog[0], start + 2, dog[1]],
    ]
    random = np.random.default_rng(spec.seed)
    lengths = random.integers(1, 16, RANDOM_SEQUENCES)
    return by_hand + [random.integers(0, start + 2, length).tolist() for length in lengths] + encoded


def decoded(tokenizer: BertTokenizerFast, ids: list[int]) -> dict[str, Any]:
    return {
        "ids": ids,
        "text": tokenizer.decode(ids, skip_special_tokens=True),
        "textWithSpecial": tokenizer.decode(ids, skip_special_tokens=False),
    }
