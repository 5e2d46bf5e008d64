/** Measures one subject after the other. A failure, or the end of the program, loses nothing of what was measured before. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type BenchReport,
  type MachineReport,
  NOT_MEASURED,
  type SubjectReport,
} from '../../app/features/bench/report';
import { markdownOf, type ReportTable, tableMarkdown } from '../../app/features/bench/tables';

/** A subject, and how its bundle is made and measured. */
export interface Measurement extends Pick<SubjectReport, 'kind' | 'backend' | 'dtype'> {
  measure(): Promise<Measured>;
}

export interface Measured {
  subject: SubjectReport;
  /** What a browser reports of the machine. */
  machine?: Pick<MachineReport, 'isolated' | 'userAgent'>;
}

/** Calls `save` with everything known after every subject. Rejects only as `save` does. */
export async function measureAll(
  measurements: readonly Measurement[],
  begun: BenchReport,
  save: (report: BenchReport) => Promise<unknown>,
): Promise<BenchReport> {
  let report = begun;
  for (const { measure, ...wanted } of measurements) {
    const { subject, machine } = await measure().catch((error: Error): Measured => {
      return { subject: { ...NOT_MEASURED, ...wanted, error: error.message } };
    });
    const known = { ...report.machine, ...machine };
    report = { ...report, machine: known, subjects: [...report.subjects, subject] };
    await save(report);
  }
  return report;
}

/** Writes `<file>.json` and `<file>.md`, each completely or not at all. */
export async function saveReport(
  report: BenchReport,
  frames: ReportTable | null,
  file: string,
): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  const markdown = [markdownOf(report), ...(frames ? [tableMarkdown(frames), ''] : [])].join('\n');
  await replace(`${file}.json`, `${JSON.stringify({ ...report, frames }, null, 2)}\n`);
  await replace(`${file}.md`, markdown);
  return markdown;
}

async function replace(file: string, text: string): Promise<void> {
  const unfinished = `${file}.part`;
  await writeFile(unfinished, text);
  await rename(unfinished, file);
}
