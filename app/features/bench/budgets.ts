/** What the architecture promises of speed and of the GPU's work, and whether it is kept here. */
import type { CountedWork } from '../../../core/protocol';
import { type BenchReport, counted, type Spread, type SubjectReport, spreadOf } from './report';
import { stepsOf } from './rows';

export interface Budget {
  name: string;
  budget: string;
  found: string;
  met: boolean;
}

const ENCODE_SHARE = 0.52;
const STEP_SHARE = 0.65;
const READ_BESIDE_LOGITS = 2048;
/** Where candidates are read in place of the logits. */
const READ_REDUCED = 8192;
/** The captions decoded together for which the step's share is promised. */
const STEP_CAPTIONS = 3;

/** Those that can be told from what was measured. */
export function budgetsOf({ subjects }: BenchReport): Budget[] {
  const ours = subjects.filter(({ kind, measured }) => kind === 'engine' && measured);
  const on = (backend: string, dtype: string) =>
    ours.find((each) => each.backend === backend && each.measured?.model.dtype === dtype);
  const [int8, float] = [on('wasm', 'q8'), on('wasm', 'fp32')];
  const onGpu = ours.filter(({ backend }) => backend === 'webgpu');
  return [
    ...(int8 && float ? shares(int8, float) : []),
    ...onGpu.flatMap(({ measured }) =>
      measured!.gpuWork.map((work) => stepBudget(work, measured!.model.dtype)),
    ),
  ];
}

function shares(int8: SubjectReport, float: SubjectReport): Budget[] {
  const encode = ({ measured }: SubjectReport) => spreadOf(measured?.times?.encode ?? []);
  const step = ({ measured }: SubjectReport) =>
    spreadOf(measured?.times ? stepsOf(measured.times, STEP_CAPTIONS) : []);
  return [
    ...shareBudget('WASM encode, int8 ÷ fp32', ENCODE_SHARE, encode(int8), encode(float)),
    ...shareBudget(
      `WASM decode step of ${STEP_CAPTIONS} captions, int8 ÷ fp32`,
      STEP_SHARE,
      step(int8),
      step(float),
    ),
  ];
}

/** Of the medians; a machine that does other things too says more by its fastest. */
function shareBudget(name: string, most: number, int8: Spread | null, float: Spread | null): Budget[] {
  if (!int8 || !float) return [];
  const share = int8.median / float.median;
  const found = `${share.toFixed(2)} (fastest: ${(int8.min / float.min).toFixed(2)})`;
  return [{ name, budget: `≤ ${most}`, found, met: share <= most }];
}

/** The last step that was counted: the first ones fill the runtime's pool of buffers. */
function stepBudget({ captions, steps, logitsBytes }: CountedWork, dtype: string): Budget {
  const step = steps.at(-1)!;
  const beside = step.bytesRead - logitsBytes;
  const most = logitsBytes === 0 ? READ_REDUCED : READ_BESIDE_LOGITS * captions;
  const trips = step.mapRoundTrips + step.otherRoundTrips;
  return {
    name: `WebGPU ${dtype}, steady decode step, ${counted(captions, 'caption')}`,
    budget: `no buffer made, 1 round trip, ≤ ${most} bytes read${logitsBytes === 0 ? '' : ' beside the logits'}`,
    found: `${step.buffersCreated} made, ${counted(trips, 'round trip')}, ${counted(beside, 'byte')}`,
    met: step.buffersCreated === 0 && trips === 1 && beside <= most,
  };
}
