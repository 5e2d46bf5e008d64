import { expect, test } from 'vitest';
import { groupWords } from '../../core/words.ts';
import { createEngine, createMatcher } from '../../workers/engine/index.ts';
import { randomScript } from '../../workers/engine/testing/fake-model.ts';
import {
  FakeRuntime,
  fakeBundle,
  fakeTokenizer,
  VOCABULARY,
} from '../../workers/engine/testing/fake-runtime.ts';
import { PIXELS } from '../../workers/engine/testing/load-engine.ts';
import { openSubject } from './subjects.ts';

function fake() {
  const runtime = new FakeRuntime(randomScript(VOCABULARY, 0));
  const bundle = fakeBundle(['caption', 'match'], ['explain_caption', 'explain_itm']);
  return { runtime, options: { runtime, bundle, tokenizer: fakeTokenizer, backend: 'cpu' } as const };
}

/** Outputs of sessions that are not disposed. */
const alive = (runtime: FakeRuntime) => runtime.features.filter((tensor) => tensor.location !== 'none');

test('a captioner’s word has the probability of its pieces after the prompt and the words before', async () => {
  const { runtime, options } = fake();
  const subject = await openSubject(options, 'caption');
  const explanations = await subject.explain(PIXELS, ' eight six ##s');
  expect(explanations.map(({ method }) => method)).toEqual(['attention', 'grad-cam']);
  const word = groupWords(explanations[0]!.tokens).at(-1)!;
  expect(word).toEqual({ text: 'sixs', tokens: [3, 4] });
  const found = await subject.probability(PIXELS, ' eight six ##s', word);
  expect(alive(runtime)).toEqual([]);
  await subject.dispose();
  const engine = await createEngine(options);
  const { tokens } = await engine.score(await engine.encode(PIXELS), 'four five eight six ##s');
  expect(found).toBeCloseTo(Math.exp(tokens[3]!.logProb + tokens[4]!.logProb), 9);
});

test('under a matcher it is the probability of the text, without a prompt', async () => {
  const { runtime, options } = fake();
  const subject = await openSubject(options, 'itm');
  const found = await subject.probability(PIXELS, 'two four', { text: 'two', tokens: [1] });
  expect(alive(runtime)).toEqual([]);
  await subject.dispose();
  const matcher = await createMatcher(options);
  const [match] = await matcher.match(await matcher.encode(PIXELS), ['two four']);
  expect(found).toBe(match!.itm!.probability);
});
