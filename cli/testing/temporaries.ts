import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isTemporary } from '../temporary.ts';

/** What this program, or another one of it, has in the system's folder for temporary files. */
export async function temporaries(): Promise<string[]> {
  return (await readdir(tmpdir())).filter(isTemporary);
}
