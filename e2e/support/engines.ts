/** Engines of a run, which are workers of the caption worker. */
import type { CDPSession, Page } from '@playwright/test';
import { CAPTION_ALONE } from '../../core/protocol/index.ts';

async function withBrowserSession<T>(page: Page, job: (session: CDPSession) => Promise<T>): Promise<T> {
  const session = await page.context().browser()!.newBrowserCDPSession();
  try {
    return await job(session);
  } finally {
    await session.detach();
  }
}

/** Ids of their targets. */
export function extraEngines(page: Page): Promise<string[]> {
  return withBrowserSession(page, async (session) => {
    const { targetInfos } = await session.send('Target.getTargets');
    return targetInfos
      .filter(({ type, title }) => type === 'worker' && title === CAPTION_ALONE)
      .map(({ targetId }) => targetId);
  });
}

/** Has an error in it that nothing catches. */
export function crashEngine(page: Page, targetId: string): Promise<void> {
  return withBrowserSession(page, async (session) => {
    const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false });
    const answered = new Promise((resolve) => session.once('Target.receivedMessageFromTarget', resolve));
    const expression = `setTimeout(() => { throw new Error('injected crash'); })`;
    const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } });
    await session.send('Target.sendMessageToTarget', { sessionId, message });
    await answered;
  });
}
