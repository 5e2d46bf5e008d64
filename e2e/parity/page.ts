/** Runs each job of the tests in a new worker. */
import type { Job, JobAnswer, Jobs } from './jobs';

function ask<K extends keyof Jobs>(kind: K, job: Job): Promise<Jobs[K]['out']> {
  const worker = new Worker(new URL('./parity.worker.ts', import.meta.url), { type: 'module' });
  return new Promise<Jobs[K]['out']>((resolve, reject) => {
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    worker.addEventListener('message', ({ data }: MessageEvent<JobAnswer>) => {
      if (!data.ok) reject(new Error(data.error));
      else if (isOf(kind, data.result)) resolve(data.result);
    });
    worker.postMessage(job);
  }).finally(() => worker.terminate());
}

function isOf<K extends keyof Jobs>(kind: K, result: Jobs[keyof Jobs]['out']): result is Jobs[K]['out'] {
  return result.kind === kind;
}

window.__parity = {
  reference: (job) => ask('reference', { kind: 'reference', ...job }),
  matcher: (job) => ask('matcher', { kind: 'matcher', ...job }),
  answerer: (job) => ask('answerer', { kind: 'answerer', ...job }),
  explainer: (job) => ask('explainer', { kind: 'explainer', ...job }),
  preprocess: (job) => ask('preprocess', { kind: 'preprocess', ...job }),
  tokenizer: (job) => ask('tokenizer', { kind: 'tokenizer', ...job }),
  captions: (job) => ask('captions', { kind: 'captions', ...job }),
  gpuWork: (job) => ask('gpuWork', { kind: 'gpuWork', ...job }),
  seeded: (job) => ask('seeded', { kind: 'seeded', ...job }),
};
