import { afterEach, expect, test, vi } from 'vitest';

const seen = vi.hoisted(() => ({ variable: undefined as string | undefined }));
vi.mock('onnxruntime-node', () => {
  seen.variable = process.env.ORT_DISABLE_TELEMETRY;
  return {};
});

afterEach(() => vi.unstubAllEnvs());

test('turns the telemetry off before the runtime is loaded, whatever the user has set', async () => {
  vi.stubEnv('ORT_DISABLE_TELEMETRY', '0');
  await import('./onnxruntime.ts');
  expect(seen.variable).toBe('1');
});
