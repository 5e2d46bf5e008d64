import type { Requests, SearchRequests } from '../../../../core/protocol';
import { isEngineLost, type RequestOptions } from '../../../worker-client/client';
import { toWireError } from '../../../worker-client/errors';
import type { CollectionTools } from '../store/collection-store';

/** Lost engines, after which a request is given up. */
const MAX_LOSSES = 3;

/**
 * Asks the engine as soon as it is ready, and once more where it is lost on the way.
 * @throws what the request does, and `engineReady`.
 */
export async function askEngine<K extends keyof SearchRequests>(
  { engine, engineReady }: CollectionTools,
  kind: K,
  payload: Requests[K]['in'],
  options: RequestOptions<K> & { signal: AbortSignal },
): Promise<Requests[K]['out']> {
  for (let losses = 1; ; losses++) {
    await engineReady(options.signal);
    try {
      return await engine.request(kind, payload, options);
    } catch (error) {
      const isLost = isEngineLost(toWireError(error));
      if (!isLost || options.signal.aborted || losses === MAX_LOSSES) throw error;
    }
  }
}
