/** What the caption worker answers about work without a network. Types only. */
import type { Backend, ModelSource } from './index.ts';

export interface KeepRequest {
  /** The folder of the demo model's bundles: its CPU bundle is what everything falls back to. */
  demoUrl: string;
  /** What captions now. */
  running: { source: ModelSource; backend: Backend };
  /** Whether what is missing may be fetched; if not, this only looks at what there is. */
  fetch: boolean;
}

/** `missing`: not stored, and kept as soon as it is fetched; `full`: there is no room for it. */
export type Keeping = 'kept' | 'missing' | 'full';

/** What is stored, each with its runtime. */
export interface KeptOffline {
  running: Keeping;
  /** The demo model on the CPU. */
  cpu: Keeping;
}

export interface KeepRequests {
  keep: { in: KeepRequest; progress: never; out: KeptOffline };
}
