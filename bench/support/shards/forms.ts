/** Writes samples as a shard in every form that the command reads, and says which rows it must have. */
import { createHash } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { tarEnd, tarHeader, tarPadding } from '../../../dataset/archive/tar-header.ts';
import type { DrawnSample, SampleKind } from './samples.ts';

export interface ExpectedRow {
  key: string;
  kind: SampleKind;
  /** Of the picture; null where there is none. */
  sha256: string | null;
  /** How the error begins; null for a picture that is captioned. */
  error: string | null;
}

export interface WrittenShard {
  path: string;
  rows: ExpectedRow[];
}

type WriteShard = (folder: string, id: string, samples: readonly DrawnSample[]) => Promise<WrittenShard>;

export const FORMS = {
  /** A WebDataset: a picture, and perhaps its text. */
  tar: (folder, id, samples) => writeTar(folder, id, samples, textFiles),
  /** With a text and a JSON for every sample. */
  'img2dataset-tar': (folder, id, samples) => writeTar(folder, id, samples, img2datasetFiles),
  /** As `img2dataset --output_format files` writes it. */
  'img2dataset-folder': writeFolder,
  /** With `image{bytes,path}`, as the hub's data sets have it. */
  parquet: (folder, id, samples) => writeTable(folder, id, samples, true),
  'parquet-paths': (folder, id, samples) => writeTable(folder, id, samples, false),
  list: writeList,
} satisfies Record<string, WriteShard>;

export type Form = keyof typeof FORMS;

/** @throws for another name */
export function formNamed(name: string): Form {
  if (Object.hasOwn(FORMS, name)) return name as Form;
  throw new Error(`--form ${name}: give one of ${Object.keys(FORMS).join(', ')}.`);
}

const ERRORS: Partial<Record<SampleKind, string>> = {
  torn: 'corrupt-image',
  noise: 'not-an-image',
  'zero-bytes': 'not-an-image',
  bomb: 'image-too-large',
  'no-picture': 'file-missing',
};

function rowOf({ key, kind, bytes }: DrawnSample, changes: Partial<ExpectedRow> = {}): ExpectedRow {
  const sha256 = kind === 'no-picture' ? null : createHash('sha256').update(bytes).digest('hex');
  return { key, kind, sha256, error: ERRORS[kind] ?? null, ...changes };
}

type NamedBytes = readonly [name: string, bytes: Uint8Array];
type FilesOf = (sample: DrawnSample) => NamedBytes[];

function pictureFile({ kind, name, bytes }: DrawnSample): NamedBytes[] {
  return kind === 'no-picture' ? [] : [[name, bytes]];
}

const textFiles: FilesOf = (sample) => [
  ...pictureFile(sample),
  ...(sample.text === null && sample.kind !== 'no-picture'
    ? []
    : [[`${sample.key}.txt`, Buffer.from(sample.text ?? 'no picture')] as const]),
];

const img2datasetFiles: FilesOf = (sample) => [
  ...pictureFile(sample),
  [`${sample.key}.txt`, Buffer.from(sample.text ?? '')],
  [
    `${sample.key}.json`,
    Buffer.from(JSON.stringify({ caption: sample.text, key: sample.key, status: 'success' })),
  ],
];

/** A name that is there already is no file of the archive: its row comes after all others. */
async function writeTar(
  folder: string,
  id: string,
  samples: readonly DrawnSample[],
  filesOf: FilesOf,
): Promise<WrittenShard> {
  const path = join(folder, `${id}.tar`);
  const files = samples.flatMap((sample) =>
    sample.kind === 'same-name' ? pictureFile(sample) : filesOf(sample),
  );
  const parts = files.flatMap(([name, bytes]) => [
    tarHeader(name, bytes.length),
    bytes,
    tarPadding(bytes.length),
  ]);
  await writeWhole(path, Buffer.concat([...parts, tarEnd()]));
  const isLate = ({ kind }: DrawnSample) => kind === 'same-name';
  const late = samples
    .filter(isLate)
    .map((each) => rowOf(each, { key: `${each.key}-2`, sha256: null, error: 'read-failed' }));
  return { path, rows: [...samples.filter((each) => !isLate(each)).map((each) => rowOf(each)), ...late] };
}

