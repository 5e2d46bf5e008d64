/** The demo model's captions of the samples are the same on WebGPU, WebAssembly and in Node. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import type { SeededCaptions } from '../../workers/engine/testing/seeded-captions';
import { expect, test } from '../fixtures';
import { sample, sampleNames } from '../support/samples';
import type { CaptionsJob, CaptionsResult, SeededJob, SeededResult } from './jobs';

type Ids = CaptionsResult['ids'];

const REPO = fileURLToPath(new URL('../..', import.meta.url));
const PICTURES = sampleNames();
/** Of the command line's model in fp32. */
let nodeIds: Ids | null = null;
const seeded: SeededCaptions = JSON.parse(
  readFileSync(new URL('../../workers/engine/testing/seeded-captions.json', import.meta.url), 'utf8'),
);

test('greedy captions in q8 are the same on WebAssembly and in Node', async ({ page }, testInfo) => {
  const node = captionsInNode(exportInNode('q8', testInfo.outputPath('demo-q8')));
  await page.goto('/');
  expect(await captionsInPage(page, 'demo-q8', 'wasm')).toEqual(node);
});

/** One load of the model for all: without a GPU, WebGPU is slow. */
for (const backend of ['wasm', 'webgpu'] as const) {
  test(`captions on ${backend} in fp32 are those of Node, and from before any optimisation`, async ({
    page,
  }) => {
    const { pictures, batched, greedy } = await seededInPage(page, 'demo', backend, { greedy: PICTURES });
    expect(pictures).toEqual(seeded.pictures);
    expect(batched, 'of pictures in a batch').toEqual(seeded.pictures.map(({ seeds }) => seeds[0]!.ids));
    nodeIds ??= captionsInNode();
    expect(greedy, 'greedily, in batches').toEqual(nodeIds);
  });
}

/** The demo checkpoint is stored in 16 bits, so fp16 loses nothing. */
test('an fp16 model runs in fp32 on a GPU without fp16', async ({ page }) => {
  const pictures = seeded.pictures.slice(0, 1);
  const written = await seededInPage(page, 'demo-fp16', 'webgpu', { pictures });
  expect(written.pictures).toEqual(pictures);
});

async function seededInPage(
  page: Page,
  model: SeededJob['model'],
  backend: SeededJob['backend'],
  { pictures = seeded.pictures, greedy = [] }: Partial<SeededJob>,
): Promise<SeededResult> {
  await page.goto('/');
  const job = { model, backend, pictures, greedy };
  return page.evaluate((each) => window.__parity.seeded(each), job);
}

async function captionsInPage(
  page: Page,
  model: CaptionsJob['model'],
  backend: CaptionsJob['backend'],
): Promise<Ids> {
  const job = { model, backend, pictures: PICTURES };
  return (await page.evaluate((each) => window.__parity.captions(each), job)).ids;
}

/** The demo model for onnxruntime-node in that dtype; returns the folder. */
function exportInNode(dtype: string, out: string): string {
  blipscope('export', 'demo-model/checkpoint', '--target', 'node', '--dtype', dtype, '--out', out);
  return out;
}

/** The captions of the command line, by default with its demo model in fp32. */
function captionsInNode(model?: string): Ids {
  const named = model ? ['--model', model] : [];
  const output = blipscope('caption', ...PICTURES.map(sample), ...named, '--greedy', '--json');
  const lines: { captions: { tokenIds: number[] }[] }[] = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return Object.fromEntries(PICTURES.map((name, index) => [name, lines[index]?.captions[0]?.tokenIds ?? []]));
}

function blipscope(...command: string[]): string {
  return execFileSync('npm', ['run', '-s', 'blipscope', '--', ...command], {
    cwd: REPO,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
}
