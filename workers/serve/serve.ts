/**
 * The worker's side of the boundary: receives requests, runs their handlers, and answers each request exactly once.
 */

import {
  type Kind,
  MESSAGE_KINDS,
  type Requests,
  type ToWorker,
  type WireError,
} from '../../core/protocol/index.ts';
import { SerialQueue } from '../engine/index.ts';
import { breaksRuntime, isAbort, toWire } from './errors.ts';

/** What a handler gets in addition to the request. */
export interface Context<K extends Kind> {
  /** `transfer`: buffers inside the payload that the page owns from here on. */
  progress(payload: Requests[K]['progress'], transfer?: ArrayBuffer[]): void;
  /** Aborts when the page cancels. A handler that has a partial result returns it; any other throws the reason. */
  signal: AbortSignal;
}

export interface Answer<K extends Kind> {
  value: Requests[K]['out'];
  /** Buffers inside `value` that the page owns from here on; the worker must not touch them again. */
  transfer?: ArrayBuffer[];
}

/** One handler for each kind that a worker serves. */
export type Handlers<Served extends Kind> = {
  [K in Served]: (payload: Requests[K]['in'], context: Context<K>) => Promise<Answer<K>>;
};

type RequestOf<K extends Kind> = { [P in K]: { id: number; kind: P; payload: Requests[P]['in'] } }[K];

/** The replies to a request of kind K; for all kinds together, `FromWorker` without `lost`. */
export type ReplyOf<K extends Kind> = {
  [P in K]:
    | { id: number; kind: P; type: 'progress'; payload: Requests[P]['progress'] }
    | { id: number; kind: P; type: 'done'; payload: Requests[P]['out'] }
    | { id: number; kind: P; type: 'failed'; error: WireError }
    | { id: number; kind: P; type: 'aborted' };
}[K];

/** Where replies go: the worker's global scope, or a test. */
export interface Port<Served extends Kind> {
  postMessage<K extends Served>(message: ReplyOf<K>, transfer: ArrayBuffer[]): void;
}

/**
 * Queued kinds, by `MESSAGE_KINDS`, run one at a time, in order of arrival; the others run at once.
 *
 * @param onBroken called for a failure that the runtime does not survive, before the failed request is answered.
 * @param queue where the queued kinds wait; handlers of the kinds that queue by step use it, too.
 * @returns the listener for messages from the page.
 */
export function createServer<Served extends Kind>(
  handlers: Handlers<Served>,
  port: Port<Served>,
  onBroken: (error: WireError) => void = () => {},
  queue = new SerialQueue(),
): (message: ToWorker<Served>) => void {
  const open = new Map<number, AbortController>();

  async function answer<K extends Served>(request: RequestOf<K>): Promise<void> {
    const { id, kind } = request;
    const abort = new AbortController();
    const { signal } = abort;
    const reply = (message: ReplyOf<K>, transfer: ArrayBuffer[] = []) =>
      port.postMessage<K>(message, transfer);
    const progress: Context<K>['progress'] = (payload, transfer) =>
      reply({ id, kind, type: 'progress', payload }, transfer);
    const handler: Handlers<Served>[K] = handlers[kind];
    const job = () => handler(request.payload, { signal, progress });
    open.set(id, abort);
    try {
      const { value, transfer } = await (MESSAGE_KINDS[kind].queued === 'request'
        ? queue.run(job, signal)
        : job());
      reply({ id, kind, type: 'done', payload: value }, transfer);
    } catch (error) {
      if (breaksRuntime(error)) onBroken(toWire(error));
      reply(
        signal.aborted && isAbort(error)
          ? { id, kind, type: 'aborted' }
          : { id, kind, type: 'failed', error: toWire(error) },
      );
    } finally {
      open.delete(id);
    }
  }

  return (message) => {
    if (isCancel(message)) open.get(message.id)?.abort();
    else void answer(message);
  };
}

function isCancel(message: { id: number; kind: Kind | 'cancel' }): message is { id: number; kind: 'cancel' } {
  return message.kind === 'cancel';
}
