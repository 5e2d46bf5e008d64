import { describe, expect, test } from 'vitest';
import type { Capability } from '../../../core/dtypes.ts';
import { BundleError, type GraphRole } from '../../../core/manifest/manifest.ts';
import { SettingsError } from '../errors.ts';
import { randomScript } from '../testing/fake-model.ts';
import { FakeRuntime, fakeBundle, fakeTokenizer, IDS, VOCABULARY } from '../testing/fake-runtime.ts';
import { PIXELS } from '../testing/load-engine.ts';
import { createAnswerer } from './answerer.ts';
import { createAnswerExplainer } from './explainer.ts';

interface Made {
  capabilities?: Capability[];
  graphs?: GraphRole[];
  encoded?: boolean;
}

async function load({ capabilities = ['answer'], graphs = ['explain_answer'], encoded = false }: Made = {}) {
  const runtime = new FakeRuntime(randomScript(VOCABULARY, 0));
  const options = {
    runtime,
    bundle: fakeBundle(capabilities, graphs),
    tokenizer: fakeTokenizer,
    backend: 'cpu',
  } as const;
  return { explainer: await createAnswerExplainer(options, { encoded }), runtime, options };
}

/** The fake's maps at the four patches, by layer. */
const byLayer = (value: (layer: number, patch: number) => number) =>
  [0, 1].map((layer) => Float32Array.from([1, 2, 3, 4], (patch) => value(layer, patch)));
const alive = ({ features }: FakeRuntime) => features.filter((tensor) => tensor.location !== 'none');

describe('Grad-CAM', () => {
  test('of each token alone, and of the whole answer by the question’s tokens', async () => {
    const { explainer, runtime } = await load();
    const image = await explainer.encode(PIXELS);
    const { question, answer, whole, ...rest } = await explainer.explain(image, 'two four', 'six ##s');
    // [DEC], then [DEC] 6, then [DEC] 6 7.
    const logProbs = [-10, -16, -23];
    expect(answer.tokens).toEqual([
      { id: 6, text: 'six', logProb: logProbs[0], special: false },
      { id: 7, text: '##s', logProb: logProbs[1], special: false },
      { id: IDS.eosId, text: '[SEP]', logProb: logProbs[2], special: true },
    ]);
    expect(rest).toEqual({ method: 'grad-cam', grid: [2, 2], logProb: -49, probability: Math.exp(-49) });
    expect(question.tokens.map(({ id, logProb }) => [id, logProb])).toEqual(
      [IDS.encId, 2, 4, IDS.eosId].map((id) => [id, null]),
    );
    const Q = 4;
    expect(answer.maps).toEqual(
      [0, 1].map((layer) =>
        [6, 7, IDS.eosId].map((id) => byLayer((l, patch) => Q * (l + patch * id))[layer]),
      ),
    );
    const all = 6 + 7 + IDS.eosId;
    expect(question.maps).toEqual(
      byLayer((layer, patch) => layer + patch * all).map((map) => new Array<Float32Array>(Q).fill(map)),
    );
    expect(whole).toEqual(byLayer((layer, patch) => Q * (layer + patch * all)));
    image.dispose();
    expect(alive(runtime)).toEqual([]);
  });

  test('of long texts in several runs', async () => {
    const { explainer, runtime } = await load();
    const image = await explainer.encode(PIXELS);
    const runs = runtime.runs;
    const long = 'two '.repeat(17);
    const { answer, whole } = await explainer.explain(image, long, long);
    expect(runtime.runs - runs).toBe(2);
    expect(answer.tokens).toHaveLength(18);
    const Q = 19;
    expect(answer.maps[1]!.map((map) => map[0])).toEqual(answer.tokens.map(({ id }) => Q * (1 + id)));
    expect(whole[1]![0]).toBe(Q * (1 + 17 * 2 + IDS.eosId));
  });
});

test('attention to the picture through the question', async () => {
  const { explainer } = await load();
  const image = await explainer.encode(PIXELS);
  const { question, answer, whole, method } = await explainer.explain(image, 'two', 'six eight', 'attention');
  const at = (layer: number, position: number) => byLayer((l, patch) => l + patch + position)[layer];
  expect(method).toBe('attention');
  expect(question.maps).toEqual([0, 1].map((layer) => [0, 1, 2].map((position) => at(layer, position))));
  // The fake's answer attends to each of the three tokens by a half.
  const through = byLayer((layer, patch) => 1.5 * (layer + patch + 1));
  expect(answer.maps).toEqual(through.map((map) => [map, map, map]));
  expect(whole).toEqual(through);
});

test('an answer that was found is explained by its ids, on the answerer’s own encoding', async () => {
  const { explainer, runtime, options } = await load({ encoded: true });
  expect(runtime.options).toHaveLength(1);
  const answerer = await createAnswerer(options);
  const image = await answerer.encode(PIXELS);
  const ids = [IDS.bosId, 6, 7];
  const { answer } = await explainer.explain(image, 'two', ids);
  expect(answer.tokens.map(({ id }) => id)).toEqual(ids.slice(1));
});

describe('what cannot be explained', () => {
  test('a bundle of an earlier version', async () => {
    const loading = load({ graphs: [] });
    await expect(loading).rejects.toThrow(BundleError);
    await expect(loading).rejects.toThrow(
      'no graph that explains answers: an earlier version made it. Convert',
    );
  });

  test('a model of another kind', async () => {
    await expect(load({ capabilities: ['match'] })).rejects.toThrow('is not a question answerer');
  });

  test.each([
    ['', 'at least one word'],
    ['two '.repeat(20), 'shorter than 20 tokens'],
  ])('the answer "%s"', async (answer, message) => {
    const { explainer } = await load();
    const image = await explainer.encode(PIXELS);
    const explaining = explainer.explain(image, 'two', answer);
    await expect(explaining).rejects.toThrow(SettingsError);
    await expect(explaining).rejects.toThrow(message);
  });
});

test('a request that is cancelled between runs leaves no tensors', async () => {
  const { explainer, runtime } = await load();
  const image = await explainer.encode(PIXELS);
  const [controller, reason] = [new AbortController(), new Error('stopped')];
  const runs = runtime.runs;
  runtime.onRun = () => controller.abort(reason);
  const long = 'two '.repeat(17);
  await expect(explainer.explain(image, long, long, 'grad-cam', controller.signal)).rejects.toBe(reason);
  expect(runtime.runs - runs).toBe(1);
  image.dispose();
  expect(alive(runtime)).toEqual([]);
});
