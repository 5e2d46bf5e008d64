/** Whether the outputs of a shard are what its samples demand. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import type { ExpectedRow } from './forms.ts';

export interface CheckedShard {
  rows: number;
  /** By the beginning of their error. */
  failed: Record<string, number>;
  /** The captions of the picture that all shards have. */
  everywhere: string[];
  problems: string[];
}

interface TableRow {
  key: string;
  status: string;
  error_message: string | null;
  sha256: string | null;
  top_caption: string;
  all_captions: string[];
}

/** Compares the table, the errors and the marker of a shard with its samples. */
export async function checkShard(
  out: string,
  id: string,
  expected: readonly ExpectedRow[],
): Promise<CheckedShard> {
  const file = await asyncBufferFromFile(join(out, `${id}.parquet`));
  const rows = (await parquetReadObjects({ file })) as unknown as TableRow[];
  const errors = await linesIn(join(out, `${id}_errors.jsonl`));
  const stats = JSON.parse(await readFile(join(out, `${id}_stats.json`), 'utf8'));
  const failed = rows.filter(({ status }) => status === 'failed');
  const problems = [
    ...rowProblems(rows, expected),
    ...twinProblems(rows, expected),
    ...(sameKeys(errors, failed) ? [] : ['the list of errors is not that of the table']),
    ...(stats.count === rows.length && (stats.status_dict.failed ?? 0) === failed.length
      ? []
      : ['the marker counts other rows than the table has']),
  ];
  const isEverywhere = (_: TableRow, index: number) => expected[index]?.kind === 'everywhere';
  return {
    rows: rows.length,
    failed: countBy(failed, ({ error_message }) => codeOf(error_message)),
    everywhere: [...new Set(rows.filter(isEverywhere).map(textOf))],
    problems: problems.map((problem) => `${id}: ${problem}`),
  };
}

/** Files of attempts that are over, which should not be there. */
export async function hiddenFiles(out: string): Promise<string[]> {
  return (await readdir(out)).filter((name) => name.startsWith('.'));
}

function rowProblems(rows: readonly TableRow[], expected: readonly ExpectedRow[]): string[] {
  if (rows.length !== expected.length) return [`${rows.length} rows instead of ${expected.length}`];
  return rows.flatMap(({ key, status, sha256, error_message: message }, index) => {
    const wanted = expected[index]!;
    const error = status === 'failed' ? codeOf(message) : null;
    const found = { key, sha256, error };
    const same = found.key === wanted.key && found.sha256 === wanted.sha256 && found.error === wanted.error;
    return same ? [] : [`${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`];
  });
}

function twinProblems(rows: readonly TableRow[], expected: readonly ExpectedRow[]): string[] {
  const twins = expected.flatMap(({ kind }, index) => (kind === 'twin' ? [index] : []));
  const differs = (index: number) => textOf(rows[index]) !== textOf(rows[index - 1]);
  return twins.filter(differs).map((index) => `${expected[index]!.key} has other texts than its twin`);
}

function textOf(row: TableRow | undefined): string {
  return JSON.stringify(row?.all_captions ?? null);
}

function codeOf(message: string | null): string {
  return message?.split(':')[0] ?? '';
}

function sameKeys(one: readonly { key: string }[], other: readonly { key: string }[]): boolean {
  return one.length === other.length && one.every(({ key }, index) => key === other[index]?.key);
}

export function countBy<T>(items: readonly T[], nameOf: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[nameOf(item)] = (counts[nameOf(item)] ?? 0) + 1;
  return counts;
}

async function linesIn(path: string): Promise<{ key: string }[]> {
  const text = await readFile(path, 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
