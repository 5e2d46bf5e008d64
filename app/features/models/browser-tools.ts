/** What the browser says about the connection; many say nothing. */
export interface Connection {
  /** The person asked the browser to fetch no more than is needed. */
  savesData: boolean;
  /** A phone's: bytes may cost money. */
  isMobile: boolean;
  /** Its estimate, which some browsers limit; null where there is none. */
  bytesPerSecond: number | null;
}

/** What the model manager needs of the browser; replaced in tests. */
export interface BrowserTools {
  /** Whether the browser keeps this site's files when space runs out; null where it does not tell. */
  isPersisted(): Promise<boolean | null>;
  /** Asks the browser to keep them. Some ask the person, some decide by themselves. */
  requestPersistence(): Promise<boolean>;
  /** Whether the GPU computes with 16-bit numbers. */
  hasFp16(): Promise<boolean>;
  connection(): Connection;
  /** Hands a file over as a download. */
  saveFile(file: File): void;
  /** Lets the person pick a folder to write to, null when they change their mind; null where that does not exist. */
  pickFolder: (() => Promise<FileSystemDirectoryHandle | null>) | null;
}

export const browserTools: BrowserTools = {
  isPersisted: async () => (await navigator.storage?.persisted?.()) ?? null,
  requestPersistence: async () => (await navigator.storage?.persist?.()) ?? false,

  async hasFp16() {
    const gpu: GpuLike | undefined = 'gpu' in navigator ? (navigator.gpu as GpuLike) : undefined;
    // The one that the engine takes: on a device with two GPUs the other may have what it has not.
    const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
    return adapter?.features.has('shader-f16') ?? false;
  },

  connection() {
    const { connection }: Navigator & Connected = navigator;
    const { saveData, type, downlink } = connection ?? {};
    return {
      savesData: saveData === true,
      isMobile: type === 'cellular',
      bytesPerSecond: downlink ? downlink * BYTES_PER_MEGABIT : null,
    };
  },

  saveFile(file) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), REVOKE_AFTER);
  },

  pickFolder: 'showDirectoryPicker' in globalThis ? pickFolder : null,
};

const BYTES_PER_MEGABIT = 125_000;

/** As much of the Network Information API as is used. */
interface Connected {
  connection?: { saveData?: boolean; type?: string; downlink?: number };
}

/** As much of WebGPU as is asked here. */
interface GpuLike {
  requestAdapter(options: {
    powerPreference: 'high-performance';
  }): Promise<{ features: { has(name: string): boolean } } | null>;
}

/** A browser may begin to read the file only after its question where to put it. Milliseconds. */
const REVOKE_AFTER = 60_000;

declare function showDirectoryPicker(options: {
  id: string;
  mode: 'readwrite';
}): Promise<FileSystemDirectoryHandle>;

async function pickFolder(): Promise<FileSystemDirectoryHandle | null> {
  try {
    return await showDirectoryPicker({ id: 'blipscope-model', mode: 'readwrite' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}
