import { afterEach, expect, test, vi } from 'vitest';
import type { RunCollectionProgress } from '../../core/protocol/index.ts';
import { RunProgress } from './progress.ts';

afterEach(() => vi.useRealTimers());

const record = (path: string): RunCollectionProgress['records'][number] => ({
  path,
  bytes: 1,
  modified: 0,
  sha256: null,
  width: null,
  height: null,
  texts: [],
  done: true,
  error: null,
});

test('the pictures of the first batch, which come all at once, took the time from the beginning', () => {
  vi.useFakeTimers();
  const reports: RunCollectionProgress[] = [];
  const progress = new RunProgress((each) => reports.push(each), { done: 0, failed: 0, total: 8 });
  vi.advanceTimersByTime(2000);
  for (const path of ['a', 'b', 'c', 'd']) progress.add(record(path));
  progress.flush();
  expect(reports.at(-1)).toMatchObject({ done: 4, perSecond: 2 });
});
