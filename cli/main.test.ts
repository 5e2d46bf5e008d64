import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonLines, type Outcome, REFERENCE, runProgram, SCENE } from './testing/program.ts';

const NAMES = ['square-16', 'odd-9', 'grid-25'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blipscope-cli-'));
  for (const name of NAMES) {
    const outcome = await blipscope('export', checkpoint(name), '--out', bundle(name));
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
  }
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

function blipscope(...args: string[]): Promise<Outcome> {
  return runProgram(folder, args);
}

function checkpoint(name: string): string {
  return join(REFERENCE, 'checkpoints', name);
}

function bundle(name: string): string {
  return join(folder, name);
}

async function values(name: string) {
  return JSON.parse(await readFile(join(REFERENCE, 'values', `${name}.json`), 'utf8')).pictures.scene;
}

describe('export', () => {
  test('writes a bundle whose files match the manifest', async () => {
    const manifest = JSON.parse(await readFile(join(bundle('odd-9'), 'blipscope.json'), 'utf8'));
    expect(manifest).toMatchObject({ source: { id: 'odd-9' }, target: 'node', dtype: 'fp32' });
    expect((await readdir(bundle('odd-9'))).sort()).toEqual(
      [...Object.keys(manifest.files), 'blipscope.json'].sort(),
    );
    for (const [file, { bytes, sha256 }] of Object.entries<{ bytes: number; sha256: string }>(
      manifest.files,
    )) {
      const content = await readFile(join(bundle('odd-9'), file));
      expect(content.length).toBe(bytes);
      expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
    }
  });

  test('--json describes the result, and an existing bundle may be overwritten', async () => {
    const out = join(folder, 'again');
    await blipscope('export', checkpoint('odd-9'), '--out', out);
    const outcome = await blipscope('export', checkpoint('odd-9'), '--out', out, '--dtype', 'q8', '--json');
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    const [result] = jsonLines(outcome);
    const sizes = await Promise.all(
      (await readdir(out)).map(async (file) => (await readFile(join(out, file))).length),
    );
    expect(result).toMatchObject({ out, target: 'node', dtype: 'q8', bytes: sizes.reduce((a, b) => a + b) });
    expect(Object.keys(result.graphs)).toEqual([
      ...['vision_encoder', 'cross_attention_kv', 'text_decoder', 'explain_caption'],
    ]);
    expect(result.seconds).toBeGreaterThan(0);
    expect(result.peakRssBytes).toBeGreaterThan(10e6);
  });

  test('of bare original weights reports what was inferred', async () => {
    const original = join(REFERENCE, 'originals', 'heads-of-64');
    const outcome = await blipscope('export', original, '--out', join(folder, 'original'), '--json');
    expect(outcome.code).toBe(0);
    expect(outcome.stderr).toMatch(
      /^model: BlipForConditionalGeneration\n[\s\S]*assumed: 2 heads in vision, 1 in text/,
    );
    expect(jsonLines(outcome)).toHaveLength(1);
  });

  test('of one file uses the settings in its folder, and a vocabulary from elsewhere', async () => {
    const original = join(REFERENCE, 'originals', 'heads-of-64');
    const alone = join(folder, 'alone');
    await mkdir(alone);
    const file = join(alone, 'captioner.pth');
    await cp(join(original, 'heads-of-64.pth'), file);
    const args = ['export', file, '--out', join(folder, 'of-a-file'), '--json'];
    expect((await blipscope(...args)).stderr).toMatch(
      /comes without a vocabulary.+name it with --vocab\.\n$/,
    );
    const outcome = await blipscope(...args, '--vocab', join(original, 'vocab.txt'), '--dtype', 'fp16');
    expect(outcome.code).toBe(0);
    expect(jsonLines(outcome)).toMatchObject([
      { id: 'captioner', target: 'node', dtype: 'fp16', capabilities: ['caption'] },
    ]);
  });

  test('leaves nothing behind when the checkpoint is damaged', async () => {
    const damaged = join(folder, 'damaged');
    await cp(checkpoint('odd-9'), damaged, { recursive: true });
    await writeFile(join(damaged, 'model.safetensors'), 'not tensors');
    const before = await readdir(folder);
    const outcome = await blipscope('export', damaged, '--out', join(folder, 'never'));
    expect(outcome).toMatchObject({ code: 1, stdout: '' });
    expect(outcome.stderr).toMatch(/^blipscope: .+\n$/);
    expect(await readdir(folder)).toEqual(before);
  });
});

describe.each(NAMES)('%s against the reference', (name) => {
  test('greedy ids are identical', async () => {
    const { greedy } = await values(name);
    const case_ = greedy.find(
      (each: { prompted: boolean; minLength: number }) => each.prompted && each.minLength === 0,
    );
    const outcome = await blipscope(
      ...['caption', SCENE, '--model', bundle(name), '--greedy', '--json'],
      ...['--min-length', '0', '--max-length', String(case_.maxLength)],
    );
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(jsonLines(outcome)[0].captions[0].tokenIds).toEqual(case_.ids);
  });

  test('beam search ids are identical', async () => {
    const { beam } = await values(name);
    const case_ = beam.find(
      (each: { prompted: boolean; numBeams: number; maxLength: number }) =>
        each.prompted && each.numBeams === 3 && each.maxLength === 20,
    );
    const outcome = await blipscope(
      ...['caption', SCENE, '--model', bundle(name), '--beams', '3', '--json'],
      ...['--min-length', '0', '--max-length', '20'],
    );
    expect(jsonLines(outcome)[0].captions[0].tokenIds).toEqual(case_.ids);
  });

  test('the loss of a text matches', async () => {
    const { teacherForced } = await values(name);
    const [{ text, ids, loss, tokenLogProbs }] = teacherForced;
    const outcome = await blipscope('score', SCENE, text, '--model', bundle(name), '--json');
    const [score] = jsonLines(outcome);
    expect(score.tokens.map((token: { id: number }) => token.id)).toEqual(ids.slice(1));
    expect(Math.abs(score.loss - loss)).toBeLessThanOrEqual(1e-4);
    for (const [i, logProb] of tokenLogProbs.entries()) {
      expect(Math.abs(score.tokens[i].logProb - logProb)).toBeLessThanOrEqual(1e-4);
    }
  });
});

describe('caption', () => {
  test('--json: one line per picture, reproducible by seed', async () => {
    const args = ['caption', SCENE, '--model', bundle('grid-25'), '--json', '--num-captions', '2'];
    const withSeed = (seed: string) => blipscope(...args, '--seed', seed);
    const [first, second, other] = await Promise.all([withSeed('7'), withSeed('7'), withSeed('8')]);
    const [{ image, captions, ms }] = jsonLines(first);
    expect(image).toBe(SCENE);
    expect(captions).toHaveLength(2);
    expect(Object.keys(captions[0])).toEqual(['text', 'tokenIds', 'tokens', 'logProb']);
    expect(Object.keys(captions[0].tokens[0])).toEqual(['id', 'text', 'logProb']);
    expect(Object.keys(ms)).toEqual(['image', 'encode', 'firstToken', 'decode', 'total']);
    expect(ms.total).toBeGreaterThanOrEqual(ms.firstToken);
    expect(jsonLines(second)[0].captions).toEqual(captions);
    expect(jsonLines(other)[0].captions).not.toEqual(captions);
  });

  test('text output: the caption, its probability and the time', async () => {
    const { stdout } = await blipscope('caption', SCENE, '--model', bundle('odd-9'), '--greedy');
    expect(stdout).toMatch(/^.+scene-320x240\.png\n {2}.+ \((< )?[\d.]+ %\)\n {2}\d+ ms: .+\n$/);
  });

  test('a caption begins with the words of --prompt, without the model’s own', async () => {
    const texts = async (prompt: string) => {
      const args = ['caption', SCENE, '--model', bundle('odd-9'), '--greedy', '--json', '--prompt', prompt];
      return jsonLines(await blipscope(...args))[0].captions.map(({ text }: { text: string }) => text);
    };
    expect(await texts('a dog')).toEqual([expect.stringMatching(/^a dog ?\S/)]);
    expect(await texts('a picture of a dog')).toEqual([expect.stringMatching(/^a dog ?\S/)]);
  });

  test('reports an unreadable picture and continues with the others', async () => {
    const album = join(folder, 'album');
    await mkdir(album);
    await cp(SCENE, join(album, 'a.png'));
    await writeFile(join(album, 'b.png'), 'no picture');
    await cp(SCENE, join(album, 'c.png'));
    const outcome = await blipscope('caption', album, 'gone.png', '--model', bundle('odd-9'), '--json');
    expect(outcome.code).toBe(1);
    expect(jsonLines(outcome).map((line) => line.image)).toEqual([
      join(album, 'a.png'),
      join(album, 'c.png'),
    ]);
    const [bad, gone] = outcome.stderr.trimEnd().split('\n');
    expect(bad).toBe(
      `blipscope: ${join(album, 'b.png')}: This is a text file, not a picture. Choose a JPEG, PNG, WebP, GIF, AVIF, HEIC, TIFF or BMP picture.`,
    );
    expect(gone).toBe('blipscope: gone.png: There is no such file.');
  });

  test('exports the demo model once without --model', async () => {
    const first = await blipscope('caption', SCENE, '--greedy', '--json');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const cache = join(folder, 'cache', 'blipscope');
    const [demo = '', ...more] = await readdir(cache);
    expect(more).toEqual(['hashes']);
    const manifest = join(cache, demo, 'blipscope.json');
    const written = await readFile(manifest, 'utf8');
    await writeFile(manifest, written.replace('blipscope/demo', 'blipscope/unchanged'));
    const second = await blipscope('caption', SCENE, '--greedy', '--json');
    expect(jsonLines(second)[0].captions).toEqual(jsonLines(first)[0].captions);
    expect(await readFile(manifest, 'utf8')).toContain('blipscope/unchanged');
  });

  test('refuses a damaged bundle', async () => {
    const damaged = join(folder, 'damaged-bundle');
    await cp(bundle('odd-9'), damaged, { recursive: true });
    const graph = join(damaged, 'text_decoder.onnx');
    const bytes = await readFile(graph);
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(graph, bytes);
    const outcome = await blipscope('caption', SCENE, '--model', damaged);
    expect(outcome).toMatchObject({ code: 1, stdout: '' });
    expect(outcome.stderr).toBe(
      `blipscope: ${graph} is damaged: its SHA-256 is not that of the manifest. Export the model again.\n`,
    );
  });
});

describe('errors are one line, with exit code 1', () => {
  test.each([
    [[], 'Name a command'],
    [['describe'], "unknown command 'describe'"],
    [['caption'], "missing required argument 'image'"],
    [['caption', SCENE, '--frob'], "unknown option '--frob'"],
    [['caption', SCENE, '--greedy', '--beams', '3'], 'cannot be used with'],
    [['caption', SCENE, '--top-p', 'most'], 'It must be a number.'],
    [['caption', SCENE, '--top-k', '1.5'], 'It must be a whole number, 0 or more.'],
    [
      ['caption', SCENE, '--model', 'MODEL', '--top-p', '1.5'],
      '--top-p is 1.5; it must be a number from 0 to 1.',
    ],
    [
      ['caption', SCENE, '--model', 'MODEL', '--max-length', '99'],
      '--max-length is 99; it must be a whole number',
    ],
    [['caption', SCENE, '--model', 'MODEL', '--prompt', 'dog '.repeat(40)], '--prompt must be shorter than'],
    [
      ['caption', SCENE, '--model', 'MODEL', '--device', process.platform === 'darwin' ? 'dml' : 'coreml'],
      'Or choose --device cpu, or auto',
    ],
    [
      ['caption', SCENE, '--model', REFERENCE, '--device', 'auto'],
      'is not a bundle: it has no blipscope.json',
    ],
    [['caption', SCENE, '--model', REFERENCE], 'is not a bundle: it has no blipscope.json'],
    [['score', SCENE, 'dog '.repeat(40), '--model', 'MODEL'], 'The text must be shorter than'],
    [['score', 'nowhere.png', 'a dog', '--model', 'MODEL'], 'nowhere.png: There is no such file.'],
    [['export', checkpoint('odd-9')], "required option '--out <dir>' not specified"],
    [['export', checkpoint('odd-9'), '--out', REFERENCE], 'holds other files and no bundle'],
    [
      ['export', checkpoint('odd-9'), '--out', 'x', '--dtype', 'q3'],
      'Allowed choices are fp32, fp16, q8, q4.',
    ],
    [['export', 'owner/model', '--out', 'x', '--endpoint', 'hub'], '"hub" is not the address of a hub'],
    [['export', 'nowhere', '--out', 'x'], 'There is no file or folder nowhere'],
    [
      ['export', SCENE, '--out', 'x'],
      'is not a checkpoint. Pass a .safetensors, .bin, .pth, .pt or .ckpt file',
    ],
    [
      ['export', 'owner/model', '--out', 'x', '--target', 'wasm', '--dtype', 'fp16'],
      'there is no fp16 for wasm. Choose q8',
    ],
  ])('%j', async (args, message) => {
    const outcome = await blipscope(...args.map((arg) => (arg === 'MODEL' ? bundle('odd-9') : arg)));
    expect(outcome).toMatchObject({ code: 1, stdout: '' });
    expect(outcome.stderr).toMatch(/^blipscope: [^\n]+\n$/);
    expect(outcome.stderr).toContain(message);
  });
});

test('--help is not an error', async () => {
  const outcome = await blipscope('caption', '--help');
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  expect(outcome.stdout).toContain('--num-captions');
});
