import { createWorkerClient, type WorkerLike } from '../../../app/worker-client/client.ts';
import { picturesPerWorker } from '../../../app/worker-client/renewal.ts';
import type { Backend, LoadProgress } from '../../../core/protocol/index.ts';
import { type FileOptions, workerAddress } from './assets.ts';
import { Blip } from './blip.ts';

/** Which models are loaded, and how. */
export interface LoadOptions extends FileOptions {
  /**
   * Address of a folder with a bundle for each backend that may run it: `webgpu/` and `wasm/`. Relative addresses are
   * those of the page. Nothing is fetched from elsewhere.
   */
  model: string | URL;
  /**
   * Such a folder of a model that matches, where the captioner is not one; null for none. By default the model itself, if
   * it can match. Captions are then ranked, and `match`, `embed`, `search` and `explain` with `itm` can be asked for.
   */
  matcher?: string | URL | null | undefined;
  /** Such a folder of a model that answers questions, where the captioner is not one. */
  answerer?: string | URL | undefined;
  /** `auto`, the default, takes the GPU where there is a real one. */
  backend?: Backend | 'auto' | undefined;
  /** Stops loading. */
  signal?: AbortSignal | undefined;
  /** Bytes of the runtime, then of the model, then the first run, which compiles it. */
  onProgress?: ((progress: LoadProgress) => void) | undefined;
}

/**
 * Starts a worker and loads a model in it. Files are checked by their hashes and stored in the browser's cache, so that
 * the next visit fetches none.
 *
 * @throws {BlipscopeError} with the reason as `code`; the signal's reason.
 */
export async function load(options: LoadOptions): Promise<Blip> {
  const { model, matcher, answerer, backend = 'auto', signal, onProgress, ...files } = options;
  const base = document.baseURI;
  const what = {
    model: folder(model, base),
    matcher: matcher ? folder(matcher, base) : matcher,
    answerer: answerer && folder(answerer, base),
    backend,
  };
  const start = () => new Worker(trusted(workerAddress(files, base)), { type: 'module', name: 'blipscope' });
  const connect = (create: () => WorkerLike) =>
    createWorkerClient(create, 'The captioning engine', picturesPerWorker());
  const blip = new Blip(start, connect, what);
  try {
    await blip.load({ signal, onProgress });
    return blip;
  } catch (error) {
    blip.dispose();
    throw error;
  }
}

/** As much of the browser's factory as is used; some browsers have none. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): Policy;
}

interface Policy {
  createScriptURL(url: string): string;
}

let policy: Policy | null = null;

/** What a page with Trusted Types starts a worker from, if it allows a policy of the name `blipscope`. */
function trusted(address: string): string {
  const { trustedTypes }: { trustedTypes?: TrustedTypes } = globalThis as object;
  try {
    policy ??= trustedTypes?.createPolicy('blipscope', { createScriptURL: (url) => url }) ?? null;
  } catch {
    // Not allowed, and perhaps not needed.
  }
  return policy?.createScriptURL(address) ?? address;
}

function folder(address: string | URL, base: string): string {
  const { href } = new URL(address, base);
  return href.endsWith('/') ? href : `${href}/`;
}
