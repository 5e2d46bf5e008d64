import { type Backend, type Dtype, supportsDtype } from '../../../../core/dtypes';
import type { CheckpointInfo, MatmulTimes } from '../../../../core/protocol';
import type { Messages } from '../../../i18n/messages';
import { ACCURATE, timeRatio } from '../device/benchmark';

/** Why a dtype is proposed; the catalogue has the words. */
export type ProposalReason = keyof Messages['models']['review']['proposed'];

/** In the order in which they are offered. */
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
  const sized = ORDER.filter((dtype) => bundleBytes[dtype] !== undefined);
  return (sized.length > 0 ? sized : ORDER).filter((dtype) => runs(dtype) && serves(dtype));
}

/** Bytes that installing takes at its height: the rest of the download and the bundle. Null when nobody can tell. */
export function bytesNeeded(info: CheckpointInfo, dtype: Dtype): number | null {
  const bundle = info.bundleBytes[dtype];
  return bundle === undefined ? null : info.downloadBytes - info.downloadedBytes + bundle;
}

/** What takes little longer than the fastest is taken for its size: 32 bits for all of a model are four times 8. */
const HARDLY_LONGER = 1.25;

/**
 * The dtype to begin with, and why. Of those that are accurate and have room it is the fastest on this device, or a
 * smaller one that takes little longer; where nothing was measured, the first. 4 bits only where nothing else has room.
 */
export function defaultDtype(
  info: CheckpointInfo,
  profile: DeviceProfile,
): { dtype: Dtype; reason: ProposalReason } {
  const offered = dtypesFor(info, profile);
  const accurate = offered.filter((dtype) => ACCURATE.includes(dtype));
  const roomy = accurate.filter((dtype) => hasRoom(info, dtype, profile));
  if (roomy.length === 0 && offered.includes('q4') && hasRoom(info, 'q4', profile))
    return { dtype: 'q4', reason: 'no-room' };
  const choices = roomy.length > 0 ? roomy : accurate;
  const measured = bySpeed(info, profile, choices);
  if (measured) {
    const speed = measured.fastest ? 'fastest' : 'nearly-fastest';
    const reason = choices.length < accurate.length ? (`${speed}-with-room` as const) : speed;
    return { dtype: measured.dtype, reason };
  }
  const dtype = choices[0] ?? 'q8';
  return { dtype, reason: dtype };
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
