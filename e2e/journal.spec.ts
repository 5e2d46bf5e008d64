/** A run that goes from the page to the command line and back, by the journal in the folder. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKPOINT, ID } from '../cli/demo.ts';
import { exportFolder } from '../cli/export.ts';
import { jsonLines, runProgram } from '../cli/testing/program.ts';
import { expect, test } from './fixtures';
import { PickedFolder } from './support/picked-folder';
import { sample } from './support/samples';

const JOURNAL = '.blipscope.jsonl';
const FIRST = ['01.webp', '02.webp'];
const LATER = ['03.webp', '04.webp'];

let home: string;
let folder: string;

test.beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'blipscope-journal-'));
  folder = mkdtempSync(join(home, 'pictures-'));
});
test.afterEach(() => rmSync(home, { recursive: true }));

interface Line {
  format?: string;
  path?: string;
  texts?: { source: string; text: string }[];
  decision?: { kind: string } | null;
  vector?: unknown;
}

const allLinesOf = (journal: string): Line[] =>
  journal
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** Runs, results and decisions. */
const linesOf = (journal: string): Line[] => allLinesOf(journal).filter((line) => !line.vector);

/** The pictures whose vectors it has. */
const vectorsIn = (journal: string) =>
  allLinesOf(journal).flatMap(({ vector, path }) => (vector && path ? [path] : []));

/** The picture that was dropped in the review. */
const droppedIn = (lines: readonly Line[]) =>
  lines.find(({ decision }) => decision?.kind === 'dropped')?.path ?? 'none';

/** The model that the page has, with the page's settings. */
async function capfilt() {
  const model = join(home, 'model');
  const signal = new AbortController().signal;
  await exportFolder({ folder: CHECKPOINT, id: ID, out: model, target: 'node', dtype: 'q8', signal });
  return async (...flags: string[]) => {
    const args = ['capfilt', folder, '--out', folder, '--model', model, '--candidates', '3', '--json'];
    const outcome = await runProgram(home, [...args, '--workers', '1', ...flags]);
    expect(outcome.stderr).toBe('');
    return jsonLines(outcome).at(-1);
  };
}

