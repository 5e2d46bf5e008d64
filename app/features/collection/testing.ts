/** Records and a store for the tests of collections. */
import type { PictureRecord, SyntheticText } from '../../../core/collection';
import type { CollectionKind, CollectionSummary, EngineKind, RunKind } from '../../../core/protocol';
import { DEFAULT_SETTINGS } from '../../../core/settings';
import { createFakeClient } from '../../worker-client/fake';
import { type CollectionStore, createCollectionStore } from './store/collection-store';

export const SUMMARY: CollectionSummary = {
  id: 'trip',
  name: 'Trip',
  openedAt: 0,
  pictures: 3,
  done: 0,
  handle: null,
  keepsJournal: false,
};

export function synthetic(text: string, probability: number, minWordProbability = 0.9): SyntheticText {
  const match = { probability, cosine: null };
  return { source: 'synthetic', text, model: 'test/model', seed: 1, logProb: -3, minWordProbability, match };
}

export function record(path: string, changes: Partial<PictureRecord> = {}): PictureRecord {
  return {
    path,
    bytes: 1000,
    modified: 0,
    sha256: null,
    width: null,
    height: null,
    texts: [],
    done: false,
    error: null,
    decision: null,
    ...changes,
  };
}

/** A picture that the run has finished. */
export function captioned(path: string, ...texts: PictureRecord['texts']): PictureRecord {
  return record(path, { texts, done: true, sha256: `hash of ${path}`, width: 4, height: 3 });
}

/** A store whose engine is ready, and which has those records. */
export async function openedStore(records: readonly PictureRecord[], summary = SUMMARY) {
  const collections = createFakeClient<CollectionKind>();
  const engine = createFakeClient<EngineKind | RunKind>();
  const ready: { promise: () => Promise<void> } = { promise: async () => {} };
  const store: CollectionStore = createCollectionStore({
    source: { kind: 'files', name: 'Trip', files: [] },
    collections,
    engine,
    settings: () => DEFAULT_SETTINGS,
    engineReady: () => ready.promise(),
  });
  void store.getState().open();
  await collections.last('openCollection').done({
    summary,
    records: [...records],
    leftOut: [],
    leftOutCount: 0,
    warnings: [],
  });
  return { store, collections, engine, ready };
}
