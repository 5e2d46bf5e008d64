/** Firefox now and then blocks a worker for ever in the constructor of a nested one. Here it always does. */
import { createHash } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { FAULTS } from '../support/faults';
import { sample } from '../support/samples';
import { StaticHost } from '../support/static-host';
import { EngineApp } from './app';
import { FIREFOX } from './puppeteer';

const missing = FIREFOX.missing();

for (const fault of ['blockedPictureThread', 'blockedProbe', 'blockedRuntime'] as const) {
  test(`Firefox captions after it blocked a worker that started a thread (${fault})`, async () => {
    test.skip(missing !== null, missing ?? '');
    const host = await StaticHost.start('/');
    breakCaptionWorker(host, fault);
    const page = await FIREFOX.launch();
    try {
      const app = new EngineApp(page);
      await app.open(host.url);
      expect(await app.backend()).toContain('1 thread');
      expect(await app.caption(sample('01.webp'))).toHaveLength(3);
      expect(await app.textOf('body')).toContain('one does all the work');
    } finally {
      await page.close();
      await host.stop();
    }
  });
}

/** The service worker takes the caption worker with the fault for whole. */
function breakCaptionWorker(host: StaticHost, fault: keyof typeof FAULTS): void {
  const name = StaticHost.assets().find((each) => each.includes('/caption.worker-')) ?? '';
  const whole = StaticHost.built(name);
  const broken = FAULTS[fault] + whole;
  host.changed.set(name, broken);
  host.changed.set('sw.js', StaticHost.built('sw.js').replace(sha256(whole), sha256(broken)));
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
