/**
 * What a dtype costs: for every target and dtype the bundle's size, and how far its answers are from fp32's.
 *
 *   npx tsx bench/dtypes.ts CHECKPOINT [--targets node,wasm,webgpu] [--dtypes fp16,q8,q4]
 *     [--pictures FOLDER | --noise] [--count 24] [--threads N] [--out FILE.json]
 *
 * CHECKPOINT is a folder in the hub's layout: a captioner (divergence of next-token distributions, identical
 * greedy captions), a matcher (decisions), or a captioner with its matcher in `matcher/` (both). Pictures are the
 * app's samples unless told otherwise; beside a truth.json, as the demo's scenes have it, texts are of the scenes.
 * Every bundle's graphs run on onnxruntime-node, which has all their operators; what a GPU rounds otherwise is not
 * seen here.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Dtype, Target } from '../core/manifest/manifest.ts';
import { requireDtype, UnsupportedDtypeError } from '../model-export/index.ts';
import { dropBundle, type Made, makeBundle, onNode } from './support/bundles.ts';
import { agreeOnCaptions, type CaptionAgreement, speak } from './support/captioner.ts';
import { agreeOnMatches, judge, type MatchAgreement } from './support/matcher.ts';
import { noisePictures, picturesOf, type ReadPicture } from './support/pictures.ts';
import { markdownTable } from './support/table.ts';
import { ANY_TEXTS, textsOf } from './support/texts.ts';

const SAMPLES = path.join(import.meta.dirname, '../public/samples');

interface Row {
  dtype: Dtype;
  /** Those whose bundles are the same to the byte share a row. */
  targets: Target[];
  bytes: number;
  captions: CaptionAgreement | null;
  matches: MatchAgreement | null;
}

interface Settings {
  checkpoint: string;
  targets: Target[];
  dtypes: Dtype[];
  pictures: ReadPicture[];
  /** For a matcher, parallel to the pictures. */
  texts: (readonly string[])[];
  threads: number | undefined;
}

type Compare = (made: Made) => Promise<Pick<Row, 'captions' | 'matches'>>;

/** Bundles one after the other, so that no more than two are on the disk. */
async function measure(settings: Settings): Promise<Row[]> {
  const work = await mkdtemp(path.join(tmpdir(), 'blipscope-dtypes-'));
  try {
    const reference = await makeBundle(settings.checkpoint, work, 'node', 'fp32');
    const compare = await comparison(reference, settings);
    const rows: Row[] = [
      {
        dtype: 'fp32',
        targets: [...settings.targets],
        bytes: reference.bytes,
        captions: null,
        matches: null,
      },
    ];
    await dropBundle(reference);
    const measured = new Map<string, Row>();
    for (const [target, dtype] of pairs(settings)) {
      const made = await makeBundle(settings.checkpoint, work, target, dtype);
      const identity = JSON.stringify(made.manifest.files);
      const twin = measured.get(identity);
      if (twin?.dtype === dtype) twin.targets.push(target);
      else {
        const { captions, matches } = twin ?? (await compare(made));
        const row = { dtype, targets: [target], bytes: made.bytes, captions, matches };
        measured.set(identity, row);
        rows.push(row);
        console.error(cells(row).join('  '));
      }
      await dropBundle(made);
    }
    return rows;
  } finally {
    await rm(work, { recursive: true });
  }
}

async function comparison(reference: Made, { pictures, texts, threads }: Settings): Promise<Compare> {
  const options = await onNode(reference, threads);
  const { capabilities } = reference.manifest;
  const spoken = capabilities.includes('caption') ? await speak(options, pictures) : null;
  const judged = capabilities.includes('match') ? await judge(options, pictures, texts) : null;
  if (!spoken && !judged) throw new Error('The checkpoint is neither a captioner nor a matcher.');
  return async (made) => {
    const own = await onNode(made, threads);
    return {
      captions: spoken && (await agreeOnCaptions(own, pictures, spoken)),
      matches: judged && agreeOnMatches(await judge(own, pictures, texts), judged),
    };
  };
}

function pairs({ targets, dtypes }: Settings): [Target, Dtype][] {
  return dtypes.flatMap((dtype) =>
    targets.filter((target) => runs(dtype, target)).map((target): [Target, Dtype] => [target, dtype]),
  );
}

function runs(dtype: Dtype, target: Target): boolean {
  try {
    requireDtype(dtype, target);
    return true;
  } catch (error) {
    if (error instanceof UnsupportedDtypeError) return false;
    throw error;
  }
}

const share = (part: number, whole: number) => `${part} of ${whole} (${((100 * part) / whole).toFixed(1)} %)`;
const short = (value: number) => value.toExponential(1);

function cells({ dtype, targets, bytes, captions, matches }: Row): string[] {
  const made = [dtype, targets.join(', '), `${(bytes / 1e6).toFixed(1)} MB`];
  if (captions) {
    const { klMean, klMax, identical, compared } = captions;
    made.push(short(klMean), short(klMax), share(identical, compared));
  }
  if (matches) {
    const { agreed, compared, meanDifference, largestDifference, largestCosineDifference } = matches;
    made.push(share(agreed, compared), short(meanDifference), short(largestDifference));
    made.push(short(largestCosineDifference));
  }
  return made;
}

const CAPTION_COLUMNS = ['KL mean, nats', 'KL largest', 'identical greedy captions'];
const MATCH_COLUMNS = ['same decision', 'mean Δp', 'largest Δp', 'largest Δcosine'];

function table(rows: Row[]): string {
  const head = [
    ...['dtype', 'for', 'bundle'],
    ...(rows.some(({ captions }) => captions) ? CAPTION_COLUMNS : []),
    ...(rows.some(({ matches }) => matches) ? MATCH_COLUMNS : []),
  ];
  const body = rows.map((row) => head.map((_, column) => cells(row)[column] ?? ''));
  return markdownTable(head, body);
}

function listed<T extends string>(option: string, text: string, known: readonly T[]): T[] {
  return text.split(',').map((name) => {
    const found = known.find((each) => each === name);
    if (!found) throw new Error(`${option}: "${name}" is none of ${known.join(', ')}.`);
    return found;
  });
}

type Asked = Pick<Settings, 'pictures' | 'texts'>;

function noise(count: number): Asked {
  const pictures = noisePictures(count);
  return { pictures, texts: pictures.map(() => ANY_TEXTS) };
}

async function picturesAndTexts(folder: string, count: number): Promise<Asked> {
  return { pictures: await picturesOf(folder, count), texts: await textsOf(folder, count) };
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      targets: { type: 'string', default: 'node,wasm,webgpu' },
      dtypes: { type: 'string', default: 'fp16,q8,q4' },
      pictures: { type: 'string', default: SAMPLES },
      noise: { type: 'boolean', default: false },
      count: { type: 'string', default: '24' },
      threads: { type: 'string' },
      out: { type: 'string' },
    },
  });
  const [checkpoint] = positionals;
  if (!checkpoint) throw new Error('Name a checkpoint folder: npx tsx bench/dtypes.ts CHECKPOINT');
  const count = Number(values.count);
  const rows = await measure({
    checkpoint,
    targets: listed('--targets', values.targets, ['node', 'wasm', 'webgpu'] as const),
    dtypes: listed('--dtypes', values.dtypes, ['fp16', 'q8', 'q4'] as const),
    ...(values.noise ? noise(count) : await picturesAndTexts(values.pictures, count)),
    threads: values.threads === undefined ? undefined : Number(values.threads),
  });
  console.log(table(rows));
  if (values.out) await writeFile(values.out, `${JSON.stringify(rows, null, 2)}\n`);
}

await main();
