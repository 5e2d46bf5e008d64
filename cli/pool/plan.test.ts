import { expect, test } from 'vitest';
import { planWorkers } from './plan.ts';

const GB = 1e9;

test.each([
  ['one process on a small machine', {}, 2, 16, { workers: 1, threads: 2 }],
  ['several processes of four threads on a large one', {}, 16, 64, { workers: 4, threads: 4 }],
  ['all cores where they are no multiple of four', {}, 6, 64, { workers: 2, threads: 3 }],
  ['as many as memory takes', {}, 16, 6, { workers: 1, threads: 16 }],
  ['at least one', {}, 8, 0.1, { workers: 1, threads: 8 }],
  ['the given processes, with the cores shared among them', { workers: 4 }, 8, 1, { workers: 4, threads: 2 }],
  ['one thread at least', { workers: 4 }, 2, 1, { workers: 4, threads: 1 }],
  ['the given threads, in enough processes for the cores', { threads: 1 }, 8, 64, { workers: 8, threads: 1 }],
  ['both as given', { workers: 3, threads: 5 }, 2, 64, { workers: 3, threads: 5 }],
])('%s', (_, given, cores, gigabytes, plan) => {
  expect(planWorkers(given, 1.8 * GB, { cores, freeBytes: gigabytes * GB })).toEqual(plan);
});
