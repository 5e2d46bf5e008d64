import type { Fp16Finding, Fp16Verdict } from '../engine/index.ts';
import { openByteStore } from './byte-store.ts';

const STORE = 'blipscope-half-verdicts';

/**
 * Each is stored as its index in this list, in one byte. 2 was a finding of earlier versions, which took times: such a
 * GPU is checked again.
 */
const FINDINGS: readonly Fp16Finding[] = ['wrong', 'right'];

/** A verdict that outlives the page. `subject` names all that it depends on: model, GPU, version of the runtime. */
export function storedFp16Verdict(...subject: string[]): Fp16Verdict {
  const key = subject.join(' ');
  return {
    read: async () => {
      const stored = await (await openByteStore(STORE)).get(key);
      return FINDINGS[stored?.[0] ?? -1] ?? null;
    },
    write: async (finding) => {
      await (await openByteStore(STORE)).put(key, Uint8Array.of(FINDINGS.indexOf(finding)));
    },
  };
}
