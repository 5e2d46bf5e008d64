/**
 * How far fp32 bundles are from PyTorch, on onnxruntime-node: the largest differences for every kind of model, under the
 * hub's names and the original's. The checkpoints and values are those of `reference/`; tests assert the tolerances.
 *
 *   npx tsx bench/parity.ts
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { markdownTable } from '../app/features/bench/tables';
import * as runtime from '../cli/onnxruntime.ts';
import type { ExplainSource } from '../core/explain.ts';
import { compareAnswerer } from '../e2e/parity/answers.ts';
import { compareExplanations, compareMatcherAttention } from '../e2e/parity/explanations.ts';
import { compareMatcher } from '../e2e/parity/matches.ts';
import {
  compareWithReference,
  type Loaded,
  largestDifference,
  readTensors,
  readValues,
} from '../e2e/parity/reference.ts';
import { exportBundle } from '../model-export/index.ts';
import { demoPixels, demoTexts, exportedDemo } from '../model-export/testing/demo-maps.ts';
import { worstMap } from '../model-export/testing/map-errors.ts';
import { memorySink, REFERENCE } from '../model-export/testing/memory.ts';
import type { ExportedBundle } from '../model-export/testing/reference.ts';
import { createExplainer, createMatcher, type ExplainerImage } from '../workers/engine/index.ts';
import { embedImage, loadModel } from '../workers/engine/parts.ts';
import { onProcessor } from '../workers/engine/testing/engine-options.ts';
import { disposeAfter } from '../workers/measure/subject.ts';
import { type Case, referenceCases } from './support/reference-cases.ts';

/** Largest differences; maps as shares of each map's maximum. What a model does not do is absent. */
interface Differences {
  imageEmbeds?: number;
  logProbs?: number;
  itmLogits?: number;
  cosines?: number;
  answers?: number;
  gradCam?: number;
  attention?: number;
  /** Greedy and beam searches with identical ids. */
  searches?: string;
}

const COLUMNS: [keyof Differences, string][] = [
  ['imageEmbeds', '`image_embeds`'],
  ['logProbs', 'log-probability of the next token'],
  ['itmLogits', 'ITM logits'],
  ['cosines', 'ITC cosine'],
  ['answers', 'log-probability of an answer'],
  ['gradCam', 'Grad-CAM'],
  ['attention', 'attention'],
  ['searches', 'same ids'],
];

const valueFile = (file: string) => path.join(REFERENCE, 'values', file);

async function load(bundle: ExportedBundle): Promise<Loaded> {
  const { tokenizer } = await onProcessor(runtime, bundle);
  const readValue = async (file: string) => new Uint8Array(await readFile(valueFile(file)));
  return { runtime, execution: { backend: 'cpu' }, bundle, tokenizer, readValue };
}

async function compare({ name, files, heads, values, matcherOnly }: Case): Promise<[string, Differences]> {
  const sink = memorySink();
  const request = { files, id: name, target: 'node', dtype: 'fp32', sink, heads } as const;
  const manifest = await exportBundle(request);
  const loaded = await load({ manifest, read: async (file) => sink.files.get(file)! });
  const can = new Set(manifest.capabilities);
  return [
    manifest.architecture.model,
    {
      imageEmbeds: await embedsDifference(values, loaded),
      ...(can.has('caption') && !matcherOnly && (await captionerDifferences(values, loaded))),
      ...(can.has('match') && (await matcherDifferences(values, loaded))),
      ...(can.has('contrast') && !can.has('match') && (await contrastDifferences(values, loaded))),
      ...(can.has('answer') && (await answererDifferences(values, loaded))),
    },
  ];
}

async function embedsDifference(values: string, loaded: Loaded): Promise<number> {
  const { pictures } = await readValues<{ pictures: object }>(loaded.readValue, values);
  const tensor = await readTensors(loaded.readValue, values);
  const model = await loadModel(['vision_encoder'] as const, { ...loaded, ...loaded.execution });
  let worst = 0;
  for (const picture of Object.keys(pictures)) {
    const embeds = await embedImage(model, await tensor(`${picture}/pixel_values`));
    const found = (await embeds.getData()) as Float32Array;
    worst = Math.max(worst, largestDifference(found, await tensor(`${picture}/image_embeds`)));
    embeds.dispose();
  }
  await model.sessions.release();
  return worst;
}

