/** Writes the chosen texts in the formats that are asked for. */
import type { PictureRecord } from '../../core/collection.ts';
import {
  DEFAULT_FORMAT_OPTIONS,
  type ExportFormat,
  type ExportSettings,
  type SkippedPicture,
} from '../../core/protocol/index.ts';
import {
  type ByteSource,
  bytesSource,
  type ExportJob,
  exportFiles,
  FormatError,
} from '../../dataset/formats/index.ts';
import { CliError, oneLine } from '../errors.ts';
import { ExportSink } from './export-sink.ts';
import type { Listing } from './inputs/inputs.ts';

export interface ExportPlan {
  listing: Listing;
  /** In the listing's order, from the first one on at each call. */
  records: () => AsyncIterable<PictureRecord>;
  settings: Omit<ExportSettings, 'options'> & { options: { pictures: boolean; table: ByteSource | null } };
  out: string;
  dryRun: boolean;
  signal: AbortSignal;
}

export interface WrittenFormat {
  format: ExportFormat;
  files: number;
  bytes: number;
}

export interface Exported {
  formats: WrittenFormat[];
  /** Left out of a format, or of all. */
  skipped: SkippedPicture[];
}

/**
 * @throws {CliError} when a format lacks what it needs or a file cannot be written, and the signal's reason; then nothing
 * that this export made is left.
 */
export async function writeExport(plan: ExportPlan): Promise<Exported> {
  const { listing, records, settings, out, dryRun, signal } = plan;
  const skipped: SkippedPicture[] = [];
  const formats = new Map<ExportFormat, WrittenFormat>();
  const sink = await ExportSink.open(out, dryRun);
  const job: ExportJob = {
    records,
    settings: { ...settings, options: { ...DEFAULT_FORMAT_OPTIONS, ...settings.options } },
    openPicture: openerOf(listing),
    openExisting: async (path) => {
      const there = await sink.openExisting(path);
      return there ? bytesSource(there) : listing.openText(path);
    },
    skip: (each) => skipped.push(each),
  };
  try {
    for await (const { format, path, chunks } of exportFiles(job)) {
      const bytes = await sink.write(path, stoppable(chunks, signal));
      if (bytes === null) {
        skipped.push({ path, format, reason: 'file-exists', detail: path });
        // The next file may come out of the same stream.
        for await (const _ of stoppable(chunks, signal));
      } else count(formats, format, bytes);
    }
    await sink.finish();
  } catch (error) {
    await sink.discard();
    throw error instanceof FormatError ? new CliError(`${oneLine(error)}.`, { cause: error }) : error;
  }
  return { formats: [...formats.values()], skipped };
}

function count(formats: Map<ExportFormat, WrittenFormat>, format: ExportFormat, bytes: number): void {
  const sum = formats.get(format) ?? { format, files: 0, bytes: 0 };
  formats.set(format, { format, files: sum.files + 1, bytes: sum.bytes + bytes });
}

function openerOf({ pictures }: Listing): ExportJob['openPicture'] {
  const byPath = new Map(pictures.map((picture) => [picture.path, picture]));
  return async (path) => {
    const picture = byPath.get(path);
    if (!picture) throw new Error(`${path} is not among the pictures`);
    return bytesSource(await picture.open());
  };
}

async function* stoppable(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    yield chunk;
  }
}
