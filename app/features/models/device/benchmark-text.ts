/** What the benchmark measured, in words. */
import type { Backend, ByPart, Dtype, InstalledBundle, MatmulTimes } from '../../../../core/protocol';
import { DTYPE_WORDS } from '../install/dtypes';
import { type DeviceBenchmark, gainOfGpu, STEPS, timeRatio } from './benchmark';

/** Ratios of times that differ by less are called equal. */
const ALIKE = 0.05;

/** What a dtype costs here, compared with fp32; null for fp32, and where nothing was measured. */
export function costText(measured: MatmulTimes | null, dtype: Dtype, work: ByPart): string | null {
  const ratio = dtype === 'fp32' ? null : timeRatio(measured, dtype, work);
  return ratio === null ? null : `On this device it takes ${compared(ratio, '32-bit')}.`;
}

/** How fast a dtype was measured to be; null where it was not. */
export function speedText(measured: MatmulTimes | null, dtype: Dtype, work: ByPart): string | null {
  const [times, full] = [measured?.[dtype], measured?.fp32];
  if (!times || !full) return null;
  if (dtype === 'fp32') return 'Measured on this device: the others are compared with this one.';
  const picture = compared(times.picture / full.picture, 'full precision');
  const looking = `${DTYPE_WORDS[dtype].name} takes ${picture} for looking at the picture`;
  const word = work.word > 0 ? ` and ${compared(times.word / full.word)} for each word` : '';
  return `Measured on this device: ${looking}${word}.`;
}

/** The exact terms. */
export function speedTerms(measured: MatmulTimes, dtype: Dtype, work: ByPart): string {
  const dtypes: Dtype[] = dtype === 'fp32' ? ['fp32'] : ['fp32', dtype];
  const times = dtypes.flatMap((each) => {
    const { picture, word } = measured[each] ?? {};
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
export function targetText(target: Backend, benchmark: Pick<DeviceBenchmark, 'matmuls'> | null): string {
  const gain = (benchmark && gainOfGpu(benchmark)) ?? 1;
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

/** Why the demo model runs on a backend, in a sentence. */
export function backendText(captionSeconds: Readonly<Record<Backend, number>>, backend: Backend): string {
  const [gpu, processor] = [secondsText(captionSeconds.webgpu), secondsText(captionSeconds.wasm)];
  if (backend === 'wasm')
    return `The processor is faster here: ${processor} a picture against ${gpu} on the GPU.`;
  return captionSeconds.webgpu <= captionSeconds.wasm
    ? `The GPU is faster here: ${gpu} a picture against ${processor} on the processor.`
    : `The GPU is about as fast here as the processor, ${gpu} a picture against ${processor}, and leaves it free.`;
}

function secondsText(seconds: number): string {
  return seconds < 9.95 ? `${seconds.toFixed(seconds < 0.95 ? 2 : 1)} s` : `${Math.round(seconds)} s`;
}

export const TARGET_NAMES: Readonly<Record<InstalledBundle['target'], string>> = {
  webgpu: 'the GPU',
  wasm: 'the CPU',
  node: 'the command line',
};
