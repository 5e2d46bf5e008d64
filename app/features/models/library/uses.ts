import type { InstalledBundle } from '../../../../core/protocol';
import type { State } from '../../../store/app-state';
import { answererChoice } from '../active/answerer.selectors';
import { type ModelChoice, sameChoice } from '../active/choice';
import { isOwn } from '../active/matcher.selectors';

type Active = Pick<State, 'model' | 'matcher' | 'answerer'>;

/** What a model was chosen for. */
export function usesOf({ model, matcher, answerer }: Active, choice: ModelChoice) {
  return {
    captioned: sameChoice(model.choice, choice),
    matched: sameChoice(matcher.choice, choice),
    answered: sameChoice(answerer.choice, choice),
  };
}

/** Whether a model that can match does: chosen for it, or because it writes the captions and nothing else was chosen. */
export function isMatcher(state: Pick<Active, 'model' | 'matcher'>, choice: ModelChoice): boolean {
  return sameChoice(isOwn(state) ? state.model.choice : state.matcher.choice, choice);
}

/** Whether a model that can answer does: chosen for it, or because it writes the captions and nothing else was chosen. */
export function isAnswerer(state: Pick<Active, 'model' | 'answerer'>, choice: ModelChoice): boolean {
  return sameChoice(answererChoice(state), choice);
}

/** The installed bundle that writes the captions; null for the demo model. */
export function captionerAmong(
  bundles: readonly InstalledBundle[],
  { model: { choice } }: Pick<Active, 'model'>,
): InstalledBundle | null {
  if (choice.kind === 'demo') return null;
  return bundles.find(({ key }) => key === choice.key) ?? null;
}
