/**
 * What version 1 of the database stored: `version-1.json` is a copy of IndexedDB as the app of that version wrote it,
 * with two pictures, a pinned, a typed, an edited and a masked caption, and changed settings.
 */
import type { Picture } from '../../features/pictures/pictures.slice';
import type { RunOfVersion1, ValuesOfVersion1 } from '../migration';
import encoded from './version-1.json';

export interface Version1 {
  pictures: Picture[];
  runs: RunOfVersion1[];
  values: ValuesOfVersion1;
}

export const VERSION_1 = decode(encoded) as Version1;

/** JSON has no floats of 32 bits and no files: they are written as base64. */
function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value !== 'object' || value === null) return value;
  if ('$float32' in value) return new Float32Array(bytesOf(value.$float32).buffer);
  if ('$file' in value && 'name' in value && 'type' in value) {
    return new File([bytesOf(value.$file)], String(value.name), { type: String(value.type) });
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, decode(one)]));
}

function bytesOf(base64: unknown): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(String(base64)), (character) => character.charCodeAt(0));
}
