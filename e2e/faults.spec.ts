import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Locator } from '@playwright/test';
import { expect, test } from './fixtures';
import type { BlipscopeApp } from './pages/app';
import { countEngines, crashGpu, type FAULTS, injectFault } from './support/faults';
import { glimpse } from './support/glimpse';
import { sample } from './support/samples';

const [FIRST, SECOND] = [sample('01.webp'), sample('02.webp')];
/** A GPU that the CPU imitates takes its time, and after a fault takes it again. */
const PATIENT = { timeout: 500_000 };

interface Fault {
  what: string;
  fault: keyof typeof FAULTS;
  /** What becomes of the picture that was captioned; the one after it, which was being read, is captioned. */
  outcome: 'captioned' | RegExp;
}

const WHILE_CAPTIONING: readonly Fault[] = [
  { what: 'a worker that crashes', fault: 'crash', outcome: 'captioned' },
  {
    what: 'a runtime that traps',
    fault: 'trap',
    outcome: 'captioned',
  },
  { what: 'memory that is used up', fault: 'memory', outcome: /There is not enough memory/ },
  {
    what: 'a thread that cannot read pictures',
    fault: 'pictureThread',
    outcome: 'captioned',
  },
];

/** Fault and outcome, printed at the end. */
const outcomes: string[] = ['| fault | what the person sees |', '| --- | --- |'];
test.afterAll(() => console.log(`\n${outcomes.join('\n')}\n`));

async function saidBy(what: Locator): Promise<string> {
  return (await what.allInnerTexts()).join(' ').replaceAll(/\s+/g, ' ');
}

async function outcomeOf(app: BlipscopeApp, outcome: Fault['outcome'], patience = {}): Promise<string> {
  if (outcome === 'captioned') {
    await expect(app.inStrip(FIRST, 'done')).toBeVisible(patience);
    return `the picture is captioned: “${(await app.captions.finished(3))[0]}”`;
  }
  await expect(app.inStrip(FIRST, 'failed')).toBeVisible(patience);
  await expect(app.captions.trouble).toContainText(outcome);
  return saidBy(app.captions.trouble);
}

for (const { what, fault, outcome } of WHILE_CAPTIONING) {
  const ends = outcome === 'captioned' ? 'the picture is captioned' : 'that is said';
  test(`${what} while a picture is captioned and the next is read: ${ends}, and the next is captioned`, async ({
    app,
    page,
  }) => {
    await injectFault(page, fault);
    await app.open('wasm');
    await app.choose(FIRST, SECOND);
    const seen = await outcomeOf(app, outcome);
    await expect(app.inStrip(SECOND, 'done')).toBeVisible();
    outcomes.push(`| ${what} | ${seen}; the next picture is captioned |`);
  });
}

test('a run that hangs is cancelled by its person, and the next picture is captioned by a fresh engine', async ({
  app,
  page,
}) => {
  await injectFault(page, 'hang');
  await app.open('wasm');
  await app.choose(FIRST, SECOND);
  await expect(app.captions.words().first()).toBeVisible();
  await app.captions.cancelButton.click();
  await expect(app.inStrip(FIRST, 'cancelled')).toBeVisible();
  await expect(app.inStrip(SECOND, 'done')).toBeVisible();
  outcomes.push('| a run that hangs, cancelled | partial words stay; the next picture is captioned |');
});

test('a run that hangs while nobody looks is found out, and begins again', async ({ app, page }) => {
  await page.clock.install();
  await injectFault(page, 'hang');
  await app.open('wasm');
  await app.choose(FIRST, SECOND);
  await expect(app.captions.words().first()).toBeVisible();
  const fresh = countEngines(page);
  // The page counts the silence in parts. Time is not hurried on for the engine that follows.
  await expect(async () => {
    await page.clock.fastForward(60_000);
    expect(fresh()).toBe(1);
  }).toPass();
  await expect(app.inStrip(FIRST, 'done')).toBeVisible();
  await expect(app.inStrip(SECOND, 'done')).toBeVisible();
  outcomes.push(
    '| a run that hangs, left alone | after two minutes the picture is captioned anew; so is the next |',
  );
});

