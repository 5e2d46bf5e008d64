import type { InstalledBundle, PictureAnswer, Region, WireError } from '../../../core/protocol';
import type { PersistedKeys, Slice } from '../../store/app-state';
import { mergeLists } from '../../store/merge';
import { RequestAborted } from '../../worker-client/client';
import { toWireError } from '../../worker-client/errors';
import { regionsOf } from '../mask/mask.selectors';
import { currentPicture, pictureById } from '../pictures/pictures.selectors';
import type { Picture } from '../pictures/pictures.slice';
import {
  type AnsweredQuestion,
  historySchema,
  isSameQuestion,
  type Question,
  withAnswered,
} from './answered';
import { answeredText } from './answered-text';
import { currentHistory, historyOf } from './questions.selectors';

export interface QuestionsState {
  /** What was asked of each picture, oldest first, by the picture's id. */
  histories: Readonly<Record<string, readonly AnsweredQuestion[]>>;
  /** The question that is being answered, and of which picture. */
  pending: { pictureId: string; question: Question } | null;
  /** The question for which a person has a model installed. */
  waiting: { pictureId: string; question: Question } | null;
  /** Why the last question has no answer, and of which picture it was asked. */
  failure: { pictureId: string; question: Question; error: WireError } | null;
  /** The question that was answered last in this visit. */
  newestId: string | null;
  /** The question that was deleted last, and its place, for undo. */
  deleted: { pictureId: string; answered: AnsweredQuestion; at: number } | null;
  /** What copying did last, shown for a moment where it was asked. */
  copyResult: { id: string; ok: boolean } | null;
}

export const QUESTIONS_PERSISTED: PersistedKeys<QuestionsState> = {
  histories: {
    kind: 'record',
    entry: () => historySchema,
    ofPictures: true,
    merge: mergeLists(({ id }) => id),
  },
  pending: false,
  waiting: false,
  failure: false,
  newestId: false,
  deleted: false,
  copyResult: false,
};

export interface QuestionsActions {
  /** Asks about the picture on the stage. Resolves to whether there is an answer. */
  ask(question: Question): Promise<boolean>;
  /** Asks once a model that answers is installed. Resolves as `ask` does; never if none is installed. */
  askOnceInstalled(question: Question): Promise<boolean>;
  /** The person has none installed after all. */
  stopWaiting(): void;
  /** A model was installed: if a question waits for one, it answers from now on. */
  modelInstalled(bundle: InstalledBundle): void;
  cancel(): void;
  /** Deletes a question of the picture on the stage; it can be undone. */
  remove(id: string): void;
  undoRemove(): void;
  forgetRemoved(): void;
  /** Copies a question with its answers. */
  copy(id: string): Promise<void>;
  dismissFailure(): void;
  /** Adds an answered question to those of a picture, in place of the same one. Returns its id. */
  add(pictureId: string, answered: Omit<AnsweredQuestion, 'id'>): string;
  /** Replaces what was asked of a picture. */
  setHistory(pictureId: string, history: readonly AnsweredQuestion[]): void;
}

/** How long "Copied" stays. Milliseconds. */
const COPIED_SHOWN = 1600;

