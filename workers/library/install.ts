import { importChunk } from '../../core/import-chunk.ts';
import type {
  CheckpointInfo,
  CheckpointSource,
  InspectRequest,
  InstalledBundle,
  InstallRequest,
} from '../../core/protocol/index.ts';
import { inspectCheckpoint, requireDtype } from '../../model-export/index.ts';
import type { Context } from '../serve/serve.ts';
import { findBundle } from './bundles.ts';
import { convert } from './convert.ts';
import { bundleKey, fingerprint } from './names.ts';
import { pickedCheckpoint } from './picked-files.ts';
import type { LibraryServices } from './services.ts';

type PickedSource = Extract<CheckpointSource, { kind: 'files' }>;

/**
 * Installs a checkpoint, unless it is installed already.
 * @throws {FetchError | CheckpointError | UnsupportedDtypeError | StorageError | LibraryError}
 */
export async function install(
  services: LibraryServices,
  { source, target, dtype }: InstallRequest,
  context: Context<'install'>,
): Promise<InstalledBundle> {
  requireDtype(dtype, target);
  if (source.kind === 'hub') {
    const { installFromHub } = await importChunk(() => import('./hub.ts'));
    return installFromHub(services, { source, target, dtype }, context);
  }
  const files = pickedCheckpoint(source.files);
  const { name: id } = source;
  const key = bundleKey({ id, target, dtype, fingerprint: await fingerprintOf(source) });
  const there = await findBundle(services, key);
  return there ?? convert(services, { key, files, id, revision: null, target, dtype }, context);
}

/** Identifies picked files by name, size and date: their contents are hashed only during the conversion. */
function fingerprintOf({ files }: PickedSource): Promise<string> {
  const parts = files.flatMap(({ path, file }) => [path, file.size, file.lastModified]);
  return fingerprint(...parts);
}

/**
 * Reads names and shapes, but no weights.
 * @throws {FetchError | CheckpointError}
 */
export async function inspect(
  services: LibraryServices,
  { source, target }: InspectRequest,
  signal: AbortSignal,
): Promise<CheckpointInfo> {
  if (source.kind === 'hub') {
    const { inspectAtHub } = await importChunk(() => import('./hub.ts'));
    return inspectAtHub(services, source, target, signal);
  }
  const inspection = await inspectCheckpoint(pickedCheckpoint(source.files), { target });
  return { id: source.name, revision: null, downloadBytes: 0, downloadedBytes: 0, ...inspection };
}
