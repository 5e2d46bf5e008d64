/** Captioning the pictures of a collection. The worker drives it; the page starts, pauses and follows it. */
import type { RunCollectionProgress, WireError } from '../../../../core/protocol';
import { isEngineLost, RequestAborted } from '../../../worker-client/client';
import { toWireError } from '../../../worker-client/errors';
import type { CollectionTools, GetState, SetState } from './collection-store';
import { withRecords } from './records';

export type RunPhase = 'idle' | 'waiting' | 'running' | 'pausing' | 'paused' | 'finished' | 'stopped';

export interface RunState {
  phase: RunPhase;
  /** Of the run under way, or of the last one. */
  progress: Omit<RunCollectionProgress, 'records'>;
  runError: WireError | null;
}

export interface RunActions {
  /** Captions what is not done, or just those pictures, again. Never rejects. */
  start(paths?: readonly string[]): Promise<void>;
  /** The picture in hand is finished first. */
  pause(): void;
}

const NOTHING: RunState['progress'] = { done: 0, total: 0, failed: 0, perSecond: null };

/** Lost engines in a row, without a picture done between them, after which a run is given up. */
const MAX_LOSSES = 3;

export function createRun(set: SetState, get: GetState, tools: CollectionTools): RunState & RunActions {
  let stop = new AbortController();

  /** One request to the engine. Adds the paths of what it finishes. @throws what the request does. */
  async function runOnce(paths: readonly string[] | null, finished: Set<string>): Promise<void> {
    const { summary } = get();
    if (!summary) return;
    const { source, engine, settings } = tools;
    set({ phase: 'running' });
    const report = await engine.request(
      'runCollection',
      { collection: summary.id, source, settings: settings(), paths },
      {
        signal: stop.signal,
        onProgress: ({ records, ...progress }) => {
          for (const { path } of records) finished.add(path);
          set({ progress, records: withRecords(get().records, records) });
        },
      },
    );
    const { done, failed, stopped, paused } = report;
    set({
      progress: { ...get().progress, done, failed, perSecond: null },
      phase: stopped ? 'stopped' : paused ? 'paused' : 'finished',
      runError: stopped,
    });
  }

  async function run(paths: readonly string[] | null): Promise<void> {
    const { signal } = stop;
    let losses = 0;
    for (;;) {
      const finished = new Set<string>();
      set({ phase: 'waiting' });
      await tools.engineReady(signal);
      try {
        return await runOnce(paths, finished);
      } catch (error) {
        if (!isEngineLost(toWireError(error)) || signal.aborted) throw error;
        losses = finished.size > 0 ? 1 : losses + 1;
        if (losses === MAX_LOSSES) throw error;
        paths = paths?.filter((path) => !finished.has(path)) ?? null;
      }
    }
  }

  return {
    phase: 'idle',
    progress: NOTHING,
    runError: null,

    async start(paths) {
      if (isUnderWay(get().phase)) return;
      stop = new AbortController();
      set({ progress: NOTHING, runError: null });
      try {
        await run(paths ?? null);
      } catch (error) {
        const paused = error instanceof RequestAborted || stop.signal.aborted;
        set(paused ? { phase: 'paused' } : { phase: 'stopped', runError: toWireError(error) });
      }
    },

    pause() {
      if (!isUnderWay(get().phase)) return;
      set({ phase: 'pausing' });
      stop.abort();
    },
  };
}

export function isUnderWay(phase: RunPhase): boolean {
  return phase === 'waiting' || phase === 'running' || phase === 'pausing';
}
