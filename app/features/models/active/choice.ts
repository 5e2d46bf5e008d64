import * as v from 'valibot';
import type { ModelSource } from '../../../../core/protocol';
import { id } from '../../../store/schemas';

/** A model to use: the one that comes with the app, or one of the library's by its key. */
export type ModelChoice = { kind: 'demo' } | { kind: 'installed'; key: string };

export const choiceSchema: v.GenericSchema<unknown, ModelChoice> = v.variant('kind', [
  v.object({ kind: v.literal('demo') }),
  v.object({ kind: v.literal('installed'), key: id }),
]);

export const DEMO: ModelChoice = { kind: 'demo' };

/** None is the same as none. */
export function sameChoice(a: ModelChoice | null, b: ModelChoice | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.kind === 'demo') return b.kind === 'demo';
  return b.kind === 'installed' && a.key === b.key;
}

/** Where the worker finds it; `demoUrl` is the folder of the demo model's bundles. */
export function sourceOf(choice: ModelChoice, demoUrl: string): ModelSource {
  return choice.kind === 'demo' ? { kind: 'url', url: demoUrl } : { kind: 'installed', key: choice.key };
}
