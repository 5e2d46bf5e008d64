import type { Messages } from '../../i18n/messages';
import type { App } from '../../store/app-state';
import { methodInUse } from '../heatmap/grad-cam.selectors';
import { currentCaption } from '../heatmap/heatmap.selectors';
import type { Comparison, OverlayMode } from '../heatmap/heatmap.slice';
import { methodAfter } from '../heatmap/methods';
import { isMarking } from '../mask/mask.selectors';
import { isZoomedOut } from '../pictures/pictures.selectors';

type Help = Messages['help'];
type KeyName = keyof Help['keyNames'];

/** One line of the help dialog. */
export interface Shortcut {
  /** What is printed on the key, or its name in the catalogue. */
  keys: readonly (KeyName | (string & {}))[];
  does: keyof Help['does'];
}

/** Keys whose names depend on the language. */
const NAMED: Readonly<Record<KeyName, true>> = {
  enter: true,
  space: true,
  delete: true,
  escape: true,
  pageUp: true,
  pageDown: true,
};

export function isNamed(key: string): key is KeyName {
  return key in NAMED;
}

interface Binding extends Shortcut {
  /** `KeyboardEvent.key`, one per step of `act`. */
  on: Readonly<Record<string, (state: App) => void>>;
  /** Where there is nothing to do, the key is the browser's: arrows and Space scroll. */
  needs?: (state: App) => boolean;
  /** Also while the grid is shown instead of the stage. */
  inGrid?: true;
}

/** Does what the key means here; whether there was anything to do. */
export type Act = (state: App) => boolean;

const OPACITY_STEP = 0.1;
const MODE_AFTER: Readonly<Record<OverlayMode, OverlayMode>> = {
  overlay: 'spotlight',
  spotlight: 'contours',
  contours: 'overlay',
};

const COMPARISON_AFTER: Readonly<Record<Comparison, Comparison>> = {
  nothing: 'picture',
  picture: 'other',
  other: 'nothing',
};

const hasCaption = (state: App) => currentCaption(state) !== null;
const hasPicture = (state: App) => state.pictures.currentId !== null;

const BINDINGS: readonly Binding[] = [
  {
    keys: ['←', '→'],
    does: 'word',
    on: {
      ArrowLeft: (state) => state.selection.stepWord(-1),
      ArrowRight: (state) => state.selection.stepWord(1),
    },
    needs: hasCaption,
  },
  {
    keys: ['↑', '↓'],
    does: 'caption',
    on: {
      ArrowUp: (state) => state.selection.stepCaption(-1),
      ArrowDown: (state) => state.selection.stepCaption(1),
    },
    needs: hasCaption,
  },
  {
    keys: ['pageUp', 'pageDown'],
    does: 'picture',
    on: { PageUp: (state) => stepPicture(state, -1), PageDown: (state) => stepPicture(state, 1) },
    needs: ({ pictures, collection }) => pictures.items.length > 1 || collection.visited !== null,
  },
  { keys: ['enter'], does: 'pin', on: {} },
  {
    keys: ['space'],
    does: 'play',
    on: { ' ': (state) => state.selection.togglePlay() },
    needs: hasCaption,
  },
  {
    keys: ['C'],
    does: 'copy',
    on: { c: (state) => void state.captions.copy() },
    needs: hasCaption,
  },
  { keys: ['H'], does: 'heat', on: { h: (state) => state.heatmap.toggle() } },
  {
    keys: ['M'],
    does: 'method',
    on: {
      m: (state) => state.heatmap.setMethod(methodAfter(methodInUse(state), state.matcher.loaded !== null)),
    },
  },
  {
    keys: ['V'],
    does: 'view',
    on: { v: (state) => state.heatmap.setMode(MODE_AFTER[state.heatmap.mode]) },
  },
  {
    keys: ['S'],
    does: 'sentence',
    on: { s: (state) => state.heatmap.toggleSentenceLevel() },
    needs: hasCaption,
  },
  {
    keys: ['B'],
    does: 'compare',
    on: { b: (state) => state.heatmap.setComparison(COMPARISON_AFTER[state.heatmap.comparison]) },
    needs: hasCaption,
  },
  {
    keys: ['T'],
    does: 'test',
    on: { t: (state) => state.mapTest.openPanel() },
    needs: hasCaption,
  },
  {
    keys: ['X'],
    does: 'mask',
    on: { x: (state) => (isMarking(state) ? state.mask.stopMarking() : state.mask.startMarking()) },
    needs: hasPicture,
  },
  {
    keys: ['A'],
    does: 'figure',
    on: { a: (state) => state.figure.open() },
    needs: hasCaption,
  },
  {
    keys: ['D'],
    does: 'difference',
    on: { d: (state) => state.difference.setOpen(true) },
    needs: hasPicture,
  },
  {
    keys: ['[', ']'],
    does: 'opacity',
    on: {
      '[': (state) => state.heatmap.setOpacity(state.heatmap.opacity - OPACITY_STEP),
      ']': (state) => state.heatmap.setOpacity(state.heatmap.opacity + OPACITY_STEP),
    },
  },
  {
    keys: ['delete'],
    does: 'remove',
    on: { Delete: (state) => state.pictures.currentId && state.pictures.remove(state.pictures.currentId) },
    needs: hasPicture,
  },
  {
    keys: ['G'],
    does: 'grid',
    on: {
      g: ({ collection, pictures }) => {
        if (isZoomedOut(pictures)) pictures.zoom(false);
        else if (collection.view === 'grid') collection.showStage();
        else if (collection.source) collection.showGrid();
        else pictures.zoom(true);
      },
    },
    needs: ({ collection, pictures }) => collection.source !== null || pictures.items.length > 0,
    inGrid: true,
  },
  {
    keys: ['/'],
    does: 'search',
    on: { '/': ({ collection }) => collection.find({ kind: 'words' }) },
    needs: ({ collection }) => collection.source !== null,
    inGrid: true,
  },
  {
    keys: ['L'],
    does: 'similar',
    on: {
      l: ({ collection: { visited, find } }) => visited && find({ kind: 'like', path: visited.path }),
    },
    needs: ({ collection }) => collection.visited !== null,
  },
  {
    keys: ['escape'],
    does: 'escape',
    on: { Escape: letGo },
    needs: (state) => hasPicture(state) && state.collection.view !== 'grid',
    inGrid: true,
  },
  { keys: ['?'], does: 'help', on: {} },
];