async function writeFolder(
  folder: string,
  id: string,
  samples: readonly DrawnSample[],
): Promise<WrittenShard> {
  const path = join(folder, id);
  const own = samples.filter(({ kind }) => kind !== 'same-name');
  await writeFiles(path, own.flatMap(img2datasetFiles));
  return { path, rows: own.map((each) => rowOf(each)) };
}

async function writeList(folder: string, id: string, samples: readonly DrawnSample[]): Promise<WrittenShard> {
  const path = join(folder, `${id}.txt`);
  const named = withOwnNames(samples);
  await writeFiles(join(folder, `${id}-pictures`), named.flatMap(pictureFile));
  await writeWhole(path, Buffer.from(named.map(({ name }) => `${id}-pictures/${name}\n`).join('')));
  return { path, rows: named.map((each, line) => rowOf(each, { key: String(line).padStart(9, '0') })) };
}

async function writeTable(
  folder: string,
  id: string,
  samples: readonly DrawnSample[],
  withBytes: boolean,
): Promise<WrittenShard> {
  const path = join(folder, `${id}.parquet`);
  const named = withBytes ? samples : withOwnNames(samples);
  if (!withBytes) await writeFiles(join(folder, `${id}-pictures`), named.flatMap(pictureFile));
  const paths = named.map(({ name }) => (withBytes ? name : `${id}-pictures/${name}`));
  const images = named.map(({ kind, name, bytes }) => (kind === 'no-picture' ? null : { bytes, path: name }));
  const columns = [
    ...(withBytes ? [{ name: 'image', data: images }] : [{ name: 'path', data: paths }]),
    { name: 'key', data: named.map(({ key }) => key) },
    { name: 'caption', data: named.map(({ text }) => text) },
  ];
  await writeWhole(path, tableOf(columns, withBytes));
  const rows = named.map((each) =>
    rowOf(each, { key: keyInTable(each), ...(withBytes && bytesInTable(each)) }),
  );
  return { path, rows };
}

/** Rows without bytes name a file that is not there. */
function bytesInTable({ kind }: DrawnSample): Partial<ExpectedRow> {
  return kind === 'zero-bytes' ? { sha256: null, error: 'file-missing' } : {};
}

function keyInTable({ kind, key }: DrawnSample): string {
  return kind === 'same-name' ? `${key}-2` : key;
}

/** Files cannot have one name twice. */
function withOwnNames(samples: readonly DrawnSample[]): DrawnSample[] {
  return samples.map((each) => (each.kind === 'same-name' ? { ...each, name: `again-${each.name}` } : each));
}

const GROUP_ROWS = 100;

const textColumn = (name: string): SchemaElement => ({
  ...{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
});
const IMAGE: SchemaElement[] = [
  { name: 'image', repetition_type: 'OPTIONAL', num_children: 2 },
  { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
  textColumn('path'),
];

function tableOf(columns: readonly { name: string; data: unknown[] }[], withBytes: boolean): Uint8Array {
  const writer = new ByteWriter();
  const schema = [
    { name: 'schema', num_children: columns.length },
    ...(withBytes ? IMAGE : [textColumn('path')]),
    ...['key', 'caption'].map(textColumn),
  ];
  const output = new ParquetWriter({ writer, schema });
  void output.write({ columnData: columns as never, rowGroupSize: GROUP_ROWS });
  void output.finish();
  return new Uint8Array(writer.getBuffer());
}

async function writeFiles(folder: string, files: readonly NamedBytes[]): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
}

/** A file under its name is whole, so that a run that was ended can go on. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(`${path}.part`, bytes);
  await rename(`${path}.part`, path);
}
