import { describe, expect, test } from 'vitest';
import type { Capability } from '../../../core/dtypes.ts';
import { createEngine } from '../engine.ts';
import { SettingsError } from '../errors.ts';
import { textValue } from '../testing/fake-graphs.ts';
import { reciting, type Script } from '../testing/fake-model.ts';
import { FakeRuntime, fakeBundle, fakeTokenizer, IDS, VOCABULARY } from '../testing/fake-runtime.ts';
import { PIXELS, wandering } from '../testing/load-engine.ts';
import { createAnswerer } from './answerer.ts';

async function load(script: Script, capabilities: Capability[] = ['answer']) {
  const runtime = new FakeRuntime(script);
  const bundle = fakeBundle(capabilities);
  const options = { runtime, bundle, tokenizer: fakeTokenizer, backend: 'cpu' } as const;
  return { answerer: await createAnswerer(options), runtime };
}

/** The script gets the attended values, then [DEC]. */
const START_LENGTH = 2;
const alive = ({ features, present }: FakeRuntime) =>
  [...features, ...present].filter((tensor) => tensor.location !== 'none');

describe('an answer', () => {
  test('depends on the picture and the question, [ENC] first', async () => {
    const seen: number[] = [];
    const recite = reciting([6, 7, IDS.eosId], VOCABULARY, START_LENGTH);
    const { answerer } = await load((ids) => {
      seen.push(ids[0]!);
      return recite(ids);
    });
    const [answer] = await answerer.answer(await answerer.encode(PIXELS), 'four two', { beams: 1 });
    expect(answer).toMatchObject({ text: 'sixs', tokenIds: [IDS.bosId, 6, 7, IDS.eosId], finish: 'end' });
    expect(answer!.logProb).toBeCloseTo(
      answer!.tokens.reduce((sum, token) => sum + token.logProb, 0),
      12,
    );
    expect(new Set(seen)).toEqual(new Set([textValue([IDS.encId, 4, 2, IDS.eosId]) + PIXELS[0]!]));
  });

  test('comes with the other beams, best first', async () => {
    const { answerer } = await load(wandering);
    const answers = await answerer.answer(await answerer.encode(PIXELS), 'two');
    expect(answers.length).toBe(3);
    const scores = answers.map(({ logProb, tokens }) => logProb / tokens.length);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(new Set(answers.map(({ tokenIds }) => tokenIds.join())).size).toBe(3);
    expect(Math.max(...answers.map(({ tokenIds }) => tokenIds.length))).toBeLessThanOrEqual(10);
  });
});

test('settings out of range are refused before any work', async () => {
  const { answerer, runtime } = await load(wandering);
  const image = await answerer.encode(PIXELS);
  const runs = runtime.runs;
  await expect(answerer.answer(image, 'two', { beams: 0 })).rejects.toThrow(SettingsError);
  await expect(answerer.answer(image, 'two', { maxLength: 99 })).rejects.toThrow('maxLength is 99');
  expect(runtime.runs).toBe(runs);
});

describe('kinds of models', () => {
  test('a captioner is refused', async () => {
    await expect(load(wandering, ['caption'])).rejects.toThrow('test/fake is not a question answerer');
  });

  test('an answerer is refused as a captioner, although it has all of a captioner’s graphs', async () => {
    const options = { runtime: new FakeRuntime(wandering), bundle: fakeBundle(['answer']) };
    const loading = createEngine({ ...options, tokenizer: fakeTokenizer, backend: 'cpu' });
    await expect(loading).rejects.toThrow('test/fake is not a captioner; it was made for: answer.');
  });
});

describe('lifetime', () => {
  test('after an answer only the picture is alive, after its disposal nothing', async () => {
    const { answerer, runtime } = await load(wandering);
    const image = await answerer.encode(PIXELS);
    await answerer.answer(image, 'two');
    expect(alive(runtime)).toEqual([image.imageEmbeds, ...Object.values(image.cross)]);
    image.dispose();
    expect(alive(runtime)).toEqual([]);
    expect(runtime.fedDisposed).toBe(0);
  });

  test('a failing or aborted answer leaves nothing, and the next one succeeds', async () => {
    const { answerer, runtime } = await load(wandering);
    const image = await answerer.encode(PIXELS);
    runtime.failure = new Error('device lost');
    await expect(answerer.answer(image, 'two')).rejects.toThrow('device lost');
    runtime.failure = null;
    const stop = new AbortController();
    runtime.onRun = () => stop.abort(new Error('never mind'));
    await expect(answerer.answer(image, 'two', {}, stop.signal)).rejects.toThrow('never mind');
    runtime.onRun = () => {};
    expect((await answerer.answer(image, 'two')).length).toBe(3);
    image.dispose();
    expect(alive(runtime)).toEqual([]);
  });
});
