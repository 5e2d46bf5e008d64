import { givenWords } from '../../../core/given-words';
import type { CaptionRequest } from '../../../core/protocol';
import type { PersistedKeys, Slice } from '../../store/app-state';
import { isEqual } from '../../store/merge';
import { isEngineLost, RequestAborted } from '../../worker-client/client';
import { toWireError } from '../../worker-client/errors';
import { currentCaption } from '../heatmap/heatmap.selectors';
import { regionsOf } from '../mask/mask.selectors';
import { isHeld } from '../photographs/photographs.selectors';
import { pictureById } from '../pictures/pictures.selectors';
import type { Picture } from '../pictures/pictures.slice';
import { defaultsOf, settingsOf } from '../settings/settings.slice';
import { currentRun } from './captions.selectors';
import {
  applyProgress,
  captionAt,
  changeCaption,
  isSettled,
  type PinnedCaption,
  pinnedFrom,
  type Run,
  restartRun,
  settleRun,
  textOf,
  unmaskedRunBefore,
} from './run';

export interface CaptionsState {
  /** The newest run of each picture, by the picture's id. */
  runs: Readonly<Record<string, Run>>;
  /** Ids of the pictures that wait, the next one first. */
  queue: readonly string[];
  /** The picture that is being captioned. */
  activeId: string | null;
  /** What copying did last, shown for a moment where it was asked. */
  copyResult: { caption: number; ok: boolean } | null;
}

export const CAPTIONS_PERSISTED: PersistedKeys<CaptionsState> = {
  runs: 'entries',
  queue: false,
  activeId: false,
  copyResult: false,
};

export interface CaptionsActions {
  /** Queues a picture with the present settings, at the end unless it goes first; its captions are replaced. */
  enqueue(pictureId: string, place?: { first: boolean }): void;
  /** Removes a picture from the queue, or stops it at its next word. Default: the picture that is being captioned. */
  cancel(pictureId?: string): void;
  edit(pictureId: string, caption: number, text: string | null): void;
  /** A pinned caption stays when the picture is captioned again. */
  setPinned(pictureId: string, caption: number, pinned: boolean): void;
  /** Adds a caption that stays when the picture is captioned again. */
  addPinned(pictureId: string, caption: PinnedCaption): void;
  /** Copies a caption of the current picture; without a number, the one in view. */
  copy(caption?: number): Promise<void>;
  /** Captions the next picture when the engine is free. */
  runQueue(): void;
  /** Stops a picture's run and deletes it. */
  dropRun(pictureId: string): void;
  /** Brings back a run that was dropped; a picture without captions queues again. */
  restoreRun(pictureId: string, run: Run | null): void;
  /** Replaces a picture's run by a settled one. */
  putRun(run: Run): void;
  /** Takes over a picture's run as another tab or an earlier visit left it; one that only waits is dropped. */
  takeRun(run: Run): void;
}

/** How long "Copied" stays. Milliseconds. */
const COPIED_SHOWN = 1600;

