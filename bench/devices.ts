/**
 * Captions of the demo model on every device of onnxruntime-node that this machine has: how many have the token ids of the
 * CPU's, and how long they take. Devices are not checked first, so that a wrong one is measured too.
 *
 *   npx tsx bench/devices.ts [--devices webgpu,cuda] [--dtype fp32] [--pictures 3] [--attention-on-cpu]
 *
 * `--attention-on-cpu` runs the image encoder's attention on the CPU, for WebGPU drivers that compute it wrongly.
 */
import { markdownTable } from '../app/features/bench/tables';
import { reasonOfRuntime } from '../cli/device/devices.ts';
import { largestDifference } from '../cli/device/probe.ts';
import { openWith } from '../cli/model.ts';
import * as ort from '../cli/onnxruntime.ts';
import { readPicture } from '../cli/picture-files.ts';
import type { Dtype } from '../core/dtypes.ts';
import { sample, sampleNames } from '../e2e/support/samples.ts';
import { createEngine, type EngineOptions } from '../workers/engine/index.ts';
import { preprocess } from '../workers/image/index.ts';
import { checkpointOf, makeBundle } from './support/checkpoint.ts';
import { integer, readOptions } from './support/options.ts';

const { values } = readOptions(import.meta.filename, {
  devices: { type: 'string' },
  model: { type: 'string', default: 'demo' },
  dtype: { type: 'string', default: 'fp32' },
  pictures: { type: 'string', default: '3' },
  'attention-on-cpu': { type: 'boolean', default: false },
});
const NAMES = sampleNames().slice(0, integer('pictures', values.pictures));
const { signal } = new AbortController();

const model = await makeBundle(await checkpointOf(values.model), 'node', values.dtype as Dtype);
const onCpu = await openWith({ model, device: 'cpu' }, signal);
const { manifest } = onCpu.bundle;
const pixels = await Promise.all(
  NAMES.map(async (name) => preprocess(await readPicture(sample(name)), manifest.image)),
);

/** With the device's own options, which the command line does not set. */
function optionsFor(device: string): EngineOptions {
  const attention = Array.from(
    { length: manifest.architecture.vision.layers },
    (_, layer) => `vision_model.encoder.layers.${layer}.self_attn/MultiHeadAttention`,
  );
  const forced = device === 'webgpu' && values['attention-on-cpu'];
  const provider = forced ? { name: device, forceCpuNodeNames: attention } : device;
  const createFromFile = (path: string, options?: ort.InferenceSession.SessionOptions) =>
    ort.InferenceSession.create(path, { ...options, logSeverityLevel: 3, executionProviders: [provider] });
  return { ...onCpu, runtime: { ...onCpu.runtime, createFromFile } };
}

interface Measured {
  embeds: Float32Array[];
  ids: string[];
  encodeMs: number;
  captionMs: number;
}

/** Of three sampled captions each. The first picture warms up. */
async function measure(options: EngineOptions): Promise<Measured> {
  const engine = await createEngine(options);
  const measured: Measured = { embeds: [], ids: [], encodeMs: 0, captionMs: 0 };
  const settings = { ...manifest.generation, method: 'nucleus' as const, seed: 7 };
  for (const each of [pixels[0]!, ...pixels]) {
    const start = performance.now();
    const image = await engine.encode(each);
    const encoded = performance.now();
    const [captions] = await engine.captionPictures([{ image, seed: 7 }], settings);
    measured.encodeMs = encoded - start;
    measured.captionMs = performance.now() - encoded;
    measured.embeds.push(Float32Array.from(image.imageEmbeds.data as Float32Array));
    measured.ids.push(captions!.map(({ tokenIds }) => tokenIds.join()).join(' '));
    image.dispose();
  }
  await engine.dispose();
  measured.embeds.shift();
  measured.ids.shift();
  return measured;
}

function row(device: string, own: Measured, cpu: Measured): string[] {
  const differences = own.embeds.map((each, index) => largestDifference(cpu.embeds[index]!, each).difference);
  const equal = own.ids.filter((ids, index) => ids === cpu.ids[index]).length;
  const difference = Math.max(...differences).toExponential(1);
  return [
    device,
    difference,
    `${equal} of ${own.ids.length}`,
    own.encodeMs.toFixed(0),
    own.captionMs.toFixed(0),
  ];
}

const all = ort.listSupportedBackends().map(({ name }) => name);
const devices = values.devices?.split(',') ?? all.filter((name) => name !== 'cpu');
const cpu = await measure(onCpu);
const rows = [row('cpu', cpu, cpu)];
for (const device of devices) {
  try {
    rows.push(row(device, await measure(optionsFor(device)), cpu));
  } catch (error) {
    rows.push([device, reasonOfRuntime(error), '', '', '']);
  }
}
console.log(
  markdownTable(
    ['device', 'largest difference of image_embeds', 'same captions', 'encode, ms', 'captions, ms'],
    rows,
  ),
);
