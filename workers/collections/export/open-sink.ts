import { importChunk } from '../../../core/import-chunk.ts';
import type { ExportRequest } from '../../../core/protocol/index.ts';
import { FolderSink } from './folder-sink.ts';
import { DrySink, type Sink } from './sink.ts';
import type { ZipServices } from './zip-file.ts';

/** @param name of the collection, for a zip file. */
export async function openSink(
  { target, dryRun }: ExportRequest,
  name: string,
  services: ZipServices,
): Promise<Sink> {
  if (target) {
    const folder = await FolderSink.open(target);
    return dryRun ? new DrySink(folder) : folder;
  }
  const { ZipSink } = await importChunk(() => import('./zip-sink.ts'));
  return dryRun ? new DrySink(NOTHING) : ZipSink.open(services, name);
}

const NOTHING = { isFree: async () => true, openExisting: async () => null };
