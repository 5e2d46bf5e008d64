/** Which pictures the grid shows, in which order, and which of them are selected. */
import type { ExportSettings } from '../../../../core/protocol';
import type { GetState, SetState } from './collection-store';

/** States, or what needs a look. */
export const SHOWN = [
  'all',
  'new',
  'to-review',
  'approved',
  'dropped',
  'decorative',
  'failed',
  'duplicates',
] as const;
export type Shown = (typeof SHOWN)[number];

export const SORTS = ['name', 'date', 'match', 'doubt'] as const;
export type Sort = (typeof SORTS)[number];

export interface ViewState {
  mode: 'grid' | 'review';
  /** What is open beside the grid or above it. */
  panel: 'filter' | 'labels' | 'bulk' | 'export' | null;
  /** What was chosen for the export before. */
  exportForm: Omit<ExportSettings, 'filter'> | null;
  shown: Shown;
  sort: Sort;
  /** Pictures whose path or texts contain all of its words. */
  query: string;
  selected: ReadonlySet<string>;
  /** The picture that the keyboard is at. */
  focused: string | null;
  /** The grid has come back from the stage: the picture that the keyboard is at takes the focus. */
  returning: boolean;
}

export interface ViewActions {
  show(
    view: Partial<
      Pick<ViewState, 'mode' | 'panel' | 'exportForm' | 'shown' | 'sort' | 'query' | 'returning'>
    >,
  ): void;
  focus(path: string | null): void;
  /** `paths` replace the selection. */
  select(paths: Iterable<string>): void;
  toggleSelected(path: string): void;
}

export function createView(set: SetState, get: GetState): ViewState & ViewActions {
  return {
    mode: 'grid',
    panel: null,
    exportForm: null,
    shown: 'all',
    sort: 'name',
    query: '',
    selected: new Set(),
    focused: null,
    returning: false,

    show: (view) => set(view),
    focus: (focused) => set({ focused }),
    select: (paths) => set({ selected: new Set(paths) }),

    toggleSelected(path) {
      const selected = new Set(get().selected);
      if (!selected.delete(path)) selected.add(path);
      set({ selected });
    },
  };
}
