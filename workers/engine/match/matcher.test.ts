import { describe, expect, test } from 'vitest';
import type { Capability } from '../../../core/dtypes.ts';
import { BundleError, type GraphRole } from '../../../core/manifest/manifest.ts';
import { createEngine } from '../engine.ts';
import { EngineError } from '../errors.ts';
import { textValue } from '../testing/fake-graphs.ts';
import { randomScript } from '../testing/fake-model.ts';
import { FakeRuntime, fakeBundle, fakeTokenizer, IDS, VOCABULARY } from '../testing/fake-runtime.ts';
import { PIXELS } from '../testing/load-engine.ts';
import { createMatcher } from './matcher.ts';

async function load(capabilities: Capability[]) {
  const runtime = new FakeRuntime(randomScript(VOCABULARY, 0));
  const bundle = fakeBundle(capabilities);
  const matcher = await createMatcher({ runtime, bundle, tokenizer: fakeTokenizer, backend: 'cpu' });
  return { matcher, runtime };
}

const TEXTS = ['two four', '', 'eight nine two four'];
const ENCODED = [[2, 4], [], [8, 9, 2, 4]];

/** Tensors that a session returned and nobody disposed. */
const alive = (runtime: FakeRuntime) => runtime.features.filter((tensor) => tensor.location !== 'none');

describe('a model with both heads', () => {
  test('reads a text from [ENC] for ITM and from [CLS] for ITC, to [SEP]', async () => {
    const { matcher } = await load(['match', 'contrast']);
    const image = await matcher.encode(PIXELS);
    const matches = await matcher.match(image, TEXTS);
    for (const [index, { itm, itc, tokens }] of matches.entries()) {
      const itmIds = [IDS.encId, ...ENCODED[index]!, IDS.eosId];
      const itcIds = [fakeTokenizer.clsId, ...ENCODED[index]!, IDS.eosId];
      expect(tokens.map(({ id }) => id)).toEqual(itmIds);
      expect(tokens.map(({ special }) => special)).toEqual(itmIds.map((id) => fakeTokenizer.isSpecial(id)));
      const [no, yes] = itm!.logits;
      expect([no, yes]).toEqual([Math.fround(textValue(itmIds) / 100), 1]);
      expect(itm!.probability).toBeCloseTo(Math.exp(yes) / (Math.exp(no) + Math.exp(yes)), 12);
      const value = textValue(itcIds);
      expect(itc!.cosine).toBeCloseTo((value + 1) / Math.hypot(1, 1) / Math.hypot(value, 1), 12);
    }
  });

  test('a matcher that computes NaN for a picture is an error, and no match', async () => {
    const { matcher } = await load(['match', 'contrast']);
    const nan = async () => matcher.match(await matcher.encode(PIXELS.map(() => Number.NaN)), TEXTS);
    await expect(nan()).rejects.toMatchObject({ code: 'not-finite' });
  });

  test('embeds pictures and texts alone, and leaves nothing behind', async () => {
    const { matcher, runtime } = await load(['match', 'contrast']);
    expect([...(await matcher.embed(PIXELS))]).toEqual([PIXELS[0], 1]);
    const ids = ENCODED.map((text) => [fakeTokenizer.clsId, ...text, IDS.eosId]);
    expect((await matcher.embedTexts(TEXTS)).map((vector) => [...vector])).toEqual(
      ids.map((each) => [textValue(each), 1]),
    );
    expect(alive(runtime)).toEqual([]);
  });

  test('no texts have no matches', async () => {
    const { matcher } = await load(['match', 'contrast']);
    expect(await matcher.match(await matcher.encode(PIXELS), [])).toEqual([]);
  });

  test('a text that is too long is truncated before its [SEP]', async () => {
    const { matcher } = await load(['match']);
    const [match] = await matcher.match(await matcher.encode(PIXELS), ['two '.repeat(40)]);
    const { maxPositions } = matcher.manifest.text;
    expect(match!.tokens.map(({ id }) => id)).toEqual([
      IDS.encId,
      ...new Array(maxPositions - 2).fill(2),
      IDS.eosId,
    ]);
  });
});

