import type { InstalledBundle } from '../../../../core/protocol';
import { type ModelChoice, sameChoice } from '../active/choice';
import { isOwn } from '../active/matcher.slice';
import type { ModelState } from '../active/model.slice';

type Active = Pick<ModelState, 'activeCaptioner' | 'activeMatcher'>;

/** What a model was chosen for. */
export function usesOf({ activeCaptioner, activeMatcher }: Active, choice: ModelChoice) {
  return { captioned: sameChoice(activeCaptioner, choice), matched: sameChoice(activeMatcher, choice) };
}

/** Whether a model that can match does: chosen for it, or because it writes the captions and nothing else was chosen. */
export function isMatcher(state: Active, choice: ModelChoice): boolean {
  return sameChoice(isOwn(state) ? state.activeCaptioner : state.activeMatcher, choice);
}

/** The installed bundle that writes the captions; null for the demo model. */
export function captionerAmong(
  bundles: readonly InstalledBundle[],
  { activeCaptioner }: Pick<Active, 'activeCaptioner'>,
): InstalledBundle | null {
  if (activeCaptioner.kind === 'demo') return null;
  return bundles.find(({ key }) => key === activeCaptioner.key) ?? null;
}
