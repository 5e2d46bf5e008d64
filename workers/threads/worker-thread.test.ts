import { expect, test } from 'vitest';
import type { FromWorker, PictureKind } from '../../core/protocol/index.ts';
import { ThreadDied, WorkerThread } from './worker-thread.ts';

class FakeWorker extends EventTarget {
  terminated = false;
  postMessage() {}
  terminate() {
    this.terminated = true;
  }
  say(data: FromWorker) {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
}

const REQUEST = { file: new Blob(), settings: [] };

test('a thread that says it is lost ends, and so do its requests, those that come later too', async () => {
  const worker = new FakeWorker();
  const thread = new WorkerThread<PictureKind>(worker);
  const asked = [thread.request('preparePicture', REQUEST), thread.request('preparePicture', REQUEST)];
  worker.say({ type: 'lost', error: { code: 'worker-crashed', message: 'It broke.', detail: 'Aborted()' } });
  expect(worker.terminated).toBe(true);
  for (const each of asked) await expect(each).rejects.toMatchObject({ cause: 'Aborted()' });
  expect(thread.isDead).toBe(true);
  await expect(thread.request('preparePicture', REQUEST)).rejects.toBeInstanceOf(ThreadDied);
});
