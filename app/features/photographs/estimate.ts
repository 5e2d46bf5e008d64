import type { Connection } from '../models/browser-tools';

/** How long a download takes, and at which speed. */
export interface Estimate {
  seconds: number;
  bytesPerSecond: number;
}

/** For browsers that tell nothing about the connection. */
const EXAMPLE = 50e6 / 8;

/** @param measured bytes per second of an earlier part of the download; null where there was none. */
export function estimate(bytes: number, measured: number | null, connection: Connection): Estimate {
  const bytesPerSecond = measured ?? connection.bytesPerSecond ?? EXAMPLE;
  return { seconds: bytes / bytesPerSecond, bytesPerSecond };
}
