/** A heatmap over the patches, row by row, raw values; its length is rows · columns. */
export type PatchMap = Float32Array;

/** By patch; `maps` has one map or more. */
export function sumMaps(maps: readonly PatchMap[]): PatchMap {
  return maps[0]!.map((_, patch) => sumAt(maps, patch));
}

/** By patch; zeros where there is no map. */
export function meanMap(maps: readonly PatchMap[], length: number): PatchMap {
  const [first = new Float32Array(length)] = maps;
  if (maps.length < 2) return first;
  return first.map((_, patch) => sumAt(maps, patch) / maps.length);
}

function sumAt(maps: readonly PatchMap[], patch: number): number {
  return maps.reduce((sum, map) => sum + map[patch]!, 0);
}
