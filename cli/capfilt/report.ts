/** What a run has made of its pictures. */
import type { FilterSettings, PictureRecord } from '../../core/collection.ts';
import type { PictureSkipReason, SkipReason } from '../../core/protocol/index.ts';
import { chooseTexts } from '../../dataset/index.ts';
import { megabytes } from '../output.ts';
import type { Exported, WrittenFormat } from './export.ts';
import type { Listing } from './inputs/inputs.ts';
import type { Plan } from './plan.ts';

interface Counts {
  kept: number;
  dropped: number;
}

export interface CapFiltReport {
  out: string;
  dryRun: boolean;
  /** Pictures. */
  read: number;
  captioned: number;
  /** Captioned by earlier runs. */
  earlier: number;
  /** Not captioned, as they have an original text. */
  withText: number;
  /** Pictures with at least one text that is exported, and those without, by reason. */
  kept: number;
  dropped: Partial<Record<PictureSkipReason, number>>;
  /** Texts at the threshold. */
  original: Counts;
  synthetic: Counts;
  failed: { path: string; message: string }[];
  leftOut: { path: string; reason: string }[];
  files: WrittenFormat[];
  /** Left out of single formats, by reason. */
  skipped: Partial<Record<SkipReason, number>>;
  /** What was odd in files of original texts. */
  warnings: Listing['warnings'];
  seconds: number;
}

export interface ReportInput {
  out: string;
  dryRun: boolean;
  listing: Listing;
  plan: Plan;
  captioned: number;
  records: () => AsyncIterable<PictureRecord>;
  filter: FilterSettings;
  exported: Exported;
  seconds: number;
}

export async function reportOf(input: ReportInput): Promise<CapFiltReport> {
  const { listing, plan, exported, records, filter } = input;
  const report: CapFiltReport = {
    out: input.out,
    dryRun: input.dryRun,
    read: listing.pictures.length,
    captioned: input.captioned,
    earlier: plan.done,
    withText: plan.withText,
    kept: 0,
    dropped: {},
    original: { kept: 0, dropped: 0 },
    synthetic: { kept: 0, dropped: 0 },
    failed: [],
    leftOut: listing.leftOut,
    files: exported.formats,
    skipped: {},
    warnings: listing.warnings,
    seconds: input.seconds,
  };
  for await (const record of records()) addRecord(report, record, filter);
  for (const { format, reason } of exported.skipped) if (format !== null) count(report.skipped, reason);
  return report;
}

function addRecord(report: CapFiltReport, record: PictureRecord, filter: FilterSettings): void {
  const { path, error, texts } = record;
  const { leftOut } = chooseTexts(record, filter);
  if (leftOut === null) report.kept += 1;
  else count(report.dropped, leftOut);
  if (error) report.failed.push({ path, message: error.message });
  for (const { source, match } of texts) {
    if (match) report[source][match.probability >= filter.threshold ? 'kept' : 'dropped'] += 1;
  }
}

function count<Key extends string>(counts: Partial<Record<Key, number>>, key: Key): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

/** Names in a list for people. */
const LISTED = 10;

const REASONS: Record<SkipReason, string> = {
  dropped: 'dropped by a person',
  failed: 'failed',
  'not-run': 'not captioned',
  'no-text': 'no text',
  'none-passes': 'no text passes the filter',
  decorative: 'decorative',
  unreadable: 'cannot be read any more',
  'not-embeddable': 'neither JPEG, PNG nor WebP',
  damaged: 'picture or sidecar is damaged',
  'name-taken': 'another picture has the same name but for its ending',
  'file-exists': 'the file exists and is not ours',
  'not-in-table': 'not in the table of the site',
  'too-large': 'too large for the form',
};

export function reportLines(report: CapFiltReport): string[] {
  const { read, captioned, earlier, withText, kept, original, synthetic, dryRun } = report;
  const texts = (name: string, { kept: passed, dropped }: Counts) =>
    passed + dropped === 0 ? [] : [`${name} texts: ${passed} pass, ${dropped} dropped`];
  return [
    `${read} pictures: ${captioned} ${dryRun ? 'to caption' : `captioned in ${report.seconds.toFixed(0)} s`}, ${earlier} done before${withText > 0 ? `, ${withText} with a text` : ''}`,
    ...texts('original', original),
    ...texts('synthetic', synthetic),
    `${kept} pictures kept${reasonsOf(report.dropped)}`,
    ...listed(
      'failed',
      report.failed.map(({ path, message }) => `${path}: ${message}`),
    ),
    ...listed(
      'left out',
      report.leftOut.map(({ path, reason }) => `${path}: ${reason}`),
    ),
    ...listed(
      'odd in texts',
      report.warnings.map(
        ({ file, record, code, detail }) =>
          `${[file, record, code, detail].filter((part) => part !== null).join(' ')}`,
      ),
    ),
    ...report.files.map(
      ({ format, files, bytes }) =>
        `${format}: ${files} ${files === 1 ? 'file' : 'files'}, ${megabytes(bytes)}${dryRun ? ' to write' : ''} in ${report.out}`,
    ),
    ...(Object.keys(report.skipped).length > 0 ? [`not written${reasonsOf(report.skipped)}`] : []),
  ];
}

function reasonsOf(counts: Partial<Record<SkipReason, number>>): string {
  return Object.entries(counts)
    .map(([reason, number]) => `, ${number} ${REASONS[reason as SkipReason]}`)
    .join('');
}

function listed(what: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > LISTED ? [`  and ${lines.length - LISTED} more: --json lists them all`] : [];
  return [`${lines.length} ${what}:`, ...lines.slice(0, LISTED).map((line) => `  ${line}`), ...more];
}
