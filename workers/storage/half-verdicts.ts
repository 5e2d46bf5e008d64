import type { HalfVerdict } from '../engine/index.ts';
import { openByteStore } from './byte-store.ts';

const STORE = 'blipscope-half-verdicts';

/** Kept between visits. `subject` names all that the verdict depends on: model, GPU, version of the runtime. */
export function keptVerdict(...subject: string[]): HalfVerdict {
  const key = subject.join(' ');
  return {
    read: async () => {
      const kept = await (await openByteStore(STORE)).get(key);
      return kept && kept[0] === 1;
    },
    write: async (right) => {
      await (await openByteStore(STORE)).put(key, Uint8Array.of(right ? 1 : 0));
    },
  };
}
