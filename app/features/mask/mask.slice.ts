import type { Region } from '../../../core/protocol';
import type { PersistedKeys, Slice } from '../../store/app-state';
import { arrayOf, region } from '../../store/schemas';
import { currentRun } from '../captions/captions.selectors';
import { isSettled, pinnedFrom, type Run, type ShownCaption } from '../captions/run';
import { currentRegions, regionsOf } from './mask.selectors';
import { mergeRegions, sameRegions } from './regions';

export interface MaskState {
  /** The parts that the model is not shown when a picture is captioned next, by the picture's id. */
  regions: Readonly<Record<string, readonly Region[]>>;
  /** The picture on which parts are being marked. */
  markingId: string | null;
  /** For undo, the newest last. */
  undoSteps: readonly MaskStep[];
}

interface MaskStep {
  pictureId: string;
  before: readonly Region[];
  after: readonly Region[];
  /** The captions that the step removed, and the id of the run that replaced them. */
  captions: { removed: Run; replacement: string } | null;
}

export const MASK_PERSISTED: PersistedKeys<MaskState> = {
  regions: { kind: 'record', entry: () => arrayOf(region), ofPictures: true, merge: mergeRegions },
  markingId: false,
  undoSteps: false,
};

export interface MaskActions {
  /** Begins marking on the picture on the stage. */
  startMarking(): void;
  stopMarking(): void;
  /** Masks a part of the picture on the stage; it counts when the picture is captioned next. */
  add(region: Region): void;
  /** Removes one part of the mask. */
  remove(index: number): void;
  /** Removes the mask; the captions of the unmasked picture come back if there are any. */
  clear(): void;
  undo(): void;
  /** Replaces a picture's mask without an undo step. */
  setRegions(pictureId: string, regions: readonly Region[]): void;
}

export const createMaskSlice: Slice<'mask'> = (set, get) => {
  /** Also drops the masks of pictures that are gone for good. */
  function setRegions(pictureId: string, regions: readonly Region[]): void {
    const { items, lastRemoved } = get().pictures;
    const there = new Set([...items, ...(lastRemoved ? [lastRemoved.picture] : [])].map(({ id }) => id));
    const others = Object.entries(get().mask.regions).filter(([id]) => there.has(id) && id !== pictureId);
    set({ regions: Object.fromEntries(regions.length > 0 ? [...others, [pictureId, regions]] : others) });
  }

  function step(regions: readonly Region[], captions: MaskStep['captions'] = null): void {
    const pictureId = get().pictures.currentId;
    if (!pictureId) return;
    const taken = { pictureId, before: regionsOf(get(), pictureId), after: regions, captions };
    set({ undoSteps: [...get().mask.undoSteps.filter((each) => each.pictureId === pictureId), taken] });
    setRegions(pictureId, regions);
  }

  return {
    regions: {},
    markingId: null,
    undoSteps: [],

    startMarking: () => set({ markingId: get().pictures.currentId }),
    stopMarking: () => set({ markingId: null }),
    add: (region) => step([...currentRegions(get()), region]),
    remove: (index) => step(currentRegions(get()).filter((_, at) => at !== index)),

    clear() {
      const run = currentRun(get());
      const unmasked = run?.unmaskedRun;
      if (!unmasked) return step([]);
      step([], isSettled(run) ? { removed: run, replacement: unmasked.id } : null);
      get().captions.putRun({ ...unmasked, pinned: pinnedSince(unmasked, run) });
    },

    setRegions,

    undo() {
      const last = get().mask.undoSteps.at(-1);
      if (!last || last.pictureId !== get().pictures.currentId) return;
      set({ undoSteps: get().mask.undoSteps.slice(0, -1) });
      // What another tab masked meanwhile stays.
      const { pictureId, before, after } = last;
      const now = regionsOf(get(), pictureId);
      setRegions(pictureId, sameRegions(now, after) ? before : mergeRegions(after, before, now));
      const { captions } = last;
      // Newer captions stay.
      if (captions && get().captions.runs[last.pictureId]?.id === captions.replacement) {
        get().captions.putRun(captions.removed);
      }
    },
  };
};

/** The captions pinned until now, without those that come back with the unmasked run. */
function pinnedSince(unmasked: Run, now: Run): Run['pinned'] {
  // By content: in a run that was stored, the same caption is two objects.
  const contentOf = ({ tokens }: ShownCaption) => JSON.stringify(tokens);
  const back = new Set(unmasked.captions.map(contentOf));
  return pinnedFrom(now).filter((caption) => !back.has(contentOf(caption)));
}
