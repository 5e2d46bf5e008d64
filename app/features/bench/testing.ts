/** For tests: a measurement as it could have come out. */
import type { BenchMeasured } from '../../../core/protocol';
import { QUICK } from './plan';
import { type BenchReport, NOT_MEASURED, type SubjectReport } from './report';

/** Everything takes `ms`, with another 1 ms for each repetition. */
export function times(ms: number): NonNullable<BenchMeasured['times']> {
  const three = [ms + 1, ms, ms + 2];
  return {
    encode: three,
    keysValues: three,
    steps: QUICK.captions.map((captions) => ({ captions, ms: three })),
    threeCaptions: three,
    batches: QUICK.batches.map((pictures) => ({ pictures, ms: three.map((each) => pictures * each) })),
    maps: three,
    gradCam: { caption: three, itm: [] },
    folder: { pictures: 4, ms: 4 * ms },
  };
}

export function subject(
  changes: Partial<Omit<SubjectReport, 'measured'>>,
  { dtype = 'q8', ...measured }: Partial<BenchMeasured> & { dtype?: string } = {},
): SubjectReport {
  return {
    kind: 'engine',
    backend: 'wasm',
    ...NOT_MEASURED,
    dtype,
    measured: {
      model: { id: 'blipscope/demo', dtype, bytes: 5_000_000 },
      device: 'a device',
      loadMs: 700,
      warmUpMs: 50,
      fp32FallbackReason: null,
      times: times(10),
      captions: [[1, 2]],
      wasmBytes: 20_000_000,
      ...measured,
    },
    loadAgainMs: 300,
    ...changes,
  };
}

export function report(subjects: SubjectReport[]): BenchReport {
  const machine = { cores: 2, isolated: true, userAgent: 'Browser/1', host: 'a processor, 8 GiB' };
  return { made: '2026-01-02T03:04:05.000Z', machine, amounts: QUICK, subjects };
}
