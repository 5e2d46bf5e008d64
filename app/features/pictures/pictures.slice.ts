import type { Slice } from '../../store/app-state';
import type { Run } from '../captions/run';
import { type RejectReason, refusalOf } from './files';

export interface Picture {
  id: string;
  name: string;
  blob: Blob;
  /** Came with the app: a scene of the kind that the demo model knows. */
  sample: boolean;
  /** Where the picture stands in the strip: pictures are shown by ascending place. */
  place: number;
}

/** A file that was not taken, and why, for showing in place. */
export interface Rejected {
  id: string;
  name: string;
  reason: RejectReason;
}

export interface PicturesState {
  pictures: readonly Picture[];
  currentId: string | null;
  /** The picture that was deleted last, with its captions, for undo. */
  removed: { picture: Picture; run: Run | null } | null;
  rejected: readonly Rejected[];
}

export interface PicturesActions {
  /** Takes the images among the files, shows the first new one and queues them all; says which files were refused. */
  addFiles(files: readonly File[], origin?: { sample: boolean }): void;
  /** Tells in place that something was not taken. */
  rejectFile(name: string, reason: RejectReason): void;
  showPicture(id: string): void;
  /** Walks the strip; stops at its ends. */
  stepPicture(step: number): void;
  removePicture(id: string): void;
  undoRemove(): void;
  forgetRemoved(): void;
  dismissRejected(): void;
}

export const createPicturesSlice: Slice<PicturesState & PicturesActions> = (set, get, { newId }) => {
  let askedToKeep = false;

  /** Has the browser asked, once a visit, not to throw pictures away by itself. */
  function askToKeep(): void {
    if (askedToKeep) return;
    askedToKeep = true;
    void get().keepStorage();
  }

  function insert(picture: Picture): void {
    const pictures = [...get().pictures, picture].sort((a, b) => a.place - b.place);
    set({ pictures });
  }

  function nextPlace(): number {
    return (get().pictures.at(-1)?.place ?? 0) + 1;
  }

  return {
    pictures: [],
    currentId: null,
    removed: null,
    rejected: [],

    addFiles(files, { sample } = { sample: false }) {
      const rejected: Rejected[] = [];
      const added: string[] = [];
      for (const file of files) {
        const reason = refusalOf(file);
        if (reason) {
          rejected.push({ id: newId(), name: file.name, reason });
          continue;
        }
        const id = newId();
        insert({ id, name: file.name, blob: file, sample, place: nextPlace() });
        added.push(id);
      }
      set({ rejected });
      if (added.length > 0 && !sample) askToKeep();
      const [first] = added;
      if (first) get().showPicture(first);
      for (const id of added) get().captionPicture(id);
    },

    rejectFile: (name, reason) => set({ rejected: [{ id: newId(), name, reason }] }),

    showPicture(id) {
      if (get().currentId === id) return;
      set({ currentId: id });
      get().clearWord();
    },

    stepPicture(step) {
      const { pictures, currentId } = get();
      const index = pictures.findIndex(({ id }) => id === currentId);
      const target = pictures[Math.min(pictures.length - 1, Math.max(0, index + step))];
      if (target) get().showPicture(target.id);
    },

    removePicture(id) {
      const { pictures, currentId, runs } = get();
      const index = pictures.findIndex((picture) => picture.id === id);
      const picture = pictures[index];
      if (!picture) return;
      const left = pictures.filter((other) => other !== picture);
      const run = runs[id] ?? null;
      get().dropRun(id);
      set({ pictures: left, removed: { picture, run } });
      if (currentId !== id) return;
      set({ currentId: (left[index] ?? left[index - 1])?.id ?? null });
      get().clearWord();
    },

    undoRemove() {
      const { removed } = get();
      if (!removed) return;
      insert(removed.picture);
      set({ removed: null });
      get().restoreRun(removed.picture.id, removed.run);
      get().showPicture(removed.picture.id);
    },

    forgetRemoved: () => set({ removed: null }),
    dismissRejected: () => set({ rejected: [] }),
  };
};
