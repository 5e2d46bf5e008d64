import type { Region } from '../../../core/protocol';
import type { App, Slice } from '../../store/app-state';
import { isSettled, pinnedFrom, type Run } from '../captions/run';
import { currentRun } from '../heatmap/heatmap.slice';
import { heldHeat, shownHeat } from '../heatmap/shown-heat';

export interface MaskState {
  /** What is to be hidden when a picture is captioned next, by the picture's id. */
  hidden: Readonly<Record<string, readonly Region[]>>;
  /** The picture on which parts are being marked. */
  marking: string | null;
  /** What undoing brings back, the newest last. */
  hideSteps: readonly MaskStep[];
}

/** How it was before a step. */
interface MaskStep {
  pictureId: string;
  regions: readonly Region[];
  /** The captions that went with the step, and those that came in their place. */
  captions: { gone: Run; came: string } | null;
}

export interface MaskActions {
  /** Begins marking on the picture on the stage. */
  startMarking(): void;
  stopMarking(): void;
  /** Hides a part of the picture on the stage when it is captioned next. */
  hideRegion(region: Region): void;
  /** Hides that part no longer. */
  showRegion(index: number): void;
  /** Hides nothing any more; the captions of the whole picture come back if there are any. */
  showWhole(): void;
  undoHiding(): void;
}

const NOTHING: readonly Region[] = [];

export const createMaskSlice: Slice<MaskState & MaskActions> = (set, get) => {
  /** Entries of pictures that are gone for good go too. */
  function setRegions(pictureId: string, regions: readonly Region[]): void {
    const { pictures, removed, hidden } = get();
    const there = new Set([...pictures, ...(removed ? [removed.picture] : [])].map(({ id }) => id));
    const others = Object.entries(hidden).filter(([id]) => there.has(id) && id !== pictureId);
    set({ hidden: Object.fromEntries(regions.length > 0 ? [...others, [pictureId, regions]] : others) });
  }

  function step(regions: readonly Region[], captions: MaskStep['captions'] = null): void {
    const pictureId = get().currentId;
    if (!pictureId) return;
    const before = { pictureId, regions: regionsOf(get(), pictureId), captions };
    set({ hideSteps: [...get().hideSteps.filter((each) => each.pictureId === pictureId), before] });
    setRegions(pictureId, regions);
  }

  function putRun(run: Run): void {
    get().cancelCaptioning(run.pictureId);
    if (get().currentId === run.pictureId) get().clearWord();
    set({ runs: { ...get().runs, [run.pictureId]: run } });
  }

  return {
    hidden: {},
    marking: null,
    hideSteps: [],

    startMarking: () => set({ marking: get().currentId }),
    stopMarking: () => set({ marking: null }),
    hideRegion: (region) => step([...currentRegions(get()), region]),
    showRegion: (index) => step(currentRegions(get()).filter((_, at) => at !== index)),

    showWhole() {
      const run = currentRun(get());
      const whole = run?.unmaskedRun;
      if (!whole) return step([]);
      step([], isSettled(run) ? { gone: run, came: whole.id } : null);
      putRun({ ...whole, pinned: pinnedSince(whole, run) });
    },

    undoHiding() {
      const last = get().hideSteps.at(-1);
      if (!last || last.pictureId !== get().currentId) return;
      set({ hideSteps: get().hideSteps.slice(0, -1) });
      setRegions(last.pictureId, last.regions);
      const { captions } = last;
      // Captions that were made since stay.
      if (captions && get().runs[last.pictureId]?.id === captions.came) putRun(captions.gone);
    },
  };
};

/** What was kept until now, without those that come back with the whole picture's captions anyway. */
function pinnedSince(whole: Run, now: Run): Run['pinned'] {
  const back = new Set(whole.captions.map(({ tokens }) => tokens));
  return pinnedFrom(now).filter(({ tokens }) => !back.has(tokens));
}

/** What is to be hidden of a picture when it is captioned next. */
export function regionsOf({ hidden }: Pick<App, 'hidden'>, pictureId: string): readonly Region[] {
  return hidden[pictureId] ?? NOTHING;
}

/** The same of the picture on the stage. */
export function currentRegions(state: Pick<App, 'hidden' | 'currentId'>): readonly Region[] {
  return state.currentId ? regionsOf(state, state.currentId) : NOTHING;
}

/** Whether parts of the picture on the stage are being marked. */
export function isMarking({ marking, currentId }: Pick<App, 'marking' | 'currentId'>): boolean {
  return marking !== null && marking === currentId;
}

/**
 * What the stage shows as hidden: what the caption whose heat is shown was made without; else what is marked. `held` asks
 * for the picture that stands beside the other.
 */
export function maskOnStage(state: App, held = false): readonly Region[] {
  const heat = held ? heldHeat : shownHeat;
  const shown = isMarking(state) ? null : heat(state);
  const run = currentRun(state);
  return shown && run ? maskOfCaption(run, shown.caption) : currentRegions(state);
}

/** What the model did not see when it wrote a caption. */
export function maskOfCaption(run: Run, caption: number): readonly Region[] {
  return caption < 0 ? (run.pinned[-1 - caption]?.masked ?? NOTHING) : run.masked;
}

/** Whether there is a step to undo on the picture on the stage. */
export function canUndoMask({ hideSteps, currentId }: Pick<App, 'hideSteps' | 'currentId'>): boolean {
  return hideSteps.at(-1)?.pictureId === currentId && currentId !== null;
}
