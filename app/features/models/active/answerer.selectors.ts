/** Which model answers questions. Pure. */
import type { State } from '../../../store/app-state';
import type { ModelChoice } from './choice';

/**
 * The model that answers: the chosen one, else the captioner's own bundle if it can. Null where there is none; what
 * the captioner can do is known once it is loaded.
 */
export function answererChoice({
  answerer: { choice },
  model,
}: Pick<State, 'answerer' | 'model'>): ModelChoice | null {
  if (choice.kind === 'installed') return choice;
  return model.loaded?.capabilities.includes('answer') ? model.choice : null;
}
