/** Caches what the app needs without a network, also for the CPU, which may have to take over from the GPU. */
import type { Backend, CacheOfflineRequest, CacheState, OfflineKind } from '../../core/protocol/index.ts';
import { chooseBuild } from '../runtime/builds.ts';
import { cacheWasmFile } from '../runtime/wasm-file.ts';
import { persistBundle, shippedManifest } from '../storage/bundle.ts';
import { isCoded } from './errors.ts';
import type { Handlers } from './serve.ts';

type Piece = (options: { fetch: boolean; signal: AbortSignal }) => Promise<CacheState>;

/** Fetches what is missing, piece after piece. A cancel takes effect at any byte. */
export const offlineHandlers: Handlers<OfflineKind> = {
  cacheOffline: async (request, { signal }) => {
    const options = { fetch: request.fetch, signal };
    const running = await cacheAll(runningPieces(request), options);
    const cpu = await cacheAll([runtime('wasm'), bundle(`${request.demoUrl}wasm/`)], options);
    return { value: { running, cpu } };
  },
};

function runningPieces({ running: { source, backend } }: CacheOfflineRequest): Piece[] {
  // An installed model is stored anyway.
  const model = source.kind === 'url' ? [bundle(`${source.url}${backend}/`)] : [];
  return [runtime(backend), ...model];
}

function runtime(backend: Backend): Piece {
  return (options) => cacheWasmFile(chooseBuild(backend), options);
}

function bundle(url: string): Piece {
  return (options) => persistBundle(url, { ...options, manifestSha256: shippedManifest(url) });
}

/** `cached` when all pieces are; else why the first missing piece is not. */
async function cacheAll(
  pieces: readonly Piece[],
  options: { fetch: boolean; signal: AbortSignal },
): Promise<CacheState> {
  for (const piece of pieces) {
    const state = await piece(options).catch(unlessUnavailable);
    if (state !== 'cached') return state;
  }
  return 'cached';
}

/** A file that cannot be fetched now is missing, which is no failure: the person did not ask for it. */
function unlessUnavailable(error: unknown): CacheState {
  if (isCoded(error)) return 'missing';
  throw error;
}
