/** `match`, `answer` and `caption --matcher`, compared with PyTorch's values for the reference checkpoints. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonLines, type Outcome, REFERENCE, runProgram, SCENE } from './testing/program.ts';

const FOLDERS = {
  matcher: 'architectures/matcher-9',
  contrast: 'architectures/contrast-4',
  answerer: 'architectures/vqa-9',
  captioner: 'checkpoints/odd-9',
};

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'blipscope-match-'));
  for (const [name, folder] of Object.entries(FOLDERS)) {
    const outcome = await blipscope('export', join(REFERENCE, folder), '--out', bundle(name));
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
  }
}, 60_000);
afterAll(() => rm(home, { recursive: true }));

function blipscope(...args: string[]): Promise<Outcome> {
  return runProgram(home, args);
}

const bundle = (name: string) => join(home, name);

async function values(name: string) {
  return JSON.parse(await readFile(join(REFERENCE, 'values', `${name}.json`), 'utf8'));
}

describe('match', () => {
  test('--json: logits, probability and cosine of the reference', async () => {
    const { texts, pictures } = await values('matcher-9');
    const { itm, itc } = pictures.scene.matches[0];
    const outcome = await blipscope('match', SCENE, texts[0].text, '--model', bundle('matcher'), '--json');
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    const [result] = jsonLines(outcome);
    expect(Object.keys(result)).toEqual(['image', 'itm', 'itc']);
    expect(Math.abs(result.itm.logits[0] - itm.logits[0])).toBeLessThanOrEqual(1e-4);
    expect(Math.abs(result.itm.logits[1] - itm.logits[1])).toBeLessThanOrEqual(1e-4);
    expect(Math.abs(result.itm.probability - itm.probability)).toBeLessThanOrEqual(1e-4);
    expect(Math.abs(result.itc.cosine - itc.cosine)).toBeLessThanOrEqual(1e-5);
  });

  test('--texts: the texts of each picture, with the reference’s logits', async () => {
    const { texts, pictures } = await values('matcher-9');
    const file = join(home, 'texts.json');
    const said = texts.slice(0, 2).map(({ text }: { text: string }) => text);
    await writeFile(file, JSON.stringify({ 'scene-320x240.png': said }));
    const outcome = await blipscope('match', SCENE, '--texts', file, '--model', bundle('matcher'), '--json');
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    const results = jsonLines(outcome);
    expect(results.map(({ text }) => text)).toEqual(said);
    for (const [index, { itm }] of results.entries()) {
      const expected = pictures.scene.matches[index].itm.logits;
      expect(Math.abs(itm.logits[1] - expected[1])).toBeLessThanOrEqual(1e-4);
    }
  });

  test('reports unusable texts before the model is loaded', async () => {
    const file = join(home, 'texts-of-another.json');
    await writeFile(file, '{"other.png": ["a cat"]}');
    const broken = join(home, 'no-texts.json');
    await writeFile(broken, '["a cat"]');
    const cases = [
      [[SCENE], 'Give one text in quotes, or a file of texts with --texts.'],
      [[SCENE, 'a cat', '--texts', file], 'Give one text in quotes, or a file of texts with --texts.'],
      [[SCENE, '--texts', file], `${file} has no texts for scene-320x240.png.`],
      [[SCENE, '--texts', join(home, 'none')], `--texts: there is no file ${join(home, 'none')}.`],
      [
        [SCENE, '--texts', broken],
        `${broken} must be JSON that gives each picture’s name its texts: {"a.png": ["a cat"]}.`,
      ],
    ] as const;
    for (const [args, message] of cases) {
      const outcome = await blipscope('match', ...args, '--model', bundle('matcher'));
      expect(outcome).toEqual({ code: 1, stdout: '', stderr: `blipscope: ${message}\n` });
    }
  });

  test('text output of a model with features only: the cosine', async () => {
    const { texts, pictures } = await values('contrast-4');
    const { stdout } = await blipscope('match', SCENE, texts[0].text, '--model', bundle('contrast'));
    expect(stdout).toBe(`${SCENE}\n  cosine ${pictures.scene.cosines[0].toFixed(4)}\n`);
  });
});

test('answer --json: the reference’s beams, best first', async () => {
  const [{ question, beam }] = (await values('vqa-9')).pictures.scene.questions;
  const outcome = await blipscope('answer', SCENE, question, '--model', bundle('answerer'), '--json');
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  const [{ answers }] = jsonLines(outcome);
  const case_ = beam.find(
    (each: { numBeams: number; maxLength: number }) => each.numBeams === 3 && each.maxLength === 10,
  );
  expect(answers).toHaveLength(3);
  for (const [rank, { ids, score }] of case_.beams.entries()) {
    expect(Object.keys(answers[rank])).toEqual(['text', 'logProb', 'probability']);
    expect(answers[rank].probability).toBeCloseTo(Math.exp(answers[rank].logProb), 9);
    expect(Math.abs(answers[rank].logProb / (ids.length - 1) - score)).toBeLessThanOrEqual(1e-4);
  }
});

test('answer --among: the listed answers, ranked by the reference’s log-probabilities', async () => {
  const [{ question, teacherForced }] = (await values('vqa-9')).pictures.scene.questions;
  const listed: string[] = teacherForced.map(({ answer }: { answer: string }) => answer);
  const args = ['answer', SCENE, question, '--model', bundle('answerer')];
  const among = ['--among', listed.join(', '), '--among', listed[0]!.toUpperCase()];
  const [outcome, text, empty] = await Promise.all([
    blipscope(...args, ...among, '--json'),
    blipscope(...args, ...among),
    blipscope(...args, '--among', 'red,,blue'),
  ]);
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  const [{ answers }] = jsonLines(outcome);
  const best = teacherForced.toSorted(
    (a: { logProb: number }, b: { logProb: number }) => b.logProb - a.logProb,
  );
  expect(answers.map(({ text: answer }: { text: string }) => answer)).toEqual(
    best.map(({ answer }: { answer: string }) => answer),
  );
  for (const [rank, { logProb }] of best.entries()) {
    expect(Object.keys(answers[rank])).toEqual(['text', 'logProb', 'probability', 'share']);
    expect(Math.abs(answers[rank].logProb - logProb)).toBeLessThanOrEqual(1e-4);
  }
  expect(answers.reduce((sum: number, { share }: { share: number }) => sum + share, 0)).toBeCloseTo(1, 9);
  expect(text.stdout.split('\n')[1]).toMatch(/^ {2}no {2}\(100 % of these, < 0\.01 % of all\)$/);
  expect(empty).toMatchObject({ code: 1, stdout: '' });
  expect(empty.stderr).toContain('An answer is empty. Separate answers by commas');
});

test('answer --questions: the questions of each picture, as one by one', async () => {
  const asked = (await values('vqa-9')).pictures.scene.questions.slice(0, 2);
  const questions: string[] = asked.map(({ question }: { question: string }) => question);
  const file = join(home, 'questions.json');
  await writeFile(file, JSON.stringify({ [basename(SCENE)]: questions }));
  const args = ['--model', bundle('answerer'), '--json'];
  const alone = await Promise.all(questions.map((question) => blipscope('answer', SCENE, question, ...args)));
  const expected = alone.map((outcome, i) => ({ ...jsonLines(outcome)[0], question: questions[i] }));
  expect(jsonLines(await blipscope('answer', SCENE, '--questions', file, ...args))).toEqual(expected);
  const neither = await blipscope('answer', SCENE, ...args);
  expect(neither).toEqual({
    code: 1,
    stdout: '',
    stderr: 'blipscope: Give one question in quotes, or a file of questions with --questions.\n',
  });
});

test('caption --matcher: captions are sorted by the probability that `match` gives', async () => {
  const args = [
    'caption',
    SCENE,
    '--model',
    bundle('captioner'),
    '--seed',
    '3',
    '--num-captions',
    '4',
    '--json',
  ];
  const [plain, ranked] = await Promise.all([
    blipscope(...args),
    blipscope(...args, '--matcher', bundle('matcher')),
  ]);
  const [{ captions, ms }] = jsonLines(ranked);
  const matches: number[] = captions.map(({ match }: { match: number }) => match);
  expect(matches).toEqual(matches.toSorted((a, b) => b - a));
  expect(new Set(matches).size).toBe(4);
  expect(ms.match).toBeGreaterThan(0);
  const texts = (list: { text: string }[]) => list.map(({ text }) => text);
  expect(texts(captions).sort()).toEqual(texts(jsonLines(plain)[0].captions).sort());
  const single = await blipscope('match', SCENE, captions[0].text, '--model', bundle('matcher'), '--json');
  expect(jsonLines(single)[0].itm.probability).toBeCloseTo(captions[0].match, 5);
});

describe('a model without the capability is a one-line error', () => {
  test.each([
    [
      'match',
      'a dog',
      'captioner',
      'odd-9 is not a matcher; it was made for: caption. Choose another model.',
    ],
    ['answer', 'who?', 'matcher', 'matcher-9 is not a question answerer; it was made for: match, contrast.'],
    ['score', 'a dog', 'answerer', 'vqa-9 is not a captioner; it was made for: answer.'],
  ])('%s "%s" by the %s', async (command, text, model, message) => {
    const outcome = await blipscope(command, SCENE, text, '--model', bundle(model));
    expect(outcome).toMatchObject({ code: 1, stdout: '' });
    expect(outcome.stderr).toMatch(/^blipscope: [^\n]+\n$/);
    expect(outcome.stderr).toContain(message);
  });

  test('a model with features only cannot rank captions', async () => {
    const models = ['--model', bundle('captioner'), '--matcher', bundle('contrast')];
    const outcome = await blipscope('caption', SCENE, ...models);
    expect(outcome).toMatchObject({ code: 1, stdout: '' });
    expect(outcome.stderr).toBe(
      'blipscope: contrast-4 is not a matcher; it was made for: contrast. Choose another model.\n',
    );
  });

  test('a number of beams out of range', async () => {
    const outcome = await blipscope('answer', SCENE, 'who?', '--model', bundle('answerer'), '--beams', '99');
    expect(outcome).toMatchObject({ code: 1, stdout: '' });
    expect(outcome.stderr).toBe('blipscope: --beams is 99; it must be a whole number from 1 to 32.\n');
  });
});
