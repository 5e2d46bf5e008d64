/** `blipscope capfilt INPUT… --out DIR`: captions, filters and exports many pictures. */
import { join } from 'node:path';
import type { PictureRecord, TextForm } from '../../core/collection.ts';
import type { ExportFormat } from '../../core/protocol/index.ts';
import { bytesSource } from '../../dataset/formats/index.ts';
import { JOURNAL_FILE } from '../../dataset/index.ts';
import { resultOf, runRecord } from '../../workers/capfilt/index.ts';
import { aboutPath, CliError } from '../errors.ts';
import { makeFolders } from '../files.ts';
import { print, printJson, printNotice } from '../output.ts';
import { startWorkers } from '../pool/start-workers.ts';
import { readBytes } from '../read-file.ts';
import { writeExport } from './export.ts';
import { type CapFiltFlags, checkedFormats, flagsOfCaption } from './flags.ts';
import { takeOverJournals } from './input-journals.ts';
import { type Listing, listInputs } from './inputs/inputs.ts';
import { embeddedForms, textChoice } from './inputs/texts.ts';
import { JournalFile } from './journal-file.ts';
import { whileLocked } from './lock.ts';
import { type OpenedModels, openModels } from './models.ts';
import { type Plan, planRun } from './plan.ts';
import { showProgress } from './progress.ts';
import { reportLines, reportOf } from './report.ts';
import { runPictures } from './run.ts';
import { requireSameRun } from './same-run.ts';

/** What the command was asked for, checked. */
interface Job {
  flags: CapFiltFlags;
  formats: ExportFormat[];
  models: OpenedModels;
  listing: Listing;
  /** Forms of texts in the pictures themselves that are original texts. */
  embedded: ReadonlySet<TextForm>;
  signal: AbortSignal;
}

/** Some pictures failed, and all others are done. */
const SOME_FAILED = 2;
/** As shells report an interruption. */
const INTERRUPTED = 130;

/**
 * @throws {CliError} for inputs, flags and a journal that make no sense, when the run cannot go on, and when it is
 * interrupted.
 */
export async function capfiltCommand(
  inputs: readonly string[],
  flags: CapFiltFlags,
  signal: AbortSignal,
): Promise<void> {
  const formats = checkedFormats(flags);
  const choice = await textChoice(flags.texts);
  const models = await openModels(flagsOfCaption(flags), signal);
  if (!models.matcher) printNotice('Without a matcher no text is filtered. Name one with --matcher.');
  const listing = await listInputs(inputs, choice, signal);
  try {
    const job: Job = { flags, formats, models, listing, embedded: embeddedForms(choice), signal };
    if (flags.dryRun) return await runJob(job);
    await makeFolders(flags.out).catch((error) => {
      throw aboutPath(flags.out, error);
    });
    await whileLocked(flags.out, () => runJob(job));
  } catch (error) {
    if (error !== signal.reason) throw error;
    throw new CliError('Interrupted. What is done is in the journal.', { exitCode: INTERRUPTED });
  } finally {
    await listing.close();
  }
}

async function runJob(job: Job): Promise<void> {
  const { flags, models, listing, signal } = job;
  const start = performance.now();
  const journal = await JournalFile.read(join(flags.out, JOURNAL_FILE));
  try {
    const isNew = requireSameRun(journal, models.fingerprint, flags.force === true);
    if (!flags.dryRun) await journal.begin(isNew ? models.fingerprint : null);
    else if (isNew) journal.records.clear();
    const { out, force = false, dryRun = false } = flags;
    await takeOverJournals({ listing, journal, out, fingerprint: models.fingerprint, force, dryRun });
    const plan = await planRun(
      listing.pictures,
      journal,
      { ...planFlags(flags), embedded: job.embedded },
      signal,
    );
    const captioned = flags.dryRun ? plan.todo.length : await caption(job, plan, journal);
    await finish(job, plan, journal, captioned, start);
  } finally {
    await journal.close();
  }
}

function planFlags({ onlyMissing = false, retryFailed = false }: CapFiltFlags) {
  return { onlyMissing, retryFailed };
}

/** Returns how many pictures were captioned. @throws {CliError} after an interruption. */
async function caption(
  { flags, models, embedded, signal }: Job,
  plan: Plan,
  journal: JournalFile,
): Promise<number> {
  if (plan.todo.length === 0) return 0;
  const counts = { done: plan.done, failed: plan.failed, total: plan.done + plan.todo.length };
  const worker = await startWorkers(flagsOfCaption(flags), models);
  const progress = showProgress(counts, flags.json === true);
  let made = 0;
  try {
    const isDone = await runPictures({
      pictures: plan.todo,
      made: plan.made,
      worker,
      seed: models.settings.seed,
      store: journal,
      embedded,
      onRecord: (record) => {
        made += 1;
        progress.add(record);
      },
      signal,
    });
    if (!isDone) throw interrupted(plan, made);
    return made;
  } finally {
    progress.end();
    await worker.dispose();
  }
}

function interrupted(plan: Plan, made: number): CliError {
  const total = plan.done + plan.todo.length;
  return new CliError(
    `Interrupted after ${plan.done + made} of ${total} pictures. The same command goes on from there, without --force.`,
    { exitCode: INTERRUPTED },
  );
}

async function finish(
  job: Job,
  plan: Plan,
  journal: JournalFile,
  captioned: number,
  start: number,
): Promise<void> {
  const { flags, formats, listing, signal } = job;
  const { out, threshold, keep, template, language, dryRun = false, pictures = false } = flags;
  const filter = { threshold, keep };
  const table = flags.table === undefined ? null : bytesSource(await readBytes(flags.table));
  const settings = { formats, filter, template, language, options: { pictures, table } };
  const records = () => recordsOf(job, journal);
  const exported = await writeExport({ listing, records, settings, out, dryRun, signal });
  const seconds = (performance.now() - start) / 1000;
  const report = await reportOf({
    out,
    dryRun,
    listing,
    plan,
    captioned,
    records,
    filter,
    exported,
    seconds,
  });
  if (flags.json) printJson({ event: 'report', ...report });
  else print(...reportLines(report));
  if (report.failed.length > 0) process.exitCode = SOME_FAILED;
}

/** In the listing's order. Those of the journal that are no longer listed are left out. */
async function* recordsOf({ listing, embedded }: Job, journal: JournalFile): AsyncGenerator<PictureRecord> {
  for (const picture of listing.pictures) {
    const record = await journal.find(picture.path);
    const result = record && resultOf(record);
    const made = result && { ...result, embedded: result.embedded.filter(({ form }) => embedded.has(form)) };
    yield { ...runRecord(picture, made), decision: journal.decisions.get(picture.path) ?? null };
  }
}
