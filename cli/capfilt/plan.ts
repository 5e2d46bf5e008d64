/** Which pictures a run has to caption. */
import type { TextForm } from '../../core/collection.ts';
import type { RunRecord } from '../../core/protocol/index.ts';
import { bytesSource, embeddedTexts } from '../../dataset/formats/index.ts';
import { isFinished, isSameFile, type PlannedPicture, resultOf } from '../../workers/capfilt/index.ts';
import type { JournalFile, JournalRecord } from './journal-file.ts';
import type { SourcePicture } from './run.ts';

export interface PlanOptions {
  /** Pictures that have an original text are not captioned. */
  onlyMissing: boolean;
  retryFailed: boolean;
  /** Forms of texts in the pictures themselves that are original texts. */
  embedded: ReadonlySet<TextForm>;
}

export interface Plan {
  todo: PlannedPicture<SourcePicture>[];
  /** Finished by earlier runs. */
  done: number;
  /** Of `done`. */
  failed: number;
  /** With an original text, where only those without are wanted. */
  withText: number;
  /** Paths of records of the same models and settings, by the picture's SHA-256. */
  made: Map<string, string>;
}

/** Compares pictures with the journal of the same models and settings. Reads pictures only to look for texts in them. */
export async function planRun(
  pictures: readonly SourcePicture[],
  journal: JournalFile,
  options: PlanOptions,
  signal: AbortSignal,
): Promise<Plan> {
  const plan: Plan = { todo: [], done: 0, failed: 0, withText: 0, made: new Map() };
  for (const [path, { sha256, failed }] of journal.records) {
    if (sha256 !== null && !failed) plan.made.set(sha256, path);
  }
  for (const picture of pictures) {
    signal.throwIfAborted();
    const known = journal.records.get(picture.path) ?? null;
    const isAgain = known?.failed && options.retryFailed;
    if (known && !isAgain && (await isDone(picture, known, journal))) {
      plan.done += 1;
      if (known.failed) plan.failed += 1;
    } else if (options.onlyMissing && (await hasText(picture, options))) plan.withText += 1;
    else {
      plan.todo.push({ picture, earlier: known, crashed: false });
    }
  }
  return plan;
}

/** Texts that lie with the picture may have come after the run. */
async function isDone(picture: SourcePicture, known: JournalRecord, journal: JournalFile): Promise<boolean> {
  if (!isSameFile(known, picture)) return false;
  if (picture.originals.length === 0) return true;
  const record: RunRecord | null = await journal.find(picture.path);
  return record !== null && isFinished(picture, resultOf(record));
}

async function hasText({ originals, open }: SourcePicture, { embedded }: PlanOptions): Promise<boolean> {
  if (originals.length > 0 || embedded.size === 0) return originals.length > 0;
  try {
    return (await embeddedTexts(bytesSource(await open()))).some(({ form }) => embedded.has(form));
  } catch {
    // What is wrong with it is told in its turn.
    return false;
  }
}
