/** A report as tables, for the page and for a file. */
import type { CountedWork, GpuCounts } from '../../../core/protocol';
import { budgetsOf } from './budgets';
import { limitRows } from './limits';
import { type BenchReport, counted, type Spread, type SubjectReport, spreadOf, subjectName } from './report';
import { MEMORY_ROWS, type PlainRow, type TimeRow, timeRows, WAY_ROWS } from './rows';

export interface Table {
  title: string;
  /** What the numbers are, in a sentence. */
  note: string;
  head: string[];
  rows: string[][];
}

/** Tables without a row, or with nothing in any, are left out. */
export function tablesOf(report: BenchReport): Table[] {
  const { subjects } = report;
  const ran = subjects.filter(({ measured }) => measured);
  const names = ran.map(subjectName);
  const rows = timeRows(report);
  const tables = [
    {
      title: 'Times',
      note: 'Milliseconds: median (smallest–largest).',
      head: ['', ...names],
      rows: table(rows, ran, told),
    },
    besidePlain(rows, ran),
    besideNode(rows, ran),
    {
      title: 'Memory and throughput',
      note: 'JS heap and GPU buffers are the most at any time; WebAssembly memory never shrinks. What page and workers hold of JS, buffers and WebAssembly is the browser’s own count, on WASM with one thread.',
      head: ['', ...names],
      rows: plainRows(MEMORY_ROWS, ran),
    },
    {
      title: 'How far from the limit',
      note: 'Of the medians. A step reads the decoder’s weights as they are stored, and the picture’s keys and values, once for all captions. Beside them plain products on the same runtime, of large float32 matrices: a short trial that other work slows down. 8 bits may pass it in encoding, a model that fits into the processor’s caches in a step.',
      head: ['', ...names],
      rows: plainRows(limitRows(report), ran),
    },
    {
      title: 'How it ran',
      note: 'A step reads back all logits, or candidates that the GPU picks where the warm-up found that to be faster.',
      head: ['', ...names],
      rows: plainRows(WAY_ROWS, ran),
    },
    gpuTable(ran),
    budgetTable(report),
    wordsTable(ran),
    failures(subjects),
  ];
  return tables.map(withoutEmptyRows).filter((each) => each.rows.length > 0 && each.head.length > 1);
}

function table(
  rows: readonly TimeRow[],
  subjects: readonly SubjectReport[],
  cell: (row: TimeRow, subject: SubjectReport) => string,
): string[][] {
  return rows.map((row) => [row.name, ...subjects.map((subject) => cell(row, subject))]);
}

function plainRows(rows: readonly PlainRow[], subjects: readonly SubjectReport[]): string[][] {
  return rows.map(({ name, of }) => [name, ...subjects.map(of)]);
}

function told(row: TimeRow, subject: SubjectReport): string {
  const spread = spreadOf(row.of(subject));
  return spread ? spreadText(spread) : '';
}

function spreadText({ median, min, max }: Spread): string {
  return min === max ? ms(median) : `${ms(median)} (${ms(min)}–${ms(max)})`;
}

