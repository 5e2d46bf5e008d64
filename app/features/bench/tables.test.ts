import { expect, test } from 'vitest';
import { budgetsOf } from './budgets';
import { type SubjectReport, spreadOf } from './report';
import { markdownOf, tablesOf } from './tables';
import { COUNTS, report, STEADY, subject, times } from './testing';

function rowsOf(title: string, subjects: SubjectReport[]): Record<string, string[]> {
  const table = tablesOf(report(subjects)).find((each) => each.title === title);
  return Object.fromEntries((table?.rows ?? []).map(([name, ...cells]) => [name, cells]));
}

test('a spread is the middle and both ends', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
  expect(spreadOf([4, 1, 2, 3])).toEqual({ median: 2.5, min: 1, max: 4 });
  expect(spreadOf([])).toBeNull();
});

test('times are told as median and range, and one alone by itself', () => {
  const rows = rowsOf('Times', [subject({})]);
  expect(rows['Encode a picture']).toEqual(['11.0 (10.0–12.0)']);
  expect(rows['Load, first time']).toEqual(['700']);
  expect(rows['A picture of a folder']).toEqual(['10.0']);
  expect(rows['Of that, the warm-up']).toEqual(['50.0']);
  expect(rows['Decode step, 1 caption']).toEqual(['11.0 (10.0–12.0)']);
});

test('what a subject has not is left empty, and what none has is left out', () => {
  const plain = subject(
    { kind: 'plain' },
    { times: { ...times(30), keysValues: [], maps: [], gradCam: [] } },
  );
  expect(rowsOf('Times', [subject({}), plain])['Maps of a caption, every layer']?.[1]).toBe('');
  expect(rowsOf('Times', [plain])).not.toHaveProperty('Maps of a caption, every layer');
});

test('each is compared with what others publish on its own backend', () => {
  const rows = rowsOf('Beside the model as others publish it', [
    subject({ backend: 'webgpu' }),
    subject({ backend: 'wasm' }),
    subject({ kind: 'plain', backend: 'wasm' }, { times: times(21), dtype: 'fp16' }),
    subject({ kind: 'plain', backend: 'webgpu' }, { times: times(43) }),
  ]);
  expect(rows['Encode a picture']).toEqual(['4.00× (4.30×)', '2.00× (2.10×)']);
});

test('and with onnxruntime-node in float32', () => {
  const node = subject({ kind: 'node', backend: 'cpu' }, { times: times(4.5), dtype: 'fp32' });
  const rows = rowsOf('Beside onnxruntime-node', [subject({}), node]);
  expect(rows['Encode a picture']).toEqual(['0.50× (0.45×)']);
});

test('captions are held against those of the plain model', () => {
  const rows = rowsOf('The same words', [
    subject({}, { words: [[1, 2], [3]] }),
    subject({ kind: 'plain' }, { words: [[1, 2], [4]] }),
  ]);
  expect(rows['Identical captions']).toEqual(['1 of 2']);
});

test('what failed says why, and is in no other table', () => {
  const failed = subject({ error: 'The GPU ran out of memory.', backend: 'webgpu' });
  const tables = tablesOf(report([subject({}), { ...failed, measured: null }]));
  expect(tables.at(-1)).toMatchObject({
    title: 'What could not be measured',
    rows: [['WebGPU', 'The GPU ran out of memory.']],
  });
  expect(tables[0]?.head).toEqual(['', 'WASM q8']);
});

const work = { captions: 3, encode: COUNTS, keysValues: COUNTS, begin: COUNTS, steps: [COUNTS, STEADY] };

test('what is asked of the GPU is told by part', () => {
  const gpu = subject({ backend: 'webgpu' }, { gpuWork: [{ ...work, logitsBytes: 4000 }] });
  const rows = rowsOf('Asked of the GPU', [gpu]);
  expect(Object.keys(rows)).toEqual([
    'WebGPU q8: encode',
    'WebGPU q8: keys and values',
    'WebGPU q8: begin 3',
    'WebGPU q8: steady step of 3',
  ]);
  expect(rows['WebGPU q8: steady step of 3']).toEqual(['0', '16', '5000 (4000)', '1', '0', '9', '2', '0']);
});

test.each([
  ['within', 5.2, 4000, [true, true, true]],
  ['beyond', 6.6, -2000, [false, false, false]],
])('budgets that are kept or not: %s', (_, ms, logitsBytes, expected) => {
  const found = budgetsOf(
    report([
      subject({ backend: 'webgpu' }, { gpuWork: [{ ...work, logitsBytes }] }),
      subject({}, { times: { ...times(ms - 1) } }),
      subject({}, { times: times(9), dtype: 'fp32' }),
    ]),
  );
  expect(found.map(({ met }) => met)).toEqual(expected);
});

