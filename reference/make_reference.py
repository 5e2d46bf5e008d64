"""Makes the tiny checkpoints, the awkward pictures and what PyTorch, PIL and transformers say of them.

python make_reference.py            write everything next to this file
python make_reference.py --check    make it again in another folder and compare
python make_reference.py --demo     write only the demo model's maps: after every change of its checkpoint
"""

import argparse
import tempfile
from pathlib import Path

import torch
from transformers.utils import logging

from make.answers import write_all_answers
from make.architecture_specs import ARCHITECTURES
from make.captioner import write_captioners
from make.checkpoints import write_checkpoints
from make.compare import compare
from make.contrast import write_contrast
from make.demo_maps import write_demo_maps
from make.formats import write_formats
from make.gradcam import write_gradcams
from make.gradients import write_gradients
from make.matcher import write_matchers
from make.originals import write_originals
from make.picture_formats import write_picture_formats
from make.pictures import write_pictures
from make.preprocess import write_preprocess
from make.processors import write_processors
from make.settings import write_settings
from make.specs import SPECS
from make.tokenizer import write_tokenizer_strings

HERE = Path(__file__).parent


def make_all(root: Path) -> None:
    checkpoints, images, values = root / "checkpoints", root / "images", root / "values"
    architectures = root / "architectures"
    write_checkpoints(checkpoints, SPECS)
    write_checkpoints(architectures, ARCHITECTURES)
    write_pictures(images)
    write_picture_formats(root / "picture-formats")
    write_preprocess(values, images)
    write_tokenizer_strings(values, checkpoints)
    write_processors(values)
    write_gradients(values)
    write_captioners(values, checkpoints, images)
    write_gradcams(values, checkpoints)
    write_matchers(values, architectures, images)
    write_contrast(values, architectures, images)
    write_all_answers(values, architectures, images)
    write_formats(root / "formats", values, images)
    write_originals(root / "originals", values, images)
    write_settings(values, checkpoints, images)
    write_demo_maps(values)


def check() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        make_all(Path(folder))
        return compare(HERE, Path(folder))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the committed files instead of writing")
    parser.add_argument("--demo", action="store_true", help="write only the demo model's maps")
    # One thread adds in one order, so that the sums come out the same every time.
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    with torch.no_grad():
        asked = parser.parse_args()
        if asked.demo:
            write_demo_maps(HERE / "values")
        elif not asked.check:
            make_all(HERE)
        elif not check():
            raise SystemExit(1)


if __name__ == "__main__":
    main()
