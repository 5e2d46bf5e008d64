import * as v from 'valibot';
import type { Run } from '../features/captions/run';
import { runSchema } from '../features/captions/run-schema';
import { arrayOf } from './schemas';
import { scopedName } from './scope';
import type { Names } from './stored';

const CHANNEL = 'blipscope';

/** What a tab tells the others: which parts of what is stored it changed. */
export interface TabMessage extends Names {
  /** The captions of deleted pictures as they were stored, for undo in another tab. */
  removedRuns: readonly Run[];
}

const message: v.GenericSchema<unknown, TabMessage> = v.object({
  pictures: v.array(v.string()),
  values: v.array(v.string()),
  removedRuns: arrayOf(runSchema),
});

export interface TabChannel {
  tell(changed: TabMessage): void;
  listen(listener: (changed: TabMessage) => void): void;
}

/** @returns a silent channel where the browser has none: each tab shows changes of others after a reload. */
export function openTabChannel(): TabChannel {
  if (!('BroadcastChannel' in globalThis)) return { tell: () => {}, listen: () => {} };
  const channel = new BroadcastChannel(scopedName(CHANNEL));
  return {
    tell: (changed) => channel.postMessage(changed),
    listen(listener) {
      channel.addEventListener('message', ({ data }) => {
        const { success, output } = v.safeParse(message, data);
        if (success) listener(output);
      });
    },
  };
}
