/** Handlers of the convert worker: lists, installs, removes, packs and imports bundles. */
import { importChunk } from '../../core/import-chunk.ts';
import type { LibraryKind } from '../../core/protocol/index.ts';
import type { Handlers } from '../serve/serve.ts';
import {
  bundleFiles,
  listBundles,
  purgeBundle,
  removeBundle,
  restoreBundle,
  sweepBundles,
} from './bundles.ts';
import { discardDownload, downloadLock, listDownloads, sweepDownloads } from './downloads.ts';
import { forPage } from './errors.ts';
import { sweepPacked } from './packed.ts';
import { type LibraryServices, roomIn } from './services.ts';

/** The exporter, the hub's library and zip.js are imported on first use. */
export function createLibraryService(services: LibraryServices): Handlers<LibraryKind> {
  const answering = createAnswering(services);
  return {
    library: answering(async () => ({
      value: {
        bundles: await listBundles(services),
        downloads: await listDownloads(await services.openRoot()),
        ...(await roomIn(services)),
      },
    })),
    inspect: answering(async (request, { signal }) => {
      const { inspect } = await importChunk(() => import('./install.ts'));
      return { value: await inspect(services, request, signal) };
    }),
    vocabulary: answering(async (request, { signal }) => {
      const { fetchVocabulary } = await importChunk(() => import('./hub.ts'));
      return { value: await fetchVocabulary(services, request, signal) };
    }),
    install: answering(async (request, context) => {
      const { install } = await importChunk(() => import('./install.ts'));
      return { value: await install(services, request, context) };
    }),
    discard: answering(async ({ key }) => {
      const root = await services.openRoot();
      await services.locks.exclusively(downloadLock(key), () => discardDownload(root, key));
      return { value: null };
    }),
    remove: answering(async ({ key }) => {
      await removeBundle(services, key);
      return { value: null };
    }),
    restore: answering(async ({ key }) => ({ value: await restoreBundle(services, key) })),
    purge: answering(async ({ key }) => {
      await purgeBundle(services, key);
      return { value: null };
    }),
    pack: answering(async ({ key }, context) => {
      const { packBundle } = await importChunk(() => import('./pack.ts'));
      return { value: await packBundle(services, key, context) };
    }),
    unpacked: answering(async ({ key }) => ({ value: await bundleFiles(services, key) })),
    import: answering(async ({ files }, context) => {
      const { importBundle } = await importChunk(() => import('./import.ts'));
      return { value: await importBundle(services, files, context) };
    }),
  };
}

type Handler<In, With, Out> = (payload: In, context: With) => Promise<Out>;

/**
 * Wraps handlers: before the first one runs, leftovers of closed tabs are deleted, and errors are translated by
 * `forPage`.
 */
function createAnswering(services: LibraryServices) {
  let swept: Promise<void> | null = null;
  const sweepOnce = async () => {
    swept ??= sweep(services);
    try {
      await swept;
    } catch (error) {
      // The next request tries again.
      swept = null;
      throw error;
    }
  };
  return <In, With, Out>(handler: Handler<In, With, Out>): Handler<In, With, Out> =>
    async (payload, context) => {
      try {
        await sweepOnce();
        return await handler(payload, context);
      } catch (error) {
        throw forPage(error);
      }
    };
}

async function sweep(services: LibraryServices): Promise<void> {
  await sweepBundles(services);
  await sweepDownloads(services);
  await sweepPacked(services);
}
