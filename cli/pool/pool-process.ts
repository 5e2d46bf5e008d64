/** A process of a pool: models of its own, and one thread of JavaScript. */
import { type CaptionWorker, openModels, startWorker } from '../capfilt/models.ts';
import { type PoolAnswer, type PoolRequest, type PoolResults, sendError } from './wire.ts';

let worker: CaptionWorker;

async function answer(request: PoolRequest): Promise<PoolResults[PoolRequest['kind']]> {
  switch (request.kind) {
    case 'start':
      worker = await startWorker(await openModels(request.flags, new AbortController().signal));
      return { picturesPerBatch: worker.picturesPerBatch };
    case 'prepare':
      return worker.prepare(request.file);
    case 'caption':
      return worker.caption(request.pictures);
  }
}

process.on('message', async (request: PoolRequest) => {
  const reply = (answered: PoolAnswer) => process.send?.(answered);
  try {
    reply({ id: request.id, result: await answer(request) });
  } catch (error) {
    reply({ id: request.id, error: sendError(error) });
  }
});
// A terminal sends them to all its processes: the pool's owner decides when this one ends.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit());
