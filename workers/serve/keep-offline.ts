/** Sees to it that the app works without a network: also on the CPU, which may have to take over from the GPU. */
import type { Backend, Keeping, KeepKind, KeepRequest } from '../../core/protocol/index.ts';
import { chooseBuild } from '../runtime/builds.ts';
import { keepWasmFile } from '../runtime/wasm-file.ts';
import { persistBundle, shippedManifest } from '../storage/bundle.ts';
import { isCoded } from './errors.ts';
import type { Handlers } from './serve.ts';

type Piece = (options: { fetch: boolean; signal: AbortSignal }) => Promise<Keeping>;

/** Looks what is stored, and fetches what is missing, piece after piece. It may be cancelled between any two bytes. */
export const keepOffline: Handlers<KeepKind> = {
  keep: async (request, { signal }) => {
    const options = { fetch: request.fetch, signal };
    const running = await keepAll(runningPieces(request), options);
    const cpu = await keepAll([runtime('wasm'), bundle(`${request.demoUrl}wasm/`)], options);
    return { value: { running, cpu } };
  },
};

function runningPieces({ running: { source, backend } }: KeepRequest): Piece[] {
  // An installed model is stored by its nature.
  const model = source.kind === 'url' ? [bundle(`${source.url}${backend}/`)] : [];
  return [runtime(backend), ...model];
}

function runtime(backend: Backend): Piece {
  return (options) => keepWasmFile(chooseBuild(backend), options);
}

function bundle(url: string): Piece {
  return (options) => persistBundle(url, { ...options, manifestSha256: shippedManifest(url) });
}

/** `kept` when all pieces are; else what is in the way of the first that is not. */
async function keepAll(
  pieces: readonly Piece[],
  options: { fetch: boolean; signal: AbortSignal },
): Promise<Keeping> {
  for (const piece of pieces) {
    const keeping = await piece(options).catch(unlessUnavailable);
    if (keeping !== 'kept') return keeping;
  }
  return 'kept';
}

/** A file that cannot be had now is missing, and no failure: nobody asked for it. */
function unlessUnavailable(error: unknown): Keeping {
  if (isCoded(error)) return 'missing';
  throw error;
}
