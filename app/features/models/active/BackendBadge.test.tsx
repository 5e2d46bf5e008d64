// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { App } from '../../../store/app-state';
import { renderWith } from '../../../test/render';
import { MODEL, setUpReady } from '../../../test/scene';
import { withResult } from '../device/benchmark';
import { BackendBadge } from './BackendBadge';

const GPU = 'acme rocket-1';
const measured = (webgpu: number) => ({
  deviceBenchmarks: withResult([], GPU, { captionSeconds: { webgpu, wasm: 0.4 } }),
});
const onGpu = { ...MODEL, backend: 'webgpu', device: GPU } as const;

const REASON = /faster|imitates/;

async function panelWith(changes: Partial<App>): Promise<string | null> {
  const { store } = await setUpReady();
  store.setState(changes);
  const user = renderWith(store, <BackendBadge />);
  await user.click(screen.getByTestId('backend'));
  await screen.findByText('Run on');
  return screen.queryByText(REASON)?.textContent ?? null;
}

test.each<[string, Partial<App>, string | null]>([
  [
    'the processor, which was measured to be faster',
    { model: { ...MODEL, slowGpu: GPU }, ...measured(8) },
    'The processor is faster here: 0.40 s a picture against 8.0 s on the GPU.',
  ],
  [
    'the GPU, which was',
    { model: onGpu, ...measured(0.1) },
    'The GPU is faster here: 0.10 s a picture against 0.40 s on the processor.',
  ],
  ['a GPU that was not measured', { model: { ...onGpu, device: 'another' }, ...measured(8) }, null],
  ['what was chosen, measured or not', { model: onGpu, ...measured(8), backendChoice: 'webgpu' }, null],
  [
    'an installed model, of which nothing was measured',
    { model: onGpu, ...measured(0.1), activeCaptioner: { kind: 'installed', key: 'base' } },
    null,
  ],
  [
    'the processor for want of a GPU',
    { model: { ...MODEL, fallbackReason: 'It is a program that imitates one.' } },
    'It is a program that imitates one.',
  ],
])('the panel says why it runs on %s', async (_, changes, reason) => {
  expect(await panelWith(changes)).toBe(reason);
});
