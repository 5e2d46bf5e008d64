import { beforeEach, expect, test, vi } from 'vitest';
import type { FromWorker, PictureKind, ReadPicture, ToWorker, WireError } from '../../core/protocol/index.ts';
import { toWire } from '../serve/errors.ts';
import type { PictureReader } from './decode.ts';
import { readInThread } from './picture-thread.ts';

const SETTINGS = { size: 2, mean: [0, 0, 0], std: [1, 1, 1] };
const THERE: ReadPicture = { width: 3, height: 2, pixelValues: new Float32Array(12) };
const HERE: ReadPicture = { ...THERE, width: 30 };

/** A thread whose other side is the test. */
class FakeThread extends EventTarget {
  readonly asked: ToWorker<PictureKind>[] = [];
  terminated = false;
  postMessage(message: ToWorker<PictureKind>) {
    this.asked.push(message);
  }
  terminate() {
    this.terminated = true;
  }
  /** Answers the request that came as the `nth`. */
  answer(nth: number, picture: ReadPicture) {
    this.#say({ ...this.#head(nth), type: 'done', payload: picture });
  }
  fail(nth: number, error: WireError) {
    this.#say({ ...this.#head(nth), type: 'failed', error });
  }
  #head(nth: number) {
    return { id: this.asked[nth]!.id, kind: 'readPicture' } as const;
  }
  #say(message: FromWorker<PictureKind>) {
    this.dispatchEvent(new MessageEvent('message', { data: message }));
  }
}

let threads: FakeThread[];
const readHere = vi.fn<PictureReader>(async () => HERE);
let read: PictureReader;

beforeEach(() => {
  threads = [];
  readHere.mockClear();
  read = readInThread(() => {
    const thread = new FakeThread();
    threads.push(thread);
    return thread;
  }, readHere);
});

test('the thread starts before the first picture, and each request gets its own answer', async () => {
  expect(threads).toHaveLength(1);
  const [first, second] = [read(new Blob(['1']), SETTINGS), read(new Blob(['2']), SETTINGS)];
  const [thread] = threads;
  thread!.answer(1, { ...THERE, width: 2 });
  thread!.answer(0, { ...THERE, width: 1 });
  expect(await Promise.all([first, second])).toMatchObject([{ width: 1 }, { width: 2 }]);
  expect(readHere).not.toHaveBeenCalled();
});

test('the error of a picture crosses the boundary unchanged', async () => {
  const error = { code: 'corrupt-image', message: 'The picture is damaged.', detail: 'EOF' } as const;
  const reading = read(new Blob(), SETTINGS);
  threads[0]!.fail(0, error);
  const reason = await reading.catch(toWire);
  expect(reason).toEqual(error);
  expect(readHere).not.toHaveBeenCalled();
});

test.each(['error', 'messageerror'])(
  'the pictures of a thread that died (%s) are read here',
  async (type) => {
    const reading = [read(new Blob(['1']), SETTINGS), read(new Blob(['2']), SETTINGS)];
    const event = new Event(type, { cancelable: true });
    threads[0]!.dispatchEvent(event);
    expect(await Promise.all(reading)).toEqual([HERE, HERE]);
    expect(threads[0]!.terminated).toBe(true);
    if (type === 'error') expect(event.defaultPrevented, 'the caption worker lives').toBe(true);

    const next = read(new Blob(['3']), SETTINGS);
    threads[0]!.dispatchEvent(new Event('error', { cancelable: true }));
    threads[1]!.answer(0, THERE);
    expect(await next).toEqual(THERE);
  },
);

test('where no other thread starts, pictures are read here', async () => {
  const start = vi.fn(() => new FakeThread());
  const reading = readInThread(start, readHere);
  const [first] = start.mock.results;
  start.mockImplementation(() => {
    throw new Error('no more threads');
  });
  first!.value.dispatchEvent(new Event('error', { cancelable: true }));
  expect(await reading(new Blob(), SETTINGS)).toEqual(HERE);
});
