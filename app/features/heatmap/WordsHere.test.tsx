// @vitest-environment happy-dom
import { act, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { renderWith } from '../../test/render';
import { captionOf, setUpCaptioned, setUpReady } from '../../test/scene';
import { HOLD } from './use-spot';
import { WordsHere } from './WordsHere';

const frame = () => act(() => new Promise<void>((resolve) => requestAnimationFrame(() => resolve())));
const layer = () => screen.getByRole('application', { name: /^Which words looked where/ });
const readout = () => screen.queryByTestId('words-here')?.textContent ?? null;
const status = () => screen.getByRole('status').textContent;

beforeEach(() => {
  const box = new DOMRect(100, 100, 200, 200);
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockReturnValue(box);
});
afterEach(() => vi.restoreAllMocks());

async function setUp() {
  const scene = await setUpCaptioned(captionOf('a brown dog'));
  renderWith(scene.store, <WordsHere />);
  return scene;
}

test('the mouse reads off the words; where nobody looked it says so; away from the picture it is gone', async () => {
  await setUp();
  fireEvent.pointerMove(layer(), { pointerType: 'mouse', clientX: 290, clientY: 110 });
  await frame();
  expect(readout()).toBe('brown 100%');
  expect(status()).toBe('');
  fireEvent.pointerMove(layer(), { pointerType: 'mouse', clientX: 290, clientY: 290 });
  await frame();
  expect(readout()).toBe('No word looked here');
  fireEvent.pointerOut(layer(), { pointerType: 'mouse' });
  await frame();
  expect(readout()).toBeNull();
});

test('many moves within a frame are one change, and none of them touches the heat', async () => {
  const { store } = await setUp();
  const changed = vi.fn();
  store.subscribe(changed);
  for (const clientX of [110, 290])
    fireEvent.pointerMove(layer(), { pointerType: 'mouse', clientX, clientY: 110 });
  expect(readout()).toBeNull();
  await frame();
  expect(readout()).toBe('brown 100%');
  expect(changed).not.toHaveBeenCalled();
});

test('the arrow keys move over the picture, and what they find is spoken', async () => {
  await setUp();
  fireEvent.keyDown(layer(), { key: 'ArrowUp' });
  await frame();
  expect(status()).toBe('brown 100%');
  fireEvent.keyDown(layer(), { key: 'ArrowLeft' });
  await frame();
  expect(status()).toBe('a 100%');
  fireEvent.keyDown(layer(), { key: 'Escape' });
  await frame();
  expect(status()).toBe('');
});

test('a finger has to rest; a swipe reads nothing, and what was read stays when it lifts', async () => {
  await setUp();
  const touch = { pointerType: 'touch', clientX: 110, clientY: 290 };
  const wait = () => act(() => new Promise((resolve) => setTimeout(resolve, HOLD + 50)));
  fireEvent.pointerDown(layer(), touch);
  fireEvent.pointerMove(layer(), { ...touch, clientY: 200 });
  await wait();
  expect(readout()).toBeNull();
  fireEvent.pointerDown(layer(), touch);
  await wait();
  await frame();
  fireEvent.pointerUp(layer(), touch);
  expect(readout()).toBe('dog 100%');
});

test('without words there is nothing to explore', async () => {
  const { store } = await setUpReady();
  renderWith(store, <WordsHere />);
  expect(screen.queryByRole('application')).toBeNull();
});
