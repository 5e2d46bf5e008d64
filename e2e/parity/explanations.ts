/** Grad-CAM, run here, against PyTorch's: see `reference/VALUES.md`. */
import { createExplainer, type Explainer } from '../../workers/engine/index.ts';
import type { ExplainerJob, ExplainerResult } from './jobs';
import { type Loaded, largestDifference, type ReadTensor, readTensors, readValues } from './reference';

/** A text to explain, and where its maps are in the reference's tensors. */
interface Case {
  picture: string;
  text: string | number[];
  expected: Float32Array;
}

export async function compareExplanations(
  { checkpoint, source }: ExplainerJob,
  loaded: Loaded,
): Promise<ExplainerResult> {
  const tensor = await readTensors(checkpoint);
  const cases = source === 'caption' ? await captions(checkpoint) : await matches(checkpoint, tensor);
  const explainer = await createExplainer({ ...loaded, ...loaded.execution }, { source, method: 'grad-cam' });
  let worst = 0;
  for (const each of cases) worst = Math.max(worst, await difference(explainer, each, tensor));
  await explainer.dispose();
  return { kind: 'explainer', compared: cases.length, gradCam: worst };
}

async function captions(checkpoint: string): Promise<Case[]> {
  const name = `${checkpoint}-gradcam`;
  const values = await readValues<{ captions: { key: string; picture: string; ids: number[] }[] }>(name);
  const tensor = await readTensors(name);
  return Promise.all(
    values.captions.map(async ({ key, picture, ids }) => ({
      picture,
      text: ids,
      expected: await tensor(`${key}/grad_cam`),
    })),
  );
}

interface MatchValues {
  texts: { key: string; text: string }[];
  pictures: Record<string, { matches: { key: string; text: string }[] }>;
}

async function matches(checkpoint: string, tensor: ReadTensor): Promise<Case[]> {
  const { texts, pictures } = await readValues<MatchValues>(checkpoint);
  const textOf = new Map(texts.map(({ key, text }) => [key, text]));
  const all = Object.entries(pictures).flatMap(([picture, { matches: found }]) =>
    found.map(async ({ key, text }) => ({
      picture,
      text: textOf.get(text) ?? '',
      expected: await tensor(`${key}/grad_cam`),
    })),
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
  const patches = expected.length / maps.flat().length;
  const shares = maps.flat().map((map, index) => {
    const row = expected.subarray(index * patches, (index + 1) * patches);
    const largest = largestDifference(map, row);
    return largest === 0 ? 0 : largest / Math.max(...row);
  });
  return Math.max(...shares);
}
