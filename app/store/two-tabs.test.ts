import { beforeEach, describe, expect, test } from 'vitest';
import type { Run } from '../features/captions/run';
import { RED } from '../features/questions/testing';
import { captionOf, MODEL, picture, runOf } from '../test/scene';
import { settled } from '../worker-client/fake';
import { clearDatabases, createChannels, namesIn, openTab, readDatabase, type Tab } from './testing/tabs';

beforeEach(clearDatabases);

/** Everything stored, and told to all. */
async function calm(...tabs: Tab[]): Promise<void> {
  for (let round = 0; round < 6; round += 1) {
    await settled();
    for (const { persistence } of tabs) await persistence.settled();
  }
}

async function openTwo(options: Parameters<typeof openTab>[0] = {}): Promise<[Tab, Tab]> {
  const channelOf = createChannels();
  const first = await openTab({ channel: channelOf() });
  const second = await openTab({ channel: channelOf(), ...options });
  return [first, second];
}

async function addCaptioned(tab: Tab, name = 'dog.jpg', ...texts: string[]): Promise<string> {
  if (tab.store.getState().model.status !== 'ready') {
    void tab.store.getState().model.load();
    await tab.client.last('load').done(MODEL);
  }
  tab.store.getState().pictures.addFiles([picture(name)]);
  const id = tab.store.getState().pictures.currentId!;
  await tab.client
    .last('caption')
    .done(runOf(...(texts.length ? texts : ['a dog']).map((text) => captionOf(text))));
  return id;
}

const runIn = ({ store }: Tab, id: string): Run => store.getState().captions.runs[id]!;

describe('what one tab does is seen in the other', () => {
  test('a picture with its captions; the picture on the stage stays', async () => {
    const [first, second] = await openTwo();
    const own = await addCaptioned(second, 'own.jpg');
    const id = await addCaptioned(first);
    await calm(first, second);
    expect(namesIn(second).sort()).toEqual(['dog.jpg', 'own.jpg']);
    expect(namesIn(first)).toEqual(namesIn(second));
    expect(runIn(second, id)).toEqual(runIn(first, id));
    expect(second.store.getState().pictures.currentId).toBe(own);
    expect(second.client.calls('caption')).toHaveLength(1);
  });

  test('a picture of a collection that is on the stage stays there, and is not stored', async () => {
    const [first, second] = await openTwo();
    const { pictures } = second.store.getState();
    pictures.visit({ id: 'visiting', name: 'folder.jpg', blob: picture(), sample: false, place: 1 });
    const id = await addCaptioned(first);
    await calm(first, second);
    expect(second.store.getState().pictures).toMatchObject({ currentId: 'visiting', items: [{ id }] });
    expect(await readDatabase()).toMatchObject({ pictures: ['dog.jpg'], runs: [id] });
  });

  test('settings, key by key and override by override', async () => {
    const [first, second] = await openTwo();
    first.store.getState().heatmap.setPalette('viridis');
    first.store.getState().settings.change({ topP: 0.5 });
    second.store.getState().heatmap.setOpacity(0.2);
    second.store.getState().settings.change({ numCaptions: 7 });
    await calm(first, second);
    for (const { store } of [first, second]) {
      expect(store.getState()).toMatchObject({
        heatmap: { palette: 'viridis', opacity: 0.2 },
        settings: { overrides: { topP: 0.5, numCaptions: 7 } },
      });
    }
  });

  test('another model is chosen for that tab alone, and for the next visit', async () => {
    const [first, second] = await openTwo();
    void first.store.getState().model.use({ kind: 'installed', key: 'base' });
    await calm(first, second);
    expect(second.store.getState().model.choice).toEqual({ kind: 'demo' });
    const third = await openTab();
    expect(third.store.getState().model.choice).toEqual({ kind: 'installed', key: 'base' });
  });

  test('a deletion, which can be undone in both', async () => {
    const [first, second] = await openTwo();
    const id = await addCaptioned(first);
    first.store.getState().mask.add({ left: 0, top: 0, width: 0.5, height: 1 });
    await calm(first, second);
    first.store.getState().pictures.remove(id);
    await calm(first, second);
    expect(namesIn(second)).toEqual([]);
    expect(await readDatabase()).toMatchObject({ pictures: [], runs: [] });
    expect(Object.keys((await readDatabase()).values)).not.toContain(`mask.regions/${id}`);

    second.store.getState().pictures.undoRemove();
    await calm(first, second);
    expect(namesIn(first)).toEqual(['dog.jpg']);
    expect(runIn(first, id).captions).toHaveLength(1);
    expect(first.store.getState().pictures.lastRemoved).toBeNull();
    expect(await readDatabase()).toMatchObject({
      pictures: ['dog.jpg'],
      runs: [id],
      values: { [`mask.regions/${id}`]: [{ left: 0, top: 0, width: 0.5, height: 1 }] },
    });
  });
});

