import { describe, expect, test } from 'vitest';
import type { Capability } from '../../../core/dtypes.ts';
import { BundleError, type GraphRole } from '../../../core/manifest/manifest.ts';
import { randomScript } from '../testing/fake-model.ts';
import { FakeRuntime, fakeBundle, fakeTokenizer, IDS, VOCABULARY } from '../testing/fake-runtime.ts';
import { PIXELS } from '../testing/load-engine.ts';
import { createExplainer, type ExplainOptions } from './explain.ts';

const GRAPHS: GraphRole[] = ['explain_caption', 'explain_itm'];
const CAPTION: ExplainOptions = { source: 'caption', method: 'grad-cam' };
const MATCH: ExplainOptions = { source: 'itm', method: 'grad-cam' };

async function load(
  options: ExplainOptions,
  { capabilities = ['caption', 'match'] as Capability[], graphs = GRAPHS } = {},
) {
  const runtime = new FakeRuntime(randomScript(VOCABULARY, 0));
  const bundle = fakeBundle(capabilities, graphs);
  const explainer = await createExplainer(
    { runtime, bundle, tokenizer: fakeTokenizer, backend: 'cpu' },
    options,
  );
  return { explainer, runtime };
}

/** Tensors that a session returned and nobody disposed. */
const alive = (runtime: FakeRuntime) => runtime.features.filter((tensor) => tensor.location !== 'none');
const loaded = (runtime: FakeRuntime) =>
  runtime.options.map(
    ({ externalData }) => externalData?.map((data) => (typeof data === 'string' ? data : data.path))[0],
  );

describe('Grad-CAM under the captioner', () => {
  test('every token that is predicted, with the map of the row that predicts it', async () => {
    const { explainer, runtime } = await load(CAPTION);
    const image = await explainer.encode(PIXELS);
    const { tokens, maps, grid, probability } = await explainer.explain(image, 'eight six ##s');
    expect(tokens).toEqual([
      { id: 8, text: 'eight', logProb: -8, special: false },
      { id: 6, text: 'six', logProb: -6, special: false },
      { id: 7, text: '##s', logProb: -7, special: false },
      { id: IDS.eosId, text: '[SEP]', logProb: -IDS.eosId, special: true },
    ]);
    expect(maps.map((layer) => layer.map((map) => [...map]))).toEqual(
      [0, 100].map((layer) => [0, 10, 20, 30].map((row) => [1, 2, 3, 4].map((patch) => layer + row + patch))),
    );
    expect({ grid, probability }).toEqual({ grid: [2, 2], probability: null });
    image.dispose();
    expect(alive(runtime)).toEqual([]);
  });

  test('a full sequence may be given by its ids', async () => {
    const { explainer } = await load(CAPTION);
    const image = await explainer.encode(PIXELS);
    const ids = [IDS.bosId, 4, 5, 8, IDS.eosId];
    const { tokens } = await explainer.explain(image, ids);
    expect(tokens.map(({ id }) => id)).toEqual(ids.slice(1));
  });

  test('refuses a text longer than the positions', async () => {
    const { explainer } = await load(CAPTION);
    const image = await explainer.encode(PIXELS);
    await expect(explainer.explain(image, 'one '.repeat(20))).rejects.toThrow('shorter than 20 tokens');
  });
});

test('Grad-CAM under the matcher explains the logit of a match, of the first row', async () => {
  const { explainer, runtime } = await load(MATCH);
  const image = await explainer.encode(PIXELS);
  const { tokens, maps, probability } = await explainer.explain(image, 'two four');
  expect(tokens.map(({ id, logProb }) => [id, logProb])).toEqual(
    [IDS.encId, 2, 4, IDS.eosId].map((id) => [id, null]),
  );
  expect(maps.map((layer) => layer.length)).toEqual([4, 4]);
  expect(probability).toBeCloseTo(1 / (1 + Math.exp(-PIXELS[0]!)), 6);
  image.dispose();
  expect(alive(runtime)).toEqual([]);
});

describe('what is loaded', () => {
  test.each([
    [CAPTION, ['vision_encoder.bin', 'cross_attention_kv.bin', 'explain_caption.bin']],
    [
      { ...CAPTION, method: 'attention' },
      ['vision_encoder.bin', 'cross_attention_kv.bin', 'text_decoder.bin'],
    ],
    [MATCH, ['vision_encoder.bin', 'cross_attention_kv.bin', 'explain_itm.bin']],
    [{ ...CAPTION, encoded: true }, ['explain_caption.bin']],
  ] as [ExplainOptions, string[]][])('%o', async (options, files) => {
    const { runtime } = await load(options);
    expect(loaded(runtime)).toEqual(files);
  });

  test("a matcher's own keys and values, where the bundle has both", async () => {
    const { runtime } = await load(MATCH, { graphs: [...GRAPHS, 'matcher_kv'] });
    expect(loaded(runtime)).toEqual(['vision_encoder.bin', 'matcher_kv.bin', 'explain_itm.bin']);
  });
});

test('attention needs no extra graph', async () => {
  const { explainer } = await load({ ...CAPTION, method: 'attention' }, { graphs: [] });
  const image = await explainer.encode(PIXELS);
  const { tokens, maps } = await explainer.explain(image, 'eight six');
  expect(tokens.map(({ id }) => id)).toEqual([8, 6, IDS.eosId]);
  // The fake decoder's attention is its layer plus the id fed.
  expect(maps.map((layer) => layer.map((map) => map[0]))).toEqual([
    [IDS.bosId, 8, 6],
    [IDS.bosId + 1, 9, 7],
  ]);
});

describe('models that cannot be explained', () => {
  test('a bundle without the graph', async () => {
    const loading = load(CAPTION, { graphs: [] });
    await expect(loading).rejects.toThrow(BundleError);
    await expect(loading).rejects.toThrow('has no graph for Grad-CAM. Export the model again');
  });

  test('a model of another kind', async () => {
    await expect(load(MATCH, { capabilities: ['caption'] })).rejects.toThrow('is not a matcher');
  });
});

test('a cancelled request runs nothing', async () => {
  const { explainer, runtime } = await load(CAPTION);
  const image = await explainer.encode(PIXELS);
  const before = runtime.runs;
  const reason = new Error('stopped');
  await expect(explainer.explain(image, 'two', AbortSignal.abort(reason))).rejects.toBe(reason);
  expect(runtime.runs).toBe(before);
});

test('a request cancelled while the model runs rejects, and leaves no tensors', async () => {
  const { explainer, runtime } = await load(CAPTION);
  const image = await explainer.encode(PIXELS);
  const controller = new AbortController();
  const reason = new Error('stopped');
  runtime.onRun = () => controller.abort(reason);
  await expect(explainer.explain(image, 'two', controller.signal)).rejects.toBe(reason);
  image.dispose();
  expect(alive(runtime)).toEqual([]);
});

test('the sessions are released once', async () => {
  const { explainer, runtime } = await load(CAPTION);
  await Promise.all([explainer.dispose(), explainer.dispose()]);
  expect(runtime.released).toBe(3);
});
