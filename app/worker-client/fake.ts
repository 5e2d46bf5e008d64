import type { EngineKind, Kind, Requests, WireError } from '../../core/protocol';
import { RequestAborted, type RequestOptions, type WorkerClient, WorkerFailure } from './client';

/** One request the store made, and the means to answer it. For tests. */
export interface FakeCall<K extends Kind> {
  kind: K;
  payload: Requests[K]['in'];
  cancelled: boolean;
  progress(report: Requests[K]['progress']): void;
  done(out: Requests[K]['out']): Promise<void>;
  fail(error: WireError): Promise<void>;
  abort(): Promise<void>;
}

/** A scripted client: it answers nothing by itself, the test plays the worker. */
export interface FakeClient<Served extends Kind = EngineKind> extends WorkerClient<Served> {
  /** Every request of that kind so far, oldest first. */
  calls<K extends Served>(kind: K): FakeCall<K>[];
  /** The newest request of that kind. @throws when there was none. */
  last<K extends Served>(kind: K): FakeCall<K>;
  /** Plays a dead worker, without failing the pending requests: tests do that by `fail`. */
  lose(error: WireError): void;
  /** Plays a worker that has captioned many pictures, and a fresh one. */
  worn: boolean;
}

/** Lets every promise that is already settled run its continuations. */
export const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

/** A client for tests that records requests and lets the test answer them. */
export function createFakeClient<Served extends Kind = EngineKind>(): FakeClient<Served> {
  const made: { [K in Kind]?: FakeCall<K>[] } = {};
  const listeners = new Set<(error: WireError) => void>();

  function calls<K extends Kind>(kind: K): FakeCall<K>[] {
    const tables: { [P in K]?: FakeCall<P>[] } = made;
    const table = tables[kind] ?? [];
    tables[kind] = table;
    return table;
  }

  function request<K extends Kind>(
    kind: K,
    payload: Requests[K]['in'],
    { onProgress, signal }: RequestOptions<K> = {},
  ): Promise<Requests[K]['out']> {
    return new Promise((resolve, reject) => {
      const call: FakeCall<K> = {
        kind,
        payload,
        cancelled: false,
        progress: (report) => onProgress?.(report),
        done: (out) => after(() => resolve(out)),
        fail: (error) => after(() => reject(new WorkerFailure(error))),
        abort: () => after(() => reject(new RequestAborted('The request was cancelled.'))),
      };
      signal?.addEventListener('abort', () => {
        call.cancelled = true;
      });
      calls(kind).push(call);
    });
  }

  function last<K extends Kind>(kind: K): FakeCall<K> {
    const call = calls(kind).at(-1);
    if (!call) throw new Error(`No ${kind} request was made.`);
    return call;
  }

  function onLost(listener: (error: WireError) => void) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  function lose(error: WireError) {
    for (const tell of listeners) tell(error);
  }

  const client: FakeClient<Served> = {
    request,
    onLost,
    calls,
    last,
    lose,
    worn: false,
    isWorn: () => client.worn,
    renew() {
      if (!client.worn) return false;
      client.worn = false;
      lose({ code: 'worker-replaced', message: 'The engine starts anew.' });
      return true;
    },
  };
  return client;
}

async function after(act: () => void): Promise<void> {
  act();
  await settled();
}
