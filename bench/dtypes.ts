/**
 * What a dtype costs: for every target and dtype the bundle's size, and how far its answers are from fp32's.
 *
 *   npx tsx bench/dtypes.ts CHECKPOINT [--pictures FOLDER] [--count 24]
 *
 * CHECKPOINT is a folder in the hub's layout: a captioner (divergence of next-token distributions, identical greedy
 * captions), a matcher (decisions), or a captioner with its matcher in `matcher/` (both). Pictures are the app's samples by
 * default; in a folder with a truth.json, as the demo's scenes have it, texts are those of the scenes. Every bundle runs
 * on onnxruntime-node, so what a GPU rounds differently does not show here.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { markdownTable } from '../app/features/bench/tables';
import { exportFolder } from '../cli/export.ts';
import { type Dtype, supportsDtype, type Target } from '../core/dtypes.ts';
import { disposeAfter } from '../workers/measure/subject.ts';
import { type Answers, answersOf, captionCells, matchCells, type Sample } from './support/agreement.ts';
import { mb } from './support/memory.ts';
import { readOptions } from './support/options.ts';
import { ROOT } from './support/site.ts';
import { readSamples } from './support/texts.ts';

const TARGETS: readonly Target[] = ['node', 'wasm', 'webgpu'];
const DTYPES: readonly Dtype[] = ['fp16', 'q8', 'q4'];
const CAPTION_COLUMNS = ['KL mean, nats', 'KL largest', 'identical greedy captions'];
const MATCH_COLUMNS = ['same decision', 'mean Δp', 'largest Δp', 'largest Δcosine'];

interface Row {
  dtype: Dtype;
  /** Targets whose bundles are equal to the byte share a row. */
  targets: Target[];
  bytes: number;
  answers: Answers | null;
}

/** Makes one bundle after the other, so that only one is on the disk. */
async function measure(checkpoint: string, samples: readonly Sample[]): Promise<[Answers, Row[]]> {
  const [reference, bytes] = await disposeAfter(makeBundle(checkpoint, 'node', 'fp32'), async (bundle) => {
    return [await answersOf(bundle.out, samples, null), bundle.bytes] as const;
  });
  const rows: Row[] = [{ dtype: 'fp32', targets: [...TARGETS], bytes, answers: null }];
  const known = new Map<string, Row>();
  const pairs = DTYPES.flatMap((dtype) => TARGETS.map((target) => ({ dtype, target })));
  for (const { dtype, target } of pairs.filter((pair) => supportsDtype(pair.target, pair.dtype))) {
    await disposeAfter(makeBundle(checkpoint, target, dtype), async ({ out, bytes, manifest }) => {
      const identity = JSON.stringify(manifest.files);
      const twin = known.get(identity);
      if (twin?.dtype === dtype) {
        twin.targets.push(target);
        return;
      }
      const answers = twin?.answers ?? (await answersOf(out, samples, reference));
      const row = { dtype, targets: [target], bytes, answers };
      known.set(identity, row);
      rows.push(row);
      console.error(`${dtype} for ${target}: ${mb(bytes)}`);
    });
  }
  return [reference, rows];
}

/** In a temporary folder. */
async function makeBundle(folder: string, target: Target, dtype: Dtype) {
  const out = await mkdtemp(path.join(tmpdir(), 'blipscope-dtypes-'));
  const { signal } = new AbortController();
  const made = await exportFolder({ folder, id: path.basename(folder), out, target, dtype, signal });
  return { ...made, out, dispose: () => rm(out, { recursive: true }) };
}

const { values, positionals } = readOptions(import.meta.filename, {
  pictures: { type: 'string', default: path.join(ROOT, 'public/samples') },
  count: { type: 'string', default: '24' },
});
const [checkpoint] = positionals;
if (!checkpoint) throw new Error('Name a checkpoint folder: npx tsx bench/dtypes.ts CHECKPOINT');
const [{ captions, matches }, rows] = await measure(
  checkpoint,
  await readSamples(values.pictures, Number(values.count)),
);
const head = [
  ...['dtype', 'for', 'bundle'],
  ...(captions ? CAPTION_COLUMNS : []),
  ...(matches ? MATCH_COLUMNS : []),
];
const body = rows.map(({ dtype, targets, bytes, answers }) => {
  const cells = [dtype, targets.join(', '), mb(bytes)];
  if (captions && answers?.captions) cells.push(...captionCells(answers.captions, captions));
  if (matches && answers?.matches) cells.push(...matchCells(answers.matches, matches));
  return head.map((_, column) => cells[column] ?? '');
});
console.log(markdownTable(head, body));
