import type { TestedMap, TestMapProgress, WireError } from '../../../core/protocol';
import type { Slice } from '../../store/app-state';
import { RequestAborted } from '../../worker-client/client';
import { toWireError } from '../../worker-client/errors';
import { maskOfCaption } from '../mask/mask.slice';
import { type MapOf, type TestTarget, testable } from './target';

/** One map put to the test. */
export interface MapTest {
  status: 'running' | 'done' | 'cancelled' | 'failed';
  /** As far as it has come; null before the first answer. */
  tested: TestedMap | null;
  /** How much of it is done, 0…1. */
  progress: number;
  error: WireError | null;
}

export interface MapTestState {
  /** By `TestTarget.key`, the newest last. */
  mapTests: Readonly<Record<string, MapTest>>;
  testPanel: boolean;
  /** What the panel is about while a word is in view. */
  testOf: MapOf;
}

export interface MapTestActions {
  closeTestPanel(): void;
  chooseTested(of: MapOf): void;
  /** Tests the map of the word in view or of the sentence, unless it is tested or being tested. */
  testMap(of: MapOf): Promise<void>;
  /** Opens the panel and tests the map on screen; a word that is only pointed at is pinned, to stay in view. */
  testShownMap(): void;
  cancelMapTest(key: string): void;
}

const MAX_TESTS = 200;

export const createMapTestSlice: Slice<MapTestState & MapTestActions> = (set, get, { client }) => {
  const running = new Map<string, AbortController>();

  function settle(key: string, test: MapTest): void {
    const { [key]: _, ...others } = get().mapTests;
    set({ mapTests: Object.fromEntries([...Object.entries(others).slice(1 - MAX_TESTS), [key, test]]) });
  }

  function hear(key: string, { done, total, ...tested }: TestMapProgress, pictureId: string): void {
    if (!get().pictures.some(({ id }) => id === pictureId)) running.get(key)?.abort();
    settle(key, { status: 'running', tested, progress: done / total, error: null });
  }

  async function run({ key, run, caption, map, grid, score }: TestTarget): Promise<void> {
    const picture = get().pictures.find(({ id }) => id === run.pictureId);
    if (!picture || running.has(key)) return;
    const stop = new AbortController();
    running.set(key, stop);
    settle(key, { status: 'running', tested: null, progress: 0, error: null });
    const named = { id: picture.id, file: picture.blob, masked: maskOfCaption(run, caption) };
    try {
      const tested = await client.request(
        'testMap',
        { picture: named, map, grid, score },
        { signal: stop.signal, onProgress: (report) => hear(key, report, picture.id) },
      );
      settle(key, { status: 'done', tested, progress: 1, error: null });
    } catch (reason) {
      const cancelled = reason instanceof RequestAborted;
      const { tested = null, progress = 0 } = get().mapTests[key] ?? {};
      const error = cancelled ? null : toWireError(reason);
      settle(key, { status: cancelled ? 'cancelled' : 'failed', tested, progress, error });
    } finally {
      running.delete(key);
    }
  }

  return {
    mapTests: {},
    testPanel: false,
    testOf: 'word',

    closeTestPanel: () => set({ testPanel: false }),
    chooseTested: (testOf) => set({ testOf }),

    async testMap(of) {
      const { target } = testable(get(), of);
      const status = target && get().mapTests[target.key]?.status;
      if (target && status !== 'running' && status !== 'done') await run(target);
    },

    testShownMap() {
      const { pointed, pinned } = get();
      if (pointed && JSON.stringify(pointed) !== JSON.stringify(pinned)) get().pin(pointed);
      const testOf = !get().whole && testable(get(), 'word').target ? 'word' : 'sentence';
      set({ testPanel: true, testOf });
      void get().testMap(testOf);
    },

    cancelMapTest: (key) => running.get(key)?.abort(),
  };
};
