import { expect, test } from 'vitest';
import { EMBEDDED_FORMS } from '../../workers/capfilt/index.ts';
import { RunStopped } from './failures.ts';
import { type PictureRun, runPictures, type SourcePicture } from './run.ts';
import { FakeWorker, MemoryStore, original, picture, planned } from './testing/fake-run.ts';

interface Setup extends Partial<PictureRun> {
  store?: MemoryStore;
  worker?: FakeWorker;
}

async function run(pictures: readonly SourcePicture[], setup: Setup = {}) {
  const { store = new MemoryStore(), worker = new FakeWorker() } = setup;
  const done: string[] = [];
  const finished = await runPictures({
    pictures: planned(pictures),
    seed: 7,
    made: new Map(),
    embedded: EMBEDDED_FORMS,
    onRecord: ({ path }) => done.push(path),
    signal: new AbortController().signal,
    ...setup,
    store,
    worker,
  });
  return { finished, worker, records: store.records, vectors: store.vectors, done };
}

const letters = (count: number) =>
  Array.from({ length: count }, (_, index) => picture(`${index}.png`, `picture ${index}`));

test('every picture is a record, a failure too, and a batch that fails is tried one by one', async () => {
  const pictures = [
    picture('a.png', 'a', [original('a dog')]),
    picture('b.png', 'damaged'),
    picture('c.png', null),
    picture('d.png', 'heavy'),
    picture('e.png', 'e <a cat>'),
  ];
  const { finished, records, worker, done } = await run(pictures);
  expect(finished).toBe(true);
  expect(done).toHaveLength(5);
  expect(worker.batches).toEqual([['a', 'heavy'], ['a'], ['heavy'], ['e <a cat>']]);
  expect(records.get('a.png')).toMatchObject({
    done: true,
    error: null,
    texts: [{ text: 'a dog', match: { probability: 0.75 } }, { source: 'synthetic' }],
  });
  expect(records.get('b.png')?.error?.code).toBe('corrupt-image');
  expect(records.get('c.png')?.error).toEqual({
    code: 'file-missing',
    message: 'There is no such file or folder.',
  });
  expect(records.get('e.png')?.texts[0]).toMatchObject({ text: 'a cat', form: 'xmp' });
});

test('embedded texts are left out where they are not wanted', async () => {
  const { records } = await run([picture('e.png', 'e <a cat>')], { embedded: new Set() });
  expect(records.get('e.png')?.texts.map(({ source }) => source)).toEqual(['synthetic']);
});

test('captions depend on bytes and seed only, and equal bytes are captioned once', async () => {
  const first = await run([...letters(5), picture('copy.png', 'picture 2')]);
  const other = await run(letters(5).reverse(), { worker: new FakeWorker(3) });
  for (const [path, { texts }] of other.records) expect(first.records.get(path)?.texts).toEqual(texts);
  expect(first.records.get('copy.png')?.texts).toEqual(first.records.get('2.png')?.texts);
  expect(first.vectors.size).toBe(6);
  expect(first.vectors.get('copy.png')?.vector).toEqual(first.vectors.get('2.png')?.vector);
  expect(first.worker.batches.flat()).toHaveLength(5);
  expect(other.worker.overlap).toBeGreaterThan(1);
  const reseeded = await run(letters(1), { seed: 8 });
  expect(reseeded.records.get('0.png')?.texts).not.toEqual(first.records.get('0.png')?.texts);
});

test('an interruption finishes the pictures in hand and begins no others', async () => {
  const interruption = new AbortController();
  const worker = new FakeWorker();
  const onRecord = () => interruption.abort();
  const { finished, records } = await run(letters(9), { worker, signal: interruption.signal, onRecord });
  expect(finished).toBe(false);
  expect(worker.batches.flat()).toHaveLength(records.size);
  expect(records.size).toBeLessThan(9);
});

test('what cannot be stored stops the run', async () => {
  const store = new MemoryStore(3);
  await expect(run(letters(9), { store })).rejects.toBeInstanceOf(RunStopped);
  expect(store.records.size).toBe(3);
});

test('few pictures are read before their turn', async () => {
  let [opened, stored, most] = [0, 0, 0];
  const counted = letters(30).map((each) => ({
    ...each,
    open: () => {
      most = Math.max(most, ++opened - stored);
      return each.open();
    },
  }));
  const onRecord = () => {
    stored += 1;
  };
  await run(counted, { onRecord });
  expect(most).toBeLessThanOrEqual(8);
});

test('a file with another date keeps its texts, one with other bytes does not', async () => {
  const store = new MemoryStore();
  const { records } = await run([picture('a.png', 'a'), picture('b.png', 'b')], { store });
  const earlierOf = (path: string) => ({ sha256: records.get(path)!.sha256, failed: false });
  const changed = [
    { picture: { ...picture('a.png', 'a'), modified: 6 }, earlier: earlierOf('a.png'), crashed: false },
    { picture: { ...picture('b.png', 'c'), modified: 6 }, earlier: earlierOf('b.png'), crashed: false },
  ];
  const again = await run([], { store, pictures: changed });
  expect(again.worker.batches).toEqual([['c']]);
  expect(again.records.get('a.png')?.modified).toBe(6);
});
