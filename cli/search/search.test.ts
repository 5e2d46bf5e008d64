/** `search`, `classify`, `embed` and `duplicates` as their user runs them. */
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTensors } from '../../model-export/testing/reference.ts';
import { jsonLines, type Outcome, REFERENCE, runProgram, SCENE } from '../testing/program.ts';

const PICTURES = ['green.png', 'grey.png', 'scene.png', 'sub/red.png'];
const TEXT = 'a dog on a beach';

let home: string;
let pictures: string;
let model: string[];
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'blipscope-search-'));
  pictures = join(home, 'pictures');
  await mkdir(join(pictures, 'sub'), { recursive: true });
  await cp(SCENE, join(pictures, 'scene.png'));
  for (const name of PICTURES.filter((each) => each !== 'scene.png')) {
    const background = name.replace(/^sub\/|\.png$/g, '');
    await sharp({ create: { width: 40, height: 30, channels: 3, background } }).toFile(join(pictures, name));
  }
  await writeFile(join(pictures, 'bad.jpg'), 'no picture');
  await exportTo('matcher', 'architectures/matcher-9');
  model = ['--model', join(home, 'matcher'), '--threads', '1'];
}, 60_000);
afterAll(() => rm(home, { recursive: true, force: true }));

async function exportTo(name: string, checkpoint: string): Promise<void> {
  const made = await run('export', join(REFERENCE, checkpoint), '--out', join(home, name));
  expect(made).toMatchObject({ code: 0, stderr: '' });
}

const run = (...args: string[]): Promise<Outcome> => runProgram(home, args);
const pathsIn = (outcome: Outcome) => jsonLines(outcome).map(({ path }) => path);

interface Match {
  itm: { probability: number };
  itc: { cosine: number };
}

/** What `match` says of the texts, for each picture. */
async function matchesOf(texts: string[]): Promise<Map<string, Match[]>> {
  const file = join(home, 'texts.json');
  const names = PICTURES.map((path) => path.replace('sub/', ''));
  await writeFile(file, JSON.stringify(Object.fromEntries(names.map((name) => [name, texts]))));
  const copies = await mkdtemp(join(home, 'copies-'));
  for (const [index, path] of PICTURES.entries()) await cp(join(pictures, path), join(copies, names[index]!));
  const lines = jsonLines(await run('match', copies, '--texts', file, ...model, '--json'));
  return new Map(
    PICTURES.map((path, index) => [path, lines.filter(({ image }) => image.endsWith(names[index]!))]),
  );
}

const cached = async () => {
  const folder = join(home, 'cache', 'blipscope', 'vectors');
  const names = await readdir(folder).catch(() => []);
  return Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
};

describe('search', () => {
  test('ranks pictures as match does, names what it cannot read, and makes vectors once', async () => {
    const outcome = await run('search', pictures, TEXT, ...model, '--all', '--json');
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain('bad.jpg');
    const hits = jsonLines(outcome);
    expect(hits.map(({ path }) => path).sort()).toEqual(PICTURES);
    const matches = await matchesOf([TEXT]);
    for (const { path, probability, cosine, fits } of hits) {
      const match = matches.get(path)![0]!;
      expect(probability).toBeCloseTo(match.itm.probability, 5);
      // A vector is stored in bytes.
      expect(Math.abs(cosine - match.itc.cosine)).toBeLessThan(0.01);
      expect(fits).toBe(probability >= 0.5);
    }
    const vectors = await cached();
    expect(vectors[0]!.trimEnd().split('\n')).toHaveLength(PICTURES.length);
    const again = await run('search', pictures, TEXT, ...model, '--all', '--json');
    expect(jsonLines(again)).toEqual(hits);
    expect(await cached()).toEqual(vectors);
  }, 120_000);

  test('shows only what fits, up to --top, unless it is told otherwise', async () => {
    const all = jsonLines(await run('search', pictures, TEXT, ...model, '--all', '--json'));
    const fitting = all.filter(({ fits }) => fits);
    const outcome = await run('search', pictures, TEXT, ...model);
    expect(outcome.stdout.split('\n').filter(Boolean)).toHaveLength(fitting.length);
    expect(outcome.stderr).toContain(`${fitting.length} of ${PICTURES.length} pictures fit.`);
    const one = await run('search', pictures, TEXT, ...model, '--all', '--top', '1', '--json');
    expect(jsonLines(one)).toEqual(all.slice(0, 1));
  }, 120_000);

  test('--image finds the picture itself first', async () => {
    const outcome = await run('search', pictures, '--image', join(pictures, 'grey.png'), ...model, '--json');
    const [first] = jsonLines(outcome);
    expect(first).toMatchObject({ path: 'grey.png', probability: null, fits: null });
    expect(first.cosine).toBeGreaterThan(0.999);
  }, 60_000);

  test('uses what capfilt stored, with and without a folder of its own', async () => {
    await exportTo('captioner', 'checkpoints/odd-9');
    const models = ['--model', join(home, 'captioner'), '--matcher', join(home, 'matcher'), '--threads', '1'];
    const inside = join(home, 'inside');
    await cp(pictures, inside, { recursive: true });
    const out = join(home, 'out');
    for (const [folder, to] of [
      [inside, inside],
      [pictures, out],
    ] as const) {
      const made = await run(
        'capfilt',
        folder,
        '--out',
        to,
        ...models,
        '--candidates',
        '1',
        '--workers',
        '1',
      );
      expect(made.code).toBe(2);
    }
    const before = await cached();
    await appendFile(join(inside, '.blipscope.jsonl'), '{"path":"torn');
    for (const args of [[inside], [pictures, '--journal', out]]) {
      const outcome = await run(
        'search',
        ...args.slice(0, 1),
        TEXT,
        ...args.slice(1),
        ...model,
        '--all',
        '--json',
      );
      expect(pathsIn(outcome).sort()).toEqual(PICTURES);
    }
    expect(await cached()).toEqual(before);
    const nowhere = await run('search', pictures, TEXT, '--journal', home, ...model);
    expect(nowhere).toMatchObject({ code: 1 });
    expect(nowhere.stderr).toContain('has no .blipscope.jsonl');
  }, 240_000);

  test('refuses a matcher without a contrast head, and says what is missing', async () => {
    const refused = await run('search', pictures, TEXT, '--model', join(home, 'captioner'));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('has no contrast head');
    expect((await run('search', TEXT)).stderr).toContain('Name what is searched, then the text');
    const labels = await run('classify', pictures, '--labels', 'a,,b', ...model);
    expect(labels.stderr).toContain('empty label');
  }, 60_000);
});

