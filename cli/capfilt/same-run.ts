import { type Fingerprint, fingerprintChanges } from '../../dataset/index.ts';
import { CliError } from '../errors.ts';
import { flagOf } from '../options.ts';
import type { JournalFile } from './journal-file.ts';

/**
 * Whether a new run is to begin in the journal; false to go on with the last one.
 * @throws {CliError} for a journal of other models or settings, unless it is told to begin anew.
 */
export function requireSameRun(journal: JournalFile, now: Fingerprint, force: boolean): boolean {
  const before = journal.fingerprint;
  if (before === null || force) return true;
  const told = toldChanges(before, now);
  if (told === null) return false;
  throw new CliError(
    `${journal.path} is of another run: ${told}. Give the same models and settings to go on, another --out, or --force to caption all pictures anew.`,
  );
}

/** What differs, as a person reads it; null where texts would be the same. */
export function toldChanges(before: Fingerprint, now: Fingerprint): string | null {
  const changes = fingerprintChanges(before, now);
  return changes.length === 0 ? null : changes.map((change) => toldChange(change, before, now)).join('; ');
}

function toldChange(change: string, before: Fingerprint, now: Fingerprint): string {
  if (change === 'captioner' || change === 'matcher') {
    return `${change} ${nameOf(before[change])}, not ${nameOf(now[change])}`;
  }
  const key = change as keyof Fingerprint['settings'];
  const flag = key === 'numCaptions' ? '--candidates' : flagOf(key);
  return `${flag} ${before.settings[key]}, not ${now.settings[key]}`;
}

function nameOf(model: Fingerprint['matcher']): string {
  return model ? `${model.id} ${model.dtype} (${model.sha256.slice(0, 8)})` : 'none';
}
