"""PyTorch's side of `throughput.ts`: captions pictures and matches the captions, once per line of standard input.

Each line is JSON: {"batch": pictures of a batch, "threads": n}; the answer is JSON: {"seconds": s}. The first line of
output says that the models are loaded: {"seconds": s of start and load}.
"""

import json
import sys
import time

START = time.perf_counter()

import torch  # noqa: E402
from PIL import Image  # noqa: E402
from transformers import BlipForConditionalGeneration, BlipForImageTextRetrieval, BertTokenizerFast, BlipImageProcessor  # noqa: E402

captioner_folder, matcher_folder, settings_json, *paths = sys.argv[1:]
settings = json.loads(settings_json)
captioner = BlipForConditionalGeneration.from_pretrained(captioner_folder).eval()
matcher = BlipForImageTextRetrieval.from_pretrained(matcher_folder).eval()
tokenizer = BertTokenizerFast(f"{captioner_folder}/vocab.txt")
size = captioner.config.vision_config.image_size
processor = BlipImageProcessor(size={"height": size, "width": size})


def read(path):
    with Image.open(path) as image:
        return processor(images=image.convert("RGB"), return_tensors="pt").pixel_values


def caption(pixels):
    prompt = tokenizer([settings["prompt"]] * len(pixels), return_tensors="pt").input_ids
    return captioner.generate(
        pixel_values=pixels,
        # generate() replaces the first token by the start token and drops the last one, [SEP].
        input_ids=prompt,
        do_sample=True,
        top_p=settings["topP"],
        top_k=settings["topK"],
        repetition_penalty=settings["repetitionPenalty"],
        temperature=settings["temperature"],
        num_return_sequences=settings["numCaptions"],
        min_length=settings["minLength"],
        max_length=settings["maxLength"],
    )


def match(pixels, captions):
    """ITM of each picture's captions; the image encoder runs once for a picture."""
    embeds = matcher.vision_model(pixel_values=pixels).last_hidden_state
    embeds = embeds.repeat_interleave(settings["numCaptions"], dim=0)
    texts = tokenizer(captions, padding=True, truncation=True, max_length=35, return_tensors="pt")
    hidden = matcher.text_encoder(
        input_ids=texts.input_ids, attention_mask=texts.attention_mask, encoder_hidden_states=embeds
    )
    return matcher.itm_head(hidden.last_hidden_state[:, 0, :]).softmax(dim=-1)


def run(batch):
    for first in range(0, len(paths), batch):
        pixels = torch.cat([read(path) for path in paths[first : first + batch]])
        match(pixels, tokenizer.batch_decode(caption(pixels), skip_special_tokens=True))


def say(seconds):
    print(json.dumps({"seconds": seconds}), flush=True)


with torch.inference_mode():
    say(time.perf_counter() - START)
    for line in sys.stdin:
        request = json.loads(line)
        torch.set_num_threads(request["threads"])
        begin = time.perf_counter()
        run(request["batch"])
        say(time.perf_counter() - begin)
