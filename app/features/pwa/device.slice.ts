import type { OfflineCache } from '../../../core/protocol';
import type { PersistedKeys, Slice } from '../../store/app-state';

/**
 * `waiting` while the database does not answer, `nearly-full` before the browser refuses to store more, `full` after,
 * `off` where nothing can be stored.
 */
export type StorageState = 'fine' | 'waiting' | 'nearly-full' | 'full' | 'off';

export interface DeviceState {
  /** The stored state was restored; before that it is unknown whether there are pictures. */
  restored: boolean;
  online: boolean;
  storage: StorageState;
  /** What is cached of the runtime and the models; null until that is known. */
  offlineCache: OfflineCache | null;
  /** The app was open in another tab first. */
  otherTab: boolean;
}

export const DEVICE_PERSISTED: PersistedKeys<DeviceState> = {
  restored: false,
  online: false,
  storage: false,
  offlineCache: false,
  otherTab: false,
};

export interface DeviceActions {
  setRestored(): void;
  setOtherTab(otherTab: boolean): void;
  setOnline(online: boolean): void;
  setStorage(storage: StorageState): void;
  setOfflineCache(offlineCache: OfflineCache | null): void;
}

export const createDeviceSlice: Slice<'device'> = (set) => ({
  restored: false,
  online: true,
  storage: 'fine',
  offlineCache: null,
  otherTab: false,
  setRestored: () => set({ restored: true }),
  setOtherTab: (otherTab) => set({ otherTab }),
  setOnline: (online) => set({ online }),
  setStorage: (storage) => set({ storage }),
  setOfflineCache: (offlineCache) => set({ offlineCache }),
});
