import { cacheBytes, cacheFolder, clearCache } from './cache.ts';
import { megabytes, print, printJson } from './output.ts';

export interface CacheFlags {
  clear?: boolean;
  json?: boolean;
}

/** `blipscope cache`. */
export async function cacheCommand({ clear, json }: CacheFlags): Promise<void> {
  const freed = clear ? await clearCache() : 0;
  const { demo, hub, vectors } = await cacheBytes();
  if (json) return printJson({ folder: cacheFolder(), demo, hub, vectors, ...(clear && { freed }) });
  print(
    `${cacheFolder()}: ${megabytes(demo + hub + vectors)}`,
    `  demo model ${megabytes(demo)}`,
    `  downloads of the hub ${megabytes(hub)}`,
    `  vectors of pictures ${megabytes(vectors)}`,
    ...(clear ? [`  ${megabytes(freed)} removed`] : []),
  );
}
