import type { PictureRecord } from '../../core/collection.ts';
import {
  DEFAULT_FORMAT_OPTIONS,
  type ExportFormat,
  type SkippedPicture,
} from '../../core/protocol/exports.ts';
import { type ExportJob, exportFiles } from '../formats/export.ts';
import { type ByteSource, bytesSource, concatBytes } from '../io/source.ts';

export interface ExportSetup {
  formats: readonly ExportFormat[];
  records: readonly PictureRecord[];
  pictures?: ReadonlyMap<string, Uint8Array>;
  existing?: ReadonlyMap<string, Uint8Array>;
  keep?: ExportJob['settings']['filter']['keep'];
  template?: string;
  language?: string;
  options?: Partial<ExportJob['settings']['options']>;
}

/** @param skipped is filled. */
export function exportJob(setup: ExportSetup, skipped: SkippedPicture[]): ExportJob {
  const { formats, records, keep = 'all', template = '{caption}', language = 'en' } = setup;
  return {
    records: () => records,
    settings: {
      formats,
      filter: { threshold: 0.5, keep },
      template,
      language,
      options: { ...DEFAULT_FORMAT_OPTIONS, ...setup.options, table: setup.options?.table ?? null },
    },
    openPicture: async (path) =>
      sourceIn(setup.pictures, path) ?? Promise.reject(new Error(`${path} is gone`)),
    openExisting: async (path) => sourceIn(setup.existing, path),
    skip: (each) => skipped.push(each),
  };
}

function sourceIn(files: ReadonlyMap<string, Uint8Array> | undefined, path: string): ByteSource | null {
  const bytes = files?.get(path);
  return bytes ? bytesSource(bytes) : null;
}

export interface Exported {
  files: Map<string, Uint8Array>;
  skipped: SkippedPicture[];
}

export async function exported(setup: ExportSetup): Promise<Exported> {
  const skipped: SkippedPicture[] = [];
  const files = new Map<string, Uint8Array>();
  for await (const { path, chunks } of exportFiles(exportJob(setup, skipped))) {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(chunk.slice());
    if (files.has(path)) throw new Error(`${path} was written twice`);
    files.set(path, concatBytes(parts));
  }
  return { files, skipped };
}

export function textOf(files: ReadonlyMap<string, Uint8Array>, path: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(files.get(path));
}
