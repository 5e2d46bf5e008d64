// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { FALLBACKS } from '../../../../core/fallbacks';
import { patchState, type StatePatch } from '../../../store/patch-state';
import { renderWith } from '../../../test/render';
import { MODEL, setUpReady } from '../../../test/scene';
import { withResult } from '../device/benchmark';
import { BackendBadge } from './BackendBadge';

const GPU = 'acme rocket-1';
const measured = (webgpu: number) => ({
  benchmark: { devices: withResult([], GPU, { captionSeconds: { webgpu, wasm: 0.4 } }) },
});
const onGpu = { ...MODEL, backend: 'webgpu', device: GPU } as const;

const REASON = /faster|imitates/;

async function panelWith(changes: StatePatch): Promise<string | null> {
  const { store } = await setUpReady();
  patchState(store, changes);
  const user = renderWith(store, <BackendBadge />);
  await user.click(screen.getByTestId('backend'));
  await screen.findByText('Run on');
  return screen.queryByText(REASON)?.textContent ?? null;
}

test.each<[string, StatePatch, string | null]>([
  [
    'the processor, which was measured to be faster',
    { model: { loaded: { ...MODEL, slowGpu: GPU } }, ...measured(8) },
    'The CPU is faster here: 0.40 s per picture, against 8.0 s on the GPU.',
  ],
  [
    'the GPU, which was',
    { model: { loaded: onGpu }, ...measured(0.1) },
    'The GPU is faster here: 0.10 s per picture, against 0.40 s on the CPU.',
  ],
  [
    'a GPU that was not measured',
    { model: { loaded: { ...onGpu, device: 'another' } }, ...measured(8) },
    null,
  ],
  [
    'what was chosen, measured or not',
    { model: { loaded: onGpu, backendChoice: 'webgpu' }, ...measured(8) },
    null,
  ],
  [
    'an installed model, of which nothing was measured',
    { model: { loaded: onGpu, choice: { kind: 'installed', key: 'base' } }, ...measured(0.1) },
    null,
  ],
  [
    'the processor for want of a GPU',
    { model: { loaded: { ...MODEL, fallbacks: ['gpu-imitated'] } } },
    FALLBACKS['gpu-imitated'],
  ],
])('the panel says why it runs on %s', async (_, changes, reason) => {
  expect(await panelWith(changes)).toBe(reason);
});
