/** Which map is to be tested, and by whose probability. */
import type { PatchMap, TestedScore } from '../../../core/protocol';
import type { Messages } from '../../i18n/messages';
import type { App } from '../../store/app-state';
import { currentRun } from '../captions/captions.selectors';
import { captionAt, isSettled, maskOfCaption, originOf, type Run } from '../captions/run';
import { textToExplain } from '../heatmap/grad-cam.selectors';
import {
  currentCaption,
  methodOf,
  type ShownWord,
  shownWord,
  shownWords,
  wordAt,
} from '../heatmap/heatmap.selectors';
import type { GridSize } from '../heatmap/maps';
import type { Method } from '../heatmap/methods';
import { comparedRef, isComparing } from '../heatmap/shown-heat';

/** The map of the word in view, or of the whole sentence. */
export type MapOf = 'word' | 'sentence';

export interface TestTarget {
  /** Identifies the test: picture, mask, text, word, and the map by method, layer and head. */
  key: string;
  run: Run;
  caption: number;
  /** The word; null for the sentence. */
  word: string | null;
  method: Method;
  map: PatchMap;
  grid: GridSize;
  score: TestedScore;
}

/** Why nothing can be tested; the catalogue has the words. */
export type WhyUntestable = keyof Messages['mapTest']['why'];

/** What can be tested now; or why nothing can. */
export type Testable = { target: TestTarget; why: null } | { target: null; why: WhyUntestable };

const untestable = (why: WhyUntestable): Testable => ({ target: null, why });

/** The map on screen. Without a word in view the sentence's is meant. */
export function testable(state: App, of: MapOf): Testable {
  const run = currentRun(state);
  const word = run && wordInView(state, run);
  const caption = word?.caption ?? currentCaption(state);
  if (!run || caption === null) return untestable('no-caption');
  const mapped = of === 'word' ? word && mappedWord(word) : mappedSentence(state, run, caption);
  if (!mapped) return untestable('no-map');
  const why = whyUntestable(state, run, mapped);
  const score = scoreOf(run, mapped);
  if (why !== null || !score) return untestable(why ?? 'no-caption');
  return { target: { ...mapped, run, score, key: keyOf(state, run, mapped, score) }, why: null };
}

type Mapped = Pick<TestTarget, 'caption' | 'word' | 'method' | 'map' | 'grid'> & {
  ofSelectedLayer: boolean;
  pieces: readonly number[];
};

/** The hovered or pinned word; in a comparison, the one that is not pinned. */
function wordInView(state: App, run: Run): ShownWord | null {
  const other = isComparing(state) ? comparedRef(state) : null;
  const shown = other ? wordAt(state, run, other, 'pinned') : shownWord(state);
  return shown?.why === 'newest' ? null : shown;
}

function mappedWord({ caption, text, method, map, grid, ofSelectedLayer, pieces }: ShownWord): Mapped {
  return { caption, word: text, method, map, grid, ofSelectedLayer, pieces };
}

function mappedSentence(state: App, run: Run, caption: number): Mapped | null {
  const sentence = shownWords(state, run, caption)?.sentence;
  if (!sentence) return null;
  const { map, grid, asked } = sentence;
  return { caption, word: null, map, grid, pieces: [], ...methodOf(state, asked) };
}

function whyUntestable(state: App, run: Run, { caption, method }: Mapped): WhyUntestable | null {
  if (!isSettled(run)) return 'writing';
  if (!state.model.loaded) return 'no-model';
  if (method === 'itm' || originOf(run, caption)?.model === state.model.loaded.id) return null;
  return 'other-model';
}

/** The matcher reads the sentence whichever the word; the captioner writes it word by word. */
function scoreOf(run: Run, { caption, word, method, pieces }: Mapped): TestedScore | null {
  const text = textToExplain(run, caption, method === 'itm' ? 'itm' : 'caption');
  if (text === null) return null;
  if (typeof text === 'string') return { of: 'match', text };
  return word === null ? { of: 'sentence', ...text } : { of: 'word', ...text, pieces: [...pieces] };
}

function keyOf(state: App, run: Run, mapped: Mapped, score: TestedScore): string {
  const { caption, word, method, ofSelectedLayer, pieces } = mapped;
  const by = method === 'itm' ? state.matcher.loaded : state.model.loaded;
  const map =
    method === 'attention'
      ? ofSelectedLayer && [state.layerSelection.layer, state.layerSelection.head]
      : state.gradCam.layers[method];
  const picture = [run.pictureId, maskOfCaption(run, caption)];
  return JSON.stringify([by?.id, by?.dtype, picture, score, word !== null && pieces, method, map]);
}

/** Whether a person has edited the caption: the model's words are tested all the same. */
export function isReworded(target: TestTarget | null): boolean {
  return typeof (target && captionAt(target.run, target.caption)?.edited) === 'string';
}
