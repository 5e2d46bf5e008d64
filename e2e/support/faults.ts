/** Faults that happen in the caption worker, each once: the next worker works. */
import type { Page } from '@playwright/test';
import { StaticHost } from './static-host';

const WORKER = /\/assets\/caption\.worker-[\w-]+\.js$/;

/** Runs in the worker before anything else: the fault happens where the third token is about to be reported. */
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

/** A script of the page, which needs a document: as a worker it dies at once. */
const PAGE_SCRIPT = StaticHost.assets().find((name) => /^assets\/bench-.*\.js$/.test(name));

/** Workers of that name die when they start. The worker's own script must find `Worker` in `self`, too. */
const broken = (name: string) => `
const Native = self.Worker;
const broken = new URL('/${PAGE_SCRIPT}', self.location);
self.Worker = class extends Native {
  constructor(url, options) {
    super(options?.name === '${name}' ? broken : url, options);
  }
};
`;

/** The worker that starts the `nth` worker of that name is blocked for ever, as Firefox does now and then. */
const blocked = (name: string, nth = 1) => `
const Native = self.Worker;
let started = 0;
self.Worker = class extends Native {
  constructor(url, options) {
    if (options?.name === '${name}' && ++started === ${nth}) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    }
    super(url, options);
  }
};
`;

export const FAULTS = {
  /** An error that nobody caught ends the worker. */
  crash: AT_THIRD_TOKEN(`setTimeout(() => { throw new Error('injected crash'); });`),
  /** What the runtime's C++ says when its heap cannot grow. */
  memory: AT_THIRD_TOKEN(`throw new Error('std::bad_alloc');`),
  /** More is asked of the GPU's memory than there is. */
  gpuMemory: `
let device;
const { requestDevice } = GPUAdapter.prototype;
GPUAdapter.prototype.requestDevice = async function (descriptor) {
  device = await requestDevice.call(this, descriptor);
  return device;
};
${AT_THIRD_TOKEN(`
  const most = { size: device.limits.maxBufferSize, usage: GPUBufferUsage.STORAGE };
  for (let buffer = 0; buffer < 16; buffer++) device.createBuffer(most);
`)}
`,
  /** A module that trapped. */
  trap: AT_THIRD_TOKEN(`throw new WebAssembly.RuntimeError('unreachable');`),
  hang: AT_THIRD_TOKEN('for (;;);'),
  /** The heap cannot grow from the start. */
  noMemory: `
WebAssembly.Memory.prototype.grow = () => { throw new RangeError('WebAssembly.Memory.grow(): injected'); };
`,
  /** The runtime's threads die when they start; the worker that tries beforehand whether threads start does not. */
  runtimeThreads: broken('em-pthread'),
  /** The thread that reads pictures dies whenever it starts. */
  pictureThread: broken('picture'),
  blockedPictureThread: blocked('picture'),
  /** The first thread that reads the pictures of a folder: one for the picture on the stage starts before it. */
  blockedReadingThread: blocked('picture', 2),
  blockedProbe: blocked('thread-probe'),
  blockedRuntime: blocked('em-pthread'),
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

/** Counts from now on how many caption workers the page starts. */
export function countEngines(page: Page): () => number {
  let engines = 0;
  page.on('worker', (worker) => {
    if (WORKER.test(worker.url())) engines += 1;
  });
  return () => engines;
}

/** Ends the process that the browser computes WebGPU in, and every device with it. */
export async function crashGpu(page: Page): Promise<void> {
  const session = await page.context().browser()!.newBrowserCDPSession();
  await session.send('Browser.crashGpuProcess');
  await session.detach();
}
