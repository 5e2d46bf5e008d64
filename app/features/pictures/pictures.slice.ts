import type { PersistedKeys, Slice } from '../../store/app-state';
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
  items: readonly Picture[];
  currentId: string | null;
  /** The picture that was deleted last, with its captions, for undo. */
  lastRemoved: { picture: Picture; run: Run | null } | null;
  rejectedFiles: readonly Rejected[];
}

export const PICTURES_PERSISTED: PersistedKeys<PicturesState> = {
  items: 'entries',
  currentId: true,
  lastRemoved: false,
  rejectedFiles: false,
};

export interface PicturesActions {
  /** Takes the images among the files, shows the first new one and queues them all; says which files were refused. */
  addFiles(files: readonly File[], origin?: { sample: boolean }): void;
  /** Tells in place that something was not taken. */
  rejectFile(name: string, reason: RejectReason): void;
  show(id: string): void;
  /** Walks the strip; stops at its ends. */
  step(step: number): void;
  remove(id: string): void;
  undoRemove(): void;
  forgetRemoved(): void;
  dismissRejected(): void;
}

export const createPicturesSlice: Slice<'pictures'> = (set, get, { newId }) => {
  let askedToKeep = false;

  /** Has the browser asked, once a visit, not to throw pictures away by itself. */
  function askToKeep(): void {
    if (askedToKeep) return;
    askedToKeep = true;
    void get().library.persistStorage();
  }

  function insert(picture: Picture): void {
    const pictures = [...get().pictures.items, picture].sort((a, b) => a.place - b.place);
    set({ items: pictures });
  }

  function nextPlace(): number {
    return (get().pictures.items.at(-1)?.place ?? 0) + 1;
  }

  return {
    items: [],
    currentId: null,
    lastRemoved: null,
    rejectedFiles: [],

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
      set({ rejectedFiles: rejected });
      if (added.length > 0 && !sample) askToKeep();
      const [first] = added;
      if (first) get().pictures.show(first);
      for (const id of added) get().captions.enqueue(id);
    },

    rejectFile: (name, reason) => set({ rejectedFiles: [{ id: newId(), name, reason }] }),

    show(id) {
      if (get().pictures.currentId === id) return;
      set({ currentId: id });
      get().selection.clear();
    },

    step(step) {
      const { items: pictures, currentId } = get().pictures;
      const index = pictures.findIndex(({ id }) => id === currentId);
      const target = pictures[Math.min(pictures.length - 1, Math.max(0, index + step))];
      if (target) get().pictures.show(target.id);
    },

    remove(id) {
      const { items: pictures, currentId } = get().pictures;
      const { runs } = get().captions;
      const index = pictures.findIndex((picture) => picture.id === id);
      const picture = pictures[index];
      if (!picture) return;
      const left = pictures.filter((other) => other !== picture);
      const run = runs[id] ?? null;
      get().captions.dropRun(id);
      set({ items: left, lastRemoved: { picture, run } });
      if (currentId !== id) return;
      set({ currentId: (left[index] ?? left[index - 1])?.id ?? null });
      get().selection.clear();
    },

    undoRemove() {
      const { lastRemoved: removed } = get().pictures;
      if (!removed) return;
      insert(removed.picture);
      set({ lastRemoved: null });
      get().captions.restoreRun(removed.picture.id, removed.run);
      get().pictures.show(removed.picture.id);
    },

    forgetRemoved: () => set({ lastRemoved: null }),
    dismissRejected: () => set({ rejectedFiles: [] }),
  };
};
