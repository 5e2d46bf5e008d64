import { type Backend, type Dtype, supportsDtype } from '../../../../core/dtypes';
import type { CheckpointInfo, MatmulTimes } from '../../../../core/protocol';
import { ACCURATE, timeRatio } from '../device/benchmark';

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

/** The device that a model is made ready for. */
export interface DeviceProfile {
  target: Backend;
  /** The GPU has 16-bit arithmetic. */
  hasFp16: boolean;
  /** Null where the browser does not report it. */
  freeBytes: number | null;
  /** Measured on the target; null where nothing was. */
  matmuls: MatmulTimes | null;
}

/**
 * The dtypes that a device can run; without sizes from the checkpoint, all that its backend has. Of a small model 4
 * bits save nothing: then they are not offered.
 */
export function dtypesFor(
  { bundleBytes }: Pick<CheckpointInfo, 'bundleBytes'>,
  profile: DeviceProfile,
): Dtype[] {
  const { q8 = Number.POSITIVE_INFINITY, q4 = 0 } = bundleBytes;
  const serves = (dtype: Dtype) => dtype !== 'q4' || q4 < q8;
  const runs = (dtype: Dtype) =>
    supportsDtype(profile.target, dtype) && (dtype !== 'fp16' || profile.hasFp16);
  const told = ORDER.filter((dtype) => bundleBytes[dtype] !== undefined);
  return (told.length > 0 ? told : ORDER).filter((dtype) => runs(dtype) && serves(dtype));
}

/** Bytes that installing takes at its height: the rest of the download and the bundle. Null when nobody can tell. */
export function bytesNeeded(info: CheckpointInfo, dtype: Dtype): number | null {
  const bundle = info.bundleBytes[dtype];
  return bundle === undefined ? null : info.downloadBytes - info.downloadedBytes + bundle;
}

/** What takes hardly longer than the fastest is taken for its size: 32 bits for all of a model are four times 8. */
const HARDLY_LONGER = 1.25;

/**
 * The dtype to begin with, and why. Of those that are accurate and have room it is the fastest on this device, or a
 * smaller one that takes hardly longer; where nothing was measured, the first. 4 bits only where nothing else has room.
 */
export function defaultDtype(info: CheckpointInfo, profile: DeviceProfile): { dtype: Dtype; reason: string } {
  const offered = dtypesFor(info, profile);
  const accurate = offered.filter((dtype) => ACCURATE.includes(dtype));
  const roomy = accurate.filter((dtype) => hasRoom(info, dtype, profile));
  if (roomy.length === 0 && offered.includes('q4') && hasRoom(info, 'q4', profile))
    return { dtype: 'q4', reason: 'Chosen because there is not enough room for 8-bit.' };
  const choices = roomy.length > 0 ? roomy : accurate;
  const measured = bySpeed(info, profile, choices);
  if (measured) {
    const which = `${choices.length < accurate.length ? 'has room and ' : ''}stays close to the original`;
    const reason = measured.fastest
      ? `the fastest on this device that ${which}.`
      : `about as fast on this device as any that ${which}, and smaller.`;
    return { dtype: measured.dtype, reason: `Chosen by measurement: ${reason}` };
  }
  const dtype = choices[0] ?? 'q8';
  return { dtype, reason: `Chosen for this device: ${DTYPE_WORDS[dtype].reason.toLowerCase()}` };
}

function hasRoom(info: CheckpointInfo, dtype: Dtype, { freeBytes }: DeviceProfile): boolean {
  const needed = bytesNeeded(info, dtype);
  return needed === null || freeBytes === null || needed <= freeBytes;
}

/** Null where none of them was measured. */
function bySpeed(
  { bundleBytes, work }: CheckpointInfo,
  { matmuls }: DeviceProfile,
  dtypes: readonly Dtype[],
): { dtype: Dtype; fastest: boolean } | null {
  const measured = dtypes.flatMap((dtype) => {
    const ratio = timeRatio(matmuls, dtype, work);
    return ratio === null ? [] : [{ dtype, ratio, bytes: bundleBytes[dtype] ?? 0 }];
  });
  const least = Math.min(...measured.map(({ ratio }) => ratio));
  const quick = measured.filter(({ ratio }) => ratio <= HARDLY_LONGER * least);
  const [best] = quick.toSorted((a, b) => a.bytes - b.bytes);
  return best ? { dtype: best.dtype, fastest: best.ratio === least } : null;
}
