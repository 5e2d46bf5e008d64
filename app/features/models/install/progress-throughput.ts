import type { InstallProgress } from '../../../../core/protocol';

/** The progress of a job. */
export interface Step {
  phase: InstallProgress['phase'] | 'copy';
  doneBytes: number;
  totalBytes: number;
}

/** A step with its recent throughput. Times in milliseconds. */
export interface StepThroughput extends Step {
  /** Null until it is measured. */
  bytesPerSecond: number | null;
  /** Start of the current measurement. */
  mark: { at: number; bytes: number };
}

/** Throughput is measured over spans of this length. */
const SPAN = 1000;
/** The weight of a new measurement in the moving average. */
const WEIGHT = 0.3;

/** The next state of a job. Bytes that were there when a phase began do not count as throughput. */
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

/** Until the phase is complete, at the recent throughput; null while it is unknown. */
export function secondsLeft({ bytesPerSecond, totalBytes, doneBytes }: StepThroughput): number | null {
  if (!bytesPerSecond || totalBytes <= 0) return null;
  return Math.max(0, totalBytes - doneBytes) / bytesPerSecond;
}
