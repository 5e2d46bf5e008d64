// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { captionOf, picture, setUp, setUpCaptioned, setUpReady } from '../../test/scene';
import { make } from './make';
import type { ShareKind } from './share.slice';
import { parseView, viewInLink } from './view-document';

/** A picture in a browser whose larger canvases stay empty without an error. */
function draw({ width, height, most }: { width: number; height: number; most: number }): void {
  class Canvas {
    constructor(
      readonly width: number,
      readonly height: number,
    ) {}
    getContext() {
      const alpha = this.width * this.height <= most ? 255 : 0;
      const known = {
        canvas: this,
        getImageData: () => ({ data: [0, 0, 0, alpha] }),
        measureText: () => ({ width: 1 }),
      };
      return new Proxy(known, { get: (target, key) => Reflect.get(target, key) ?? (() => {}) });
    }
    async convertToBlob({ type }: { type: string }) {
      return new Blob([`${this.width} × ${this.height}`], { type });
    }
  }
  vi.stubGlobal('OffscreenCanvas', Canvas);
  vi.stubGlobal('createImageBitmap', async () => ({ width, height, close: () => {} }));
}

beforeEach(() => draw({ width: 400, height: 300, most: 1e8 }));
afterEach(() => vi.unstubAllGlobals());

async function makeFrom(what: ShareKind) {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  return make(what, store.getState);
}

test('a picture has all its pixels and the caption below', async () => {
  const { file, reduced } = await makeFrom('picture-png');
  expect([file.name, file.type, reduced]).toEqual(['dog-blipscope.png', 'image/png', null]);
  expect(await file.text()).toBe('400 × 336');
});

test('a picture larger than the browser can draw is scaled down, with a note', async () => {
  draw({ width: 20_000, height: 15_000, most: 2 ** 28 });
  const { reduced } = await makeFrom('picture-png');
  expect(reduced).toEqual({
    made: { width: 14142, height: 10607 },
    full: { width: 20_000, height: 15_000 },
  });
});

test('without any canvas it says what to do', async () => {
  draw({ width: 400, height: 300, most: 0 });
  await expect(makeFrom('picture-png')).rejects.toThrow('no-canvas');
});

test('the figure is one picture, or an SVG with the picture in it once', async () => {
  expect((await makeFrom('words-png')).file.name).toBe('dog-words.png');
  const { file } = await makeFrom('words-svg');
  expect([file.name, file.type]).toEqual(['dog-words.svg', 'image/svg+xml']);
  const svg = await file.text();
  expect(svg.match(/data:image\/jpeg/g)).toHaveLength(1);
  expect(svg).toContain('>dog</text>');
});

test('a picture that the browser cannot decode is said to be one', async () => {
  vi.stubGlobal('createImageBitmap', () => Promise.reject(new DOMException('no', 'InvalidStateError')));
  for (const what of ['picture-png', 'words-png', 'words-svg'] as const) {
    await expect(makeFrom(what)).rejects.toThrow('undecodable');
  }
});

test('a TIFF is drawn as a worker decodes it, and its failure is the reason that is said', async () => {
  const { store, collections } = await setUpReady();
  store.getState().pictures.addFiles([new File(['II*\0'], 'scan.tif', { type: 'image/tiff' })]);
  const error = { code: 'decoder-missing', message: 'Go online.' } as const;
  const failed = expect(make('picture-png', store.getState)).rejects.toMatchObject({ wire: error });
  await vi.waitFor(() => collections.last('displayPicture'));
  await collections.last('displayPicture').fail(error);
  await failed;
  const made = make('picture-png', store.getState);
  await vi.waitFor(() => expect(collections.calls('displayPicture')).toHaveLength(2));
  const opened = vi.spyOn(globalThis, 'createImageBitmap');
  const png = new Blob(['png'], { type: 'image/png' });
  await collections.last('displayPicture').done(png);
  expect((await made).file.name).toBe('scan-blipscope.png');
  expect(opened.mock.calls[0]?.[0]).toBe(png);
});

test('the maps are files of numbers', async () => {
  const json = await makeFrom('maps-json');
  expect(json.file.name).toBe('dog-maps.json');
  const { maps, grid } = JSON.parse(await json.file.text());
  const npy = await makeFrom('maps-npy');
  expect(npy.file.name).toBe('dog-maps.npy');
  expect(npy.file.size).toBe(128 + 4 * maps.length * grid[0] * grid[1]);
});

test('a view is a link to this page, or a file', async () => {
  const link = await (await makeFrom('view-link')).file.text();
  expect(link.startsWith(location.origin + location.pathname)).toBe(true);
  const { file } = await makeFrom('view-file');
  expect(file.name).toBe('dog.blipscope-view.json');
  const view = parseView(await file.text(), 'file');
  expect(view.picture.name).toBe('dog.jpg');
  expect(viewInLink(new URL(link).hash).picture).toEqual(view.picture);
});

test.each<ShareKind>(['words-png', 'words-svg', 'maps-json', 'maps-npy'])(
  '%s waits for words, and says so',
  async (what) => {
    const { store } = await setUpReady();
    store.getState().pictures.addFiles([picture()]);
    await expect(make(what, store.getState)).rejects.toThrow('no-words');
  },
);

test('without a picture there is nothing to share', async () => {
  await expect(make('view-link', setUp().store.getState)).rejects.toThrow('no-picture');
});
