import { beforeEach, expect, test, vi } from 'vitest';

const createLibheif = vi.hoisted(() => vi.fn());
vi.mock('libheif-js/libheif-wasm/libheif-bundle.mjs', () => ({ default: createLibheif }));

beforeEach(() => {
  createLibheif.mockReset();
  vi.resetModules();
});

const FILE = new Uint8Array(8);
const OK = 0;

/** A library that reads a context with `read`. */
function library(read: () => { code: number }, ready: Promise<unknown> = Promise.resolve()) {
  return {
    ready,
    heif_error_code: { heif_error_Ok: OK },
    heif_context_alloc: () => ({}),
    heif_context_free: () => {},
    heif_context_read_from_memory: read,
  };
}

function failing(error: Error) {
  return library(() => {
    throw error;
  });
}

test.each([
  ['a trap', new WebAssembly.RuntimeError('unreachable'), 'corrupt-image'],
  ['a lack of memory', new Error('Aborted(Cannot enlarge memory arrays)'), 'image-too-large'],
])('after %s the next picture gets a new library', async (_, error, code) => {
  const { parseHeic } = await import('./heic.ts');
  createLibheif.mockReturnValue(failing(error));
  await expect(parseHeic(FILE)).rejects.toMatchObject({ name: 'PictureError', code });
  await expect(parseHeic(FILE)).rejects.toMatchObject({ name: 'PictureError', code });
  expect(createLibheif).toHaveBeenCalledTimes(2);
});

test('after a damaged picture the library is used again', async () => {
  const { parseHeic } = await import('./heic.ts');
  createLibheif.mockReturnValue(library(() => ({ code: OK + 1 })));
  for (let i = 0; i < 2; i++) await expect(parseHeic(FILE)).rejects.toMatchObject({ code: 'corrupt-image' });
  expect(createLibheif).toHaveBeenCalledTimes(1);
});

test('a library that did not start is started again', async () => {
  const { parseHeic } = await import('./heic.ts');
  createLibheif.mockImplementation(() =>
    library(() => ({ code: OK }), Promise.reject(new Error('Failed to fetch'))),
  );
  for (let i = 0; i < 2; i++)
    await expect(parseHeic(FILE)).rejects.toMatchObject({ code: 'decoder-missing' });
  expect(createLibheif).toHaveBeenCalledTimes(2);
});
