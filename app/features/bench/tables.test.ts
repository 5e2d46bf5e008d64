import { expect, test } from 'vitest';
import { type SubjectReport, spreadOf } from './report';
import { markdownOf, tablesOf } from './tables';
import { report, subject, times } from './testing';

function rowsOf(title: string, subjects: SubjectReport[]): Record<string, string[]> {
  const table = tablesOf(report(subjects)).find((each) => each.title === title);
  return Object.fromEntries((table?.rows ?? []).map(([name, ...cells]) => [name, cells]));
}

test('a spread is the middle and both ends', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
  expect(spreadOf([4, 1, 2, 3])).toEqual({ median: 2.5, min: 1, max: 4 });
  expect(spreadOf([])).toBeNull();
});

test('times are a median and a range, or one number', () => {
  const rows = rowsOf('Times', [subject({})]);
  expect(rows['Encode a picture']).toEqual(['11.0 (10.0–12.0)']);
  expect(rows['Load, first time']).toEqual(['700']);
  expect(rows['A picture of a folder']).toEqual(['10.0']);
  expect(rows['Of that, the warm-up']).toEqual(['50.0']);
  expect(rows['Decode step, 1 caption']).toEqual(['11.0 (10.0–12.0)']);
});

test('a missing value is an empty cell, a row without values is left out', () => {
  const baseline = subject(
    { kind: 'baseline' },
    { times: { ...times(30), keysValues: [], maps: [], gradCam: { caption: [], itm: [] } } },
  );
  expect(rowsOf('Times', [subject({}), baseline])['Maps of a caption, every layer']?.[1]).toBe('');
  expect(rowsOf('Times', [baseline])).not.toHaveProperty('Maps of a caption, every layer');
});

test('each subject is compared with the baseline on its own backend', () => {
  const rows = rowsOf('Compared with the model as others publish it', [
    subject({ backend: 'webgpu' }),
    subject({ backend: 'wasm' }),
    subject({ kind: 'baseline', backend: 'wasm' }, { times: times(21), dtype: 'fp16' }),
    subject({ kind: 'baseline', backend: 'webgpu' }, { times: times(43) }),
  ]);
  expect(rows['Encode a picture']).toEqual(['4.00× (4.30×)', '2.00× (2.10×)']);
});

test('captions are compared with those of the baseline', () => {
  const rows = rowsOf('The same words', [
    subject({}, { captions: [[1, 2], [3]] }),
    subject({ kind: 'baseline' }, { captions: [[1, 2], [4]] }),
  ]);
  expect(rows['Identical captions']).toEqual(['1 of 2']);
});

test('a subject that failed says why, and is in no other table', () => {
  const failed = subject({ error: 'The GPU ran out of memory.', backend: 'webgpu' });
  const tables = tablesOf(report([subject({}), { ...failed, measured: null, dtype: null }]));
  expect(tables.at(-1)).toMatchObject({
    title: 'What could not be measured',
    rows: [['WebGPU', 'The GPU ran out of memory.']],
  });
  expect(tables[0]?.head).toEqual(['', 'WASM q8']);
});

test('an fp16 model that ran in 32 bits says so, and why', () => {
  const fp32FallbackReason = 'This GPU has no 16-bit arithmetic.';
  const subjects = [subject({ backend: 'webgpu' }, { dtype: 'fp16', fp32FallbackReason }), subject({})];
  expect(rowsOf('Memory and throughput', subjects)['In 32 bits because']).toEqual([fp32FallbackReason, '']);
  expect(tablesOf(report(subjects))[0]?.head[1]).toBe('WebGPU fp16 in 32 bits');
});

test('waits on the page are rows of the times, with or without the parts', () => {
  const waits = { firstWord: [200, 210, 220], threeCaptions: [300] };
  const rows = rowsOf('Times', [subject({ waits }), { ...subject({ waits }), measured: null }]);
  expect(rows['From a picture to its first word']).toEqual(['210 (200–220)', '210 (200–220)']);
  expect(rows['From a picture to three captions']).toEqual(['300', '300']);
  expect(rows['Encode a picture']).toEqual(['11.0 (10.0–12.0)', '']);
  expect(tablesOf(report([{ ...subject({ waits }), measured: null }]))[0]?.head).toEqual(['', 'WASM q8']);
});

test('memory is in megabytes', () => {
  const rows = rowsOf('Memory and throughput', [subject({ jsHeapBytes: 50_000_000 })]);
  expect(rows).toMatchObject({
    Model: ['5.0 MB'],
    'JS heap, at most': ['50.0 MB'],
    "Runtime's memory (WebAssembly)": ['20.0 MB'],
    'Pictures of a folder, a second': ['100.00 (4 pictures)'],
  });
});

test('one is singular', () => {
  const once = { ...report([subject({}, { times: { ...times(10), folder: { pictures: 1, ms: 10 } } })]) };
  const text = markdownOf({ ...once, amounts: { ...once.amounts, repeats: 1, words: 1 } });
  expect(text).toContain('Each timed 1 time after');
  expect(text).toContain('Three captions of 1 token,');
  expect(text).toContain('(1 picture)');
});

test('line breaks and bars of an error stay in its cell', () => {
  const error = 'Command failed: npx tsx\n  a | b\n';
  const text = markdownOf(
    report([{ ...subject({ kind: 'node', backend: 'cpu', error, dtype: null }), measured: null }]),
  );
  expect(text).toContain('| Node | Command failed: npx tsx a \\| b |');
});

test('Markdown states the machine and the amounts', () => {
  const text = markdownOf(report([subject({})]));
  expect(text).toContain('# Blipscope benchmark: blipscope/demo');
  expect(text).toContain('- Machine: a processor, 8 GiB, 2 logical cores');
  expect(text).toContain('- Ran on: WASM q8: a device');
  expect(text).toContain('| Encode a picture | 11.0 (10.0–12.0) |');
});
