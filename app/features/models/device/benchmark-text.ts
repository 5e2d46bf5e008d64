/** What the benchmark measured, in words. */
import type { Backend, ByPart, Dtype, MatmulTimes } from '../../../../core/protocol';
import type { Messages } from '../../../i18n/messages';
import { type DeviceBenchmark, gainOfGpu, STEPS, timeRatio } from './benchmark';

/** Ratios of times that differ by less are called equal. */
const ALIKE = 0.05;

/** What a dtype costs here, compared with fp32; null for fp32, and where nothing was measured. */
export function costText(
  { models }: Messages,
  measured: MatmulTimes | null,
  dtype: Dtype,
  work: ByPart,
): string | null {
  const factor = dtype === 'fp32' ? null : timeRatio(measured, dtype, work);
  return factor === null ? null : models.review.cost({ factor });
}

/** How fast a dtype was measured to be; null where it was not. */
export function speedText(
  { models }: Messages,
  measured: MatmulTimes | null,
  dtype: Dtype,
  work: ByPart,
): string | null {
  const { speedBase, speed, speedPicture } = models.review;
  const [times, full] = [measured?.[dtype], measured?.fp32];
  if (!times || !full) return null;
  if (dtype === 'fp32') return speedBase;
  const picture = times.picture / full.picture;
  return work.word > 0
    ? speed({ dtype, picture, perWord: times.word / full.word })
    : speedPicture({ dtype, picture });
}

/** The exact terms. */
export function speedTerms({ models }: Messages, measured: MatmulTimes, dtype: Dtype, work: ByPart): string {
  const dtypes: Dtype[] = dtype === 'fp32' ? ['fp32'] : ['fp32', dtype];
  return models.review.speedTerms({
    measured: dtypes.flatMap((each) => {
      const { picture, word } = measured[each] ?? {};
      return picture && word ? [{ dtype: each, picture, word }] : [];
    }),
    pictures: rounded(work.picture),
    words: work.word > 0 ? rounded(work.word) : null,
    steps: STEPS,
    runtime: RUNTIME_VERSION,
  });
}

/** What a model is converted for, and why. */
export function targetText(
  { models }: Messages,
  target: Backend,
  benchmark: Pick<DeviceBenchmark, 'matmuls'> | null,
): string {
  const gain = (benchmark && gainOfGpu(benchmark)) ?? 1;
  const factor = target === 'webgpu' ? gain : 1 / gain;
  return factor <= 1 + ALIKE
    ? models.review.target({ target })
    : models.review.targetFaster({ target, factor });
}

function rounded(count: number): number {
  return Number(count.toPrecision(2));
}

/** Why the demo model runs on a backend, in a sentence. */
export function backendText(
  { models }: Messages,
  { webgpu: gpu, wasm: cpu }: Readonly<Record<Backend, number>>,
  backend: Backend,
): string {
  const { throughput } = models.badge;
  if (backend === 'wasm') return throughput.cpu({ gpu, cpu });
  return gpu <= cpu ? throughput.gpu({ gpu, cpu }) : throughput.alike({ gpu, cpu });
}
