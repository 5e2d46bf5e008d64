import type { Locator } from '@playwright/test';

/** Milliseconds. */
const PATIENCE = 60_000;

/**
 * Does something that makes a text appear for a moment only, which looks at intervals may miss: here every frame is
 * looked at, from before it is done.
 * @param where an element that stays meanwhile
 * @throws if the text is never in it
 */
export async function glimpse(where: Locator, text: string, action: () => Promise<unknown>): Promise<void> {
  const element = await where.elementHandle();
  const isShown = ([shown, sought]: readonly [Element | null, string]) => shown?.textContent.includes(sought);
  const seen = where
    .page()
    .waitForFunction(isShown, [element, text] as const, { polling: 'raf', timeout: PATIENCE })
    .catch((cause) => {
      throw new Error(`“${text}” was never seen.`, { cause });
    });
  await Promise.all([seen, action()]);
}
