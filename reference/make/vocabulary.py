"""A WordPiece vocabulary of a few hundred tokens, and the tokenizer files around it."""

import json
from pathlib import Path

from tokenizers import AddedToken
from transformers import BertTokenizerFast

from .files import write_json
from .specs import Spec

PARTS = json.loads(Path(__file__).with_name("vocabulary.json").read_text(encoding="utf-8"))


def vocabulary(spec: Spec) -> list[str]:
    """In BERT's order, [DEC] and [ENC] left out: they come after the last line."""
    unused = [f"[unused{index}]" for index in range(spec.unused_tokens)]
    singles = [*PARTS["letters"], *PARTS["digits"]]
    pieces = [f"##{single}" for single in singles] + PARTS["suffixes"]
    words = PARTS["words"][: spec.word_count]
    tokens = ["[PAD]", *unused, "[UNK]", "[CLS]", "[SEP]", "[MASK]", *PARTS["symbols"], *singles, *words, *pieces]
    return list(dict.fromkeys(tokens))


def special_ids(vocab: list[str]) -> dict[str, int]:
    ids = {token: vocab.index(token) for token in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")}
    return ids | {"[DEC]": len(vocab), "[ENC]": len(vocab) + 1}


def write_tokenizer(folder: Path, spec: Spec, vocab: list[str]) -> None:
    memory_tokenizer(spec, vocab).backend_tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    write_vocabulary(folder, vocab)
    write_json(folder / "tokenizer_config.json", tokenizer_config(spec))


def memory_tokenizer(spec: Spec, vocab: list[str]) -> BertTokenizerFast:
    tokenizer = BertTokenizerFast(vocab={token: index for index, token in enumerate(vocab)})
    if spec.start_tokens_in_tokenizer:
        start_tokens = [AddedToken("[DEC]", special=True), AddedToken("[ENC]", special=True)]
        tokenizer.add_special_tokens({"bos_token": start_tokens[0], "additional_special_tokens": start_tokens[1:]})
    return tokenizer


def write_vocabulary(folder: Path, vocab: list[str]) -> None:
    (folder / "vocab.txt").write_text("\n".join(vocab) + "\n", encoding="utf-8")


def tokenizer_config(spec: Spec) -> dict[str, object]:
    config: dict[str, object] = {
        "tokenizer_class": "BertTokenizer",
        "processor_class": "BlipProcessor",
        "do_lower_case": True,
        "tokenize_chinese_chars": True,
        "strip_accents": None,
        "model_max_length": spec.max_positions,
        "model_input_names": ["input_ids", "attention_mask"],
    }
    names = {"pad": "[PAD]", "unk": "[UNK]", "cls": "[CLS]", "sep": "[SEP]", "mask": "[MASK]"}
    config |= {f"{name}_token": token for name, token in names.items()}
    if spec.start_tokens_in_tokenizer:
        config |= {"bos_token": "[DEC]", "additional_special_tokens": ["[ENC]"]}
    return config
