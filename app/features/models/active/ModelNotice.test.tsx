// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { FALLBACKS } from '../../../../core/fallbacks';
import { renderWith } from '../../../test/render';
import { MODEL, setUpReady } from '../../../test/scene';
import { EngineNotice, ModelNotice } from './ModelNotice';

const GPU_LOST = { code: 'gpu-lost', message: 'The GPU stopped working.' } as const;

test.each([
  ['the captions', ModelNotice],
  ['a run of many pictures', EngineNotice],
])(
  'beside %s: while an engine that was lost loads again, it is said why; then no more',
  async (_, Notice) => {
    const { store, client } = await setUpReady();
    renderWith(store, <Notice />);
    act(() => client.lose(GPU_LOST));
    expect(screen.getByRole('status').textContent).toBe(
      'The GPU stopped working. The model is loading again; captioning continues afterwards.',
    );
    await act(() => client.last('load').done(MODEL));
    expect(screen.queryByRole('status')).toBeNull();
  },
);

test('a run of many pictures, too, is said to be slower without threads', async () => {
  const { store, client } = await setUpReady();
  renderWith(store, <EngineNotice />);
  expect(screen.queryByRole('status')).toBeNull();
  act(() => client.lose({ code: 'threads-failed', message: 'The engine could not start its threads.' }));
  expect(screen.getByRole('status').textContent).toContain('could not start its threads');
  await act(() => client.last('load').done({ ...MODEL, fallbacks: ['one-thread'] }));
  expect(screen.getByRole('status').textContent).toContain(FALLBACKS['one-thread']);
});

test('after two GPU losses a notice names the CPU, until it is dismissed', async () => {
  const { store, client } = await setUpReady();
  const user = renderWith(store, <ModelNotice />);
  for (let time = 0; time < 2; time++) {
    act(() => client.lose(GPU_LOST));
    await act(() => client.last('load').done(MODEL));
  }
  expect(screen.getByRole('status').textContent).toContain('The CPU has taken over, which is slower.');
  await user.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(screen.queryByRole('status')).toBeNull();
});
