/** What is measured, and how much of it. */
import type { BenchAmounts, BenchSubject, InstalledBundle } from '../../../core/protocol';
import type { ModelChoice } from '../models/active/choice';

export interface BenchPlan {
  subjects: BenchSubject[];
  amounts: BenchAmounts;
  /** URLs of pictures. */
  samples: string[];
}

export const QUICK: BenchAmounts = {
  repeats: 3,
  captions: [1, 3, 8],
  batches: [1, 4],
  words: 12,
  pictures: 50,
  folderSeconds: 10,
};
export const THOROUGH: BenchAmounts = { ...QUICK, repeats: 10, folderSeconds: 120 };

export interface Wanted {
  model: ModelChoice;
  thorough: boolean;
  /** Also the demo model without a cache. */
  compare: boolean;
}

export interface Surroundings {
  hasGpu: boolean;
  bundles: readonly InstalledBundle[];
  samples: string[];
  /** The folder of the demo model's bundles, as an absolute URL. */
  demoUrl: string;
}

/** The demo model runs on every backend, an installed one on its own. */
export function planFor({ model, thorough, compare }: Wanted, around: Surroundings): BenchPlan {
  const { samples } = around;
  const subjects = model.kind === 'demo' ? demo(compare, around) : installed(model.key, around);
  return { subjects, amounts: thorough ? THOROUGH : QUICK, samples };
}

function demo(compare: boolean, { hasGpu, demoUrl }: Surroundings): BenchSubject[] {
  const backends = hasGpu ? (['webgpu', 'wasm'] as const) : (['wasm'] as const);
  const subject = (kind: BenchSubject['kind'], url: string) =>
    backends.map((backend): BenchSubject => ({ kind, source: { kind: 'url', url }, backend }));
  return [...subject('engine', demoUrl), ...(compare ? subject('baseline', `${demoUrl}baseline/`) : [])];
}

/** Bundles made for the command line run on the CPU. */
function installed(key: string, { bundles }: Surroundings): BenchSubject[] {
  const isForGpu = bundles.find((bundle) => bundle.key === key)?.target === 'webgpu';
  return [{ kind: 'engine', source: { kind: 'installed', key }, backend: isForGpu ? 'webgpu' : 'wasm' }];
}
