import type { Page } from '@playwright/test';
import { expect } from '../fixtures';

/** The host sends no headers: the page reopens once, when the service worker has stored it and takes over. */
export async function isolated(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => crossOriginIsolated).catch(() => false)).toBe(true);
}