export const createQuestionsSlice: Slice<'questions'> = (set, get, { client, newId, writeClipboard }) => {
  let stop = new AbortController();
  let settleWaiting = (_: Promise<boolean>) => {};

  /** Also drops the questions of pictures that are gone for good. */
  function setHistory(pictureId: string, history: readonly AnsweredQuestion[]): void {
    const { items, lastRemoved, visiting } = get().pictures;
    const there = [...items, lastRemoved?.picture, visiting].flatMap((picture) => picture?.id ?? []);
    const others = Object.entries(get().questions.histories).filter(
      ([id]) => there.includes(id) && id !== pictureId,
    );
    set({ histories: Object.fromEntries(history.length > 0 ? [...others, [pictureId, history]] : others) });
  }

  function add(pictureId: string, answered: Omit<AnsweredQuestion, 'id'>): string {
    const history = historyOf(get(), pictureId);
    const id = history.find((one) => isSameQuestion(one, answered))?.id ?? newId();
    setHistory(pictureId, withAnswered(history, { ...answered, id }));
    return id;
  }

  function answersTo(
    { id, blob }: Picture,
    { text, listed }: Question,
    masked: readonly Region[],
  ): Promise<PictureAnswer[]> {
    const payload = { picture: { id, file: blob, masked }, question: text, listed };
    return client.request('answer', payload, { signal: stop.signal });
  }

  async function answer(picture: Picture, question: Question): Promise<boolean> {
    if (!(await get().answerer.load())) return false;
    const { loaded } = get().answerer;
    if (!loaded || stop.signal.aborted) return false;
    const masked = regionsOf(get(), picture.id);
    const answers = await answersTo(picture, question, masked);
    const id = add(picture.id, { ...question, answers, model: loaded.id, masked });
    set({ newestId: id });
    if (get().pictures.currentId === picture.id) void get().answerMaps.show({ id, answer: 0, word: null });
    return true;
  }

  async function askAbout(picture: Picture, question: Question): Promise<boolean> {
    if (get().questions.pending) return false;
    const pictureId = picture.id;
    stop = new AbortController();
    set({ pending: { pictureId, question }, waiting: null, failure: null });
    try {
      return await answer(picture, question);
    } catch (error) {
      if (!(error instanceof RequestAborted))
        set({ failure: { pictureId, question, error: toWireError(error) } });
      return false;
    } finally {
      set({ pending: null });
    }
  }

  return {
    histories: {},
    pending: null,
    waiting: null,
    failure: null,
    newestId: null,
    deleted: null,
    copyResult: null,

    async ask({ text, listed }) {
      const picture = currentPicture(get());
      const question = { text: text.trim(), listed };
      return picture && question.text ? askAbout(picture, question) : false;
    },

    askOnceInstalled({ text, listed }) {
      const picture = currentPicture(get());
      if (!picture) return Promise.resolve(false);
      set({ waiting: { pictureId: picture.id, question: { text: text.trim(), listed } } });
      return new Promise((resolve) => {
        settleWaiting = resolve;
      });
    },

    stopWaiting: () => set({ waiting: null }),

    modelInstalled({ key, capabilities }) {
      const { waiting } = get().questions;
      if (!waiting || !capabilities.includes('answer')) return;
      void get().answerer.use({ kind: 'installed', key });
      const picture = pictureById(get().pictures, waiting.pictureId);
      if (picture) settleWaiting(askAbout(picture, waiting.question));
      else set({ waiting: null });
    },

    cancel() {
      stop.abort();
      get().answerer.cancelLoading();
    },

    remove(id) {
      const pictureId = get().pictures.currentId;
      const history = currentHistory(get());
      const at = history.findIndex((one) => one.id === id);
      const answered = history[at];
      if (!pictureId || !answered) return;
      set({ deleted: { pictureId, answered, at } });
      setHistory(
        pictureId,
        history.filter((one) => one !== answered),
      );
    },

    undoRemove() {
      const { deleted } = get().questions;
      if (!deleted) return;
      const { pictureId, answered, at } = deleted;
      const others = historyOf(get(), pictureId).filter(({ id }) => id !== answered.id);
      set({ deleted: null });
      setHistory(pictureId, others.toSpliced(at, 0, answered));
    },

    forgetRemoved: () => set({ deleted: null }),

    async copy(id) {
      const answered = currentHistory(get()).find((one) => one.id === id);
      if (!answered) return;
      const ok = await writeClipboard(answeredText(get().language.messages, answered)).then(
        () => true,
        () => false,
      );
      const copied = { id, ok };
      set({ copyResult: copied });
      setTimeout(() => get().questions.copyResult === copied && set({ copyResult: null }), COPIED_SHOWN);
    },

    dismissFailure: () => set({ failure: null }),
    add,
    setHistory,
  };
};