test('a run goes on in the command line and comes back, and nothing is captioned twice', async ({
  app,
  page,
}) => {
  const picked = new PickedFolder(page);
  await picked.offer();
  await app.open('wasm');
  for (const name of FIRST) await picked.write(name, readFileSync(sample(name)));
  await page.getByRole('button', { name: 'Open a folder' }).first().click();
  await expect(app.folder.tiles).toHaveCount(2);
  const keep = page.getByRole('checkbox', { name: 'Keep the journal in the folder' });

  await test.step('the page writes what it makes, and what a person decides', async () => {
    await expect(keep).not.toBeChecked();
    await keep.click();
    await expect(keep).toBeChecked();
    await app.folder.start();
    await expect(app.folder.bar).toContainText('2 of 2 pictures');
    await expect(page.getByText('The journal has everything.')).toBeVisible();
    await page.getByRole('button', { name: 'Review' }).click();
    await page.keyboard.press('x');
    await page.getByRole('button', { name: 'Grid' }).click();
    await page.getByRole('button', { name: 'Close folder' }).click();
    await expect.poll(async () => linesOf(await picked.read(JOURNAL)).length).toBe(4);
    expect(vectorsIn(await picked.read(JOURNAL)).sort()).toEqual(FIRST);
    expect(await picked.names()).toEqual([JOURNAL, ...FIRST].sort());
  });

  await test.step('the command line goes on', async () => {
    for (const name of await picked.names()) {
      writeFileSync(join(folder, name), await picked.bytes(name));
      // Half a millisecond more, so that none is lost to rounding.
      const modified = ((await picked.modified(name)) + 0.5) / 1000;
      utimesSync(join(folder, name), modified, modified);
    }
    for (const name of LATER) copyFileSync(sample(name), join(folder, name));
    const run = await capfilt();
    expect(await run()).toMatchObject({ read: 4, captioned: 2, earlier: 2 });
    expect(await run()).toMatchObject({ captioned: 0, earlier: 4 });
  });

  await test.step('and so does the page', async () => {
    const journal = readFileSync(join(folder, JOURNAL), 'utf8');
    const lines = linesOf(journal);
    expect(lines.map(({ path }) => path ?? '').sort()).toEqual(
      ['', ...FIRST, ...LATER, droppedIn(lines)].sort(),
    );
    expect(vectorsIn(journal).sort()).toEqual([...FIRST, ...LATER]);
    await picked.write(JOURNAL, readFileSync(join(folder, JOURNAL)));
    for (const name of LATER) await picked.write(name, readFileSync(join(folder, name)));
    await page.getByRole('button', { name: /\(2 of 2/ }).click();
    await expect(app.folder.bar).toContainText('4 of 4 pictures');
    await expect(keep).toBeChecked();
    await expect(page.getByText('The journal has everything.')).toBeVisible();
    for (const { path, texts } of lines.filter((line) => line.texts)) {
      if (path === droppedIn(lines)) continue;
      const first = texts?.find(({ source }) => source === 'synthetic')?.text ?? '';
      await expect(app.folder.tile(path ?? '')).toContainText(first);
    }
    // The copies of pictures have other dates here; their texts are the same.
    const after = await picked.read(JOURNAL);
    expect(after.startsWith(journal)).toBe(true);
    const added = linesOf(after).slice(lines.length);
    expect(added.map(({ path }) => path)).toEqual(LATER);
    for (const { path, texts } of added)
      expect(texts).toEqual(lines.find((line) => line.path === path)?.texts);
  });
});

test('the lock of another program and a journal of another run are said', async ({ app, page }) => {
  const picked = new PickedFolder(page);
  await picked.offer();
  await app.open('wasm');
  await picked.write('01.webp', readFileSync(sample('01.webp')));
  await picked.write('.blipscope.lock', Buffer.from('123 server'));
  await page.getByRole('button', { name: 'Open a folder' }).first().click();
  const keep = page.getByRole('checkbox', { name: 'Keep the journal in the folder' });
  await keep.click();
  await expect(keep).toBeChecked();
  const alert = app.folder.bar.getByRole('alert');
  await expect(alert).toContainText('while process 123 on server works in the folder');
  await app.folder.start();
  await expect(app.folder.bar).toContainText('1 of 1 picture');
  expect(await picked.names()).toEqual(['.blipscope.lock', '01.webp']);

  await picked.remove('.blipscope.lock');
  const other = { id: 'a/b', sha256: 'other', dtype: 'q8' };
  const run = { format: 'blipscope-journal', version: 1 };
  const fingerprint = { captioner: other, matcher: null, settings: { method: 'beam' } };
  await picked.write(JOURNAL, Buffer.from(`${JSON.stringify({ ...run, fingerprint })}\n`));
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(
    page.getByText(/The journal is of another run \(model, .*1 result is not in it/),
  ).toBeVisible();
  expect(allLinesOf(await picked.read(JOURNAL))).toHaveLength(1);
  await page.getByRole('button', { name: 'Begin this run in it' }).click();
  await expect(page.getByText('The journal has everything.')).toBeVisible();
  const journal = await picked.read(JOURNAL);
  expect(linesOf(journal)).toHaveLength(3);
  expect(vectorsIn(journal)).toEqual(['01.webp']);
});

test('where the folder cannot be written, the journal is saved', async ({ app, page }) => {
  copyFileSync(sample('01.webp'), join(folder, '01.webp'));
  await app.open('wasm');
  await app.folder.choose(folder);
  await app.folder.start();
  await expect(app.folder.bar).toContainText('1 of 1 picture');
  await expect(page.getByRole('checkbox', { name: 'Keep the journal' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the journal' }).click(),
  ]);
  copyFileSync(await download.path(), join(folder, JOURNAL));
  const run = await capfilt();
  expect(await run()).toMatchObject({ captioned: 0, earlier: 1 });
});
