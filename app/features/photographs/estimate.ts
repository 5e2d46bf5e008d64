import type { Connection } from '../models/browser-tools';

/** How long a model takes to be ready. */
export interface Estimate {
  /** Of the download, at that speed. */
  seconds: number;
  bytesPerSecond: number;
  /** Of its conversion and first load. */
  preparing: number;
}

/**
 * The base model in the page on two x86 cores: 10 to 17 s for the conversion, 4 s for the first load (`docs/performance.md`).
 * Rounded up: phones are slower.
 */
const PREPARING = 30;

/** For browsers that tell nothing about the connection. */
const EXAMPLE = 50e6 / 8;

/** @param measured bytes per second of an earlier part of the download; null where there was none. */
export function estimate(bytes: number, measured: number | null, connection: Connection): Estimate {
  const bytesPerSecond = measured ?? connection.bytesPerSecond ?? EXAMPLE;
  return { seconds: bytes / bytesPerSecond, bytesPerSecond, preparing: PREPARING };
}
