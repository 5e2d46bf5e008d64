/**
 * Takes the locks of those folders, one after the other, and says of each whether it was alone there: `taken`, `busy`, or
 * `shared` when another program had it, too. Arguments: the time at which it begins, the folders.
 */
import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { whileLocked } from '../lock.ts';

const [begin, ...folders] = process.argv.slice(2);

/** Longer than another one takes to find the folder in use. */
const HOLD_MS = 5;

async function holdAlone(folder: string): Promise<string> {
  const mark = join(folder, 'held');
  try {
    closeSync(openSync(mark, 'wx'));
  } catch {
    return 'shared';
  }
  await pause(HOLD_MS);
  rmSync(mark);
  return 'taken';
}

await pause(Math.max(0, Number(begin) - Date.now()));
for (const folder of folders) {
  const outcome = await whileLocked(folder, () => holdAlone(folder)).catch((error: Error) =>
    error.message.includes('is in use by') ? 'busy' : error.message,
  );
  console.log(outcome);
}
