/**
 * Measures our engine on onnxruntime-node, in a process of its own: prints the report of one subject as JSON.
 *
 *   npx tsx bench/in-node.ts BUNDLE AMOUNTS_JSON
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { NOT_MEASURED, type SubjectReport } from '../app/features/bench/report';
import { openBundle } from '../cli/bundle.ts';
import { readPicture } from '../cli/picture-files.ts';
import { nodeRuntime } from '../cli/runtime.ts';
import type { BenchAmounts } from '../core/protocol/index.ts';
import type { EngineOptions } from '../workers/engine/index.ts';
import { preprocess } from '../workers/image/index.ts';
import { engineSubject } from '../workers/measure/engine-subject.ts';
import { type MeasureOptions, measureAll } from '../workers/measure/measure.ts';
import { promptIds, type Subject } from '../workers/measure/subject.ts';
import { createTokenizer } from '../workers/text/index.ts';

const SAMPLES = path.join(import.meta.dirname, '../public/samples');

interface Loaded {
  subject: Subject;
  options: EngineOptions;
  loadMs: number;
  warmUpMs: number;
}

async function load(folder: string): Promise<Loaded> {
  const start = performance.now();
  const bundle = await openBundle(folder);
  const { text } = bundle.manifest;
  const json: unknown = JSON.parse(new TextDecoder().decode(await bundle.read(text.tokenizer)));
  const tokenizer = createTokenizer(json, text);
  const options: EngineOptions = { runtime: nodeRuntime(undefined), bundle, tokenizer, backend: 'cpu' };
  const subject = await engineSubject(options);
  const loaded = performance.now();
  await subject.warmUp();
  const end = performance.now();
  return { subject, options, loadMs: end - start, warmUpMs: end - loaded };
}

function samples(): string[] {
  const listed: { file: string }[] = JSON.parse(readFileSync(path.join(SAMPLES, 'samples.json'), 'utf8'));
  return listed.map(({ file }) => path.join(SAMPLES, file));
}

const [folder, amountsJson] = process.argv.slice(2);
if (!folder || !amountsJson) throw new Error('usage: in-node.ts BUNDLE AMOUNTS_JSON');
const amounts: BenchAmounts = JSON.parse(amountsJson);
const { subject, options, loadMs, warmUpMs } = await load(folder);
const { image, source, dtype, files } = subject.manifest;
const pictures = samples();
const measuring: MeasureOptions = {
  amounts,
  prompt: promptIds(options),
  pixels: async (index) => preprocess(await readPicture(pictures[index % pictures.length]!), image),
  progress: () => {},
  signal: new AbortController().signal,
};
const measured = await measureAll(subject, measuring);
const again = await load(folder);
await again.subject.dispose();
const report: SubjectReport = {
  kind: 'node',
  backend: 'cpu',
  ...NOT_MEASURED,
  measured: {
    model: { id: source.id, dtype, bytes: Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0) },
    device: 'onnxruntime-node',
    loadMs,
    warmUpMs,
    fp32FallbackReason: subject.fp32FallbackReason,
    ...measured,
    wasmBytes: null,
  },
  loadAgainMs: again.loadMs,
};
console.log(JSON.stringify(report));
