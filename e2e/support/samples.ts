import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('../../public/samples/', import.meta.url);

/** The path of a sample picture that ships with the app. */
export function sample(name: string): string {
  return fileURLToPath(new URL(name, FOLDER));
}

/** The names of all of them. */
export function sampleNames(): string[] {
  const list: { file: string }[] = JSON.parse(readFileSync(new URL('samples.json', FOLDER), 'utf8'));
  return list.map(({ file }) => file);
}
