/** A report as tables, for the page and for a file. */
import {
  type BenchReport,
  counted,
  NOT_MEASURED,
  type Spread,
  type SubjectReport,
  spreadOf,
  subjectName,
} from './report';
import { MEMORY_ROWS, type TimeRow, timeRows } from './rows';

export interface ReportTable {
  title: string;
  /** What the numbers are, in a sentence. */
  note: string;
  head: string[];
  rows: string[][];
}

/** Empty rows and empty tables are left out. */
export function tablesOf(report: BenchReport): ReportTable[] {
  const { subjects } = report;
  const ran = subjects.filter(({ measured, waits }) => measured || waits);
  const head = ['', ...ran.map(subjectName)];
  const rows = timeRows(report);
  const tables = [
    {
      title: 'Times',
      note: 'Milliseconds: median (smallest–largest).',
      head,
      rows: rows.map((row) => [row.name, ...ran.map((subject) => formatTimes(row, subject))]),
    },
    compareWithBaseline(rows, ran),
    {
      title: 'Memory and throughput',
      note: 'The most that the JS heap held; WebAssembly memory never shrinks.',
      head,
      rows: MEMORY_ROWS.map(({ name, of }) => [name, ...ran.map(of)]),
    },
    compareCaptions(ran),
    {
      title: 'What could not be measured',
      note: '',
      head: ['', 'why'],
      rows: subjects.filter(({ error }) => error).map((subject) => [subjectName(subject), subject.error!]),
    },
  ];
  return tables.map(withoutEmptyRows).filter((each) => each.rows.length > 0 && each.head.length > 1);
}

function formatTimes(row: TimeRow, subject: SubjectReport): string {
  const spread = spreadOf(row.of(subject));
  return spread ? formatSpread(spread) : '';
}

function formatSpread({ median, min, max }: Spread): string {
  return min === max ? formatMs(median) : `${formatMs(median)} (${formatMs(min)}–${formatMs(max)})`;
}

/** Three significant digits. */
function formatMs(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function compareWithBaseline(rows: readonly TimeRow[], ran: readonly SubjectReport[]): ReportTable {
  const baselines = ran.filter(({ kind }) => kind === 'baseline');
  const compared = baselines.length === 0 ? [] : ran.filter(({ kind }) => kind === 'engine');
  const baselineOf = ({ backend }: SubjectReport) =>
    baselines.find((each) => each.backend === backend) ?? { ...compared[0]!, ...NOT_MEASURED };
  return {
    title: 'Compared with the model as others publish it',
    note: 'How many times faster than float32 without a cache on the same backend: of medians (of the fastest).',
    head: ['', ...compared.map(subjectName)],
    rows: rows.map((row) => [
      row.name,
      ...compared.map((subject) => formatRatio(row.of(subject), row.of(baselineOf(subject)))),
    ]),
  };
}

/** Above 1 the first is faster. */
function formatRatio(times: readonly number[], baseline: readonly number[]): string {
  const [own, other] = [spreadOf(times), spreadOf(baseline)];
  if (!own || !other) return '';
  const ratio = (key: 'median' | 'min') => `${(other[key] / own[key]).toFixed(2)}×`;
  return own.min === own.max ? ratio('median') : `${ratio('median')} (${ratio('min')})`;
}

function compareCaptions(ran: readonly SubjectReport[]): ReportTable {
  const reference = ran.find(({ kind }) => kind === 'baseline');
  const expected = reference?.measured?.captions ?? [];
  const same = ({ measured }: SubjectReport) =>
    expected.filter((ids, index) => String(ids) === String(measured?.captions[index])).length;
  const compared = reference ? ran.filter((each) => each !== reference) : [];
  return {
    title: 'The same words',
    note: 'Greedy captions that are, token for token, those of float32 without a cache.',
    head: ['', ...compared.map(subjectName)],
    rows: [['Identical captions', ...compared.map((subject) => `${same(subject)} of ${expected.length}`)]],
  };
}

function withoutEmptyRows({ rows, ...rest }: ReportTable): ReportTable {
  return { ...rest, rows: rows.filter(([, ...cells]) => cells.some((cell) => cell !== '')) };
}

/** The report as Markdown. */
export function markdownOf(report: BenchReport): string {
  const { made, machine, amounts, subjects } = report;
  const ran = subjects.flatMap((subject) => (subject.measured ? [{ subject, ...subject.measured }] : []));
  const models = new Set(ran.map(({ model }) => model.id));
  const devices = new Set(ran.map(({ subject, device }) => `${subjectName(subject)}: ${device}`));
  return [
    `# ${['Blipscope benchmark', [...models].join(', ')].filter(Boolean).join(': ')}`,
    [
      `- Made: ${made}`,
      `- Machine: ${[machine.host, `${machine.cores} logical cores`].filter(Boolean).join(', ')}`,
      `- Ran on: ${[...devices].join('; ')}`,
      `- Browser: ${machine.userAgent}${machine.isolated ? '' : ' (not isolated: one thread)'}`,
      `- Each timed ${counted(amounts.repeats, 'time')} after one to warm up.`,
    ].join('\n'),
    ...tablesOf(report).map(tableMarkdown),
    '',
  ].join('\n\n');
}

export function tableMarkdown({ title, note, head, rows }: ReportTable): string {
  return [`## ${title}`, ...(note ? [note] : []), markdownTable(head, rows)].join('\n\n');
}

/** Every row is as long as the head. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map(cellMarkdown).join(' | ')} |`).join('\n');
}

/** Error messages may contain line breaks and bars. */
function cellMarkdown(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
}
