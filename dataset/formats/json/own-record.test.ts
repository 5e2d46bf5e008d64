import { expect, test } from 'vitest';
import type { PictureRecord } from '../../../core/collection.ts';
import { exported, textOf } from '../../testing/export.ts';
import { human, original, record, synthetic } from '../../testing/records.ts';
import { ownRecord } from './own-record.ts';

const HASH = 'ab'.repeat(32);
const CAT = synthetic('a cat', 0.9, { match: { probability: 0.9, cosine: 0.3 } });
const RECORDS: readonly PictureRecord[] = [
  record({ path: 'a/cat.jpg', sha256: HASH, modified: 7, texts: [original('buy now', 0.01), CAT] }),
  record({ path: 'approved.jpg', texts: [CAT], decision: { kind: 'approved', text: CAT } }),
  record({ path: 'edited.jpg', texts: [CAT], decision: { kind: 'edited', text: human('mine,\n“too”') } }),
  record({ path: 'dropped.jpg', texts: [CAT], decision: { kind: 'dropped' } }),
  record({ path: 'decorative.jpg', decision: { kind: 'decorative' } }),
  record({ path: 'below.jpg', texts: [synthetic('a dog', 0.1)] }),
  record({
    path: 'broken.jpg',
    width: null,
    height: null,
    error: { code: 'corrupt-image', message: 'Damaged.' },
  }),
  record({ path: 'new.jpg', done: false, width: null, height: null }),
];

async function lines(template = '{caption}'): Promise<Record<string, unknown>[]> {
  const { files, skipped } = await exported({ formats: ['jsonl'], records: RECORDS, template });
  expect(skipped).toEqual([]);
  return textOf(files, 'captions.jsonl')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('every record comes back as it was, whatever the filter and the template', async () => {
  expect((await lines()).map(ownRecord)).toEqual(RECORDS);
  expect((await lines('photo: {caption}')).map(ownRecord)).toEqual(RECORDS);
});

test('what is left out of other exports has no chosen text, and says why', async () => {
  const told = (await lines()).map(({ left_out, chosen }) => [left_out, (chosen as unknown[]).length]);
  expect(told).toEqual([
    [null, 1],
    [null, 1],
    [null, 1],
    ['dropped', 0],
    [null, 0],
    ['none-passes', 0],
    ['failed', 0],
    ['not-run', 0],
  ]);
});

test('lines of other forms, newer versions and broken records are none', async () => {
  const [line = {}] = await lines();
  const others = [
    { file_name: 'a.jpg', text: 'a' },
    { ...line, version: 2 },
    { ...line, path: null },
    { ...line, texts: [{ text: 1 }] },
    { ...line, texts: [{ source: 'human', text: 'x' }] },
    { ...line, decision: 'approved', decided_text: null },
    { ...line, decision: 'edited', decided_text: { source: 'synthetic', text: 'x' } },
    { ...line, decision: 'maybe' },
  ];
  for (const other of others) expect(ownRecord(other)).toBeNull();
});