describe('both tabs at the same time', () => {
  test('both change the captions of a picture', async () => {
    const [first, second] = await openTwo();
    const id = await addCaptioned(first, 'dog.jpg', 'a dog', 'a cat');
    await calm(first, second);
    first.store.getState().captions.setPinned(id, 0, true);
    second.store.getState().captions.edit(id, 1, 'my cat');
    await calm(first, second);
    for (const tab of [first, second]) {
      expect(runIn(tab, id).captions).toMatchObject([{ pinned: true }, { edited: 'my cat' }]);
    }
  });

  test('one captions again while the other pins, edits and types: all of that stays', async () => {
    const [first, second] = await openTwo();
    const id = await addCaptioned(first, 'dog.jpg', 'a dog', 'a cat');
    await calm(first, second);
    first.store.getState().captions.enqueue(id);
    second.store.getState().captions.setPinned(id, 0, true);
    second.store.getState().captions.edit(id, 1, 'my cat');
    await calm(first, second);
    await first.client.last('caption').done(runOf(captionOf('a cow')));
    await calm(first, second);
    for (const tab of [first, second]) {
      expect(runIn(tab, id).captions).toMatchObject([{ tokens: [{ text: 'a' }, { text: 'cow' }] }]);
      expect(runIn(tab, id).pinned).toMatchObject([
        { tokens: [{ text: 'a' }, { text: 'dog' }], pinned: true },
        { edited: 'my cat', pinned: true },
      ]);
    }
  });

  test('both mask parts of a picture', async () => {
    const [first, second] = await openTwo();
    const id = await addCaptioned(first);
    await calm(first, second);
    const [left, right] = [
      { left: 0, top: 0, width: 0.5, height: 1 },
      { left: 0.5, top: 0, width: 0.5, height: 1 },
    ];
    first.store.getState().mask.add(left);
    second.store.getState().mask.add(right);
    await calm(first, second);
    for (const { store } of [first, second]) {
      expect(store.getState().mask.regions[id]).toHaveLength(2);
    }
  });

  test('both ask about a picture, and one deletes a question', async () => {
    const [first, second] = await openTwo();
    const id = await addCaptioned(first);
    const asked = (tab: Tab) => tab.store.getState().questions.histories[id]?.map(({ text }) => text);
    const add = ({ store }: Tab, text: string) =>
      store.getState().questions.add(id, { text, listed: null, answers: RED, model: MODEL.id, masked: [] });
    add(first, 'what is it');
    await calm(first, second);
    add(first, 'where is it');
    add(second, 'what colour is it');
    second.store.getState().questions.remove(second.store.getState().questions.histories[id]![0]!.id);
    await calm(first, second);
    expect(asked(first)?.toSorted()).toEqual(['what colour is it', 'where is it']);
    expect(asked(second)?.toSorted()).toEqual(asked(first)?.toSorted());
  });

  test('captions for a picture that the other tab deleted are not stored; undo has them', async () => {
    const [first, second] = await openTwo();
    const id = await addCaptioned(first);
    await calm(first, second);
    first.store.getState().pictures.remove(id);
    second.store.getState().captions.edit(id, 0, 'my dog');
    await calm(first, second);
    expect(await readDatabase()).toMatchObject({ pictures: [], runs: [] });
    expect(namesIn(second)).toEqual([]);
    second.store.getState().pictures.undoRemove();
    await calm(first, second);
    expect(runIn(first, id).captions).toMatchObject([{ edited: 'my dog' }]);
  });

  test('what is stored just before a deletion comes back with its undo', async () => {
    const channelOf = createChannels();
    const first = await openTab({ channel: channelOf() });
    const id = await addCaptioned(first);
    await first.persistence.settled();
    // It tells nobody.
    const second = await openTab();
    second.store.getState().captions.edit(id, 0, 'my dog');
    await second.persistence.settled();
    first.store.getState().pictures.remove(id);
    await first.persistence.settled();
    first.store.getState().pictures.undoRemove();
    expect(runIn(first, id).captions).toMatchObject([{ edited: 'my dog' }]);
  });
});

describe('while a person is typing', () => {
  test('a deleted picture stays on the stage until that is over', async () => {
    let typing = true;
    const [first, second] = await openTwo({ isTyping: () => typing });
    const id = await addCaptioned(first);
    await calm(first, second);
    first.store.getState().captions.enqueue(id);
    await first.client.last('caption').done(runOf(captionOf('a cow')));
    first.store.getState().pictures.remove(id);
    await calm(first, second);
    expect(second.store.getState().pictures.currentId).toBe(id);
    expect(runIn(second, id).captions).toMatchObject([{ tokens: [{ text: 'a' }, { text: 'dog' }] }]);
    second.store.getState().captions.edit(id, 0, 'my dog');
    typing = false;
    await second.persistence.typed();
    await calm(first, second);
    expect(namesIn(second)).toEqual([]);
    second.store.getState().pictures.undoRemove();
    await calm(first, second);
    expect(JSON.stringify(runIn(first, id))).toContain('my dog');
  });

  test('new captions of that picture wait; those of others do not', async () => {
    let typing = false;
    const [first, second] = await openTwo({ isTyping: () => typing });
    const id = await addCaptioned(first);
    await calm(first, second);
    typing = true;
    first.store.getState().captions.edit(id, 0, 'theirs');
    const other = await addCaptioned(first, 'cat.jpg');
    await calm(first, second);
    expect(runIn(second, id).captions[0]!.edited).toBeNull();
    expect(runIn(second, other).captions).toHaveLength(1);
    typing = false;
    await second.persistence.typed();
    expect(runIn(second, id).captions[0]!.edited).toBe('theirs');
  });
});

test('a tab that was frozen catches up', async () => {
  const first = await openTab();
  const second = await openTab();
  const id = await addCaptioned(first);
  first.store.getState().heatmap.setPalette('viridis');
  await first.persistence.settled();
  await second.persistence.comeBack();
  expect(runIn(second, id).captions).toHaveLength(1);
  expect(second.store.getState().heatmap.palette).toBe('viridis');
});

test('what is changed just before the page goes is stored', async () => {
  const { store, persistence } = await openTab();
  store.getState().heatmap.setPalette('viridis');
  store.getState().pictures.addFiles([picture()]);
  store.getState().heatmap.setPalette('jet');
  persistence.leave();
  persistence.close();
  const next = await openTab();
  expect(namesIn(next)).toEqual(['dog.jpg']);
  expect(next.store.getState().heatmap.palette).toBe('jet');
});
