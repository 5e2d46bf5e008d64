import { readFile } from 'node:fs/promises';
import { createEngine, DEFAULT_SETTINGS, openBundle, pixelRows, preprocess } from 'blipscope/engine';
import * as runtime from 'onnxruntime-node';
import sharp from 'sharp';

const file = (name) => new URL(import.meta.resolve(`blipscope/models/demo/node/${name}`));
const bundle = await openBundle((name) => readFile(file(name)));
const engine = await createEngine({ ...bundle, runtime, backend: 'cpu' });
const pixels = sharp(process.argv[2], { ignoreIcc: true }).autoOrient().toColourspace('srgb').ensureAlpha();
const { data, info } = await pixels.raw().toBuffer({ resolveWithObject: true });
const picture = pixelRows(data, info.width, info.height);
const image = await engine.encode(preprocess(picture, engine.manifest.image));
const settings = { ...DEFAULT_SETTINGS, ...engine.manifest.generation, method: 'greedy' };
const [[caption]] = await engine.captionPictures([{ image, seed: 0 }], settings);
console.log(caption.text);
