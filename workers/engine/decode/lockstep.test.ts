import { describe, expect, test } from 'vitest';
import type { CaptionSettings } from '../../../core/protocol/index.ts';
import { GENERATION_DEFAULTS } from '../../../core/settings/index.ts';
import { favouring, randomScript, type Script, ScriptedDecoder } from '../testing/fake-model.ts';
import type { Generated, StepDecoder } from './decode.ts';
import { batchSize, generateUnwatched } from './generate.ts';
import { Lockstep } from './lockstep.ts';

const VOCABULARY = 24;
const TEXT = { eosId: 3, padId: 0 } as const;
const PROMPT = [1, 9, 4];

/** Sentences of very different lengths, other ones of each picture. */
const script = (picture: number): Script =>
  favouring(randomScript(VOCABULARY, 100 * picture), TEXT.eosId, 1 + 3 * (picture % 2));

/** A batch with `rows` rows of each picture. */
const scripted = (pictures: readonly number[], rows: number) =>
  new ScriptedDecoder(
    pictures.length * rows,
    pictures.flatMap((picture) => new Array<Script>(rows).fill(script(picture))),
  );

const settings = (changes: Partial<CaptionSettings>): CaptionSettings => ({
  ...GENERATION_DEFAULTS,
  ...{ method: 'nucleus', prompt: '', seed: 0, minLength: 0, maxLength: 16, topK: 12, numCaptions: 3 },
  ...changes,
});

const idsOf = (captions: readonly Generated[]) => captions.map(({ tokens }) => tokens.map(({ id }) => id));

async function write(decoder: StepDecoder, request: CaptionSettings, signal?: AbortSignal) {
  return idsOf(await generateUnwatched({ decoder, text: TEXT as never }, PROMPT, request, signal));
}

async function together(pictures: readonly number[], request: CaptionSettings, signal?: AbortSignal) {
  const batch = scripted(pictures, batchSize(request));
  const { members } = new Lockstep(batch, pictures.length, TEXT.padId);
  const captions = await Promise.all(
    members.map((member, index) =>
      write(member, { ...request, seed: pictures[index]! }, signal).finally(member.leave),
    ),
  );
  return { captions, batch };
}

const alone = (picture: number, request: CaptionSettings) =>
  write(scripted([picture], batchSize(request)), { ...request, seed: picture });

describe.each(['nucleus', 'greedy', 'beam'] as const)('%s', (method) => {
  test.each([[[5]], [[1, 2]], [[2, 1]], [[7, 8, 9, 10]], [[3, 3, 4]], [[11, 13, 15, 17, 2]]])(
    'pictures %j have the captions that each has alone',
    async (pictures) => {
      const request = settings({ method });
      const expected = await Promise.all(pictures.map((picture) => alone(picture, request)));
      const { captions, batch } = await together(pictures, request);
      expect(captions).toEqual(expected);
      const longest = Math.max(...expected.flat().map(({ length }) => length));
      if (method !== 'beam') expect(batch.fed).toHaveLength(PROMPT.length - 1 + longest);
    },
  );
});

test('the rows of a picture that has left are fed padding', async () => {
  const request = settings({ method: 'greedy', maxLength: 30 });
  const pictures = [1, 2];
  const lengths = (await Promise.all(pictures.map((picture) => alone(picture, request)))).map(
    ([ids]) => ids!.length,
  );
  expect(lengths[0]).not.toBe(lengths[1]);
  const { batch } = await together(pictures, request);
  const shorter = lengths[0]! < lengths[1]! ? 0 : 1;
  expect(batch.fed.at(-1)![1][shorter]).toBe(TEXT.padId);
});

test('an error of the batch reaches every picture', async () => {
  const batch = scripted([1, 2], 1);
  batch.step = () => Promise.reject(new Error('device lost'));
  const { members } = new Lockstep(batch, 2, TEXT.padId);
  const writing = members.map((member) =>
    write(member, settings({ method: 'greedy' })).finally(member.leave),
  );
  const outcomes = await Promise.allSettled(writing);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

test('all stop between tokens when the signal aborts', async () => {
  const stop = new AbortController();
  const batch = scripted([1, 2], 1);
  const { step } = batch;
  let steps = 0;
  batch.step = (ids, position) => {
    steps += 1;
    if (steps === 2) stop.abort();
    return step.call(batch, ids, position);
  };
  const { members } = new Lockstep(batch, 2, TEXT.padId);
  const endless = settings({ method: 'greedy', minLength: 16 });
  await Promise.all(members.map((member) => write(member, endless, stop.signal).finally(member.leave)));
  expect(steps).toBe(2);
});