async function captionerDifferences(values: string, loaded: Loaded): Promise<Differences> {
  const result = await compareWithReference(values, loaded);
  const { logProbs, crossAttention: attention, greedy, beam } = result;
  const compared = greedy.compared + beam.compared;
  const same = compared - greedy.different.length - beam.different.length;
  const found = { logProbs, attention, searches: `${same} of ${compared}` };
  if (!existsSync(valueFile(`${values}-gradcam.json`))) return found;
  const { gradCam } = await compareExplanations({ checkpoint: values, source: 'caption' }, loaded);
  return { ...found, gradCam };
}

async function matcherDifferences(values: string, loaded: Loaded): Promise<Differences> {
  const { logits: itmLogits, cosine: cosines } = await compareMatcher(values, loaded);
  const { gradCam } = await compareExplanations({ checkpoint: values, source: 'itm' }, loaded);
  return { itmLogits, cosines, gradCam, attention: await compareMatcherAttention(values, loaded) };
}

/** `BlipModel` has no ITM head; its values are one cosine for each picture and text. */
async function contrastDifferences(values: string, loaded: Loaded): Promise<Differences> {
  const { texts, pictures } = await readValues<{
    texts: { text: string }[];
    pictures: Record<string, { cosines: number[] }>;
  }>(loaded.readValue, values);
  const tensor = await readTensors(loaded.readValue, values);
  const sentences = texts.map(({ text }) => text);
  const cosines = await disposeAfter(createMatcher({ ...loaded, ...loaded.execution }), async (matcher) => {
    let worst = 0;
    for (const [picture, expected] of Object.entries(pictures)) {
      const encoding = matcher.encode(await tensor(`${picture}/pixel_values`));
      const matches = await disposeAfter(encoding, (image) => matcher.match(image, sentences));
      const found = Float32Array.from(matches, ({ itc }) => itc!.cosine);
      worst = Math.max(worst, largestDifference(found, Float32Array.from(expected.cosines)));
    }
    return worst;
  });
  return { cosines };
}

async function answererDifferences(values: string, loaded: Loaded): Promise<Differences> {
  const { score, listed, gradCam, attention, compared, different } = await compareAnswerer(
    values,
    loaded,
    Number.POSITIVE_INFINITY,
  );
  const searches = `${compared - different.length} of ${compared}`;
  return { answers: Math.max(score, listed), gradCam, attention, searches };
}

/** Of the demo model the maps alone. */
async function demoDifferences(source: ExplainSource): Promise<Differences> {
  const options = await onProcessor(runtime, await exportedDemo());
  const texts = (await demoTexts()).filter((text) => text.source === source);
  const worst = (method: 'grad-cam' | 'attention') =>
    disposeAfter(createExplainer(options, { source, method }), async (explainer) => {
      const errors: number[] = [];
      for (const { picture, ids, gradCam, attention } of texts) {
        const pixels = await demoPixels(picture, options.bundle.manifest.image);
        const explain = (image: ExplainerImage) => explainer.explain(image, ids);
        const { maps } = await disposeAfter(explainer.encode(pixels), explain);
        errors.push(worstMap(maps, method === 'grad-cam' ? gradCam : attention));
      }
      return Math.max(...errors);
    });
  return { gradCam: await worst('grad-cam'), attention: await worst('attention') };
}

const format = (value: number | string | undefined) =>
  typeof value === 'number' ? value.toExponential(1) : (value ?? '');
const cells = (found: Differences) => COLUMNS.map(([key]) => format(found[key]));

const rows: string[][] = [];
for (const each of await referenceCases()) {
  const [model, found] = await compare(each);
  rows.push([model, each.name, each.naming, ...cells(found)]);
}
for (const [source, name] of [
  ['caption', 'captioner'],
  ['itm', 'matcher'],
] as const) {
  rows.push(['BLIP_Pretrain', `demo, ${name}`, 'hub', ...cells(await demoDifferences(source))]);
}
console.log(markdownTable(['model', 'checkpoint', 'names', ...COLUMNS.map(([, title]) => title)], rows));
