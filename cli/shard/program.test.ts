import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tarEnd, tarHeader, tarPadding } from '../../dataset/archive/tar-header.ts';
import { jsonLines, REFERENCE, runProgram, SCENE } from '../testing/program.ts';
import { startChild } from './testing/child.ts';

/** More than are captioned before a signal arrives. */
const MANY = 400;

let folder: string;
let model: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blipscope-shard-'));
  model = join(folder, 'model');
  await runProgram(folder, ['export', join(REFERENCE, 'checkpoints', 'odd-9'), '--out', model]);
  await writeShard('few', 3);
  await writeShard('many', MANY);
  await writeFile(join(folder, 'noise.tar'), 'this is no tar file');
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

/** Different pictures, as their last bytes differ, and one that is broken. */
async function writeShard(name: string, count: number): Promise<void> {
  const scene = await readFile(SCENE);
  const pictures = Array.from({ length: count }, (_, index) =>
    Buffer.concat([scene, Buffer.from([index, index >> 8])]),
  );
  const parts = [...pictures, Buffer.from('broken')].flatMap((bytes, index) => [
    tarHeader(`${String(index).padStart(4, '0')}.png`, bytes.length),
    bytes,
    tarPadding(bytes.length),
  ]);
  await writeFile(join(folder, `${name}.tar`), Buffer.concat([...parts, tarEnd()]));
}

function message(id: string) {
  return { op: 'shard', id, in: join(folder, `${id}.tar`), out: join(folder, 'out') };
}

function shard(name: string, ...args: string[]) {
  return runProgram(folder, ['shard', join(folder, name), '--model', model, ...args]);
}

async function untilCaptioned(id: string): Promise<void> {
  for (;;) {
    const log = (await readdir(join(folder, 'out'))).find((name) => name.startsWith(`.${id}~`));
    if (log && (await readFile(join(folder, 'out', log), 'utf8')).includes('"key"')) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('a child captions shards until it is told to stop, with the bytes of the bare command', async () => {
  const child = startChild(['--model', model, '--threads', '1']);
  expect(await child.next()).toMatchObject({ event: 'ready', model: { id: 'odd-9' }, device: 'cpu' });
  child.send({ op: 'dance' });
  expect(await child.next()).toMatchObject({ event: 'failed', code: 'settings' });
  child.send(message('noise'));
  expect(await child.next()).toMatchObject({ event: 'failed', id: 'noise', retryable: false });
  child.send(message('few'));
  const done = await child.next();
  expect(done).toMatchObject({ event: 'done', id: 'few', rows: 4, failed: 1 });
  child.send({ op: 'stop' });
  expect(await child.ended()).toBe(0);

  const bare = await shard('few.tar', '--out', join(folder, 'bare'), '--json');
  expect(bare.code).toBe(0);
  expect(jsonLines(bare).at(-1)).toMatchObject({ event: 'done', sha256: done.sha256 });
}, 60_000);

test('a signal ends a child after the picture in hand, and the next attempt goes on', async () => {
  const child = startChild(['--model', model]);
  await child.next();
  child.send(message('many'));
  await untilCaptioned('many');
  child.kill('SIGTERM');
  expect(await child.next()).toMatchObject({ event: 'failed', id: 'many', code: 'stopped', retryable: true });
  expect(await child.ended()).toBe(0);
  expect(await readdir(join(folder, 'out'))).not.toContain('many_stats.json');

  const resumed = await shard('many.tar', '--out', join(folder, 'out'), '--json');
  expect(jsonLines(resumed).at(-1)).toMatchObject({ event: 'done', rows: MANY + 1, failed: 1 });
  const again = await shard('many.tar', '--out', join(folder, 'out'), '--skip-done', '--json');
  expect(jsonLines(again)).toEqual([{ event: 'skipped', id: 'many' }]);
}, 120_000);

test('the exit code says whether to try again', async () => {
  const out = ['--out', join(folder, 'codes')];
  const unreachable = runProgram(folder, ['shard', 'http://127.0.0.1:9/0.tar', '--model', model, ...out]);
  const outcomes = await Promise.all([
    shard('noise.tar', ...out),
    unreachable,
    runProgram(folder, ['shard', join(folder, 'few.tar'), '--model', join(folder, 'none'), ...out]),
    shard('few.tar'),
  ]);
  expect(outcomes.map(({ code }) => code)).toEqual([42, 75, 64, 64]);
}, 60_000);
