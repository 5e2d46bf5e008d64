/** For tests: a download store in memory. */
import type { DownloadStore, StoredFile } from '../hub/download.ts';

interface Entry {
  bytes: Uint8Array;
  finished: boolean;
}

export interface MemoryStore extends DownloadStore {
  readonly entries: Map<string, Entry>;
  /** Open handles. */
  readonly openHandles: () => number;
}

export function memoryStore(): MemoryStore {
  const entries = new Map<string, Entry>();
  let handles = 0;
  const open = async (key: string) => {
    const entry = entries.get(key) ?? { bytes: new Uint8Array(), finished: false };
    entries.set(key, entry);
    handles++;
    return storedFile(entry, () => handles--);
  };
  return { entries, open, openHandles: () => handles };
}

function storedFile(entry: Entry, onClose: () => void): StoredFile {
  return {
    get length() {
      return entry.bytes.length;
    },
    get finished() {
      return entry.finished;
    },
    append: async (bytes) => {
      entry.bytes = new Uint8Array(Buffer.concat([entry.bytes, bytes]));
    },
    restart: async () => void Object.assign(entry, { bytes: new Uint8Array(), finished: false }),
    read: async (start, end) => entry.bytes.slice(start, end),
    finish: async () => {
      entry.finished = true;
    },
    close: async () => onClose(),
  };
}
