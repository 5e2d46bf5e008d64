import type { Backend, Dtype, InstalledBundle } from '../../core/protocol/index.ts';
import { type CheckpointFiles, exportBundle, inspectCheckpoint } from '../../model-export/index.ts';
import type { Context } from '../serve/serve.ts';
import type { OpfsBundleSink } from '../storage/opfs-file.ts';
import { addBundle } from './bundles.ts';
import { type LibraryServices, namingRoom, requireRoom, throttleProgress } from './services.ts';

export interface Conversion {
  key: string;
  files: CheckpointFiles;
  id: string;
  revision: string | null;
  target: Backend;
  dtype: Dtype;
}

/**
 * Converts a checkpoint into an installed bundle. The bundle is listed only when it is complete; a failed conversion
 * is deleted.
 */
export function convert(
  services: LibraryServices,
  conversion: Conversion,
  context: Context<'install'>,
): Promise<InstalledBundle> {
  return addBundle(services, conversion.key, (sink) => convertInto(sink, services, conversion, context));
}

async function convertInto(
  sink: OpfsBundleSink,
  services: LibraryServices,
  { key: _, files, ...request }: Conversion,
  { progress, signal }: Context<'install'>,
): Promise<void> {
  const { target, dtype } = request;
  const bytes = (await inspectCheckpoint(files, { target })).bundleBytes[dtype] ?? 0;
  const writing = { purpose: 'The converted model', bytes, written: () => sink.written };
  await requireRoom(services, bytes, writing.purpose);
  const onProgress = throttleProgress((doneBytes, totalBytes) =>
    progress({ phase: 'convert', doneBytes, totalBytes, notice: null }),
  );
  const { hashing } = services;
  await namingRoom(services, writing, () =>
    exportBundle({ ...request, files, sink, hashing, signal, onProgress }),
  );
}