test('a heap that cannot grow at all is reported in place of the model, with a recovery action', async ({
  app,
  page,
}) => {
  await injectFault(page, 'noMemory');
  await app.open('wasm');
  const notice = page.getByRole('alert').filter({ hasText: 'No model is loaded.' });
  await expect(notice).toContainText('memory');
  const said = await saidBy(notice);
  await app.choose(FIRST);
  await page.getByRole('button', { name: 'Load the model' }).click();
  await expect(app.inStrip(FIRST, 'done')).toBeVisible();
  outcomes.push(`| no memory for the model | ${said}; loaded again, the picture is captioned |`);
});

test('threads that do not start are done without, for the rest of the visit, and that is said', async ({
  app,
  page,
}) => {
  await injectFault(page, 'runtimeThreads');
  await app.open('wasm');
  await app.choose(FIRST);
  await expect(app.inStrip(FIRST, 'done')).toBeVisible();
  const notice = page.getByRole('status').filter({ hasText: 'only slower' });
  await expect(notice).toContainText('one does all the work');
  // The second engine's threads would start: it is asked to do without.
  await expect(app.backend).toContainText('1 thread');
  const [device, said] = [await saidBy(app.backend), await saidBy(notice)];
  outcomes.push(`| the runtime’s threads die | the picture is captioned, on ${device}; ${said} |`);
});

for (const fault of ['blockedPictureThread', 'blockedProbe', 'blockedRuntime'] as const) {
  test(`an engine that is blocked while it starts a thread (${fault}) is replaced by one without threads`, async ({
    app,
    page,
  }) => {
    await injectFault(page, fault);
    await app.open('wasm');
    await glimpse(page.locator('body'), 'could not start its threads', () => app.choose(FIRST));
    await expect(app.inStrip(FIRST, 'done')).toBeVisible();
    await expect(app.backend).toContainText('1 thread');
    const notice = page.getByRole('status').filter({ hasText: 'only slower' });
    outcomes.push(`| ${fault} | the picture is captioned; ${await saidBy(notice)} |`);
  });
}

test('a run of a folder whose reading thread blocks the engine goes on without threads, with every picture', async ({
  app,
  page,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'blipscope-blocked-'));
  for (const path of [FIRST, SECOND]) copyFileSync(path, join(folder, basename(path)));
  await injectFault(page, 'blockedReadingThread');
  await app.open('wasm');
  await app.folder.choose(folder);
  await glimpse(app.folder.bar, 'could not start its threads', () => app.folder.start());
  await expect(app.folder.bar).toContainText('2 of 2 pictures');
  await expect(app.folder.bar).not.toContainText('failed');
  await expect(app.folder.bar).toContainText('one does all the work');
  rmSync(folder, { recursive: true });
});

test('a GPU whose memory is used up: that is said, and with one caption a fresh engine goes on', async ({
  app,
  page,
}) => {
  test.slow(true, 'without a GPU, WebGPU is computed by the CPU');
  await injectFault(page, 'gpuMemory');
  await app.open('webgpu');
  await app.choose(FIRST);
  const seen = await outcomeOf(app, /The GPU ran out of memory/, PATIENT);
  await app.captions.trouble.getByRole('button', { name: 'Try with one caption' }).click();
  await expect(app.inStrip(FIRST, 'done')).toBeVisible(PATIENT);
  const [caption] = await app.captions.finished(1);
  const device = await saidBy(app.backend);
  outcomes.push(`| the GPU’s memory is used up | ${seen}: “${caption}”, on ${device} |`);
});

test('a GPU that goes away takes no picture with it', async ({ app, page }) => {
  test.slow(true, 'without a GPU, WebGPU is computed by the CPU');
  await app.open('webgpu');
  await page.getByRole('slider', { name: 'How many captions' }).press('Home');
  await app.choose(FIRST, SECOND);
  await expect(app.captions.words().first()).toBeVisible(PATIENT);
  await crashGpu(page);
  await expect(app.inStrip(FIRST, 'done')).toBeVisible(PATIENT);
  await expect(app.inStrip(SECOND, 'done')).toBeVisible(PATIENT);
  const device = await saidBy(app.backend);
  outcomes.push(`| the GPU’s process crashes | both pictures are captioned, on ${device} |`);
});
