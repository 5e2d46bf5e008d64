import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FromWorker, Kind } from '../../core/protocol';
import { MODEL } from '../test/scene';
import { MIN_CANCEL, MIN_SILENCE, Watchdog } from './watchdog';

const onHung = vi.fn();
let watchdog: Watchdog;

beforeEach(() => {
  vi.useFakeTimers();
  onHung.mockReset();
  watchdog = new Watchdog(onHung);
});
afterEach(() => {
  vi.useRealTimers();
});

const progress = (phase: 'model' | 'warm-up'): FromWorker => ({
  id: 1,
  kind: 'load',
  type: 'progress',
  payload: { phase, loadedBytes: 1, totalBytes: 1 },
});
const LOADED: FromWorker = { id: 1, kind: 'load', type: 'done', payload: MODEL };

/** Loads a model that takes that long to warm up. */
function warmUp(ms: number) {
  watchdog.observe(progress('model'));
  vi.advanceTimersByTime(5000);
  watchdog.observe(progress('warm-up'));
  vi.advanceTimersByTime(ms);
  watchdog.observe(LOADED);
}

test.each<Kind>(['caption', 'attention', 'explain', 'scoreText', 'testMap'])(
  'a worker that computes a %s and is silent hangs',
  (kind) => {
    watchdog.restart([kind]);
    vi.advanceTimersByTime(MIN_SILENCE - 1);
    expect(onHung).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onHung).toHaveBeenCalledTimes(1);
  },
);

test('every restart begins to count again', () => {
  for (let word = 0; word < 5; word++) {
    watchdog.restart(['caption']);
    vi.advanceTimersByTime(MIN_SILENCE - 1);
  }
  expect(onHung).not.toHaveBeenCalled();
});

test.each<[string, Kind[]]>([
  ['nothing is open', []],
  ['a model is loaded, which may be downloaded', ['load']],
  ['a run waits for a matcher', ['matcher', 'caption']],
  ['a model is converted', ['install']],
])('it does not count where %s', (_, open) => {
  watchdog.restart(['caption']);
  watchdog.restart(open);
  vi.advanceTimersByTime(100 * MIN_SILENCE);
  expect(onHung).not.toHaveBeenCalled();
});

test('a device whose warm-up took a minute has an hour', () => {
  warmUp(60_000);
  watchdog.restart(['explain']);
  vi.advanceTimersByTime(3_600_000 - 1);
  expect(onHung).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onHung).toHaveBeenCalled();
});

test('a cancel may take a few warm-ups, and 10 s at least', () => {
  expect(watchdog.cancelTimeout).toBe(MIN_CANCEL);
  warmUp(100);
  expect(watchdog.cancelTimeout).toBe(MIN_CANCEL);
  warmUp(60_000);
  expect(watchdog.cancelTimeout).toBe(240_000);
});

test('a load that failed, or had nothing to do, measures no warm-up', () => {
  watchdog.observe(progress('warm-up'));
  vi.advanceTimersByTime(60_000);
  watchdog.observe({ id: 1, kind: 'load', type: 'aborted' });
  watchdog.observe(LOADED);
  expect(watchdog.cancelTimeout).toBe(MIN_CANCEL);
});

describe('of the steps in which threads are started', () => {
  const LIMIT = 10_000;
  const onBlocked = vi.fn();
  const start = (step: number) =>
    watchdog.threadsStart({ type: 'starting-threads', step, withinMs: LIMIT }, onBlocked);

  beforeEach(() => {
    onBlocked.mockReset();
  });

  test('one that is silent has blocked the worker, though another one has settled meanwhile', () => {
    start(1);
    start(2);
    watchdog.threadsSettled({ step: 2 });
    vi.advanceTimersByTime(LIMIT - 1);
    expect(onBlocked).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onBlocked).toHaveBeenCalledTimes(1);
  });

  test('one that takes long and says so has not', () => {
    start(1);
    for (let beat = 0; beat < 5; beat++) {
      vi.advanceTimersByTime(LIMIT - 1);
      start(1);
    }
    watchdog.threadsSettled({ step: 1 });
    vi.advanceTimersByTime(10 * LIMIT);
    expect(onBlocked).not.toHaveBeenCalled();
  });

  test('none is waited for once the worker is gone', () => {
    start(1);
    start(2);
    watchdog.stop();
    vi.advanceTimersByTime(10 * LIMIT);
    expect(onBlocked).not.toHaveBeenCalled();
  });
});

test('one overdue timer after a device slept does not mean a silent worker', () => {
  const setInterval = vi.spyOn(globalThis, 'setInterval');
  watchdog.restart(['caption']);
  const overdue = setInterval.mock.calls[0]?.[0] as () => void;
  overdue();
  expect(onHung).not.toHaveBeenCalled();
});
