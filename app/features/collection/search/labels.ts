/** Sorting the pictures into a person's own labels. */
import type { ClassifyCollectionReport, WireError } from '../../../../core/protocol';
import { RequestAborted } from '../../../worker-client/client';
import { toWireError } from '../../../worker-client/errors';
import type { CollectionTools, GetState, SetState } from '../store/collection-store';
import { askEngine } from './ask-engine';

export interface PictureLabel {
  /** Null: none of them fits. */
  label: string | null;
  /** ITM probability of the label that fits best. */
  probability: number | null;
}

export interface LabelsState {
  /** Those that a person wrote. */
  labels: readonly string[];
  /** By path. */
  labelled: ReadonlyMap<string, PictureLabel>;
  /** Pictures of one label alone are shown; `{label: null}` for those that none fits. */
  shownLabel: Pick<PictureLabel, 'label'> | null;
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
  /** Adds the labels of a text with commas between them; those that are there already are left out. */
  addLabels(text: string): void;
  removeLabel(label: string): void;
  showLabel(shown: LabelsState['shownLabel']): void;
  /** Sorts all pictures anew. Never rejects. */
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
  let stop = new AbortController();
  const change = (changes: Partial<LabelsState['sorting']>) =>
    set({ sorting: { ...get().sorting, ...changes } });

  async function sort(labels: readonly string[], signal: AbortSignal): Promise<void> {
    const collection = get().summary?.id ?? '';
    const report = await askEngine(
      tools,
      'classifyCollection',
      { collection, source: tools.source, labels, paths: null },
      {
        signal,
        onProgress: ({ pictures, ...progress }) => {
          const labelled = new Map(get().labelled);
          for (const { path, label, probability } of pictures)
            labelled.set(path, { label: label === null ? null : (labels[label] ?? null), probability });
          set({ labelled });
          change(progress);
        },
      },
    );
    change({ status: report.paused ? 'cancelled' : 'done', report });
  }

  return {
    labels: [],
    labelled: new Map(),
    shownLabel: null,
    sorting: NOTHING,

    addLabels(text) {
      const wanted = text
        .split(/[,;\n]/)
        .map((label) => label.trim())
        .filter(Boolean);
      set({ labels: [...new Set([...get().labels, ...wanted])] });
    },

    removeLabel(label) {
      const { labels, shownLabel } = get();
      set({
        labels: labels.filter((other) => other !== label),
        shownLabel: shownLabel?.label === label ? null : shownLabel,
      });
    },

    showLabel: (shownLabel) => set({ shownLabel }),

    async sortIntoLabels() {
      const { labels, sorting } = get();
      if (sorting.status === 'sorting' || labels.length === 0) return;
      stop = new AbortController();
      const { signal } = stop;
      set({ labelled: new Map(), shownLabel: null, sorting: { ...NOTHING, status: 'sorting' } });
      try {
        await sort(labels, signal);
      } catch (error) {
        const isCancelled = error instanceof RequestAborted || signal.aborted;
        change(isCancelled ? { status: 'cancelled' } : { status: 'failed', error: toWireError(error) });
      }
    },

    cancelSorting: () => stop.abort(),
  };
}
