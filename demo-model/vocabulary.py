"""The demo's WordPiece vocabulary and its tokenizer files, in the layout of BLIP's own."""

from __future__ import annotations

import json
import string
from functools import cache
from pathlib import Path
from typing import Final

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from captions import all_words
from questions import question_words

SPECIAL: Final = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
PAD, UNK, CLS, SEP, MASK = range(5)
MAX_POSITIONS: Final = 64


@cache
def vocabulary() -> tuple[str, ...]:
    """Special tokens, the grammar's words, then every character so that any typed text tokenises."""
    letters = string.ascii_lowercase + string.digits
    characters = [*letters, *string.punctuation, *(f"##{letter}" for letter in letters)]
    return tuple(dict.fromkeys([*SPECIAL, *all_words(), *characters, "[DEC]", "[ENC]"]))


@cache
def answerer_vocabulary() -> tuple[str, ...]:
    """The words of questions and answers come last, so that the captioner's ids stay as they are."""
    return tuple(dict.fromkeys([*vocabulary(), *question_words()]))


def token_id(token: str) -> int:
    return vocabulary().index(token)


DEC: Final = token_id("[DEC]")
ENC: Final = token_id("[ENC]")


@cache
def build_tokenizer(words: tuple[str, ...] = vocabulary()) -> Tokenizer:
    ids = {word: number for number, word in enumerate(words)}
    tokenizer = Tokenizer(models.WordPiece(ids, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece(prefix="##")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", CLS), ("[SEP]", SEP)],
    )
    tokenizer.add_special_tokens([*SPECIAL, "[DEC]", "[ENC]"])
    return tokenizer


def encode(text: str) -> list[int]:
    """Ids as the captioner reads them: [DEC] in the first place, [SEP] in the last."""
    ids = build_tokenizer().encode(text).ids
    return [DEC, *ids[1:]]


def encode_question(text: str) -> list[int]:
    """Ids as the answerer reads them: [ENC] in the first place, [SEP] in the last."""
    return [ENC, *build_tokenizer(answerer_vocabulary()).encode(text).ids[1:]]


def encode_answer(text: str) -> list[int]:
    return [DEC, *build_tokenizer(answerer_vocabulary()).encode(text).ids[1:]]


def decode_answer(ids: list[int]) -> str:
    return build_tokenizer(answerer_vocabulary()).decode(ids, skip_special_tokens=True)


def decode(ids: list[int]) -> str:
    return build_tokenizer().decode(ids, skip_special_tokens=True)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n")


def write_tokenizer(folder: Path, words: tuple[str, ...] = vocabulary()) -> None:
    """Writes `tokenizer.json` and its companions as the hub's BLIP repositories have them."""
    build_tokenizer(words).save(str(folder / "tokenizer.json"))
    (folder / "vocab.txt").write_text("\n".join(words) + "\n")
    names = {
        "unk_token": "[UNK]",
        "sep_token": "[SEP]",
        "pad_token": "[PAD]",
        "cls_token": "[CLS]",
        "mask_token": "[MASK]",
    }
    _write_json(folder / "special_tokens_map.json", names | {"additional_special_tokens": ["[DEC]", "[ENC]"]})
    _write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "BertTokenizer",
            "do_lower_case": True,
            "do_basic_tokenize": True,
            "strip_accents": None,
            "tokenize_chinese_chars": True,
            "never_split": None,
            "model_max_length": MAX_POSITIONS,
            **names,
            "additional_special_tokens": ["[DEC]", "[ENC]"],
        },
    )
