/** For tests: a measurement as it might have come out. */
import type { BenchMeasured, BenchTimes, GpuCounts } from '../../../core/protocol';
import { QUICK } from './plan';
import { type BenchReport, NOTHING, type SubjectReport } from './report';

export const COUNTS: GpuCounts = {
  buffersCreated: 0,
  bytesCreated: 0,
  bytesWritten: 16,
  bytesRead: 0,
  mapRoundTrips: 0,
  otherRoundTrips: 0,
  dispatches: 9,
  copies: 1,
  submits: 2,
  bindGroupsCreated: 9,
  pipelinesCreated: 0,
};

export const STEADY: GpuCounts = { ...COUNTS, bytesRead: 5000, mapRoundTrips: 1 };

/** Everything takes `ms`, with another 1 ms for each repetition. */
export function times(ms: number): BenchTimes {
  const three = [ms + 1, ms, ms + 2];
  return {
    encode: three,
    keysValues: three,
    steps: QUICK.captions.map((captions) => ({ captions, ms: three })),
    threeCaptions: three,
    maps: three,
    gradCam: three,
    folder: { pictures: 4, ms: 4 * ms },
  };
}

export function subject(
  changes: Partial<Omit<SubjectReport, 'measured'>>,
  measured: Partial<BenchMeasured> & { dtype?: string } = {},
): SubjectReport {
  const { dtype = 'q8', ...rest } = measured;
  const model = { id: 'blipscope/demo', dtype, bytes: 5_000_000 };
  const made = { model, device: 'a device', loadMs: 700, warmUpMs: 50, times: times(10), words: [[1, 2]] };
  const way = { readsCandidates: false, inFloatReason: null, limits: null };
  const leastWork = { encodeOperations: 1.1e9, stepBytes: 4_000_000 };
  return {
    kind: 'engine',
    backend: 'wasm',
    ...NOTHING,
    measured: { ...made, ...way, leastWork, wasmBytes: 20_000_000, gpuBytes: null, gpuWork: [], ...rest },
    loadAgainMs: 300,
    ...changes,
  };
}

export function report(subjects: SubjectReport[]): BenchReport {
  const machine = { cores: 2, isolated: true, userAgent: 'Browser/1', host: 'a processor, 8 GiB' };
  return { made: '2026-01-02T03:04:05.000Z', machine, amounts: QUICK, subjects };
}
