import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonLines, type Outcome, REFERENCE, runProgram, SCENE } from './testing/program.ts';

const TEXT = 'two red dogs';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blipscope-explain-'));
  for (const [kind, name] of [
    ['checkpoints', 'square-16'],
    ['architectures', 'matcher-16'],
    ['architectures', 'vqa-9'],
  ] as const) {
    const outcome = await runProgram(folder, [
      'export',
      join(REFERENCE, kind, name),
      '--out',
      join(folder, name),
    ]);
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
  }
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

function explain(model: string, ...args: string[]): Promise<Outcome> {
  return runProgram(folder, ['explain', SCENE, TEXT, '--model', join(folder, model), ...args]);
}

test.each([
  ['square-16', 'caption', 'sum', 16],
  ['matcher-16', 'itm', 'sum', 16],
])('%s: one map per token and one for the sentence', async (model, source, layer, patches) => {
  const [line] = jsonLines(await explain(model, '--json')) as [Record<string, unknown>];
  expect(line).toMatchObject({ image: SCENE, source, method: 'grad-cam', grid: [4, 4], layer });
  const { tokens, maps, sentence } = line as { tokens: object[]; maps: number[][]; sentence: number[] };
  expect(maps.map((map) => map.length)).toEqual(tokens.map(() => patches));
  const mean = sentence.map((_, patch) => maps.reduce((sum, map) => sum + map[patch]!, 0) / maps.length);
  for (const [patch, value] of sentence.entries()) expect(value).toBeCloseTo(mean[patch]!, 6);
});

describe('--question', () => {
  const QUESTION = 'is the cat on the table?';
  const ask = (model: string, ...args: string[]) =>
    runProgram(folder, ['explain', SCENE, ...args, '--question', QUESTION, '--model', join(folder, model)]);

  test('explains an answer: maps of its tokens, and of the question’s, which add up to the whole’s', async () => {
    const npy = join(folder, 'answer.npy');
    const outputs = ['--json', '--png', join(folder, 'answer.png'), '--npy', npy];
    const [line] = jsonLines(await ask('vqa-9', 'a small white cat', ...outputs));
    expect(line).toMatchObject({ source: 'answer', method: 'grad-cam', grid: [3, 3], layer: 1 });
    const { tokens, maps, sentence, question, probability, logProb } = line;
    expect(tokens.map(({ text }: { text: string }) => text)).toEqual(['a', 'small', 'white', 'cat']);
    expect(question.tokens.map(({ text }: { text: string }) => text).join(' ')).toBe(
      'is the cat on the table ?',
    );
    expect(maps).toHaveLength(tokens.length);
    expect(sentence).toHaveLength(9);
    expect(Math.max(...sentence)).toBeGreaterThan(0);
    for (const patch of sentence.keys()) {
      const words = question.maps.reduce((sum: number, map: number[]) => sum + map[patch]!, 0);
      // [ENC] and [SEP] have a share of the whole, too.
      expect(sentence[patch]).toBeGreaterThanOrEqual(words - 1e-6);
    }
    expect(probability).toBeCloseTo(Math.exp(logProb), 9);
    const shape = (await readFile(npy)).toString('latin1', 10, 128).trim();
    expect(shape).toContain(`'shape': (${tokens.length + question.tokens.length}, 3, 3)`);
  });

  test('without a text explains the answer that is found', async () => {
    const [found] = jsonLines(await ask('vqa-9', '--json', '--method', 'attention'));
    const asked = ['answer', SCENE, QUESTION, '--model', join(folder, 'vqa-9'), '--json'];
    const [{ answers }] = jsonLines(await runProgram(folder, asked));
    expect(found.method).toBe('attention');
    expect(found.logProb).toBeCloseTo(answers[0].logProb, 4);
  });

  test('with a bundle of an earlier version, which still answers, says what to do', async () => {
    const old = join(folder, 'older');
    await cp(join(folder, 'vqa-9'), old, { recursive: true });
    const manifest = JSON.parse(await readFile(join(old, 'blipscope.json'), 'utf8'));
    delete manifest.graphs.explain_answer;
    delete manifest.files['explain_answer.onnx'];
    await writeFile(join(old, 'blipscope.json'), JSON.stringify(manifest));
    const { code, stderr } = await ask('older', 'no');
    expect(code).toBe(1);
    expect(stderr).toContain('an earlier version made it. Convert the model again.');
    const answer = await runProgram(folder, ['answer', SCENE, QUESTION, '--model', old]);
    expect(answer).toMatchObject({ code: 0, stderr: '' });
  });

  test.each([
    [['no', '--layer', '4'], '--layer is 4; it must be "sum" or a whole number from 0 to 1.'],
    [['no', '--source', 'itm'], 'cannot be used with'],
  ])('%j is a one-line error', async (args, message) => {
    const { code, stderr } = await ask('vqa-9', ...args);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });

  test('is what a question answerer needs', async () => {
    const { stderr } = await explain('vqa-9');
    expect(stderr).toBe('blipscope: vqa-9 answers questions. Give the question with --question.\n');
    const { stderr: neither } = await runProgram(folder, ['explain', SCENE]);
    expect(neither).toBe('blipscope: Give a text in quotes, or a question with --question.\n');
  });
});

