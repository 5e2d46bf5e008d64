/** Sorting the pictures into a person's own labels. What is stored of that is the worker's; the page shows it. */
import type {
  ChangeLabelsRequest,
  ClassifyCollectionProgress,
  ClassifyCollectionReport,
  PictureLabel,
  WireError,
} from '../../../../core/protocol';
import { RequestAborted } from '../../../worker-client/client';
import { toWireError } from '../../../worker-client/errors';
import type { CollectionTools, GetState, SetState } from '../store/collection-store';
import type { Records } from '../store/records';
import { askEngine } from './ask-engine';

export interface LabelsState {
  /** Those that a person wrote. */
  labels: readonly string[];
  /** By path: pictures that the loaded matcher has sorted into one of the labels, or into none. */
  labelled: ReadonlyMap<string, PictureLabel>;
  /** As in `PictureLabel`; null while none is loaded: whatever is stored is shown then. */
  labelMatcher: string | null;
  /** The label that was removed last, and its place. */
  removedLabel: { label: string; at: number } | null;
  /** Pictures of one label alone are shown; `{label: null}` for those that none fits. */
  shownLabel: Pick<PictureLabel, 'label'> | null;
  /** Why the labels could not be read or stored. */
  labelsError: WireError | null;
  sorting: {
    status: 'idle' | 'sorting' | 'done' | 'cancelled' | 'failed';
    done: number;
    total: number;
    perSecond: number | null;
    report: ClassifyCollectionReport | null;
    error: WireError | null;
  };
}

export interface LabelsActions {
  /** Takes over what is stored, also by another tab, and what of it the loaded matcher has made. Never rejects. */
  loadLabels(): Promise<void>;
  /** Adds the labels of a text with commas between them. Returns whether they are stored. Never rejects. */
  addLabels(text: string): Promise<boolean>;
  /** Its pictures have it again if it is added again before they are sorted anew. Never rejects. */
  removeLabel(label: string): Promise<void>;
  /** Takes back the last removal. Never rejects. */
  restoreLabel(): Promise<void>;
  showLabel(shown: LabelsState['shownLabel']): void;
  /** Sorts the pictures that are not sorted into these labels. Never rejects. */
  sortIntoLabels(): Promise<void>;
  /** Those that are sorted stay so. */
  cancelSorting(): void;
}

const NOTHING: LabelsState['sorting'] = {
  status: 'idle',
  done: 0,
  total: 0,
  perSecond: null,
  report: null,
  error: null,
};

export function createLabels(
  set: SetState,
  get: GetState,
  tools: CollectionTools,
): LabelsState & LabelsActions {
  return {
    labels: [],
    labelled: new Map(),
    labelMatcher: null,
    removedLabel: null,
    shownLabel: null,
    labelsError: null,
    sorting: NOTHING,
    ...listActions(set, get, tools),
    showLabel: (shownLabel) => set({ shownLabel }),
    ...sortingActions(set, get, tools),
  };
}

type ListActions = Pick<LabelsActions, 'loadLabels' | 'addLabels' | 'removeLabel' | 'restoreLabel'>;

/** What is stored: the list, and what pictures were sorted into. */
function listActions(set: SetState, get: GetState, { collections, engine }: CollectionTools): ListActions {
  const collection = () => get().summary?.id ?? '';

  async function reload(): Promise<void> {
    const { labels, pictures } = await collections.request('labels', { collection: collection() });
    const { labelMatcher } = get();
    const holds = ({ label, matcher }: PictureLabel) =>
      (label === null || labels.includes(label)) && (labelMatcher ?? matcher) === matcher;
    const held = pictures.filter(({ label }) => holds(label));
    set({ labels, labelled: new Map(held.map(({ path, label }) => [path, label])), labelsError: null });
  }

  /** Returns whether it was done. */
  async function attempt(job: () => Promise<void>): Promise<boolean> {
    try {
      await job();
      return true;
    } catch (error) {
      set({ labelsError: toWireError(error) });
      return false;
    }
  }

  function change(changes: Partial<ChangeLabelsRequest>): Promise<boolean> {
    return attempt(async () => {
      const request = { collection: collection(), add: [], remove: [], at: null, ...changes };
      await collections.request('changeLabels', request);
      await reload();
    });
  }

  return {
    async loadLabels() {
      await attempt(reload);
      const labelMatcher = await engine.request('matcherKey', null).catch(() => null);
      if (labelMatcher === get().labelMatcher) return;
      set({ labelMatcher });
      await attempt(reload);
    },

    addLabels: (text) => change({ add: labelsIn(text) }),

    async removeLabel(label) {
      const { labels, shownLabel } = get();
      if (!(await change({ remove: [label] }))) return;
      set({
        removedLabel: { label, at: labels.indexOf(label) },
        shownLabel: shownLabel?.label === label ? null : shownLabel,
      });
    },

    async restoreLabel() {
      const { removedLabel } = get();
      if (!removedLabel) return;
      const { label, at } = removedLabel;
      if (await change({ add: [label], at })) set({ removedLabel: null });
    },
  };
}

function sortingActions(
  set: SetState,
  get: GetState,
  tools: CollectionTools,
): Pick<LabelsActions, 'sortIntoLabels' | 'cancelSorting'> {
  let stop = new AbortController();
  const change = (changes: Partial<LabelsState['sorting']>) =>
    set({ sorting: { ...get().sorting, ...changes } });

  async function sort(labels: readonly string[], signal: AbortSignal): Promise<void> {
    const collection = get().summary?.id ?? '';
    const paths = unsortedPaths(get().records, get());
    const onProgress = ({ pictures, matcher, ...progress }: ClassifyCollectionProgress) => {
      const labelled = new Map(get().labelled);
      for (const { path, label, probability } of pictures)
        labelled.set(path, {
          label: label === null ? null : labels[label]!,
          probability,
          among: labels,
          matcher,
        });
      set({ labelled, labelMatcher: matcher });
      change(progress);
    };
    const request = { collection, source: tools.source, labels, paths };
    const report = await askEngine(tools, 'classifyCollection', request, { signal, onProgress });
    change({ status: report.paused ? 'cancelled' : 'done', report });
  }

  return {
    async sortIntoLabels() {
      const { labels, sorting } = get();
      if (sorting.status === 'sorting' || labels.length === 0) return;
      stop = new AbortController();
      const { signal } = stop;
      set({ removedLabel: null, sorting: { ...NOTHING, status: 'sorting' } });
      try {
        await sort(labels, signal);
      } catch (error) {
        const isCancelled = error instanceof RequestAborted || signal.aborted;
        change(isCancelled ? { status: 'cancelled' } : { status: 'failed', error: toWireError(error) });
      }
      await get().loadLabels();
    },

    cancelSorting: () => stop.abort(),
  };
}

function labelsIn(text: string): string[] {
  return text
    .split(/[,;\n]/)
    .map((label) => label.trim())
    .filter(Boolean);
}

/** Pictures that have not been sorted into these labels: those that are new, and those that were sorted into fewer. */
export function unsortedPaths(
  records: Records,
  { labels, labelled }: Pick<LabelsState, 'labels' | 'labelled'>,
): string[] {
  // Pictures that were sorted together share what they were sorted into.
  const known = new Map<readonly string[], boolean>();
  const isAmong = (among: readonly string[]) => {
    const has = known.get(among) ?? labels.every((label) => among.includes(label));
    known.set(among, has);
    return has;
  };
  return [...records.keys()].filter((path) => {
    const sorted = labelled.get(path);
    return !sorted || !isAmong(sorted.among);
  });
}
