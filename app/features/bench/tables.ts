/** A report as tables, for the page and for a file. */
import { type BenchReport, counted, type SubjectReport, spreadOf, subjectName } from './report';
import { MEMORY_ROWS, type Row, timeRows } from './rows';

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
  const tables = [
    tableOf(
      'Times',
      'Milliseconds: median (smallest–largest).',
      ran,
      timeRows(report).map(({ name, of }) => ({ name, of: (subject) => formatTimes(of(subject)) })),
    ),
    compareTimes(report, ran),
    tableOf(
      'Memory and throughput',
      'The most that the JS heap held; WebAssembly memory never shrinks.',
      ran,
      MEMORY_ROWS,
    ),
    compareCaptions(ran),
    {
      title: 'What could not be measured',
      note: '',
      head: ['', 'why'],
      rows: subjects.filter(({ error }) => error).map((subject) => [subjectName(subject), subject.error!]),
    },
  ];
  return tables.filter(({ head, rows }) => rows.length > 0 && head.length > 1);
}

/** A column for each subject. */
function tableOf(
  title: string,
  note: string,
  subjects: readonly SubjectReport[],
  rows: readonly Row<string>[],
): ReportTable {
  const filled = rows.map(({ name, of }) => [name, ...subjects.map(of)]);
  return {
    title,
    note,
    head: ['', ...subjects.map(subjectName)],
    rows: filled.filter(([, ...cells]) => cells.some((cell) => cell !== '')),
  };
}

function formatTimes(times: readonly number[]): string {
  const spread = spreadOf(times);
  if (!spread) return '';
  const [median, min, max] = [spread.median, spread.min, spread.max].map(formatMs);
  return spread.min === spread.max ? median! : `${median} (${min}–${max})`;
}

/** Three significant digits. */
function formatMs(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function compareTimes(report: BenchReport, ran: readonly SubjectReport[]): ReportTable {
  const baselines = ran.filter(({ kind }) => kind === 'baseline');
  const baselineOf = ({ backend }: SubjectReport) => baselines.find((each) => each.backend === backend);
  return tableOf(
    'Compared with the model as others publish it',
    'How many times faster than float32 without a cache on the same backend: of medians (of the fastest).',
    ran.filter(({ kind }) => kind === 'engine' && baselines.length > 0),
    timeRows(report).map(({ name, of }) => {
      const ratio = (subject: SubjectReport) => {
        const baseline = baselineOf(subject);
        return baseline ? formatRatio(of(subject), of(baseline)) : '';
      };
      return { name, of: ratio };
    }),
  );
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
  return tableOf(
    'The same words',
    'Greedy captions that are, token for token, those of float32 without a cache.',
    ran.filter((each) => reference && each !== reference),
    [{ name: 'Identical captions', of: (subject) => `${same(subject)} of ${expected.length}` }],
  );
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