describe('a model with one head loads no graph for the other', () => {
  test('ITM', async () => {
    const { matcher, runtime } = await load(['match']);
    const [match] = await matcher.match(await matcher.encode(PIXELS), ['two']);
    expect(match).toMatchObject({ itm: { logits: [expect.any(Number), 1] }, itc: null });
    expect(runtime.options.length).toBe(3);
  });

  test('ITC', async () => {
    const { matcher, runtime } = await load(['contrast']);
    const [match] = await matcher.match(await matcher.encode(PIXELS), ['two']);
    expect(match).toMatchObject({ itm: null, itc: { cosine: expect.any(Number) } });
    expect(match!.tokens.map(({ id }) => id)).toEqual([fakeTokenizer.clsId, 2, IDS.eosId]);
    expect(runtime.options.length).toBe(3);
  });

  test('another kind of model is refused', async () => {
    await expect(load(['caption'])).rejects.toThrow(BundleError);
    await expect(load(['caption'])).rejects.toThrow(
      'test/fake is not a matcher; it was made for: caption. Choose another model.',
    );
  });
});

describe('with the captioner of the same bundle', () => {
  const ALL: Capability[] = ['caption', 'match', 'contrast'];

  async function loadBoth(roles: GraphRole[] = []) {
    const runtime = new FakeRuntime(randomScript(VOCABULARY, 0));
    const options = {
      runtime,
      bundle: fakeBundle(ALL, roles),
      tokenizer: fakeTokenizer,
      backend: 'cpu',
    } as const;
    const engine = await createEngine(options);
    const captionerGraphs = runtime.options.length;
    const matcher = await createMatcher(options, { encoded: true });
    return { engine, matcher, runtime, graphs: runtime.options.length - captionerGraphs };
  }

  test.each([
    ['with the captioner’s keys and values', [], 3, 0],
    ['with separate keys and values', ['matcher_kv'], 4, 4],
  ] as const)('%s, a picture is encoded once', async (_, roles, graphs, own) => {
    const both = await loadBoth([...roles]);
    expect(both.graphs).toBe(graphs);
    const encoded = await both.engine.encode(PIXELS);
    const before = alive(both.runtime).length;
    const image = await both.matcher.encodeFrom(encoded);
    expect(alive(both.runtime).length - before).toBe(own);
    const { matcher } = await load(['match', 'contrast']);
    const alone = await matcher.match(await matcher.encode(PIXELS), TEXTS);
    expect(await both.matcher.match(image, TEXTS)).toEqual(alone);
    image.dispose();
    expect(alive(both.runtime)).toHaveLength(before);
    encoded.dispose();
    expect(alive(both.runtime)).toEqual([]);
  });
});

describe('lifetime', () => {
  test('between calls only the picture’s keys and values are alive, until it is disposed', async () => {
    const { matcher, runtime } = await load(['match', 'contrast']);
    const image = await matcher.encode(PIXELS);
    await matcher.match(image, TEXTS);
    expect(alive(runtime)).toEqual(Object.values(image.cross!));
    image.dispose();
    image.dispose();
    expect(alive(runtime)).toEqual([]);
    expect(runtime.fedDisposed).toBe(0);
  });

  test('disposing releases every session after earlier requests', async () => {
    const { matcher, runtime } = await load(['match', 'contrast']);
    const image = await matcher.encode(PIXELS);
    const matching = matcher.match(image, TEXTS);
    await Promise.all([matcher.dispose(), matcher.dispose()]);
    expect((await matching).length).toBe(TEXTS.length);
    expect(runtime.released).toBe(5);
    await expect(matcher.match(image, TEXTS)).rejects.toThrow(EngineError);
  });

  test('an abort before the work begins rejects with its reason', async () => {
    const { matcher, runtime } = await load(['match']);
    const image = await matcher.encode(PIXELS);
    const runs = runtime.runs;
    const signal = AbortSignal.abort(new Error('never mind'));
    await expect(matcher.match(image, TEXTS, signal)).rejects.toThrow('never mind');
    expect(runtime.runs).toBe(runs);
  });
});

test('a model without ITC embeds nothing', async () => {
  const { matcher } = await load(['match']);
  await expect(matcher.embed(PIXELS)).rejects.toThrow(EngineError);
  await expect(matcher.embedTexts(TEXTS)).rejects.toThrow('no contrast head');
});
