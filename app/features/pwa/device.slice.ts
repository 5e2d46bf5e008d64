import type { OfflineCache } from '../../../core/protocol';
import type { PersistedKeys, Slice } from '../../store/app-state';

/**
 * `waiting` while the database does not answer, `nearly-full` before the browser refuses to store more, `full` after,
 * `partly` when something cannot be stored for another reason, `unreadable` when a stored picture cannot be read,
 * `off` where nothing can be stored, `newer` where a newer version of the app stores, `gone` when what was stored has
 * been deleted by the browser or a person.
 */
export type StorageState =
  | 'fine'
  | 'waiting'
  | 'nearly-full'
  | 'full'
  | 'partly'
  | 'unreadable'
  | 'off'
  | 'newer'
  | 'gone';

/** Something that is not stored: a picture by its name, its captions, or settings. */
export type Unstored = { kind: 'picture' | 'captions'; name: string } | { kind: 'settings' };

/** What a person asks of the storage: to try again, or to delete what cannot be read. */
export type StorageRequest = 'retry' | 'delete-unreadable';

export interface DeviceState {
  /** The stored state was restored; before that it is unknown whether there are pictures. */
  restored: boolean;
  online: boolean;
  storage: StorageState;
  /** What could not be stored although the rest was. */
  unstored: readonly Unstored[];
  /** Ids of stored pictures that cannot be read. */
  unreadable: readonly string[];
  /** Until it is heard. */
  storageRequest: StorageRequest | null;
  /** What is cached of the runtime and the models; null until that is known. */
  offlineCache: OfflineCache | null;
  /** The app was open in another tab first. */
  otherTab: boolean;
  /** Opened anew, the page would be cross-origin isolated, so that the runtime has threads. */
  isolable: boolean;
}

export const DEVICE_PERSISTED: PersistedKeys<DeviceState> = {
  restored: false,
  online: false,
  storage: false,
  unstored: false,
  unreadable: false,
  storageRequest: false,
  offlineCache: false,
  otherTab: false,
  isolable: false,
};

export interface DeviceActions {
  setRestored(): void;
  setOtherTab(otherTab: boolean): void;
  setIsolable(isolable: boolean): void;
  setOnline(online: boolean): void;
  setStorage(storage: StorageState): void;
  setUnstored(unstored: readonly Unstored[]): void;
  setUnreadable(ids: readonly string[]): void;
  requestOfStorage(request: StorageRequest | null): void;
  setOfflineCache(offlineCache: OfflineCache | null): void;
}

export const createDeviceSlice: Slice<'device'> = (set) => ({
  restored: false,
  online: true,
  storage: 'fine',
  unstored: [],
  unreadable: [],
  storageRequest: null,
  offlineCache: null,
  otherTab: false,
  isolable: false,
  setRestored: () => set({ restored: true }),
  setOtherTab: (otherTab) => set({ otherTab }),
  setIsolable: (isolable) => set({ isolable }),
  setOnline: (online) => set({ online }),
  setStorage: (storage) => set({ storage }),
  setUnstored: (unstored) => set({ unstored }),
  setUnreadable: (unreadable) => set({ unreadable }),
  requestOfStorage: (storageRequest) => set({ storageRequest }),
  setOfflineCache: (offlineCache) => set({ offlineCache }),
});
