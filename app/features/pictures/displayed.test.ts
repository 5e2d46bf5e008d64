import { expect, test, vi } from 'vitest';
import type { CollectionKind } from '../../../core/protocol';
import { createFakeClient, settled } from '../../worker-client/fake';
import { displayedPictures } from './displayed';

const file = (...parts: string[]) =>
  new Blob(parts.map((part) => Uint8Array.from(part, (letter) => letter.charCodeAt(0))));
const heic = () => file('\0\0\0\x18ftypheic');
const MADE = new Blob(['made']);

function setUp() {
  const client = createFakeClient<CollectionKind>();
  const pictures = displayedPictures(client);
  return { client, get: pictures.get, asked: () => client.calls('displayPicture').length };
}

test.each([
  ['JPEG', file('\xff\xd8\xff\xe0\0\x10JFIF')],
  ['BMP', file('BM\0\0\0\0')],
  ['plain WebP', file('RIFF\0\0\0\0WEBPVP8 ')],
  ['AVIF', file('\0\0\0\x20ftypavif')],
  ['an empty file', file()],
])('%s is shown as it is, and no worker is asked', async (_, picture) => {
  const { get, asked } = setUp();
  expect(await get(picture, null)).toBe(picture);
  expect(asked()).toBe(0);
});

test.each([
  ['HEIC', heic()],
  ['HEIF', file('\0\0\0\x18ftypmif1')],
  ['GIF', file('GIF89a')],
  ['animated AVIF', file('\0\0\0\x20ftypavis')],
  ['TIFF', file('II*\0')],
  ['big-endian TIFF', file('MM\0*')],
  ['PNG', file('\x89PNG\r\n\x1a\n')],
  ['extended WebP', file('RIFF\0\0\0\0WEBPVP8X')],
])('of %s the worker is asked: it makes a picture, or the file is shown', async (_, picture) => {
  const { client, get } = setUp();
  const [large, small] = [get(picture, null), get(picture, 320)];
  await vi.waitFor(() => expect(client.calls('displayPicture')).toHaveLength(2));
  const [first, second] = client.calls('displayPicture');
  expect([first?.payload.size, second?.payload.size]).toEqual([null, 320]);
  await first?.done(MADE);
  await second?.done(null);
  expect(await large).toBe(MADE);
  expect(await small).toBe(picture);
});

test('a picture is made once, and again after a failure', async () => {
  const { client, get, asked } = setUp();
  const picture = heic();
  const twice = Promise.allSettled([get(picture, null), get(picture, null)]);
  await vi.waitFor(() => expect(asked()).toBe(1));
  await client.last('displayPicture').fail({ code: 'decoder-missing', message: 'No network.' });
  expect((await twice).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const again = get(picture, null);
  await vi.waitFor(() => expect(asked()).toBe(2));
  await client.last('displayPicture').done(MADE);
  expect(await again).toBe(MADE);
});

test('only a few large ones stay in memory, those that were shown last', async () => {
  const { client, get, asked } = setUp();
  const pictures = Array.from({ length: 4 }, heic);
  const show = async (picture: Blob) => {
    const before = asked();
    const shown = get(picture, null);
    await settled();
    if (asked() > before) await client.last('displayPicture').done(MADE);
    await shown;
    return asked() > before;
  };
  for (const picture of pictures) expect(await show(picture)).toBe(true);
  expect(await show(pictures[3]!)).toBe(false);
  expect(await show(pictures[1]!)).toBe(false);
  expect(await show(pictures[0]!)).toBe(true);
  expect(await show(pictures[1]!)).toBe(false);
  expect(await show(pictures[2]!)).toBe(true);
});
