import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FromWorker, Kind } from '../../core/protocol';
import { MODEL } from '../test/scene';
import { HUNG_AFTER, LEAST_PATIENCE, Patience } from './watchdog';

const onHung = vi.fn();
let patience: Patience;

beforeEach(() => {
  vi.useFakeTimers();
  onHung.mockReset();
  patience = new Patience(onHung);
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

/** A model that was loaded and took that long to warm up. */
function warmUp(ms: number) {
  patience.hear(progress('model'));
  vi.advanceTimersByTime(5000);
  patience.hear(progress('warm-up'));
  vi.advanceTimersByTime(ms);
  patience.hear(LOADED);
}

test.each<Kind>(['caption', 'attention', 'explain', 'judge', 'testMap'])(
  'a worker that computes a %s and says nothing is stuck',
  (kind) => {
    patience.restart([kind]);
    vi.advanceTimersByTime(LEAST_PATIENCE - 1);
    expect(onHung).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onHung).toHaveBeenCalledTimes(1);
  },
);

test('with every word the time begins anew', () => {
  for (let word = 0; word < 5; word++) {
    patience.restart(['caption']);
    vi.advanceTimersByTime(LEAST_PATIENCE - 1);
  }
  expect(onHung).not.toHaveBeenCalled();
});

test.each<[string, Kind[]]>([
  ['nothing is open', []],
  ['a model is loaded, which may be downloaded', ['load']],
  ['a run waits for a matcher', ['matcher', 'caption']],
  ['a model is converted', ['install']],
])('nobody waits in vain where %s', (_, open) => {
  patience.restart(['caption']);
  patience.restart(open);
  vi.advanceTimersByTime(100 * LEAST_PATIENCE);
  expect(onHung).not.toHaveBeenCalled();
});

test('a device that took a minute to warm up is given an hour', () => {
  warmUp(60_000);
  patience.restart(['explain']);
  vi.advanceTimersByTime(3_600_000 - 1);
  expect(onHung).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onHung).toHaveBeenCalled();
});

test('a cancel may take a few warm-ups, and a while at least', () => {
  expect(patience.forCancel).toBe(HUNG_AFTER);
  warmUp(100);
  expect(patience.forCancel).toBe(HUNG_AFTER);
  warmUp(60_000);
  expect(patience.forCancel).toBe(240_000);
});

test('a load that failed, or for which nothing had to be done, measures nothing', () => {
  patience.hear(progress('warm-up'));
  vi.advanceTimersByTime(60_000);
  patience.hear({ id: 1, kind: 'load', type: 'aborted' });
  patience.hear(LOADED);
  expect(patience.forCancel).toBe(HUNG_AFTER);
});

test('a device that slept has one overdue timer, not a silent worker', () => {
  const setInterval = vi.spyOn(globalThis, 'setInterval');
  patience.restart(['caption']);
  const overdue = setInterval.mock.calls[0]?.[0] as () => void;
  overdue();
  expect(onHung).not.toHaveBeenCalled();
});
