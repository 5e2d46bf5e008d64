/** An export: records to files, in one or several formats. */

import type { PictureRecord, PictureText } from '../../core/collection.ts';
import type {
  ExportFormat,
  ExportSettings,
  PictureSkipReason,
  SkippedPicture,
} from '../../core/protocol/exports.ts';
import { chooseTexts } from '../choose.ts';
import { embed } from './embed/embed.ts';
import type { ExportRecord, FormatWriter, OutputFile, WriteContext } from './format.ts';
import { html } from './html.ts';
import { blip } from './json/blip.ts';
import { coco } from './json/coco.ts';
import { imagefolder } from './json/imagefolder.ts';
import { jsonl } from './json/jsonl.ts';
import { parquet } from './parquet/parquet.ts';
import { sidecarWriter } from './sidecar.ts';
import { csv } from './table/csv.ts';
import { shopify } from './table/shopify.ts';
import { wordpress } from './table/wordpress.ts';
import { fillTemplate } from './template.ts';
import { webdataset } from './webdataset.ts';
import { xmp } from './xmp/sidecar.ts';

const WRITERS: Record<ExportFormat, FormatWriter> = {
  txt: sidecarWriter('.txt'),
  caption: sidecarWriter('.caption'),
  jsonl,
  imagefolder,
  parquet,
  webdataset,
  coco,
  blip,
  csv,
  wordpress,
  shopify,
  html,
  xmp,
  embed,
};

/** Formats that copy pictures next to their files. Of several, the first one does. */
const COPIES_PICTURES: ReadonlySet<ExportFormat> = new Set([
  'txt',
  'caption',
  'jsonl',
  'imagefolder',
  'coco',
  'blip',
  'html',
  'xmp',
]);

/** What is exported, and what is asked on the way. */
export interface ExportJob {
  /** From the first one on at each call: a format may read them several times. */
  records(): AsyncIterable<PictureRecord> | Iterable<PictureRecord>;
  settings: Omit<ExportSettings, 'options'> & { options: WriteContext['options'] };
  /** The bytes of a picture. */
  openPicture: WriteContext['openPicture'];
  /** A file at the target; null if there is none. */
  openExisting: WriteContext['openExisting'];
  /** Told of pictures that are not exported. */
  skip(skipped: SkippedPicture): void;
}

/** A file of an export. */
export interface ExportedFile extends OutputFile {
  format: ExportFormat;
}

/**
 * The files of an export, one after the other. The chunks of a file are read to their end before the next file is asked
 * for. Pictures that are left out are told of first, those that one format leaves out when it comes to them.
 * @throws {FormatError} if WordPress or Shopify lack the site's list of pictures that they need, before their file.
 */
export async function* exportFiles(job: ExportJob): AsyncGenerator<ExportedFile, void, undefined> {
  for await (const record of job.records()) {
    const reason = leftOutOf(record, job.settings);
    if (reason) job.skip({ path: record.path, format: null, reason, detail: null });
  }
  const wanted = job.settings.options.pictures;
  let copied = false;
  for (const format of job.settings.formats) {
    const pictures = wanted && !(copied && COPIES_PICTURES.has(format));
    const records = recordsOf(job, WRITERS[format]);
    for await (const file of WRITERS[format].write(records, contextOf(job, format, pictures))) {
      yield { ...file, format };
    }
    copied ||= COPIES_PICTURES.has(format);
  }
}

/** Why a picture is in no file of an export, but for those that hold every picture; null if it is in one. */
export function leftOutOf(
  record: PictureRecord,
  { formats, filter }: Pick<ExportSettings, 'formats' | 'filter'>,
): PictureSkipReason | null {
  if (formats.every((format) => WRITERS[format].everyPicture)) return null;
  return chooseTexts(record, filter).leftOut;
}

const PREVIEW_LETTERS = 4000;

/** The first records as the first format writes them, without those that it leaves out. */
export async function previewExport(job: ExportJob, count: number): Promise<string[]> {
  const [format] = job.settings.formats;
  if (!format) return [];
  const previews: string[] = [];
  for await (const record of recordsOf(job, WRITERS[format])()) {
    if (previews.length >= count) break;
    const text = await previewOf(
      WRITERS[format],
      record,
      contextOf({ ...job, skip: () => {} }, format, false),
    );
    if (text !== null)
      previews.push(text.length > PREVIEW_LETTERS ? `${text.slice(0, PREVIEW_LETTERS)}…` : text);
  }
  return previews;
}

async function previewOf(
  writer: FormatWriter,
  record: ExportRecord,
  context: WriteContext,
): Promise<string | null> {
  if (writer.preview) return writer.preview(record, context);
  const one = async function* () {
    yield record;
  };
  for await (const { chunks } of writer.write(one, context)) {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true });
    return text;
  }
  return null;
}

function contextOf(job: ExportJob, format: ExportFormat, pictures: boolean): WriteContext {
  return {
    language: job.settings.language,
    options: { ...job.settings.options, pictures },
    openPicture: job.openPicture,
    openExisting: job.openExisting,
    skip: (path, reason, detail) => job.skip({ path, format, reason, detail: detail ?? null }),
  };
}

function recordsOf({ records, settings: { filter, template } }: ExportJob, { everyPicture }: FormatWriter) {
  return async function* (): AsyncGenerator<ExportRecord> {
    for await (const record of records()) {
      const { texts, leftOut } = chooseTexts(record, filter);
      if (leftOut !== null && !everyPicture) continue;
      yield { record, leftOut, texts: texts.map((text) => filled(text, template, record)) };
    }
  };
}

function filled(text: PictureText, template: string, record: PictureRecord): PictureText {
  return { ...text, text: printable(fillTemplate(template, text.text, record)) };
}

/** Without control characters and halves of surrogate pairs, which many formats and readers refuse. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is left out.
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\p{Surrogate}/gu, '');
}
