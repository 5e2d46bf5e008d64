/** Measures the engine on onnxruntime-node. */
import { execFileSync } from 'node:child_process';
import type { SubjectReport, Waits } from '../../app/features/bench/report';
import { openModel } from '../../cli/model.ts';
import { readPicture } from '../../cli/picture-files.ts';
import type { BenchAmounts } from '../../core/protocol/index.ts';
import type { EngineOptions } from '../../workers/engine/index.ts';
import { preprocess } from '../../workers/image/index.ts';
import { engineSubject } from '../../workers/measure/engine-subject.ts';
import { measureAll } from '../../workers/measure/measure.ts';
import { promptIds, type Subject } from '../../workers/measure/subject.ts';
import { ROOT } from './site.ts';

interface Loaded {
  subject: Subject;
  options: EngineOptions;
  loadMs: number;
  warmUpMs: number;
}

async function load(folder: string): Promise<Loaded> {
  const start = performance.now();
  const options = await openModel({ model: folder }, new AbortController().signal);
  const subject = await engineSubject(options);
  const loaded = performance.now();
  await subject.warmUp();
  const end = performance.now();
  return { subject, options, loadMs: end - start, warmUpMs: end - loaded };
}

/** Every part, with the model of a bundle's folder. */
export async function measureInNode(
  folder: string,
  amounts: BenchAmounts,
  pictures: readonly string[],
): Promise<Pick<SubjectReport, 'measured' | 'loadAgainMs'>> {
  const { subject, options, loadMs, warmUpMs } = await load(folder);
  const { image, source, dtype, files } = subject.manifest;
  const { times, captions } = await measureAll(subject, {
    amounts,
    prompt: promptIds(options),
    pixels: async (index) => preprocess(await readPicture(pictures[index % pictures.length]!), image),
    progress: () => {},
    signal: new AbortController().signal,
  });
  const again = await load(folder);
  await again.subject.dispose();
  const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
  const model = { id: source.id, dtype, bytes };
  const fixed = { device: 'onnxruntime-node', fp32FallbackReason: null, wasmBytes: null };
  return { measured: { model, loadMs, warmUpMs, times, captions, ...fixed }, loadAgainMs: again.loadMs };
}

/** The command line's own times. The first picture warms up and is not counted. */
export function waitInNode(folder: string, pictures: readonly string[]): Waits {
  const command = ['tsx', 'cli/main.ts', 'caption', ...pictures, '--model', folder, '--json'];
  const output = execFileSync('npx', command, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1e9 });
  const lines = output.trim().split('\n').slice(1);
  const times: { firstToken: number; total: number }[] = lines.map((line) => JSON.parse(line).ms);
  return {
    firstWord: times.map(({ firstToken }) => firstToken),
    threeCaptions: times.map(({ total }) => total),
  };
}
