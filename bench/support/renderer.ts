/** What a page's process takes of memory, on Linux. */
import { writeFileSync } from 'node:fs';
import type { Browser } from '@playwright/test';
import { type Memory, memoryOf } from './memory.ts';

/** The renderer that takes most: the one page's. */
export async function rendererMemory(browser: Browser): Promise<Memory> {
  const all = (await rendererIds(browser)).map(memoryOf);
  return all.reduce((most, each) => (each.now > most.now ? each : most));
}

/** Makes every peak start anew from what is taken now. */
export async function resetPeaks(browser: Browser): Promise<void> {
  for (const id of await rendererIds(browser)) writeFileSync(`/proc/${id}/clear_refs`, '5');
}

async function rendererIds(browser: Browser): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}
