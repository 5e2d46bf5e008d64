/** What was measured, in words. */
import type { Backend, ByPart, Dtype, MatmulTimes } from '../../../../core/protocol';
import { DTYPE_WORDS } from '../install/dtypes';
import { TARGET_NAMES } from './device-profile';
import { gainOfGpu, type MeasuredSpeeds, STEPS, shareOfTime } from './speeds';

/** Ratios of times within so much of each other are alike. */
const ALIKE = 0.05;

/** What a dtype costs here beside full precision; null for that itself, and where nothing was measured. */
export function costText(speeds: MatmulTimes | null, dtype: Dtype, work: ByPart): string | null {
  const share = dtype === 'fp32' ? null : shareOfTime(speeds, dtype, work);
  return share === null ? null : `On this device it takes ${compared(share, '32-bit')}.`;
}

/** What was measured of a dtype; null where that was nothing. */
export function speedText(speeds: MatmulTimes | null, dtype: Dtype, work: ByPart): string | null {
  const [times, full] = [speeds?.[dtype], speeds?.fp32];
  if (!times || !full) return null;
  if (dtype === 'fp32') return 'Measured on this device: the others are compared with this one.';
  const picture = compared(times.picture / full.picture, 'full precision');
  const looking = `${DTYPE_WORDS[dtype].name} takes ${picture} for looking at the picture`;
  const word = work.word > 0 ? ` and ${compared(times.word / full.word)} for each word` : '';
  return `Measured on this device: ${looking}${word}.`;
}

/** The exact terms. */
export function speedTerms(speeds: MatmulTimes, dtype: Dtype, work: ByPart): string {
  const dtypes: Dtype[] = dtype === 'fp32' ? ['fp32'] : ['fp32', dtype];
  const times = dtypes.flatMap((each) => {
    const { picture, word } = speeds[each] ?? {};
    return picture && word ? `${milliseconds(picture)} and ${milliseconds(word)} ms in ${each}` : [];
  });
  const words = work.word > 0 ? ` and ${STEPS} × ${rounded(work.word)} of the second` : '';
  return (
    'One linear layer of 768 × 3072 with 577 rows, as in the vision encoder, and with 3, as in a decoding step: ' +
    `${times.join(', ')}. A picture with three captions is taken for ${rounded(work.picture)} of the first` +
    `${words}. onnxruntime-web ${RUNTIME_VERSION}.`
  );
}

/** What a model is made ready for, and why. */
export function targetText(target: Backend, measured: MeasuredSpeeds | null): string {
  const gain = (measured && gainOfGpu(measured)) ?? 1;
  const factor = target === 'webgpu' ? gain : 1 / gain;
  if (factor <= 1 + ALIKE) return `${TARGET_NAMES[target]}, which computes here`;
  const other = TARGET_NAMES[target === 'webgpu' ? 'wasm' : 'webgpu'];
  return `${TARGET_NAMES[target]}, which is ${factor.toFixed(1)} times as fast here as ${other}`;
}

function compared(ratio: number, than = ''): string {
  if (Math.abs(ratio - 1) <= ALIKE) return `as long${than && ` as ${than}`}`;
  if (ratio < 1) return `${ratio.toFixed(ratio < 0.1 ? 2 : 1)} of the time${than && ` of ${than}`}`;
  return `${ratio.toFixed(1)} times as long${than && ` as ${than}`}`;
}

function rounded(count: number): number {
  return Number(count.toPrecision(2));
}

function milliseconds(value: number): string {
  return value.toFixed(value < 10 ? 2 : 0);
}
