/**
 * `npx tsx dataset/checks/make-export.ts FOLDER`: an export in every format, each in a folder of its own, of pictures
 * and texts that are hard to write. `check.py` reads it with the programs of its users.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import type { PictureRecord } from '../../core/collection.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../../core/protocol/exports.ts';
import { exported } from '../testing/export.ts';
import { record, synthetic } from '../testing/records.ts';

const TEXTS: Record<string, string[]> = {
  'one.jpg': ['a dog on a sofa', 'two lines\nof a text', '"quoted", with; commas\tand tabs'],
  'sub/IMG.2024.01.jpg': ['=SUM(A1:A9)', "'=already", '-1 @home +49'],
  'sub/ü 日本.png': ['👩‍👩‍👧 a family', 'כלב על ספה', 'ends ]]> with <b>&amp; markup</b>'],
  'lossy.webp': ['\\ {"json": [1, 2]} \\n', "it's"],
  'sub/deep/lossless.webp': ['long '.repeat(400).trim()],
};
const DECORATIVE = 'line.png';

export interface CheckedExport {
  /** By path. The decorative picture has none. */
  texts: Record<string, string[]>;
  decorative: string;
  records: PictureRecord[];
  pictures: Map<string, Uint8Array>;
}

/** Pictures as sharp writes them, with EXIF and colour profiles in the JPEG files. */
export async function checkedExport(): Promise<CheckedExport> {
  const pictures = new Map<string, Uint8Array>();
  const records: PictureRecord[] = [];
  for (const [index, path] of [...Object.keys(TEXTS), DECORATIVE].entries()) {
    const bytes = new Uint8Array(await pictureFor(path, 40 + index));
    const texts = (TEXTS[path] ?? []).map((text, at) => synthetic(text, 0.9 - at / 10));
    const size = { bytes: bytes.length, width: 40 + index, height: 30 };
    pictures.set(path, bytes);
    records.push(
      record({ path, texts, ...size, decision: texts.length > 0 ? null : { kind: 'decorative' } }),
    );
  }
  return { texts: TEXTS, decorative: DECORATIVE, records, pictures };
}

function pictureFor(path: string, width: number): Promise<Buffer> {
  const channels = path.includes('lossless') ? 4 : 3;
  const background = { r: 200, g: 30, b: 60, alpha: 0.5 };
  const picture = sharp({
    create: { width, height: 30, channels, background, noise: { type: 'gaussian', mean: 120, sigma: 40 } },
  });
  if (path.endsWith('.png')) return picture.png().toBuffer();
  if (path.endsWith('.webp')) return picture.webp({ lossless: path.includes('lossless') }).toBuffer();
  return picture
    .withIccProfile('p3')
    .withExif({ IFD0: { Artist: 'Someone' } })
    .jpeg()
    .toBuffer();
}

/** Writes every format into a folder of its name; those that need the pictures beside them have them. */
export async function writeExport(folder: string, { records, pictures }: CheckedExport): Promise<void> {
  for (const format of EXPORT_FORMATS) {
    if (format === 'shopify') continue;
    const { files } = await exported({ formats: [format], records, pictures, options: optionsOf(format) });
    for (const [path, bytes] of files) {
      const target = join(folder, format, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, bytes);
    }
  }
}

function optionsOf(format: ExportFormat) {
  return { pictures: format === 'imagefolder' || format === 'parquet', description: format === 'embed' };
}

const [, script, folder] = process.argv;
if (script && folder && import.meta.url === pathToFileURL(script).href)
  await writeExport(folder, await checkedExport());
