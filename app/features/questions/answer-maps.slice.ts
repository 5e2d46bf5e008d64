import type { ExplainedAnswer, WireError } from '../../../core/protocol';
import type { PersistedKeys, Slice } from '../../store/app-state';
import { RequestAborted } from '../../worker-client/client';
import { toWireError } from '../../worker-client/errors';
import { currentPicture } from '../pictures/pictures.selectors';
import { type AnswerRef, answerMethod, explainedKey, refersTo, sameRef } from './answer-maps.selectors';
import type { AnsweredQuestion } from './answered';

/** Maps of one answer. */
export interface AnswerExplanation {
  status: 'computing' | 'ready' | 'failed';
  explained: ExplainedAnswer | null;
  error: WireError | null;
}

export interface AnswerMapsState {
  /** What is under the mouse or in focus. */
  hovered: AnswerRef | null;
  /** What stays selected when the mouse leaves. */
  pinned: AnswerRef | null;
  /** By `explainedKey`, the newest last. */
  explanations: Readonly<Record<string, AnswerExplanation>>;
}

export const ANSWER_MAPS_PERSISTED: PersistedKeys<AnswerMapsState> = {
  hovered: false,
  pinned: false,
  explanations: false,
};

export interface AnswerMapsActions {
  /** Shows a map while the mouse or the focus is there, if it is here already. */
  hover(ref: AnswerRef | null): void;
  /** Selects an answer or a word of its question, or deselects it. */
  toggle(ref: AnswerRef): void;
  /** Selects it, and computes its map. */
  show(ref: AnswerRef): Promise<void>;
  /** Computes the map of what is selected by the chosen method, unless it is here or on its way. */
  load(): Promise<void>;
  /** Selects nothing. */
  clear(): void;
}

/** Of a large model an answer's maps take a third of a megabyte. */
const MAX_EXPLANATIONS = 40;

export const createAnswerMapsSlice: Slice<'answerMaps'> = (set, get, { client }) => {
  let asked: { key: string; abort: AbortController } | null = null;

  function settle(key: string, found: AnswerExplanation | null): void {
    const { [key]: _, ...others } = get().answerMaps.explanations;
    const recent = Object.entries(others).slice(1 - MAX_EXPLANATIONS);
    set({ explanations: Object.fromEntries(found ? [...recent, [key, found]] : recent) });
  }

  /** Null when it was cancelled, or another model answers now. */
  async function explain(
    answered: AnsweredQuestion,
    answer: number,
    signal: AbortSignal,
  ): Promise<AnswerExplanation | null> {
    const picture = currentPicture(get());
    const method = answerMethod(get());
    const chosen = answered.answers[answer];
    if (!picture || !chosen || !(await get().answerer.load()) || signal.aborted) return null;
    const { loaded } = get().answerer;
    if (!loaded?.explains || loaded.id !== answered.model) return null;
    const { id, blob } = picture;
    const payload = {
      picture: { id, file: blob, masked: answered.masked },
      question: answered.text,
      tokenIds: chosen.tokenIds,
      method,
    };
    const explained = await client.request('explainAnswer', payload, { signal });
    return { status: 'ready', explained, error: null };
  }

  async function compute(key: string, answered: AnsweredQuestion, answer: number): Promise<void> {
    asked?.abort.abort();
    const mine = { key, abort: new AbortController() };
    asked = mine;
    settle(key, { status: 'computing', explained: null, error: null });
    const found = await explain(answered, answer, mine.abort.signal).catch((reason: unknown) =>
      reason instanceof RequestAborted
        ? null
        : { status: 'failed' as const, explained: null, error: toWireError(reason) },
    );
    // Selected again while it was being cancelled: the newer request owns the entry.
    if (asked === mine || asked?.key !== key) settle(key, found);
    if (asked === mine) asked = null;
  }

  return {
    hovered: null,
    pinned: null,
    explanations: {},

    hover(hovered) {
      if (!sameRef(hovered, get().answerMaps.hovered)) set({ hovered });
    },

    toggle(ref) {
      if (sameRef(ref, get().answerMaps.pinned)) set({ pinned: null });
      else void get().answerMaps.show(ref);
    },

    async show(ref) {
      set({ pinned: ref });
      get().selection.restore({ hovered: null, pinned: null });
      get().heatmap.change({ visible: true });
      await get().answerMaps.load();
    },

    async load() {
      const ref = get().answerMaps.pinned;
      const answered = ref && refersTo(get(), ref);
      const key = answered && explainedKey(get(), answered, ref.answer);
      const status = key ? get().answerMaps.explanations[key]?.status : 'ready';
      if (key && status !== 'ready' && status !== 'computing') await compute(key, answered, ref.answer);
    },

    clear() {
      const { hovered, pinned } = get().answerMaps;
      if (hovered || pinned) set({ hovered: null, pinned: null });
    },
  };
};
