/** Temporary files and folders of this program: however it ends, except by SIGKILL, they are removed. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

/** Short, so that it is possible wherever the final name is. */
const PREFIX = '.blipscope-';

const temporaries = new Set<string>();

process.once('exit', () => {
  for (const path of temporaries) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // Nothing can be reported at this point, but the others should still be removed.
    }
  }
});

/** A new path in `folder`, for a file or folder that is renamed or removed. */
export function temporaryIn(folder: string): string {
  const path = join(folder, `${PREFIX}${randomUUID()}`);
  removeOnExit(path);
  return path;
}

/** Unless `release` comes first. */
export function removeOnExit(path: string): void {
  temporaries.add(path);
}

/** Whether a file or folder was made at a path of `temporaryIn`, perhaps by a program that was killed. */
export function isTemporary(name: string): boolean {
  return name.startsWith(PREFIX);
}

/** The path is used up: what is there from now on stays. */
export function release(path: string): void {
  temporaries.delete(path);
}
