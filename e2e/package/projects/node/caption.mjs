import { readFile } from 'node:fs/promises';
import { createEngine, DEFAULT_SETTINGS, openBundle, pixelRows, preprocess } from 'blipscope/engine';
import * as runtime from 'onnxruntime-node';
import sharp from 'sharp';

const file = (name) => new URL(import.meta.resolve(`blipscope/models/demo/node/${name}`));
const opened = await openBundle((name) => readFile(file(name)));
const engine = await createEngine({ ...opened, runtime, backend: 'cpu' });
const { data, info } = await sharp(process.argv[2]).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
const picture = pixelRows(data, info.width, info.height);
const image = await engine.encode(preprocess(picture, engine.manifest.image));
const run = engine.caption(image, { ...DEFAULT_SETTINGS, ...engine.manifest.generation, method: 'greedy' });
let step = await run.next();
while (!step.done) step = await run.next();
console.log(step.value.captions[0].text);
