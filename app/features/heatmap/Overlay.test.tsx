// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { renderWith } from '../../test/render';
import { captionOf, mapAt, setUpCaptioned, token } from '../../test/scene';
import { drawHeatmap } from './draw';
import { Overlay } from './Overlay';

vi.mock('./draw', () => ({ drawHeatmap: vi.fn() }));

const frame = () => act(() => new Promise<void>((resolve) => requestAnimationFrame(() => resolve())));
const drawn = () => vi.mocked(drawHeatmap).mock.calls.map(([, heat]) => heat?.values);

beforeEach(() => {
  vi.mocked(drawHeatmap).mockClear();
  const context: Partial<CanvasRenderingContext2D> = {};
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(Object.create(context));
});

test('several words within a frame are drawn once, the newest wins', async () => {
  const { store } = await setUpCaptioned(captionOf('a brown dog'));
  renderWith(store, <Overlay size={{ width: 40, height: 30 }} />);
  await frame();
  vi.mocked(drawHeatmap).mockClear();
  for (const word of [0, 1, 2]) act(() => store.getState().selection.hover({ caption: 0, word }));
  await frame();
  expect(drawn()).toEqual([mapAt(2)]);
});

test('what does not change the heat does not draw', async () => {
  const { store } = await setUpCaptioned(captionOf('a brown dog'));
  renderWith(store, <Overlay size={{ width: 40, height: 30 }} />);
  act(() => store.getState().selection.hover({ caption: 0, word: 1 }));
  await frame();
  vi.mocked(drawHeatmap).mockClear();
  act(() => store.getState().selection.pin({ caption: 0, word: 1 }));
  act(() => store.getState().settings.change({ topP: 0.5 }));
  await frame();
  expect(drawn()).toEqual([]);
  act(() => store.getState().heatmap.toggle());
  await frame();
  expect(drawn()).toEqual([undefined]);
});

test('the canvas has the device’s pixels and says what it shows', async () => {
  vi.stubGlobal('devicePixelRatio', 2);
  const { store } = await setUpCaptioned(captionOf('a brown dog'));
  renderWith(store, <Overlay size={{ width: 40, height: 30.4 }} />);
  act(() => store.getState().selection.hover({ caption: 0, word: 2 }));
  const canvas = screen.getByRole<HTMLCanvasElement>('img', {
    name: 'Heatmap for “dog”, strongest: lower left',
  });
  expect([canvas.width, canvas.height]).toEqual([80, 61]);
  await frame();
  expect(vi.mocked(drawHeatmap).mock.lastCall?.[2]).toMatchObject({
    dpr: 2,
    palette: 'inferno',
    rect: { width: 40 },
  });
  vi.unstubAllGlobals();
});

test.each([true, false])(
  'who prefers less motion (%s) sees new words without the heat breathing',
  async (still) => {
    vi.stubGlobal('matchMedia', (media: string) => ({
      matches: still,
      media,
      addEventListener: () => {},
      removeEventListener: () => {},
    }));
    const animate = vi.fn();
    HTMLCanvasElement.prototype.animate = animate;
    const { store, client } = await setUpCaptioned(captionOf('a dog'));
    store.getState().captions.enqueue(store.getState().pictures.currentId!);
    renderWith(store, <Overlay size={{ width: 40, height: 30 }} />);
    act(() =>
      client.last('caption').progress({ type: 'token', caption: 0, token: token('one'), map: mapAt(2) }),
    );
    expect(animate).toHaveBeenCalledTimes(still ? 0 : 1);
    vi.unstubAllGlobals();
  },
);
