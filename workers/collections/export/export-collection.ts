import type { PictureRecord } from '../../../core/collection.ts';
import {
  DEFAULT_FORMAT_OPTIONS,
  type ExportFormat,
  type ExportReport,
  type ExportRequest,
  type SkippedPicture,
} from '../../../core/protocol/index.ts';
import {
  blobSource,
  type ExportedFile,
  type ExportJob,
  exportFiles,
  FormatError,
  leftOutOf,
  previewExport,
} from '../../../dataset/formats/index.ts';
import type { Context } from '../../serve/serve.ts';
import { CollectionError } from '../errors.ts';
import type { FileSource } from '../sources/source.ts';
import type { Sink } from './sink.ts';

/** Records in a preview. */
const PREVIEWED = 3;
/** Milliseconds between two reports. */
const INTERVAL = 250;

export interface ExportInput {
  /** Of the listed pictures. */
  records: readonly PictureRecord[];
  source: FileSource;
}

type ExportContext = Context<'exportCollection'>;

/**
 * Writes the chosen texts in every format that is asked for, each file as a whole or not at all.
 *
 * @throws {CollectionError} when a format lacks what it needs or the target cannot be written, and the signal's reason;
 * then nothing that this export created is left.
 */
export async function exportCollection(
  input: ExportInput,
  { settings }: ExportRequest,
  sink: Sink,
  context: ExportContext,
): Promise<ExportReport> {
  const skipped: SkippedPicture[] = [];
  const total = input.records.length * settings.formats.length;
  const records = countedRecords(input.records, total, context);
  const job = jobOf(input, settings, sink, records, (each) => skipped.push(each));
  const written = input.records.filter((record) => leftOutOf(record, settings) === null).length;
  try {
    const preview = await previewExport({ ...job, records: () => input.records }, PREVIEWED);
    const files = await writeFiles(exportFiles(job), sink, context.signal, (each) => skipped.push(each));
    context.progress({ done: total, total });
    return { files, written, skipped, preview, zip: await sink.finish() };
  } catch (error) {
    // Without permission nothing can be removed either: the reason tells more.
    await sink.discard().catch(() => {});
    throw error instanceof FormatError ? new CollectionError('bad-settings', error.message) : error;
  }
}

function jobOf(
  { source }: ExportInput,
  settings: ExportRequest['settings'],
  sink: Sink,
  records: ExportJob['records'],
  skip: ExportJob['skip'],
): ExportJob {
  const { table = null, ...options } = { ...DEFAULT_FORMAT_OPTIONS, ...settings.options };
  return {
    records,
    settings: { ...settings, options: { ...options, table: table && blobSource(table) } },
    openPicture: async (path) => blobSource(await source.open(path)),
    openExisting: async (path) => {
      const file = (await sink.openExisting(path)) ?? (await openIfThere(source, path));
      return file && blobSource(file);
    },
    skip,
  };
}

/** A sidecar in the collection is merged into the one that is written elsewhere. */
async function openIfThere(source: FileSource, path: string): Promise<File | null> {
  try {
    return await source.open(path);
  } catch (error) {
    if (error instanceof CollectionError && error.code === 'file-missing') return null;
    throw error;
  }
}

/** Counts the records as formats read them, each format's once. */
function countedRecords(
  all: readonly PictureRecord[],
  total: number,
  { progress, signal }: ExportContext,
): ExportJob['records'] {
  let done = 0;
  let reportedAt = Number.NEGATIVE_INFINITY;
  return async function* () {
    for (const record of all) {
      signal.throwIfAborted();
      yield record;
      done = Math.min(done + 1, total);
      const now = performance.now();
      if (now - reportedAt < INTERVAL) continue;
      reportedAt = now;
      progress({ done, total });
    }
  };
}

async function writeFiles(
  files: AsyncIterable<ExportedFile>,
  sink: Sink,
  signal: AbortSignal,
  skip: (skipped: SkippedPicture) => void,
): Promise<ExportReport['files']> {
  const written = new Map<ExportFormat, { format: ExportFormat; files: number; bytes: number }>();
  for await (const { format, path, chunks } of files) {
    const bytes = await sink.write(path, cancellable(chunks, signal));
    if (bytes === null) {
      skip({ path, format, reason: 'file-exists', detail: path });
      await drain(cancellable(chunks, signal));
      continue;
    }
    const count = written.get(format) ?? { format, files: 0, bytes: 0 };
    count.files += 1;
    count.bytes += bytes;
    written.set(format, count);
  }
  return [...written.values()];
}

async function* cancellable(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    yield chunk;
  }
}

/** The next file may come out of the same stream. */
async function drain(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of chunks);
}
