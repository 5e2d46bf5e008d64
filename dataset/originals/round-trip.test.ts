import { expect, test } from 'vitest';
import type { ExportFormat } from '../../core/protocol/exports.ts';
import { openArchive } from '../archive/archive.ts';
import { bytesSource, type InputFile } from '../io/source.ts';
import { oneLine } from '../io/text.ts';
import { exported } from '../testing/export.ts';
import { damaged, nastyText, randomNumbers } from '../testing/random.ts';
import { record, synthetic } from '../testing/records.ts';
import { embeddedTexts } from './embedded.ts';
import { readOriginals } from './read.ts';

const NAMES = ['a.jpg', 'sub/b.c.png', "sub/deep/it's, =1.webp", 'ü/日本.jpg', '-x.jpg', 'no space.jpeg'];
/** The smallest WebP, lossless, 1 × 1. */
const PICTURE = Uint8Array.from(Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64'));

const filesOf = (files: ReadonlyMap<string, Uint8Array>): InputFile[] =>
  [...files].map(([path, bytes]) => ({ path, size: bytes.length, open: async () => bytesSource(bytes) }));

async function readAgain(files: ReadonlyMap<string, Uint8Array>, pictures: readonly string[]) {
  const texts = new Map<string, string[]>();
  const warnings: unknown[] = [];
  const warn = (warning: unknown) => void warnings.push(warning);
  for await (const { path, text } of readOriginals({ pictures, files: filesOf(files), warn })) {
    texts.set(path, [...(texts.get(path) ?? []), text.text]);
  }
  return { texts, warnings };
}

function collection(seed: number) {
  const random = randomNumbers(seed);
  return NAMES.map((path) => {
    const texts = Array.from({ length: 1 + random(3) }, (_, index) =>
      synthetic(nastyText(random), 1 - index / 100),
    );
    return record({ path, texts, sha256: 'ab'.repeat(32), width: 1 + random(5000), height: null });
  });
}

type Expected = (texts: string[]) => string[];
const exact: Expected = (texts) => texts;
const lines: Expected = (texts) => texts.map(oneLine);
const first: Expected = (texts) => texts.slice(0, 1);
// A text that is only a line in Unicode's sense is one line in these files, too.
const FORMATS: [ExportFormat, Expected][] = [
  ['txt', lines],
  ['caption', lines],
  ['jsonl', exact],
  ['imagefolder', exact],
  ['parquet', exact],
  ['webdataset', exact],
  ['coco', exact],
  ['blip', exact],
  ['csv', exact],
  ['wordpress', (texts) => first(lines(texts))],
  ['xmp', first],
];

/** As the filter and the reader see them: repeated texts once, without space around. */
function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))];
}

test.each(FORMATS)('%s: 60 collections are read as they were written', async (format, expected) => {
  for (let seed = 1; seed <= 60; seed++) {
    const records = collection(seed);
    const pictures = new Map(NAMES.map((path) => [path, PICTURE]));
    const { files, skipped } = await exported({ formats: [format], records, pictures });
    expect(skipped).toEqual([]);
    const { texts, warnings } = await readAgain(files, NAMES);
    expect(warnings).toEqual([]);
    for (const { path, texts: written } of records) {
      const kept = distinctByCase(written.map(({ text }) => text));
      expect(texts.get(path), `${format} ${seed} ${path}`).toEqual(distinct(expected(kept)));
    }
  }
});

/** What the rule `all` keeps. */
function distinctByCase(texts: readonly string[]): string[] {
  const seen = new Set<string>();
  return texts.filter((text) => {
    const key = text.trim().replace(/\s+/gu, ' ').toLowerCase();
    return seen.size < seen.add(key).size;
  });
}

test('webdataset: an archive that is opened as a collection has its texts', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const records = collection(seed);
    const pictures = new Map(NAMES.map((path) => [path, PICTURE]));
    const { files } = await exported({ formats: ['webdataset'], records, pictures });
    let read = 0;
    for (const archive of files.values()) {
      const { files: entries } = await openArchive(bytesSource(archive));
      const [names, others] = [entries.filter(isPicture), entries.filter((entry) => !isPicture(entry))];
      const warnings: unknown[] = [];
      const warn = (warning: unknown) => void warnings.push(warning);
      const found = new Set<string>();
      for await (const { path } of readOriginals({
        pictures: names.map(({ path }) => path),
        files: others,
        warn,
      })) {
        found.add(path);
      }
      expect([warnings, found.size]).toEqual([[], names.length]);
      read += found.size;
    }
    expect(read).toBe(NAMES.length);
  }
});

const isPicture = ({ path }: InputFile) => !/\.(txt|json)$/.test(path);

test('embedded: 60 texts are read as they were written', async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const [each] = collection(seed);
    const pictures = new Map([['a.jpg', PICTURE]]);
    const { files } = await exported({ formats: ['embed'], records: [each!], pictures });
    const texts = await embeddedTexts(bytesSource(files.get('with-alt-text/a.jpg')!));
    expect(texts.map(({ text }) => text)).toEqual([each!.texts[0]!.text.trim()]);
  }
});

test.each(FORMATS.map(([format]) => format).filter((format) => format !== 'wordpress'))(
  '%s: damaged files give texts or a warning, in bounded time',
  async (format) => {
    const random = randomNumbers(7);
    const records = collection(3).slice(0, 4);
    const pictures = new Map(NAMES.map((path) => [path, PICTURE]));
    const { files } = await exported({ formats: [format], records, pictures });
    for (let round = 0; round < 150; round++) {
      const broken = new Map([...files].map(([path, bytes]) => [path, damaged(bytes, random)]));
      const { texts, warnings } = await readAgain(broken, NAMES);
      for (const [path, found] of texts) {
        expect(NAMES).toContain(path);
        expect(found.every((text) => text.length <= 20_000)).toBe(true);
      }
      expect(warnings.length).toBeLessThan(500);
    }
  },
);
