import type { Fp16Finding, Fp16Verdict } from '../engine/index.ts';
import { openByteStore } from './byte-store.ts';

const STORE = 'blipscope-half-verdicts';

/** Each is stored as its place in this list, in one byte. New ones go to the end. */
const FINDINGS: readonly Fp16Finding[] = ['wrong', 'right', 'slower'];

/** Kept between visits. `subject` names all that the verdict depends on: model, GPU, version of the runtime. */
export function storedFp16Verdict(...subject: string[]): Fp16Verdict {
  const key = subject.join(' ');
  return {
    read: async () => {
      const kept = await (await openByteStore(STORE)).get(key);
      return FINDINGS[kept?.[0] ?? -1] ?? null;
    },
    write: async (finding) => {
      await (await openByteStore(STORE)).put(key, Uint8Array.of(FINDINGS.indexOf(finding)));
    },
  };
}
