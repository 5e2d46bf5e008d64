/** What came of a measurement, as data to be saved. */
import type { BenchAmounts, BenchMeasured, Limits } from '../../../core/protocol';
import type { PageMemory } from './page-memory';

/** `plain` is the model as others publish it; `node` is our engine on onnxruntime-node. Both are compared with. */
export type SubjectKind = 'engine' | 'plain' | 'node';

export interface SubjectReport {
  kind: SubjectKind;
  backend: 'webgpu' | 'wasm' | 'cpu';
  /** Null when it failed before its times were known. */
  measured: BenchMeasured | null;
  /** From nothing to a model that has run once, its files kept by the first time. */
  loadAgainMs: number | null;
  /** What the runtime does at most on this device, in float32. */
  limits: Limits | null;
  /** With the model loaded; null where nobody asked. */
  pageMemory: PageMemory | null;
  /** The most that V8 held, where somebody watched. */
  jsHeapBytes: number | null;
  /** Why it failed, in a sentence. */
  error: string | null;
}

/** Of a subject before it is measured. */
export const NOTHING = {
  measured: null,
  loadAgainMs: null,
  limits: null,
  pageMemory: null,
  jsHeapBytes: null,
  error: null,
} satisfies Partial<SubjectReport>;

export interface MachineReport {
  /** Logical cores, as the browser tells them. */
  cores: number;
  /** WebAssembly may have threads. */
  isolated: boolean;
  userAgent: string;
  /** The processor and memory, where a program can look. */
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

/** What a column is headed with. */
export function subjectName({ kind, backend, measured }: SubjectReport): string {
  if (kind === 'plain') return `${BACKENDS[backend]}, no cache, fp32`;
  const arithmetic = measured?.inFloatReason ? `${measured.model.dtype} in 32 bits` : measured?.model.dtype;
  return [BACKENDS[backend], arithmetic].filter(Boolean).join(' ');
}

/** A number of things: "1 caption", "3 captions". */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** Null of nothing. */
export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)! };
}
