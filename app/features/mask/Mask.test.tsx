// @vitest-environment happy-dom
import { act, fireEvent, screen } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Region } from '../../../core/protocol';
import { renderWith } from '../../test/render';
import { captionOf, runOf, setUpCaptioned } from '../../test/scene';
import { Captions } from '../captions/Captions';
import { MarkLayer } from './MarkLayer';
import { MaskBar } from './MaskBar';
import { MaskedRegions } from './MaskedRegions';
import { MaskTool } from './MaskTool';
import { currentRegions } from './mask.selectors';

const LEFT: Region = { left: 0, top: 0, width: 0.5, height: 1 };

beforeEach(() => {
  vi.stubGlobal('createImageBitmap', () => new Promise(() => {}));
});

async function setUp() {
  const scene = await setUpCaptioned(captionOf('a dog and a cat'));
  const user = renderWith(
    scene.store,
    <>
      <MaskedRegions blob={new Blob()} size={{ width: 200, height: 100 }} />
      <MarkLayer />
      <MaskBar />
      <MaskTool />
      <Captions />
    </>,
  );
  const marked = () => currentRegions(scene.store.getState());
  const start = () => user.click(screen.getByRole('button', { name: 'Mask parts of the picture' }));
  const press = async (name: string | RegExp) => user.click(screen.getAllByRole('button', { name })[0]!);
  return { ...scene, user, marked, start, press };
}

/** The layer lies on 200 × 100 pixels. */
function drag(from: [number, number], to: [number, number]) {
  const layer = screen.getByRole('application').parentElement!;
  layer.getBoundingClientRect = () => new DOMRect(0, 0, 200, 100);
  layer.setPointerCapture = () => {};
  const at = ([clientX, clientY]: [number, number]) => ({ clientX, clientY, isPrimary: true, button: 0 });
  fireEvent.pointerDown(layer, at(from));
  fireEvent.pointerMove(layer, at(to));
  fireEvent.pointerUp(layer, at(to));
}

const close = (value: number) => expect.closeTo(value, 10);

test('a drag masks what it encloses; a click masks nothing', async () => {
  const { start, marked } = await setUp();
  await start();
  drag([150, 75], [50, 25]);
  expect(marked()).toEqual([{ left: 0.25, top: 0.25, width: 0.5, height: 0.5 }]);
  drag([20, 20], [20, 20]);
  expect(marked()).toHaveLength(1);
  expect(screen.getByText('1 part masked.')).toBeDefined();
  expect(screen.getByRole('img', { name: '1 part masked for the model: centre' })).toBeDefined();
});

test('keys move and size the frame, Enter masks, Escape ends and returns the focus', async () => {
  const { user, start, marked, store } = await setUp();
  await start();
  expect(document.activeElement).toBe(screen.getByRole('application'));
  await user.keyboard('{ArrowRight}{ArrowRight}{ArrowUp}{Shift>}{ArrowLeft}{ArrowDown}{/Shift}{Enter}');
  const masked = { left: close(0.4), top: close(0.325), width: close(0.275), height: close(0.325) };
  expect(marked()).toEqual([masked]);
  await user.keyboard('{ArrowLeft}{Enter}');
  expect(marked()).toHaveLength(2);
  await user.keyboard('{Escape}');
  expect(store.getState().mask.markingId).toBeNull();
  expect(screen.queryByRole('application')).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Mask parts of the picture' }));
});

test('each part can be shown again, all of them too, and either can be undone', async () => {
  const { start, press, marked } = await setUp();
  await start();
  drag([0, 0], [60, 30]);
  drag([140, 70], [200, 100]);
  await press('Show masked part 1 again, upper left');
  expect(marked()).toHaveLength(1);
  await press('Show all');
  expect(marked()).toEqual([]);
  await press('Undo');
  await press('Undo');
  expect(marked()).toHaveLength(2);
});

test('captioning again names the mask, and the caption of the unmasked picture', async () => {
  const { start, press, client, marked } = await setUp();
  await start();
  expect(screen.getAllByRole('button', { name: 'Caption again' })[0]).toHaveProperty('disabled', true);
  drag([0, 0], [100, 100]);
  await press('Caption again');
  expect(client.last('caption').payload.masked).toEqual([LEFT]);
  await act(() => client.last('caption').done(runOf(captionOf('a cat'))));
  const note = () => screen.queryByText('With 1 part of the picture masked.')?.parentElement?.textContent;
  expect(note()).toContain('Of the whole picture: “a dog and a cat”.');
  await press('Back to the whole picture');
  expect(note()).toBeUndefined();
  expect(marked()).toEqual([]);
  expect(screen.getByRole('list', { name: 'Captions' }).textContent).toContain('dog');
});

test('pinned captions say which mask they were written with', async () => {
  const { store, client } = await setUp();
  act(() => store.getState().captions.setPinned('id1', 0, true));
  act(() => store.getState().mask.add(LEFT));
  act(() => store.getState().captions.enqueue('id1'));
  await act(() => client.last('caption').done(runOf(captionOf('a cat'))));
  expect(screen.getByRole('list', { name: 'Pinned captions' }).textContent).toContain('Of the whole picture');
  act(() => store.getState().captions.setPinned('id1', 0, true));
  act(() => store.getState().mask.clear());
  expect(screen.getByRole('list', { name: 'Pinned captions' }).textContent).toContain(
    'With 1 part of the picture masked',
  );
});

test('a mask without captions asks for captions', async () => {
  const { store } = await setUp();
  act(() => store.getState().mask.add(LEFT));
  expect(screen.getByTitle('The masked parts of the picture have changed since').textContent).toBe(
    'Caption again',
  );
});
