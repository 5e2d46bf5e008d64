import { describe, expect, test } from 'vitest';
import { SerialQueue } from './queue.ts';

const moment = () => new Promise((resolve) => setTimeout(resolve, 1));

describe('serial queue', () => {
  test('runs one job at a time, in order of arrival', async () => {
    const queue = new SerialQueue();
    const log: string[] = [];
    const job = (name: string) => async () => {
      log.push(`${name} begins`);
      await moment();
      log.push(`${name} ends`);
      return name;
    };
    expect(await Promise.all(['a', 'b', 'c'].map((name) => queue.run(job(name))))).toEqual(['a', 'b', 'c']);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  test('a job that fails does not fail the next', async () => {
    const queue = new SerialQueue();
    const failed = queue.run(async () => {
      throw new Error('broken');
    });
    const next = queue.run(async () => 'fine');
    await expect(failed).rejects.toThrow('broken');
    expect(await next).toBe('fine');
  });

  test('a job aborted while it waits never runs, and the next one still waits for the one before', async () => {
    const queue = new SerialQueue();
    const log: string[] = [];
    const leave = await queue.enter();
    const stop = new AbortController();
    const waiting = queue.run(async () => log.push('aborted job ran'), stop.signal);
    const behind = queue.run(async () => log.push('behind'));
    stop.abort(new Error('changed my mind'));
    await expect(waiting).rejects.toThrow('changed my mind');
    await moment();
    expect(log).toEqual([]);
    leave();
    await behind;
    expect(log).toEqual(['behind']);
  });

  test('an aborted signal is refused at once', async () => {
    const queue = new SerialQueue();
    await expect(queue.enter(AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
    expect(await queue.run(async () => 'free')).toBe('free');
  });

  test('a signal that aborts during its own job changes nothing', async () => {
    const queue = new SerialQueue();
    const stop = new AbortController();
    const job = async () => {
      stop.abort();
      return 'done';
    };
    expect(await queue.run(job, stop.signal)).toBe('done');
  });
});
