import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bytesSource } from '../io/source.ts';
import { oneLine } from '../io/text.ts';
import { embeddedTexts } from '../originals/embedded.ts';
import { exported } from '../testing/export.ts';
import { record, synthetic } from '../testing/records.ts';
import { type CheckedExport, checkedExport, writeExport } from './make-export.ts';
import { exiftool, hasExiftool, type Outcome, runChecks } from './programs.ts';

let folder: string;
let made: CheckedExport;
let outcomes: Record<string, Outcome> | null;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dataset-checks-'));
  made = await checkedExport();
  await writeExport(folder, made);
  outcomes = runChecks(folder);
}, 360_000);
afterAll(() => rm(folder, { recursive: true }));

type Texts = Record<string, string[]>;

function mapped(
  change: (texts: string[]) => string[],
  rename: (path: string) => string = (path) => path,
): Texts {
  return Object.fromEntries(Object.entries(made.texts).map(([path, texts]) => [rename(path), change(texts)]));
}

const all = () => mapped((texts) => texts);
const byStem = () =>
  mapped(
    (texts) => texts.map(oneLine),
    (path) => path.replace(/\.[^.]*$/, ''),
  );
const withDecorative = (decorative: string[], texts = all()) => ({ ...texts, [made.decorative]: decorative });

const EXPECTED: Record<string, () => Texts> = {
  txt: byStem,
  caption: byStem,
  jsonl: () => withDecorative([]),
  imagefolder: () => withDecorative([]),
  parquet: () => withDecorative([]),
  'parquet-datasets': () => withDecorative([]),
  webdataset: () => withDecorative([]),
  'webdataset-datasets': () => withDecorative([]),
  coco: all,
  blip: all,
  csv: () => withDecorative([]),
  wordpress: () =>
    withDecorative(
      [''],
      mapped((texts) => texts.slice(0, 1).map(oneLine)),
    ),
  html: () =>
    withDecorative(
      [''],
      mapped((texts) => texts.slice(0, 1)),
    ),
};

for (const [check, expected] of Object.entries(EXPECTED)) {
  test(`${check} as its program reads it`, ({ skip }) => {
    const outcome = outcomes?.[check];
    if (!outcome) return skip('Python is not installed');
    if ('missing' in outcome) return skip(`the Python package ${outcome.missing} is not installed`);
    expect('error' in outcome ? outcome.error : outcome.texts).toEqual(expected());
  });
}

const exifTest = (name: string, run: () => Promise<void>) =>
  test(`exiftool: ${name}`, async ({ skip }) => {
    if (!hasExiftool()) return skip('exiftool is not installed');
    await run();
  });

function tagsOf(...files: string[]): Record<string, string>[] {
  return JSON.parse(exiftool('-j', '-G1', '-XMP:all', ...files));
}

const ALT_TEXT = 'XMP-iptcCore:AltTextAccessibility';
const embeddedIn = (path: string) => join(folder, 'embed/with-alt-text', path);

exifTest('pictures with texts are valid, and the texts are those that were written', async () => {
  for (const [path, [text = '']] of Object.entries(made.texts)) {
    const [tags] = tagsOf(embeddedIn(path));
    const long = text.length > 250;
    expect(long ? tags?.['XMP-iptcCore:ExtDescrAccessibility'] : tags?.[ALT_TEXT]).toBe(text);
    expect(tags?.[`${ALT_TEXT}-en`]).toBe(tags?.[ALT_TEXT]);
    expect(tags?.['XMP-dc:Description']).toBe(text);
    expect(exiftool('-validate', '-warning', '-error', '-a', embeddedIn(path))).toMatch(
      /^Validate\s+: OK\s*$/,
    );
  }
});

exifTest('sidecars', async () => {
  for (const [path, [text = '']] of Object.entries(made.texts)) {
    const [tags] = tagsOf(join(folder, 'xmp', `${path}.xmp`));
    expect(text.length > 250 ? tags?.['XMP-iptcCore:ExtDescrAccessibility'] : tags?.[ALT_TEXT]).toBe(text);
  }
});