/** Three digits that count. */
function ms(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** How often a baseline's time is ours: above 1 we are faster. Of medians, and of the fastest. */
function timesFaster(row: TimeRow, subject: SubjectReport, baseline: SubjectReport | undefined): string {
  const [own, other] = [spreadOf(row.of(subject)), baseline && spreadOf(row.of(baseline))];
  if (!own || !other) return '';
  const ratio = (key: 'median' | 'min') => `${(other[key] / own[key]).toFixed(2)}×`;
  return own.min === own.max ? ratio('median') : `${ratio('median')} (${ratio('min')})`;
}

function besidePlain(rows: readonly TimeRow[], ran: readonly SubjectReport[]): Table {
  const baselines = ran.filter(({ kind }) => kind === 'plain');
  const compared = baselines.length === 0 ? [] : ran.filter(({ kind }) => kind === 'engine');
  const same = ({ backend }: SubjectReport) => baselines.find((each) => each.backend === backend);
  return {
    title: 'Beside the model as others publish it',
    note: 'How many times faster than float32 without a cache on the same backend: of medians (of the fastest).',
    head: ['', ...compared.map(subjectName)],
    rows: table(rows, compared, (row, subject) => timesFaster(row, subject, same(subject))),
  };
}

function besideNode(rows: readonly TimeRow[], ran: readonly SubjectReport[]): Table {
  const node = ran.find(({ kind, measured }) => kind === 'node' && measured?.model.dtype === 'fp32');
  const compared = node ? ran.filter((each) => each !== node) : [];
  return {
    title: 'Beside onnxruntime-node',
    note: 'How many times faster than our engine in float32 on onnxruntime-node: of medians (of the fastest). Below 1 is slower.',
    head: ['', ...compared.map(subjectName)],
    rows: table(rows, compared, (row, subject) => timesFaster(row, subject, node)),
  };
}

const COUNTS: readonly [keyof GpuCounts, string][] = [
  ['buffersCreated', 'buffers made'],
  ['bytesWritten', 'bytes written'],
  ['bytesRead', 'bytes read'],
  ['mapRoundTrips', 'readbacks'],
  ['otherRoundTrips', 'other waits'],
  ['dispatches', 'dispatches'],
  ['submits', 'submits'],
  ['pipelinesCreated', 'shaders compiled'],
];

function gpuTable(ran: readonly SubjectReport[]): Table {
  return {
    title: 'Asked of the GPU',
    note: 'Counted, not timed. A steady step is the last of those counted; of its bytes read, those of the logits in brackets. Waits after encode and keys and values are the measurement’s own.',
    head: ['', ...COUNTS.map(([, name]) => name)],
    rows: ran.flatMap((subject) =>
      (subject.measured?.gpuWork ?? []).flatMap((work, index) =>
        workRows(subjectName(subject), work, index === 0),
      ),
    ),
  };
}

/** The picture's part is the same however many captions there are. */
function workRows(
  name: string,
  { captions, encode, keysValues, begin, steps, logitsBytes }: CountedWork,
  first: boolean,
) {
  const row = (what: string, counts: GpuCounts, cell = (key: keyof GpuCounts) => String(counts[key])) => [
    `${name}: ${what}`,
    ...COUNTS.map(([key]) => cell(key)),
  ];
  const steady = steps.at(-1)!;
  const read = (key: keyof GpuCounts) =>
    key === 'bytesRead' ? `${steady.bytesRead} (${logitsBytes})` : String(steady[key]);
  return [
    ...(first ? [row('encode', encode), row('keys and values', keysValues)] : []),
    row(`begin ${captions}`, begin),
    row(`steady step of ${captions}`, steady, read),
  ];
}

function budgetTable(report: BenchReport): Table {
  return {
    title: 'Budgets',
    note: 'What the engine promises; its shares of int8 for models of base size, as smaller ones keep float32 products.',
    head: ['', 'budget', 'found', 'met'],
    rows: budgetsOf(report).map(({ name, budget, found, met }) => [name, budget, found, met ? 'yes' : 'no']),
  };
}

function wordsTable(ran: readonly SubjectReport[]): Table {
  const [reference] = ran.filter(({ kind }) => kind === 'plain');
  const expected = reference?.measured?.words ?? [];
  const same = ({ measured }: SubjectReport) =>
    expected.filter((ids, index) => String(ids) === String(measured?.words[index])).length;
  const compared = reference ? ran.filter((each) => each !== reference) : [];
  return {
    title: 'The same words',
    note: `Greedy captions that are, token for token, those of float32 without a cache.`,
    head: ['', ...compared.map(subjectName)],
    rows: [['Identical captions', ...compared.map((subject) => `${same(subject)} of ${expected.length}`)]],
  };
}

function failures(subjects: readonly SubjectReport[]): Table {
  return {
    title: 'What could not be measured',
    note: '',
    head: ['', 'why'],
    rows: subjects.filter(({ error }) => error).map((subject) => [subjectName(subject), subject.error!]),
  };
}

function withoutEmptyRows({ rows, ...rest }: Table): Table {
  return { ...rest, rows: rows.filter(([, ...cells]) => cells.some((cell) => cell !== '')) };
}

/** The whole report as Markdown. */
export function markdownOf(report: BenchReport): string {
  const { made, machine, amounts } = report;
  const models = [
    ...new Set(report.subjects.flatMap(({ measured }) => (measured ? [measured.model.id] : []))),
  ];
  const devices = [...new Set(report.subjects.flatMap((each) => (each.measured ? [deviceOf(each)] : [])))];
  return [
    `# Blipscope benchmark: ${models.join(', ')}`,
    [
      `- Made: ${made}`,
      `- Machine: ${[machine.host, `${machine.cores} logical cores`].filter(Boolean).join(', ')}`,
      `- Ran on: ${devices.join('; ')}`,
      `- Browser: ${machine.userAgent}${machine.isolated ? '' : ' (not isolated: one thread)'}`,
      `- Each timed ${counted(amounts.repeats, 'time')} after one to warm up.`,
    ].join('\n'),
    ...tablesOf(report).map(tableMarkdown),
    '',
  ].join('\n\n');
}

function deviceOf(subject: SubjectReport): string {
  return `${subjectName(subject)}: ${subject.measured!.device}`;
}

function tableMarkdown({ title, note, head, rows }: Table): string {
  const lines = [head, head.map(() => '---'), ...rows].map(
    (cells) => `| ${cells.map(cellMarkdown).join(' | ')} |`,
  );
  return [`## ${title}`, ...(note ? [note] : []), lines.join('\n')].join('\n\n');
}

/** What a program says when it fails may have lines and bars of its own. */
function cellMarkdown(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
}
