import { expect, test } from 'vitest';
import { captionOf, picture, runOf, setUpCaptioned, setUpReady } from '../../test/scene';
import { shownWord } from '../heatmap/heatmap.selectors';
import { actOf, type KeyPress, SHORTCUTS } from './keys';

/** A press with the focus inside an element of that kind. */
function press(key: string, within?: string): KeyPress {
  const target = {
    closest: (selectors: string) => (selectors.split(', ').includes(within ?? '') ? element : null),
  };
  return { key, ctrlKey: false, metaKey: false, altKey: false, defaultPrevented: false, target };
}
const element = Object.create(null);

test('every key that is listed does something or is handled where it is pressed', () => {
  const listed = SHORTCUTS.flatMap(({ keys }) => keys);
  expect(listed).toEqual([
    '←',
    '→',
    '↑',
    '↓',
    'pageUp',
    'pageDown',
    'enter',
    'space',
    'C',
    'H',
    'M',
    'V',
    'S',
    'B',
    'T',
    'X',
    'A',
    'D',
    '[',
    ']',
    'delete',
    'G',
    '/',
    'L',
    'escape',
    '?',
  ]);
});

test('arrows walk, H and brackets change the heat', async () => {
  const { store } = await setUpCaptioned(captionOf('a brown dog'));
  const type = (key: string) => actOf(press(key))?.(store.getState());
  type('ArrowRight');
  type('ArrowRight');
  expect(shownWord(store.getState())?.text).toBe('brown');
  type('h');
  type(']');
  expect(store.getState()).toMatchObject({ heatmap: { visible: false, opacity: expect.closeTo(0.8) } });
  type('[');
  expect(store.getState().heatmap.opacity).toBeCloseTo(0.7);
});

test('/ searches the open folder, and L for pictures like the one on the stage', async () => {
  const { store, collections } = await setUpReady();
  const type = (key: string) => actOf(press(key))?.(store.getState());
  expect(type('/')).toBe(false);
  store.getState().collection.open({ kind: 'files', name: 'Trip', files: [] });
  expect([type('/'), type('l')]).toEqual([true, false]);
  expect(store.getState().collection.wanted).toEqual({ kind: 'words' });
  void store.getState().collection.visit({ collection: 'trip', path: 'a.jpg', order: ['a.jpg'] });
  await collections.last('pictureFile').done(picture('a.jpg'));
  expect(type('l')).toBe(true);
  expect(store.getState().collection).toMatchObject({
    view: 'grid',
    wanted: { kind: 'like', path: 'a.jpg' },
  });
});

test('V walks the views of a map', async () => {
  const { store } = await setUpReady();
  const views = [1, 2, 3].map(() => {
    actOf(press('v'))?.(store.getState());
    return store.getState().heatmap.mode;
  });
  expect(views).toEqual(['spotlight', 'contours', 'overlay']);
});

test('a key that has nothing to do is left to the browser', async () => {
  const { store, client } = await setUpReady();
  const does = (key: string) => actOf(press(key))?.(store.getState());
  const idle = ['ArrowRight', 'ArrowDown', ' ', 'PageDown', 'c', 'a', 'Delete', 'Escape'];
  expect(idle.filter(does)).toEqual([]);
  store.getState().pictures.addFiles([picture('1.jpg')]);
  expect(idle.filter((key) => key !== 'Delete' && key !== 'Escape').filter(does)).toEqual([]);
  await client.last('caption').done(runOf(captionOf('a dog')));
  expect(does('PageDown')).toBe(false);
  store.getState().pictures.addFiles([picture('2.jpg')]);
  store.getState().pictures.step(-1);
  expect(['ArrowRight', 'ArrowDown', ' ', 'c', 'PageDown', 'Delete'].map(does)).not.toContain(false);
});

test('Escape cancels the picture at work, else lets go of the word', async () => {
  const { store, client } = await setUpReady();
  store.getState().pictures.addFiles([picture()]);
  actOf(press('Escape'))?.(store.getState());
  expect(client.last('caption').cancelled).toBe(true);
  const captioned = await setUpCaptioned(captionOf('a dog'));
  captioned.store.getState().selection.pin({ caption: 0, word: 1 });
  actOf(press('Escape'))?.(captioned.store.getState());
  expect(captioned.store.getState().selection.pinned).toBeNull();
});

test('X starts masking parts of the picture; X again or Escape ends it and leaves the word alone', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  store.getState().selection.pin({ caption: 0, word: 1 });
  const type = (key: string) => actOf(press(key))?.(store.getState());
  for (const end of ['x', 'Escape']) {
    type('x');
    expect(store.getState().mask.markingId).toBe('id1');
    type(end);
    expect(store.getState()).toMatchObject({
      mask: { markingId: null },
      selection: { pinned: { caption: 0, word: 1 } },
    });
  }
});

test.each([
  ['typing', press('h', 'input')],
  ['a slider', press('ArrowRight', '[role="slider"]')],
  ['a dialog', press('Escape', '[role="dialog"]')],
  ['a menu', press('Escape', '[role="menu"]')],
  ['Space on a button', press(' ', 'button:not([data-word])')],
  ['a shortcut of the browser', { ...press('c'), ctrlKey: true }],
  ['what somebody else has handled', { ...press('ArrowRight'), defaultPrevented: true }],
  ['a key without a meaning', press('q')],
])('%s is left alone', (_, event) => {
  expect(actOf(event)).toBeNull();
});

test('without a matcher, the key for the method passes over its heatmap', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  const methods = Array.from({ length: 3 }, () => {
    actOf(press('m'))?.(store.getState());
    return store.getState().heatmap.method;
  });
  expect(methods).not.toContain('itm');
});

test('G shows the strip as a grid where no folder is open, and G or Escape the picture again', async () => {
  const { store } = await setUpReady();
  expect(actOf(press('g'))?.(store.getState())).toBe(false);
  store.getState().pictures.addFiles([picture('1.jpg'), picture('2.jpg')]);
  const { currentId } = store.getState().pictures;
  for (const back of ['g', 'Escape']) {
    actOf(press('g'))?.(store.getState());
    expect(store.getState().pictures.zoomedOut).toBe(true);
    expect(actOf(press('h'))?.(store.getState())).toBe(false);
    actOf(press(back))?.(store.getState());
    expect(store.getState().pictures).toMatchObject({ zoomedOut: false, currentId });
  }
});

test('while the grid of a folder is shown, only its own keys act', async () => {
  const { store } = await setUpCaptioned(captionOf('a brown dog'));
  store.getState().collection.open({ kind: 'files', name: 'Trip', files: [] });
  const heat = store.getState().heatmap.visible;
  expect(actOf(press('h'))?.(store.getState())).toBe(false);
  expect(store.getState().heatmap.visible).toBe(heat);
  actOf(press('g'))?.(store.getState());
  expect(store.getState().collection.view).toBe('stage');
  actOf(press('g'))?.(store.getState());
  expect(store.getState().collection.view).toBe('grid');
});