export const createCaptionsSlice: Slice<'captions'> = (set, get, { client, newId, writeClipboard }) => {
  let stop = new AbortController();

  /** Changes a picture's run, unless another one has replaced it. */
  function update(pictureId: string, runId: string, change: (run: Run) => Run): void {
    const run = get().captions.runs[pictureId];
    if (run?.id === runId) put(change(run));
  }

  function put(run: Run): void {
    set({ runs: { ...get().captions.runs, [run.pictureId]: run } });
  }

  function freshRun(pictureId: string): Run {
    const before = get().captions.runs[pictureId];
    const masked = regionsOf(get(), pictureId);
    return {
      id: newId(),
      pictureId,
      status: 'queued',
      settings: settingsOf(get()),
      masked,
      unmaskedRun: masked.length > 0 ? unmaskedRunBefore(before) : null,
      restarted: false,
      captions: [],
      pinned: pinnedFrom(before),
      newest: null,
      error: null,
      matchError: null,
      ms: null,
      model: null,
      matcher: null,
    };
  }

  function begin(picture: Picture): Run {
    const { model, matcher, settings } = get();
    const waiting = get().captions.runs[picture.id] ?? freshRun(picture.id);
    if (!settings.seedLocked && !waiting.restarted) get().settings.rollSeed();
    const runSettings = waiting.restarted ? waiting.settings : settingsOf(get());
    const run: Run = {
      ...waiting,
      status: 'encoding',
      settings: runSettings,
      given: givenWords(runSettings.prompt, defaultsOf({ model }).prompt),
      model: model.loaded && { id: model.loaded.id, grid: model.loaded.grid },
      matcher: matcher.loaded?.id ?? null,
    };
    set({
      activeId: picture.id,
      queue: get().captions.queue.filter((id) => id !== picture.id),
      runs: { ...get().captions.runs, [picture.id]: run },
    });
    return run;
  }

  /** Back to the head of the queue, unless another run has replaced it. */
  function startOver({ id, pictureId }: Run): void {
    if (get().captions.runs[pictureId]?.id !== id) return;
    if (get().pictures.currentId === pictureId) get().selection.clear();
    set({ queue: [pictureId, ...get().captions.queue.filter((other) => other !== pictureId)] });
    update(pictureId, id, restartRun);
  }

  /** Ends a run that got no answer. A run whose engine was lost starts again, once. */
  function endUnanswered(run: Run, reason: unknown, cancelled: boolean): void {
    const error = toWireError(reason);
    if (reason instanceof RequestAborted || (cancelled && isEngineLost(error))) {
      update(run.pictureId, run.id, (now) => ({ ...now, status: 'cancelled', newest: null }));
    } else if (isEngineLost(error) && !run.restarted) {
      startOver(run);
    } else {
      update(run.pictureId, run.id, (now) => ({ ...now, status: 'failed', newest: null, error }));
    }
  }

  async function caption(picture: Picture): Promise<void> {
    const run = begin(picture);
    const change = (by: (run: Run) => Run) => update(picture.id, run.id, by);
    const { id: runId, settings, masked } = run;
    const request: CaptionRequest = { runId, picture: picture.blob, masked, settings };
    stop = new AbortController();
    const { signal } = stop;
    try {
      const answer = await client.request('caption', request, {
        signal,
        onProgress: (progress) => change((now) => applyProgress(now, progress)),
      });
      change((now) => settleRun(now, answer));
      if (get().pictures.currentId === picture.id) get().heatmap.loadMapsInView();
    } catch (error) {
      endUnanswered(run, error, signal.aborted);
    } finally {
      set({ activeId: null });
    }
    get().captions.runQueue();
  }

  return {
    runs: {},
    queue: [],
    activeId: null,
    copyResult: null,

    enqueue(pictureId, { first } = { first: false }) {
      if (get().captions.activeId === pictureId) stop.abort();
      if (get().pictures.currentId === pictureId) get().selection.clear();
      const others = get().captions.queue.filter((id) => id !== pictureId);
      const queue = first ? [pictureId, ...others] : [...others, pictureId];
      set({ queue, runs: { ...get().captions.runs, [pictureId]: freshRun(pictureId) } });
      get().captions.runQueue();
    },

    cancel(pictureId = get().captions.activeId ?? undefined) {
      if (!pictureId) return;
      if (get().captions.activeId === pictureId) stop.abort();
      const run = get().captions.runs[pictureId];
      if (run?.status !== 'queued') return;
      set({ queue: get().captions.queue.filter((id) => id !== pictureId) });
      update(pictureId, run.id, (now) => ({ ...now, status: 'cancelled' }));
    },

    edit(pictureId, index, edited) {
      const run = get().captions.runs[pictureId];
      if (run) update(pictureId, run.id, (now) => changeCaption(now, index, () => ({ edited })));
    },

    setPinned(pictureId, index, pinned) {
      const run = get().captions.runs[pictureId];
      if (run) update(pictureId, run.id, (now) => changeCaption(now, index, () => ({ pinned })));
    },

    addPinned(pictureId, caption) {
      const run = get().captions.runs[pictureId];
      if (run) put({ ...run, pinned: [...run.pinned, caption] });
    },

    async copy(index = currentCaption(get()) ?? undefined) {
      const run = currentRun(get());
      const caption = run && index !== undefined ? captionAt(run, index) : undefined;
      if (index === undefined || !caption) return;
      const ok = await writeClipboard(textOf(caption)).then(
        () => true,
        () => false,
      );
      const copied = { caption: index, ok };
      set({ copyResult: copied });
      setTimeout(() => get().captions.copyResult === copied && set({ copyResult: null }), COPIED_SHOWN);
    },

    putRun(run) {
      get().captions.cancel(run.pictureId);
      if (get().pictures.currentId === run.pictureId) get().selection.clear();
      put(run);
    },

    takeRun(run) {
      const { runs, queue } = get().captions;
      const before = runs[run.pictureId];
      if (before && before.id !== run.id) set({ queue: queue.filter((id) => id !== run.pictureId) });
      if (get().pictures.currentId === run.pictureId && before && !keepsPlaces(before, run))
        get().selection.clear();
      put(run);
    },

    runQueue() {
      const { activeId, queue } = get().captions;
      if (get().model.status !== 'ready' || activeId) return;
      const next = pictureById(
        get().pictures,
        queue.find((id) => !isHeld(get(), id)),
      );
      // It goes on when the model is there again.
      if (next && !client.renew()) void caption(next);
    },

    dropRun(pictureId) {
      if (get().captions.activeId === pictureId) stop.abort();
      const { [pictureId]: _, ...runs } = get().captions.runs;
      set({ runs, queue: get().captions.queue.filter((id) => id !== pictureId) });
    },

    restoreRun(pictureId, run) {
      if (run) put(run);
      if (!run || !isSettled(run)) get().captions.enqueue(pictureId);
    },
  };
};

/** Whether each caption of a run has the same number in the other one. */
function keepsPlaces(before: Run, now: Run): boolean {
  const tokensOf = (run: Run) => run.pinned.slice(0, before.pinned.length).map(({ tokens }) => tokens);
  return before.id === now.id && isEqual(tokensOf(before), tokensOf(now));
}