export const SHORTCUTS: readonly Shortcut[] = BINDINGS;

const ACTS: ReadonlyMap<string, Act> = new Map(
  BINDINGS.flatMap((binding) =>
    Object.entries(binding.on).map(([key, act]) => [key, acting(act, binding)] as const),
  ),
);

function acting(act: (state: App) => void, { needs, inGrid }: Binding): Act {
  return (state) => {
    const { collection, pictures } = state;
    const grid = collection.view === 'grid' || isZoomedOut(pictures);
    if ((needs && !needs(state)) || (grid && !inGrid)) return false;
    act(state);
    return true;
  };
}

function stepPicture({ pictures, collection }: App, step: number): void {
  if (collection.visited === null) pictures.step(step);
  else void collection.step(step);
}

function letGo(state: App): void {
  if (isZoomedOut(state.pictures)) state.pictures.zoom(false);
  else if (isMarking(state)) state.mask.stopMarking();
  else if (state.collection.visited !== null) state.collection.showGrid();
  else if (
    state.pictures.currentId &&
    (state.captions.activeId === state.pictures.currentId ||
      state.captions.queue.includes(state.pictures.currentId))
  )
    state.captions.cancel(state.pictures.currentId);
  else state.selection.clear();
}

/** What has its own use for keys: there the page's keys rest. */
const OWN_KEYS =
  'input, textarea, select, [role="slider"], [role="radiogroup"], [role="dialog"], [role="menu"], [contenteditable]';

/** The parts of a key press that decide what it does. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'defaultPrevented'> & {
  /** The element in focus. */
  target: Pick<Element, 'closest'> | null;
};

/** What a key press does to the app; null when it is not ours. */
export function actOf(press: KeyPress): Act | null {
  const { key, target } = press;
  if (press.defaultPrevented || press.ctrlKey || press.metaKey || press.altKey) return null;
  if (target?.closest(OWN_KEYS)) return null;
  if (key === ' ' && target?.closest('button:not([data-word]), a, summary, [role="option"]')) return null;
  return ACTS.get(key.length === 1 ? key.toLowerCase() : key) ?? null;
}