const OTHERS = [
  '-XMP-dc:Subject=one',
  '-XMP-dc:Subject=two',
  '-XMP-xmp:Rating=4',
  `-${ALT_TEXT}-de=ein Hund`,
  `-${ALT_TEXT}=old`,
  '-XMP-dc:Description=theirs',
];
const KEPT = {
  'XMP-dc:Subject': ['one', 'two'],
  'XMP-xmp:Rating': 4,
  [`${ALT_TEXT}-de`]: 'ein Hund',
  'XMP-dc:Description': 'theirs',
  [ALT_TEXT]: 'new',
  [`${ALT_TEXT}-en`]: 'new',
};

exifTest('what exiftool wrote into a picture stays', async () => {
  for (const name of ['one.jpg', 'line.png', 'lossy.webp', 'sub/deep/lossless.webp']) {
    const path = join(folder, `theirs-${name.replaceAll('/', '-')}`);
    await writeFile(path, made.pictures.get(name)!);
    exiftool('-overwrite_original', ...OTHERS, path);
    const records = [record({ path: name, texts: [synthetic('new', 1)] })];
    const pictures = new Map([[name, new Uint8Array(await readFile(path))]]);
    const { files } = await exported({
      formats: ['embed'],
      records,
      pictures,
      options: { description: true },
    });
    await writeFile(path, files.get(`with-alt-text/${name}`)!);
    expect(tagsOf(path)[0]).toMatchObject(KEPT);
    expect(exiftool('-validate', '-warning', '-error', '-a', path)).toMatch(/^Validate\s+: OK\s*$/);
  }
});

exifTest('what exiftool wrote into a sidecar stays', async () => {
  const path = join(folder, 'a.jpg.xmp');
  exiftool('-o', path, ...OTHERS, join(folder, 'xmp/one.jpg.xmp'));
  const existing = new Map([['a.jpg.xmp', new Uint8Array(await readFile(path))]]);
  const { files } = await exported({
    formats: ['xmp'],
    records: [record({ texts: [synthetic('new', 1)] })],
    existing,
    options: { description: true },
  });
  await writeFile(path, files.get('a.jpg.xmp')!);
  expect(tagsOf(path)[0]).toMatchObject(KEPT);
});

const CAPTION = {
  'IPTC:Caption-Abstract': 'Größe “x” 猫',
  'IFD0:ImageDescription': 'höher',
  'IFD0:XPComment': 'тест',
};

exifTest('captions of IPTC and EXIF are those that exiftool reads', async () => {
  const tiff = new Uint8Array(await sharp(made.pictures.get('one.jpg')!).tiff().toBuffer());
  const all = new Map([...made.pictures, ['one.tif', tiff]]);
  for (const name of ['one.jpg', 'one.tif', 'line.png', 'lossy.webp', 'sub/deep/lossless.webp']) {
    const path = join(folder, `caption-${name.replaceAll('/', '-')}`);
    await writeFile(path, all.get(name)!);
    const holdsIptc = /\.(jpg|tif)$/.test(name);
    const tags = Object.entries(CAPTION).filter(([tag]) => holdsIptc || !tag.startsWith('IPTC'));
    const charset = holdsIptc ? ['-IPTC:CodedCharacterSet=UTF8'] : [];
    exiftool('-overwrite_original', ...charset, ...tags.map(([tag, text]) => `-${tag}=${text}`), path);
    const [told] = JSON.parse(exiftool('-j', '-G1', ...tags.map(([tag]) => `-${tag}`), path));
    const texts = await embeddedTexts(bytesSource(new Uint8Array(await readFile(path))));
    expect(texts.map(({ text }) => text)).toEqual(tags.map(([tag]) => told[tag]));
    expect(texts.map(({ text }) => text)).toEqual(tags.map(([, text]) => text));
  }
});

exifTest('a picture that exiftool changed afterwards is still read', async () => {
  for (const [name, [text]] of Object.entries(made.texts)) {
    exiftool('-overwrite_original', '-XMP-dc:Title=x', embeddedIn(name));
    const found = await embeddedTexts(bytesSource(new Uint8Array(await readFile(embeddedIn(name)))));
    expect(found.map((each) => each.text)).toEqual([text]);
  }
});

test('the pixels of pictures with texts are those of the pictures', async () => {
  const { files } = await exported({ formats: ['embed'], records: made.records, pictures: made.pictures });
  for (const path of Object.keys(made.texts)) {
    const [before, after] = await Promise.all(
      [made.pictures.get(path), files.get(`with-alt-text/${path}`)].map((bytes) =>
        sharp(bytes).raw().toBuffer(),
      ),
    );
    expect(after?.equals(before!)).toBe(true);
  }
});
