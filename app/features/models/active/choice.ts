import type { ModelSource } from '../../../../core/protocol';

/** A model to use: the one that comes with the app, or one of the library's by its key. */
export type ModelChoice = { kind: 'demo' } | { kind: 'installed'; key: string };

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
