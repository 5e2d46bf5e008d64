/**
 * The engine on a GPU without a browser: onnxruntime-web's WebGPU build in Node, on Dawn. Times of a picture's
 * encoding, of a decoder step and of a picture's captions, each beside onnxruntime-node's of the same bundle, and
 * whether both say the same: greedy and seeded captions, token for token.
 *
 *   npm install --no-save webgpu@0.6.2
 *   npx tsx bench/dawn.ts [--checkpoint DIR] [--dtypes fp32,q8] [--pictures 3] [--runs 5] [--threads 2] [--out FILE.json]
 *
 * Any Vulkan, Metal or Direct3D 12 driver serves. Where there is no GPU, Chromium's own SwiftShader does:
 *
 *   LD_LIBRARY_PATH=/usr/lib/chromium VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json \
 *     npx tsx bench/dawn.ts --dtypes fp32 --pictures 1 --runs 1
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { CHECKPOINT } from '../cli/demo.ts';
import type { Dtype } from '../core/manifest/manifest.ts';
import type { EngineOptions } from '../workers/engine/index.ts';
import { watchGpu } from '../workers/runtime/gpu.ts';
import { makeBundle, onNode } from './support/bundles.ts';
import { type OpenDawn, openDawn } from './support/dawn.ts';
import { type Paces, paceOf } from './support/pace.ts';
import { picturesOf, type ReadPicture } from './support/pictures.ts';
import { markdownTable } from './support/table.ts';

const DTYPES: readonly Dtype[] = ['fp32', 'fp16', 'q8', 'q4'];
const SAMPLES = path.join(import.meta.dirname, '../public/samples');

interface Measured {
  dtype: Dtype;
  webgpu: Paces;
  node: Paces;
  /** Captions that are, token for token, the same on both. */
  identical: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      checkpoint: { type: 'string', default: CHECKPOINT },
      dtypes: { type: 'string', default: 'fp32,q8' },
      pictures: { type: 'string', default: '3' },
      runs: { type: 'string', default: '5' },
      threads: { type: 'string' },
      out: { type: 'string' },
    },
  });
  const dawn = await openDawn();
  console.log(`${dawn.name}\n`);
  const pictures = await picturesOf(SAMPLES, Number(values.pictures));
  const work = await mkdtemp(path.join(tmpdir(), 'blipscope-dawn-'));
  const threads = values.threads === undefined ? undefined : Number(values.threads);
  const rows: Measured[] = [];
  try {
    for (const dtype of readDtypes(values.dtypes)) {
      const made = await makeBundle(values.checkpoint, work, 'webgpu', dtype);
      const options = await onNode(made, threads);
      rows.push(await measure(dtype, options, dawn, { pictures, runs: Number(values.runs) }));
    }
  } finally {
    await rm(work, { recursive: true });
    dawn.close();
  }
  console.log(table(rows));
  if (values.out) await writeFile(values.out, JSON.stringify({ gpu: dawn.name, rows }, null, 2));
}

function readDtypes(text: string): Dtype[] {
  return text.split(',').map((name) => {
    const dtype = DTYPES.find((each) => each === name);
    if (!dtype) throw new Error(`--dtypes has ${name}; there are ${DTYPES.join(', ')}.`);
    return dtype;
  });
}

async function measure(
  dtype: Dtype,
  options: EngineOptions,
  { ort, execution }: OpenDawn,
  work: { pictures: readonly ReadPicture[]; runs: number },
): Promise<Measured> {
  const { bundle, tokenizer } = options;
  const onGpu = { ...execution, runtime: ort, bundle, tokenizer };
  const webgpu = await watchGpu(execution.device, () => paceOf(onGpu, work));
  const node = await paceOf(options, work);
  const identical = webgpu.captions.filter((ids, index) => ids.join() === node.captions[index]!.join());
  return { dtype, webgpu, node, identical: identical.length };
}

const COLUMNS = ['loadMs', 'encodeMs', 'stepMs', 'captionsMs'] as const satisfies (keyof Paces)[];
const HEAD = ['dtype', 'on', 'load, ms', 'encode, ms', 'step of 3 captions, ms', '3 captions, ms'];

function table(rows: readonly Measured[]): string {
  const cells = (paces: Paces) => COLUMNS.map((column) => paces[column].toFixed(1));
  return markdownTable(
    [...HEAD, 'identical captions'],
    rows.flatMap(({ dtype, webgpu, node, identical }) => [
      [dtype, 'Dawn', ...cells(webgpu), `${identical} of ${webgpu.captions.length}`],
      [dtype, 'onnxruntime-node', ...cells(node), ''],
    ]),
  );
}

await main();