test('a step that reads candidates has a budget of its own', () => {
  const bytes = (bytesRead: number) => {
    const steps = [{ ...STEADY, bytesRead }];
    const gpuWork = [{ ...work, logitsBytes: 0, steps }];
    return budgetsOf(report([subject({ backend: 'webgpu' }, { gpuWork, readsCandidates: true })]))[0];
  };
  expect(bytes(8192)).toMatchObject({ met: true, budget: 'no buffer made, 1 round trip, ≤ 8192 bytes read' });
  expect(bytes(8193)).toMatchObject({ met: false });
});

test('what the engine chose by itself is told', () => {
  const inFloatReason = 'This GPU has no 16-bit arithmetic.';
  const subjects = [
    subject({ backend: 'webgpu' }, { readsCandidates: true }),
    subject({ backend: 'webgpu' }, { dtype: 'fp16', inFloatReason }),
    subject({}),
  ];
  const rows = rowsOf('How it ran', subjects);
  expect(rows['A step reads back']).toEqual(['candidates', 'all logits', '']);
  expect(rows['In 32 bits because']).toEqual(['', inFloatReason, '']);
  expect(tablesOf(report(subjects))[0]?.head[2]).toBe('WebGPU fp16 in 32 bits');
  expect(rowsOf('How it ran', [subject({})])).toEqual({});
});

test('memory is the browser’s number, or the reason why there is none', () => {
  const rows = rowsOf('Memory and throughput', [
    subject({ pageMemory: { bytes: 50_000_000, reason: null } }),
    subject({ pageMemory: { bytes: null, reason: 'this browser does not tell' } }),
    subject({ kind: 'plain' }),
  ]);
  expect(rows['Page and workers, model loaded']).toEqual(['50.0 MB', '— (this browser does not tell)', '']);
  expect(rows).not.toHaveProperty('JS heap, at most');
});

test('what is done in a second is told beside the limits', () => {
  const limits = { operations: 2e11, bytes: 1.5e10 };
  const plain = subject({ kind: 'plain' });
  const rows = rowsOf('How far from the limit', [subject({ limits }), plain]);
  expect(rows['Operations of an encoding']).toEqual(['1.1 G', '1.1 G']);
  expect(rows['Encoding, operations a second']).toEqual(['100 G', '100 G']);
  expect(rows['Plain products, operations a second']).toEqual(['200 G', '']);
  expect(rows['Bytes that a step reads']).toEqual(['4.0 MB', '']);
  expect(rows['Decode step, 3 captions, bytes a second']).toEqual(['0.4 GB', '']);
  expect(rows['Plain products of one row, bytes a second']).toEqual(['15.0 GB', '']);
});

test('one is one', () => {
  const once = { ...report([subject({}, { times: { ...times(10), folder: { pictures: 1, ms: 10 } } })]) };
  const text = markdownOf({ ...once, amounts: { ...once.amounts, repeats: 1, words: 1 } });
  expect(text).toContain('Each timed 1 time after');
  expect(text).toContain('Three captions of 1 token,');
  expect(text).toContain('(1 picture)');
});

test('lines and bars of an error stay in their cell', () => {
  const error = 'Command failed: npx tsx\n  a | b\n';
  const text = markdownOf(report([{ ...subject({ kind: 'node', backend: 'cpu', error }), measured: null }]));
  expect(text).toContain('| Node | Command failed: npx tsx a \\| b |');
});

test('a buffer made, or a second wait, in a steady step breaks its budget', () => {
  const broken = (counts: object) =>
    budgetsOf(
      report([
        subject(
          { backend: 'webgpu' },
          { gpuWork: [{ ...work, logitsBytes: 4000, steps: [{ ...STEADY, ...counts }] }] },
        ),
      ]),
    )[0];
  expect(broken({ buffersCreated: 1 })).toMatchObject({
    met: false,
    found: '1 made, 1 round trip, 1000 bytes',
  });
  expect(broken({ otherRoundTrips: 1 })).toMatchObject({
    met: false,
    found: '0 made, 2 round trips, 1000 bytes',
  });
});

test('as Markdown it says where and how it was made', () => {
  const text = markdownOf(report([subject({})]));
  expect(text).toContain('# Blipscope benchmark: blipscope/demo');
  expect(text).toContain('- Machine: a processor, 8 GiB, 2 logical cores');
  expect(text).toContain('- Ran on: WASM q8: a device');
  expect(text).toContain('| Encode a picture | 11.0 (10.0–12.0) |');
});
