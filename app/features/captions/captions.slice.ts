import type { CaptionRequest } from '../../../core/protocol';
import type { Slice } from '../../store/app-state';
import { isEngineLost, RequestAborted } from '../../worker-client/client';
import { toWireError } from '../../worker-client/errors';
import { currentCaption, currentRun } from '../heatmap/heatmap.slice';
import { regionsOf } from '../mask/mask.slice';
import type { Picture } from '../pictures/pictures.slice';
import { settingsOf } from '../settings/settings.slice';
import {
  applyProgress,
  captionAt,
  changeCaption,
  isSettled,
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
  copied: { caption: number; ok: boolean } | null;
}

export interface CaptionsActions {
  /** Queues a picture with the present settings; what it had before is replaced. */
  captionPicture(pictureId: string): void;
  /** Takes a picture from the queue, or stops it at its next word and keeps what came. Without an id: the one at work. */
  cancelCaptioning(pictureId?: string): void;
  editCaption(pictureId: string, caption: number, text: string | null): void;
  /** Has a caption stay when the picture is captioned again, or no longer; until then that can be undone. */
  keepCaption(pictureId: string, caption: number, kept: boolean): void;
  /** Copies a caption of the current picture; without a number, the one in view. */
  copyCaption(caption?: number): Promise<void>;
  /** Captions the next picture when the engine is free. */
  runQueue(): void;
  /** Forgets a picture's run, stopping it first. */
  dropRun(pictureId: string): void;
  /** Brings back a run that was dropped; a picture without captions queues again. */
  restoreRun(pictureId: string, run: Run | null): void;
}

/** How long "Copied" stays. Milliseconds. */
const COPIED_SHOWN = 1600;

export const createCaptionsSlice: Slice<CaptionsState & CaptionsActions> = (
  set,
  get,
  { client, newId, writeClipboard },
) => {
  let stop = new AbortController();

  /** Changes a picture's run, unless another has taken its place. */
  function update(pictureId: string, runId: string, change: (run: Run) => Run): void {
    const run = get().runs[pictureId];
    if (run?.id === runId) set({ runs: { ...get().runs, [pictureId]: change(run) } });
  }

  function freshRun(pictureId: string): Run {
    const before = get().runs[pictureId];
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
    const { model, matcher, seedLocked } = get();
    const waiting = get().runs[picture.id] ?? freshRun(picture.id);
    if (!seedLocked && !waiting.restarted) get().rollSeed();
    const run: Run = {
      ...waiting,
      status: 'encoding',
      settings: waiting.restarted ? waiting.settings : settingsOf(get()),
      model: model && { id: model.id, grid: model.grid },
      matcher: matcher?.id ?? null,
    };
    set({
      activeId: picture.id,
      queue: get().queue.filter((id) => id !== picture.id),
      runs: { ...get().runs, [picture.id]: run },
    });
    return run;
  }

  /** Back to the head of the queue, unless another run has taken its place. */
  function startOver({ id, pictureId }: Run): void {
    if (get().runs[pictureId]?.id !== id) return;
    if (get().currentId === pictureId) get().clearWord();
    set({ queue: [pictureId, ...get().queue.filter((other) => other !== pictureId)] });
    update(pictureId, id, restartRun);
  }

  /** What becomes of a run that got no answer. An engine that was lost is no fault of the run's: it begins again, once. */
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
    const request: CaptionRequest = { runId, picture: picture.blob, masked: masked, settings };
    stop = new AbortController();
    const { signal } = stop;
    try {
      const answer = await client.request('caption', request, {
        signal,
        onProgress: (progress) => change((now) => applyProgress(now, progress)),
      });
      change((now) => settleRun(now, answer));
      if (get().currentId === picture.id) get().focusMaps();
    } catch (error) {
      endUnanswered(run, error, signal.aborted);
    } finally {
      set({ activeId: null });
    }
    get().runQueue();
  }

  return {
    runs: {},
    queue: [],
    activeId: null,
    copied: null,

    captionPicture(pictureId) {
      if (get().activeId === pictureId) stop.abort();
      if (get().currentId === pictureId) get().clearWord();
      const queue = [...get().queue.filter((id) => id !== pictureId), pictureId];
      set({ queue, runs: { ...get().runs, [pictureId]: freshRun(pictureId) } });
      get().runQueue();
    },

    cancelCaptioning(pictureId = get().activeId ?? undefined) {
      if (!pictureId) return;
      if (get().activeId === pictureId) stop.abort();
      const run = get().runs[pictureId];
      if (run?.status !== 'queued') return;
      set({ queue: get().queue.filter((id) => id !== pictureId) });
      update(pictureId, run.id, (now) => ({ ...now, status: 'cancelled' }));
    },

    editCaption(pictureId, index, edited) {
      const run = get().runs[pictureId];
      if (run) update(pictureId, run.id, (now) => changeCaption(now, index, () => ({ edited })));
    },

    keepCaption(pictureId, index, kept) {
      const run = get().runs[pictureId];
      if (run) update(pictureId, run.id, (now) => changeCaption(now, index, () => ({ pinned: kept })));
    },

    async copyCaption(index = currentCaption(get()) ?? undefined) {
      const run = currentRun(get());
      const caption = run && index !== undefined ? captionAt(run, index) : undefined;
      if (index === undefined || !caption) return;
      const ok = await writeClipboard(textOf(caption)).then(
        () => true,
        () => false,
      );
      const copied = { caption: index, ok };
      set({ copied });
      setTimeout(() => get().copied === copied && set({ copied: null }), COPIED_SHOWN);
    },

    runQueue() {
      const { modelStatus, activeId, queue, pictures } = get();
      if (modelStatus !== 'ready' || activeId) return;
      const next = pictures.find(({ id }) => id === queue[0]);
      if (next) void caption(next);
    },

    dropRun(pictureId) {
      if (get().activeId === pictureId) stop.abort();
      const { [pictureId]: _, ...runs } = get().runs;
      set({ runs, queue: get().queue.filter((id) => id !== pictureId) });
    },

    restoreRun(pictureId, run) {
      if (run && isSettled(run)) set({ runs: { ...get().runs, [pictureId]: run } });
      else get().captionPicture(pictureId);
    },
  };
};