test('--layer sum adds up the layers', async () => {
  const read = async (layer: string) => {
    const [line] = jsonLines(await explain('square-16', '--layer', layer, '--json'));
    return (line as { maps: number[][] }).maps[0]!;
  };
  const layers = [await read('0'), await read('1'), await read('2')];
  const sum = await read('sum');
  for (const [patch, value] of sum.entries()) {
    const added = layers.reduce((total, map) => total + map[patch]!, 0);
    expect(Math.abs(value - added)).toBeLessThan(1e-6);
  }
});

test('--png draws the figure', async () => {
  const file = join(folder, 'figure.png');
  expect(await explain('square-16', '--png', file)).toMatchObject({ code: 0, stderr: '' });
  expect((await readFile(file)).subarray(1, 4).toString()).toBe('PNG');
});

test('--npy writes the maps that --json prints', async () => {
  const file = join(folder, 'maps.npy');
  const outcome = await explain('square-16', '--npy', file, '--json');
  const [{ maps }] = jsonLines(outcome) as [{ maps: number[][] }];
  const bytes = await readFile(file);
  expect(bytes.toString('latin1', 10, 128).trim()).toBe(
    `{'descr': '<f4', 'fortran_order': False, 'shape': (${maps.length}, 4, 4), }`,
  );
  const values = Array.from({ length: (bytes.length - 128) / 4 }, (_, at) => bytes.readFloatLE(128 + 4 * at));
  expect(values).toEqual(maps.flat());
});

test.each([
  ['--png', 'of/no/folder.png'],
  ['--npy', 'of/no/folder.npy'],
])('%s into a missing folder is a one-line error', async (flag, name) => {
  const { code, stderr } = await explain('square-16', flag, join(folder, name));
  expect(code).toBe(1);
  expect(stderr).toContain('Its folder does not exist. Make it first.');
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('a figure and maps are written again, but never over the picture or another file', async () => {
  const picture = join(folder, 'picture.png');
  await cp(SCENE, picture);
  const before = await readFile(picture);
  const run = (...args: string[]) =>
    runProgram(folder, ['explain', picture, TEXT, '--model', join(folder, 'square-16'), ...args]);
  for (const flag of ['--png', '--npy']) {
    const { code, stderr } = await run(flag, picture);
    expect(code).toBe(1);
    expect(stderr).toContain('is read by this command. Choose another name.');
  }
  const other = join(folder, 'other.png');
  await cp(SCENE, other);
  expect((await run('--png', other)).stderr).toContain(
    'is not a figure of blipscope, so it is not overwritten',
  );
  for (const each of [picture, other]) expect(await readFile(each)).toEqual(before);
  const outputs = ['--png', join(folder, 'twice.png'), '--npy', join(folder, 'twice.npy')];
  for (let times = 0; times < 2; times++)
    expect(await run(...outputs)).toMatchObject({ code: 0, stderr: '' });
});

test.each([
  [['--layer', '9'], '--layer is 9; it must be "sum" or a whole number from 0 to'],
  [['--layer', 'x'], 'It must be a layer, counted from 0, or "sum".'],
  [['--source', 'itm'], 'is not a matcher'],
])('%o is a one-line error', async (args, message) => {
  const { code, stderr } = await explain('square-16', ...args);
  expect(code).toBe(1);
  expect(stderr).toContain(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
