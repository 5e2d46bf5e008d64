/**
 * Captions a folder in the app, in Chromium, and writes what the filter makes of it: for each picture the ITM probability
 * of the text that came with it, the text that is chosen at the threshold 0.5, and how doubtful that is. Needs
 * `npm run build` first; `demo-model/web.py --folder` draws a folder, `demo-model/review.py` marks the result.
 *
 *   npx tsx bench/capfilt.ts --folder FOLDER --out RECORDS.jsonl [--dtype q8|fp32] [--journal JOURNAL]
 *
 * The model is the demo's. `--journal` compares with a run of the command line over the same folder, with the page's number
 * of candidates and a bundle of the page's dtype: `blipscope capfilt FOLDER --out DIR --candidates 3 --model BUNDLE`.
 */
import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { TextWriter, Uint8ArrayReader, ZipReader } from '@zip.js/zip.js';
import {
  DEFAULT_FILTER,
  type OriginalText,
  type PictureRecord,
  type SyntheticText,
} from '../core/collection.ts';
import type { Dtype } from '../core/dtypes.ts';
import { chooseTexts, doubtOf, readJournal } from '../dataset/index.ts';
import { bundlesFolder, checkpointOf, makeBundle } from './support/checkpoint.ts';
import { readOptions } from './support/options.ts';
import { serveApp, withBrowser } from './support/site.ts';

const { values } = readOptions(import.meta.filename, {
  folder: { type: 'string' },
  out: { type: 'string' },
  dtype: { type: 'string', default: 'q8' },
  journal: { type: 'string' },
});

async function run(page: Page, address: string, folder: string): Promise<PictureRecord[]> {
  await page.goto(`${address}?backend=wasm`);
  await page.getByTestId('folder-input').setInputFiles(path.resolve(folder));
  await page.getByRole('button', { name: /^Caption \d/ }).click();
  await page.getByText('Finished', { exact: true }).waitFor({ timeout: 0 });
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByLabel(/^Text files/).uncheck();
  await page.getByLabel(/^JSON lines/).check();
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: 0 }),
    page.getByRole('button', { name: 'Save as zip' }).click(),
  ]);
  return recordsIn(await readFile(await download.path()));
}

/** The one file of JSON lines. */
async function recordsIn(zip: Uint8Array): Promise<PictureRecord[]> {
  for (const entry of await new ZipReader(new Uint8ArrayReader(zip)).getEntries()) {
    if (entry.directory) continue;
    const text = await entry.getData(new TextWriter());
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => recordOf(JSON.parse(line)));
  }
  throw new Error('Nothing was exported.');
}

type Line = Omit<PictureRecord, 'texts' | 'done' | 'error' | 'decision'> & {
  texts: (Omit<OriginalText | SyntheticText, 'match'> & { itm: number; itc: number | null })[];
};

/** A line of `dataset/formats/json/jsonl.ts` as the page has it. */
function recordOf({ texts, ...line }: Line): PictureRecord {
  const matched = texts.map(({ itm, itc, ...text }) => {
    const match = { probability: itm, cosine: itc };
    return { ...text, match } as OriginalText | SyntheticText;
  });
  return { ...line, texts: matched, done: true, error: null, decision: null };
}

function judged(record: PictureRecord) {
  const original = record.texts.find(({ source }) => source === 'original');
  return {
    path: record.path,
    original: original?.match?.probability ?? null,
    chosen: chooseTexts(record, DEFAULT_FILTER).texts[0]?.text ?? null,
    doubt: doubtOf(record, DEFAULT_FILTER).doubt,
  };
}

/** Prints in how many pictures all candidates are the same, and how far the original texts' probabilities differ. */
async function compare(records: readonly PictureRecord[], journal: string): Promise<void> {
  const { results } = await readJournal(createReadStream(journal));
  let [same, largest] = [0, 0];
  for (const { path, texts } of records) {
    const other = results.get(path)?.texts ?? [];
    const candidates = (of: readonly { source: string; text: string }[]) =>
      JSON.stringify(of.filter(({ source }) => source === 'synthetic').map(({ text }) => text));
    if (candidates(texts) === candidates(other)) same += 1;
    for (const { text, source, match } of texts) {
      const there = other.find((each) => each.source === source && each.text === text)?.match;
      if (match && there) largest = Math.max(largest, Math.abs(match.probability - there.probability));
    }
  }
  console.log(`${same} of ${records.length} with the same candidates in the same order`);
  console.log(`probabilities of the same texts differ by ${largest.toExponential(1)} at most`);
}

const { folder, out } = values;
if (!folder || !out) throw new Error('Say --folder and --out.');
const site = await serveApp();
try {
  const demo = await checkpointOf('demo');
  const dtype = values.dtype as Dtype;
  await makeBundle(demo, 'wasm', dtype);
  site.serveModels(bundlesFolder(demo, dtype));
  await withBrowser(async (_, page) => {
    const records = await run(page, site.address, folder);
    await writeFile(out, records.map((record) => `${JSON.stringify(judged(record))}\n`).join(''));
    console.log(`${records.length} pictures`);
    if (values.journal) await compare(records, values.journal);
  });
} finally {
  await site.close();
}
