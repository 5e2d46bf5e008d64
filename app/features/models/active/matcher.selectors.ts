import type { State } from '../../../store/app-state';
import { sameChoice } from './choice';

/** Whether captions are ranked by the bundle that wrote them. */
export function isOwn({ matcher, model }: Pick<State, 'matcher' | 'model'>): boolean {
  return matcher.choice?.kind === 'demo' || sameChoice(matcher.choice, model.choice);
}
