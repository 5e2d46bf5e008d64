import type { Slice } from '../../../store/app-state';
import { type BenchmarkResult, type DeviceBenchmark, withResult } from './benchmark';

export interface BenchmarkState {
  /** What was measured on the devices of this browser. */
  deviceBenchmarks: readonly DeviceBenchmark[];
  /** Of the matmuls. `requested` again although they were measured; `failed` until they are requested again. */
  benchmarkStatus: 'idle' | 'requested' | 'running' | 'failed';
}

export interface BenchmarkActions {
  /** Stores a result, and proposes a dtype and target for the model under review by it. */
  addBenchmark(device: string, result: BenchmarkResult): void;
  measureAgain(): void;
}

export const createBenchmarkSlice: Slice<BenchmarkState & BenchmarkActions> = (set, get) => ({
  deviceBenchmarks: [],
  benchmarkStatus: 'idle',

  addBenchmark(device, result) {
    const deviceBenchmarks = withResult(get().deviceBenchmarks, device, result);
    set({ deviceBenchmarks, ...(result.matmuls && { benchmarkStatus: 'idle' as const }) });
    get().proposeAgain();
  },

  measureAgain() {
    if (get().benchmarkStatus !== 'running') set({ benchmarkStatus: 'requested' });
  },
});
