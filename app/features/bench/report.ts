/** The result of a benchmark, as data to be saved. */
import type { BenchAmounts, BenchMeasured } from '../../../core/protocol';

/** `baseline` is the model without a cache; `node` is the app's engine on onnxruntime-node. */
export type SubjectKind = 'engine' | 'baseline' | 'node';

/** Milliseconds from dropping a picture on the loaded page. */
export interface Waits {
  firstWord: number[];
  threeCaptions: number[];
}

export interface SubjectReport {
  kind: SubjectKind;
  backend: 'webgpu' | 'wasm' | 'cpu';
  /** Null until it is known. */
  dtype: string | null;
  /** Null when it failed before its times were known, and when its parts were not measured. */
  measured: BenchMeasured | null;
  /** Until a model whose files are cached has run once. */
  loadAgainMs: number | null;
  /** Null where only the benchmark page ran. */
  waits: Waits | null;
  /** The maximum of V8, where a program watched. */
  jsHeapBytes: number | null;
  /** Why it failed, in a sentence. */
  error: string | null;
}

/** The fields of a subject before it is measured. */
export const NOT_MEASURED = {
  dtype: null,
  measured: null,
  loadAgainMs: null,
  waits: null,
  jsHeapBytes: null,
  error: null,
} satisfies Partial<SubjectReport>;

export interface MachineReport {
  /** Logical cores, as the browser reports them. */
  cores: number;
  /** WebAssembly may have threads. */
  isolated: boolean;
  userAgent: string;
  /** The processor and memory; null in a browser. */
  host: string | null;
}

export interface BenchReport {
  /** ISO date. */
  made: string;
  machine: MachineReport;
  amounts: BenchAmounts;
  subjects: SubjectReport[];
}

const BACKENDS: Record<SubjectReport['backend'], string> = { webgpu: 'WebGPU', wasm: 'WASM', cpu: 'Node' };

/** The subject's column heading. */
export function subjectName({ kind, backend, dtype, measured }: SubjectReport): string {
  if (kind === 'baseline') return `${BACKENDS[backend]}, no cache, fp32`;
  const arithmetic = measured?.fp32FallbackReason ? `${dtype} in 32 bits` : dtype;
  return [BACKENDS[backend], arithmetic].filter(Boolean).join(' ');
}

/** "1 caption", "3 captions". */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

/** Null of no values. */
export function spreadOf(values: readonly number[]): { median: number; min: number; max: number } | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)! };
}
