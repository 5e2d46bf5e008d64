import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { EMBEDDED_FORMS } from '../../workers/capfilt/index.ts';
import { EngineError, SettingsError } from '../../workers/engine/index.ts';
import { corruptPicture, PictureError } from '../../workers/image/index.ts';
import type { CaptionWorker } from '../capfilt/models.ts';
import { runPictures } from '../capfilt/run.ts';
import { MemoryStore, picture, planned } from '../capfilt/testing/fake-run.ts';
import { startPool } from './pool.ts';
import { receiveError, sendError } from './wire.ts';

const FAKE = fileURLToPath(new URL('./testing/fake-pool-process.mjs', import.meta.url));

const pools: CaptionWorker[] = [];
const pids: number[] = [];
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.dispose();
  pids.length = 0;
});

async function startFake(workers: number, model = 'good') {
  const start = () => {
    const child = fork(FAKE, { serialization: 'advanced', execArgv: [] });
    pids.push(child.pid!);
    return child;
  };
  const pool = await startPool({ flags: { model }, workers, start });
  pools.push(pool);
  return pool;
}

async function run(worker: CaptionWorker, names: string[]) {
  const store = new MemoryStore();
  const finished = await runPictures({
    pictures: planned(names.map((name) => picture(`${name}.png`, name))),
    ...{ worker, store, seed: 7, made: new Map(), embedded: EMBEDDED_FORMS },
    onRecord: () => {},
    signal: new AbortController().signal,
  });
  return { finished, records: store.records };
}

const texts = (records: MemoryStore['records']) =>
  [...records].map(([path, { texts: all, error }]) => `${path}: ${error?.message ?? all[0]?.text}`).sort();

test('pictures are captioned by all processes, each batch by one', async () => {
  const pool = await startFake(2);
  expect(pool).toMatchObject({ picturesPerBatch: 2, batchesAtOnce: 2 });
  const { records } = await run(pool, ['a', 'b', 'c', 'd', 'e', 'f']);
  expect(texts(records)).toHaveLength(6);
  const by = new Set([...records.values()].map(({ texts: all }) => all[0]!.text));
  expect(by).toEqual(new Set(pids.map((pid) => `by ${pid}`)));
});

test('a picture on which a process crashes is an error, and the others are captioned', async () => {
  const pool = await startFake(2);
  const { finished, records } = await run(pool, ['a', 'poison', 'b', 'c', 'd']);
  expect(finished).toBe(true);
  const errors = texts(records).filter((each) => !each.includes('by '));
  expect(errors).toEqual([
    'poison.png: The process that captions pictures ended unexpectedly (exit code 3).',
  ]);
  expect(pids.length).toBeGreaterThan(2);
});

test('a process that is killed while it works costs no picture', async () => {
  const pool = await startFake(2);
  const running = run(pool, ['a', 'b', 'slow', 'c', 'd', 'e']);
  await new Promise((resolve) => setTimeout(resolve, 100));
  process.kill(pids[0]!, 'SIGKILL');
  const { records } = await running;
  expect(texts(records).filter((each) => !each.includes('by '))).toEqual([]);
});

test('a run ends where a process that crashed cannot be replaced', async () => {
  let started = 0;
  const start = () =>
    fork(FAKE, [], { serialization: 'advanced', silent: true, execArgv: started++ ? ['--bad'] : [] });
  const pool = await startPool({ flags: { model: 'good' }, workers: 1, start });
  pools.push(pool);
  await expect(run(pool, ['poison', 'a', 'b'])).rejects.toThrow('no other could be started');
});

test('a picture that cannot be read fails as it does in this process', async () => {
  const pool = await startFake(1);
  await expect(pool.prepare(Buffer.from('damaged'))).rejects.toSatisfy(
    (error) => error instanceof PictureError && error.code === corruptPicture().code,
  );
});

test('models that cannot be loaded end the start, and leave no process', async () => {
  await expect(startFake(3, 'bad')).rejects.toThrow('no such bundle');
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('errors keep their class, fields and causes', () => {
  const cause = new Error('bad_alloc');
  const engine = receiveError(sendError(new EngineError('out-of-memory', 'No room.', { cause })));
  expect(engine).toBeInstanceOf(EngineError);
  expect(engine).toMatchObject({ code: 'out-of-memory', message: 'No room.', name: 'EngineError' });
  expect(String(engine.cause)).toBe('Error: bad_alloc');
  expect(receiveError(sendError(new SettingsError('topP', 2, 'less')))).toMatchObject({ field: 'topP' });
  expect(receiveError(sendError('a text')).message).toBe('a text');
});
