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
  /** What is left of pictures that were to be captioned again, where that run did not come to its end. */
  rest: readonly string[];
}

export interface RunActions {
  /** Captions what is not done, or just those pictures, again. Never rejects. */
  start(paths?: readonly string[]): Promise<void>;
  /** Captions what the last run has left of its pictures; else what is not done. Never rejects. */
  goOn(): Promise<void>;
  /** The picture in hand is finished first. */
  pause(): void;
}

const NOTHING: RunState['progress'] = { done: 0, total: 0, failed: 0, perSecond: null };

/** Lost engines in a row, without a picture done between them, after which a run is given up. */
const MAX_LOSSES = 3;

export function createRun(set: SetState, get: GetState, tools: CollectionTools): RunState & RunActions {
  let stop = new AbortController();

  /**
   * One request to the engine. Adds the paths of what it finishes.
   * @returns false when the engine is worn: the rest is for the next one.
   * @throws what the request does.
   */
  async function runOnce(paths: readonly string[] | null, finished: Set<string>): Promise<boolean> {
    const { summary } = get();
    if (!summary) return true;
    const { source, engine, settings } = tools;
    const portion = new AbortController();
    const { signal } = stop;
    const end = () => portion.abort();
    signal.addEventListener('abort', end, { once: true });
    set({ phase: 'running' });
    const report = await engine.request(
      'runCollection',
      { collection: summary.id, source, settings: settings(), paths },
      {
        signal: portion.signal,
        onProgress: ({ records, ...progress }) => {
          const paths = records.map(({ path }) => path);
          for (const path of paths) finished.add(path);
          set({ progress, records: withRecords(get().records, records) });
          get().writeJournalLater(paths);
          if (engine.isWorn()) end();
        },
      },
    );
    const { done, failed, stopped, paused } = report;
    if (paused && !signal.aborted) return false;
    set({
      progress: { ...get().progress, done, failed, perSecond: null },
      phase: stopped ? 'stopped' : paused ? 'paused' : 'finished',
      runError: stopped,
    });
    return true;
  }

  /** Adds the paths of what is finished. */
  async function run(paths: readonly string[] | null, finished: Set<string>): Promise<void> {
    const { signal } = stop;
    let losses = 0;
    for (;;) {
      const before = finished.size;
      tools.engine.renew();
      set({ phase: 'waiting' });
      await tools.engineReady(signal);
      try {
        if (await runOnce(paths, finished)) return;
        losses = 0;
      } catch (error) {
        losses = finished.size > before ? 1 : losses + 1;
        if (!isEngineLost(toWireError(error)) || signal.aborted || losses === MAX_LOSSES) throw error;
      }
      paths = paths?.filter((path) => !finished.has(path)) ?? null;
    }
  }

  return {
    phase: 'idle',
    progress: NOTHING,
    runError: null,
    rest: [],

    async start(paths) {
      if (isUnderWay(get().phase)) return;
      stop = new AbortController();
      const finished = new Set<string>();
      set({ progress: NOTHING, runError: null, rest: [] });
      try {
        await run(paths ?? null, finished);
      } catch (error) {
        const paused = error instanceof RequestAborted || stop.signal.aborted;
        set(paused ? { phase: 'paused' } : { phase: 'stopped', runError: toWireError(error) });
      }
      if (get().phase !== 'finished') set({ rest: paths?.filter((path) => !finished.has(path)) ?? [] });
      await get().writeJournal();
    },

    goOn() {
      const { rest, start } = get();
      return start(rest.length > 0 ? rest : undefined);
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
