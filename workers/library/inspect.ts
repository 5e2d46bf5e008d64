import type { CheckpointInfo, InspectRequest } from '../../core/protocol/index.ts';
import { inspectCheckpoint } from '../../model-export/inspect.ts';
import { pickedCheckpoint } from '../storage/checkpoint-files.ts';
import type { LibraryServices } from './services.ts';

/** Names and shapes are read, no weights. Throws what `forPage` knows. */
export async function inspect(
  services: LibraryServices,
  { source, target }: InspectRequest,
  signal: AbortSignal,
): Promise<CheckpointInfo> {
  if (source.kind === 'hub') {
    const { inspectAtHub } = await import('./hub.ts');
    return inspectAtHub(services, source, target, signal);
  }
  const inspection = await inspectCheckpoint(pickedCheckpoint(source.files), { target });
  return { id: source.name, revision: null, downloadBytes: 0, downloadedBytes: 0, ...inspection };
}
