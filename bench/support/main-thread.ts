/** Tasks of a page's main thread, from Chrome's trace, and dropped frames. */
import type { Browser, Page } from '@playwright/test';

export interface Task {
  /** Wall time, in milliseconds: on a busy machine also while another program runs. */
  wall: number;
  /** CPU time. */
  cpu: number;
}

/** Chrome's trace format; times in microseconds. */
export interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  dur?: number;
  tdur?: number;
  args: { name?: string };
}

const CATEGORIES = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'];

/** All tasks of the main thread during `work`. */
export async function mainThreadTasks(
  browser: Browser,
  page: Page,
  work: () => Promise<void>,
): Promise<Task[]> {
  await browser.startTracing(page, { categories: CATEGORIES });
  await work();
  const { traceEvents }: { traceEvents: TraceEvent[] } = JSON.parse(
    (await browser.stopTracing()).toString('utf8'),
  );
  return tasksOf(traceEvents);
}

export function tasksOf(events: readonly TraceEvent[]): Task[] {
  const thread = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
  const isMain = ({ name, args }: TraceEvent) => name === 'thread_name' && args.name === 'CrRendererMain';
  const main = new Set(events.filter(isMain).map(thread));
  return events
    .filter((event) => event.name === 'RunTask' && event.ph === 'X' && main.has(thread(event)))
    .map(({ dur = 0, tdur = 0 }) => ({ wall: dur / 1000, cpu: tdur / 1000 }));
}

const FRAME_MS = 1000 / 60;

/** The share of due frames that was not drawn; `intervals` between drawn frames in milliseconds. */
export function droppedShare(intervals: readonly number[]): number {
  const due = intervals.reduce((sum, each) => sum + Math.max(1, Math.round(each / FRAME_MS)), 0);
  return due === 0 ? 0 : (due - intervals.length) / due;
}
