/** The handlers of the caption worker for runs and searches. */
import { importChunk } from '../../../core/import-chunk.ts';
import type { RunKind } from '../../../core/protocol/index.ts';
import { matcherKey } from '../../../dataset/index.ts';
import type { LoadedModels } from '../../serve/loaded-models.ts';
import type { Handlers } from '../../serve/serve.ts';
import type { EmbedServices } from '../search/embed-collection.ts';
import { VectorTables } from '../search/vector-tables.ts';
import type { RunServices } from './run-collection.ts';

/** Their code is imported when it is needed. @param start what they need. */
export function createRunService(models: LoadedModels, start: () => RunServices): Handlers<RunKind> {
  let started: (RunServices & EmbedServices) | null = null;
  const services = () => {
    if (!started) {
      const shared = start();
      started = { ...shared, tables: new VectorTables(shared.database) };
    }
    return started;
  };
  return {
    runCollection: async (request, context) => {
      const { runCollection } = await importChunk(() => import('./run-collection.ts'));
      try {
        return { value: await runCollection(services(), request, context) };
      } finally {
        // It may have replaced vectors.
        services().tables.forget();
      }
    },
    search: async (request, context) => {
      const { searchCollection } = await importChunk(() => import('../search/search-collection.ts'));
      return { value: await searchCollection(services(), request, context) };
    },
    embedCollection: async (request, context) => {
      const { embedCollection } = await importChunk(() => import('../search/embed-collection.ts'));
      return { value: await embedCollection(services(), request, context) };
    },
    classifyCollection: async (request, context) => {
      const { classifyCollection } = await importChunk(() => import('../search/classify-collection.ts'));
      return { value: await classifyCollection(services(), request, context) };
    },
    matcherKey: async () => ({ value: models.matcher && matcherKey(models.matcher.matcher.manifest) }),
    captionBatch: async (request, { signal }) => {
      const { captionBatch } = await importChunk(() => import('./caption-batch.ts'));
      return { value: await captionBatch(models, request, signal) };
    },
  };
}
