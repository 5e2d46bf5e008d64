import { expect, test } from 'vitest';
import type { ByPart, MatmulTimes } from '../../../../core/protocol';
import { backendText, costText, speedTerms, speedText, targetText } from './benchmark-text';

const WORK: ByPart = { picture: 42, word: 52 };
const TIMES: MatmulTimes = {
  fp32: { picture: 50, word: 2 },
  q8: { picture: 25, word: 1.96 },
  q4: { picture: 51, word: 12 },
};

test('what a dtype costs here, compared with fp32', () => {
  expect(costText(TIMES, 'q8', { picture: 42, word: 0 })).toBe(
    'On this device it takes 0.5 of the time of 32-bit.',
  );
  expect(costText(TIMES, 'q4', { picture: 42, word: 0 })).toBe('On this device it takes as long as 32-bit.');
  expect(costText(TIMES, 'q4', WORK)).toBe('On this device it takes 3.2 times as long as 32-bit.');
  expect(costText(TIMES, 'fp32', WORK), 'the one to compare with').toBeNull();
  expect(costText(TIMES, 'fp16', WORK), 'not measured').toBeNull();
  expect(costText(null, 'q8', WORK)).toBeNull();
});

test('what was measured, for the picture and for each word', () => {
  expect(speedText(TIMES, 'q8', WORK)).toBe(
    'Measured on this device: 8-bit takes 0.5 of the time of full precision for looking at the picture and as long for each word.',
  );
  expect(speedText(TIMES, 'q4', WORK)).toContain('4-bit takes as long as full precision for looking');
  expect(speedText(TIMES, 'q4', WORK)).toContain('and 6.0 times as long for each word.');
  expect(speedText(TIMES, 'fp32', WORK)).toContain('the others are compared with this one');
  expect(speedText(TIMES, 'q8', { picture: 42, word: 0 }), 'a matcher').not.toContain('word');
  expect(speedText(TIMES, 'fp16', WORK)).toBeNull();
});

test('the exact terms', () => {
  const terms = speedTerms(TIMES, 'q8', WORK);
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
  expect(targetText('webgpu', measured(2, 12))).toBe('the GPU, which is 6.0 times as fast here as the CPU');
  expect(targetText('wasm', measured(9, 6))).toBe('the CPU, which is 1.5 times as fast here as the GPU');
  expect(targetText('webgpu', measured(9, 8))).toBe('the GPU, which computes here');
  expect(targetText('wasm', measured(null, 8))).toBe('the CPU, which computes here');
  expect(targetText('wasm', null)).toBe('the CPU, which computes here');
});

test.each([
  [8, 0.4, 'wasm', 'The processor is faster here: 0.40 s a picture against 8.0 s on the GPU.'],
  [12.3, 1, 'wasm', 'The processor is faster here: 1.0 s a picture against 12 s on the GPU.'],
  [0.2, 1.24, 'webgpu', 'The GPU is faster here: 0.20 s a picture against 1.2 s on the processor.'],
  [
    1.1,
    1,
    'webgpu',
    'The GPU is about as fast here as the processor, 1.1 s a picture against 1.0 s, and leaves it free.',
  ],
] as const)('%s s on the GPU and %s s on the CPU, running on %s', (webgpu, wasm, backend, text) => {
  expect(backendText({ webgpu, wasm }, backend)).toBe(text);
});
