import { importChunk } from '../../../core/import-chunk.ts';
import type { CollectionSource } from '../../../core/protocol/index.ts';
import { directorySource } from './directory.ts';
import { filesSource } from './files.ts';
import type { FileSource } from './source.ts';

/** @throws {CollectionError} ('not-an-archive') */
export async function openSource(source: CollectionSource): Promise<FileSource> {
  switch (source.kind) {
    case 'directory':
      return directorySource(source.handle);
    case 'files':
      return filesSource(source.name, source.files);
    case 'archive': {
      const { archiveSource } = await importChunk(() => import('./archive.ts'));
      return archiveSource(source.file);
    }
  }
}
