/** The progress line of downloads and conversions. */
import { megabytes } from './output.ts';

export interface Terminal {
  isTTY?: boolean;
  write(text: string): unknown;
}

const REFRESH_MS = 100;
export const CLEAR_LINE = '\r\x1b[K';

/** Writes to standard error; writes nothing with --json. */
export function progressLine(label: string, json: boolean | undefined): ProgressLine {
  return new ProgressLine(json ? { write: () => {} } : process.stderr, label);
}

/** One line that is rewritten in a terminal. Writes nothing elsewhere. */
export class ProgressLine {
  #start: { time: number; received: number } | null = null;
  #shown = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly terminal: Terminal,
    private readonly label: string,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Bytes received and in total. The rate counts from the first call. */
  update(received: number, total: number): void {
    const time = this.now();
    this.#start ??= { time, received };
    if (!this.terminal.isTTY || time - this.#shown < REFRESH_MS) return;
    this.#shown = time;
    const seconds = (time - this.#start.time) / 1000;
    const rate = Math.max(0, received - this.#start.received) / seconds;
    this.terminal.write(`${CLEAR_LINE}${this.label} ${progressText(received, total, rate)}`);
  }

  /** Clears the line. */
  clear(): void {
    if (this.terminal.isTTY) this.terminal.write(CLEAR_LINE);
  }
}

const BAR_WIDTH = 20;

/** `rate` in bytes per second. Without a rate, neither rate nor remaining time is shown. */
function progressText(received: number, total: number, rate: number): string {
  const share = total === 0 ? 1 : received / total;
  const text = `${bar(share)} ${Math.floor(100 * share)} %, ${megabytes(received)} of ${megabytes(total)}`;
  if (!(rate > 0 && Number.isFinite(rate))) return text;
  return `${text}, ${megabytes(rate)}/s, ${duration((total - received) / rate)} left`;
}

/** @param share 0 to 1. */
export function bar(share: number): string {
  const filled = Math.round(share * BAR_WIDTH);
  return '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
}

export function duration(seconds: number): string {
  const total = Math.ceil(seconds);
  return total < 60 ? `${total} s` : `${Math.floor(total / 60)} min ${total % 60} s`;
}
