import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first of these programs in PATH or, by its absolute path, on the disk; null without any. */
export function findProgram(...names: readonly string[]): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const places = names.flatMap((name) =>
    name.startsWith('/') ? [name] : folders.map((folder) => join(folder, name)),
  );
  return places.find((place) => existsSync(place)) ?? null;
}
