import { expect, test } from 'vitest';
import { type MeasuredPace, paceOn, paceText, slowGpus, withPace } from './backend-throughput';

const pace = (gpu: string, webgpu: number, wasm: number, runtime = RUNTIME_VERSION): MeasuredPace => ({
  gpu,
  runtime,
  seconds: { webgpu, wasm },
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
] as const)('%s s on the GPU and %s s on the processor, on %s', (webgpu, wasm, backend, text) => {
  expect(paceText(pace('a', webgpu, wasm), backend)).toBe(text);
});

test('a GPU is given up for a clear gain only, with the runtime that was measured', () => {
  const paces = [
    pace('slow', 1.3, 1),
    pace('fair', 1.1, 1),
    pace('fast', 0.1, 1),
    pace('old', 9, 1, '1.0.0'),
  ];
  expect(slowGpus(paces)).toEqual(['slow']);
  expect(paceOn(paces, 'old')).toBeNull();
  expect(paceOn(paces, 'fair')).toBe(paces[1]);
});

test('each GPU is remembered once, eight of them, and none of an earlier runtime', () => {
  let paces: MeasuredPace[] = [pace('old', 9, 1, '1.0.0')];
  for (const gpu of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'b'])
    paces = withPace(paces, pace(gpu, 1, 1));
  expect(paces.map(({ gpu }) => gpu).join('')).toBe('bihgfedc');
});
