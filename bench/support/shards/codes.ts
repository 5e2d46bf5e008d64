/** Shards and settings for which the exit code of `shard` says whether to try again. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tarEnd } from '../../../dataset/archive/tar-header.ts';

export interface CodeCase {
  name: string;
  args: string[];
  code: number;
}

/** @param tar a shard with pictures. */
export async function codeCases(folder: string, tar: string): Promise<CodeCase[]> {
  await mkdir(join(folder, 'foreign'), { recursive: true });
  const whole = await readFile(tar);
  const files: Record<string, string | Uint8Array> = {
    'zero-bytes.tar': '',
    'no-files.tar': tarEnd(),
    'noise.tar': 'this is no tar file',
    'cut-in-gzip.tar.gz': gzipSync(whole).subarray(0, -20),
    // A piece of a picture is the last thing that is there.
    'cut.tar': whole.subarray(0, 6000),
    'broken.parquet': 'PAR1 and nothing else',
    'letters.txt': Uint8Array.of(0xff, 0xfe, 0xfd),
    'bad-settings.json': '{"candidates": 0}',
    'foreign/no-files.parquet': 'of another program',
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const out = join(folder, 'out');
  const of = (name: string, input: string, code: number, ...args: string[]): CodeCase => ({
    ...{ name, code },
    args: [input.includes('://') ? input : join(folder, input), '--out', out, ...args],
  });
  return [
    of('a tar file without files', 'no-files.tar', 0),
    of('a tar file that is cut off: the last row says so', 'cut.tar', 0),
    of('an empty file', 'zero-bytes.tar', 42),
    of('no tar file', 'noise.tar', 42),
    of('a compressed tar file that is cut off', 'cut-in-gzip.tar.gz', 42),
    of('a damaged table', 'broken.parquet', 42),
    of('a list that is not in UTF-8', 'letters.txt', 42),
    of('no such file', 'none.tar', 42),
    of('settings out of range', 'no-files.tar', 64, '--settings', join(folder, 'bad-settings.json')),
    of('no such model', 'no-files.tar', 64, '--model', join(folder, 'none')),
    of('an object store', 's3://bucket/0.tar', 64),
    of('outputs of another program', 'no-files.tar', 64, '--out', join(folder, 'foreign')),
    of('nobody answers', 'http://127.0.0.1:9/0.tar', 75),
  ];
}
