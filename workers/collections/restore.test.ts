import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test } from 'vitest';
import { DEFAULT_FILTER, type PictureRecord } from '../../core/collection.ts';
import { Scene, type Tab } from './testing/scene.ts';

const DROPPED = { path: 'b.jpg', decision: { kind: 'dropped' } } as const;
const TEXT = { source: 'human', text: 'mine', match: null } as const;
const EDITED = { path: 'sub/c.jpg', decision: { kind: 'edited', text: TEXT } } as const;

let scene: Scene;
let before: Record<string, PictureRecord>;

/** A folder that was captioned, decided about, and exported as JSON lines. */
beforeEach(async () => {
  scene = new Scene();
  for (const name of ['a', 'b', 'sub/c']) scene.folder.add(`${name}.jpg`, `picture ${name}`);
  scene.folder.add('broken.jpg', 'damaged');
  const tab = await scene.tab();
  await tab.run();
  const { summary } = await tab.open();
  await tab.ask('decide', { collection: summary.id, decisions: [DROPPED, EDITED] });
  const settings = {
    formats: ['jsonl'] as const,
    filter: DEFAULT_FILTER,
    template: '{caption}',
    language: 'en',
  };
  const target = scene.folder.handle();
  await tab.ask('exportCollection', { collection: summary.id, settings, target, dryRun: false });
  before = await tab.records();
});

/** Another browser, which has never seen the folder. */
async function elsewhere(): Promise<Tab> {
  globalThis.indexedDB = new IDBFactory();
  return scene.tab();
}

test('another browser has the results and decisions back, and nothing to run', async () => {
  const tab = await elsewhere();
  expect(await tab.records()).toEqual(before);
  const read = tab.events();
  expect((await tab.run()).done).toBe(4);
  expect(tab.events()).toBe(read);
});

test('a copy of the folder with other dates is the same, a changed picture is not', async () => {
  scene.folder.add('a.jpg', 'picture a', 77).add('b.jpg', 'picture X', 77);
  const { 'a.jpg': same, 'b.jpg': changed } = await (await elsewhere()).records();
  expect(same).toEqual({ ...before['a.jpg'], modified: 77 });
  expect(changed).toMatchObject({ done: false, decision: null, texts: [] });
});

test('what was decided since the export stays', async () => {
  const tab = await scene.tab();
  const { summary } = await tab.open();
  const decisions = [{ path: 'b.jpg', decision: null }];
  await tab.ask('decide', { collection: summary.id, decisions });
  expect((await tab.records())['b.jpg']).toMatchObject({ decision: null });
});
