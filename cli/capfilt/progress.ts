/** Shows how far a run is: a line in a terminal, or JSON lines. */
import type { RunRecord } from '../../core/protocol/index.ts';
import { RunProgress } from '../../workers/capfilt/index.ts';
import { printJson } from '../output.ts';
import { bar, CLEAR_LINE, duration, type Terminal } from '../progress.ts';

/** Milliseconds between two JSON lines. */
const JSON_INTERVAL = 1000;

export interface RunCounts {
  done: number;
  failed: number;
  total: number;
}

export interface Progress {
  add(record: RunRecord): void;
  /** Shows the last state; in a terminal the line is cleared. */
  end(): void;
}

export function showProgress(
  counts: RunCounts,
  json: boolean,
  terminal: Terminal = process.stderr,
): Progress {
  let printedAt = Number.NEGATIVE_INFINITY;
  let ended = false;
  const show = (state: RunCounts & { perSecond: number | null }) => {
    const { done, failed, total, perSecond } = state;
    if (!json) {
      if (terminal.isTTY) terminal.write(CLEAR_LINE + (ended ? '' : progressText(state)));
      return;
    }
    if (!ended && performance.now() - printedAt < JSON_INTERVAL) return;
    printedAt = performance.now();
    printJson({ event: 'progress', done, total, failed, perSecond });
  };
  const progress = new RunProgress(show, counts);
  progress.flush();
  return {
    add: (record) => {
      if (json && record.error) printJson({ event: 'failed', path: record.path, ...record.error });
      progress.add(record);
    },
    end: () => {
      ended = true;
      progress.flush();
    },
  };
}

export function progressText({
  done,
  failed,
  total,
  perSecond,
}: RunCounts & { perSecond: number | null }): string {
  const rate =
    perSecond === null
      ? ''
      : `, ${perSecond.toFixed(1)} a second, ${duration((total - done) / perSecond)} left`;
  return `${bar(total === 0 ? 1 : done / total)} ${done} of ${total}${rate}${failed > 0 ? `, ${failed} failed` : ''}`;
}
