import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { tarEnd, tarHeader, tarPadding } from '../archive/tar-header.ts';
import { bytesSource, concatBytes } from '../io/source.ts';
import { exported } from '../testing/export.ts';
import { original, record, synthetic } from '../testing/records.ts';
import { parquetSamples } from './parquet.ts';
import type { Sample } from './sample.ts';
import { tarSamples } from './samples.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

function tarOf(files: Record<string, string> | [string, string][]): Uint8Array {
  const entries = Array.isArray(files) ? files : Object.entries(files);
  const parts = entries.flatMap(([name, text]) => {
    const bytes = bytesOf(text);
    return [tarHeader(name, bytes.length), bytes, tarPadding(bytes.length)];
  });
  return concatBytes([...parts, tarEnd()]);
}

/** Each sample as `key path content-or-problem texts`. */
async function shown(samples: AsyncIterable<Sample>): Promise<string[]> {
  const lines: string[] = [];
  for await (const { key, path, texts, picture } of samples) {
    const content =
      'read' in picture
        ? new TextDecoder().decode(await picture.read(0, picture.size))
        : 'address' in picture
          ? `at ${picture.address}`
          : `(${picture.problem})`;
    lines.push([key, path, content, ...texts.map(({ text }) => text)].join(' | '));
  }
  return lines;
}

const inTar = (files: Parameters<typeof tarOf>[0], warnings: string[] = []) =>
  shown(tarSamples(bytesSource(tarOf(files)), (message) => warnings.push(message)));

describe('tar', () => {
  test('samples of img2dataset with their texts, each text once', async () => {
    const files = {
      '000010000.jpg': 'one',
      '000010000.json': '{"caption":"a red ball","key":"000010000","url":"http://a/b.jpg"}',
      '000010000.txt': 'a red ball\n',
      '000010001.png': 'two',
    };
    expect(await inTar(files)).toEqual([
      '000010000 | 000010000.jpg | one | a red ball',
      '000010001 | 000010001.png | two',
    ]);
  });

  test('no picture is lost: one key for several, keys that return, samples without pictures', async () => {
    const files: [string, string][] = [
      ['IMG.2024.jpg', 'one'],
      ['IMG.2025.jpg', 'two'],
      ['x/a.txt', 'a text'],
      ['IMG.2026.jpg', 'three'],
    ];
    expect(await inTar(files)).toEqual([
      'IMG.2024 | IMG.2024.jpg | one',
      'IMG.2025 | IMG.2025.jpg | two',
      'x/a | x/a | (no-picture)',
      'IMG | IMG.2026.jpg | three',
    ]);
  });

  test('entries that cannot be read come last, with their problem', async () => {
    const warnings: string[] = [];
    const files: [string, string][] = [
      ['a.jpg', 'one'],
      ['a.jpg', 'again'],
      ['../b.jpg', 'outside'],
      ['../b.txt', 'outside'],
      ['c.json', '{'],
      ['c.jpg', 'three'],
    ];
    expect(await inTar(files, warnings)).toEqual([
      'a | a.jpg | one',
      'c | c.jpg | three',
      'a-2 | a.jpg | (duplicate)',
      '../b | ../b.jpg | (path-outside)',
    ]);
    expect(warnings).toEqual(['c.json: bad-record {', '../b.txt: path-outside']);
  });

  test('a tar file that ends early has the samples before', async () => {
    const whole = tarOf({ 'a.jpg': 'one', 'b.jpg': 'x'.repeat(600) });
    expect(await shown(tarSamples(bytesSource(whole.subarray(0, 512 * 4))))).toEqual([
      'a | a.jpg | one',
      'b | b.jpg | (damaged)',
    ]);
  });

  test('what this project writes', async () => {
    const records = [record({ path: 'x/a.jpg', texts: [synthetic('a cat', 0.9), original('kitty', 0.7)] })];
    const pictures = new Map([['x/a.jpg', bytesOf('one')]]);
    const { files } = await exported({ formats: ['webdataset'], records, pictures });
    const [tar] = files.values();
    expect(await shown(tarSamples(bytesSource(tar!)))).toEqual(['x/a | x/a.jpg | one | a cat | kitty']);
  });
});

describe('Parquet', () => {
  type Column = { name: string; data: unknown[] };

  function tableOf(columns: Column[], rowGroupSize: number): Uint8Array {
    const writer = new ByteWriter();
    const schema = [
      { name: 'schema', num_children: columns.length },
      ...columns.map(({ name, data }) => ({
        name,
        type: 'BYTE_ARRAY' as const,
        repetition_type: 'OPTIONAL' as const,
        ...(typeof data[0] === 'string' && { converted_type: 'UTF8' as const }),
      })),
    ];
    const output = new ParquetWriter({ writer, schema });
    void output.write({ columnData: columns as never, rowGroupSize });
    void output.finish();
    return new Uint8Array(writer.getBuffer());
  }
  const rowsOf = (...columns: Column[]) => shown(parquetSamples(bytesSource(tableOf(columns, 2))));

  test('pictures of the hub, in several row groups', async () => {
    const records = ['a.jpg', 'b.jpg', 'c.jpg'].map((path) =>
      record({ path, texts: [synthetic(`text of ${path}`, 0.9)] }),
    );
    const pictures = new Map(records.map(({ path }) => [path, bytesOf(`bytes of ${path}`)]));
    const options = { pictures: true };
    const { files } = await exported({ formats: ['parquet'], records, pictures, options });
    expect(await shown(parquetSamples(bytesSource(files.get('captions.parquet')!)))).toEqual([
      'a | a.jpg | bytes of a.jpg | text of a.jpg',
      'b | b.jpg | bytes of b.jpg | text of b.jpg',
      'c | c.jpg | bytes of c.jpg | text of c.jpg',
    ]);
  });

  test('bytes alone are named by their row', async () => {
    const data = ['one', 'two', ''].map(bytesOf);
    expect(await rowsOf({ name: 'jpg', data }, { name: 'caption', data: ['a', 'b', 'c'] })).toEqual([
      '000000000 | 000000000 | one | a',
      '000000001 | 000000001 | two | b',
      '000000002 | 000000002 | (no-picture) | c',
    ]);
  });

  test('paths and addresses', async () => {
    const path = { name: 'url', data: ['x/a.jpg', 'https://a.test/b.png', null] };
    expect(await rowsOf(path, { name: 'key', data: ['0', '1', '2'] })).toEqual([
      '0 | x/a.jpg | at x/a.jpg',
      '1 | https://a.test/b.png | at https://a.test/b.png',
      '2 | 2 | (no-picture)',
    ]);
  });

  test('a table without pictures is refused with its columns', async () => {
    await expect(rowsOf({ name: 'size', data: ['1'] })).rejects.toThrow(
      'no column with pictures or their paths among size',
    );
  });
});
