import { expect, test } from 'vitest';
import { ProgressLine } from './progress.ts';

const CLEAR = '\r\x1b[K';

function terminal(isTTY: boolean) {
  const written: string[] = [];
  let time = 0;
  const line = new ProgressLine({ isTTY, write: (text) => written.push(text) }, 'Reading', () => time);
  return { written, line, wait: (milliseconds: number) => (time += milliseconds) };
}

test('bytes, rate and time left; the rate is of this run', () => {
  const { line, written, wait } = terminal(true);
  line.update(50e6, 200e6);
  wait(2000);
  line.update(100e6, 200e6);
  wait(1000);
  line.update(101e6, 5000e6);
  line.clear();
  expect(written).toEqual([
    `${CLEAR}Reading █████░░░░░░░░░░░░░░░ 25 %, 50.0 MB of 200.0 MB`,
    `${CLEAR}Reading ██████████░░░░░░░░░░ 50 %, 100.0 MB of 200.0 MB, 25.0 MB/s, 4 s left`,
    `${CLEAR}Reading ░░░░░░░░░░░░░░░░░░░░ 2 %, 101.0 MB of 5000.0 MB, 17.0 MB/s, 4 min 49 s left`,
    CLEAR,
  ]);
});

test('the line is written at most ten times a second', () => {
  const { line, written, wait } = terminal(true);
  for (let received = 0; received < 100; received++, wait(10)) line.update(received, 100);
  expect(written.length).toBe(10);
});

test('writes nothing unless it is a terminal', () => {
  const { line, written, wait } = terminal(false);
  line.update(0, 10);
  wait(1000);
  line.update(10, 10);
  line.clear();
  expect(written).toEqual([]);
});
