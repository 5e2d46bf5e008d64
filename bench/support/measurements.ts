/** Measures one subject after the other; what one fails at, or what ends the whole, loses nothing of the others. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type BenchReport,
  type MachineReport,
  NOT_MEASURED,
  type SubjectReport,
} from '../../app/features/bench/report';
import { markdownOf } from '../../app/features/bench/tables';

/** A subject and how it is measured, its bundle made first. */
export interface Measurement extends Pick<SubjectReport, 'kind' | 'backend'> {
  measure(): Promise<Measured>;
}

export interface Measured {
  subject: SubjectReport;
  /** What a browser says of the machine, where one was there. */
  machine?: Pick<MachineReport, 'isolated' | 'userAgent'>;
}

/** `save` is called with all that is known after every subject. Rejects only as `save` does. */
export async function measureAll(
  measurements: readonly Measurement[],
  begun: BenchReport,
  save: (report: BenchReport) => Promise<void>,
): Promise<BenchReport> {
  let report = begun;
  for (const measurement of measurements) {
    const { subject, machine } = await measured(measurement);
    const known = { ...report.machine, ...machine };
    report = { ...report, machine: known, subjects: [...report.subjects, subject] };
    await save(report);
  }
  return report;
}

async function measured({ kind, backend, measure }: Measurement): Promise<Measured> {
  try {
    return await measure();
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    return { subject: { kind, backend, ...NOT_MEASURED, error: told } };
  }
}

/** Writes `<file>.json` and `<file>.md`, each whole or not at all. */
export async function saveReport(report: BenchReport, file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await replace(`${file}.json`, `${JSON.stringify(report, null, 2)}\n`);
  await replace(`${file}.md`, markdownOf(report));
}

async function replace(file: string, text: string): Promise<void> {
  const unfinished = `${file}.part`;
  await writeFile(unfinished, text);
  await rename(unfinished, file);
}
