/** For tests: the demo model, and PyTorch's maps of it (`reference/make/demo_maps.py`). */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ExplainSource } from '../../core/explain.ts';
import type { BundleManifest } from '../../core/manifest/manifest.ts';
import { readSafetensors } from '../checkpoint/safetensors.ts';
import { bytesSource } from '../io/byte-source.ts';
import { filesNamed, REFERENCE } from './memory.ts';
import { type ExportedBundle, exportedFiles, readReference, readTensors } from './reference.ts';

const CHECKPOINT = path.join(REFERENCE, '../demo-model/checkpoint');
const VALUES = 'demo-maps';

/** A text with PyTorch's maps. */
export interface DemoText {
  source: ExplainSource;
  key: string;
  picture: string;
  text: string;
  /** Start token and end token included. */
  ids: number[];
  /** For captions: one per id but the first. */
  tokenLogProbs?: number[];
  /** For matches. */
  probability?: number;
  /** [L,T,N − 1], for captions [L,T − 1,N − 1]. */
  gradCam: Float32Array;
  /** Mean over heads, of the same shape. */
  attention: Float32Array;
}

type Described = Omit<DemoText, 'source' | 'gradCam' | 'attention'>;

interface Values {
  /** Hashes of the checkpoint's files, by name. */
  sha256: Record<string, string>;
  captions: Described[];
  matches: Described[];
}

/** The demo model as an fp32 bundle for the CPU, without the answerer, to which no map belongs. */
export function exportedDemo(): Promise<ExportedBundle> {
  const names = readdirSync(CHECKPOINT, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(CHECKPOINT, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((name) => !name.startsWith('answerer/'));
  return exportedFiles(filesNamed(CHECKPOINT, names), 'demo');
}

/**
 * Reads the reference values.
 * @throws {Error} if they belong to another checkpoint
 */
export async function demoTexts(): Promise<DemoText[]> {
  const { sha256, captions, matches } = readReference<Values>(VALUES);
  for (const [name, hash] of Object.entries(sha256)) requireSame(name, hash);
  const tensor = await readTensors(VALUES);
  const withMaps = async (source: DemoText['source'], each: Described): Promise<DemoText> => ({
    ...each,
    source,
    gradCam: await tensor(`${each.key}/grad_cam`),
    attention: await tensor(`${each.key}/attention`),
  });
  return Promise.all([
    ...captions.map((each) => withMaps('caption', each)),
    ...matches.map((each) => withMaps('itm', each)),
  ]);
}

function requireSame(name: string, hash: string): void {
  const found = createHash('sha256')
    .update(readFileSync(path.join(CHECKPOINT, name)))
    .digest('hex');
  if (found === hash) return;
  throw new Error(
    `The values in reference/values/${VALUES}.* are of another ${name} than the demo checkpoint's. ` +
      'Regenerate them: python make_reference.py --demo, in reference.',
  );
}

/** `pixel_values` [1,3,S,S] of one of the pictures. */
export async function demoPixels(picture: string, { mean, std }: BundleManifest['image']) {
  const file = `${VALUES}.safetensors`;
  const bytes = new Uint8Array(readFileSync(path.join(REFERENCE, 'values', file)));
  const tensors = await readSafetensors(bytesSource(bytes), file);
  const rgb = await tensors.find(({ name }) => name === `${picture}/rgb`)!.read();
  const area = rgb.length / 3;
  return Float32Array.from(rgb, (_, index) => {
    const channel = Math.floor(index / area);
    return (rgb[3 * (index % area) + channel]! / 255 - mean[channel]!) / std[channel]!;
  });
}
