// @vitest-environment happy-dom
/** Which picture is described, and which file is read for it. */
import { expect, test, vi } from 'vitest';
import { after, preparePages, RUN, setUp } from './testing/pages';

preparePages();

test('a picture that changes is not described by a proposal for another one', async () => {
  const { element, asks, image, press, part } = setUp();
  await press('propose');
  image.src = '/b.png';
  await asks[0]!.done(RUN);
  expect(asks).toHaveLength(2);
  await asks[1]!.done(RUN);
  image.src = '/c.png';
  await press('accept');
  expect([element.value, part('message').textContent]).toEqual([
    '',
    'The picture has changed since the proposal.',
  ]);
});

test('a picture that takes the place of another one is described instead of it', async () => {
  const { element, asks, image, press } = setUp();
  const detail = vi.fn();
  element.addEventListener('blip-caption', (event) => detail(event.detail.image));
  const replace = (src: string) => {
    const other = Object.assign(document.createElement('img'), { id: 'img', src });
    document.getElementById('img')!.replaceWith(other);
    return other;
  };
  await press('propose');
  const other = replace('/b.png');
  await asks[0]!.done(RUN);
  expect([asks.length, element.proposal]).toEqual([2, null]);
  expect(fetch).toHaveBeenLastCalledWith(new URL('/b.png', location.href).href, expect.anything());
  const again = replace('/b.png');
  await asks[1]!.done(RUN);
  expect(detail.mock.calls).toEqual([[again]]);
  expect([image, other]).not.toContain(again);
});

test('a picture that went away during a proposal is not described', async () => {
  const { element, asks, image, press, part } = setUp();
  await press('propose');
  image.remove();
  await asks[0]!.done(RUN);
  expect(element.proposal).toBe(null);
  expect(part('message').textContent).toBe('There is no picture to describe here.');
});

test('of a picture that loads, not the one before it is read', async () => {
  const { asks, image, press } = setUp('', '', '<img id="img" src="/a.png" srcset="/b.png 2x">');
  let isComplete = false;
  Object.defineProperty(image, 'complete', { get: () => isComplete });
  Object.defineProperty(image, 'currentSrc', { get: () => (isComplete ? '/b.png' : '/former.png') });
  await press('propose');
  expect(fetch).not.toHaveBeenCalled();
  isComplete = true;
  await after(() => image.dispatchEvent(new Event('load')));
  expect(fetch).toHaveBeenLastCalledWith('/b.png', expect.anything());
  expect(asks).toHaveLength(1);
});

test.each([
  ['<img id="other" src="/a.png">', 'There is no picture to describe here.'],
  ['<img id="img" src="https://other.test/a.png">', 'The picture comes from other.test.'],
])('%s is not described, and the person writes', async (image, message) => {
  const { element, asks, press, part, shown } = setUp('', '', image);
  await press('propose');
  expect(part('message').textContent).toContain(message);
  expect(asks).toHaveLength(0);
  expect(fetch).not.toHaveBeenCalled();
  expect(shown()).toEqual(['write']);
  await press('write');
  expect(element.shadowRoot!.activeElement).toBe(part('field'));
  expect(shown()).toEqual(['propose']);
});

test('a picture of another origin is read where the page asks for it', async () => {
  const { asks, press } = setUp('', '', '<img id="img" crossorigin src="https://other.test/a.png">');
  await press('propose');
  expect(fetch).toHaveBeenCalledOnce();
  expect(asks).toHaveLength(1);
});
