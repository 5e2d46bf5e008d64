/** Faults that happen in the caption worker, each once: the worker that follows is whole. */
import type { Page } from '@playwright/test';

const WORKER = /\/assets\/caption\.worker-[\w-]+\.js$/;

/** Runs in the worker before anything else: the fault happens where the third token is about to be told. */
const AT_THIRD_TOKEN = (fault: string) => `
{
  const post = self.postMessage.bind(self);
  let tokens = 0;
  self.postMessage = (message, options) => {
    if (message.payload?.type === 'token' && ++tokens === 3) { ${fault} }
    post(message, options);
  };
}
`;

export const FAULTS = {
  /** An error that nobody caught ends the worker. */
  crash: AT_THIRD_TOKEN(`setTimeout(() => { throw new Error('injected crash'); });`),
  /** What the runtime's C++ says when its heap cannot grow. */
  memory: AT_THIRD_TOKEN(`throw new Error('std::bad_alloc');`),
  /** A module that trapped. */
  trap: AT_THIRD_TOKEN(`throw new WebAssembly.RuntimeError('unreachable');`),
  hang: AT_THIRD_TOKEN('for (;;);'),
  /** The heap cannot grow from the start. */
  noMemory: `
WebAssembly.Memory.prototype.grow = () => { throw new RangeError('WebAssembly.Memory.grow(): injected'); };
`,
  /** The thread that reads pictures dies whenever it starts. */
  pictureThread: `
const Worker = self.Worker;
const broken = URL.createObjectURL(new Blob(["throw new Error('injected')"], { type: 'text/javascript' }));
self.Worker = class extends Worker {
  constructor(url, options) {
    super(options?.name === 'picture' ? broken : url, options);
  }
};
`,
} as const;

/** Has the fault happen in the next caption worker. */
export async function injectFault(page: Page, fault: keyof typeof FAULTS): Promise<void> {
  await page.route(
    WORKER,
    async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: FAULTS[fault] + (await response.text()) });
    },
    { times: 1 },
  );
}

/** Ends the process that the browser computes WebGPU in, and every device with it. */
export async function crashGpu(page: Page): Promise<void> {
  const session = await page.context().browser()!.newBrowserCDPSession();
  await session.send('Browser.crashGpuProcess');
  await session.detach();
}
