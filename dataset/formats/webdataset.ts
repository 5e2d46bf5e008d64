/**
 * WebDataset: tar files of at most about 1 GB with the picture, `.txt` and `.json` of a sample one after the other.
 * The readers of Hugging Face want the same kinds of files in all samples, so that pictures of each type have archives of
 * their own. A sample's key is its path up to the first dot of the file name, so that other dots of the name become `_`.
 */

import { fitsTar, tarEnd, tarHeader, tarPadding } from '../archive/tar-header.ts';
import { endingOf, foldedPath, folderOf, nameOf, stemOf } from '../io/paths.ts';
import { type ByteSource, bytesSource, chunksOf } from '../io/source.ts';
import type { ExportRecord, FormatWriter, OutputFile, Records, WriteContext } from './format.ts';
import { lineOf } from './json/jsonl.ts';
import { openPicture } from './pictures.ts';

const SHARD_BYTES = 1_000_000_000;
const SHARD_SAMPLES = 10_000;

export const webdataset: FormatWriter = {
  write,
  preview: (record) =>
    sampleFiles(record, keyOf(record.record.path), null)
      .map(({ name, source }) => `${name}  ${source.size}`)
      .concat(JSON.stringify(lineOf(record), null, 2))
      .join('\n'),
};

export interface SampleFile {
  name: string;
  source: ByteSource;
}

async function* write(records: Records, context: WriteContext): AsyncGenerator<OutputFile> {
  const taken = new Map<string, string>();
  for (const type of await pictureTypes(records)) {
    const samples = samplesOf(type, records, taken, context);
    let next = await samples.next();
    for (let shard = 0; !next.done; shard++) {
      const path = `webdataset/${type}-${String(shard).padStart(6, '0')}.tar`;
      const chunks = (async function* () {
        let bytes = 0;
        for (let count = 0; !next.done && bytes < SHARD_BYTES && count < SHARD_SAMPLES; count++) {
          for (const file of next.value) {
            yield* tarEntry(file);
            bytes += file.source.size;
          }
          next = await samples.next();
        }
        yield tarEnd();
      })();
      yield { path, chunks };
    }
  }
}

async function pictureTypes(records: Records): Promise<Set<string>> {
  const types = new Set<string>();
  for await (const { record } of records()) types.add(typeOf(record.path));
  return types;
}

/** The ending under which a picture is in the archive. */
function typeOf(path: string): string {
  const ending = endingOf(path);
  return ending === 'jpeg' || ending === 'jfif' || ending === '' ? 'jpg' : ending;
}

export async function* tarEntry({ name, source }: SampleFile): AsyncGenerator<Uint8Array> {
  yield tarHeader(name, source.size);
  yield* chunksOf(source);
  yield tarPadding(source.size);
}

async function* samplesOf(
  type: string,
  records: Records,
  taken: Map<string, string>,
  context: WriteContext,
): AsyncGenerator<SampleFile[], undefined> {
  for await (const record of records()) {
    const { path } = record.record;
    if (typeOf(path) !== type) continue;
    const key = keyOf(path);
    const other = taken.get(foldedPath(key));
    if (other !== undefined) context.skip(path, 'name-taken', other);
    else if (!fitsTar(`${key}.${type}.json`)) context.skip(path, 'too-large');
    else {
      const picture = await openPicture(path, context);
      if (picture === null) continue;
      taken.set(foldedPath(key), path);
      yield sampleFiles(record, key, picture);
    }
  }
}

export function sampleFiles(record: ExportRecord, key: string, picture: ByteSource | null): SampleFile[] {
  const text = (content: string) => bytesSource(new TextEncoder().encode(content));
  return [
    {
      name: `${key}.${typeOf(record.record.path)}`,
      source: picture ?? { size: record.record.bytes, read: async () => new Uint8Array() },
    },
    { name: `${key}.txt`, source: text(record.texts[0]?.text ?? '') },
    { name: `${key}.json`, source: text(JSON.stringify(lineOf(record))) },
  ];
}

export function keyOf(path: string): string {
  return folderOf(path) + nameOf(stemOf(path)).replaceAll('.', '_');
}
