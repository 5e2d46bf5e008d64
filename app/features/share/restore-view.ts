/** Restores a view: settings, look, mask, the caption by its seed or as a typed sentence, and the word. */
import { countGivenWords } from '../../../core/given-words';
import type { Region } from '../../../core/protocol';
import type { App, AppStore } from '../../store/app-state';
import {
  captionAt,
  generatedTextOf,
  isSettled,
  isTyped,
  type Run,
  type ShownCaption,
  uneditedTextOf,
} from '../captions/run';
import { regionsOf } from '../mask/mask.selectors';
import { type Adjustable, defaultsOf } from '../settings/settings.slice';
import { applyLook, lookOf } from './look';
import type { ReplacedState, Shortfall, ViewNote } from './saved-view.slice';
import type { SavedView } from './view-document';

/**
 * The picture must be in the store. Ends early when the person undoes the view or goes to another picture.
 */
export async function restoreView(store: AppStore, view: SavedView, pictureId: string): Promise<void> {
  const { getState } = store;
  const before = beforeView(getState(), pictureId);
  const note: ViewNote = { kind: 'restoring', view, before };
  getState().savedView.setNote(note);
  const given = () => getState().savedView.note === note && getState().pictures.currentId === pictureId;
  apply(store, view, pictureId);
  const { index, shortfall } = await captionOf(store, view, pictureId, given);
  if (getState().savedView.note !== note) return;
  const left = !given();
  if (index !== null && !left) pinIn(store, view, pictureId, index);
  if (!left) selectAnswer(store, view, pictureId);
  getState().savedView.setNote({ kind: 'restored', view, before, shortfall: left ? LEFT : shortfall });
}

/** What a view is about to replace. */
function beforeView(state: App, pictureId: string): ReplacedState {
  const { overrides, seed, seedLocked } = state.settings;
  const { pinned, compared } = state.selection;
  const run = state.captions.runs[pictureId];
  return {
    pictureId,
    settings: { overrides, seed, seedLocked },
    look: lookOf(state),
    masked: regionsOf(state, pictureId),
    currentId: state.pictures.currentId,
    words: { pinned, compared },
    run: run && isSettled(run) ? run : null,
  };
}

function apply({ getState }: AppStore, view: SavedView, pictureId: string): void {
  const { seed, ...settings } = view.settings;
  const { pictures, selection, model, mask } = getState();
  pictures.show(pictureId);
  selection.clear();
  // The defaults of a model that is still loading are not known.
  const overrides = model.loaded ? differing(settings, defaultsOf({ model })) : settings;
  getState().settings.restore({ overrides, seed, seedLocked: true });
  mask.setRegions(pictureId, view.masked);
  applyLook(getState(), view.look);
}

/** Only what is not the model's default counts as changed. */
function differing(settings: Adjustable, defaults: Adjustable): Partial<Adjustable> {
  const changed = Object.entries(settings).filter(
    ([key, value]) => (defaults as Readonly<Record<string, unknown>>)[key] !== value,
  );
  return Object.fromEntries(changed);
}

interface Outcome {
  /** Of the caption; null where there is none. */
  index: number | null;
  /** What is not as it was; null when all is. */
  shortfall: Shortfall | null;
}

async function captionOf(
  store: AppStore,
  { caption, model: madeBy, masked }: SavedView,
  pictureId: string,
  given: () => boolean,
): Promise<Outcome> {
  if (!caption) return { index: null, shortfall: null };
  const { getState } = store;
  const there = () => indexOfText(getState().captions.runs[pictureId], caption.text, masked);
  await until(store, (state) => !given() || modelIsSettled(state));
  const { loaded: model } = getState().model;
  if (!given() || !model) return { index: there(), shortfall: NO_MODEL };
  if (there() !== null) return { index: there(), shortfall: null };
  if (caption.bySeed && madeBy === model.id) getState().captions.enqueue(pictureId);
  await until(store, (state) => !given() || isThere(state.captions.runs[pictureId]));
  if (!given() || there() !== null) return { index: there(), shortfall: null };
  if (!(await getState().typedCaption.add(caption.text))) return { index: null, shortfall: UNREADABLE };
  const newest = -(getState().captions.runs[pictureId]?.pinned.length ?? 0);
  return { index: newest, shortfall: caption.bySeed ? shortfallOf(madeBy, model.id) : null };
}

const LEFT: Shortfall = { reason: 'left', model: null };
const NO_MODEL: Shortfall = { reason: 'no-model', model: null };
const UNREADABLE: Shortfall = { reason: 'unreadable', model: null };

function shortfallOf(madeBy: string | null, model: string): Shortfall {
  return madeBy === model ? { reason: 'other-words', model: null } : { reason: 'other-model', model: madeBy };
}

function modelIsSettled({ model: { status } }: App): boolean {
  return status === 'ready' || status === 'failed' || status === 'cancelled';
}

function isThere(run: Run | undefined): boolean {
  return run !== undefined && isSettled(run);
}

/** The caption that the model wrote with those words and that mask, edited or not; of pinned ones the newest. */
function indexOfText(run: Run | undefined, text: string, masked: SavedView['masked']): number | null {
  if (!run || !isSettled(run)) return null;
  // Views of earlier versions have the generated words alone.
  const says = (caption: ShownCaption) =>
    uneditedTextOf(caption) === text || generatedTextOf(caption) === text;
  const fresh = sameRegions(run.masked, masked) ? run.captions.findIndex(says) : -1;
  if (fresh >= 0) return fresh;
  const pinned = run.pinned.findLastIndex((caption) => says(caption) && sameRegions(caption.masked, masked));
  return pinned >= 0 ? -1 - pinned : null;
}

function sameRegions(a: readonly Region[], b: readonly Region[]): boolean {
  const sides = (regions: readonly Region[]) =>
    regions.flatMap(({ left, top, width, height }) => [left, top, width, height]).join();
  return sides(a) === sides(b);
}

function pinIn({ getState }: AppStore, { caption }: SavedView, pictureId: string, index: number): void {
  if (!caption) return;
  const { edited, word, compared } = caption;
  const { captions, selection, heatmap } = getState();
  const shown = captions.runs[pictureId] && captionAt(captions.runs[pictureId], index);
  // A typed sentence counts the words given among its own.
  const before = shown && isTyped(shown) ? wordsBefore(caption) : 0;
  if (edited !== null) captions.edit(pictureId, index, edited);
  if (word !== null) selection.restore({ pinned: { caption: index, word: before + word } });
  if (compared !== null) selection.restore({ compared: { caption: index, word: before + compared } });
  heatmap.loadMapsInView();
}

/** The question joins those of the picture; its map is computed if the model that answered is in use. */
function selectAnswer({ getState }: AppStore, { answered, masked }: SavedView, pictureId: string): void {
  if (!answered) return;
  const { answer, word, ...question } = answered;
  const id = getState().questions.add(pictureId, { ...question, masked });
  void getState().answerMaps.show({ id, answer, word });
}

/** Resolves once a condition on the state is true. */
function until(store: AppStore, condition: (state: App) => boolean): Promise<void> {
  if (condition(store.getState())) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = store.subscribe((state) => {
      if (!condition(state)) return;
      stop();
      resolve();
    });
  });
}

/** How many words of the text are before the first generated one, which may continue the last word given. */
function wordsBefore({ text, given }: NonNullable<SavedView['caption']>): number {
  const continued = given !== '' && text !== given && !text.startsWith(`${given} `);
  return countGivenWords(given) - (continued ? 1 : 0);
}
