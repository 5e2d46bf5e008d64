import type { OfflineCache } from '../../../core/protocol';
import type { Slice } from '../../store/app-state';

/** `nearly-full` before the browser refuses to store more, `full` after, `off` where nothing can be stored. */
export type StorageState = 'fine' | 'nearly-full' | 'full' | 'off';

export interface DeviceState {
  /** What was stored is back; until then the page does not know whether there are pictures. */
  restored: boolean;
  online: boolean;
  storage: StorageState;
  /** What is stored of the runtime and the models; null until somebody has looked. */
  keptOffline: OfflineCache | null;
  /** The app was open in another tab first. */
  otherTab: boolean;
}

export interface DeviceActions {
  setOtherTab(otherTab: boolean): void;
  setOnline(online: boolean): void;
  setStorage(storage: StorageState): void;
  setKeptOffline(keptOffline: OfflineCache | null): void;
}

export const createDeviceSlice: Slice<DeviceState & DeviceActions> = (set) => ({
  restored: false,
  online: true,
  storage: 'fine',
  keptOffline: null,
  otherTab: false,
  setOtherTab: (otherTab) => set({ otherTab }),
  setOnline: (online) => set({ online }),
  setStorage: (storage) => set({ storage }),
  setKeptOffline: (keptOffline) => set({ keptOffline }),
});
