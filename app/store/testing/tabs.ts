/** Tabs of the app on one database, in one process. For tests. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import type { DeviceActions, DeviceState } from '../../features/pwa/device.slice';
import { type Scene, setUp } from '../../test/scene';
import { openDatabase } from '../database';
import { type Persistence, type PersistOptions, persist } from '../persistence';
import type { Database } from '../stored';
import type { TabChannel, TabMessage } from '../tab-channel';

/** A database as it is before the first visit. */
export function clearDatabases(): void {
  globalThis.indexedDB = new IDBFactory();
}

/** Channels of tabs that are told later what another one says, as in a browser. */
export function createChannels(): () => TabChannel {
  const listeners = new Map<TabChannel, (changed: TabMessage) => void>();
  return () => {
    const channel: TabChannel = {
      tell(changed) {
        for (const [other, listener] of listeners) {
          if (other !== channel) setTimeout(() => listener(structuredClone(changed)), 0);
        }
      },
      listen: (listener) => void listeners.set(channel, listener),
    };
    return channel;
  };
}

export const SILENT: TabChannel = { tell: () => {}, listen: () => {} };

export interface Tab extends Scene {
  persistence: Persistence;
}

let visits = 0;

/** A visit. Ids are unique among tabs. */
export async function openTab(
  options: Partial<PersistOptions> = {},
  scene: Scene = setUpVisit(),
): Promise<Tab> {
  const persistence = await persist(scene.store, {
    open: () => openDatabase('/'),
    channel: SILENT,
    ...options,
  });
  return { ...scene, persistence };
}

export function setUpVisit(): Scene {
  const visit = ++visits;
  let ids = 0;
  return setUp({ newId: () => `v${visit}-${++ids}` });
}

/** Names of the pictures in the strip. */
export function namesIn({ store }: Scene): string[] {
  return store.getState().pictures.items.map(({ name }) => name);
}

export function deviceOf({ store }: Scene): DeviceState & DeviceActions {
  return store.getState().device;
}

/** What is stored, read by a connection of its own. */
export async function readDatabase(): Promise<{
  pictures: string[];
  runs: string[];
  values: Record<string, unknown>;
}> {
  const database = await openDatabase('/');
  const { pictures, runs, values } = await database.load();
  database.close();
  return {
    pictures: pictures.map(({ name }) => name).sort(),
    runs: runs.map(({ pictureId }) => pictureId).sort(),
    values: Object.fromEntries(values),
  };
}

/** A database whose writes of some changes fail. */
export async function openFailing(fails: (changes: Parameters<Database['write']>[0]) => Error | null) {
  const database = await openDatabase('/');
  const write: Database['write'] = async (changes) => {
    const error = fails(changes);
    if (error) throw error;
    return database.write(changes);
  };
  return { ...database, write };
}
