import * as v from 'valibot';
import type { PersistedKeys, Slice } from '../../store/app-state';
import { id } from '../../store/schemas';
import type { Run } from '../captions/run';
import { displayedPictures } from './displayed';
import { type RejectReason, refusalOf } from './files';

export interface Picture {
  id: string;
  name: string;
  blob: Blob;
  /** Comes with the app: a scene of the kind that the demo model was trained on. */
  sample: boolean;
  /** The strip shows pictures by ascending place. */
  place: number;
}

export const pictureSchema: v.GenericSchema<unknown, Picture> = v.looseObject({
  id,
  name: v.fallback(v.string(), ''),
  blob: v.blob(),
  sample: v.fallback(v.boolean(), false),
  place: v.fallback(v.pipe(v.number(), v.finite()), 0),
});

/** A file that was not added, and why. */
export interface Rejected {
  id: string;
  name: string;
  reason: RejectReason;
}

export interface PicturesState {
  items: readonly Picture[];
  currentId: string | null;
  /** A picture of a collection on the stage: it is not in the strip and not stored. */
  visiting: Picture | null;
  /** The picture that was deleted last, with its captions, for undo. */
  lastRemoved: { picture: Picture; run: Run | null } | null;
  rejectedFiles: readonly Rejected[];
  /** The strip as a grid, in place of the stage. */
  zoomedOut: boolean;
}

export const PICTURES_PERSISTED: PersistedKeys<PicturesState> = {
  items: 'entries',
  currentId: { kind: 'value', schema: v.nullable(id), shared: false },
  visiting: false,
  lastRemoved: false,
  rejectedFiles: false,
  zoomedOut: false,
};

export interface PicturesActions {
  /** Adds and queues the images among the files, shows the first one, and lists the other files as rejected. */
  addFiles(files: readonly File[], origin?: { sample: boolean }): void;
  /** Shows that a file was not added. */
  rejectFile(name: string, reason: RejectReason): void;
  show(id: string): void;
  /** Shows and captions a picture that is not in the strip. */
  visit(picture: Picture): void;
  /** Takes the visiting picture and its captions off the stage. */
  leave(): void;
  /** Steps through the strip and stops at its ends. */
  step(step: number): void;
  /** Shows the strip as a grid, or the stage again. */
  zoom(out: boolean): void;
  remove(id: string): void;
  undoRemove(): void;
  forgetRemoved(): void;
  /**
   * A picture as the browser shows it, upright.
   * @param size the longer side of a small one, in pixels; null for all pixels.
   * @throws {WorkerFailure} when it cannot be made.
   */
  displayed(file: Blob, size: number | null): Promise<Blob>;
  dismissRejected(): void;
}

/** By place; two tabs may have given the same one. */
export function inOrder(pictures: readonly Picture[]): Picture[] {
  return [...pictures].sort((a, b) => a.place - b.place || (a.id < b.id ? -1 : 1));
}

export const createPicturesSlice: Slice<'pictures'> = (set, get, { newId, collections }) => {
  let requested = false;
  const pictures = displayedPictures(collections);

  /** Asks the browser, once a visit, not to evict the pictures. */
  function requestPersistence(): void {
    if (requested) return;
    requested = true;
    void get().library.persistStorage();
  }

  function insert(picture: Picture): void {
    set({ items: inOrder([...get().pictures.items, picture]) });
  }

  function nextPlace(): number {
    return (get().pictures.items.at(-1)?.place ?? 0) + 1;
  }

  return {
    items: [],
    currentId: null,
    visiting: null,
    lastRemoved: null,
    rejectedFiles: [],
    zoomedOut: false,

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
      if (added.length > 0 && !sample) requestPersistence();
      const [first] = added;
      if (first) get().pictures.show(first);
      for (const id of added) get().captions.enqueue(id);
    },

    rejectFile: (name, reason) => set({ rejectedFiles: [{ id: newId(), name, reason }] }),

    show(id) {
      if (get().pictures.currentId === id) return;
      get().collection.showStage();
      set({ currentId: id });
      get().selection.clear();
    },

    visit(picture) {
      if (get().pictures.visiting?.id === picture.id) return;
      get().pictures.leave();
      set({ visiting: picture, currentId: picture.id, zoomedOut: false });
      get().selection.clear();
      get().captions.enqueue(picture.id, { first: true });
    },

    leave() {
      const { visiting, items } = get().pictures;
      if (!visiting) return;
      get().captions.dropRun(visiting.id);
      get().mask.setRegions(visiting.id, []);
      get().questions.setHistory(visiting.id, []);
      set({ visiting: null, currentId: items[0]?.id ?? null });
      get().selection.clear();
    },

    step(step) {
      const { items, currentId } = get().pictures;
      const index = items.findIndex(({ id }) => id === currentId);
      const target = items[Math.min(items.length - 1, Math.max(0, index + step))];
      if (target) get().pictures.show(target.id);
    },

    zoom: (zoomedOut) => set({ zoomedOut }),

    remove(id) {
      const { items, currentId } = get().pictures;
      const { runs } = get().captions;
      const index = items.findIndex((picture) => picture.id === id);
      const picture = items[index];
      if (!picture) return;
      const left = items.filter((other) => other !== picture);
      const run = runs[id] ?? null;
      get().captions.dropRun(id);
      set({ items: left, lastRemoved: { picture, run } });
      if (currentId !== id) return;
      set({ currentId: (left[index] ?? left[index - 1])?.id ?? null });
      get().selection.clear();
    },

    undoRemove() {
      const { lastRemoved } = get().pictures;
      if (!lastRemoved) return;
      const { picture, run } = lastRemoved;
      insert(picture);
      set({ lastRemoved: null });
      get().captions.restoreRun(picture.id, run);
      get().pictures.show(picture.id);
    },

    displayed: (file, size) => pictures.get(file, size),
    forgetRemoved: () => set({ lastRemoved: null }),
    dismissRejected: () => set({ rejectedFiles: [] }),
  };
};
