import { expect, test, vi } from 'vitest';
import { piecesOf } from './pieces-of.ts';

const cancel = vi.fn();

/** A stream of a browser that cannot iterate over it. */
function plainStream(pull: (controller: ReadableStreamDefaultController<string>) => void) {
  const stream = new ReadableStream({ pull, cancel }, { highWaterMark: 0 });
  return Object.assign(stream, { [Symbol.asyncIterator]: undefined });
}

function streamOf(...pieces: string[]) {
  return plainStream((controller) => {
    const piece = pieces.shift();
    if (piece === undefined) controller.close();
    else controller.enqueue(piece);
  });
}

async function read(stream: ReadableStream<string>, most = Number.POSITIVE_INFINITY): Promise<string[]> {
  const seen: string[] = [];
  for await (const piece of piecesOf(stream)) if (seen.push(piece) >= most) break;
  return seen;
}

test('every piece comes, in order; a stream that is read to its end is not cancelled', async () => {
  expect(await read(streamOf('a', 'b', 'c'))).toEqual(['a', 'b', 'c']);
  expect(await read(streamOf())).toEqual([]);
  expect(cancel).not.toHaveBeenCalled();
});

test('a caller that stops early cancels the stream', async () => {
  expect(await read(streamOf('a', 'b', 'c'), 2)).toEqual(['a', 'b']);
  expect(cancel).toHaveBeenCalledTimes(1);
});

test('an error of the stream is thrown as it is', async () => {
  const reason = new Error('connection lost');
  const broken = plainStream((controller) => controller.error(reason));
  await expect(read(broken)).rejects.toBe(reason);
});
