import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as dataset from 'blipscope/dataset';
import * as blip from 'blipscope/engine';
import * as runtime from 'onnxruntime-node';
import sharp from 'sharp';

const folder = process.argv[2];
const names = (await readdir(folder)).sort();
const pictures = names.filter(dataset.isPictureName);
const originals = await originalTexts();

const file = (name) => new URL(import.meta.resolve(`blipscope/models/demo/node/${name}`));
const bundle = await blip.openBundle((name) => readFile(file(name)));
const engine = await blip.createEngine({ ...bundle, runtime, backend: 'cpu' });
// The same bundle can match: each picture is encoded once, by the captioner.
const matcher = await blip.createMatcher({ ...bundle, runtime, backend: 'cpu' }, { encoded: true });
const settings = { ...blip.DEFAULT_SETTINGS, ...engine.manifest.generation, numCaptions: 5 };

// A file that is there already is not overwritten.
const out = await open(join(folder, 'metadata.jsonl'), 'wx');
for (const path of pictures) {
  try {
    const record = { texts: await matchedTexts(path), done: true, error: null, decision: null };
    const [best] = dataset.chooseTexts(record, dataset.DEFAULT_FILTER).texts;
    if (!best) continue;
    const line = { file_name: path, text: best.text, source: best.source, itm: best.match.probability };
    await out.appendFile(`${JSON.stringify(line)}\n`);
  } catch (error) {
    console.error(`${path}: ${error.message}`);
  }
}
await out.close();

/** The texts in the files beside the pictures, by picture. */
async function originalTexts() {
  const files = await Promise.all(names.filter(dataset.mayHaveTexts).map(inputFile));
  const texts = new Map();
  for await (const { path, text } of dataset.readOriginals({ pictures, files, warn: console.warn }))
    texts.set(path, [...(texts.get(path) ?? []), text]);
  return texts;
}

async function inputFile(path) {
  const source = dataset.blobSource(await openAsBlob(join(folder, path)));
  return { path, size: source.size, open: async () => source };
}

/** Original texts and candidates, with the probability that each fits. */
async function matchedTexts(path) {
  const bytes = await readFile(join(folder, path));
  const image = await engine.encode(await pixelValues(bytes));
  const seed = dataset.pictureSeed(0, createHash('sha256').update(bytes).digest('hex'));
  const [captions] = await engine.captionPictures([{ image, seed }], settings);
  const candidates = captions.map(({ text, logProb }) => ({ source: 'synthetic', text, seed, logProb }));
  const texts = [...(originals.get(path) ?? []), ...candidates];
  const seen = await matcher.encodeFrom(image);
  const asked = texts.map(({ text }) => text);
  const matches = await matcher.match(seen, asked);
  seen.dispose();
  image.dispose();
  return texts.map((text, index) => ({ ...text, match: matches[index].itm }));
}

/** As the models were trained: upright, in the colours that are stored. */
async function pixelValues(bytes) {
  const pixels = sharp(bytes, { ignoreIcc: true }).autoOrient().toColourspace('srgb').ensureAlpha().raw();
  const { data, info } = await pixels.toBuffer({ resolveWithObject: true });
  return blip.preprocess(blip.pixelRows(data, info.width, info.height), engine.manifest.image);
}
