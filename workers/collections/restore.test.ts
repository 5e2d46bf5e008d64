import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test } from 'vitest';
import { DEFAULT_FILTER, type Decision, type PictureRecord } from '../../core/collection.ts';
import { DEFAULT_SETTINGS } from '../../core/settings/index.ts';
import { JOURNAL_FILE, type JournalEntry, journalLine } from '../../dataset/index.ts';
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

async function decide(tab: Tab, ...decisions: Decided[]): Promise<void> {
  await tab.ask('decide', { collection: (await tab.open()).summary.id, decisions });
}

type Decided = { path: string; decision: Decision | null };

/** What programs write: a run, a result for each of these pictures, and decisions. */
function journalOf(paths: readonly string[], decisions: readonly Decided[] = [DROPPED]): string {
  const settings = { ...DEFAULT_SETTINGS, seed: 7 };
  const fingerprint = {
    captioner: { id: 'a', sha256: 'a', dtype: 'fp32' },
    matcher: null,
    settings,
  } as const;
  const results = paths.map((path): JournalEntry => {
    const { decision: _, ...record } = before[path]!;
    return { kind: 'result', record };
  });
  const entries: JournalEntry[] = [
    { kind: 'run', fingerprint },
    ...results,
    ...decisions.map((each): JournalEntry => ({ kind: 'decision', ...each })),
  ];
  return entries.map(journalLine).join('');
}

test('a run that the command line began is finished here, with the same captions', async () => {
  scene.folder.delete('captions.jsonl');
  scene.folder.add(JOURNAL_FILE, journalOf(['a.jpg', 'b.jpg']));
  const tab = await elsewhere();
  expect((await tab.open()).summary.done).toBe(2);
  await tab.run();
  const { 'sub/c.jpg': rest, ...others } = await tab.records();
  expect(rest).toEqual({ ...before['sub/c.jpg'], decision: null });
  expect(others).toMatchObject({ 'a.jpg': before['a.jpg'], 'b.jpg': before['b.jpg'] });
});

test('a journal tells of pictures that were only listed here, and never goes before what was made here', async () => {
  scene.folder.delete('captions.jsonl');
  const tab = await elsewhere();
  await tab.run({ paths: ['a.jpg'] });
  const own = (await tab.records())['a.jpg']!;
  scene.folder.add(
    JOURNAL_FILE,
    journalOf(['a.jpg', 'b.jpg']).replaceAll(own.texts[0]!.text, 'another text'),
  );
  expect(await tab.records()).toMatchObject({
    'a.jpg': own,
    'b.jpg': { done: true, decision: DROPPED.decision },
  });
});

test('decisions about pictures that no run has finished are taken over, and stay taken back', async () => {
  scene.folder.delete('captions.jsonl');
  scene.folder.add(JOURNAL_FILE, journalOf(['a.jpg'], [DROPPED, EDITED]));
  const tab = await elsewhere();
  expect(await tab.records()).toMatchObject({
    'b.jpg': { done: false, decision: DROPPED.decision },
    'sub/c.jpg': { done: false, decision: EDITED.decision },
  });
  await decide(tab, { path: 'b.jpg', decision: null });
  expect((await tab.records())['b.jpg']?.decision).toBeNull();
});

test('a decision goes before that of the journal, until both have said the same', async () => {
  scene.folder.delete('captions.jsonl');
  const tab = await elsewhere();
  const { decision } = DROPPED;
  await tab.open();
  await decide(tab, { path: 'a.jpg', decision });
  for (const [there, here] of [
    [
      [{ ...EDITED, path: 'a.jpg' }, DROPPED],
      [decision, decision],
    ],
    [[{ path: 'b.jpg', decision: EDITED.decision }], [decision, EDITED.decision]],
    [[{ path: 'b.jpg', decision: null }], [decision, null]],
    // Another journal knows nothing of it.
    [[], [decision, null]],
  ] as const) {
    scene.folder.add(JOURNAL_FILE, journalOf([], there));
    const { 'a.jpg': a, 'b.jpg': b } = await tab.records();
    expect([a?.decision, b?.decision]).toEqual(here);
  }
});

test('a picture that failed here alone has the result of the journal', async () => {
  scene.folder.delete('captions.jsonl');
  scene.folder.add('a.jpg', 'damaged').add('b.jpg', 'damaged');
  const tab = await elsewhere();
  await tab.run();
  for (const name of ['a', 'b']) {
    const { modified } = before[`${name}.jpg`]!;
    scene.folder.add(`${name}.jpg`, `picture ${name}`, modified);
    await tab.database.saveResult({
      ...(await tab.database.result((await tab.open()).summary.id, `${name}.jpg`))!,
      bytes: 9,
      modified,
    });
  }
  scene.folder.add(JOURNAL_FILE, journalOf(['a.jpg']));
  expect(await tab.records()).toMatchObject({
    'a.jpg': { error: null, texts: before['a.jpg']!.texts },
    'b.jpg': { error: { code: 'corrupt-image' } },
  });
});

test('a file that is no journal is a warning', async () => {
  scene.folder.add(JOURNAL_FILE, 'x\n');
  const { warnings } = await (await elsewhere()).open();
  expect(warnings).toMatchObject([{ code: 'not-this-form', file: JOURNAL_FILE }]);
});

test('the journal is found among picked files, too', async () => {
  const paths = ['a.jpg', 'b.jpg'];
  const picked = paths.map((path) => {
    const { modified } = before[path]!;
    return { path, file: new File([`picture ${path[0]}`], path, { lastModified: modified }) };
  });
  picked.push({ path: JOURNAL_FILE, file: new File([journalOf(paths)], JOURNAL_FILE) });
  const { summary, leftOut } = await (await elsewhere()).open({
    kind: 'files',
    name: 'other',
    files: picked,
  });
  expect(summary).toMatchObject({ pictures: 2, done: 2 });
  expect(leftOut).toEqual([]);
});
