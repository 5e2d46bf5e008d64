import type { InstallProgress } from '../../../../core/protocol';

/** How far a job is. */
export interface Step {
  phase: InstallProgress['phase'] | 'copy';
  doneBytes: number;
  totalBytes: number;
}

/** A step, and how fast it has been of late. Times in milliseconds. */
export interface StepThroughput extends Step {
  /** Null until there is something to measure. */
  bytesPerSecond: number | null;
  /** Where the speed was measured last. */
  mark: { at: number; bytes: number };
}

/** MatmulTimes are taken over spans of this length, … */
const SPAN = 1000;
/** … and each new one counts for so much. */
const WEIGHT = 0.3;

/** The next state of a job. What was there when a phase began does not count as speed. */
export function withThroughput(before: StepThroughput | null, progress: Step, now: number): StepThroughput {
  const bytes = progress.doneBytes;
  if (before?.phase !== progress.phase || bytes < before.mark.bytes) {
    return { ...progress, bytesPerSecond: null, mark: { at: now, bytes } };
  }
  const { mark, bytesPerSecond } = before;
  if (now - mark.at < SPAN) return { ...progress, bytesPerSecond, mark };
  const latest = ((bytes - mark.bytes) / (now - mark.at)) * 1000;
  const blended = bytesPerSecond === null ? latest : (1 - WEIGHT) * bytesPerSecond + WEIGHT * latest;
  return { ...progress, bytesPerSecond: blended, mark: { at: now, bytes } };
}

/** Until the phase is complete, at the speed of late; null while that is anybody's guess. */
export function secondsLeft({ bytesPerSecond, totalBytes, doneBytes }: StepThroughput): number | null {
  if (!bytesPerSecond || totalBytes <= 0) return null;
  return Math.max(0, totalBytes - doneBytes) / bytesPerSecond;
}
