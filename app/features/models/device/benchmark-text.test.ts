import { expect, test } from 'vitest';
import type { ByPart, MatmulTimes } from '../../../../core/protocol';
import { en } from '../../../i18n/en';
import { backendText, costText, speedTerms, speedText, targetText } from './benchmark-text';

const WORK: ByPart = { picture: 42, word: 52 };
const TIMES: MatmulTimes = {
  fp32: { picture: 50, word: 2 },
  q8: { picture: 25, word: 1.96 },
  q4: { picture: 51, word: 12 },
};

test('what a dtype costs here, compared with fp32', () => {
  expect(costText(en, TIMES, 'q8', { picture: 42, word: 0 })).toBe(
    'On this device it takes 0.5 times as long as 32-bit.',
  );
  expect(costText(en, TIMES, 'q4', { picture: 42, word: 0 })).toBe(
    'On this device it takes 1.0 times as long as 32-bit.',
  );
  expect(costText(en, TIMES, 'q4', WORK)).toBe('On this device it takes 3.2 times as long as 32-bit.');
  expect(costText(en, TIMES, 'fp32', WORK), 'the one to compare with').toBeNull();
  expect(costText(en, TIMES, 'fp16', WORK), 'not measured').toBeNull();
  expect(costText(en, null, 'q8', WORK)).toBeNull();
});

test('what was measured, for the picture and for each word', () => {
  expect(speedText(en, TIMES, 'q8', WORK)).toBe(
    'Measured on this device: 8-bit takes 0.5 times as long as full precision to look at the picture, and 1.0 times as long for each word.',
  );
  expect(speedText(en, TIMES, 'q4', WORK)).toContain(
    '4-bit takes 1.0 times as long as full precision to look',
  );
  expect(speedText(en, TIMES, 'q4', WORK)).toContain('and 6.0 times as long for each word.');
  expect(speedText(en, TIMES, 'fp32', WORK)).toContain('the others are compared with this one');
  expect(speedText(en, TIMES, 'q8', { picture: 42, word: 0 }), 'a matcher').not.toContain('word');
  expect(speedText(en, TIMES, 'fp16', WORK)).toBeNull();
});

test('the exact terms', () => {
  const terms = speedTerms(en, TIMES, 'q8', WORK);
  expect(terms).toContain('768 × 3072 with 577 rows');
  expect(terms).toContain('50 and 2.00 ms in fp32, 25 and 1.96 ms in q8');
  expect(terms).toContain('42 of the first and 16 × 52 of the second');
  expect(terms).toContain(RUNTIME_VERSION);
});

test('why a model is made ready for the GPU or the CPU', () => {
  const measured = (gpu: number | null, cpu: number) => ({
    matmuls: {
      webgpu: gpu === null ? null : { fp32: { picture: gpu, word: gpu } },
      wasm: { fp32: { picture: cpu, word: cpu } },
    },
  });
  expect(targetText(en, 'webgpu', measured(2, 12))).toBe(
    'the GPU, which is 6.0 times as fast here as the CPU',
  );
  expect(targetText(en, 'wasm', measured(9, 6))).toBe('the CPU, which is 1.5 times as fast here as the GPU');
  expect(targetText(en, 'webgpu', measured(9, 8))).toBe('the GPU');
  expect(targetText(en, 'wasm', measured(null, 8))).toBe('the CPU');
  expect(targetText(en, 'wasm', null)).toBe('the CPU');
});

test.each([
  [8, 0.4, 'wasm', 'The CPU is faster here: 0.40 s per picture, against 8.0 s on the GPU.'],
  [12.3, 1, 'wasm', 'The CPU is faster here: 1.0 s per picture, against 12 s on the GPU.'],
  [0.2, 1.24, 'webgpu', 'The GPU is faster here: 0.20 s per picture, against 1.2 s on the CPU.'],
  [
    1.1,
    1,
    'webgpu',
    'The GPU is about as fast here as the CPU, 1.1 s per picture against 1.0 s, and leaves the CPU free.',
  ],
] as const)('%s s on the GPU and %s s on the CPU, running on %s', (webgpu, wasm, backend, text) => {
  expect(backendText(en, { webgpu, wasm }, backend)).toBe(text);
});
