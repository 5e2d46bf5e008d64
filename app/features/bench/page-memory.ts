/** What the page and its workers take of memory, as the browser itself counts it. */
export interface PageMemory {
  /** JS heaps, their buffers and WebAssembly memory together; null where the browser does not tell. */
  bytes: number | null;
  /** Why it does not tell, in a few words. */
  reason: string | null;
}

declare global {
  interface Performance {
    /** Of Chrome and its kin. */
    measureUserAgentSpecificMemory?(): Promise<{ bytes: number }>;
  }
}

export interface PageMemoryOptions {
  isolated: boolean;
  meter: Pick<Performance, 'measureUserAgentSpecificMemory'>;
  /** How long to wait before asking: for workers that ended a moment ago Chrome waits a minute. */
  restMs?: number;
}

const REST_MS = 5000;

/**
 * Chrome answers after its next garbage collection, within 20 seconds; other browsers do not answer, nor does any to a
 * page that is not isolated. Never rejects.
 */
export async function pageMemory({
  isolated,
  meter,
  restMs = REST_MS,
}: PageMemoryOptions): Promise<PageMemory> {
  if (!isolated) return { bytes: null, reason: 'the page is not isolated' };
  if (!meter.measureUserAgentSpecificMemory) return { bytes: null, reason: 'this browser does not tell' };
  await new Promise((resolve) => setTimeout(resolve, restMs));
  try {
    const { bytes } = await meter.measureUserAgentSpecificMemory();
    return { bytes, reason: null };
  } catch (error) {
    return { bytes: null, reason: error instanceof Error ? error.message : String(error) };
  }
}
