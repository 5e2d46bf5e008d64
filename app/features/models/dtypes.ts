import type { Backend, CheckpointInfo, Dtype } from '../../../workers/protocol';

interface DtypeWords {
  name: string;
  /** Why one would take it. */
  reason: string;
}

/** In the order in which they are offered. */
export const DTYPE_WORDS: Readonly<Record<Dtype, DtypeWords>> = {
  q8: { name: '8-bit', reason: 'A quarter of the full size, and nearly always the very same captions.' },
  q4: { name: '4-bit', reason: 'The smallest, for when space is short. Captions differ more often.' },
  fp16: { name: '16-bit', reason: 'Half of the full size, and very close to the original.' },
  fp32: { name: '32-bit', reason: 'Full precision: the original numbers, for comparing.' },
};

const ORDER: readonly Dtype[] = ['q8', 'q4', 'fp16', 'fp32'];

/** The machine a model is made ready for. */
export interface Machine {
  target: Backend;
  /** The GPU computes with 16-bit numbers. */
  halfPrecision: boolean;
  /** Null where the browser does not tell. */
  freeBytes: number | null;
}

/**
 * The dtypes that a machine can run; without sizes from the checkpoint, all that its backend has. Of a small model 4
 * bits save nothing: then they are not offered.
 */
export function dtypesFor({ bundleBytes }: Pick<CheckpointInfo, 'bundleBytes'>, machine: Machine): Dtype[] {
  const { q8 = Number.POSITIVE_INFINITY, q4 = 0 } = bundleBytes;
  const serves = (dtype: Dtype) => dtype !== 'q4' || q4 < q8;
  const runs = (dtype: Dtype) => dtype !== 'fp16' || (machine.target === 'webgpu' && machine.halfPrecision);
  const told = ORDER.filter((dtype) => bundleBytes[dtype] !== undefined);
  return (told.length > 0 ? told : ORDER).filter((dtype) => runs(dtype) && serves(dtype));
}

/** Bytes that installing takes at its height: the rest of the download and the bundle. Null when nobody can tell. */
export function bytesNeeded(info: CheckpointInfo, dtype: Dtype): number | null {
  const bundle = info.bundleBytes[dtype];
  return bundle === undefined ? null : info.downloadBytes - info.keptBytes + bundle;
}

/** The dtype to begin with, and why: 8-bit, unless only a smaller one has room. */
export function defaultDtype(info: CheckpointInfo, machine: Machine): { dtype: Dtype; reason: string } {
  const choices = dtypesFor(info, machine);
  const best = choices[0] ?? 'q8';
  const fits = (dtype: Dtype) => {
    const needed = bytesNeeded(info, dtype);
    return needed === null || machine.freeBytes === null || needed <= machine.freeBytes;
  };
  if (best === 'q8' && choices.includes('q4') && !fits('q8') && fits('q4'))
    return { dtype: 'q4', reason: 'Chosen because there is not enough room for 8-bit.' };
  return { dtype: best, reason: `Chosen for this device: ${DTYPE_WORDS[best].reason.toLowerCase()}` };
}
