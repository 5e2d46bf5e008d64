/** Compares Grad-CAM with PyTorch's: see `reference/VALUES.md`. */
import { headMeans } from '../../model-export/testing/head-means.ts';
import { createExplainer, type Explainer } from '../../workers/engine/index.ts';
import type { ExplainerJob, ExplainerResult } from './jobs';
import {
  type Loaded,
  largestDifference,
  type ReadTensor,
  type ReadValue,
  readTensors,
  readValues,
} from './reference';

/** A text to explain, and where its maps are in the reference's tensors. */
interface Case {
  picture: string;
  text: string | number[];
  expected: Float32Array;
}

export async function compareExplanations(
  { checkpoint, source }: Pick<ExplainerJob, 'checkpoint' | 'source'>,
  loaded: Loaded,
): Promise<ExplainerResult> {
  const tensor = await readTensors(loaded.readValue, checkpoint);
  const cases = await (source === 'caption'
    ? captions(checkpoint, loaded.readValue)
    : matches(checkpoint, loaded, (key) => tensor(`${key}/grad_cam`)));
  const explainer = await createExplainer({ ...loaded, ...loaded.execution }, { source, method: 'grad-cam' });
  let worst = 0;
  for (const each of cases) worst = Math.max(worst, await difference(explainer, each, tensor));
  await explainer.dispose();
  return { kind: 'explainer', compared: cases.length, gradCam: worst };
}

/** The largest difference of a matcher's attention, mean over heads, as a share of each map's maximum. */
export async function compareMatcherAttention(checkpoint: string, loaded: Loaded): Promise<number> {
  const tensor = await readTensors(loaded.readValue, checkpoint);
  const { text } = loaded.bundle.manifest.architecture;
  const cases = await matches(checkpoint, loaded, async (key, tokens) =>
    headMeans(await tensor(`${key}/cross_attention`), text, tokens),
  );
  const method = 'attention';
  const explainer = await createExplainer({ ...loaded, ...loaded.execution }, { source: 'itm', method });
  let worst = 0;
  for (const each of cases) worst = Math.max(worst, await difference(explainer, each, tensor));
  await explainer.dispose();
  return worst;
}

async function captions(checkpoint: string, readValue: ReadValue): Promise<Case[]> {
  const name = `${checkpoint}-gradcam`;
  const values = await readValues<{ captions: { key: string; picture: string; ids: number[] }[] }>(
    readValue,
    name,
  );
  const tensor = await readTensors(readValue, name);
  return Promise.all(
    values.captions.map(async ({ key, picture, ids }) => ({
      picture,
      text: ids,
      expected: await tensor(`${key}/grad_cam`),
    })),
  );
}

interface MatchValues {
  texts: { key: string; text: string; itmIds: number[] }[];
  pictures: Record<string, { matches: { key: string; text: string }[] }>;
}

async function matches(
  checkpoint: string,
  { readValue }: Loaded,
  expected: (key: string, tokens: number) => Promise<Float32Array>,
): Promise<Case[]> {
  const { texts, pictures } = await readValues<MatchValues>(readValue, checkpoint);
  const known = new Map(texts.map((each) => [each.key, each]));
  const all = Object.entries(pictures).flatMap(([picture, { matches: found }]) =>
    found.map(async ({ key, text: of }) => {
      const { text = '', itmIds = [] } = known.get(of) ?? {};
      return { picture, text, expected: await expected(key, itmIds.length) };
    }),
  );
  return Promise.all(all);
}

/** The largest of all layers' maps, as a share of each map's maximum. */
async function difference(
  explainer: Explainer,
  { picture, text, expected }: Case,
  tensor: ReadTensor,
): Promise<number> {
  const image = await explainer.encode(await tensor(`${picture}/pixel_values`));
  const { maps } = await explainer.explain(image, text);
  image.dispose();
  return mapsDifference(maps, expected);
}

/** The largest difference of maps by layer from [L,T,P], as a share of each map's maximum. */
export function mapsDifference(maps: readonly Float32Array[][], expected: Float32Array): number {
  const patches = expected.length / maps.flat().length;
  const shares = maps.flat().map((map, index) => {
    const row = expected.subarray(index * patches, (index + 1) * patches);
    const largest = largestDifference(map, row);
    return largest === 0 ? 0 : largest / Math.max(...row);
  });
  return Math.max(...shares);
}
