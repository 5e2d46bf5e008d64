import type { TestedMap, TestMapProgress, WireError } from '../../../core/protocol';
import type { PersistedKeys, Slice } from '../../store/app-state';
import { RequestAborted } from '../../worker-client/client';
import { toWireError } from '../../worker-client/errors';
import { maskOfCaption } from '../captions/run';
import { sameWord } from '../heatmap/shown-words';
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
  tests: Readonly<Record<string, MapTest>>;
  panelOpen: boolean;
  /** What the panel is about while a word is in view. */
  subject: MapOf;
}

export const MAP_TEST_PERSISTED: PersistedKeys<MapTestState> = {
  tests: false,
  panelOpen: false,
  subject: false,
};

export interface MapTestActions {
  closePanel(): void;
  setSubject(subject: MapOf): void;
  /** Tests the map of the word in view or of the sentence, unless it is tested or being tested. */
  run(of: MapOf): Promise<void>;
  /** Opens the panel and tests the map on screen; a word that is only hovered is pinned, to stay in view. */
  openPanel(): void;
  cancel(key: string): void;
}

const MAX_TESTS = 200;

export const createMapTestSlice: Slice<'mapTest'> = (set, get, { client }) => {
  const running = new Map<string, AbortController>();

  function settle(key: string, test: MapTest): void {
    const { [key]: _, ...others } = get().mapTest.tests;
    set({ tests: Object.fromEntries([...Object.entries(others).slice(1 - MAX_TESTS), [key, test]]) });
  }

  function hear(key: string, { done, total, ...tested }: TestMapProgress, pictureId: string): void {
    if (!get().pictures.items.some(({ id }) => id === pictureId)) running.get(key)?.abort();
    settle(key, { status: 'running', tested, progress: done / total, error: null });
  }

  async function run({ key, run, caption, map, grid, score }: TestTarget): Promise<void> {
    const picture = get().pictures.items.find(({ id }) => id === run.pictureId);
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
      const { tested = null, progress = 0 } = get().mapTest.tests[key] ?? {};
      const error = cancelled ? null : toWireError(reason);
      settle(key, { status: cancelled ? 'cancelled' : 'failed', tested, progress, error });
    } finally {
      running.delete(key);
    }
  }

  return {
    tests: {},
    panelOpen: false,
    subject: 'word',

    closePanel: () => set({ panelOpen: false }),
    setSubject: (subject) => set({ subject }),

    async run(of) {
      const { target } = testable(get(), of);
      const status = target && get().mapTest.tests[target.key]?.status;
      if (target && status !== 'running' && status !== 'done') await run(target);
    },

    openPanel() {
      const { hovered, pinned } = get().selection;
      if (hovered && !sameWord(hovered, pinned)) get().selection.pin(hovered);
      const subject = !get().heatmap.sentenceLevel && testable(get(), 'word').target ? 'word' : 'sentence';
      set({ panelOpen: true, subject });
      void get().mapTest.run(subject);
    },

    cancel: (key) => running.get(key)?.abort(),
  };
};
