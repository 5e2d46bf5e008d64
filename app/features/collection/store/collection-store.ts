/** The store of the part that shows a collection: loaded with it, one for each collection that is opened. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CaptionSettings, CollectionSource } from '../../../../core/protocol';
import type { CollectionClient, RunClient } from '../../../worker-client/client';
import { createLabels, type LabelsActions, type LabelsState } from '../search/labels';
import { createSearch, type SearchActions, type SearchState } from '../search/search';
import { createVectors, type VectorsActions, type VectorsState } from '../search/vectors';
import { createDecisions, type DecisionsActions, type DecisionsState } from './decisions';
import { createJournal, type JournalActions, type JournalState } from './journal';
import { createOpening, type OpeningActions, type OpeningState } from './opening';
import type { Records } from './records';
import { createRun, type RunActions, type RunState } from './run';
import { createView, type ViewActions, type ViewState } from './view';

export interface RecordsState {
  records: Records;
}

export type CollectionApp = RecordsState &
  OpeningState &
  OpeningActions &
  RunState &
  RunActions &
  DecisionsState &
  DecisionsActions &
  JournalState &
  JournalActions &
  ViewState &
  ViewActions &
  SearchState &
  SearchActions &
  VectorsState &
  VectorsActions &
  LabelsState &
  LabelsActions;

export type CollectionStore = StoreApi<CollectionApp>;

export type SetState = (changes: Partial<CollectionApp>) => void;
export type GetState = () => CollectionApp;

/** What the store needs from the page. */
export interface CollectionTools {
  source: CollectionSource;
  collections: CollectionClient;
  engine: RunClient;
  /** The settings of a run that begins now. */
  settings: () => CaptionSettings;
  /** Resolves when the engine has a model; rejects when it gets none. */
  engineReady: (signal: AbortSignal) => Promise<void>;
}

export function createCollectionStore(tools: CollectionTools): CollectionStore {
  return createStore<CollectionApp>()((set, get) => ({
    records: new Map(),
    ...createOpening(set, get, tools),
    ...createRun(set, get, tools),
    ...createDecisions(set, get, tools),
    ...createJournal(set, get, tools),
    ...createView(set, get),
    ...createSearch(set, get, tools),
    ...createVectors(set, get, tools),
    ...createLabels(set, get, tools),
  }));
}
