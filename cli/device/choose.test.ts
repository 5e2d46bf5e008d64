import { afterEach, expect, test, vi } from 'vitest';
import type { CheckRequest, CheckResult } from './check.ts';
import { chooseDevice } from './choose.ts';

afterEach(() => vi.restoreAllMocks());

const FAST: CheckResult = { deviceMs: 10, cpuMs: 50 };

function choosing(results: Record<string, CheckResult>, supported = ['cpu', 'cuda', 'webgpu']) {
  const asked: string[] = [];
  const check = async ({ device }: CheckRequest) => {
    asked.push(device);
    return results[device]!;
  };
  return { asked, options: { model: 'bundle', signal: new AbortController().signal, supported, check } };
}

function notices(): string[] {
  const lines: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  return lines;
}

test('the CPU needs no check', async () => {
  const { asked, options } = choosing({});
  expect(await chooseDevice('cpu', options)).toBe('cpu');
  expect(asked).toEqual([]);
});

test('a device that computes what the CPU does is taken, however fast it is', async () => {
  const { options } = choosing({ webgpu: { deviceMs: 90, cpuMs: 50 } });
  expect(await chooseDevice('webgpu', options)).toBe('webgpu');
});

test('a device that is not there, or wrong, is refused with the reason and what to do', async () => {
  const { asked, options } = choosing({ webgpu: { refused: 'It computes wrongly: by 0.2 of 5.' } });
  await expect(chooseDevice('webgpu', options)).rejects.toThrow(
    '--device webgpu cannot be used. It computes wrongly: by 0.2 of 5. Or choose --device cpu, or auto',
  );
  await expect(chooseDevice('dml', options)).rejects.toThrow(/has no DirectML for .*; it has it for Windows/);
  expect(asked).toEqual(['webgpu']);
});

test('auto is the first device that is right and faster', async () => {
  const { asked, options } = choosing({ cuda: { refused: 'No library.' }, webgpu: FAST });
  expect(await chooseDevice('auto', options)).toBe('webgpu');
  expect(asked).toEqual(['cuda', 'webgpu']);
});

test('auto is the CPU, with a notice, where no device is better', async () => {
  const lines = notices();
  const { options } = choosing({
    cuda: { refused: 'A library is missing. Install it.' },
    webgpu: { deviceMs: 51, cpuMs: 50 },
  });
  expect(await chooseDevice('auto', options)).toBe('cpu');
  expect(lines).toEqual([
    'The model runs on the CPU. CUDA: A library is missing. WebGPU: It is slower: 51 ms against 50 ms.\n',
  ]);
});
