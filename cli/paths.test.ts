/** Odd names, links and streams, through the whole program. */
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, open, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  jsonLines,
  type Outcome,
  type ProgramOptions,
  REFERENCE,
  runProgram,
  SCENE,
} from './testing/program.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blipscope-paths-'));
  for (const [name, checkpoint] of [
    ['captioner', 'checkpoints/odd-9'],
    ['matcher', 'architectures/matcher-9'],
  ] as const) {
    const args = ['export', join(REFERENCE, checkpoint), '--out', join(folder, name)];
    expect(await runProgram(folder, args)).toMatchObject({ code: 0, stderr: '' });
  }
});
afterAll(() => rm(folder, { recursive: true }));

function caption(paths: readonly string[], options: ProgramOptions = {}): Promise<Outcome> {
  const args = ['caption', ...paths, '--model', join(folder, 'captioner'), '--greedy', '--json'];
  return runProgram(folder, args, options);
}

describe.skipIf(process.platform === 'win32')('standard input is a picture', () => {
  test.each([
    ['file', '/dev/stdin'],
    ['pipe', '-'],
  ])('from a %s, as %s', async (kind, name) => {
    const [named] = jsonLines(await caption([SCENE]));
    const file = kind === 'file' ? await open(SCENE) : undefined;
    const outcome = await caption([name], { input: file?.fd ?? (await readFile(SCENE)) });
    await file?.close();
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(jsonLines(outcome)[0].captions).toEqual(named.captions);
  });
});

test.skipIf(process.platform === 'win32')(
  'a run goes on with the good pictures, and names what it could not read',
  async () => {
    const album = join(folder, 'album');
    await mkdir(album);
    await cp(SCENE, join(album, 'z.png'));
    await symlink('loop.png', join(album, 'loop.png'));
    await symlink(folder, join(album, 'folder.png'));
    const pipe = join(folder, 'pipe.png');
    spawnSync('mkfifo', [pipe]);
    const outcome = await caption([album, pipe, 'x'.repeat(300), '/dev/null', folder]);
    expect(outcome.code).toBe(1);
    expect(jsonLines(outcome).map(({ image }) => image)).toEqual([join(album, 'z.png')]);
    const lines = outcome.stderr.trimEnd().split('\n');
    expect(lines).toEqual([
      `${album}: left out 1: folder.png (a link to a folder)`,
      expect.stringMatching(/^\S+: left out .*pipe.png \(a pipe\)/),
      `blipscope: ${join(album, 'loop.png')}: This is a link that leads back to itself.`,
      `blipscope: ${pipe}: This is a named pipe, not a file. Store its contents in a file first.`,
      `blipscope: ${'x'.repeat(300)}: The name is too long. Choose a shorter one.`,
      'blipscope: /dev/null: This is a device, not a file.',
      `blipscope: ${folder} has no pictures in it.`,
    ]);
  },
);

test.skipIf(process.platform === 'win32')('escape sequences in names do not reach the terminal', async () => {
  const name = join(folder, '\x1b[31mred\x9b\n.png');
  await cp(SCENE, name);
  const text = await runProgram(folder, [
    'caption',
    name,
    `${name}-gone`,
    '--model',
    join(folder, 'captioner'),
  ]);
  const json = await caption([name]);
  for (const { stdout, stderr } of [text, json]) {
    for (const control of ['\x1b', '\x9b']) expect(stdout + stderr).not.toContain(control);
  }
  expect(text.stdout).toContain('\\x1b[31mred\\x9b\\x0a.png');
  expect(jsonLines(json)[0].image).toBe(name);
});

test('a file of texts may begin with a byte-order mark', async () => {
  const texts = join(folder, 'bom.json');
  await writeFile(texts, '\ufeff{"scene-320x240.png": ["a dog"]}');
  const args = ['match', SCENE, '--texts', texts, '--model', join(folder, 'matcher'), '--json'];
  const outcome = await runProgram(folder, args);
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  expect(jsonLines(outcome)[0].text).toBe('a dog');
});

test.skipIf(process.platform !== 'linux')('output that cannot be written is an error', async () => {
  const full = await open('/dev/full', 'w');
  const outcome = await caption([SCENE], { output: full.fd });
  await full.close();
  expect(outcome).toEqual({
    code: 1,
    stdout: '',
    stderr: 'blipscope: Standard output: The disk is full. Free some space and try again.\n',
  });
});

test('an impossible --out is one sentence about it', async () => {
  const out = join(folder, 'x'.repeat(300));
  const outcome = await runProgram(folder, ['export', join(REFERENCE, 'checkpoints/odd-9'), '--out', out]);
  expect(outcome.stderr).toBe(`blipscope: ${out}: The name is too long. Choose a shorter one.\n`);
});
