import { beforeEach, expect, test, vi } from 'vitest';
import { toWire } from '../serve/errors.ts';
import { type PictureRequest, type PictureResponse, readInThread } from './picture-thread.ts';
import type { PictureReader, ReadPicture } from './read-picture.ts';

const SETTINGS = { size: 2, mean: [0, 0, 0], std: [1, 1, 1] };
const THERE: ReadPicture = { width: 3, height: 2, pixelValues: new Float32Array(12) };
const HERE: ReadPicture = { ...THERE, width: 30 };

/** A thread whose other side is the test. */
class FakeThread extends EventTarget {
  readonly asked: PictureRequest[] = [];
  terminated = false;
  postMessage(question: PictureRequest) {
    this.asked.push(question);
  }
  terminate() {
    this.terminated = true;
  }
  say(answer: PictureResponse) {
    this.dispatchEvent(new MessageEvent('message', { data: answer }));
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

test('the thread is there before the first picture, and answers are told apart', async () => {
  expect(threads).toHaveLength(1);
  const [first, second] = [read(new Blob(['1']), SETTINGS), read(new Blob(['2']), SETTINGS)];
  const [thread] = threads;
  thread!.say({ id: thread!.asked[1]!.id, picture: { ...THERE, width: 2 } });
  thread!.say({ id: thread!.asked[0]!.id, picture: { ...THERE, width: 1 } });
  expect(await Promise.all([first, second])).toMatchObject([{ width: 1 }, { width: 2 }]);
  expect(readHere).not.toHaveBeenCalled();
});

test('what is wrong with a picture is told as it was there', async () => {
  const error = { code: 'corrupt-image', message: 'The picture is damaged.', detail: 'EOF' } as const;
  const reading = read(new Blob(), SETTINGS);
  threads[0]!.say({ id: threads[0]!.asked[0]!.id, error });
  const reason = await reading.catch(toWire);
  expect(reason).toEqual(error);
  expect(readHere).not.toHaveBeenCalled();
});

test.each(['error', 'messageerror'])(
  'a thread that dies (%s) leaves its pictures to this one',
  async (type) => {
    const reading = [read(new Blob(['1']), SETTINGS), read(new Blob(['2']), SETTINGS)];
    const event = new Event(type, { cancelable: true });
    threads[0]!.dispatchEvent(event);
    expect(await Promise.all(reading)).toEqual([HERE, HERE]);
    expect(threads[0]!.terminated).toBe(true);
    if (type === 'error') expect(event.defaultPrevented, 'the caption worker lives').toBe(true);

    const next = read(new Blob(['3']), SETTINGS);
    threads[0]!.dispatchEvent(new Event('error', { cancelable: true }));
    threads[1]!.say({ id: threads[1]!.asked[0]!.id, picture: THERE });
    expect(await next).toEqual(THERE);
  },
);

test('where no further thread can be had, pictures are read here', async () => {
  const start = vi.fn(() => new FakeThread());
  const reading = readInThread(start, readHere);
  const [first] = start.mock.results;
  start.mockImplementation(() => {
    throw new Error('no more threads');
  });
  first!.value.dispatchEvent(new Event('error', { cancelable: true }));
  expect(await reading(new Blob(), SETTINGS)).toEqual(HERE);
});
