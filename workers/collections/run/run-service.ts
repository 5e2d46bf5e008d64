/** The handlers of the caption worker for runs. */
import { importChunk } from '../../../core/import-chunk.ts';
import type { RunKind } from '../../../core/protocol/index.ts';
import type { LoadedModels } from '../../serve/loaded-models.ts';
import type { Handlers } from '../../serve/serve.ts';
import type { RunServices } from './run-collection.ts';

/** The run is imported when the first one begins. @param start what it needs. */
export function createRunService(models: LoadedModels, start: () => RunServices): Handlers<RunKind> {
  let services: RunServices | null = null;
  return {
    runCollection: async (request, context) => {
      const { runCollection } = await importChunk(() => import('./run-collection.ts'));
      services ??= start();
      return { value: await runCollection(services, request, context) };
    },
    captionBatch: async (request, { signal }) => {
      const { captionBatch } = await importChunk(() => import('./caption-batch.ts'));
      return { value: await captionBatch(models, request, signal) };
    },
  };
}
