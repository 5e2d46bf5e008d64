import type { PersistedKeys, Slice } from '../../../store/app-state';
import { mergeLists } from '../../../store/merge';
import { arrayOf } from '../../../store/schemas';
import { type BenchmarkResult, benchmarkSchema, type DeviceBenchmark, withResult } from './benchmark';

export interface BenchmarkState {
  /** What was measured on the devices of this browser. */
  devices: readonly DeviceBenchmark[];
  /** Of the matmuls. `requested` again although they were measured; `failed` until they are requested again. */
  status: 'idle' | 'requested' | 'running' | 'failed';
}

export const BENCHMARK_PERSISTED: PersistedKeys<BenchmarkState> = {
  devices: {
    kind: 'value',
    schema: arrayOf(benchmarkSchema),
    merge: mergeLists(({ device, runtime }) => `${device} ${runtime}`),
  },
  status: false,
};

export interface BenchmarkActions {
  /** Stores a result, and proposes a dtype and target for the model under review by it. */
  add(device: string, result: BenchmarkResult): void;
  measureAgain(): void;
  setStatus(status: BenchmarkState['status']): void;
}

export const createBenchmarkSlice: Slice<'benchmark'> = (set, get) => ({
  devices: [],
  status: 'idle',

  add(device, result) {
    const devices = withResult(get().benchmark.devices, device, result);
    set({ devices, ...(result.matmuls && { status: 'idle' as const }) });
    get().review.proposeAgain();
  },

  setStatus: (status) => set({ status }),

  measureAgain() {
    if (get().benchmark.status !== 'running') set({ status: 'requested' });
  },
});