test('classify gives each picture the label that match finds most probable, or none', async () => {
  const labels = ['a dog', 'a red house', 'nothing at all'];
  const outcome = await run('classify', pictures, '--labels', labels.join(), ...model, '--json');
  const sorted = jsonLines(outcome);
  expect(sorted.map(({ path }) => path)).toEqual(PICTURES);
  const matches = await matchesOf(labels);
  for (const { path, label, probability } of sorted) {
    const found = matches.get(path)!.map(({ itm }) => itm.probability);
    const best = Math.max(...found);
    expect(probability).toBeCloseTo(best, 5);
    expect(label).toBe(best >= 0.5 ? labels[found.indexOf(best)] : null);
  }
}, 240_000);

describe('embed', () => {
  test('writes the reference’s features, normalised, as JSON lines and as an array with names', async () => {
    const [jsonl, npy] = [join(home, 'v.jsonl'), join(home, 'v.npy')];
    await run('embed', pictures, '--out', jsonl, ...model);
    const report = jsonLines(await run('embed', pictures, '--out', npy, ...model, '--json'))[0];
    expect(report).toMatchObject({ pictures: PICTURES.length, names: join(home, 'v.names.txt') });
    const lines = (await readFile(jsonl, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ path }) => path)).toEqual(PICTURES);
    expect(await readFile(report.names, 'utf8')).toBe(`${PICTURES.join('\n')}\n`);
    const features = await (await readTensors('matcher-9'))('scene/projection');
    const length = Math.sqrt(features.reduce((sum, value) => sum + value * value, 0));
    const { vector } = lines[2];
    const values = new Float32Array((await readFile(npy)).buffer.slice(-4 * vector.length * PICTURES.length));
    for (const [index, value] of features.entries()) {
      expect(Math.abs(vector[index] - value / length)).toBeLessThan(1e-4);
      expect(values[2 * vector.length + index]).toBe(Math.fround(vector[index]));
    }
  }, 120_000);

  test('overwrites its own files only', async () => {
    const file = join(home, 'mine.jsonl');
    await writeFile(file, '{"path":"a.jpg","text":"mine"}\n');
    const refused = await run('embed', pictures, '--out', file, ...model);
    expect(refused.stderr).toContain('is not overwritten');
    const other = await run('embed', pictures, '--out', join(home, 'v.txt'), ...model);
    expect(other.stderr).toContain('must end in .jsonl or .npy');
    await writeFile(join(home, 'w.names.txt'), 'mine');
    expect((await run('embed', pictures, '--out', join(home, 'w.npy'), ...model)).code).toBe(1);
    expect(await readFile(join(home, 'w.names.txt'), 'utf8')).toBe('mine');
  }, 60_000);
});

test('duplicates are grouped, copies in another size as well', async () => {
  const folder = join(home, 'copies');
  await mkdir(folder);
  await cp(SCENE, join(folder, 'a.png'));
  await cp(SCENE, join(folder, 'b.png'));
  await sharp(join(pictures, 'grey.png')).toFile(join(folder, 'c.png'));
  await sharp(join(pictures, 'grey.png')).resize(20, 15).jpeg().toFile(join(folder, 'd.jpg'));
  const outcome = await run('duplicates', folder, '--json');
  expect(jsonLines(outcome)).toEqual([
    { paths: ['a.png', 'b.png'], sameBytes: true },
    { paths: ['c.png', 'd.jpg'], sameBytes: false },
  ]);
}, 60_000);
