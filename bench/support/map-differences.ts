/** Maps of the reference's texts against what PyTorch says of them, as shares of each map's maximum. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { PatchMap } from '../../core/protocol/index.ts';
import { type DemoText, demoPixels, demoTexts } from '../../model-export/testing/demo-maps.ts';
import { headMeans, worstMap } from '../../model-export/testing/map-errors.ts';
import { REFERENCE } from '../../model-export/testing/memory.ts';
import { type ReadTensor, readReference, readTensors } from '../../model-export/testing/reference.ts';
import { createExplainer, type EngineOptions, type Explainer } from '../../workers/engine/index.ts';

/** Absent where the reference has none. */
export interface MapDifferences {
  gradCam?: number;
  attention?: number;
}

interface AskedText {
  picture: string;
  /** Of the whole sequence, start token first. */
  ids: number[];
  /** [L,T,N − 1] */
  expected: Float32Array;
}

export async function captionMapDifferences(options: EngineOptions, name: string): Promise<MapDifferences> {
  const tensor = await readTensors(name);
  const attended = await captionAttentions(options, name, tensor);
  const pixels = pixelsFrom(tensor);
  const attention = await worstOf(options, { source: 'caption', method: 'attention' }, attended, pixels);
  if (!existsSync(path.join(REFERENCE, `values/${name}-gradcam.json`))) return { attention };
  const explained = await captionGradCams(name);
  return { attention, gradCam: await worstOf(options, CAPTION_GRAD_CAM, explained, pixels) };
}

export async function matchMapDifferences(options: EngineOptions, name: string): Promise<MapDifferences> {
  const tensor = await readTensors(name);
  const { attended, explained } = await matchMaps(options, name, tensor);
  const pixels = pixelsFrom(tensor);
  return {
    attention: await worstOf(options, { source: 'itm', method: 'attention' }, attended, pixels),
    gradCam: await worstOf(options, { source: 'itm', method: 'grad-cam' }, explained, pixels),
  };
}

/** Of the demo model, as captioner or as matcher. */
export async function demoMapDifferences(
  options: EngineOptions,
  source: DemoText['source'],
): Promise<MapDifferences> {
  const texts = (await demoTexts()).filter((text) => text.source === source);
  const pixels = (picture: string) => demoPixels(picture, options.bundle.manifest.image);
  const attended = texts.map(({ attention, ...text }) => ({ ...text, expected: attention }));
  const explained = texts.map(({ gradCam, ...text }) => ({ ...text, expected: gradCam }));
  return {
    attention: await worstOf(options, { source, method: 'attention' }, attended, pixels),
    gradCam: await worstOf(options, { source, method: 'grad-cam' }, explained, pixels),
  };
}

type PixelsOf = (picture: string) => Promise<Float32Array>;

function pixelsFrom(tensor: ReadTensor): PixelsOf {
  return (picture) => tensor(`${picture}/pixel_values`);
}

type Explained = Parameters<typeof createExplainer>[1];

const CAPTION_GRAD_CAM: Explained = { source: 'caption', method: 'grad-cam' };

async function worstOf(
  options: EngineOptions,
  explained: Explained,
  texts: readonly AskedText[],
  pixelsOf: PixelsOf,
): Promise<number> {
  const explainer = await createExplainer(options, explained);
  let worst = 0;
  for (const { picture, ids, expected } of texts) {
    const maps = await mapsOf(explainer, await pixelsOf(picture), ids);
    worst = Math.max(worst, worstMap(maps, expected));
  }
  await explainer.dispose();
  return worst;
}

async function mapsOf(
  explainer: Explainer,
  pixels: Float32Array,
  ids: readonly number[],
): Promise<PatchMap[][]> {
  const image = await explainer.encode(pixels);
  const { maps } = await explainer.explain(image, ids);
  image.dispose();
  return maps;
}

interface TeacherForced {
  pictures: Record<string, { teacherForced: { key: string; ids: number[] }[] }>;
}

async function captionAttentions(
  { bundle }: EngineOptions,
  name: string,
  tensor: ReadTensor,
): Promise<AskedText[]> {
  const { text } = bundle.manifest.architecture;
  const texts = Object.entries(readReference<TeacherForced>(name).pictures).flatMap(
    ([picture, { teacherForced }]) => teacherForced.map((each) => ({ picture, ...each })),
  );
  return Promise.all(
    texts.map(async ({ picture, key, ids }) => {
      const means = headMeans(await tensor(`${key}/cross_attention`), text, ids.length);
      return { picture, ids, expected: withoutLastRows(means, text.layers, ids.length) };
    }),
  );
}

/** [L,T,N − 1] → [L,T − 1,N − 1]: the row of the end token predicts nothing. */
function withoutLastRows(means: Float32Array, layers: number, tokens: number): Float32Array {
  const patches = means.length / layers / tokens;
  const isKept = (index: number) => Math.floor(index / patches) % tokens < tokens - 1;
  return means.filter((_, index) => isKept(index));
}

async function captionGradCams(name: string): Promise<AskedText[]> {
  const { captions } = readReference<{ captions: { key: string; picture: string; ids: number[] }[] }>(
    `${name}-gradcam`,
  );
  const tensor = await readTensors(`${name}-gradcam`);
  return Promise.all(
    captions.map(async ({ key, ...asked }) => ({ ...asked, expected: await tensor(`${key}/grad_cam`) })),
  );
}

interface Matched {
  texts: { key: string; itmIds: number[] }[];
  pictures: Record<string, { matches: { key: string; text: string }[] }>;
}

async function matchMaps({ bundle }: EngineOptions, name: string, tensor: ReadTensor) {
  const { texts, pictures } = readReference<Matched>(name);
  const known = new Map(texts.map(({ key, itmIds }) => [key, itmIds]));
  const [attended, explained]: [AskedText[], AskedText[]] = [[], []];
  for (const [picture, { matches }] of Object.entries(pictures)) {
    for (const { key, text } of matches) {
      const ids = known.get(text)!;
      const probabilities = await tensor(`${key}/cross_attention`);
      const means = headMeans(probabilities, bundle.manifest.architecture.text, ids.length);
      attended.push({ picture, ids, expected: means });
      explained.push({ picture, ids, expected: await tensor(`${key}/grad_cam`) });
    }
  }
  return { attended, explained };
}
